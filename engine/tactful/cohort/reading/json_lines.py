"""Cohorts as JSON Lines: one object a line, whose keys are the columns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from tactful.cohort.matching import SEVERAL_CHOICES
from tactful.cohort.reading.text import BrokenLine, Cells, TextBatch, decoded, in_batches
from tactful.text.lines import shortened

FIRST_LINES = 10_000
"""Lines of JSON that tell which columns there are."""

_CUT = (
    "a text ends in half a sign, as a program makes it that cuts emoji in two; "
    "write the whole sign, or leave it out"
)
DEEPEST = 100
"""Lists or objects in each other: Pythons differ in how many they can read."""

_TOO_DEEP = "lists or objects stand in each other too deep to be read; write them flat"


class JsonLines:
    """Reads the rows of JSON Lines: one object a line, whose keys are the columns.

    A yes or no may be ``true`` or ``false``, and several choices a list; all else is read as the
    text of a cell is. ``wants`` tells the kind of the fact that a column gives.
    """

    def __init__(self, wants: Callable[[str], str | None]) -> None:
        self._wants = wants

    def row(self, line: str, names: Sequence[str]) -> Cells:
        """A line's cells by name.

        Raises:
            BrokenLine: if the line is no object of the cohort's columns.
        """
        found = _object(line)
        for name in found:
            if name not in names:
                raise BrokenLine(
                    f"the key `{shortened(name)}` is not on the first {FIRST_LINES:,} lines, which "
                    "tell the columns; give it there too, if only as null"
                )
        cells: Cells = [self._cell(name, found.get(name)) for name in names]
        if "\\u" in line and any(cell is not None and _is_cut(cell) for cell in cells):
            raise BrokenLine(_CUT)
        return cells

    def _cell(self, name: str, value: object) -> str | None:
        if value is None:
            return None
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, _Number):
            return _plain(value)
        if isinstance(value, str):
            return value
        if self._wants(name) == SEVERAL_CHOICES:
            return _several(value)
        return _dumped(value)

    def batches(self, lines: Iterable[bytes], names: Sequence[str]) -> Iterator[TextBatch]:
        """The rows, in batches, with the cells of these names, numbered as the lines are."""
        yield from in_batches(lines, 1, lambda line: self.row(decoded(line), names))


def _several(value: object) -> str:
    """Several choices at once, as a list is written in a cell; anything else as JSON."""
    if not isinstance(value, list):
        return _dumped(value)
    if not all(type(part) is str and not re.search("[],;[]", part) for part in value):
        return _dumped(value)
    return f"[{', '.join(value)}]"


def _is_deep(value: object) -> bool:
    """Whether lists and objects stand in each other deeper than anybody writes them."""
    level = [value]
    for _ in range(DEEPEST):
        inner = [one for one in level if isinstance(one, list | dict)]
        level = [part for one in inner for part in (one.values() if isinstance(one, dict) else one)]
        if not level:
            return False
    return True


class _Number(str):
    """A JSON number, with the digits as they were written."""

    __slots__ = ()


def _object(line: str) -> dict[str, object]:
    """The object on a line, its numbers as they are written.

    Raises:
        BrokenLine: if there is none, or no one value for each of its keys.
    """
    try:
        found = json.loads(
            line,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_Number,
            object_pairs_hook=_once_each,
        )
    except BrokenLine:
        raise
    except RecursionError:
        raise BrokenLine(_TOO_DEEP) from None
    except ValueError:
        raise BrokenLine("this is not JSON; write one object on each line") from None
    if not isinstance(found, dict):
        raise BrokenLine("this is no object; write {...} with the facts' names as keys")
    # Few lines have signs enough for it, and counting them costs next to nothing.
    if line.count("[") + line.count("{") > DEEPEST and _is_deep(found):
        raise BrokenLine(_TOO_DEEP)
    return found


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise BrokenLine(f"the key `{shortened(name)}` stands twice; leave one of them out")
        if _is_cut(name):
            raise BrokenLine(f"the name of a key is broken: {_CUT}")
        found[name] = value
    return found


def _is_cut(text: str) -> bool:
    """Whether a text holds half a sign, which nothing else can hold: no file, and no column.

    Only JSON has a way to write it: a program that cuts a text at a length may cut a sign in two.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _dumped(value: object) -> str:
    return json.dumps(_as_number(value), ensure_ascii=False)


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
    """The keys of the first lines, in the order in which they first stand.

    Raises:
        BrokenLine: if there are lines, and none of them can be read.
    """
    found: dict[str, None] = {}
    wrong: BrokenLine | None = None
    for _, line in zip(range(FIRST_LINES), lines, strict=False):
        try:
            found.update(dict.fromkeys(_object(decoded(line))))
        except BrokenLine as error:
            wrong = wrong or (error if line.strip() else None)
    if wrong is not None and not found:
        raise BrokenLine(f"no line of it can be read; of the first: {wrong}")
    return [*found]
