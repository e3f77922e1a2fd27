"""The moment of acting as a column: when the window opens of what a decision comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tactful.columns.conditions import DTYPES, value_column
from tactful.columns.windows import Windows, place_of
from tactful.columns.zones import in_numbers
from tactful.language.values import Kind


def start_of_window(
    windows: Windows, numbers: Mapping[str, pl.Expr], holds: Sequence[str]
) -> pl.Expr:
    """The start of each client's window in the employer's time, null where there is none.

    Args:
        windows: What places the windows of one decision, which chooses one option.
        numbers: ``ZONE`` and ``PLACE``, and the days and moments by which windows are placed, as
            far as any client can have one.
        holds: The columns that say for whom pieces of windows hold, if for anybody.
    """
    (decision,) = windows.decisions
    names, many = [*numbers], len(numbers)
    choice = place_of(decision.decision)

    def starts(columns: Sequence[pl.Series]) -> pl.Series:
        chosen, *known = columns
        numbered = dict(zip(names, known[:many], strict=True))
        return windows.starts([chosen], numbered, dict(zip(holds, known[many:], strict=True)))

    return pl.map_batches(
        [choice, *numbers.values(), *map(pl.col, holds)],
        starts,
        return_dtype=DTYPES[Kind.DATETIME],
        is_elementwise=True,
    )


def as_numbers(name: str) -> pl.Expr:
    """A fact's days or moments, as windows are placed by them."""
    return in_numbers(pl.col(value_column(name)))
