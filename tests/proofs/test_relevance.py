"""What is judged irrelevant never changes the advice, and what is judged relevant can."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import NUMBERS, Size, draw_given, draw_ruleset, draw_value
from draws import DRAWS, unhurried
from tactful.explanation.unknowns import askable, unknown_facts
from tactful.language import reference
from tactful.language.conclusions import Outcome, outcome
from tactful.language.model import Ruleset
from tactful.language.values import Kind, Value
from tactful.proofs.formulas import Formulas
from tactful.proofs.relevance import Relevance

SMALL = Size(facts=4, concluded=2, decisions=2, rules=8)
MOST_WORLDS = 400


def situation(rng: Random) -> tuple[Ruleset, dict[str, Value], list[str], Relevance]:
    """A ruleset, what is known, at most three open facts, and to what they matter."""
    ruleset = draw_ruleset(rng, SMALL)
    names = list(askable(ruleset))
    rng.shuffle(names)
    known = {n: v for n, v in draw_given(rng, ruleset).items() if n not in names[:3]}
    open_facts = [name for name in names[:3] if name not in known]
    return ruleset, known, open_facts, Relevance(Formulas(ruleset, known, open_facts))


def sample(rng: Random, ruleset: Ruleset, name: str) -> list[Value | None]:
    """Unknown, and values that no proof had a hand in choosing."""
    type_ = ruleset.facts[name].type
    if name == ruleset.clock.timezone:
        return [None, "Europe/Paris", "UTC"]
    if type_.kind is Kind.NUMBER:
        return [None, *NUMBERS, 0.05, 1.2, 7, -100, 2e6]
    return [None, *{draw_value(rng, type_) for _ in range(10)}]


def outcomes(ruleset: Ruleset, facts: Mapping[str, Value]) -> dict[str, frozenset[Outcome]]:
    decisions = reference.evaluate(ruleset, facts).decisions
    return {name: outcome(settled) for name, settled in decisions.items()}


def with_values(known: dict[str, Value], extra: Mapping[str, Value | None]) -> dict[str, Value]:
    return {**known, **{n: v for n, v in extra.items() if v is not None}}


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_no_value_of_an_irrelevant_fact_changes_an_outcome(seed: int) -> None:
    rng = Random(seed)
    ruleset, known, open_facts, relevance = situation(rng)
    matters = {name: relevance.matters_to(name) for name in open_facts}
    worlds = list(itertools.product(*(sample(rng, ruleset, name) for name in open_facts)))
    rng.shuffle(worlds)
    came: dict[tuple[object, ...], dict[str, frozenset[Outcome]]] = {}
    for world in worlds[:MOST_WORLDS]:
        extra = dict(zip(open_facts, world, strict=True))
        found = outcomes(ruleset, with_values(known, extra))
        for place, name in enumerate(open_facts):
            rest = (name, *world[:place], *world[place + 1 :])
            first = came.setdefault(rest, found)
            changed = {decision for decision in found if found[decision] != first[decision]}
            assert changed <= set(matters[name]), (name, world)


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_a_witness_shows_that_a_fact_matters(seed: int) -> None:
    rng = Random(seed)
    ruleset, known, open_facts, relevance = situation(rng)
    for name in open_facts:
        witness = relevance.witness(name)
        assert relevance.matters(name) is bool(relevance.matters_to(name))
        if relevance.formulas.exact:
            assert (witness is not None) is relevance.matters(name)
        if witness is not None and (relevance.formulas.exact or relevance.formulas.is_tried):
            one = outcomes(ruleset, with_values(known, {**witness.rest, name: witness.one}))
            other = outcomes(ruleset, with_values(known, {**witness.rest, name: witness.other}))
            assert one[witness.decision] != other[witness.decision]


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_the_advice_is_settled_just_where_no_fact_matters(seed: int) -> None:
    rng = Random(seed)
    ruleset, known, open_facts, relevance = situation(rng)
    matters = any(relevance.matters(name) for name in open_facts)
    assert relevance.settled(reference.evaluate(ruleset, known)) is not matters


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_possible_outcomes_are_those_that_come_about(seed: int) -> None:
    rng = Random(seed)
    ruleset, known, open_facts, relevance = situation(rng)
    possible = {name: set(relevance.possible_outcomes(name)) for name in ruleset.decisions}
    for _ in range(20):
        extra = {name: rng.choice(sample(rng, ruleset, name)) for name in open_facts}
        for name, came in outcomes(ruleset, with_values(known, extra)).items():
            assert came <= possible[name]


def test_the_listed_unknown_facts_are_those_that_can_be_asked_for() -> None:
    rng = Random(3)
    for _ in range(30):
        ruleset = draw_ruleset(rng, SMALL)
        conclusions = reference.evaluate(ruleset, draw_given(rng, ruleset))
        listed = [unknown.fact for unknown in unknown_facts(ruleset, conclusions)]
        assert listed == [n for n in askable(ruleset) if n not in conclusions.facts]
