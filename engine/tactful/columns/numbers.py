"""Places and time zones as numbers, so that tables can be looked up in for many clients at once.

A name keeps its number in all batches, and is numbered once a batch for all that depends on it.
Only what exists gets a number, so there are never more than the world has.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

import numpy as np
import polars as pl

from tactful.language.calendar import regions, weekday_holidays, zone_named
from tactful.text.forks import Locked

Numbers: TypeAlias = Any
"""An array of whole numbers, one for each row; NumPy's own type says less than it seems to."""

NUMBER = pl.UInt16()
"""The type of a column of numbers; 0 stands for what is not known."""

ZONE, PLACE = "number:zone", "number:place"
"""What columns of numbers are called among the clock's facts, of which none is called so."""

HolidayRegion: TypeAlias = "tuple[str | None, str | None]"
"""A country, and a region of it that has holidays of its own."""

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
PLACES: Register[HolidayRegion] = Register(
    (None, None), lambda place: weekday_holidays(str(place[0]), place[1], 2000)
)


def zone_numbers(zones: pl.Series) -> pl.Series:
    """The time zones of a column as numbers.

    Raises:
        KeyError, ValueError, OSError: if there is no such zone.
    """
    places, names = distinct(zones)
    return pl.Series(np.array([ZONES.number(name) for name in names], np.uint16)[places])


def place_numbers(columns: Sequence[pl.Series]) -> pl.Series:
    """Countries as numbers, or countries and regions.

    Raises:
        NotImplementedError: if there is no such country.
    """
    if len(columns) > 1:
        numbers, places = pairs(columns[0], columns[1])
    else:
        numbers, countries = distinct(columns[0])
        places = tuple((country, None) for country in countries)
    return pl.Series(np.array([_place_number(*place) for place in places], np.uint16)[numbers])


def _place_number(country: str | None, region: str | None) -> int:
    if country is None:
        return 0
    known = region if region is not None and region in regions(country) else None
    return PLACES.number((country, known))


def pairs(one: pl.Series, two: pl.Series) -> tuple[Numbers, tuple[HolidayRegion, ...]]:
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
