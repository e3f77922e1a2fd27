"""Writing a cohort's advice, in every format that is read.

A cohort's columns may be of any type that Parquet has, and those that give no fact are handed on.
Where a format has no such type, a length of time becomes ISO 8601 (``PT1H``), bytes are told in
hexadecimal digits, lists and objects in JSON, and what is no number, or no moment of the years 1
to 9999, is an empty cell.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from tactful.columns.program import UNHURRIED

Sink: TypeAlias = Callable[[pl.LazyFrame, Path], None]

_PER_DAY = {None: 1, "ms": 86_400_000, "us": 86_400_000_000}
"""Units of a day in which moments are kept; in nanoseconds none is out of the years' range."""


class DamagedCohort(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a cohort that cannot be read to its end; the message says why."""


@contextmanager
def plainly() -> Iterator[None]:
    """Say what Polars says of files as Python would.

    Raises:
        OSError: if the system refuses to read or write.
        DamagedCohort: if Parquet cannot be read.
    """
    try:
        yield
    except pl.exceptions.PolarsError as error:
        said = str(error).partition("\n")[0].rstrip(".")
        if "os error" in said:
            raise OSError(said) from None
        if said.lower().startswith("parquet"):
            raise DamagedCohort(said) from None
        raise


def _parquet(frame: pl.LazyFrame, path: Path) -> None:
    frame.sink_parquet(path, optimizations=UNHURRIED)


def _csv(frame: pl.LazyFrame, path: Path) -> None:
    as_text(frame).sink_csv(path, optimizations=UNHURRIED)


def _tsv(frame: pl.LazyFrame, path: Path) -> None:
    as_text(frame).sink_csv(path, separator="\t", optimizations=UNHURRIED)


def _json_lines(frame: pl.LazyFrame, path: Path) -> None:
    frame.with_columns(*_each(frame, for_json)).sink_ndjson(path, optimizations=UNHURRIED)


SINKS: Mapping[str, Sink] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".tsv": _tsv,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
}
"""How each format is written, by the end of the file's name; workbooks apart."""


def as_text(frame: pl.LazyFrame) -> pl.LazyFrame:
    """A frame whose columns can be written into cells: lists with spaces, yes and no in words."""
    return frame.with_columns(*_each(frame, _cell))


def for_workbooks(frame: pl.LazyFrame) -> pl.LazyFrame:
    """A frame whose values a workbook has cells for; lists and objects of others are JSON."""

    def told(column: pl.Expr, dtype: Any) -> pl.Expr:
        return in_json(column, dtype) if is_nested(dtype) else plain(column, dtype)

    return frame.with_columns(*_each(frame, told))


def _each(frame: pl.LazyFrame, change: Callable[[pl.Expr, Any], pl.Expr]) -> Iterator[pl.Expr]:
    for name, dtype in frame.collect_schema().items():
        yield change(pl.col(name), dtype).alias(name)


def _cell(column: pl.Expr, dtype: Any) -> pl.Expr:
    if is_nested(dtype):
        return in_json(column, dtype)
    if isinstance(dtype, pl.List):
        joined = column.list.eval(pl.element().cast(pl.String)).list.join(" ")
        return pl.when(joined != "").then(joined)
    if dtype == pl.String:
        return pl.when(column != "").then(column)
    if dtype == pl.Boolean:
        return pl.when(column).then(pl.lit("yes")).when(~column).then(pl.lit("no"))
    column = plain(column, dtype)
    if dtype == pl.Float64:
        whole_number = (column == column.floor()) & (column.abs() < 2**53)
        return (
            pl.when(whole_number)
            .then(column.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(column.cast(pl.String))
        )
    return moment(column, dtype)


def plain(column: pl.Expr, dtype: Any) -> pl.Expr:
    """A column whose values, and the parts of which they are made, every format can hold.

    Args:
        column: The column, or the elements of one.
        dtype: Its type.
    """
    match dtype:
        case pl.Duration():
            return column.dt.to_string("iso")
        case pl.Binary():
            return column.bin.encode("hex")
        case pl.Date() | pl.Datetime():
            return within_years(column, dtype)
        case pl.Struct():
            parts = [
                plain(column.struct.field(f.name), f.dtype).alias(f.name) for f in dtype.fields
            ]
            return pl.when(column.is_not_null()).then(pl.struct(parts)) if parts else column
        case pl.Array():
            return column.arr.to_list().list.eval(plain(pl.element(), dtype.inner))
        case pl.List() if is_nested(dtype):
            return column.list.eval(plain(pl.element(), dtype.inner))
        case _ if dtype.is_float():
            return pl.when(column.is_finite()).then(column)
    return column


def for_json(column: pl.Expr, dtype: Any) -> pl.Expr:
    """A column whose values, and the parts of which they are made, JSON knows."""
    return _told(plain(column, dtype), dtype)


def in_json(column: pl.Expr, dtype: Any) -> pl.Expr:
    """A column of lists or of objects as texts, each its JSON."""
    parts = for_json(column, dtype)
    return parts.map_batches(_dumped, return_dtype=pl.String(), is_elementwise=True)


def moment(column: pl.Expr, dtype: Any) -> pl.Expr:
    """Days and times as authors write them; a length of time is a text already."""
    if isinstance(dtype, pl.Datetime):
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S" + ("%:z" if dtype.time_zone else ""))
    if dtype == pl.Date:
        return column.dt.strftime("%Y-%m-%d")
    return column.dt.strftime("%H:%M:%S") if dtype == pl.Time else column


def is_nested(dtype: Any) -> bool:
    """Whether values of a type are made of others that no one cell can hold side by side.

    The advice's own lists are of names, which stand side by side with a space between them.
    """
    if isinstance(dtype, pl.List):
        return not isinstance(dtype.inner, pl.Enum | pl.Categorical)
    return isinstance(dtype, pl.Struct | pl.Array)


def within_years(column: pl.Expr, dtype: Any) -> pl.Expr:
    """Moments that a calendar can tell; another program may have written any number for one."""
    unit = getattr(dtype, "time_unit", None)
    if unit not in _PER_DAY:
        return column
    # Elsewhere on earth it may be the day before, or after, in a year that there is not.
    edge = 0 if getattr(dtype, "time_zone", None) is None else 1
    epoch = date(1970, 1, 1).toordinal()
    first, last = date.min.toordinal() - epoch + edge, date.max.toordinal() - epoch - edge
    day = _PER_DAY[unit]
    number = column.to_physical()
    return pl.when(number.is_between(first * day, (last + 1) * day - 1)).then(column)


def _told(column: pl.Expr, dtype: Any) -> pl.Expr:
    """What a plain column holds that JSON does not know, as texts."""
    match dtype:
        case pl.Struct() if dtype.fields:
            parts = [
                _told(column.struct.field(f.name), f.dtype).alias(f.name) for f in dtype.fields
            ]
            return pl.when(column.is_not_null()).then(pl.struct(parts))
        case pl.Array() | pl.List():
            return column.list.eval(_told(pl.element(), dtype.inner))
        case pl.Decimal() | pl.Categorical() | pl.Enum():
            return column.cast(pl.String)
    return moment(column, dtype)


def _dumped(column: pl.Series) -> pl.Series:
    texts = [None if v is None else json.dumps(v, ensure_ascii=False) for v in column.to_list()]
    return pl.Series(column.name, texts, dtype=pl.String)
