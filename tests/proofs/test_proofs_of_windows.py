"""Proofs about rules that read when a window opens, against brute force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import product
from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from drawing import DAY, DUE, ENDED, MOMENT, NOW, SMALL_ACTING, draw_ruleset
from draws import DRAWS, unhurried
from tactful.language import reference
from tactful.language.conclusions import Outcome, outcome
from tactful.language.model import Ruleset
from tactful.language.values import Kind, Value
from tactful.proofs.bearings import bearings
from tactful.proofs.formulas import Formulas
from tactful.proofs.relevance import Relevance

MOMENTS = (NOW, ENDED, DUE)


def ways(ruleset: Ruleset, name: str) -> list[Value | None]:
    """Values of a fact, and none: all there are, or of a moment so many that little is missed."""
    type_ = ruleset.facts[name].type
    if type_.kind is Kind.YES_NO:
        return [True, False, None]
    if type_.kind is Kind.CHOICE:
        return [*type_.choices, None]
    if type_.kind is Kind.DATE:
        return [*(DAY + timedelta(days=days) for days in range(-7, 8)), None]
    times = (time(7), time(8, 30), time(12), time(16), time(16, 30), time(17, 30), time(19))
    days = [MOMENT.date() + timedelta(days=days) for days in (-1, 0, 1, 2, 3)]
    return [*(datetime.combine(day, at) for day in days for at in times), None]


def situation(rng: Random, *, open_moment: bool) -> tuple[Ruleset, dict[str, Value], list[str]]:
    """A ruleset, what is known, and what is open: of moments at most one."""
    ruleset = draw_ruleset(rng, SMALL_ACTING)
    facts = [f.id for f in ruleset.facts.values() if f.id.startswith("f")]
    known = {name: rng.choice(ways(ruleset, name)) for name in facts}
    left = [name for name in facts if name not in MOMENTS and rng.random() < 0.6]
    if open_moment:
        left.append(rng.choice(MOMENTS))
    found = {n: v for n, v in known.items() if v is not None and n not in left}
    return ruleset, found, left


def worlds(
    ruleset: Ruleset, known: dict[str, Value], left: list[str]
) -> Iterator[dict[str, Value]]:
    for chosen in product(*(ways(ruleset, name) for name in left)):
        pairs = zip(left, chosen, strict=True)
        yield {**known, **{name: value for name, value in pairs if value is not None}}


def brute_force(
    ruleset: Ruleset, known: dict[str, Value], left: list[str]
) -> tuple[dict[str, set[str]], dict[str, set[Outcome]]]:
    """To which decisions each open fact matters, and what each decision can come to."""
    came: dict[tuple[Value | None, ...], dict[str, frozenset[Outcome]]] = {}
    for world in worlds(ruleset, known, left):
        decisions = reference.evaluate(ruleset, world).decisions
        came[tuple(world.get(n) for n in left)] = {n: outcome(s) for n, s in decisions.items()}
    matters: dict[str, set[str]] = {name: set() for name in left}
    for place, name in enumerate(left):
        alike: dict[tuple[Value | None, ...], dict[str, frozenset[Outcome]]] = {}
        for key, found in came.items():
            first = alike.setdefault((*key[:place], *key[place + 1 :]), found)
            matters[name].update(d for d in found if found[d] != first[d])
    possible: dict[str, set[Outcome]] = {name: set() for name in ruleset.decisions}
    for found in came.values():
        for name, outcomes in found.items():
            possible[name] |= outcomes
    return matters, possible


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_where_all_moments_are_known_all_is_proven(seed: int) -> None:
    ruleset, known, left = situation(Random(seed), open_moment=False)
    note(f"{known} {left}")
    matters, possible = brute_force(ruleset, known, left)
    relevance = Relevance(Formulas(ruleset, known, left))
    for name in left:
        assert relevance.bearing(name) == (
            tuple(d for d in ruleset.decisions if d in matters[name]),
            (),
        )
    for decision, found in possible.items():
        assert {*relevance.possible_outcomes(decision)} == found
    assert bearings(ruleset, known, left) == {name: relevance.bearing(name) for name in left}


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_an_open_moment_is_never_said_not_to_matter_where_it_does(seed: int) -> None:
    ruleset, known, left = situation(Random(seed), open_moment=True)
    note(f"{known} {left}")
    matters, possible = brute_force(ruleset, known, left)
    relevance = Relevance(Formulas(ruleset, known, left))
    found = bearings(ruleset, known, left)
    for name in left:
        for bearing in (relevance.bearing(name), found[name]):
            assert matters[name] <= {*bearing.matters_to, *bearing.may_matter_to}
        witness = relevance.witness(name)
        if witness is not None and (relevance.formulas.is_tried or relevance.formulas.exact):
            one, other = (
                {**known, **witness.rest, **({} if value is None else {name: value})}
                for value in (witness.one, witness.other)
            )
            first, second = (reference.evaluate(ruleset, each).decisions for each in (one, other))
            assert outcome(first[witness.decision]) != outcome(second[witness.decision])
    for decision, outcomes in possible.items():
        assert outcomes <= {*relevance.possible_outcomes(decision)}
