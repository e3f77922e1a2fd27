"""Cohorts in Excel workbooks: the first sheet, with the names of the columns on its first row."""

from __future__ import annotations

import copy
import logging
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import time
from pathlib import Path
from typing import IO, Any, NamedTuple
from xml.parsers import expat

import polars as pl
from polars.io.plugins import register_io_source

from tactful.cohort.reader import (
    ROW,
    Cohort,
    Listener,
    raw_column,
    unique_names,
    without_blank_rows,
)
from tactful.cohort.text import BATCH
from tactful.cohort.values import EXCEL_ERRORS
from tactful.extras import needed


class OversizedWorkbook(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a workbook that would take too much memory; the message says what is so large."""


class NoSheet(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a workbook that cannot be read; the message says why."""


MOST_ABOVE = 20
"""Rows at the top of a sheet among which the names of the columns are looked for."""

MOST_CELLS = 50_000_000
"""Cells of the rectangle that a sheet's cells lie in: so many are made, filled or not."""

MOST_EMPTY = 5_000_000
"""Cells that may be made where not even one in fifty is filled."""

LARGEST_PART = 2**28
"""Bytes of each part that is packed in a workbook: texts above all, and sheets of few cells."""

MOST_OF_A_CELL = 400
"""Bytes of each cell that is filled, in a sheet of so many that it is larger than that."""

_CHUNK = 2**20
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*?(/?)>')
_ANY_CELL = re.compile(rb"<(?:[^<>\s/]+:)?c[\s/>]")

_EXCEL_ERROR = re.compile(r"'Error\((\w+)\)'$")


def sheet_cohort(path: Path, wants: Callable[[str], str | None]) -> Cohort:
    """A sheet of a workbook. It fits into memory: it has a million rows at most.

    The names of the columns are on the first row that has a fact's name in it, and on the first
    sheet that has such a row: people write titles above tables, and notes on sheets before them.
    ``wants`` tells the kind of the fact that a column gives.

    A fact's cell means what its text means, whatever stands in the other rows. A column that
    gives no fact keeps its type where all its cells have one; where they differ, all are text.

    Raises:
        NoSheet: if it is no workbook.
        OversizedWorkbook: if it would take too much memory.
    """
    with needed():  # only workbooks need it
        import fastexcel

    # It remarks on columns without a cell, to nobody's use.
    logging.getLogger("fastexcel").addHandler(logging.NullHandler())
    if zipfile.is_zipfile(path):
        _check_size(path)
    with _said_plainly():
        workbook = fastexcel.read_excel(path)
        table = _Table.of(workbook, wants)
        names = unique_names(n.strip() or f"column {i}" for i, n in enumerate(table.names, start=1))
        typed = table.typed(workbook, [i for i, n in enumerate(names) if wants(n) is None])
    columns = [
        (typed[i] if i in typed else _tidy(column, wants(name))).alias(raw_column(name))
        for i, (column, name) in enumerate(zip(table.cells, names, strict=True))
    ]
    raw = without_blank_rows(pl.DataFrame(columns)).with_row_index(ROW, offset=1)

    def frame(listener: Listener) -> pl.LazyFrame:
        def source(
            wanted: list[str] | None, _: pl.Expr | None, __: int | None, ___: int | None
        ) -> Iterator[pl.DataFrame]:
            for start in range(0, max(raw.height, 1), BATCH):
                batch = raw[start : start + BATCH]
                listener.read(batch.height)
                yield batch if wanted is None else batch.select(wanted)

        return register_io_source(source, schema=raw.schema)

    return Cohort(names, raw.height, frame, exact=True, place=table.place)


def _check_size(path: Path) -> None:
    """Look at how much there is in a workbook before it is read: what it says itself may be wrong.

    A few kilobytes can hold a cell in the last row and column, or a gigabyte of one letter.

    Raises:
        OversizedWorkbook: if it is too much.
        NoSheet: if it is damaged.
    """
    try:
        with zipfile.ZipFile(path) as book:
            for part in book.infolist():
                if part.filename.endswith((".xml", ".rels")):
                    unpacked = copy.copy(part)
                    unpacked.file_size = sys.maxsize  # read on, whatever size is written there
                    _check_part(book, unpacked)
    except (OversizedWorkbook, NoSheet):
        raise
    except (
        ValueError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise NoSheet(str(error) or "it is damaged") from None
    except expat.ExpatError as error:
        raise NoSheet(f"what is packed in it is no XML: {error}") from None


def _check_part(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    extent = _Extent()
    with book.open(part) as stream:
        quick = extent.read_as_excel_writes(stream)
    if not quick:
        extent = _Extent()
        with book.open(part) as stream:
            extent.read_any_xml(stream)
    extent.judge()


class _Extent:
    """The rectangle that the cells in a part of a workbook lie in, as far as it has been read."""

    def __init__(self) -> None:
        self._columns: set[int] = set()
        self._rows: set[int] = set()
        self._filled = self._size = 0

    def read_as_excel_writes(self, stream: IO[bytes]) -> bool:
        """Read a part in the way that is quick; ``False`` if it is not written as Excel's are.

        Raises:
            OversizedWorkbook: if texts take too much memory.
            NoSheet: if it is damaged.
        """
        rest, is_sheet = b"", False
        columns: set[bytes] = set()
        rows: set[bytes] = set()
        while chunk := stream.read(_CHUNK):
            self._size += len(chunk)
            text = rest + chunk
            begun = text.rfind(b"<")
            if begun < 0 or b">" in text[begun:]:
                rest = b""
            else:
                text, rest = text[:begun], text[begun:]
            if len(rest) > _CHUNK:
                raise NoSheet("a tag in it has no end")
            is_sheet = is_sheet or b"sheetData" in text
            found = _CELL.findall(text)
            if b"\0" in text or (is_sheet and len(found) != len(_ANY_CELL.findall(text))):
                return False
            filled = [cell for cell in found if not cell[2]]
            columns.update(cell[0] for cell in filled)
            rows.update(cell[1] for cell in filled)
            self._filled += len(filled)
            self._judge_size()
        self._columns.update(map(_number, columns))
        self._rows.update(map(int, rows))
        return True

    def read_any_xml(self, stream: IO[bytes]) -> None:
        """Read a part in the way that finds every cell, also one that does not say where it is.

        Raises:
            xml.parsers.expat.ExpatError: if it is no XML.
        """
        row = column = 0

        def begin(tag: str, attributes: Mapping[str, str]) -> None:
            nonlocal row, column
            tag = tag.rpartition(":")[2]
            if tag == "row":
                row, column = int(attributes.get("r", row + 1)), 0
            elif tag == "c":
                found = re.fullmatch("([A-Z]{1,3})([0-9]{1,7})", attributes.get("r", ""))
                column = column + 1 if found is None else _number(found[1].encode())
                row = row if found is None else int(found[2])
            elif tag in ("v", "is"):
                self._columns.add(column)
                self._rows.add(row)
                self._filled += 1

        parser = expat.ParserCreate()
        parser.StartElementHandler = begin
        while chunk := stream.read(_CHUNK):
            self._size += len(chunk)
            parser.Parse(chunk)
            self._judge_size()

    def _judge_size(self) -> None:
        if self._size > max(LARGEST_PART, MOST_OF_A_CELL * self._filled):
            raise OversizedWorkbook(f"texts in it are over {LARGEST_PART // 2**20} MiB")

    def judge(self) -> None:
        """Say whether there is room for it.

        Raises:
            OversizedWorkbook: if there is none.
        """
        if not self._filled:
            return
        right, bottom = max(self._columns), max(self._rows)
        area = (right - min(self._columns) + 1) * (bottom - min(self._rows) + 1)
        reach = f"its cells reach to {_letters(right)}{bottom}"
        if area > MOST_EMPTY and area > 50 * self._filled:
            raise OversizedWorkbook(f"{reach}, and nearly all between are empty")
        if area > MOST_CELLS:
            raise OversizedWorkbook(f"{reach}, which is more than {MOST_CELLS:,} cells")


def _letters(number: int) -> str:
    """The letters of a column that has such a number."""
    before, last = divmod(number - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)


def _number(letters: bytes) -> int:
    """The number of a column that has such letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Say of a workbook that cannot be read why, in a line.

    Raises:
        NoSheet: if it cannot be read.
    """
    import fastexcel

    try:
        yield
    except (fastexcel.FastExcelError, ValueError) as error:
        raise NoSheet(str(error).partition("\n")[0] or "it is damaged") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how Rust gives up, and no Exception
            raise
        raise NoSheet("it is damaged") from None


class _Table(NamedTuple):
    """The cells of a sheet as texts, as they stand below the names of the columns.

    Attributes:
        sheet: The sheet's name.
        row: The row of the names.
        names: The names as written.
        cells: The cells below, a column each.
        place: Where the names are, in words, if not at the top of the first sheet.
    """

    sheet: str
    row: int
    names: tuple[str, ...]
    cells: pl.DataFrame
    place: str

    @classmethod
    def of(cls, workbook: Any, wants: Callable[[str], str | None]) -> _Table:
        first = None
        for number, sheet in enumerate(workbook.sheet_names):
            cells = _texts(workbook, sheet)
            first = (sheet, cells) if first is None else first
            for place, row in enumerate(cells[:MOST_ABOVE].iter_rows()):
                if any(cell is not None and wants(cell) is not None for cell in row):
                    on = f"on row {place + 1}" if place else ""
                    of = f"of the sheet `{sheet}`" if number else ""
                    where = f"{on or 'on row 1'} {of}".strip() if on or of else ""
                    return cls._below(sheet, cells, place, where)
        if first is None:
            raise NoSheet("there is no sheet in it")
        return cls._below(*first, 0, "")

    @classmethod
    def _below(cls, sheet: str, cells: pl.DataFrame, row: int, place: str) -> _Table:
        names = tuple(cell or "" for cell in cells.row(row)) if cells.height else ()
        return cls(sheet, row, names, cells[row + 1 :], place)

    def typed(self, workbook: Any, wanted: list[int]) -> dict[int, pl.Series]:
        """Those of some columns, by number, whose cells are all of one type, or empty."""
        uniform = [n for n in wanted if not _is_broken(self.cells.to_series(n))]
        if not uniform or not self.cells.height:
            return {}
        sheet = workbook.load_sheet(
            self.sheet,
            header_row=None,
            skip_rows=self.row + 1,
            use_columns=uniform,
            schema_sample_rows=None,
        )
        table = sheet.to_polars()
        if table.height != self.cells.height:
            return {}
        found = {}
        for number, column in zip(uniform, table, strict=True):
            texts = self.cells.to_series(number)
            if _is_same(column, texts):
                found[number] = _tidy(column, None)
        return found


def _texts(workbook: Any, sheet: str) -> pl.DataFrame:
    """A sheet's cells as texts; an error of Excel is one, too."""
    loaded = workbook.load_sheet(sheet, header_row=None, dtypes="string")
    batch, wrong = loaded.to_arrow_with_errors()
    cells: pl.DataFrame = pl.DataFrame(batch)
    errors: dict[int, dict[int, str]] = {}
    for error in [] if wrong is None else wrong.errors:
        found = _EXCEL_ERROR.search(error.detail)
        row, column = error.offset_position
        name = "" if found is None else found[1]
        errors.setdefault(column, {})[row] = EXCEL_ERRORS.get(name, "#ERROR!")
    for number, rows in errors.items():
        column = cells.to_series(number).scatter([*rows], [*rows.values()])
        cells = cells.with_columns(column)
    return cells


def _is_broken(texts: pl.Series) -> bool:
    """Whether there are errors of Excel in a column, which have no type."""
    return bool(texts.is_in([*EXCEL_ERRORS.values()]).any())


def _is_same(column: pl.Series, texts: pl.Series) -> bool:
    """Whether a typed column has lost nothing: no words beside numbers, no yes that became 1."""
    if column.null_count() != texts.null_count():
        return False
    return not (column.dtype.is_numeric() and texts.is_in(["true", "false"]).any())


def _tidy(column: pl.Series, wanted: str | None) -> pl.Series:
    """A column as its fact is written.

    To a workbook a day is its midnight, and a time of day is one of the day on which its calendar
    begins. As texts, these and yes or no are written as a program writes them.
    """
    if isinstance(column.dtype, pl.Datetime):
        moments = column.cast(pl.Datetime("us"))
        is_midnight = moments.drop_nulls().dt.time() == time(0)
        return moments.dt.date() if is_midnight.all() else moments
    if column.dtype == pl.String and wanted == "date":
        return column.str.strip_suffix(" 00:00:00")
    if column.dtype == pl.String and wanted == "time":
        return column.str.replace("^1899-12-3[01] ", "")
    if column.dtype == pl.String and wanted == "yes/no":
        return column.replace({"true": "yes", "false": "no"})
    return column
