"""Random cohorts, a column at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

import kind
import tactful
from tactful.columns_formulas import outer_dtype
from tactful.columns_names import given_column
from tactful.library import packaged
from tactful.model import Fact, Ruleset
from tactful.values import Kind

REGIONS = {"US": ("CA", "NY", "TX"), "FR": ("57", "974")}
"""Some regions that have holidays of their own, by country."""

PLACES = {"timezone": ("America/New_York", "Europe/Paris", "UTC"), "country": ("US", "FR", "JP")}
FRIDAY = np.datetime64(datetime(2026, 11, 20, 14), "us")
MINUTE = np.timedelta64(60_000_000, "us")


def follow_up() -> Ruleset:
    """The packaged ruleset."""
    return tactful.load(packaged())


def draw(ruleset: Ruleset, rows: int, seed: int = 1) -> pl.DataFrame:
    """Clients about whom a good deal is known: a column for each fact that can be given."""
    rng = np.random.default_rng(seed)
    cohort = pl.DataFrame(
        [_column(rng, fact, rows).alias(fact.id) for fact in ruleset.facts.values() if asked(fact)]
    )
    _, _, country, region = ruleset.clock
    if country is None or region is None:
        return cohort
    return cohort.with_columns(_regions(rng, cohort[country]).alias(region))


def asked(fact: Fact) -> bool:
    """Whether clients give this fact."""
    return fact.id.startswith("given") or fact.question is not None


def given_columns(ruleset: Ruleset) -> dict[str, str]:
    """What the columns are called when they are given to a program."""
    return {fact.id: given_column(fact.id) for fact in ruleset.facts.values() if asked(fact)}


def _column(rng: Any, fact: Fact, rows: int) -> pl.Series:
    values = pl.Series(_values(rng, fact, rows))
    if fact.type.kind is Kind.CHOICE:
        named = pl.lit(values).cat.to(outer_dtype(fact.type))
    else:
        named = pl.lit(values).cast(outer_dtype(fact.type))
    known = pl.lit(pl.Series(rng.random(rows) < kind.KNOWN))
    return pl.select(pl.when(known).then(named)).to_series()


def _regions(rng: Any, countries: pl.Series) -> pl.Series:
    """A region of each client's country, for half of those whose country has any."""
    drawn = {
        country: rng.choice((*names, *[None] * len(names)), len(countries))
        for country, names in REGIONS.items()
    }
    chosen = pl.coalesce(
        pl.when(pl.lit(countries) == c).then(pl.lit(pl.Series(d.tolist(), dtype=pl.String)))
        for c, d in drawn.items()
    )
    return pl.select(chosen).to_series()


def _values(rng: Any, fact: Fact, rows: int) -> Any:
    match fact.type.kind:
        case Kind.CHOICE:
            return rng.integers(0, len(fact.type.choices), rows).astype(np.uint8)
        case Kind.YES_NO:
            return rng.random(rows) < 0.5
        case Kind.NUMBER:
            return rng.integers(0, 4 if fact.type.whole else 101, rows).astype(np.float64)
        case Kind.TIME:
            return rng.integers(0, 1440, rows) * 60_000_000_000
        case Kind.TEXT:
            return rng.choice(PLACES.get(fact.id, ("anything",)), rows).astype(object)
    moments = FRIDAY + rng.integers(-400 * 60, 400 * 60, rows) * MINUTE
    return moments.astype("datetime64[D]" if fact.type.kind is Kind.DATE else "datetime64[us]")
