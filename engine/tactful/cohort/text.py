"""Cohorts as text: CSV, TSV and JSON Lines, one line a client, whatever stands on the line.

A line that cannot be read is one reject and harms no other: a quotation mark that is never
closed ends with its line, letters in another encoding are shown as such, and a line with too
many or too few cells is told apart from one whose cells are wrong.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import polars as pl

from tactful.cohort.matching import SEVERAL_CHOICES
from tactful.cohort.rejects import Reject
from tactful.explanation.wording import counted
from tactful.language.values import NONE
from tactful.text.lines import shortened

BATCH = 50_000
"""Rows read at a time."""

LONGEST_LINE = 2**20
"""Bytes. A longer line is no client; it is rejected, and never kept in memory whole."""

FIRST_LINES = 10_000
"""Lines of JSON that tell which columns there are."""

MOST_LINES = 50
"""A cell may hold line breaks; one that goes on for longer has lost its quotation mark."""

Cells: TypeAlias = list[str | None]


class TextBatch(NamedTuple):
    """Some rows of a cohort: the number of each, its cells, and the rows that are none."""

    rows: list[int]
    cells: list[Cells]
    rejects: list[Reject]


class BrokenLine(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a line that is no row; the message says why."""


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


class Delimited:
    """Reads the rows of CSV or TSV, with the names of the columns on the first line."""

    def __init__(self, delimiter: str, *, joins: bool = True) -> None:
        """Make a reader; ``joins`` lets a cell with a line break go on in the next line."""
        self.delimiter = delimiter
        self.most_lines = MOST_LINES if joins else 0

    @classmethod
    def guessed(cls, line: bytes, *, joins: bool = True) -> Delimited:
        """CSV as the first line shows it: spreadsheets write commas, semicolons or tabs."""
        counts = {sign: line.count(sign.encode()) for sign in (",", ";", "\t")}
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

    def batches(self, lines: Iterable[bytes], width: int) -> Iterator[TextBatch]:
        """The rows below the first line, in batches.

        Args:
            lines: The lines.
            width: How many columns there are.
        """
        ahead = _Ahead(lines)
        row, batch = 0, TextBatch([], [], [])
        for line in ahead:
            if not line.strip():
                continue
            row += 1
            try:
                batch.cells.append(self._row(line, ahead, width))
                batch.rows.append(row)
            except BrokenLine as error:
                batch.rejects.append(Reject(row, "", _shown(line), str(error)))
            if len(batch.rows) + len(batch.rejects) >= BATCH:
                yield batch
                batch = TextBatch([], [], [])
        yield batch

    def _row(self, line: bytes, ahead: _Ahead, width: int) -> Cells:
        text = decoded(line)
        plain = '"' not in text
        cells = text.split(self.delimiter) if plain else self._quoted(text, ahead, width)
        if len(cells) != width:
            raise BrokenLine(
                f"the row has {counted(len(cells), 'cell')}, and there are {width} columns"
            )
        return [*cells]

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


class JsonLines:
    """Reads the rows of JSON Lines: one object a line, whose keys are the columns.

    A value has to have the type of its fact: a yes or no is ``true`` or ``false`` (or the text
    ``"yes"``), a number is a number or ``"none"``, several choices are a list, all else is text.
    ``wants`` says so for each column.
    """

    def __init__(self, wants: Callable[[str], str | None]) -> None:
        self._wants = wants

    def row(self, line: str, names: Sequence[str]) -> tuple[Cells, Reject | None]:
        """A line's cells by name, and what is wrong with one of them.

        Raises:
            BrokenLine: if the line is no object.
        """
        try:
            found = json.loads(line, parse_int=_Number, parse_float=_Number, parse_constant=_Number)
        except (ValueError, RecursionError):
            raise BrokenLine("this is not JSON; write one object on each line") from None
        if not isinstance(found, dict):
            raise BrokenLine("this is no object; write {...} with the facts' names as keys")
        for name in found:
            if name not in names:
                raise BrokenLine(
                    f"the key `{shortened(name)}` is not on the first {FIRST_LINES:,} lines, which "
                    "tell the columns; give it there too, if only as null"
                )
        cells: Cells = []
        for name in names:
            try:
                cells.append(self._cell(name, found.get(name)))
            except BrokenLine as error:
                shown = json.dumps(found[name], ensure_ascii=False)
                return cells, Reject(0, name, shown, str(error))
        return cells, None

    def _cell(self, name: str, value: object) -> str | None:
        if value is None:
            return None
        wanted = self._wants(name)
        if isinstance(value, bool):
            if wanted not in (None, "yes/no"):
                raise BrokenLine("a yes or no stands where something else should")
            return "yes" if value else "no"
        if isinstance(value, _Number):
            if wanted not in (None, "number"):
                raise BrokenLine("a number stands where a text should; put it in quotation marks")
            return _plain(value)
        if isinstance(value, str):
            if wanted == "number" and value.strip() not in ("", NONE.value):
                raise BrokenLine(
                    "a text stands where a number should; take the quotation marks off"
                )
            return value
        if wanted is None:
            return json.dumps(_as_number(value), ensure_ascii=False)
        if wanted == SEVERAL_CHOICES:
            return _several(value)
        raise BrokenLine("a list or an object stands where a single value should")

    def batches(self, lines: Iterable[bytes], names: Sequence[str]) -> Iterator[TextBatch]:
        """The rows, in batches, with the cells of these names."""
        row, batch = 0, TextBatch([], [], [])
        for line in lines:
            if not line.strip():
                continue
            row += 1
            try:
                cells, reject = self.row(decoded(line), names)
            except BrokenLine as error:
                cells, reject = [], Reject(row, "", _shown(line), str(error))
            if reject is None:
                batch.rows.append(row)
                batch.cells.append(cells)
            else:
                batch.rejects.append(reject._replace(row=row))
            if len(batch.rows) + len(batch.rejects) >= BATCH:
                yield batch
                batch = TextBatch([], [], [])
        yield batch


def _several(value: object) -> str:
    """Several choices at once, as a list is written in a cell.

    Raises:
        BrokenLine: if they are no list of names.
    """
    if not isinstance(value, list):
        raise BrokenLine("an object stands where a list of choices should")
    if not all(type(part) is str and not re.search("[],;[]", part) for part in value):
        raise BrokenLine("something in the list is no name of a choice")
    return f"[{', '.join(value)}]"


class _Number(str):
    """A JSON number, with the digits as they were written."""

    __slots__ = ()


def _as_number(value: object) -> object:
    """A list or an object whose numbers are numbers again."""
    if isinstance(value, _Number):
        return json.loads(value) if value[-1].isdigit() else str(value)
    if isinstance(value, list):
        return [_as_number(part) for part in value]
    if isinstance(value, dict):
        return {key: _as_number(part) for key, part in value.items()}
    return value


def _plain(number: str) -> str:
    """A JSON number without an exponent, where it is short enough to be one of ours."""
    if not re.search("[eE]", number):
        return str(number)
    value = float(number)
    return str(int(value)) if value.is_integer() and abs(value) < 1e16 else f"{value:.15f}"


def names_in_json(lines: Iterable[bytes]) -> list[str]:
    """The keys of the first lines, in the order in which they first stand."""
    found: dict[str, None] = {}
    for _, line in zip(range(FIRST_LINES), lines, strict=False):
        try:
            row = json.loads(decoded(line))
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            found.update(dict.fromkeys(row))
    return [*found]


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


def _shown(line: bytes) -> str:
    return line[: LONGEST_LINE + 1].decode("utf-8", "replace").rstrip("\r\n")
