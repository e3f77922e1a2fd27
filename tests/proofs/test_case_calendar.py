"""Where moments lie among the cases that proofs tell apart."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from draws import DRAWS, unhurried
from neighbour import ruleset
from tactful.cases.detached import as_number
from tactful.cases.fitting_moments import FittingMoments, fitting_moments
from tactful.language.conditions import every_test, truth
from tactful.language.values import NONE, Value
from tactful.proofs.prover import Proofs
from tactful.reading.ruleset import load
from tactful.text.library import packaged

SEVEN = "abcdefg"
DAYS = "".join(
    f"  {name}: {{type: date, none: There is none, default: none, label: {name}, question: Q?}}\n"
    for name in SEVEN
)
PAIRS = [("before", one, other) for one, other in pairwise(SEVEN)]
ASKED = "".join(
    f"  - id: {one}-{other}-{number}\n"
    f"    when: {{{one}: {how} {other}}}\n"
    "    then: {step: {go: for}}\n"
    "    because: b\n"
    "    source: house\n"
    for number, (how, one, other) in enumerate(
        [*PAIRS, ("after", "a", "c"), ("at least", "b", "g")]
    )
)
COMPARED = f"""\
title: Days that are compared
facts:
{DAYS}
decisions:
  step:
    label: step
    question: What next?
    options: {{go: Go., stay: Stay.}}
    fallback: stay
rules:
{ASKED}
"""
PROOFS = Proofs(ruleset(COMPARED))
FIRST = date(2026, 11, 18).toordinal()

DAY = st.none() | st.just(NONE) | st.integers(-5, 5).map(lambda n: date.fromordinal(FIRST + n))


@settings(unhurried, max_examples=DRAWS)
@given(st.fixed_dictionaries(dict.fromkeys(SEVEN, DAY)))
def test_however_many_days_are_compared_their_cases_lie_as_they_do(
    days: dict[str, Value | None],
) -> None:
    known = {name: day for name, day in days.items() if day is not None}
    placed = PROOFS.calendar.cases_of(FittingMoments(known, {}))
    assert placed is not None
    cases = {name: case for name, case in placed if case is not None}
    assert cases.keys() == known.keys()
    numbers = {name: as_number(day) for name, day in known.items()}
    for test in every_test(PROOFS.detached):
        both = (truth(test, some, PROOFS.detached.type_of) for some in (numbers, cases))
        assert len({*both}) == 1, test


def test_every_timeline_of_the_follow_up_rules_falls_on_cases() -> None:
    proofs = Proofs(load(packaged()))
    lines = [*fitting_moments(proofs.whole)]
    assert lines
    assert all(proofs.calendar.cases_of(line) is not None for line in lines)


def test_days_of_which_there_is_none_unless_somebody_says_so_are_stated_by_the_calendar() -> None:
    """A default of none says nothing about where a day lies: any day of a calendar will do."""
    stated = PROOFS.calendar.stated({"a": 0, "b": 1, "c": NONE})
    assert stated is not None
    assert stated["c"] is NONE
    low, high = (stated[name] for name in "ab")
    assert isinstance(low, date)
    assert isinstance(high, date)
    assert low < high
