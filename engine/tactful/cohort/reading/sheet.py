"""Cohorts in Excel workbooks: a sheet, with the names of the columns on one of its first rows."""

from __future__ import annotations

import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from polars.io.plugins import register_io_source

from tactful.cohort.reading.cohort import (
    ROW,
    Cohort,
    Listener,
    letters,
    raw_column,
    typed_column,
    unique_names,
)
from tactful.cohort.reading.extent import NoSheet, OversizedWorkbook, first_columns
from tactful.cohort.reading.merged import filled, merged_cells, part_of_sheet
from tactful.cohort.reading.text import BATCH
from tactful.cohort.reading.words import EXCEL_ERRORS
from tactful.extras import needed

MOST_ABOVE = 20
"""Rows at the top of a sheet among which the names of the columns are looked for."""

_EXCEL_ERROR = re.compile(r"'Error\((\w+)\)'$")
_NO_DAY = (date(1899, 12, 30), date(1899, 12, 31), date(1904, 1, 1))
"""The days on which the calendars of workbooks begin: a time of one of them is but a time."""

_TIME_ALONE = rf"^(?:{'|'.join(map(str, _NO_DAY))}) "


def sheet_cohort(
    path: Path, wants: Callable[[str], str | None], is_of: Callable[[str], bool] | None = None
) -> Cohort:
    """A sheet of a workbook. It fits into memory: it has a million rows at most.

    The names of the columns are on the first row that has a fact's name in it, and on the first
    sheet that has such a row: people write titles above tables, and notes on sheets before them.
    ``wants`` tells the kind of the fact that a column gives, and ``is_of`` which sheets to look at.

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
    firsts = first_columns(path) if zipfile.is_zipfile(path) else {}
    with _said_plainly():
        workbook = fastexcel.read_excel(path)
        table = _Table.of(workbook, wants, is_of or (lambda _: True))
        part = part_of_sheet(path, table.sheet) if firsts else None
        left = firsts.get(part or "", 1)
        if part in firsts:
            table = table.with_merged(merged_cells(path, part), left)
        names = unique_names(n.strip() or f"column {i}" for i, n in enumerate(table.names, start=1))
        typed = table.typed(workbook)
    columns = table.columns(names, typed, wants)
    raw = pl.DataFrame(columns).with_row_index(ROW, offset=table.row + 2)
    return Cohort(
        names,
        raw.height,
        lambda listener: _frame(raw, listener),
        exact=True,
        place=table.place,
        texts=lambda wanted, most: iter(
            [raw.head(most or raw.height).select(map(raw_column, wanted))]
        ),
        by_hand=True,
        letters=letters(len(names), left),
        sheet=table.sheet,
    )


def sheet_names(path: Path) -> list[str]:
    """The names of a workbook's sheets; of what is none, or cannot be read, there are none.

    Nor are there of one that would take too much memory: names are not had without the rest.
    """
    if path.suffix.lower() not in (".xlsx", ".xls") or not path.is_file():
        return []
    with needed():
        import fastexcel
    try:
        if zipfile.is_zipfile(path):
            first_columns(path)
        with _said_plainly():
            return [*fastexcel.read_excel(path).sheet_names]
    except (NoSheet, OversizedWorkbook):
        return []


def _frame(raw: pl.DataFrame, listener: Listener) -> pl.LazyFrame:
    def source(
        wanted: list[str] | None, _: pl.Expr | None, __: int | None, ___: int | None
    ) -> Iterator[pl.DataFrame]:
        for start in range(0, max(raw.height, 1), BATCH):
            batch = raw[start : start + BATCH]
            listener.read(batch.height)
            yield batch if wanted is None else batch.select(wanted)

    return register_io_source(source, schema=raw.schema)


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
    def of(
        cls, workbook: Any, wants: Callable[[str], str | None], is_of: Callable[[str], bool]
    ) -> _Table:
        """The table whose names are the most that give facts: notes may speak of a few."""
        best, most, filled_row = (0, 0), 0, 0
        sheets = [name for name in workbook.sheet_names if is_of(name)]
        for number, sheet in enumerate(sheets):
            top = _texts(workbook, sheet, MOST_ABOVE)
            for place, row in enumerate(top.iter_rows()):
                known = sum(cell is not None and wants(cell) is not None for cell in row)
                if known > most:
                    best, most = (number, place), known
                if number == 0 and not filled_row and any(row):
                    filled_row = place
        if not sheets:
            raise NoSheet("there is no sheet in it")
        number, place = best if most else (0, filled_row)
        sheet = sheets[number]
        cells = _texts(workbook, sheet)
        names = tuple(cell or "" for cell in cells.row(place)) if cells.height else ()
        on = f"on row {place + 1}"
        where = (
            f"{on} of the sheet `{sheet}`"
            if sheet != workbook.sheet_names[0]
            else on
            if place
            else ""
        )
        return cls(sheet, place, names, cells[place + 1 :], where)

    def columns(
        self,
        names: tuple[str, ...],
        typed: dict[int, pl.Series],
        wants: Callable[[str], str | None],
    ) -> list[pl.Series]:
        """The raw columns: a fact's as texts, and as it came beside them; others as they came."""
        columns = []
        for place, (column, name) in enumerate(zip(self.cells, names, strict=True)):
            kept = typed.get(place)
            if kept is None or wants(name) is not None:
                columns.append(_tidy(column, wants(name)).alias(raw_column(name)))
            if kept is not None:
                read = typed_column if wants(name) is not None else raw_column
                columns.append(kept.alias(read(name)))
        return columns

    def with_merged(self, merged: list[Any], left: int) -> _Table:
        """The table in which merged cells cover all their rows; those of the names stay."""
        below = [one for one in merged if one.first > self.row + 1]
        above = pl.DataFrame(schema=self.cells.schema).clear(self.row + 1)
        cells = filled(pl.concat([above, self.cells]), below, left) if below else None
        return self if cells is None else self._replace(cells=cells[self.row + 1 :])

    def typed(self, workbook: Any) -> dict[int, pl.Series]:
        """The columns, by number, whose cells are all of one type, or empty."""
        uniform = [n for n, column in enumerate(self.cells) if not _is_broken(column)]
        if not uniform or not self.cells.height:
            return {}
        broken = [number for number in range(self.cells.width) if number not in uniform]
        sheet = workbook.load_sheet(
            self.sheet,
            header_row=None,
            skip_rows=self.row + 1,
            schema_sample_rows=None,
            dtypes=dict.fromkeys(broken, "string"),  # an error of Excel has no type to be found
        )
        batch, _ = sheet.to_arrow_with_errors()
        table: pl.DataFrame = pl.DataFrame(batch)
        if table.shape != self.cells.shape:
            return {}
        found = {}
        for number in uniform:
            column, texts = table.to_series(number), self.cells.to_series(number)
            if column.dtype != pl.String and _is_same(column, texts):
                found[number] = _of_one_kind(column)
        return found


def _texts(workbook: Any, sheet: str, most: int | None = None) -> pl.DataFrame:
    """A sheet's cells as texts, of so many rows at most; an error of Excel is one, too."""
    loaded = workbook.load_sheet(sheet, header_row=None, skip_rows=0, n_rows=most, dtypes="string")
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


def _of_one_kind(column: pl.Series) -> pl.Series:
    """A typed column as what it is: to a workbook days and times of day are moments."""
    if not isinstance(column.dtype, pl.Datetime):
        return column
    moments = column.cast(pl.Datetime("us"))
    known = moments.drop_nulls()
    if known.dt.date().is_in(_NO_DAY).all():
        return moments.dt.time()
    return moments.dt.date() if (known.dt.time() == time(0)).all() else moments


def _tidy(column: pl.Series, wanted: str | None) -> pl.Series:
    """Texts as people see them: to a workbook a day is its midnight, and a time has a day."""
    if wanted == "yes/no":
        return column.replace({"true": "yes", "false": "no"})
    return column.str.replace(_TIME_ALONE, "").str.strip_suffix(" 00:00:00")
