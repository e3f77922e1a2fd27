"""Whatever the ruleset: a why-tree names every given fact that it rests on, and replays."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from xml.etree import ElementTree

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

import tactful
from drawing import draw_given, draw_ruleset
from replaying import SIZES, only, outcome, unhurried
from tactful.answers.answer import Answer, Verdict
from tactful.answers.answering import answers
from tactful.answers.grounds import Reasoning, reason
from tactful.answers.page import reasoned_page
from tactful.answers.wire import explanations
from tactful.explanation.explanation import explain
from tactful.language.as_json import as_text
from tactful.language.conclusions import Origin
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.language.strata import Step
from tactful.network.evaluator import Network
from tactful.pages.html import html
from tactful.pages.markdown import markdown
from tactful.pages.plain import WIDTH, plain
from tactful.pages.tree import walk
from tactful.scenarios.words import Inquiry

VALIDATOR = jsonschema.Draft202012Validator(tactful.schema("explanations"))


def reasoned(rng: Random, ruleset: Ruleset) -> Reasoning:
    facts = draw_given(rng, ruleset)
    return reason(explain(Network(ruleset), "Drawn", evaluate(ruleset, facts)))


def drawn(seed: int) -> tuple[Ruleset, Reasoning]:
    """A drawn ruleset with a scenario that was reasoned about."""
    rng = Random(seed)
    ruleset = drawn_with_sentences(rng, seed)
    return ruleset, reasoned(rng, ruleset)


def drawn_with_sentences(rng: Random, seed: int) -> Ruleset:
    """A drawn ruleset whose rules say something."""
    ruleset = draw_ruleset(rng, SIZES[seed % len(SIZES)])
    rules = {
        name: rule._replace(because=(f"Rule {name}.",)) for name, rule in ruleset.rules.items()
    }
    return replace(ruleset, rules=rules)


def named_in(answer: Answer) -> frozenset[str]:
    """The given facts that a reader meets in an answer, and the one it is about."""
    branches = (b for root in (*answer.tree, *answer.also_rests_on) for _, b in walk(root))
    said = {branch.fact for branch in branches if branch.kind == "given" and branch.fact}
    return frozenset({*said, answer.inquiry.subject})


@unhurried
@given(st.integers(0, 2**32))
def test_evaluating_only_the_facts_a_why_tree_names_gives_the_same(seed: int) -> None:
    ruleset, reasoning = drawn(seed)
    conclusions = reasoning.explanation.conclusions
    facts = {n: k.value for n, k in conclusions.facts.items() if k.origin.value == "given"}
    asked = [Inquiry("why", name) for name in (*ruleset.decisions, *ruleset.facts)]
    for name, settled in conclusions.decisions.items():
        asked += [Inquiry("why", name, option) for option in settled.choices]
    for answer in answers(asked, reasoning):
        step = answer.steps[0].step
        assert answer.steps[0].given <= named_in(answer)
        again = evaluate(ruleset, only(facts, named_in(answer)))
        assert outcome(again, step) == outcome(conclusions, step)


@settings(unhurried, max_examples=60)
@given(st.integers(0, 2**32))
def test_every_reasoning_can_be_shown_in_every_format(seed: int) -> None:
    ruleset, reasoning = drawn(seed)
    asked = answers([Inquiry("why not", name) for name in ruleset.decisions], reasoning)
    for shown in (reasoned_page(reasoning, sources=True), reasoned_page(reasoning, asked, depth=2)):
        assert markdown([shown])
        ElementTree.fromstring(html([shown]))  # noqa: S314 - it is our own
        for line in plain([shown]).splitlines():
            assert len(line) <= WIDTH or " " not in line.strip(" -")
    VALIDATOR.validate(json.loads(as_text(explanations([(reasoning, ()), (reasoning, asked)]))))


@unhurried
@given(st.integers(0, 2**32))
def test_what_programs_read_replays(seed: int) -> None:
    """Every step named is in the list, and what it rests on gives the same outcome."""
    ruleset, reasoning = drawn(seed)
    conclusions = reasoning.explanation.conclusions
    facts = {n: k.value for n, k in conclusions.facts.items() if k.origin is Origin.GIVEN}
    told = json.loads(as_text(explanations([(reasoning, ())])))["explanations"][0]
    assert [answer["about"] for answer in told["answers"]] == list(ruleset.decisions)
    for answer in told["answers"]:
        steps = {(step["kind"], step["id"]) for step in answer["steps"]}
        named = (n for step in answer["steps"] for n in (*step["because"], *step["guarded_by"]))
        assert {(name["kind"], name["id"]) for name in named} <= steps
        again = evaluate(ruleset, only(facts, frozenset(answer["rests_on"])))
        step = Step("decision", answer["about"])
        assert outcome(again, step) == outcome(conclusions, step)


@unhurried
@given(st.integers(0, 2**32))
def test_everything_has_an_answer(seed: int) -> None:
    """Why and why not, of every option, fact and value; what is so is never called otherwise."""
    ruleset, reasoning = drawn(seed)
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
                assert (answer.verdict is Verdict.SO) is so
