"""Working days for many clients at once: counted, and found, in tables of each place's days.

Days are counted from 1 January 1970.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from tactful.columns_numbers import Numbered, Numbers, Place
from tactful.columns_zones import FIRST_DAY
from tactful.computations import weekday_holidays

_MOST_DAYS = 1 << 22
"""Days of all places that are kept in one table."""


_NEVER = 1 << 40
"""A day after all others."""


class WorkingDays:
    """The working days of some places, each over the days that are asked about there.

    ``place`` in the methods is each row's number of its place.
    """

    def __init__(
        self, places: Numbered[Place], low: Numbers, high: Numbers, beyond: int = 0
    ) -> None:
        """Make the tables.

        Args:
            places: Each row's place.
            low: Each row's first day.
            high: Its last day.
            beyond: How many days after that may be asked for too.
        """
        first = np.full(len(places.things), np.iinfo(np.int64).max)
        last = np.full(len(places.things), np.iinfo(np.int64).min)
        np.minimum.at(first, places.numbers, low)
        np.maximum.at(last, places.numbers, high)
        flags, shifts, start = [], [], 0
        for place, begin, end in zip(places.things, first.tolist(), last.tolist(), strict=True):
            if begin <= end:
                flags.append(_span(place, begin - 1, end + beyond))
                shifts.append(start - begin + 1)
                start += len(flags[-1])
            else:
                shifts.append(0)  # nobody is there
        working = np.concatenate(flags)
        self._until = np.cumsum(working)
        self._working = working
        self._shift = np.array(shifts, np.int64)
        self._days = np.append(np.flatnonzero(working), _NEVER)

    def include(self, days: Numbers, place: Numbers) -> Numbers:
        """Which days are working days."""
        return self._working[days + self._shift[place]]

    def until(self, days: Numbers, place: Numbers) -> Numbers:
        """How many working days there are up to a day and including it, from some day on."""
        return self._until[days + self._shift[place]]

    def nth_after(self, days: Numbers, count: int, place: Numbers) -> Numbers:
        """The working day so many working days after a day."""
        shift = self._shift[place]
        return self._days[self._until[days + shift] + count - 1] - shift


def working_days_between(start: Numbers, end: Numbers, places: Numbered[Place]) -> Numbers:
    """Working days after ``start`` up to and including ``end``; negative if that is earlier."""
    found = np.zeros(len(start), np.int64)
    low, high = np.minimum(start, end), np.maximum(start, end)
    for rows in in_parts(places, low, high):
        some = places.picked(rows)
        days = WorkingDays(some, low[rows], high[rows])
        found[rows] = days.until(end[rows], some.numbers) - days.until(start[rows], some.numbers)
    return found


def in_parts(
    places: Numbered[Place], low: Numbers, high: Numbers, beyond: int = 0
) -> Iterator[Any]:
    """The rows, in so many parts that the days of each part's places fit into a table."""
    if not len(low):
        return
    days = int(high.max() - low.min()) + beyond + 2
    many = max(1, _MOST_DAYS // days)
    if len(places.things) <= many:
        yield slice(None)
        return
    for first in range(0, len(places.things), many):
        rows = np.flatnonzero((places.numbers >= first) & (places.numbers < first + many))
        if len(rows):
            yield rows


def _span(place: Place, begin: int, end: int) -> Any:
    """Which days from one to another are working days."""
    first, last = (date.fromordinal(day + FIRST_DAY).year for day in (begin, end))
    flags = np.concatenate([_year(place, year) for year in range(first, last + 1)])
    offset = date(first, 1, 1).toordinal() - FIRST_DAY
    return flags[begin - offset : end - offset + 1]


@lru_cache(maxsize=4096)
def _year(place: Place, year: int) -> Any:
    """Which days of a year are working days."""
    new_year = date(year, 1, 1).toordinal()
    days = np.arange(new_year, date(year, 12, 31).toordinal() + 1)
    working = days % 7 != 0
    working &= days % 7 != 6
    country, region = place
    if country is not None:
        off = [day.toordinal() - new_year for day in weekday_holidays(country, region, year)]
        working[off] = False
    return working
