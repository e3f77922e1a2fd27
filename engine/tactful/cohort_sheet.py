"""Cohorts in Excel workbooks: the first sheet, with the names of the columns on its first row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from tactful.cohort import ROW, Cohort, Listener, raw_column, unique_names
from tactful.cohort_text import BATCH


class NoSheet(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a workbook that cannot be read; the message says why."""


def sheet_cohort(path: Path, wants: Callable[[str], str | None]) -> Cohort:
    """The first sheet of a workbook. A sheet fits into memory: it has a million rows at most.

    A column keeps its type where all its cells have one; where they differ, all become text.
    ``wants`` tells the kind of the fact that a column gives.

    Raises:
        NoSheet: if it is no workbook.
    """
    import fastexcel  # only workbooks need it

    try:
        workbook = fastexcel.read_excel(path)
        sheet = workbook.load_sheet(0, schema_sample_rows=None)
        table = sheet.to_polars()
    except (fastexcel.FastExcelError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else "it is damaged"
        raise NoSheet(reason) from None
    table = table.filter(~pl.all_horizontal(pl.all().is_null()))
    names = unique_names(n.strip() or f"column {i}" for i, n in enumerate(table.columns, start=1))
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

    return Cohort(names, raw.height, frame)


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
