"""Whatever the ruleset: a why-tree names every given fact that it rests on, and replays."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from drawing import draw_given, draw_ruleset
from tactful.answer import Answer, Outcome
from tactful.answers import answers
from tactful.branch import walk
from tactful.explanation import explain
from tactful.inquiry import Inquiry
from tactful.model import Ruleset
from tactful.reasoning import Reasoning, reason
from tactful.reference import evaluate
from test_grounds import SIZES, only, outcome, unhurried


def reasoned(rng: Random, ruleset: Ruleset) -> Reasoning:
    facts = draw_given(rng, ruleset)
    return reason(explain(ruleset, "Drawn", evaluate(ruleset, facts)))


def drawn_with_sentences(rng: Random, seed: int) -> Ruleset:
    """A drawn ruleset whose rules say something."""
    ruleset = draw_ruleset(rng, SIZES[seed % len(SIZES)])
    rules = {
        name: rule._replace(because=(f"Rule {name}.",)) for name, rule in ruleset.rules.items()
    }
    return replace(ruleset, rules=rules)


def named_in(answer: Answer) -> frozenset[str]:
    """The given facts that a reader meets in an answer."""
    branches = (b for root in (*answer.tree, *answer.otherwise) for _, b in walk(root))
    said = {branch.fact for branch in branches if branch.kind == "given" and branch.fact}
    return frozenset(said)


@unhurried
@given(st.integers(0, 2**32))
def test_evaluating_only_the_facts_a_why_tree_names_gives_the_same_choice(seed: int) -> None:
    rng = Random(seed)
    ruleset = drawn_with_sentences(rng, seed)
    reasoning = reasoned(rng, ruleset)
    conclusions = reasoning.explanation.conclusions
    facts = {n: k.value for n, k in conclusions.facts.items() if k.origin.value == "given"}
    for name in ruleset.decisions:
        (answer,) = answers([Inquiry("why", name)], reasoning)
        step = answer.steps[0].step
        assert answer.steps[0].given <= named_in(answer)
        again = evaluate(ruleset, only(facts, named_in(answer)))
        assert outcome(again, step) == outcome(conclusions, step)


@unhurried
@given(st.integers(0, 2**32))
def test_everything_has_an_answer(seed: int) -> None:
    """Why and why not, of every option, fact and value; what is so is never called otherwise."""
    rng = Random(seed)
    ruleset = drawn_with_sentences(rng, seed)
    reasoning = reasoned(rng, ruleset)
    values = reasoning.wording.values
    asked = [Inquiry("why", name) for name in (*ruleset.facts, *ruleset.decisions)]
    for name, decision in ruleset.decisions.items():
        asked += [Inquiry("why not", name, option) for option in decision.options]
        asked += [Inquiry("why", name, option) for option in decision.options]
    for rule in ruleset.rules.values():
        asked += [Inquiry("why not", c.fact, c.value) for c in rule.conclusions]
    for inquiry in asked:
        for answer in answers([inquiry], reasoning):
            assert answer.title
            assert all(sentence.strip() for sentence in answer.sentences)
            assert answer.sentences
            if inquiry.value is not None:
                chosen = reasoning.explanation.conclusions.decisions.get(inquiry.subject)
                so = (
                    inquiry.value in chosen.choices
                    if chosen is not None
                    else values.get(inquiry.subject) == inquiry.value
                )
                assert (answer.outcome is Outcome.SO) is so
