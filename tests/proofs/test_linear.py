"""What several open numbers or days come to together, held against every world there is."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import DRAWS, unhurried
from small import ruleset_of
from tactful.answers.lacking import why_unknown
from tactful.cases.cases import cases
from tactful.explanation.wording import wording_of
from tactful.language import reference
from tactful.language.conclusions import outcome
from tactful.language.model import Computed, Conclusion, Fact, Rule, Ruleset
from tactful.language.operators import AT_LEAST, AT_MOST, EQUAL, LESS_THAN, MORE_THAN, NOT
from tactful.language.terms import FactRef, Test
from tactful.language.values import NONE, Kind, Value, ValueType
from tactful.proofs.amounts import as_amount
from tactful.proofs.bearings import bearings
from tactful.proofs.formulas import Formulas
from tactful.proofs.relevance import Bearing, Relevance

HIGHEST = 4
WHOLE = ValueType(Kind.NUMBER, minimum=0, maximum=HIGHEST, whole=True)
SPLIT = ValueType(Kind.NUMBER, minimum=0, maximum=HIGHEST)
NUMBER = ValueType(Kind.NUMBER)
FIRST = date(2026, 11, 26)
DAY = ValueType(Kind.DATE, minimum=FIRST, maximum=FIRST + timedelta(days=HIGHEST))
COMPARISONS = (AT_LEAST, AT_MOST, MORE_THAN, LESS_THAN, EQUAL, NOT)


Worlds = list[tuple[dict[str, Value | None], frozenset[str]]]


def drawn(rng: Random, *, whole: bool) -> tuple[Ruleset, list[str], dict[str, Value]]:
    """Three open amounts, two results of theirs, what looks at them, and what is known."""
    number = WHOLE if whole else SPLIT
    open_facts = [Fact("x", number, "x"), Fact("y", number, "y"), Fact("z", number, "z")]
    if whole and rng.random() < 0.3:
        open_facts[2] = Fact("z", DAY, "z")
        kinds: list[Computed] = [
            Computed("plus days", ("z", "x")),
            Computed("days from", ("z", "k")),
        ]
        results = [Fact("k", ValueType(Kind.DATE), "k", computed=kinds[0])]
        results.append(Fact("m", NUMBER, "m", computed=kinds[1]))
    else:
        results = [Fact("k", NUMBER, "k", computed=computed(rng, "xyz", whole=whole))]
        results.append(Fact("m", NUMBER, "m", computed=computed(rng, "xyk", whole=whole)))
    facts = [*open_facts, *results]
    tests = [a_test(rng, facts) for _ in range(rng.randint(1, 3))]
    never = [a_test(rng, facts)] if rng.random() < 0.3 else []
    known = {"y": rng.randint(0, HIGHEST)} if rng.random() < 0.2 else {}
    return ruleset_of(facts, tests, *never), [f.id for f in open_facts], {**known}


def computed(rng: Random, of: str, *, whole: bool) -> Computed:
    one, other = rng.sample(of, 2)
    factors: tuple[float, ...] = (2, -1, 3) if whole else (0.95, -0.5, 3)
    ways: tuple[Computed, ...] = (
        Computed("sum of", (one, other, rng.choice((0, 1, 3)))),
        Computed("difference of", (one, other)),
        Computed("largest of", (one, other, 2)),
        Computed("smallest of", (one, other)),
        Computed("product of", (one, rng.choice(factors))),
        *(() if whole else (Computed("quotient of", (one, rng.choice((3, -0.7)))),)),
    )
    return rng.choice(ways)


def a_test(rng: Random, facts: Sequence[Fact]) -> Test:
    fact = rng.choice(facts)
    alike = [f for f in facts if f.type.kind is fact.type.kind and f is not fact]
    if alike and rng.random() < 0.4:
        return Test(fact.id, rng.choice(COMPARISONS), (FactRef(rng.choice(alike).id),))
    if fact.type.kind is Kind.DATE:
        return Test(fact.id, rng.choice(COMPARISONS), (FIRST + timedelta(days=rng.randint(0, 9)),))
    return Test(fact.id, rng.choice(COMPARISONS), (rng.choice((-1, 0, 1, 2, 4, 5, 8, 9, 12)),))


def every_world(
    ruleset: Ruleset, names: Sequence[str], known: Mapping[str, Value], steps: Sequence[float]
) -> Worlds:
    """Every way to complete a situation with numbers of these, or days of as many."""
    ways: list[list[Value | None]] = []
    for name in names:
        is_day = ruleset.facts[name].type.kind is Kind.DATE
        days = [FIRST + timedelta(days=n) for n in range(HIGHEST + 1)]
        ways.append([known[name]] if name in known else [None, *(days if is_day else steps)])
    found: Worlds = []
    for chosen in itertools.product(*ways):
        world = dict(zip(names, chosen, strict=True))
        given_ = {name: value for name, value in world.items() if value is not None}
        came = reference.evaluate(ruleset, given_)
        if not came.broken:
            found.append((world, frozenset(map(str, outcome(came.decisions["d"])))))
    return found


def that_matter(found: Worlds, names: Sequence[str]) -> set[str]:
    """The facts of which a change alone changes the advice in some world."""
    mattering: set[str] = set()
    for name in names:
        first: dict[tuple[object, ...], frozenset[str]] = {}
        for world, came in found:
            rest = tuple(value for other, value in world.items() if other != name)
            if first.setdefault(rest, came) != came:
                mattering.add(name)
    return mattering


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_of_whole_numbers_and_days_nothing_is_left_open(seed: int) -> None:
    ruleset, names, known = drawn(Random(seed), whole=True)
    open_facts = [name for name in names if name not in known]
    matter = that_matter(every_world(ruleset, names, known, range(HIGHEST + 1)), open_facts)
    said = bearings(ruleset, known, open_facts)
    assert {name for name in open_facts if said[name].matters_to} == matter
    assert [name for name in open_facts if said[name].may_matter_to] == []


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_of_other_numbers_nothing_is_proven_wrongly(seed: int) -> None:
    ruleset, names, known = drawn(Random(seed), whole=False)
    open_facts = [name for name in names if name not in known]
    steps = (0, 0.5, 1, 1.7, 2, 3, 3.999999, 4)
    matter = that_matter(every_world(ruleset, names, known, steps), open_facts)
    said = bearings(ruleset, known, open_facts)
    assert matter <= {n for n in open_facts if said[n].matters_to or said[n].may_matter_to}


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_an_example_comes_about(seed: int) -> None:
    rng = Random(seed)
    whole = rng.random() < 0.5
    ruleset, names, known = drawn(rng, whole=whole)
    open_facts = [name for name in names if name not in known]
    relevance = Relevance(Formulas(ruleset, known, open_facts))
    for name in open_facts:
        witness = relevance.witness(name)
        if witness is None:
            # Other numbers may be found within half a millionth of what there is, or not.
            assert not whole or relevance.bearing(name).matters_to == ()
            continue
        came = []
        for value in (witness.one, witness.other):
            rest = {**known, **witness.rest, **({} if value is None else {name: value})}
            came.append(outcome(reference.evaluate(ruleset, rest).decisions["d"]))
        assert came[0] != came[1]


@pytest.mark.parametrize(
    ("made", "bound", "matters"),
    [
        (Computed("sum of", ("x", "y")), 8, False),
        (Computed("sum of", ("x", "y")), 7.999999, True),
        (Computed("difference of", ("x", "y")), 4, False),
        (Computed("difference of", ("x", "y")), 3.9, True),
        (Computed("largest of", ("x", "y")), 4, False),
        (Computed("largest of", ("x", "y")), 3, True),
        (Computed("smallest of", ("x", "y")), 4, False),
    ],
)
def test_what_no_numbers_can_make_is_proven(made: Computed, bound: float, matters: bool) -> None:
    facts = [Fact("x", SPLIT, "x"), Fact("y", SPLIT, "y"), Fact("k", NUMBER, "k", computed=made)]
    ruleset = ruleset_of(facts, [Test("k", MORE_THAN, (bound,))])
    for said in bearings(ruleset, {}, ["x", "y"]).values():
        assert (said.matters_to, said.may_matter_to) == (("d",) if matters else (), ())


def test_a_product_of_two_open_numbers_is_left_open_and_said_to_be() -> None:
    made = Computed("product of", ("x", "y"))
    facts = [Fact("x", WHOLE, "x"), Fact("y", WHOLE, "y"), Fact("k", NUMBER, "k", computed=made)]
    for said in bearings(ruleset_of(facts, [Test("k", MORE_THAN, (16,))]), {}, ["x", "y"]).values():
        assert (said.matters_to, said.may_matter_to) == ((), ("d",))


def test_there_is_none_of_a_part() -> None:
    """Of what there is none nothing is worked out, and comparing with it says no."""
    some = ValueType(Kind.NUMBER, minimum=0, maximum=HIGHEST, whole=True, none="none")
    made = Computed("sum of", ("x", "y"))
    facts = [Fact("x", some, "x"), Fact("y", some, "y"), Fact("k", NUMBER, "k", computed=made)]
    ruleset = ruleset_of(facts, [Test("x", LESS_THAN, (FactRef("y"),)), Test("k", AT_LEAST, (8,))])
    values: list[Value | None] = [None, NONE, *range(HIGHEST + 1)]
    found: Worlds = []
    for one, other in itertools.product(values, values):
        world = {"x": one, "y": other}
        given_ = {name: value for name, value in world.items() if value is not None}
        came = reference.evaluate(ruleset, given_)
        found.append((world, frozenset(map(str, outcome(came.decisions["d"])))))
    said = bearings(ruleset, {}, ["x", "y"])
    assert {name for name in said if said[name].matters_to} == that_matter(found, ["x", "y"])


def concluding(ruleset: Ruleset, *said: tuple[str, Test, str, Value]) -> Ruleset:
    """The ruleset with rules that conclude facts: a name, when, the fact and its value."""
    rules = {
        name: Rule(name, ("",), "house", when, conclusions=(Conclusion(fact, value),))
        for name, when, fact, value in said
    }
    return replace(ruleset, rules={**ruleset.rules, **rules})


def test_what_matters_by_way_of_a_rule_matters_where_something_is_left_free() -> None:
    """The parts of a sum, or what it is compared with, may be concluded."""
    points = ValueType(Kind.NUMBER, minimum=0, maximum=200, whole=True)
    flag = Fact("f", ValueType(Kind.YES_NO), "f")
    common = [Fact("x", WHOLE, "x"), Fact("y", WHOLE, "y"), flag]
    p = Fact("p", points, "p", default=0)
    by_part = Fact("k", NUMBER, "k", computed=Computed("sum of", ("x", "p")))
    by_bound = Fact("k", NUMBER, "k", computed=Computed("sum of", ("x", "y")))
    for facts, test, names in (
        ([*common, p, by_part], Test("k", AT_LEAST, (50,)), ["x", "f"]),
        ([*common, p, by_part], Test("k", AT_LEAST, (50,)), ["x", "p", "f"]),
        ([*common, p, by_bound], Test("k", AT_LEAST, (FactRef("p"),)), ["x", "y", "f"]),
    ):
        ruleset = concluding(ruleset_of(facts, [test]), ("c", Test("f", EQUAL, (True,)), "p", 100))
        ways = [
            frozenset(map(str, outcome(reference.evaluate(ruleset, given_).decisions["d"])))
            for given_ in ({"x": 3, "y": 3, "f": True}, {"x": 3, "y": 3, "f": False})
        ]
        assert ways[0] != ways[1]
        for said in (bearings(ruleset, {}, names), alone(ruleset, names)):
            assert (*said["f"].matters_to, *said["f"].may_matter_to) == ("d",)


def alone(ruleset: Ruleset, names: list[str]) -> dict[str, Bearing]:
    relevance = Relevance(Formulas(ruleset, {}, names))
    return {name: relevance.bearing(name) for name in names}


def test_a_score_of_many_concluded_points_is_left_free() -> None:
    flags = [Fact(f"f{n}", ValueType(Kind.YES_NO), "f") for n in range(10)]
    points = [Fact(f"p{n}", WHOLE, "p", default=0) for n in range(10)]
    score = Fact("k", NUMBER, "k", computed=Computed("sum of", tuple(p.id for p in points)))
    rules = [(f"c{n}", Test(f"f{n}", EQUAL, (True,)), f"p{n}", 1) for n in range(10)]
    plain = ruleset_of([*flags, *points, score], [Test("k", AT_LEAST, (5,))])
    said = bearings(concluding(plain, *rules), {}, [f.id for f in flags])
    assert all((*one.matters_to, *one.may_matter_to) == ("d",) for one in said.values())


def test_what_is_reached_in_many_ways_is_looked_at_once() -> None:
    """Each of 40 levels is made of both facts below it: 2 to the 40th ways lead to the lowest."""
    facts = [Fact("x", WHOLE, "x"), Fact("y", WHOLE, "y")]
    below = ("x", "y")
    for level in range(40):
        names = (f"a{level}", f"b{level}")
        kinds = ("smallest of", "largest of")
        facts += [
            Fact(name, NUMBER, name, computed=Computed(kind, below))
            for name, kind in zip(names, kinds, strict=True)
        ]
        below = names
    ruleset = ruleset_of(facts, [Test(below[0], AT_LEAST, (2,))])
    assert cases(ruleset, {"y": 3}, ["x"]).roots[below[0]] == {"x"}
    assert cases(ruleset, {}, ["x", "y"]).rough >= {*below}
    wording = wording_of(ruleset, reference.evaluate(ruleset, {}))
    assert why_unknown(below[0], wording) is None
    said = bearings(ruleset, {"y": 3}, ["x"])
    assert said["x"].matters_to == ("d",)


def test_amounts_are_numbers_as_they_are_written() -> None:
    assert as_amount(0.1) == as_amount(0.2 - 0.1)
    assert as_amount(True) is None
    assert as_amount("0.1") is None
