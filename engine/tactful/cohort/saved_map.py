"""What was said once of a cohort's columns, kept in a file and used again for the next one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import NamedTuple

from tactful.cohort.defects import wrong_saved_map
from tactful.cohort.reading.declared import Declared
from tactful.text.diagnostic import Diagnostics, Span
from tactful.text.files import read_file
from tactful.text.gate import Mark
from tactful.text.nodes import Mapping as Group
from tactful.text.nodes import Node, Scalar
from tactful.text.parser import parse_text

_HEAD = "# Which fact each column of a cohort gives, for `tactful`.\ncolumns:\n"
_DATES, _TIME = "dates", "time to assume"
_ORDERS = {"day first": True, "month first": False}


class SavedMap(NamedTuple):
    """What is said of a cohort's columns: the fact that each gives, and how cells are written."""

    mapped: Mapping[str, str]
    declared: Declared = Declared()


def is_saved_map(path: Path) -> bool:
    """Whether a file begins as such a file does."""
    with path.open("rb") as stream:
        return stream.read(len(_HEAD.encode())) == _HEAD.encode()


SAVED_MAP = Mark("map of columns", is_saved_map)


def saved_map_text(saved: SavedMap) -> str:
    """The text of a file that says it."""
    lines = [f"  {_quoted(column)}: {_quoted(fact)}\n" for column, fact in saved.mapped.items()]
    text = _HEAD + "".join(lines)
    orders = {True: "day first", False: "month first"}
    if saved.declared.day_first:
        dates = saved.declared.day_first.items()
        text += f"{_DATES}:\n"
        text += "".join(f"  {_quoted(name or '*')}: {orders[first]}\n" for name, first in dates)
    if saved.declared.time is not None:
        text += f'{_TIME}: "{saved.declared.time:%H:%M}"\n'
    return text


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def read_saved_map(path: Path, diagnostics: Diagnostics) -> SavedMap | None:
    """Read such a file; ``None``, with diagnostics, if it is none."""
    source = read_file(path, diagnostics)
    node = None if source is None else parse_text(source, diagnostics)
    if node is None:
        return None
    found: dict[str, Node] = {}
    if isinstance(node, Group):
        found = {pair.key.text: pair.value for pair in node.entries}
    columns, dates = _words(found.get("columns")), _words(found.get(_DATES))
    at = found.get(_TIME)
    clock = _clock(at.text) if isinstance(at, Scalar) else None
    fits = (
        columns is not None
        and not {*found} - {"columns", _DATES, _TIME}
        and (_DATES not in found or (dates is not None and {*dates.values()} <= {*_ORDERS}))
        and (at is None or clock is not None)
    )
    if not fits or columns is None:
        diagnostics.add(wrong_saved_map(path), Span(str(path)))
        return None
    first = {"" if name == "*" else name: _ORDERS[order] for name, order in (dates or {}).items()}
    return SavedMap(columns, Declared(first, clock))


def _words(node: Node | None) -> dict[str, str] | None:
    """A group of words by words; ``None`` if it is another thing."""
    if not isinstance(node, Group):
        return None
    found = {pair.key.text: pair.value for pair in node.entries}
    words = {name: value.text for name, value in found.items() if isinstance(value, Scalar)}
    return words if len(words) == len(found) else None


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None
