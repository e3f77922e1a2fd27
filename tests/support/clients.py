"""Clients as the columns of a cohort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from tactful.columns.conditions import outer_dtype
from tactful.columns.names import given_column, given_none_column
from tactful.language.model import Ruleset
from tactful.language.values import NONE, Value, ValueType


def given_columns(
    ruleset: Ruleset, facts: Iterable[str], clients: Sequence[Mapping[str, Value]]
) -> list[pl.Series]:
    """What clients give of some facts: a column each, empty where one does not give it."""
    columns = []
    for name in facts:
        type_ = ruleset.facts[name].type
        values = [client.get(name) for client in clients]
        told = [in_column(value, type_) for value in values]
        columns.append(pl.Series(given_column(name), told, dtype=outer_dtype(type_), strict=False))
        if type_.none is not None:
            none = [value is NONE for value in values]
            columns.append(pl.Series(given_none_column(name), none, dtype=pl.Boolean))
    return columns


def in_column(value: Value | None, type_: ValueType) -> Any:
    """A value as a column of its fact holds it: several choices as a list, none as no value."""
    if isinstance(value, frozenset):
        return type_.in_order(value)
    return None if value is NONE else value
