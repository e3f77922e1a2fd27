"""Cohorts as text: CSV, TSV and, in ``json_lines``, JSON, one line a client, whatever stands there.

A line that cannot be read is one reject and harms no other: a quotation mark that is never
closed ends with its line, letters in another encoding are shown as such, and a line with too
many or too few cells is told apart from one whose cells are wrong.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import polars as pl

from tactful.cohort.reading.left_out import empty_row
from tactful.cohort.remarks import RowRemark
from tactful.explanation.wording import counted

BATCH = 50_000
"""Rows read at a time."""

BATCH_BYTES = 2**26
"""Bytes of lines that are read at a time: where they are long, there are fewer of them."""

LONGEST_LINE = 2**20
"""Bytes. A longer line is no client; it is rejected, and never kept in memory whole."""

MOST_LINES = 50
"""A cell may hold line breaks; one that goes on for longer has lost its quotation mark."""

Cells: TypeAlias = list[str | None]


class TextBatch(NamedTuple):
    """Some rows of a cohort: the number of each, its cells, and what is said of other rows."""

    rows: list[int]
    cells: list[Cells]
    remarks: list[RowRemark]

    @property
    def read(self) -> int:
        """How many rows were read, those among them that are none."""
        return len(self.rows) + sum(remark.rows for remark in self.remarks)


class BrokenLine(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a line that is no row; the message says why."""


def is_blank(cells: Sequence[str | None]) -> bool:
    """Whether no cell of a row holds more than spaces: such a row is no client."""
    return not any(cell and cell.strip() for cell in cells)


def read_lines(stream: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file, each at most a little longer than ``LONGEST_LINE``."""
    read = getattr(stream, "readline", None)
    if read is None:
        yield from stream
        return
    while line := read(LONGEST_LINE + 1):
        yield line
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = read(LONGEST_LINE + 1)


def header_of(lines: Iterable[bytes]) -> tuple[int, bytes]:
    """The first line that is not empty, and how many are above it."""
    for above, line in enumerate(lines):
        if line.strip(b"\xef\xbb\xbf \t\r\n"):
            return above, line
    return 0, b""


def decoded(line: bytes) -> str:
    """A line as text, without its end.

    Raises:
        BrokenLine: if it is too long or no UTF-8.
    """
    if len(line) > LONGEST_LINE:
        raise BrokenLine(f"the line is longer than {LONGEST_LINE:,} bytes; shorten it")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BrokenLine(
            f"this is not UTF-8: the byte {line[error.start]:#04x} stands where a letter should; "
            "save the file again as UTF-8 (in Excel: Save as, CSV UTF-8)"
        ) from None
    if "\0" in text:
        raise BrokenLine("there is a character in the line that is no letter (NUL); remove it")
    return text.rstrip("\r\n")


class Empty:
    """Counts empty rows, those that follow each other as one."""

    def __init__(self) -> None:
        self._found: list[tuple[int, int]] = []

    def add(self, row: int) -> None:
        """Count a row."""
        if self._found and self._found[-1][1] == row - 1:
            self._found[-1] = (self._found[-1][0], row)
        else:
            self._found.append((row, row))

    def told(self) -> Iterator[RowRemark]:
        """What is said of the rows that were counted since it was last asked."""
        found, self._found = self._found, []
        return map(empty_row, *zip(*found, strict=True)) if found else iter(())


def in_batches(
    lines: Iterable[bytes], first: int, cells_of: Callable[[bytes], Cells]
) -> Iterator[TextBatch]:
    """Rows in batches, numbered from ``first`` as the lines are; what is no row is remarked on.

    Args:
        lines: The lines.
        first: The number of the first.
        cells_of: Reads the cells of a line that is not empty; it raises ``BrokenLine`` for one
            that is no row.
    """
    size, batch, empty = 0, TextBatch([], [], []), Empty()
    for row, line in enumerate(lines, first):
        try:
            cells = cells_of(line) if line.strip() else []
            if is_blank(cells):
                empty.add(row)
                continue
            batch.cells.append(cells)
            batch.rows.append(row)
        except BrokenLine as error:
            batch.remarks.append(RowRemark(row, "", as_shown(line), str(error)))
        size += len(line)
        if len(batch.rows) + len(batch.remarks) >= BATCH or size >= BATCH_BYTES:
            batch.remarks.extend(empty.told())
            yield batch
            size, batch = 0, TextBatch([], [], [])
    batch.remarks.extend(empty.told())
    yield batch


class Delimited:
    """Reads the rows of CSV or TSV, with the names of the columns on the first line."""

    def __init__(self, delimiter: str, *, joins: bool = True) -> None:
        """Make a reader; ``joins`` lets a cell with a line break go on in the next line."""
        self.delimiter = delimiter
        self.most_lines = MOST_LINES if joins else 0

    @classmethod
    def guessed(cls, line: bytes, *, joins: bool = True) -> Delimited:
        """CSV as the first line shows it: spreadsheets write commas, semicolons or tabs."""
        counts = {sign: line.count(sign.encode()) for sign in (",", ";", "\t", "|")}
        return cls(max(counts, key=lambda sign: counts[sign]), joins=joins)

    def names(self, line: bytes) -> list[str]:
        """The names on the first line; a column without one is named by its number.

        Raises:
            BrokenLine: if the line cannot be read.
        """
        text = decoded(line).removeprefix("\ufeff")
        cells = self.split([text])
        if cells is None:
            raise BrokenLine(
                "the names on the first line cannot be told apart: a quotation mark is not closed, "
                "or the lines end as they did on old Macintosh computers"
            )
        return [name.strip() or f"column {n}" for n, name in enumerate(cells, start=1)]

    def split(self, lines: Sequence[str]) -> list[str] | None:
        """The cells of a row that stands on some lines; ``None`` if they are no one row."""
        try:
            rows = list(csv.reader(lines, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 else [] if not rows else None

    def batches(self, lines: Iterable[bytes], width: int, first: int = 1) -> Iterator[TextBatch]:
        """The rows below the first line, in batches.

        Args:
            lines: The lines.
            width: How many columns there are.
            first: The number of the first row.
        """
        ahead = _Ahead(lines)
        yield from in_batches(ahead, first, lambda line: self._row(line, ahead, width))

    def _row(self, line: bytes, ahead: _Ahead, width: int) -> Cells:
        text = decoded(line)
        plain = '"' not in text
        cells: Cells = []
        cells += text.split(self.delimiter) if plain else self._quoted(text, ahead, width)
        if len(cells) != width and not is_blank(cells):
            raise BrokenLine(
                f"the row has {counted(len(cells), 'cell')}, and there are {width} columns"
            )
        return cells

    def _quoted(self, text: str, ahead: _Ahead, width: int) -> list[str]:
        """A row with quotation marks in it, which may go on in the lines that follow.

        Those are taken only if together they make one row of the right width.
        """
        cells = self.split([text])
        if cells is not None:
            return cells
        parts = [text]
        for number, line in enumerate(ahead.peek(self.most_lines), start=1):
            try:
                parts[-1] += "\n"
                parts.append(decoded(line))
            except BrokenLine:
                break
            if '"' in parts[-1]:
                cells = self.split(parts)
                if cells is not None and len(cells) == width:
                    ahead.skip(number)
                    return cells
        raise BrokenLine("a quotation mark is not closed, or stands in the middle of a cell")


class _Ahead:
    """Lines, of which those that follow can be looked at before they are taken."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._held: list[bytes] = []

    def __iter__(self) -> Iterator[bytes]:
        while True:
            if self._held:
                yield self._held.pop(0)
                continue
            line = next(self._lines, None)
            if line is None:
                return
            yield line

    def peek(self, most: int) -> Iterator[bytes]:
        for place in range(most):
            if place >= len(self._held):
                line = next(self._lines, None)
                if line is None:
                    return
                self._held.append(line)
            yield self._held[place]

    def skip(self, count: int) -> None:
        del self._held[:count]


def as_frame(batch: TextBatch, names: Sequence[str]) -> pl.DataFrame:
    """A batch as columns of text, with each row's number before them."""
    cells: Sequence[Sequence[str | None]] = [*zip(*batch.cells, strict=True)]
    columns = cells or [()] * len(names)
    return pl.DataFrame(
        [
            pl.Series("row", batch.rows, dtype=pl.UInt32),
            *(
                pl.Series(name, column, dtype=pl.String)
                for name, column in zip(names, columns, strict=True)
            ),
        ]
    )


def as_shown(line: bytes) -> str:
    """A broken line as people are shown it."""
    return line[: LONGEST_LINE + 1].decode("utf-8", "replace").rstrip("\r\n")
