"""Writing a cohort's advice, in every format that is read.

A cohort's columns may be of any type that Parquet has, and those that give no fact are handed on.
Where a format has no such type, a length of time becomes ISO 8601 (``PT1H``), bytes are told in
hexadecimal digits, lists and objects in JSON, and what is no number, or no moment of the years 1
to 9999, is an empty cell.
"""

from __future__ import annotations

import gc
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from traceback import clear_frames
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from tactful.cohort.before import CHANGED, before_column
from tactful.columns.program import UNHURRIED
from tactful.language.conclusions import Status
from tactful.text.cells import FORMULA, NUMBER
from tactful.text.gate import Mark
from tactful.text.output_defects import Refused, foreign_file, output_is_input

if TYPE_CHECKING:
    _Complaint: TypeAlias = "Callable[[sys.UnraisableHookArgs], object]"

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


@contextmanager
def given_up_at_once() -> Iterator[None]:
    """Where a file cannot be written, let that be said once, by the system's own error.

    xlsxwriter has an error of its own, and forgets the files that it has begun: each of them would
    try again to be written whole when Python takes it away, and Python would complain.
    """
    from xlsxwriter.exceptions import FileCreateError

    try:
        yield
        return
    except (OSError, FileCreateError) as error:
        cause = error if isinstance(error, OSError) else error.args[0]
        failed = OSError(cause.errno, cause.strerror)
        begun = [one.__traceback__ for one in (error, cause)]
    before, sys.unraisablehook = sys.unraisablehook, _unless_unwritable(sys.unraisablehook)
    try:
        for traceback in begun:
            clear_frames(traceback)
        del begun, cause
        gc.collect()
    finally:
        sys.unraisablehook = before
    raise failed


def _unless_unwritable(complain: _Complaint) -> _Complaint:
    return lambda found: None if isinstance(found.exc_value, OSError) else complain(found)


def _parquet(frame: pl.LazyFrame, path: Path) -> None:
    frame.sink_parquet(path, optimizations=UNHURRIED)


def _csv(frame: pl.LazyFrame, path: Path) -> None:
    as_text(frame).sink_csv(path, optimizations=UNHURRIED)


def _tsv(frame: pl.LazyFrame, path: Path) -> None:
    as_text(frame).sink_csv(path, separator="\t", optimizations=UNHURRIED)


def _json_lines(frame: pl.LazyFrame, path: Path) -> None:
    frame.with_columns(*_each(frame, for_json)).sink_ndjson(path, optimizations=UNHURRIED)


CELLS = (".csv", ".tsv")
"""The formats that a spreadsheet opens and takes for its own."""

SINKS: Mapping[str, Sink] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".tsv": _tsv,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
}
"""How each format is written, by the end of the file's name; workbooks apart."""


MADE_BY = "Made by tactful as"
"""The property of a workbook that says what it is: the noun of a mark."""

_LOOKED_AT = 100
"""Rows of an earlier output that are looked at."""

_STATUSES = {status.value for status in Status}


def holds_advice(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a table is advice: it has the rules that fired, and how decisions came out."""
    if not any(name.rstrip("_") == "rules_fired" for name in columns):
        return False
    names = {f"{name}_status" for name in columns}
    pairs = [name for name in columns if name.rstrip("_") in names]
    return any({row.get(status) for row in rows} <= _STATUSES for status in pairs)


def kind_of_table(columns: Sequence[str]) -> str:
    """The noun of a table with these columns, as its mark has it."""
    return ADVICE.noun if holds_advice(columns, ()) else CHANGES.noun


def _holds_changes(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a table is of clients whose advice changes: it says what, and what it was before."""
    if CHANGED not in columns:
        return False
    for row in rows:
        told = row.get(CHANGED) or ()
        names = told.split() if isinstance(told, str) else told
        if not names or not all(before_column(name) in columns for name in names):
            return False
    return True


def _known(noun: str, holds: Callable[[Sequence[str], Sequence[Mapping[str, Any]]], bool]) -> Mark:
    def known(path: Path) -> bool:
        try:
            if path.suffix.lower() == ".xlsx":
                return _property(path) == noun
            return holds(*_top_of(path))
        except (pl.exceptions.PolarsError, zipfile.BadZipFile, ValueError, KeyError, TypeError):
            return False

    return Mark(noun, known)


ADVICE = _known("advice", holds_advice)
CHANGES = _known("list of changes", _holds_changes)


def check_folder(cohort: str, out: str, mark: Mark = ADVICE) -> None:
    """Make sure that a folder of files may be written, as a cluster writes it.

    Of file systems that are not this machine's nothing is known but the names.

    Raises:
        Refused: if it is the cohort, or holds it, or holds what is no earlier output.
    """
    path = Path(out)
    if "://" in out or "://" in cohort:
        if out.rstrip("/") == cohort.rstrip("/"):
            raise Refused(path, output_is_input(path))
        return
    target, read = path.resolve(), Path(cohort).resolve()
    if target == read or target in read.parents or (read in target.parents and read.is_dir()):
        raise Refused(path, output_is_input(path))
    if not target.is_dir():
        if target.exists() and not (mark.known is not None and mark.known(target)):
            raise Refused(path, foreign_file(path, mark.noun))
        return
    parts = [one for one in target.iterdir() if not re.fullmatch(r"_SUCCESS|\..*\.crc", one.name)]
    for part in parts:
        if not (part.name.startswith("part-") and part.is_file()):
            raise Refused(path, foreign_file(path, mark.noun))
        if part.stat().st_size and not (mark.known is not None and mark.known(part)):
            raise Refused(path, foreign_file(path, mark.noun))


def _top_of(path: Path) -> tuple[list[str], list[dict[str, Any]]]:
    """The columns of a table and its first rows."""
    match path.suffix.lower():
        case ".parquet":
            frame = pl.scan_parquet(path, glob=False).head(_LOOKED_AT).collect()
        case ".csv" | ".tsv" as ending:
            separator = "," if ending == ".csv" else "\t"
            frame = pl.read_csv(
                path,
                separator=separator,
                infer_schema=False,
                n_rows=_LOOKED_AT,
                encoding="utf8-lossy",
                glob=False,
            )
        case _:
            with path.open(encoding="utf-8") as stream:
                rows = [dict(json.loads(line)) for line in islice(stream, _LOOKED_AT)]
            return [*rows[0]] if rows else [], rows
    return frame.columns, frame.to_dicts()


def made_as(path: Path) -> str | None:
    """What a workbook says it was made as; ``None`` if it does not say."""
    try:
        return _property(path)
    except (zipfile.BadZipFile, KeyError):
        return None


def _property(path: Path) -> str | None:
    with zipfile.ZipFile(path) as book, book.open("docProps/custom.xml") as stream:
        text = stream.read(2**16).decode("utf-8", "replace")
    found = re.search(rf'name="{MADE_BY}"[^>]*>\s*<vt:lpwstr>([^<]*)<', text)
    return found and found[1]


def as_text(frame: pl.LazyFrame) -> pl.LazyFrame:
    """A frame whose columns can be written into cells: lists with spaces, yes and no in words."""
    return frame.with_columns(*_each(frame, _cell))


def for_workbooks(frame: pl.LazyFrame, without: Sequence[str] = ()) -> pl.LazyFrame:
    """A frame whose values a workbook has cells for; lists and objects of others are JSON.

    Columns ``without`` which that is done are laid out on sheets of their own.
    """

    def told(column: pl.Expr, dtype: Any) -> pl.Expr:
        if column.meta.output_name() in without:
            return column
        return in_json(column, dtype) if is_nested(dtype) else plain(column, dtype)

    return frame.with_columns(*_each(frame, told))


def without_formulas(frame: pl.LazyFrame) -> pl.LazyFrame:
    """A frame to be written into cells that people open: no text is a formula (``cells.cell``)."""

    def harmless(column: pl.Expr, dtype: Any) -> pl.Expr:
        if dtype != pl.String:
            return column
        risky = column.str.contains(FORMULA) & ~column.str.contains(NUMBER)
        return pl.when(risky).then(pl.lit("'") + column).otherwise(column)

    return frame.with_columns(*_each(frame, harmless))


def written_out(frame: pl.LazyFrame, several: Sequence[str]) -> pl.LazyFrame:
    """A frame whose columns of several choices at once are text, as cells are read: ``[a, b]``.

    So none of them, ``[]``, can be told from what is not known.

    Args:
        frame: Advice.
        several: The columns.
    """
    names = [pl.col(name).list.eval(pl.element().cast(pl.String)) for name in several]
    return frame.with_columns(pl.format("[{}]", listed.list.join(", ")) for listed in names)


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
