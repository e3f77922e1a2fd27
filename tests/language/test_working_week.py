"""The working week: the country's weekend, its days in place of others, and the employer's own.

Dates were checked by hand against what the countries' governments announced; what is counted is
counted again day by day, by what the library says of each.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import DRAWS, unhurried
from tactful.language.calendar import (
    WEEKDAYS,
    Setting,
    Week,
    countries,
    day_off,
    days_off,
    regions,
    working_days,
    working_days_later,
)
from tactful.language.computations import COMPUTATIONS
from tactful.language.terms import Hours, Window
from tactful.language.windows import place

SUNDAY_TO_THURSDAY = frozenset(("sunday", *WEEKDAYS[:4]))
SIX_DAYS = frozenset(WEEKDAYS[:6])
NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("country", "day", "because"),
    [
        ("SA", "2026-11-19", None),
        ("SA", "2026-11-20", "a Friday"),
        ("SA", "2026-11-21", "a Saturday"),
        ("SA", "2026-11-22", None),
        ("IL", "2026-11-20", "a Friday"),
        ("IL", "2026-11-21", "a Saturday"),
        ("IL", "2026-11-22", None),
        ("IR", "2026-11-20", "a Friday"),
        ("IR", "2026-11-21", None),
        ("IR", "2026-11-22", None),
        ("BN", "2026-11-20", "a Friday"),
        ("BN", "2026-11-21", None),
        ("BN", "2026-11-22", "a Sunday"),
        # Spring Festival of 2026: two weekend days before and one after are worked.
        ("CN", "2026-02-13", None),
        ("CN", "2026-02-14", None),
        ("CN", "2026-02-15", "a Sunday"),
        ("CN", "2026-02-17", "Chinese New Year (Spring Festival)"),
        ("CN", "2026-02-28", None),
        ("CN", "2026-03-01", "a Sunday"),
        # Of New Year 2012, and so known to the year after.
        ("CN", "2011-12-31", None),
        ("HU", "2026-01-10", None),
        ("HU", "2026-01-17", "a Saturday"),
        ("DE", "2026-12-24", None),
        ("DE", "2026-12-25", "Christmas Day"),
        ("DE", "2026-12-26", "a Saturday"),
        # On New Year of 2022 the weekend moved from Friday and Saturday.
        ("AE", "2021-11-26", "a Friday"),
        ("AE", "2021-11-28", None),
        ("AE", "2022-11-25", None),
        ("AE", "2022-11-27", "a Sunday"),
        # In the last days of June 2013 it moved from Thursday and Friday.
        ("SA", "2013-06-27", "a Thursday"),
        ("SA", "2013-06-22", None),
        ("SA", "2013-06-29", "a Saturday"),
        ("SA", "2013-07-04", None),
        # A half day is a day on which people work.
        ("GR", "2026-12-24", None),
        (None, "2026-11-20", None),
        (None, "2026-11-21", "a Saturday"),
    ],
)
def test_days_off_by_country(country: str | None, day: str, because: str | None) -> None:
    assert day_off(date.fromisoformat(day), country) == because


def test_parts_of_a_country_have_weekends_of_their_own() -> None:
    friday = date(2026, 11, 20)
    assert [day_off(friday, "MY", part) for part in (None, "14", "11")] == [None, None, "a Friday"]


@pytest.mark.parametrize(
    ("country", "week", "day", "because"),
    [
        ("US", SUNDAY_TO_THURSDAY, "2026-11-20", "a Friday"),
        ("US", SUNDAY_TO_THURSDAY, "2026-11-22", None),
        ("US", SUNDAY_TO_THURSDAY, "2026-11-26", "Thanksgiving Day"),
        ("NP", frozenset(WEEKDAYS) - {"saturday"}, "2026-11-22", None),
        ("CN", frozenset(WEEKDAYS[:5]), "2026-02-14", "a Saturday"),
        ("SA", frozenset(WEEKDAYS[:5]), "2026-11-20", None),
        (None, SIX_DAYS, "2026-11-21", None),
        (None, SIX_DAYS, "2026-11-22", "a Sunday"),
        (None, NOBODY, "2026-11-20", "a Friday"),
    ],
)
def test_an_employers_own_week_stands_in_place_of_the_weekend(
    country: str | None, week: Week, day: str, because: str | None
) -> None:
    assert day_off(date.fromisoformat(day), country, None, week) == because


def test_the_days_off_of_a_year_are_those_of_its_days() -> None:
    for country, week in (("CN", None), ("AE", None), ("HU", SIX_DAYS), ("SA", NOBODY)):
        off = days_off(country, None, week, 2021)
        days = [date(2021, 1, 1) + timedelta(days=n) for n in range(365)]
        assert off == {d: why for d in days if (why := day_off(d, country, None, week))}


def library_says(country: str, region: str | None) -> Callable[[date], bool]:
    """Whether people work on a day: asked of the library itself, with the years around it."""
    listed = holidays.country_holidays(country, subdiv=region)

    def works(day: date) -> bool:
        for year in (day.year - 1, day.year, day.year + 1):
            _ = date(year, 7, 1) in listed  # made-up days are known with the year of the day off
        return listed.is_working_day(day)

    return works


CHANGED = ("AE", "SA", "DZ", "QA", "KW", "JO", "OM", "SD", "YE", "TW", "TH")
MADE_UP = ("CN", "HU", "RU", "UA", "KZ", "LV", "VN", "AZ")


@st.composite
def places(draw: st.DrawFn) -> tuple[str, str | None]:
    country = draw(st.sampled_from((*CHANGED, *MADE_UP, "MY", *sorted(countries()))))
    return country, draw(st.sampled_from((None, *regions(country))))


@settings(unhurried, max_examples=2 * DRAWS)
@given(places(), st.integers(2002, 2030))
def test_what_the_library_says_of_each_day_of_a_year(
    where: tuple[str, str | None], year: int
) -> None:
    works = library_says(*where)
    for number in range(365):
        day = date(year, 1, 1) + timedelta(days=number)
        assert (day_off(day, *where) is None) is works(day), day


weeks = st.none() | st.sets(st.sampled_from(WEEKDAYS)).map(lambda days: frozenset(days))
days = st.dates(date(2003, 1, 1), date(2031, 1, 1)) | st.dates(date(2021, 11, 1), date(2022, 2, 1))


@settings(unhurried, max_examples=2 * DRAWS)
@given(st.none() | places(), weeks, days, st.integers(0, 800))
def test_working_days_are_counted_day_by_day(
    where: tuple[str, str | None] | None, week: Week, start: date, length: int
) -> None:
    place: tuple[str | None, str | None] = where or (None, None)
    end = start + timedelta(days=length)
    worked = sum(
        day_off(start + timedelta(days=n), *place, week) is None for n in range(1, length + 1)
    )
    assert working_days(start, end, *place, week) == worked
    assert working_days(end, start, *place, week) == -worked


@settings(unhurried, max_examples=2 * DRAWS)
@given(st.none() | places(), weeks.filter(lambda week: week != NOBODY), days, st.integers(-60, 60))
def test_working_days_later_are_found_day_by_day(
    where: tuple[str, str | None] | None, week: Week, day: date, count: int
) -> None:
    place: tuple[str | None, str | None] = where or (None, None)
    found, left = day, abs(count)
    while left:
        found += timedelta(days=1 if count > 0 else -1)
        left -= day_off(found, *place, week) is None
    assert working_days_later(day, count, *place, week) == found


def test_where_nobody_ever_works_no_working_day_is_found() -> None:
    friday = date(2026, 11, 20)
    assert working_days_later(friday, 0, "FR", None, NOBODY) == friday
    assert working_days_later(friday, 1, "FR", None, NOBODY) is None
    assert working_days_later(friday, -1, None, None, NOBODY) is None
    assert working_days(friday, date(2030, 1, 1), "FR", None, NOBODY) == 0
    window = Window(("day",), Hours(time(9), time(10)), 1)
    assert place(window, {"day": friday}, Setting(working_week=NOBODY)) is None


def test_every_day_may_be_worked_up_to_the_calendars_end() -> None:
    last, every = date(2199, 12, 31), frozenset(WEEKDAYS)
    first = date(1900, 1, 1)
    later = COMPUTATIONS["plus working days"]
    setting = Setting(working_week=every)
    assert later.compute((first, (last - first).days), setting) == last
    assert later.compute((first, (last - first).days + 1), setting) is None


@pytest.mark.parametrize(
    ("country", "week", "asked", "day"),
    [
        ("SA", None, "2026-11-19T14:00", "2026-11-22"),
        ("IL", None, "2026-11-19T14:00", "2026-11-22"),
        ("IR", None, "2026-11-19T14:00", "2026-11-21"),
        ("BN", None, "2026-11-19T14:00", "2026-11-21"),
        ("NP", frozenset(WEEKDAYS) - {"saturday"}, "2026-11-20T14:00", "2026-11-22"),
        ("CN", None, "2026-02-13T14:00", "2026-02-14"),
        ("CN", None, "2026-02-14T14:00", "2026-02-24"),
        ("DE", None, "2026-12-23T14:00", "2026-12-24"),
        ("DE", None, "2026-12-24T14:00", "2026-12-28"),
        ("AE", None, "2021-11-25T14:00", "2021-11-28"),
        ("AE", None, "2022-11-24T14:00", "2022-11-25"),
        ("FR", frozenset({"tuesday"}), "2026-11-20T14:00", "2026-11-24"),
    ],
)
def test_the_next_working_mornings_window(country: str, week: Week, asked: str, day: str) -> None:
    window, moment = Window(("asked",), Hours(time(9), time(10)), 1), datetime.fromisoformat(asked)
    setting = Setting(moment, country=country, working_week=week)
    found = place(window, {"asked": moment}, setting)
    assert found is not None
    assert found.start == datetime.combine(date.fromisoformat(day), time(9))


def test_a_window_skips_the_days_of_the_weekend_there() -> None:
    friday = datetime(2026, 11, 20, 12)
    window = Window(("asked",), Hours(time(9), time(10)))
    found = place(window, {"asked": friday.date()}, Setting(friday, country="SA"))
    assert found is not None
    assert [skipped.because for skipped in found.skipped] == ["a Friday", "a Saturday"]
    assert found.start.date() == date(2026, 11, 22)


def test_years_of_which_the_library_knows_less_are_no_matter_for_clients() -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert day_off(date(1951, 1, 26), "IN") == "Republic Day"
    assert told == []
