"""What a row's cells have to be together: a region its country has, times its clocks showed.

The same is asked of a scenario (``reading.clock.check_moments``), and only of what is given: a
default of the ruleset is nobody's mistake.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import polars as pl

from tactful.columns.names import given_column
from tactful.columns.numbers import pairs
from tactful.columns.zones import skipped_times
from tactful.language.calendar import existing, regions
from tactful.language.model import Ruleset
from tactful.language.values import Kind
from tactful.text.lines import shortened


class Places:
    """Looks at the cells that depend on where a client is."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._clock = ruleset.clock
        self._facts = ruleset.facts

    def impossible(self, batch: pl.DataFrame, given: Collection[str]) -> dict[str, pl.Series]:
        """For each fact that some rows give an impossible value, which rows do.

        Args:
            batch: Rows with a ``given_column`` for each given fact; null is unknown.
            given: The facts that are given.
        """
        found = {}
        country, region, zone = self._clock.country, self._clock.region, self._clock.timezone
        if country in given and region is not None and region in given:
            found[region] = _elsewhere(batch, given_column(str(country)), given_column(region))
        if zone is not None and zone in given:
            names = [name for name in given if self._facts[name].type.kind is Kind.DATETIME]
            moments = [batch[given_column(name)] for name in names]
            found |= zip(names, skipped_times(moments, batch[given_column(zone)]), strict=True)
        return {name: rows for name, rows in found.items() if rows.any()}

    def reason(self, fact: str, batch: pl.DataFrame, place: int) -> str | None:
        """Why the value in a row is impossible; ``None`` if it has none, or it is possible."""
        value = batch[given_column(fact)][place]
        if fact == self._clock.region and self._clock.country is not None:
            country = given_column(self._clock.country)
            if value is None or country not in batch.columns or batch[country][place] is None:
                return None
            known = regions(batch[country][place])
            if value in known:
                return None
            advice = (
                f"write one of {', '.join(known)}"
                if known
                else "leave it out: everywhere in this country has the same holidays"
            )
            where = f"`{batch[country][place]}` has no region `{shortened(value)}`"
            return f"{where} with holidays of its own; {advice}"
        zone = given_column(self._clock.timezone or "")
        if not isinstance(value, datetime) or zone not in batch.columns or not batch[zone][place]:
            return None
        real = existing(value, batch[zone][place])
        if real == value:
            return None
        return (
            f"the clocks of {batch[zone][place]} went forward at that hour, so that there was no "
            f"{value:%H:%M} on {value:%Y-%m-%d}; was it {real:%Y-%m-%dT%H:%M}?"
        )


def _elsewhere(batch: pl.DataFrame, country: str, region: str) -> pl.Series:
    """Where a region is none of its country's."""
    numbers, found = pairs(batch[country], batch[region])
    wrong = [
        where is not None and part is not None and part not in regions(where)
        for where, part in found
    ]
    return pl.Series(wrong, dtype=pl.Boolean).gather(numbers)
