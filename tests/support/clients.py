"""Clients as the columns of a cohort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from tactful.columns.conditions import outer_dtype
from tactful.columns.names import given_column
from tactful.language.model import Ruleset
from tactful.language.values import Value


def given_columns(
    ruleset: Ruleset, facts: Iterable[str], clients: Sequence[Mapping[str, Value]]
) -> list[pl.Series]:
    """What clients give of some facts: a column each, empty where one does not give it."""
    columns = []
    for name in facts:
        values = [client.get(name) for client in clients]
        dtype = outer_dtype(ruleset.facts[name].type)
        columns.append(pl.Series(given_column(name), values, dtype=dtype, strict=False))
    return columns
