"""The rows that cannot be advised on, each with its place and the reason: none is ever lost."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, NamedTuple

from tactful.language.conditions import misfits
from tactful.language.model import Ruleset
from tactful.text.cells import cell
from tactful.text.forks import Locked
from tactful.text.gate import Mark
from tactful.text.lines import quoted

COLUMNS = ("row", "column", "value", "reason", "also")
"""The columns of a file of rejects."""

THE_ROW = "the row itself"
"""What a reject is about that is about no one column."""

LONGEST_VALUE = 200
"""Characters of a rejected value that are kept."""


def is_rejects(path: Path) -> bool:
    """Whether a file begins as a file of rejects does.

    Raises:
        OSError: if it cannot be read.
    """
    head = ",".join(COLUMNS).encode()
    with path.open("rb") as stream:
        return stream.read(len(head) + 2).rstrip(b"\r\n") == head


REJECTS = Mark("list of rejects", is_rejects)


class Reject(NamedTuple):
    """A row that was turned away.

    Attributes:
        row: Its number, from 1, the line of names not counted.
        column: The column that is wrong; empty if the whole row is.
        value: What stands there, cut off where it is long.
        reason: What is wrong and what would be right.
        also: What else is wrong in the row.
    """

    row: int
    column: str
    value: str
    reason: str
    also: str = ""


def misfit_reason(ruleset: Ruleset, broken: Iterable[str]) -> str:
    """Why a client is rejected whose facts break some constraints."""
    found = misfits(ruleset, tuple(broken))
    about = list(dict.fromkeys(name for one in found for name in one.facts))
    return f"{quoted(about)} do not fit together ({', '.join(one.constraint.id for one in found)})"


class Rejects(Locked):
    """Writes rejects to a file as they are found, and counts them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.reasons: dict[str, int] = {}
        super().__init__()
        self._stream: IO[str] | None = None
        self._last = 0
        self._in_order = True

    def add(self, found: Iterable[Reject]) -> None:
        """Write some rejects."""
        with self.lock:
            for reject in found:
                if self._stream is None:
                    self._stream = self.path.open(
                        "w", encoding="utf-8", errors="replace", newline=""
                    )
                    csv.writer(self._stream).writerow(COLUMNS)
                csv.writer(self._stream).writerow(shown(reject))
                self.count += 1
                about = reject.column or THE_ROW
                self.reasons[about] = self.reasons.get(about, 0) + 1
                self._in_order = self._in_order and reject.row >= self._last
                self._last = reject.row

    def close(self) -> None:
        """Finish the file, its rows in the order of the cohort's."""
        if self._stream is None:
            return
        self._stream.close()
        self._stream = None
        if not self._in_order:
            self._sort()

    def by_column(self) -> Mapping[str, int]:
        """How many rows were rejected for each column, most first."""
        return dict(sorted(self.reasons.items(), key=lambda pair: -pair[1]))

    def _sort(self) -> None:
        with self.path.open(encoding="utf-8", newline="") as stream:
            head, *rows = csv.reader(stream)
        rows.sort(key=lambda row: int(row[0]))
        with self.path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([head, *rows])


def shown(reject: Reject) -> tuple[object, ...]:
    """A reject as the cells of a file that people open, its value cut off where it is long."""
    value = reject.value
    if len(value) > LONGEST_VALUE:
        value = f"{value[:LONGEST_VALUE]}... ({len(value)} characters)"
    return tuple(
        cell(part) if isinstance(part, str) else part for part in reject._replace(value=value)
    )
