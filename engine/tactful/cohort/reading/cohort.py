"""A cohort: many clients in one file, opened as columns that are read as they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import polars as pl

from tactful.cohort.remarks import OnRemarks

ROW = "row"
"""The column that holds a row's number."""

OnRead: TypeAlias = Callable[[int], None]


class Listener(NamedTuple):
    """Who is told what while a cohort is read: remarks as they are made, rows as they come."""

    remarks: OnRemarks
    read: OnRead


class Cohort(NamedTuple):
    """A cohort that can be read.

    Attributes:
        columns: The names of its columns, in order.
        rows: About how many rows it has, as far as that is known beforehand.
        frame: Makes the frame of raw columns; whoever collects it is told through the listener.
        exact: Whether it has exactly so many rows, blank ones among them.
        place: Where the names of the columns are, if not on the first line.
        texts: Reads some columns of the first rows, or of all, for what their cells have in common.
        by_hand: Whether people fill in such files, and put headings and totals between clients.
        letters: The letter of each column where a spreadsheet shows it; empty where none does.
        sheet: The sheet of a workbook that it is.
    """

    columns: tuple[str, ...]
    rows: int | None
    frame: Callable[[Listener], pl.LazyFrame]
    exact: bool = False
    place: str = ""
    texts: Callable[[Sequence[str], int | None], Iterator[pl.DataFrame]] | None = None
    by_hand: bool = False
    letters: tuple[str, ...] = ()
    sheet: str = ""

    def address(self, column: str, row: int) -> str:
        """Where a spreadsheet shows a cell: ``C7``; empty where none does, or of a whole row."""
        if not self.letters or column not in self.columns:
            return ""
        return f"{self.letters[self.columns.index(column)]}{row}"


def raw_column(name: str) -> str:
    """The column of the frame that holds what a column of the cohort holds."""
    return f"in:{name}"


def typed_column(name: str) -> str:
    """The column of the frame that holds it as it came, where it is read as something else."""
    return f"as:{name}"


def letters(count: int, first: int = 1) -> tuple[str, ...]:
    """The letters that a spreadsheet gives to so many columns."""
    return tuple(map(column_letters, range(first, first + count)))


def column_letters(number: int) -> str:
    """The letters of a column that has such a number, from 1."""
    before, last = divmod(number - 1, 26)
    return (column_letters(before) if before else "") + chr(ord("A") + last)


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names, of which a second use gets a number."""
    found: dict[str, None] = {}
    for name in names:
        made, number = name, 2
        while made in found:
            made, number = f"{name} ({number})", number + 1
        found[made] = None
    return tuple(found)
