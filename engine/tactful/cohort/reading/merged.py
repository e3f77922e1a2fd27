"""Cells of a sheet that are merged: what stands in the first of them holds for all their rows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

import polars as pl

from tactful.cohort.reading.extent import number_of

_MERGED = re.compile(
    rb'<(?:[\w.-]+:)?mergeCell\s+ref="\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?[A-Z]{1,3}\$?([0-9]{1,7})"'
)
_CHUNK, _OVERLAP = 2**20, 200
_RELATIONS = "xl/_rels/workbook.xml.rels"


class Merged(NamedTuple):
    """Merged cells: the column, the first row and the last, each numbered from 1."""

    column: int
    first: int
    last: int


def part_of_sheet(path: Path, sheet: str) -> str | None:
    """The name of the part of a workbook that has a sheet's cells; ``None`` if it does not say."""
    try:
        with zipfile.ZipFile(path) as book:
            sheets = _elements(book.read("xl/workbook.xml"), "sheet")
            relations = _elements(book.read(_RELATIONS), "Relationship")
    except (KeyError, OSError, zipfile.BadZipFile, expat.ExpatError):
        return None
    ids = [value for one in sheets if one.get("name") == sheet for value in _ids(one)]
    targets = [one.get("Target", "") for one in relations if one.get("Id") in ids]
    if not targets:
        return None
    return targets[0].lstrip("/") if targets[0].startswith("/") else f"xl/{targets[0]}"


def _ids(sheet: Mapping[str, str]) -> Iterator[str]:
    return (value for name, value in sheet.items() if name.rpartition(":")[2] == "id")


def _elements(text: bytes, tag: str) -> list[Mapping[str, str]]:
    """The attributes of the elements of one tag.

    Raises:
        xml.parsers.expat.ExpatError: if it is no XML.
    """
    found: list[Mapping[str, str]] = []

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        if name.rpartition(":")[2] == tag:
            found.append(dict(attributes))

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.Parse(text, True)
    return found


def merged_cells(path: Path, part: str) -> list[Merged]:
    """The cells of a sheet that are merged over more than one row."""
    found: dict[Merged, None] = {}
    with zipfile.ZipFile(path) as book, book.open(part) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            for column, first, last in _MERGED.findall(text):
                if int(last) > int(first):
                    found[Merged(number_of(column), int(first), int(last))] = None
            rest = text[-_OVERLAP:]
    return [*found]


def filled(cells: pl.DataFrame, merged: list[Merged], left: int) -> pl.DataFrame:
    """A sheet's cells, in which what is merged stands in each row that has something else in it.

    Args:
        cells: The cells from the first row on.
        merged: Which are merged.
        left: The number of the first column.
    """
    own = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    there = {*own.arg_true()}
    more: dict[int, dict[int, str]] = {}
    for one in merged:
        place = one.column - left
        if not 0 <= place < cells.width or one.first > cells.height:
            continue
        value = cells.to_series(place)[one.first - 1]
        if value is not None:
            rows = range(one.first, min(one.last, cells.height))
            more.setdefault(place, {}).update((row, value) for row in rows if row in there)
    for place, rows_ in more.items():
        column = cells.to_series(place).scatter([*rows_], [*rows_.values()])
        cells = cells.with_columns(column)
    return cells
