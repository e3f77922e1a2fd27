"""From a text and what it is to be to the one edit that makes it so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tactful.text.diagnostic import Edit, Span


def difference(file: str, before: str, after: str) -> Sequence[Edit]:
    """The one edit that makes a text another: from the first character that differs to the last."""
    if before == after:
        return ()
    start = 0
    most = min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    end = 0
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    stop = len(before) - end
    span = Span(file, *_place(before, start), *_place(before, stop))
    return (Edit(file=file, span=span, text=after[start : len(after) - end]),)


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def applied(texts: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """The texts with edits made in them, of which no two of a file touch."""
    made = dict(texts)
    for edit in sorted(edits, key=lambda one: one.span, reverse=True):  # the last first
        text, span = made.get(edit.file, ""), edit.span
        start = offset(text, span.line, span.column)
        made[edit.file] = text[:start] + edit.text + text[offset(text, *span[3:]) :]
    return made


def offset(text: str, line: int, column: int) -> int:
    """How many characters stand before a place; lines and columns count from 1."""
    return sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1
