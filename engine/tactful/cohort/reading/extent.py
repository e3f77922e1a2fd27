"""How much there is in a workbook, and where on its sheets: looked at before it is read.

A few kilobytes can hold a cell in the last row and column, or a gigabyte of one letter.
"""

from __future__ import annotations

import copy
import re
import sys
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO
from xml.parsers import expat

from tactful.cohort.reading.cohort import column_letters


class OversizedWorkbook(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a workbook that would take too much memory; the message says what is so large."""


class NoSheet(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a workbook that cannot be read; the message says why."""


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


def first_columns(path: Path) -> dict[str, int]:
    """For each part of a workbook the number of the first column with something in it.

    What a workbook says of its own size may be wrong, so all of it is looked at.

    Raises:
        OversizedWorkbook: if it is too much.
        NoSheet: if it is damaged.
    """
    found = {}
    try:
        with zipfile.ZipFile(path) as book:
            for part in book.infolist():
                if part.filename.endswith((".xml", ".rels")):
                    unpacked = copy.copy(part)
                    unpacked.file_size = sys.maxsize  # read on, whatever size is written there
                    found[part.filename] = _check_part(book, unpacked)
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
    return found


def _check_part(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    extent = _Extent()
    with book.open(part) as stream:
        quick = extent.read_as_excel_writes(stream)
    if not quick:
        extent = _Extent()
        with book.open(part) as stream:
            extent.read_any_xml(stream)
    extent.judge()
    return extent.first


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
        self._columns.update(map(number_of, columns))
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
                column = column + 1 if found is None else number_of(found[1].encode())
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

    @property
    def first(self) -> int:
        """The number of the first column; 1 if there is none."""
        return min(self._columns, default=1)

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
        reach = f"its cells reach to {column_letters(right)}{bottom}"
        if area > MOST_EMPTY and area > 50 * self._filled:
            raise OversizedWorkbook(f"{reach}, and nearly all between are empty")
        if area > MOST_CELLS:
            raise OversizedWorkbook(f"{reach}, which is more than {MOST_CELLS:,} cells")


def number_of(letters: bytes) -> int:
    """The number of a column that has such letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
