"""Columns that have a type of their own as facts' values: the type is kept, and has to fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

import polars as pl

from tactful.cohort.output import within_years
from tactful.columns.conditions import DTYPES
from tactful.columns.usual import exact, in_range
from tactful.language.calendar import zone_named
from tactful.language.values import Kind, ValueType


class Typed:
    """Reads typed columns of one fact.

    Args:
        type_: The fact's type.
        dtype: The type of the columns that are made.
        assumed: The time of day of moments that come as days; without it they are no moments.
    """

    def __init__(self, type_: ValueType, dtype: Any, assumed: time | None = None) -> None:
        self._type = type_
        self._dtype = dtype
        self._assumed = assumed
        self._by_kind: Mapping[Kind, Callable[[pl.Series], pl.Series | None]] = {
            Kind.YES_NO: self._yes_or_no,
            Kind.NUMBER: self._numbers,
            Kind.DATE: self._days,
            Kind.TIME: lambda column: column if column.dtype == pl.Time else None,
            Kind.DATETIME: self._moments,
        }

    def values(self, column: pl.Series, zones: pl.Series | None) -> pl.Series | None:
        """A column as values, null for what is none; ``None`` if its type can never be the fact's.

        Args:
            column: The column.
            zones: Each row's time zone, in which moments of universal time are told.
        """
        if isinstance(column.dtype, pl.Date | pl.Datetime):
            column = pl.select(within_years(pl.lit(column), column.dtype)).to_series()
        if column.dtype == pl.Null:
            return nothing(column, self._dtype)
        if isinstance(column.dtype, pl.List) and self._type.many:
            return self._lists(column)
        if self._type.kind is Kind.DATETIME and getattr(column.dtype, "time_zone", None):
            column = nothing(column, self._dtype) if zones is None else _local(column, zones)
        read = self._by_kind.get(self._type.kind)
        values = None if read is None else read(column)
        return None if values is None else in_range(values, self._type)

    def _yes_or_no(self, column: pl.Series) -> pl.Series | None:
        if column.dtype == pl.Boolean:
            return column
        if not column.dtype.is_numeric():
            return None
        number = pl.lit(column)
        return pl.select(pl.when(number == 1).then(True).when(number == 0).then(False)).to_series()

    def _numbers(self, column: pl.Series) -> pl.Series | None:
        if not column.dtype.is_numeric():
            return None
        return exact(column).cast(pl.Float64, strict=False)

    def _days(self, column: pl.Series) -> pl.Series | None:
        if column.dtype == pl.Date:
            return column
        if not isinstance(column.dtype, pl.Datetime) or column.dtype.time_zone is not None:
            return None
        midnight = column.dt.time() == time(0)  # how spreadsheets keep a day
        return pl.select(pl.when(midnight).then(column.dt.date())).to_series()

    def _moments(self, column: pl.Series) -> pl.Series | None:
        if column.dtype == pl.Date and self._assumed is not None:
            return pl.select(pl.lit(column).dt.combine(self._assumed, "us")).to_series()
        return column.cast(DTYPES[Kind.DATETIME]) if isinstance(column.dtype, pl.Datetime) else None

    def _lists(self, column: pl.Series) -> pl.Series | None:
        """Lists of names as several choices at once, in the author's order."""
        inner = column.dtype.inner  # type: ignore[attr-defined]  # that of a List
        if not isinstance(inner, pl.String | pl.Null | pl.Enum | pl.Categorical):
            return None
        name, choices = pl.element(), list(self._type.choices)
        names = pl.lit(column.cast(pl.List(pl.String)))
        fit = names.list.eval(name.is_in(choices).fill_null(value=False)).list.all()
        places = names.list.eval(name.cast(pl.Enum(choices), strict=False)).list.unique()
        return pl.select(pl.when(fit).then(places.list.sort()).cast(self._dtype)).to_series()


def nothing(like: pl.Series, dtype: Any) -> pl.Series:
    """A column as long as another, with nothing in it."""
    return pl.Series([None], dtype=dtype).new_from_index(0, len(like))


def _local(column: pl.Series, zones: pl.Series) -> pl.Series:
    """Moments of universal time as each row's local time; null where its zone is not known."""
    utc, zones = column.cast(pl.Datetime("us", "UTC")), zones.cast(pl.String)
    result = nothing(column, DTYPES[Kind.DATETIME])
    for name in zones.drop_nulls().unique():
        rows = (zones == name).fill_null(value=False).arg_true()
        zone = zone_named(name)
        told = [m and m.astimezone(zone) for m in utc.gather(rows)]
        moments = [None if m is None or m.fold else m.replace(tzinfo=None) for m in told]
        result = result.scatter(rows, pl.Series(moments, dtype=DTYPES[Kind.DATETIME]))
    return result
