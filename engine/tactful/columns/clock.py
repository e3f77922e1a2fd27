"""The clock of a ruleset as columns: the moment, the time zone and the place, and their numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeAlias

import polars as pl

from tactful.columns.computations import Clockwork
from tactful.columns.conditions import value_column
from tactful.columns.names import given_column, given_none_column
from tactful.columns.numbers import NUMBER, PLACE, ZONE, place_numbers, zone_numbers
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

    def columns(self, uses: Iterable[str]) -> Clockwork:
        """The columns of the clock's facts, and the numbers of those of them that are used.

        Args:
            uses: Fields of ``Setting``.
        """
        clock = {
            part: pl.col(value_column(name)) if name and self._available(name) else None
            for part, name in self._ruleset.clock._asdict().items()
        }
        used = {part: column for part, column in clock.items() if part in uses}
        zone, country, region = (used.get(part) for part in ("timezone", "country", "region"))
        numbers: dict[str, pl.Expr | None] = {ZONE: None, PLACE: None}
        if zone is not None:
            numbers[ZONE] = self._numbered([zone], lambda columns: zone_numbers(*columns))
        if country is not None:
            place = [country] if region is None else [country, region]
            numbers[PLACE] = self._numbered(place, place_numbers)
        return clock | numbers

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
