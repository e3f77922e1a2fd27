"""Places and time zones as numbers, so that tables can be looked up in for many clients at once.

A name keeps its number in all batches, and is numbered once a batch for all that depends on it.
Only what exists gets a number, so there are never more than the world has.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

import numpy as np
import polars as pl

from tactful.language.calendar import (
    WEEKDAYS,
    Week,
    Workplace,
    days_off,
    regions,
    zone_named,
)
from tactful.text.forks import Locked

Numbers: TypeAlias = Any
"""An array of whole numbers, one for each row; NumPy's own type says less than it seems to."""

NUMBER = pl.UInt32()
"""The type of a column of numbers; 0 stands for what is not known."""

ZONE, PLACE = "number:zone", "number:place"
"""What columns of numbers are called among the clock's facts, of which none is called so."""

CountryRegion: TypeAlias = "tuple[str | None, str | None]"
"""A country, and a region of it."""

WEEK_MASK = pl.UInt8()
"""The type of a column of working weeks: a bit for each weekday, Monday's the lowest."""

_NO_WEEK = 1 << len(WEEKDAYS)
"""The mask of a working week that is not known."""

Thing = TypeVar("Thing", bound=Hashable)


class Numbered(NamedTuple, Generic[Thing]):
    """For each row the place of its thing in ``things``, which are those that occur."""

    numbers: Numbers
    things: tuple[Thing, ...]

    def picked(self, rows: Numbers) -> Numbered[Thing]:
        """The same for some of the rows."""
        return Numbered(self.numbers[rows], self.things)


class Register(Locked, Generic[Thing]):
    """Numbers things as they come up. ``check`` raises an error for what does not exist."""

    def __init__(self, unknown: Thing, check: Callable[[Thing], object]) -> None:
        super().__init__()
        self._things = [unknown]
        self._numbers = {unknown: 0}
        self._check = check

    def number(self, thing: Thing) -> int:
        """The number of a thing."""
        with self.lock:
            if thing not in self._numbers:
                self._check(thing)
                self._things.append(thing)
                # Last, so that an exception before it leaves a place unused, and no number twice.
                self._numbers[thing] = len(self._things) - 1
            return self._numbers[thing]

    def read(self, numbers: Numbers) -> Numbered[Thing]:
        """The things of a column of numbers."""
        if not len(numbers):
            return self.nobody(0)
        places, found = _renumbered(numbers)
        return Numbered(places, tuple(self._things[number] for number in found))

    def nobody(self, height: int) -> Numbered[Thing]:
        """Of so many rows none is known."""
        return Numbered(np.zeros(height, np.int64), (self._things[0],))


ZONES: Register[str | None] = Register(None, lambda zone: zone_named(str(zone)))
PLACES: Register[Workplace] = Register(
    Workplace(), lambda place: place.country is None or days_off(place.country, None, None, 2000)
)


def zone_numbers(zones: pl.Series) -> pl.Series:
    """The time zones of a column as numbers.

    Raises:
        KeyError, ValueError, OSError: if there is no such zone.
    """
    places, names = distinct(zones)
    return pl.Series(np.array([ZONES.number(name) for name in names], np.uint32)[places])


def place_numbers(columns: Mapping[str, pl.Series]) -> pl.Series:
    """Where people work as numbers.

    Args:
        columns: By field of ``Setting``, those that are known: countries, regions of them, and
            working weeks as ``WEEK_MASK``.

    Raises:
        NotImplementedError: if there is no such country.
    """
    country, region, week = (columns.get(p) for p in ("country", "region", "working_week"))
    places: tuple[CountryRegion, ...]
    if country is None:
        numbers, places = np.zeros(len(next(iter(columns.values()))), np.int64), ((None, None),)
    elif region is not None:
        numbers, places = pairs(country, region)
    else:
        numbers, countries = distinct(country)
        places = tuple((country, None) for country in countries)
    if week is None:
        known = [_place_number(place, None) for place in places]
        return pl.Series(np.array(known, np.uint32)[numbers])
    masks = week.cast(pl.Int64).fill_null(_NO_WEEK).to_numpy()
    numbers, both = _renumbered(numbers * (_NO_WEEK + 1) + masks)
    split = (divmod(number, _NO_WEEK + 1) for number in both.tolist())
    known = [_place_number(places[place], mask) for place, mask in split]
    return pl.Series(np.array(known, np.uint32)[numbers])


def week_of(mask: int | None) -> Week:
    """The working week of a ``WEEK_MASK``; ``None`` where it is not known."""
    if mask is None or mask == _NO_WEEK:
        return None
    return frozenset(day for place, day in enumerate(WEEKDAYS) if mask >> place & 1)


def _place_number(place: CountryRegion, mask: int | None) -> int:
    country, region = place
    known = region if country and region in regions(country) else None
    return PLACES.number(Workplace(country, known, week_of(mask)))


def pairs(one: pl.Series, two: pl.Series) -> tuple[Numbers, tuple[CountryRegion, ...]]:
    """The pairs that two columns of texts make, by their places among those that occur."""
    ones, names = distinct(one)
    twos, others = distinct(two)
    places, found = _renumbered(ones * len(others) + twos)
    made = ((names[n // len(others)], others[n % len(others)]) for n in found.tolist())
    return places, tuple(made)


def distinct(column: pl.Series) -> tuple[Numbers, tuple[str | None, ...]]:
    """The places of a column's texts among those that occur, the unknown one last."""
    if not isinstance(column.dtype, pl.Categorical):
        column = column.cast(pl.Categorical(pl.Categories.random()))
    names = column.dtype.categories.to_series()  # type: ignore[attr-defined]  # that of a Categorical
    numbers = column.to_physical().fill_null(len(names)).to_numpy()
    places, found = _renumbered(numbers)
    return places, tuple(names.extend_constant(None, 1).gather(found))


def _renumbered(numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Numbers without gaps between them, in the same order, and which they were."""
    found = np.flatnonzero(np.bincount(numbers))
    places = np.zeros(int(found[-1]) + 1 if len(found) else 0, np.int64)
    places[found] = np.arange(len(found))
    return places[numbers], found
