"""Diagnostics laid out for people: the place, what is wrong, the line itself, and a way out."""

from __future__ import annotations

from collections.abc import Mapping

from tactful.pages.blocks import Excerpt, RelatedPlace, Remark
from tactful.text.diagnostic import Diagnostic, Span

WIDEST = 100
"""A line of text that is longer is shown in part, around the place that matters."""


def texts_as_lines(texts: Mapping[str, str]) -> Mapping[str, list[str]]:
    """The texts cut into lines as spans count them: only a line feed ends one."""
    return {file: text.split("\n") for file, text in texts.items()}


def remark(diagnostic: Diagnostic, lines: Mapping[str, list[str]]) -> Remark:
    """Lay a diagnostic out.

    Args:
        diagnostic: What was found.
        lines: The texts it points into, by file; a text that is missing costs the excerpt.
    """
    return Remark(
        place=str(diagnostic.span),
        severity=diagnostic.defect.severity.value,
        words=diagnostic.message,
        code=f"{diagnostic.code} {diagnostic.name}",
        excerpt=_excerpt(diagnostic.span, lines),
        help=diagnostic.help,
        related=tuple(
            RelatedPlace(str(one.span), one.message, _excerpt(one.span, lines))
            for one in diagnostic.related
        ),
    )


def _excerpt(span: Span, lines: Mapping[str, list[str]]) -> Excerpt | None:
    text = lines.get(span.file, [])
    if not 1 <= span.line <= len(text):
        return None
    line = text[span.line - 1]
    start = max(span.column - 1, 0)
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    return Excerpt(span.line, *_cut(line, start, max(end, start + 1)))


def _cut(line: str, start: int, end: int) -> tuple[str, int, int]:
    """The part of a line to show, and where the span lies in it."""
    if len(line) <= WIDEST:
        return line, start, min(end, max(len(line), start + 1))
    first = max(0, min(start - WIDEST // 3, len(line) - WIDEST))
    part = line[first : first + WIDEST]
    before, after = "… " if first else "", " …" if first + WIDEST < len(line) else ""
    shift = len(before) - first
    return before + part + after, start + shift, min(end + shift, len(before) + len(part))
