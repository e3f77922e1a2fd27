"""Proofs about none, several choices, arithmetic and what cannot be, held against brute force."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import Size, draw_given, draw_ruleset, draw_value
from draws import DRAWS, unhurried
from small import WEEK, options_of, ruleset_of
from tactful.cases.cases import cases, turning_points
from tactful.explanation.unknowns import askable
from tactful.language import reference
from tactful.language.calendar import WEEKDAYS
from tactful.language.conclusions import Conclusions, Outcome, outcome
from tactful.language.conditions import broken, truth
from tactful.language.model import (
    Clock,
    Computed,
    Fact,
    Ruleset,
)
from tactful.language.operators import ALL_OF, AT_LEAST, EQUAL, LESS_THAN, MORE_THAN, NOT
from tactful.language.terms import Condition, Group, Join, Test
from tactful.language.values import NONE, Kind, Value, ValueType
from tactful.network.evaluator import Network
from tactful.proofs.counterfactual import Goal, changeable, counterfactuals
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import all_of, guarded, negated
from tactful.proofs.ranges import condition_of
from tactful.proofs.relevance import Relevance
from tactful.scenarios.writing import value_text

SMALL = Size(facts=5, concluded=2, decisions=2, rules=8, said=True)
NUMBER, DATE = ValueType(Kind.NUMBER), ValueType(Kind.DATE)


def situation(rng: Random) -> tuple[Ruleset, dict[str, Value], list[str], Conclusions]:
    """A ruleset, what is known, at most three open facts, and what follows by now."""
    ruleset = draw_ruleset(rng, SMALL)
    names = list(askable(ruleset))
    rng.shuffle(names)
    known = {n: v for n, v in draw_given(rng, ruleset).items() if n not in names[:3]}
    return ruleset, known, names[:3], reference.evaluate(ruleset, known)


def worlds(
    rng: Random, ruleset: Ruleset, known: dict[str, Value], names: Iterable[str], most: int = 60
) -> list[tuple[dict[str, Value], Conclusions]]:
    """Ways in which open facts may turn out that break no constraint besides what is broken."""
    before = {*reference.evaluate(ruleset, known).broken}
    found = []
    for _ in range(most):
        extra = {
            n: draw_value(rng, ruleset.facts[n].type)
            for n in names
            if rng.random() < 0.8 and n != ruleset.clock.timezone
        }
        came = reference.evaluate(ruleset, {**known, **extra})
        if {*came.broken} <= before:
            found.append((extra, came))
    return found


def outcomes(came: Conclusions) -> dict[str, frozenset[Outcome]]:
    return {name: outcome(settled) for name, settled in came.decisions.items()}


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_no_world_that_can_be_is_missed_by_the_formulas(seed: int) -> None:
    rng = Random(seed)
    ruleset, known, names, before = situation(rng)
    formulas = Formulas(ruleset, known, names, broken=before.broken)
    solver = formulas.solver()
    for _, came in worlds(rng, ruleset, known, names, 8):
        pairs = [
            (when, key in outcomes(came)[name])
            for name, found in formulas.outcomes.items()
            for key, when in found.items()
        ]
        wanted = all_of(when if holds else negated(when) for when, holds in pairs)
        assert solver.check(guarded(solver, wanted)) == z3.sat


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_each_situation_of_the_formulas_is_one_that_can_be(seed: int) -> None:
    rng = Random(seed)
    ruleset, known, names, before = situation(rng)
    formulas = Formulas(ruleset, known, names, broken=before.broken)
    if not formulas.exact:
        return
    solver = formulas.solver()
    for _ in range(4):
        if solver.check() != z3.sat:
            return
        values = formulas.values(solver.model())
        pinned = formulas.pinned(values)
        came = reference.evaluate(ruleset, {**known, **values})
        assert {*came.broken} <= {*before.broken}
        for name, found in formulas.outcomes.items():
            for key, when in found.items():
                wrong = negated(when) if key in outcomes(came)[name] else when
                assert solver.check(*pinned, guarded(solver, wrong)) == z3.unsat
        solver.add(negated(all_of(pinned)))


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_what_is_irrelevant_changes_nothing_in_worlds_that_can_be(seed: int) -> None:
    rng = Random(seed)
    ruleset, known, names, before = situation(rng)
    relevance = Relevance(Formulas(ruleset, known, names, broken=before.broken))
    matters = {name: {*relevance.matters_to(name)} for name in names}
    settled = relevance.settled(before)
    for extra, came in worlds(rng, ruleset, known, names, 30):
        assert not settled or outcomes(came) == outcomes(before)
        for name in names:
            if name == ruleset.clock.timezone:
                continue
            other = {n: v for n, v in extra.items() if n != name}
            if rng.random() < 0.8:
                other[name] = draw_value(rng, ruleset.facts[name].type)
            than = reference.evaluate(ruleset, {**known, **other})
            if {*than.broken} <= {*before.broken}:
                one, two = outcomes(came), outcomes(than)
                assert {d for d in one if one[d] != two[d]} <= matters[name], (name, extra, other)


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_what_is_proposed_can_be_brought_about_and_none_is_missed(seed: int) -> None:
    rng = Random(seed)
    drawn = draw_ruleset(rng, SMALL)
    for name, fact in drawn.facts.items():
        if rng.random() < 0.3:
            some = tuple(draw_value(rng, fact.type) for _ in range(2))
            drawn.facts[name] = fact._replace(reachable=some)  # type: ignore[index]
    known = draw_given(rng, drawn)
    before = reference.evaluate(drawn, known)
    decision = rng.choice(list(drawn.decisions.values()))
    goal = Goal(decision.id, rng.choice([None, *decision.options]))
    answered = counterfactuals(Network(drawn), before, goal)
    for found in answered.found:
        combinations = [*itertools.product(*(change.values for change in found.changes))]
        for values in rng.sample(combinations, min(4, len(combinations))):
            applied = {c.fact: v for c, v in zip(found.changes, values, strict=True)}
            came = reference.evaluate(drawn, {**known, **applied})
            assert outcomes(came)[decision.id] == found.outcome
            assert {*came.broken} <= {*before.broken}
            for change in found.changes:
                value = applied[change.fact]
                present = before.facts.get(change.fact)
                assert drawn.facts[change.fact].can_become(value) or present is not None
                assert truth(change.becomes, {change.fact: value}, drawn.type_of) is True
    if goal.option in answered.now or not answered.exact:
        return
    for name in changeable(drawn):
        if name in (drawn.clock.now, drawn.clock.timezone):
            continue
        for value in [draw_value(rng, drawn.facts[name].type) for _ in range(4)]:
            if not drawn.facts[name].can_become(value):
                continue
            came = reference.evaluate(drawn, {**known, name: value})
            now = outcomes(came)[decision.id]
            reached = now != answered.now if goal.option is None else goal.option in now
            if reached and {*came.broken} <= {*before.broken}:
                assert [f for f in answered.found if {c.fact for c in f.changes} == {name}], name


AMOUNTS = [
    Computed("sum of", ("x", 0.1)),
    Computed("difference of", (100, "x")),
    Computed("product of", ("x", 0.95)),
    Computed("product of", (-3, "x")),
    Computed("quotient of", ("x", 7)),
    Computed("quotient of", (10, "x")),
    Computed("largest of", ("x", 40)),
    Computed("smallest of", ("x", 40)),
]


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_arithmetic_on_one_number_is_exact(seed: int) -> None:
    """Two computations after each other: numbers drawn anywhere find no way that no case has."""
    rng = Random(seed)
    first = rng.choice(AMOUNTS)
    operands = tuple("k" if o == "x" else o for o in rng.choice(AMOUNTS).operands)
    second = Computed(rng.choice(AMOUNTS).name, operands)
    x = Fact("x", ValueType(Kind.NUMBER, whole=rng.random() < 0.3), "x")
    facts = [x, Fact("k", NUMBER, "k", computed=first), Fact("m", NUMBER, "m", computed=second)]
    tests = [
        Test(rng.choice("xkm"), rng.choice((AT_LEAST, MORE_THAN, EQUAL, LESS_THAN)), (at,))
        for at in (rng.choice((-2, 0, 1.5, 40, 50, 95)) for _ in range(3))
    ]
    ruleset = ruleset_of(facts, tests)
    found = cases(ruleset, {}, ["x"])
    assert not found.rough
    ways = {options_of(ruleset, {"x": value}) for value in found.values["x"]}
    assert len(found.values["x"]) < 60
    for _ in range(200):
        value: float = rng.choice((rng.uniform(-200, 200), rng.randint(-99, 99), rng.gauss(0, 1)))
        drawn = round(value) if x.type.whole else round(value, rng.randint(0, 8))
        assert options_of(ruleset, {"x": drawn}) in ways, drawn
    for edge in turning_points(ruleset, {}, "x", {}):
        assert options_of(ruleset, {"x": edge}) in ways


@settings(unhurried, max_examples=DRAWS // 4)
@given(st.integers(0, 2**32))
def test_days_from_one_day_are_exact(seed: int) -> None:
    rng = Random(seed)
    count = rng.choice((-7, -2, 0, 3, 10))
    computed = Computed(rng.choice(("plus days", "plus working days")), ("x", count))
    facts = [
        Fact("x", DATE, "x"),
        Fact("k", DATE, "k", computed=computed),
        Fact("w", ValueType(Kind.YES_NO), "w", computed=Computed("working day", ("x",))),
        Fact("n", NUMBER, "n", computed=Computed("how many of", ("w", "w"))),
        Fact("country", ValueType(Kind.TEXT), "country"),
        Fact("week", WEEK, "week"),
    ]
    start = date(2026, 12, 18)
    near = start + timedelta(days=rng.randint(0, 20))
    tests = [
        Test("k", rng.choice((AT_LEAST, LESS_THAN)), (near,)),
        Test("x", rng.choice((AT_LEAST, EQUAL)), (start + timedelta(days=rng.randint(0, 20)),)),
        Test("n", EQUAL, (2,)),
    ]
    known: dict[str, Value] = {"country": rng.choice(("FR", "US", "GB", "SA", "IR", "BN", "CN"))}
    if rng.random() < 0.3:
        known["week"] = frozenset(day for day in WEEKDAYS if rng.random() < 0.7)
    ruleset = ruleset_of(facts, tests)
    made = Ruleset("r", "r", ruleset.facts, ruleset.decisions, ruleset.rules)
    object.__setattr__(made, "clock", Clock(country="country", working_week="week"))
    found = cases(made, known, ["x"])
    assert not found.rough
    ways = {options_of(made, {**known, "x": value}) for value in found.values["x"]}
    for number in range(-40, 60):
        day = start + timedelta(days=number)
        assert options_of(made, {**known, "x": day}) in ways, day


def test_arithmetic_on_two_open_numbers_is_left_open() -> None:
    facts = [
        Fact("x", NUMBER, "x"),
        Fact("y", NUMBER, "y"),
        Fact("k", NUMBER, "k", computed=Computed("sum of", ("x", "y"))),
    ]
    ruleset = ruleset_of(facts, [Test("k", AT_LEAST, (50,))])
    formulas = Formulas(ruleset, {}, ["x", "y"])
    assert not formulas.exact
    assert Relevance(formulas).matters_to("x") == ("d",)
    assert Formulas(ruleset, {"y": 3}, ["x"]).exact


def test_twelve_choices_are_as_many_propositions() -> None:
    choices = {f"c{n}": f"c{n}" for n in range(12)}
    fact = Fact("f", ValueType(Kind.CHOICE, choices=choices, many=True), "f")
    tests = [Test("f", EQUAL, (choice,)) for choice in choices]
    ruleset = ruleset_of([fact], [*tests, Test("f", ALL_OF, (*choices,))])
    formulas = Formulas(ruleset, {}, ["f"])
    assert formulas.exact
    assert len(formulas.variables("f")) == 13
    solver = formulas.solver()
    for wanted in (set[str](), {"c1", "c7", "c11"}, {*choices}):
        value = frozenset(wanted)
        pinned = formulas.pinned({"f": value})
        came = options_of(ruleset, {"f": value})
        for option, when in formulas.outcomes["d"].items():
            wrong = negated(when) if option in came else when
            if isinstance(option, str):
                assert solver.check(*pinned, guarded(solver, wrong)) == z3.unsat
    found = counterfactuals(
        Network(ruleset), reference.evaluate(ruleset, {"f": frozenset({"c1"})}), Goal("d", "o3")
    ).found
    assert {change.fact for way in found for change in way.changes} == {"f"}


@settings(unhurried, max_examples=DRAWS // 4)
@given(st.integers(0, 2**32))
def test_a_condition_is_met_by_just_the_sets_it_was_made_of(seed: int) -> None:
    rng = Random(seed)
    names = ["a", "b", "c"]
    type_ = ValueType(Kind.CHOICE, choices={n: n for n in names}, many=True)
    sizes = range(len(names) + 1)
    tried = [frozenset(s) for n in sizes for s in itertools.combinations(names, n)]
    chosen = {value for value in tried if rng.random() < 0.5} or {tried[0]}
    made = condition_of("f", type_, tried, chosen, {*names})
    for value in tried:
        assert (truth(made, {"f": value}, lambda _: type_) is True) is (value in chosen)


@settings(unhurried, max_examples=DRAWS // 4)
@given(st.integers(0, 2**32))
def test_a_condition_says_where_there_is_none(seed: int) -> None:
    rng = Random(seed)
    kind = rng.choice((Kind.NUMBER, Kind.DATE, Kind.TEXT, Kind.TIME))
    type_ = ValueType(kind, none="none")
    named = {v for v in (draw_value(rng, type_) for _ in range(3)) if v is not NONE}
    tests = [Test("f", NOT, (value,)) for value in named]
    tried = cases(ruleset_of([Fact("f", type_, "f")], tests), {}, ["f"]).values["f"]
    assert tried[-1] is NONE
    chosen = {value for value in tried if rng.random() < 0.5} or {NONE}
    made = condition_of("f", type_, tried, chosen, named)
    for value in tried:
        assert (truth(made, {"f": value}, lambda _: type_) is True) is (value in chosen)


def test_nobody_is_asked_because_of_what_cannot_be() -> None:
    flag = ValueType(Kind.YES_NO)
    facts = [Fact("a", flag, "a"), Fact("b", flag, "b")]
    both: Condition = Group(Join.ALL, (Test("a", EQUAL, (True,)), Test("b", EQUAL, (True,))))
    ruleset = ruleset_of(facts, [both], both)
    relevance = Relevance(Formulas(ruleset, {"a": True}, ["b"]))
    assert relevance.settled(reference.evaluate(ruleset, {"a": True}))
    assert relevance.matters_to("b") == ()
    given_both = {"a": True, "b": True}
    assert broken(ruleset, given_both) == ("c0",)
    came = reference.evaluate(ruleset, given_both)
    found = counterfactuals(Network(ruleset), came, Goal("d")).found
    assert {change.fact for way in found for change in way.changes} == {"a", "b"}


def test_a_situation_in_which_there_is_none_of_a_text_can_be_written() -> None:
    fact = Fact("f", ValueType(Kind.TEXT, none="They named none"), "f")
    ruleset = ruleset_of([fact], [Test("f", EQUAL, (NONE,))])
    assert value_text(ruleset, "f", NONE) == "none"
    assert value_text(ruleset, "f", "Ana") == '"Ana"'


def test_a_bound_is_said_by_the_plainer_of_two_numbers_next_to_each_other() -> None:
    tried = (0, 9, 9.000001, 17.999999, 18, 20)
    assert condition_of("x", NUMBER, tried, {9.000001, 17.999999}, set()) == Group(
        Join.ALL, (Test("x", MORE_THAN, (9,)), Test("x", LESS_THAN, (18,)))
    )
    assert condition_of("x", NUMBER, tried, {18, 20}, set()) == Test("x", AT_LEAST, (18,))
