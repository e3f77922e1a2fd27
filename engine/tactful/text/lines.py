"""A file's lines, and the places and words in them that diagnostics point at and quote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tactful.text.diagnostic import Help, Span, instead

UNUSUAL_SPACES = "\u00a0\u00ad\u1680\u180e\u2000-\u200b\u202f\u205f\u2060\u3000"
"""Characters that look like a space, or like nothing, and are no space to YAML."""

OPENING_QUOTES = "\u201c\u201e\u201f\xab\u2039\u2018\u201a\u201b\u201d\xbb\u2019"
CLOSING_QUOTES = "\u201d\u201c\xbb\u203a\u2019\u2018\xab"
"""Quotation marks as Word and its like make them: no language of rules knows them for such."""

LONGEST_WORD = 40


class Lines(NamedTuple):
    """A file's lines, and spans over them. Places are (line, column) from 0, as parsers count."""

    file: str
    texts: list[str]

    def span(self, line: int, column: int, end_line: int, end_column: int) -> Span:
        """A span from places that count from 0."""
        return Span(self.file, line + 1, column + 1, end_line + 1, end_column + 1)

    def event(self, event: Any) -> Span:
        """The span of a parser's event."""
        start, end = event.start_mark, event.end_mark
        return Span(self.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def trimmed(self, span: Span) -> Span:
        """A span without the empty lines at its end."""
        line = span.end_line - (span.end_column == 1)
        while line > span.line and not self.line(line - 1).strip():
            line -= 1
        if line == span.end_line:
            return span
        line = max(line, span.line)
        return Span(self.file, span.line, span.column, line, len(self.line(line - 1)) + 1)

    def line(self, number: int) -> str:
        """A line by its number from 0; empty beyond the last."""
        return self.texts[number] if 0 <= number < len(self.texts) else ""

    def content(self, number: int) -> Span:
        """The span of what stands on a line, without the space around it."""
        text = self.line(number)
        start = len(text) - len(text.lstrip())
        return self.span(number, start, number, max(len(text.rstrip()), start + 1))

    def word(self, span: Span) -> str:
        """What stands in a span: its first line, cut off where it is long."""
        text = self.line(span.line - 1)
        end = span.end_column - 1 if span.end_line == span.line else len(text)
        return shortened(text[span.column - 1 : min(end, span.column + 2 * LONGEST_WORD)])


def without_word_quotes(text: str) -> str:
    """What stands between two quotation marks of Word's that a text begins and ends with."""
    bare = text.strip()
    in_quotes = len(bare) > 1 and bare[0] in OPENING_QUOTES and bare[-1] in CLOSING_QUOTES
    return bare[1:-1].strip() if in_quotes else text


def shortened(text: str, most: int = LONGEST_WORD) -> str:
    """Text on one line, fit to be quoted in backticks: cut off where it is long."""
    if len(text) <= most and text.isidentifier():
        return text
    tidy = " ".join(text[: 4 * most].split()).replace("`", "'")
    return tidy if len(tidy) <= most and len(text) <= 4 * most else tidy[: most - 3] + "..."


def to_write(text: str) -> Help:
    """A help that says what to write in the place of what is underlined."""
    return instead(f"write `{shortened(text)}`", text)


def quoted(words: Mapping[str, object] | list[str] | tuple[str, ...], most: int = 8) -> str:
    """Words in backticks, joined by commas, cut off after ``most``."""
    listed = list(words)
    shown = ", ".join(f"`{word}`" for word in listed[:most])
    return shown if len(listed) <= most else f"{shown} and {len(listed) - most} more"
