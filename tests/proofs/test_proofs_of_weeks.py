"""Proofs about working days where the week, or the country, is not known, against brute force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from draws import DRAWS, unhurried
from small import WEEK, options_of, ruleset_of
from tactful.cases.cases import cases
from tactful.explanation.unknowns import unknown_facts
from tactful.language import reference
from tactful.language.calendar import WEEKDAYS, countries
from tactful.language.model import Clock, Computed, Fact, Ruleset
from tactful.language.operators import AT_LEAST, EQUAL, LESS_THAN
from tactful.language.terms import Test
from tactful.language.values import Kind, Value, ValueType
from tactful.proofs.formulas import Formulas
from tactful.proofs.relevance import Relevance

NUMBER, DATE, YES_NO = (ValueType(kind) for kind in (Kind.NUMBER, Kind.DATE, Kind.YES_NO))


def at_work(rng: Random, clock: Clock, *, later: bool) -> Ruleset:
    """A decision by working days from and to known days."""
    facts = [
        Fact("asked", DATE, "asked", question="When?"),
        Fact("due", DATE, "due", question="Until when?"),
        Fact("country", ValueType(Kind.TEXT), "country", question="Where?"),
        Fact("week", WEEK, "week", question="When do they work?"),
        Fact("k", NUMBER, "k", computed=Computed("working days from", ("asked", "due"))),
        Fact("later", DATE, "later", computed=Computed("plus working days", ("asked", 3))),
        Fact("works", YES_NO, "works", computed=Computed("working day", ("due",))),
        Fact("n", NUMBER, "n", computed=Computed("how many of", ("works", "works"))),
    ]
    tests = [
        Test("k", rng.choice((AT_LEAST, LESS_THAN)), (rng.randint(0, 5),)),
        Test("n", EQUAL, (rng.choice((0, 2)),)),
    ]
    if later:
        day = date(2026, 11, rng.randint(20, 28))
        tests.append(Test("later", rng.choice((AT_LEAST, LESS_THAN)), (day,)))
    return replace(ruleset_of(facts, rng.sample(tests, rng.randint(1, len(tests)))), clock=clock)


def two_days(rng: Random) -> dict[str, Value]:
    asked = date(2026, 11, rng.randint(16, 22))
    return {"asked": asked, "due": asked + timedelta(days=rng.randint(0, 7))}


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_an_open_working_week_is_never_said_not_to_matter_where_it_does(seed: int) -> None:
    rng = Random(seed)
    clock = Clock(country="country", working_week="week")
    ruleset, known = at_work(rng, clock, later=True), two_days(rng)
    if rng.random() < 0.5:
        known["country"] = rng.choice(("US", "SA"))
    relevance = Relevance(Formulas(ruleset, known, ["week"]))
    ways = {options_of(ruleset, known)}
    for number in range(2**7):
        week = frozenset(day for place, day in enumerate(WEEKDAYS) if number >> place & 1)
        ways.add(options_of(ruleset, {**known, "week": week}))
    possible = {str(o) for o in relevance.possible_outcomes("d")}
    assert {option for way in ways for option in way} <= possible
    unknown = unknown_facts(ruleset, reference.evaluate(ruleset, known))
    listed = {one.fact for one in unknown if one.matters_to or one.may_matter_to}
    if len(ways) > 1:
        assert relevance.matters("week")
        assert "week" in listed


@settings(unhurried, max_examples=DRAWS // 4)
@given(st.integers(0, 2**32))
def test_one_country_of_each_way_to_work_is_looked_at(seed: int) -> None:
    rng = Random(seed)
    ruleset, known = at_work(rng, Clock(country="country"), later=False), two_days(rng)
    looked_at = cases(ruleset, known, ["country"]).values["country"]
    ways = {options_of(ruleset, {**known, "country": str(country)}) for country in looked_at}
    for country in countries():
        assert options_of(ruleset, {**known, "country": country}) in ways, country
