"""The clock of a ruleset as columns: the moment, the time zone and the place, and their numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import reduce
from operator import add
from typing import TypeAlias

import polars as pl

from tactful.columns.computations import Clockwork
from tactful.columns.conditions import option_column, value_column
from tactful.columns.names import given_column, given_none_column
from tactful.columns.numbers import NUMBER, PLACE, WEEK_MASK, ZONE, place_numbers, zone_numbers
from tactful.language.calendar import WEEKDAYS, Workplace
from tactful.language.model import Ruleset
from tactful.language.values import NONE

Make: TypeAlias = Callable[[str, pl.Expr], str]
"""Has a column of a name made, and returns the name."""


class ClockColumns:
    """The columns of one ruleset's clock."""

    def __init__(
        self,
        ruleset: Ruleset,
        available: Callable[[str], bool],
        given: Collection[str],
        make: Make,
    ) -> None:
        """Begin.

        Args:
            ruleset: The rules.
            available: Whether a fact that is settled by now can have a value.
            given: The facts that are given.
            make: Has a column made.
        """
        self._ruleset = ruleset
        self._available = available
        self._given = given
        self._make = make
        self._made: set[str] = set()

    def columns(self, uses: Collection[str]) -> Clockwork:
        """The columns of those of the clock's facts that are used, and their numbers.

        Args:
            uses: Fields of ``Setting``.
        """
        used = {
            part: self._column(part, name) if name and self._available(name) else None
            for part, name in self._ruleset.clock._asdict().items()
            if part in uses
        }
        zone = used.get("timezone")
        numbers: dict[str, pl.Expr | None] = {ZONE: None, PLACE: None}
        if zone is not None:
            numbers[ZONE] = self._numbered([zone], lambda columns: zone_numbers(*columns))
        place = {
            part: column for part in Workplace._fields if (column := used.get(part)) is not None
        }
        if place.keys() - {"region"}:  # a region says nothing without its country
            numbers[PLACE] = self._numbered(
                [*place.values()],
                lambda columns: place_numbers(dict(zip(place, columns, strict=True))),
            )
        return used | numbers

    def _column(self, part: str, name: str) -> pl.Expr:
        """The column of a fact of the clock; of several weekdays, one of masks."""
        if part != "working_week":
            return pl.col(value_column(name))
        days = {day: option_column(name, day) for day in self._ruleset.facts[name].type.choices}
        bits = [
            pl.col(days[d]).cast(WEEK_MASK) * (1 << n) for n, d in enumerate(WEEKDAYS) if d in days
        ]
        mask = f"week:{name}"
        if mask not in self._made:
            self._made.add(mask)
            self._make(mask, reduce(add, bits))
        return pl.col(mask)

    def _numbered(
        self, columns: list[pl.Expr], number: Callable[[Sequence[pl.Series]], pl.Series]
    ) -> pl.Expr:
        """A column that numbers what others hold, made when it is first wanted."""
        name = "number:" + "+".join(column.meta.output_name() for column in columns)
        if name not in self._made:
            self._made.add(name)
            made = pl.map_batches(columns, number, return_dtype=NUMBER, is_elementwise=True)
            self._make(name, made)
        return pl.col(name)

    def given_zone(self) -> pl.Expr | None:
        """The time zone by which a moment is assumed: the given one, or the ruleset's default."""
        name = self._ruleset.clock.timezone
        if name is None:
            return None
        fact = self._ruleset.facts[name]
        default = None if fact.default is NONE else fact.default
        if name not in self._given:
            return None if default is None else pl.lit(default)
        zone = pl.col(given_column(name)).cast(pl.String)
        if default is None:
            return zone
        zone = zone.fill_null(default)
        if fact.type.none is None:
            return zone
        return pl.when(pl.col(given_none_column(name)).fill_null(value=False).not_()).then(zone)
