"""Random cohorts, a column at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

import kind
import tactful
from tactful.columns.conditions import outer_dtype
from tactful.columns.names import given_column, given_none_column
from tactful.language.model import Fact, Ruleset
from tactful.language.values import Kind
from tactful.text.library import packaged

PLACES = {
    "timezone": ("America/New_York", "Europe/Paris", "UTC"),
    "country": ("US", "FR", "JP"),
    "region": ("CA", "NY"),
}
FRIDAY = np.datetime64(datetime(2026, 11, 20, 14), "us")
MINUTE = np.timedelta64(60_000_000, "us")


def follow_up() -> Ruleset:
    """The packaged ruleset."""
    return tactful.load(packaged())


def draw(ruleset: Ruleset, rows: int, seed: int = 1) -> pl.DataFrame:
    """Clients about whom a good deal is known: a column for each fact that can be given."""
    rng = np.random.default_rng(seed)
    made = pl.DataFrame(
        [_column(rng, fact, rows).alias(fact.id) for fact in ruleset.facts.values() if asked(fact)]
    )
    country, region = ruleset.clock.country, ruleset.clock.region
    if region not in made.columns or country not in made.columns:
        return made
    return made.with_columns(pl.when(pl.col(country) == "US").then(pl.col(region)))


def asked(fact: Fact) -> bool:
    """Whether clients give this fact."""
    return fact.id.startswith("given") or fact.question is not None


def given(cohort: pl.DataFrame, ruleset: Ruleset) -> pl.LazyFrame:
    """Clients as they are given to a program: there is something of all that they give."""
    told = [fact for fact in ruleset.facts.values() if asked(fact)]
    none = (given_none_column(fact.id) for fact in told if fact.type.none is not None)
    renamed = cohort.rename({fact.id: given_column(fact.id) for fact in told})
    return renamed.lazy().with_columns(pl.lit(value=False).alias(name) for name in none)


def _column(rng: Any, fact: Fact, rows: int) -> pl.Series:
    values = pl.Series(_values(rng, fact, rows))
    if fact.type.kind is Kind.CHOICE:
        named = pl.lit(values).cat.to(outer_dtype(fact.type))
    else:
        named = pl.lit(values).cast(outer_dtype(fact.type))
    known = pl.lit(pl.Series(rng.random(rows) < kind.KNOWN))
    return pl.select(pl.when(known).then(named)).to_series()


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
