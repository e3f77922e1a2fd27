"""What there is to say of a cohort's rows, each with its place and the reason: nothing is lost.

A row that cannot be advised on is rejected; a row that is no client, as a heading or a total, is
left out; and of a client who is advised a cell may not have been understood, so that what it would
give is not known. Rejects go to one file, the rest to another, in the cohort's own order.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import IO, NamedTuple, TypeAlias

from tactful.language.conditions import misfits
from tactful.language.model import Ruleset
from tactful.text.cells import cell
from tactful.text.forks import Locked
from tactful.text.gate import Mark
from tactful.text.lines import quoted

COLUMNS = ("row", "column", "value", "reason", "also", "client", "cell")
"""The columns of a file of rejects."""

NOTE_COLUMNS = ("row", "what", "column", "value", "reason", "client", "cell")
"""The columns of a file of notes."""

_EARLIER_COLUMNS = COLUMNS[:5]
"""What files of rejects began with before there was more to say."""

THE_ROW = "the row itself"
"""What a reject is about that is about no one column."""

LONGEST_VALUE = 200
"""Characters of a value that are kept."""

MOST_KEPT = 10_000
"""Remarks that are kept for who lays them out; all of them are in the files."""

Address: TypeAlias = Callable[[str, int], str]
"""Tells where a spreadsheet shows the cell of a column and a row; nothing where it cannot."""


class What(Enum):
    """What is said of a row, in words."""

    REJECTED = "client rejected"
    UNREAD = "cell not understood"
    LEFT_OUT = "row left out"
    STRANGER = "row used for no client"


IN_REJECTS = (What.REJECTED, What.STRANGER)
"""What goes to the file of rejects; the rest are notes."""


class RowRemark(NamedTuple):
    """Something that there is to say of a row.

    Attributes:
        row: The row's number, as a spreadsheet shows it; in JSON Lines the line, in Parquet the
            row, both from 1.
        column: The column that it is about; empty if it is about the whole row.
        value: What stands there.
        reason: What is wrong and what would be right.
        also: What else is wrong in the row, of a reject.
        what: What becomes of it.
        client: What stands in the cohort's first column that gives no fact.
        until: The last row, where the same is said of some that follow each other.
        cell: Where a spreadsheet shows it, if it is not in the table of clients.
    """

    row: int
    column: str
    value: str
    reason: str
    also: str = ""
    what: What = What.REJECTED
    client: str = ""
    until: int = 0
    cell: str = ""

    @property
    def rows(self) -> int:
        """Of how many rows it is said."""
        return max(self.until, self.row) - self.row + 1


OnRemarks: TypeAlias = Callable[[Iterable[RowRemark]], None]
"""Takes remarks as they are made."""


def _starts_with(*heads: tuple[str, ...]) -> Callable[[Path], bool]:
    lines = [",".join(head).encode() for head in heads]

    def known(path: Path) -> bool:
        with path.open("rb") as stream:
            first = stream.read(max(map(len, lines)) + 2)
        return first.splitlines()[:1] in [[line] for line in lines]

    return known


REJECTS = Mark("list of rejects", _starts_with(COLUMNS, _EARLIER_COLUMNS))
NOTES = Mark("list of notes", _starts_with(NOTE_COLUMNS))


def misfit_reason(ruleset: Ruleset, broken: Iterable[str]) -> str:
    """Why a client is rejected whose facts break some constraints."""
    found = misfits(ruleset, tuple(broken))
    about = list(dict.fromkeys(name for one in found for name in one.facts))
    return f"{quoted(about)} do not fit together ({', '.join(one.constraint.id for one in found)})"


class RemarkCounts(NamedTuple):
    """Of how many rows what is said: rejects and cells by their columns, most first."""

    rejected: Mapping[str, int]
    unread: Mapping[str, int]
    left_out: int
    strangers: Mapping[str, int] = MappingProxyType({})

    @classmethod
    def of(cls, counted: Mapping[What, Counter[str]]) -> RemarkCounts:
        """The counts of what was said, by what it is and of which column."""
        rejected, unread, left, strangers = (counted[what] for what in What)
        return cls(
            dict(rejected.most_common()),
            dict(unread.most_common()),
            sum(left.values()),
            dict(strangers.most_common()),
        )


class Remarks(Locked):
    """Writes remarks to two files as they are made, counts them, and keeps the first.

    ``kept`` has them in the cohort's order once it is closed.
    """

    def __init__(self, rejects: Path, notes: Path, address: Address | None = None) -> None:
        self.kept: list[RowRemark] = []
        self.more = 0
        self._counted: dict[What, Counter[str]] = {what: Counter() for what in What}
        self._address = address or _nowhere
        super().__init__()
        self._rejects = _Listing(rejects, COLUMNS)
        self._notes = _Listing(notes, NOTE_COLUMNS)

    def add(self, found: Iterable[RowRemark]) -> None:
        """Write some remarks."""
        with self.lock:
            for remark in found:
                self._counted[remark.what][remark.column or THE_ROW] += remark.rows
                if remark.what in IN_REJECTS:
                    self._rejects.add(remark.row, reject_cells(remark, self._address))
                else:
                    self._notes.add(remark.row, note_cells(remark, self._address))
                if len(self.kept) < MOST_KEPT:
                    self.kept.append(remark)
                else:
                    self.more += 1

    def close(self) -> None:
        """Finish the files, their rows in the order of the cohort's."""
        self._rejects.close()
        self._notes.close()

    def in_order(self) -> list[RowRemark]:
        """The remarks that are kept, in the order of the cohort's rows."""
        with self.lock:
            return sorted(self.kept, key=lambda remark: remark.row)

    @property
    def counts(self) -> RemarkCounts:
        """Of how many rows what was said."""
        return RemarkCounts.of(self._counted)


class _Listing:
    """A file of remarks, begun with the first of them."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self._path = path
        self._columns = columns
        self._stream: IO[str] | None = None
        self._last = 0
        self._in_order = True

    def add(self, row: int, cells: tuple[object, ...]) -> None:
        if self._stream is None:
            self._stream = self._path.open("w", encoding="utf-8", errors="replace", newline="")
            csv.writer(self._stream).writerow(self._columns)
        csv.writer(self._stream).writerow(cells)
        self._in_order = self._in_order and row >= self._last
        self._last = row

    def close(self) -> None:
        if self._stream is None:
            return
        self._stream.close()
        self._stream = None
        if not self._in_order:
            with self._path.open(encoding="utf-8", newline="") as stream:
                head, *rows = csv.reader(stream)
            rows.sort(key=lambda row: int(row[0]))
            with self._path.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows([head, *rows])


def reject_cells(remark: RowRemark, address: Address | None = None) -> tuple[object, ...]:
    """A reject as the cells of a file that people open, its value cut off where it is long."""
    where = remark.cell or (address or _nowhere)(remark.column, remark.row)
    parts = (
        remark.column,
        cut(remark.value),
        remark.reason,
        remark.also,
        cut(remark.client),
        where,
    )
    return (remark.row, *map(cell, parts))


def note_cells(remark: RowRemark, address: Address | None = None) -> tuple[object, ...]:
    """A note as the cells of a file that people open, its value cut off where it is long."""
    where = remark.cell or (address or _nowhere)(remark.column, remark.row)
    parts = (remark.column, cut(remark.value), remark.reason, cut(remark.client), where)
    return (remark.row, remark.what.value, *map(cell, parts))


def cut(value: str) -> str:
    """A value as people are shown it, cut off where it is long."""
    if len(value) <= LONGEST_VALUE:
        return value
    return f"{value[:LONGEST_VALUE]}... ({len(value)} characters)"


def _nowhere(_: str, __: int) -> str:
    return ""
