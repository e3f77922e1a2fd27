"""An entry taken out of a text: a line with all that is below it, or a part between braces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tactful.text.diagnostic import Edit
from tactful.workspace.editing.edits import between, edit

_OPENING, _CLOSING = "[{", "]}"


def removed(file: str, lines: Sequence[str], line: int, column: int) -> Iterator[Edit]:
    """The edits without the entry or item that begins in a place.

    Nothing is taken out where its group would have nothing left in it.

    Args:
        file: What the edits are of.
        lines: The text.
        line: The line in which the entry's name or the item begins, from 0.
        column: Its column, from 0.
    """
    before = lines[line][:column]
    dash = re.fullmatch(r"(\s*)- ", before)
    if dash and not _goes_on(lines, line, column):
        yield from _block(file, lines, line, len(dash[1]))
    elif dash:  # the first line of an entry: the next one takes its dash
        yield from _first_of_entry(file, lines, line, column)
    elif not before.strip():
        yield from _block(file, lines, line, column)
    elif not before.endswith(": "):  # else it is a value, which its name needs
        yield from _between_braces(file, lines[line], line, column)


def _goes_on(lines: Sequence[str], line: int, column: int) -> bool:
    """Whether there is another name of the same group below."""
    end = _end(lines, line, column)
    return end < len(lines) and _indent(lines[end]) == column


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _end(lines: Sequence[str], line: int, indent: int) -> int:
    """The first line after one that is no part of it: as far left, with something on it."""
    for number in range(line + 1, len(lines)):
        text = lines[number]
        if text.strip() and _indent(text) <= indent:
            return number
    return len(lines)


def _block(file: str, lines: Sequence[str], line: int, indent: int) -> Iterator[Edit]:
    end = _end(lines, line, indent)
    while end > line + 1 and not lines[end - 1].strip():
        end -= 1  # the space before what follows stays with it
    above = next((n for n in range(line - 1, -1, -1) if lines[n].strip()), None)
    alone = above is None or _indent(lines[above]) < indent
    below = next((n for n in range(end, len(lines)) if lines[n].strip()), None)
    if not alone or (below is not None and _indent(lines[below]) == indent):
        yield between(file, lines, line, end)


def _first_of_entry(file: str, lines: Sequence[str], line: int, column: int) -> Iterator[Edit]:
    end = _end(lines, line, column)
    yield between(file, lines, line, end)
    yield edit(file, end, column - 2, column, "- ")


def _between_braces(file: str, text: str, line: int, column: int) -> Iterator[Edit]:
    """An entry of ``{...}`` or ``[...]`` that stands on one line, with the comma beside it."""
    end, depth, quote = column, 0, ""
    while end < len(text):
        sign = text[end]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and text[end - 1] in " [{,:":
            quote = sign
        elif sign in _OPENING:
            depth += 1
        elif depth == 0 and (sign == "," or sign in _CLOSING):
            break
        elif sign in _CLOSING:
            depth -= 1
        end += 1
    if end >= len(text):
        return
    start = len(text[:column].rstrip())
    if text[end] == ",":
        after = end + 1 + _indent(text[end + 1 :])
        yield edit(file, line, column, after, "")
    elif text[start - 1 : start] == ",":
        yield edit(file, line, start - 1, end, "")
