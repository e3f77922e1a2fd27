"""Working days for many clients at once: counted, and found, in tables of each place's days.

Days are counted from 1 January 1970.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from tactful.columns.numbers import Numbered, Numbers
from tactful.columns.zones import FIRST_DAY, new_year
from tactful.language.calendar import (
    MONDAY_TO_FRIDAY,
    MOST_DAYS_OFF,
    WEEKDAYS,
    Workplace,
    days_off,
    fewest,
)
from tactful.language.values import YEARS

_MOST_DAYS = 1 << 20
"""Days of all places that are kept in one table."""

_MOST_WORKING_DAYS = 110_000
"""Further than the calendar reaches, even where people work every day."""

_NEVER = 1 << 40
"""A day after all others."""

CALENDAR = (new_year(YEARS[0]), new_year(YEARS[-1] + 1) - 1)
"""The first day and the last that dates can be."""


class WorkingDays:
    """The working days of some places over some years.

    ``place`` in the methods is each row's number of its place.
    """

    def __init__(self, places: tuple[Workplace, ...], first: int, last: int) -> None:
        """Make the tables.

        Args:
            places: The places.
            first: The first year.
            last: The last year.
        """
        self._start = new_year(first)
        self._length = new_year(last + 1) - self._start
        years = range(first, last + 1)
        self._working = np.concatenate([_year(place, year) for place in places for year in years])
        self._until = np.cumsum(self._working)
        self._days = np.append(np.flatnonzero(self._working), _NEVER)

    def include(self, days: Numbers, place: Numbers) -> Numbers:
        """Which days are working days."""
        return self._working[days + self._shift(place)]

    def until(self, days: Numbers, place: Numbers) -> Numbers:
        """How many working days there are up to a day and including it, from some day on."""
        return self._until[days + self._shift(place)]

    def nth_after(self, days: Numbers, count: int, place: Numbers) -> Numbers:
        """The working day so many working days after a day."""
        shift = self._shift(place)
        return self._days[self._until[days + shift] + count - 1] - shift

    def nth_from(self, days: Numbers, counts: Numbers, place: Numbers) -> Numbers:
        """The working days so many after some days, or before them where the count is below 0.

        What lies beyond the years comes out as a day far away.
        """
        shift = self._shift(place)
        passed = self._until[days + shift]
        passed = passed - np.where(counts < 0, self._working[days + shift], 1)
        at = passed + counts
        found = self._days[np.clip(at, 0, len(self._days) - 1)] - shift
        return np.where(at < 0, -_NEVER, found)

    def _shift(self, place: Numbers) -> Numbers:
        return place * self._length - self._start


@lru_cache(maxsize=8)
def _working_days(places: tuple[Workplace, ...], first: int, last: int) -> WorkingDays:
    """The working days of places over some years, which the next batch will likely want too."""
    return WorkingDays(places, first, last)


class RowPart(NamedTuple):
    """Some rows, their working days, and their numbers of their places."""

    rows: Any
    working: WorkingDays
    place: Numbers


def in_parts(places: Numbered[Workplace], low: int, high: int) -> Iterator[RowPart]:
    """All rows, in so many parts that the days of each part's places fit into a table.

    Args:
        places: The rows' places.
        low: The first day that will be asked for.
        high: The last.
    """
    first, last = (date.fromordinal(day + FIRST_DAY).year for day in (low, high))
    many = max(1, _MOST_DAYS // ((last - first + 1) * 366))
    if len(places.things) <= many:
        yield RowPart(slice(None), _working_days(places.things, first, last), places.numbers)
        return
    for start in range(0, len(places.things), many):
        rows = np.flatnonzero((places.numbers >= start) & (places.numbers < start + many))
        if len(rows):
            some = places.things[start : start + many]
            yield RowPart(rows, _working_days(some, first, last), places.numbers[rows] - start)


def working_days_between(start: Numbers, end: Numbers, places: Numbered[Workplace]) -> Numbers:
    """Working days after ``start`` up to and including ``end``; negative if that is earlier."""
    found = np.zeros(len(start), np.int64)
    if len(start):
        ends = [int(day) for days in (start, end) for day in (days.min(), days.max())]
        for rows, days, place in in_parts(places, min(ends), max(ends)):
            found[rows] = days.until(end[rows], place) - days.until(start[rows], place)
    return found


def are_working_days(days: Numbers, places: Numbered[Workplace]) -> Numbers:
    """Which days are working days."""
    found = np.zeros(len(days), np.bool_)
    if len(days):
        for rows, table, place in in_parts(places, int(days.min()), int(days.max())):
            found[rows] = table.include(days[rows], place)
    return found


def working_days_later(days: Numbers, counts: Numbers, places: Numbered[Workplace]) -> Numbers:
    """The days so many working days after some days; earlier where the count is below 0.

    The day itself for 0, working day or not. NaN where the calendar ends before it.
    """
    found = np.full(len(days), np.nan)
    first, last = CALENDAR
    counted = np.flatnonzero(
        (days >= first) & (days <= last) & (np.abs(counts) <= _MOST_WORKING_DAYS)
    )
    if not len(counted):
        return found
    days, counts = days[counted], counts[counted]
    # As far as one evaluation looks, too.
    reach = _furthest(counts, places.picked(counted))
    low = np.maximum(np.where(counts < 0, days - reach, days), first)
    high = np.minimum(np.where(counts > 0, days + reach, days), last)
    later = days.copy()
    for rows, table, place in in_parts(places.picked(counted), int(low.min()), int(high.max())):
        later[rows] = table.nth_from(days[rows], counts[rows], place)
    later = np.where(counts == 0, days, later)
    found[counted] = np.where((later >= low) & (later <= high), later, np.nan)
    return found


def _furthest(counts: Numbers, places: Numbered[Workplace]) -> Numbers:
    """``calendar.furthest`` for each row; nothing where nothing is counted."""
    least = np.array([fewest(place.working_week) for place in places.things])[places.numbers]
    return np.where(counts == 0, 0, 14 * np.abs(counts) // least + MOST_DAYS_OFF)


@lru_cache(maxsize=4096)
def _year(place: Workplace, year: int) -> Any:
    """Which days of a year are working days."""
    start = date(year, 1, 1).toordinal()
    count = date(year, 12, 31).toordinal() - start + 1
    if place.country is not None:
        off = days_off(place.country, place.region, place.working_week, year)
        working = np.ones(count, np.bool_)
        working[[day.toordinal() - start for day in off]] = False
        return working
    worked = MONDAY_TO_FRIDAY if place.working_week is None else place.working_week
    week = np.array([day in worked for day in WEEKDAYS])
    return week[(np.arange(start, start + count) - 1) % 7]  # day 1 of the calendar was a Monday
