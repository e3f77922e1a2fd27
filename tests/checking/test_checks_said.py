"""The checks on small rulesets with none, several choices and constraints: all situations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from drawing import Drawn as DrawnSoFar
from drawing import Size, draw_constraints, draw_ruleset
from draws import DRAWS, unhurried
from tactful.checking.checks import (
    constraint_never_broken,
    impossible_constraints,
    repeated_rule,
    unused_choice,
)
from tactful.checking.conflicts import conflicting
from tactful.checking.subject import Subject
from tactful.language.conclusions import Conclusions, Status, advice, known_values
from tactful.language.conditions import every_test, truth
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.language.terms import reads
from tactful.language.values import Kind, Value
from tactful.language.variants import triggers, without_rule
from tactful.proofs.removals import Removals

SIZE = Size(facts=3, concluded=1, decisions=2, rules=6, kinds=(Kind.YES_NO, Kind.CHOICE), said=True)


def draw_small(rng: Random) -> Ruleset:
    """A ruleset of yes and no, of choices one or many at once, and of constraints on them."""
    rules = draw_ruleset(rng, SIZE)
    facts = {n: f._replace(computed=None) for n, f in rules.facts.items()}
    small = {n: f for n, f in facts.items() if f.type.kind in SIZE.kinds}
    if len(small) < len(facts):
        return draw_small(rng)
    constraints = draw_constraints(rng, DrawnSoFar(small, dict(rules.decisions)))
    return replace(rules, facts=small, constraints=constraints)


def every_situation(rules: Ruleset) -> Iterator[dict[str, Value]]:
    ways = []
    for fact in rules.facts.values():
        values: list[Value | None] = [None, *fact.type.choices]
        if fact.type.kind is Kind.YES_NO:
            values = [None, True, False]
        if fact.type.many:
            sizes = range(len(fact.type.choices) + 1)
            values = [
                None,
                *(frozenset(some) for n in sizes for some in combinations(fact.type.choices, n)),
            ]
        ways.append(values)
    for chosen in product(*ways):
        yield {n: v for n, v in zip(rules.facts, chosen, strict=True) if v is not None}


class Everything:
    """What comes of every situation, and of every one that can be."""

    def __init__(self, rules: Ruleset) -> None:
        self.rules = rules
        self.whole = [(one, evaluate(rules, one)) for one in every_situation(rules)]
        self.left = [(one, came) for one, came in self.whole if not came.broken] or self.whole
        self.values = [known_values(rules, came) for _, came in self.left]

    def known(self, without: set[str] | None = None) -> list[Conclusions]:
        """What comes of the situations that break none of some constraints."""
        kept = self.rules.constraints.keys() if without is None else without
        return [came for _, came in self.whole if not {*kept} & {*came.broken}]


@settings(unhurried, max_examples=DRAWS // 4)
@given(st.integers(0, 2**32))
def test_what_is_found_is_so_in_every_situation_that_can_be(seed: int) -> None:
    rules = draw_small(Random(seed))
    note(repr((rules.rules, rules.constraints)))
    subject, everything = Subject(rules), Everything(rules)
    fired = {rule for _, came in everything.left for rule in came.fired}
    dead = {
        r.id
        for r in rules.rules.values()
        if not any(triggers(r, values, rules) for values in everything.values)
    }
    assert subject.dead == dead
    assert subject.shadowed == {*rules.rules} - fired - dead
    chosen = {
        (name, choice)
        for _, came in everything.left
        for name, settled in came.decisions.items()
        for choice in settled.choices
    }
    options = {(d.id, o) for d in rules.decisions.values() for o in d.options}
    assert subject.never_chosen == options - chosen
    for place in subject.never_true:
        assert not any(truth(place.test, v, rules.type_of) for v in everything.values)
    for place in subject.always_true:
        assert all(truth(place.test, v, rules.type_of) for v in everything.values)
    may_break = len(everything.left) == len(everything.whole)
    for about in (*rules.facts, *rules.decisions):
        for one, other, witness in conflicting(subject, about):
            came = evaluate(rules, witness)
            assert may_break or not came.broken
            assert {one, other} <= {r for c in came.conflicts for r, _ in c.rules}


@settings(unhurried, max_examples=DRAWS // 10)
@given(st.integers(0, 2**32))
def test_constraints_that_keep_out_nothing_or_all(seed: int) -> None:
    rules = draw_small(Random(seed))
    note(repr((rules.facts, rules.constraints)))
    subject, everything = Subject(rules), Everything(rules)
    breakable = {name for _, came in everything.whole for name in came.broken}
    never = {one.diagnostic.message.split("`")[1] for one in constraint_never_broken.check(subject)}
    assert never == {*rules.constraints} - breakable
    left = everything.known()
    read = {n for c in rules.constraints.values() for n in reads(c.never)}
    could = {n for _, came in everything.whole for n in came.facts}
    without = {n for n in read & could if not any(n in came.facts for came in left)}
    found = [one.diagnostic.message for one in impossible_constraints.check(subject)]
    assert bool(found) is bool(not left or without)
    assert any("no situation at all" in message for message in found) is (not left)
    for message in found:
        _, *words = message.split("`")
        named = {*words[::2]} & {*rules.constraints}
        about = next((w for w in words[::2] if w in rules.facts), None)
        for kept in (named, *({*named} - {one} for one in named)):
            rest = everything.known(kept)
            rest = rest if about is None else [came for came in rest if about in came.facts]
            assert bool(rest) is (kept != named)


@settings(unhurried, max_examples=DRAWS // 4)
@given(st.integers(0, 2**32))
def test_rules_that_could_go_and_rules_that_repeat(seed: int) -> None:
    rng = Random(seed)
    rules = draw_small(rng)
    copied = rng.choice(list(rules.rules.values()))
    arguments = tuple(replace(a, rule="copy") for a in copied.arguments)
    copy = copied._replace(id="copy", overrides=(), arguments=arguments)
    rules = replace(rules, rules={**rules.rules, "copy": copy})
    subject, everything = Subject(rules), Everything(rules)
    assert "copy" in subject.repeating
    for name, first in subject.repeating.items():
        for values in everything.values:
            truths = [triggers(rules.rules[n], values, rules) for n in (name, first)]
            assert truths[0] is truths[1]
    told = [*repeated_rule.check(subject)]
    assert {one.diagnostic.message.split("`")[1] for one in told} == (
        {*subject.repeating} - subject.dead
    )
    for rule in Removals(subject.proofs, ()).removable(rules.rules):
        variant = without_rule(rules, rule)
        assert all(advice(evaluate(variant, one)) == advice(came) for one, came in everything.left)
        break  # each is proven alone; together is for the test without constraints


@settings(unhurried, max_examples=DRAWS // 4)
@given(st.integers(0, 2**32))
def test_a_choice_that_is_not_looked_at_is_as_good_as_unknown(seed: int) -> None:
    rules = draw_small(Random(seed))
    for one in unused_choice.check(Subject(rules)):
        _, choice, _, name, _ = one.diagnostic.message.split("`")
        tests = [test for test in every_test(rules) if test.subject == name]
        type_ = rules.facts[name].type
        value: Value = frozenset({choice}) if type_.many else choice
        assert not any(truth(test, {name: value}, rules.type_of) for test in tests)
        for other in {*type_.choices} - {choice}:
            picked: Value = frozenset({other}) if type_.many else other
            names = {operand for test in tests for operand in test.operands}
            assert other in names
            assert type_.many or any(truth(test, {name: picked}, rules.type_of) for test in tests)


def test_no_check_calls_an_impossible_gap_a_gap() -> None:
    rng = Random(14)
    for _ in range(20):
        rules = draw_small(rng)
        everything = Everything(rules)
        subject = Subject(rules)
        for name, decision in rules.decisions.items():
            if decision.many:
                continue
            nothing = subject.proofs.formulas.outcomes[name][Status.NONE]
            could = any(c.decisions[name].status is Status.NONE for _, c in everything.left)
            assert subject.proofs.is_impossible(nothing) is not could
