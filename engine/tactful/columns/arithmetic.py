"""Arithmetic for many clients at once, by the very float operations that ``computations`` does.

Polars divides a column by a number by multiplying with the reciprocal, which differs in the last
digit; NumPy divides. A number that is not known is NaN on the way, as is what comes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np
import polars as pl

from tactful.columns.conditions import all_hold
from tactful.columns.numbers import Numbers
from tactful.language.computations import MILLIONTHS
from tactful.language.values import LARGEST_NUMBER


def folded(operation: Any, operands: Sequence[pl.Expr]) -> pl.Expr:
    """Numbers put together from the left, rounded to the millionth.

    Args:
        operation: What two numbers come to, as NumPy has it.
        operands: Columns of numbers, null where they are not known.
    """

    def fold(columns: Sequence[pl.Series]) -> pl.Series:
        numbers = [column.to_numpy() for column in level(columns)]
        with np.errstate(all="ignore"):  # what is too large, or divided by 0, is not known
            found = _rounded(reduce(operation, numbers))
        return pl.Series(found, nan_to_null=True)

    return pl.map_batches(list(operands), fold, return_dtype=pl.Float64(), is_elementwise=True)


def _rounded(numbers: Numbers) -> Numbers:
    """Numbers to the millionth; NaN where they are too large to be exact."""
    whole = np.floor(numbers) == numbers
    made = np.where(whole, numbers, np.floor(numbers * MILLIONTHS + 0.5) / MILLIONTHS)
    # Adding nothing makes the zero that has a sign an ordinary one.
    return np.where(np.abs(numbers) <= LARGEST_NUMBER, made + 0.0, np.nan)


def extreme(of: Callable[..., pl.Expr], operands: Sequence[pl.Expr]) -> pl.Expr:
    """The largest or the smallest, as ``of`` has it, of columns that are all known."""
    known = all_hold([operand.is_not_null() for operand in operands])
    return pl.when(known).then(of(*operands))


def level(columns: Sequence[pl.Series]) -> tuple[pl.Series, ...]:
    """Columns of one length: what is the same for all may come as a single value."""
    lengths = {len(column) for column in columns}
    height = max(lengths) if min(lengths) else 0
    return tuple(c if len(c) == height else c.new_from_index(0, height) for c in columns)
