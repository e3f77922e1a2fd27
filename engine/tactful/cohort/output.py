"""Writing a cohort's advice, in every format that is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from tactful.columns.program import UNHURRIED

Sink: TypeAlias = Callable[[pl.LazyFrame, Path], None]


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
    frame.with_columns(
        *_each(frame, lambda column, dtype: _moment(column, dtype) if dtype.is_temporal() else None)
    ).sink_ndjson(path, optimizations=UNHURRIED)


SINKS: Mapping[str, Sink] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".tsv": _tsv,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
}
"""How each format is written, by the end of the file's name; workbooks apart."""


TEXTUAL = (".csv", ".tsv")
"""The formats whose cells are text."""


def as_text(frame: pl.LazyFrame) -> pl.LazyFrame:
    """A frame whose columns can be written into cells: lists with spaces, yes and no in words."""
    return frame.with_columns(*_each(frame, _cell))


def written_out(frame: pl.LazyFrame, several: Sequence[str]) -> pl.LazyFrame:
    """A frame whose columns of several choices at once are text, as cells are read: ``[a, b]``.

    So none of them, ``[]``, can be told from what is not known.

    Args:
        frame: Advice.
        several: The columns.
    """
    names = [pl.col(name).list.eval(pl.element().cast(pl.String)) for name in several]
    return frame.with_columns(pl.format("[{}]", listed.list.join(", ")) for listed in names)


def _each(
    frame: pl.LazyFrame, change: Callable[[pl.Expr, Any], pl.Expr | None]
) -> Iterator[pl.Expr]:
    for name, dtype in frame.collect_schema().items():
        changed = change(pl.col(name), dtype)
        if changed is not None:
            yield changed


def _cell(column: pl.Expr, dtype: Any) -> pl.Expr | None:
    if isinstance(dtype, pl.List):
        joined = column.list.eval(pl.element().cast(pl.String)).list.join(" ")
        return pl.when(joined != "").then(joined).alias(column.meta.output_name())
    if dtype == pl.String:
        return pl.when(column != "").then(column).alias(column.meta.output_name())
    if dtype == pl.Boolean:
        named = pl.when(column).then(pl.lit("yes")).when(~column).then(pl.lit("no"))
        return named.alias(column.meta.output_name())
    if dtype == pl.Float64:
        whole_number = (column == column.floor()) & (column.abs() < 2**53)
        return (
            pl.when(whole_number)
            .then(column.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(column.cast(pl.String))
        ).alias(column.meta.output_name())
    return _moment(column, dtype) if dtype.is_temporal() else None


def _moment(column: pl.Expr, dtype: Any) -> pl.Expr | None:
    """Days and times as authors write them."""
    if isinstance(dtype, pl.Datetime):
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S" + ("%:z" if dtype.time_zone else ""))
    if dtype == pl.Date:
        return column.dt.strftime("%Y-%m-%d")
    return column.dt.strftime("%H:%M:%S") if dtype == pl.Time else None
