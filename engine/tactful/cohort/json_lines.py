"""Cohorts as JSON Lines: one object a line, whose keys are the columns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from tactful.cohort.matching import SEVERAL_CHOICES
from tactful.cohort.rejects import Reject
from tactful.cohort.text import (
    BATCH,
    BATCH_BYTES,
    BrokenLine,
    Cells,
    TextBatch,
    as_shown,
    decoded,
    is_blank,
)
from tactful.language.values import NONE
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
        found = _object(line)
        for name in found:
            if name not in names:
                raise BrokenLine(
                    f"the key `{shortened(name)}` is not on the first {FIRST_LINES:,} lines, which "
                    "tell the columns; give it there too, if only as null"
                )
        cells: Cells = []
        for name in names:
            value = found.get(name)
            try:
                cell = self._cell(name, value)
                if cell is not None and _is_cut("\\u" in line, cell):
                    raise BrokenLine(_CUT)
                cells.append(cell)
            except BrokenLine as error:
                shown = value if isinstance(value, _Number) else _dumped(value)
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
            if wanted == "yes/no":
                raise BrokenLine("a number stands where a yes or no should; write true or false")
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
            return _dumped(value)
        if wanted == SEVERAL_CHOICES:
            return _several(value)
        raise BrokenLine("a list or an object stands where a single value should")

    def batches(self, lines: Iterable[bytes], names: Sequence[str]) -> Iterator[TextBatch]:
        """The rows, in batches, with the cells of these names."""
        row, size, batch = 0, 0, TextBatch([], [], [])
        for line in lines:
            if not line.strip():
                continue
            try:
                cells, reject = self.row(decoded(line), names)
            except BrokenLine as error:
                cells, reject = [], Reject(0, "", as_shown(line), str(error))
            if reject is None and is_blank(cells):
                continue
            row += 1
            if reject is None:
                batch.rows.append(row)
                batch.cells.append(cells)
            else:
                batch.rejects.append(reject._replace(row=row))
            size += len(line)
            if len(batch.rows) + len(batch.rejects) >= BATCH or size >= BATCH_BYTES:
                yield batch
                size, batch = 0, TextBatch([], [], [])
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
        if _is_cut(True, name):
            raise BrokenLine(f"the name of a key is broken: {_CUT}")
        found[name] = value
    return found


def _is_cut(may_be: bool, text: str) -> bool:
    """Whether a text holds half a sign, which nothing else can hold: no file, and no column.

    Only JSON has a way to write it: a program that cuts a text at a length may cut a sign in two.
    """
    if not may_be:
        return False
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
