"""Facts that follow from others: hours across clock changes, working days, parts of a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.language.calendar import (
    Setting,
    day_off,
    elapsed_hours,
    working_days,
    working_days_later,
)
from tactful.language.computations import COMPUTATIONS
from tactful.language.values import Kind, Value

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("zone", "start", "end", "hours"),
    [
        (None, "2026-03-29T01:00", "2026-03-29T04:00", 3),
        ("Europe/Paris", "2026-03-29T01:00", "2026-03-29T04:00", 2),
        ("Europe/Paris", "2026-10-25T01:00", "2026-10-25T04:00", 4),
        ("America/New_York", "2026-11-20T14:00", "2026-11-20T14:30", 0.5),
        (None, "2026-11-20T14:00", "2026-11-20T13:00", -1),
    ],
)
def test_hours_are_those_that_really_pass(
    zone: str | None, start: str, end: str, hours: float
) -> None:
    assert elapsed_hours(datetime.fromisoformat(start), datetime.fromisoformat(end), zone) == hours


@pytest.mark.parametrize(
    ("start", "end", "country", "days"),
    [
        (FRIDAY, FRIDAY, None, 0),
        (FRIDAY, date(2026, 11, 22), None, 0),
        (FRIDAY, date(2026, 11, 23), None, 1),
        (date(2026, 11, 21), date(2026, 11, 30), None, 6),
        (date(2026, 11, 25), date(2026, 11, 27), "US", 1),
        (date(2026, 12, 24), date(2027, 1, 4), "FR", 5),
        (date(2026, 11, 23), FRIDAY, None, -1),
    ],
)
def test_working_days_leave_out_weekends_and_public_holidays(
    start: date, end: date, country: str | None, days: int
) -> None:
    assert working_days(start, end, country) == days


@given(st.dates(date(1, 1, 1), date(9000, 1, 1)), st.integers(0, 400))
def test_counting_weekdays_by_arithmetic_equals_counting_them_one_by_one(
    start: date, length: int
) -> None:
    days = (start + timedelta(days=n) for n in range(1, length + 1))
    end = start + timedelta(days=length)
    assert working_days(start, end, None) == sum(day.weekday() < 5 for day in days)


@pytest.mark.parametrize(
    ("name", "operands", "value"),
    [
        ("time of day", (datetime(2026, 11, 20, 16, 30),), time(16, 30)),
        ("date of", (datetime(2026, 11, 20, 16, 30),), FRIDAY),
        ("weekday of", (FRIDAY,), "friday"),
        ("days from", (FRIDAY, datetime(2026, 11, 22, 1)), 2),
        ("hours until", (date(2026, 11, 21),), 10.0),
    ],
)
def test_parts_of_a_moment(name: str, operands: tuple[Value, ...], value: Value) -> None:
    setting = Setting(now=datetime(2026, 11, 20, 14))
    assert COMPUTATIONS[name].compute(operands, setting) == value


def test_hours_until_need_a_clock() -> None:
    assert COMPUTATIONS["hours until"].compute((FRIDAY,), Setting()) is None


@pytest.mark.parametrize(
    ("name", "operands", "value"),
    [
        ("sum of", (0.1, 0.2), 0.3),
        ("sum of", (90000, 5000, 3), 95003),
        ("difference of", (100, 90.5), 9.5),
        ("product of", (100_000, 0.95), 95_000),
        ("product of", (2**30, 2**30), None),
        ("quotient of", (1, 3), 0.333333),
        ("quotient of", (1, 0), None),
        ("quotient of", (-1, 3), -0.333333),
        ("largest of", (3, 7, 5), 7),
        ("largest of", (FRIDAY, date(2026, 11, 23)), date(2026, 11, 23)),
        ("smallest of", (3, 7, 5), 3),
        ("how many of", (True, False, True), 2),
        ("plus days", (FRIDAY, 3), date(2026, 11, 23)),
        ("plus days", (datetime(2026, 11, 20, 23, 59), -1), date(2026, 11, 19)),
        ("plus days", (FRIDAY, 100_000), None),
        ("plus working days", (FRIDAY, 1), date(2026, 11, 23)),
        ("plus working days", (FRIDAY, -5), date(2026, 11, 13)),
        ("plus working days", (date(2026, 11, 21), 0), date(2026, 11, 21)),
        ("plus working days", (FRIDAY, 10**9), None),
        ("working day", (FRIDAY,), True),
        ("working day", (datetime(2026, 11, 21, 9, 0),), False),
    ],
)
def test_arithmetic_and_days(name: str, operands: tuple[Value, ...], value: Value | None) -> None:
    assert COMPUTATIONS[name].compute(operands, Setting()) == value


def test_thanksgiving_is_no_working_day() -> None:
    there = Setting(country="US")
    assert COMPUTATIONS["working day"].compute((date(2026, 11, 26),), there) is False
    later = COMPUTATIONS["plus working days"]
    assert later.compute((date(2026, 11, 25), 1), there) == date(2026, 11, 27)
    assert later.compute((date(2026, 11, 27), -1), there) == date(2026, 11, 25)


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.integers(-60, 60),
    st.sampled_from((None, "US", "FR")),
)
def test_working_days_later_are_counted_one_by_one(
    day: date, count: int, country: str | None
) -> None:
    found, left = day, abs(count)
    while left:
        found += timedelta(days=1 if count > 0 else -1)
        left -= day_off(found, country) is None
    assert working_days_later(day, count, country) == found


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_sums_of_cents_are_exact(one: int, other: int) -> None:
    assert COMPUTATIONS["sum of"].compute((one / 100, other / 100), Setting()) == (
        (one + other) / 100
    )


@pytest.mark.parametrize("name", [row.name for row in COMPUTATIONS.values() if row.by_day])
@given(
    moments=st.tuples(*[st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1))] * 2),
    times=st.tuples(st.times(), st.times()),
    number=st.integers(-400, 400),
    country=st.sampled_from([None, "DE", "US"]),
)
def test_to_what_goes_by_days_all_moments_of_a_day_are_alike(
    name: str,
    moments: tuple[datetime, datetime],
    times: tuple[time, time],
    number: int,
    country: str | None,
) -> None:
    row = COMPUTATIONS[name]
    kinds = [row.kinds_of(place) for place in range(len(row.operand_kinds))]
    setting = Setting(country=country)

    def came(ways: Iterable[datetime]) -> Value | None:
        fitting = zip(kinds, ways, strict=False)
        return row.compute(
            tuple(way if Kind.DATETIME in kind else number for kind, way in fitting), setting
        )

    others = [datetime.combine(m.date(), t) for m, t in zip(moments, times, strict=True)]
    assert came(moments) == came(others)
