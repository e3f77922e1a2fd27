"""Edits of texts: carried out, and made for lines, parts of lines and whole texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tactful.text.diagnostic import Edit, Span


def edited(texts: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """Texts after some edits, which speak of the texts as they are and do not overlap.

    A file that is not there yet is made.
    """
    found = dict(texts)
    later = sorted(edits, key=lambda edit: edit.span[1:], reverse=True)
    for edit in later:
        text = found.get(edit.file, "")
        start, end = places(text, edit.span)
        found[edit.file] = text[:start] + edit.text + text[end:]
    return found


def places(text: str, span: Span) -> tuple[int, int]:
    """Where a span begins and ends in a text, in characters from its beginning."""
    lines = text.split("\n")

    def place(line: int, column: int) -> int:
        if line > len(lines):
            return len(text)
        before = sum(len(one) + 1 for one in lines[: line - 1])
        return before + min(column - 1, len(lines[line - 1]))

    return place(span.line, span.column), place(span.end_line, span.end_column)


def edit(file: str, line: int, column: int, end: int, text: str) -> Edit:
    """A part of a line, counted from 0, with another text in its place."""
    return Edit(file, Span(file, line + 1, column + 1, line + 1, end + 1), text)


def between(file: str, lines: Sequence[str], start: int, end: int) -> Edit:
    """Some whole lines, counted from 0, taken out; ``end`` is the first that stays."""
    if end < len(lines):
        return Edit(file, Span(file, start + 1, 1, end + 1, 1), "")
    if start == 0:
        return Edit(file, Span(file, 1, 1, len(lines), len(lines[-1]) + 1), "")
    last = len(lines[start - 1]) + 1
    return Edit(file, Span(file, start, last, len(lines), len(lines[-1]) + 1), "")


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
