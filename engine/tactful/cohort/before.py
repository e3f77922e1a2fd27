"""Two rulesets' advice side by side: what a decision came to before, and whether it still does.

An option is the same advice whether it was argued for or is the fallback, as in
``conclusions.advice``; an outcome without an option is told by its status.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

CHANGED = "advice_changed"
"""The column that lists the decisions that come out otherwise than before."""


def before_column(name: str) -> str:
    """The column that holds what a column held before."""
    return f"{name}_before"


def changed(compared: Mapping[str, str], schema: Mapping[str, Any]) -> pl.Expr:
    """The column that lists the decisions that come out otherwise than before.

    Args:
        compared: The decisions, each with the name of the column that tells its status.
        schema: The columns that there are, now and before.
    """
    names = pl.Enum([*compared])
    different = []
    for name, status in compared.items():
        now = outcome_column(name, status, schema)
        before = outcome_column(before_column(name), before_column(status), schema)
        different.append(pl.when(now != before).then(pl.lit(name, dtype=names)))
    return pl.concat_list(different).list.drop_nulls().alias(CHANGED)


def outcome_column(choice: str, status: str, schema: Mapping[str, Any]) -> pl.Expr:
    """What a decision came to, as text: the choices, or the status in brackets.

    Args:
        choice: The column of the choice, or of the choices.
        status: The column of the status.
        schema: The columns that there are.
    """
    chosen = pl.col(choice)
    if isinstance(schema[choice], pl.List):
        chosen = chosen.cast(pl.List(pl.String)).list.join(", ")
        chosen = pl.when(chosen != "").then(chosen)
    return chosen.cast(pl.String).fill_null(pl.format("({})", pl.col(status).cast(pl.String)))
