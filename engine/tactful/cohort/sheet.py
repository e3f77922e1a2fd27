"""Cohorts in Excel workbooks: the first sheet, with the names of the columns on its first row."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from polars.io.plugins import register_io_source

from tactful.cohort.reader import ROW, Cohort, Listener, raw_column, unique_names
from tactful.cohort.text import BATCH
from tactful.extras import needed


class NoSheet(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a workbook that cannot be read; the message says why."""


MOST_ABOVE = 20
"""Rows at the top of a sheet among which the names of the columns are looked for."""


def sheet_cohort(path: Path, wants: Callable[[str], str | None]) -> Cohort:
    """A sheet of a workbook. It fits into memory: it has a million rows at most.

    The names of the columns are on the first row that has a fact's name in it, and on the first
    sheet that has such a row: people write titles above tables, and notes on sheets before them.
    A column keeps its type where all its cells have one; where they differ, all become text.
    ``wants`` tells the kind of the fact that a column gives.

    Raises:
        NoSheet: if it is no workbook.
    """
    with needed():  # only workbooks need it
        import fastexcel

    # It remarks on columns without a cell, to nobody's use.
    logging.getLogger("fastexcel").addHandler(logging.NullHandler())
    try:
        workbook = fastexcel.read_excel(path)
        header = _header(workbook, wants)
        sheet = workbook.load_sheet(header.sheet, header_row=header.row, schema_sample_rows=None)
        table = sheet.to_polars()
    except (fastexcel.FastExcelError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else "it is damaged"
        raise NoSheet(reason) from None
    table = table.filter(~pl.all_horizontal(pl.all().is_null()))
    written = header.names if len(header.names) == table.width else table.columns
    names = unique_names(n.strip() or f"column {i}" for i, n in enumerate(written, start=1))
    raw = pl.DataFrame(
        [
            _tidy(column, wants(n)).alias(raw_column(n))
            for column, n in zip(table, names, strict=True)
        ]
    ).with_row_index(ROW, offset=1)

    def frame(listener: Listener) -> pl.LazyFrame:
        def source(
            wanted: list[str] | None, _: pl.Expr | None, __: int | None, ___: int | None
        ) -> Iterator[pl.DataFrame]:
            for start in range(0, max(raw.height, 1), BATCH):
                batch = raw[start : start + BATCH]
                listener.read(batch.height)
                yield batch if wanted is None else batch.select(wanted)

        return register_io_source(source, schema=raw.schema)

    return Cohort(names, raw.height, frame, exact=True, place=header.place)


class _Header(NamedTuple):
    """Where the names of the columns are, and what they are as written."""

    sheet: str | int = 0
    row: int = 0
    names: tuple[str, ...] = ()
    place: str = ""


def _header(workbook: Any, wants: Callable[[str], str | None]) -> _Header:
    for number, sheet in enumerate(workbook.sheet_names):
        top = workbook.load_sheet(sheet, header_row=None, n_rows=MOST_ABOVE, dtypes="string")
        for place, row in enumerate(top.to_polars().iter_rows()):
            if any(cell is not None and wants(cell) is not None for cell in row):
                on = f"on row {place + 1}" if place else ""
                of = f"of the sheet `{sheet}`" if number else ""
                names = tuple(cell or "" for cell in row)
                return _Header(
                    sheet, place, names, f"{on or 'on row 1'} {of}".strip() if on or of else ""
                )
    return _Header()


def _tidy(column: pl.Series, wanted: str | None) -> pl.Series:
    """A column as its fact is written.

    To a workbook a day is its midnight, and a time of day is one of the day on which its calendar
    begins. In a column that holds texts too, these and yes or no turn into text.
    """
    if isinstance(column.dtype, pl.Datetime):
        moments = column.cast(pl.Datetime("us"))
        known = moments.drop_nulls()
        if wanted == "time" and (known.dt.year() < 1900).all():
            return moments.dt.time()
        is_midnight = known.dt.time() == time(0)
        return moments.dt.date() if wanted in ("date", None) and is_midnight.all() else moments
    if column.dtype == pl.String and wanted == "date":
        return column.str.strip_suffix(" 00:00:00")
    if column.dtype == pl.String and wanted == "time":
        return column.str.replace("^1899-12-3[01] ", "")
    if column.dtype == pl.String and wanted == "yes/no":
        return column.replace({"true": "yes", "false": "no"})
    return column
