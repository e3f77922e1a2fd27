"""Texts in the usual shape, a column at a time, and the values of a column that are in range.

Whatever is not in the usual shape, or out of range, becomes null here: others say why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import polars as pl

from tactful.columns.conditions import DTYPES
from tactful.language.values import LARGEST_NUMBER, YEARS, Kind, ValueType


def in_range(values: pl.Series, type_: ValueType) -> pl.Series:
    """The values without those that a fact of this type cannot have."""
    dtype = DTYPES.get(type_.kind)
    fits = []
    value = pl.lit(values)
    if type_.kind is Kind.NUMBER:
        fits.append(value.is_between(-LARGEST_NUMBER, LARGEST_NUMBER))
        if type_.whole:
            fits.append(value == value.floor())
    if type_.kind in (Kind.DATE, Kind.DATETIME):
        first, after = (datetime(year, 1, 1) for year in (YEARS.start, YEARS.stop))
        fits += [value >= pl.lit(first, dtype=dtype), value < pl.lit(after, dtype=dtype)]
    if type_.minimum is not None:
        fits.append(value >= pl.lit(type_.minimum, dtype=dtype))
    if type_.maximum is not None:
        fits.append(value <= pl.lit(type_.maximum, dtype=dtype))
    if not fits:
        return values
    return pl.select(pl.when(pl.all_horizontal(fits)).then(value)).to_series()


def exact(column: pl.Series) -> pl.Series:
    """Numbers without those that would become their neighbour: they must not pass for it."""
    if column.dtype.is_float():
        return column
    whole = column.cast(pl.Int128) if column.dtype.is_integer() else column
    return column.set((whole < -LARGEST_NUMBER) | (whole > LARGEST_NUMBER), None)


def _shaped(text: pl.Series, shape: str) -> pl.Series:
    return text.set(~text.str.contains(f"^{shape}$").fill_null(value=False), None)


def _numbers(text: pl.Series) -> pl.Series:
    return _shaped(text, r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?").cast(pl.Float64, strict=False)


def _dates(text: pl.Series) -> pl.Series:
    return _shaped(text, r"[0-9]{4}-[0-9]{2}-[0-9]{2}").str.to_date("%Y-%m-%d", strict=False)


def _times(text: pl.Series) -> pl.Series:
    return _shaped(text, r"[0-9]{2}:[0-9]{2}").str.to_time("%H:%M", strict=False)


def _datetimes(text: pl.Series) -> pl.Series:
    shaped = _shaped(text, r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
    whole = shaped.str.replace(" ", "T", literal=True)
    whole = pl.select(
        pl.when(pl.lit(whole).str.len_bytes() == 16).then(pl.lit(whole) + ":00").otherwise(whole)
    ).to_series()
    return whole.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False)


USUAL: Mapping[Kind, Callable[[pl.Series], pl.Series]] = {
    Kind.NUMBER: _numbers,
    Kind.DATE: _dates,
    Kind.TIME: _times,
    Kind.DATETIME: _datetimes,
}
"""How texts in the usual shape are read a column at a time; null for every other text."""
