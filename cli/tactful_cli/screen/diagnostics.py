"""Diagnostics for people: the place, what is wrong, the line itself with carets, and a way out."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO

import click

from tactful.text.diagnostic import Diagnostic, Span

_Paint = Callable[..., str]

WIDEST = 100
"""A line of text that is longer is shown in part, around the place that matters."""


def wants_colour(stream: IO[str]) -> bool:
    """Whether to colour what goes to this stream: a terminal, unless ``NO_COLOR`` is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def rendered(
    diagnostics: Iterable[Diagnostic], texts: Mapping[str, str], *, colour: bool = False
) -> str:
    """The diagnostics as text, a blank line between two, without a final line feed.

    Args:
        diagnostics: What was found.
        texts: The texts they point into, by file; a text that is missing costs the excerpt.
        colour: Whether to colour it for a terminal.
    """
    lines = texts_as_lines(texts)
    return "\n\n".join("\n".join(_one(d, lines, colour)) for d in diagnostics)


def texts_as_lines(texts: Mapping[str, str]) -> Mapping[str, list[str]]:
    """The texts cut into lines as spans count them: only a line feed ends one."""
    return {file: text.split("\n") for file, text in texts.items()}


def _one(diagnostic: Diagnostic, lines: Mapping[str, list[str]], colour: bool) -> Iterator[str]:
    severity = diagnostic.defect.severity.value
    tint = "red" if diagnostic.is_error else "yellow"
    paint = click.style if colour else _unpainted
    where = paint(f"{diagnostic.span}:", bold=True)
    kind = paint(f"{severity}:", fg=tint, bold=True)
    code = paint(f"[{diagnostic.code} {diagnostic.name}]", dim=True)
    yield f"{where} {kind} {diagnostic.message}  {code}"
    yield from _excerpt(diagnostic.span, lines, paint, tint)
    yield f"  {paint('help:', fg='cyan')} {diagnostic.help}"
    for related in diagnostic.related:
        yield f"  {paint('see:', fg='cyan')}  {related.span}: {related.message}"
        yield from _excerpt(related.span, lines, paint, "cyan")


def _unpainted(text: str, **_: object) -> str:
    return text


def _excerpt(span: Span, lines: Mapping[str, list[str]], paint: _Paint, tint: str) -> Iterator[str]:
    text = lines.get(span.file, [])
    if not 1 <= span.line <= len(text):
        return
    line = text[span.line - 1]
    start = max(span.column - 1, 0)
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    shown, start, end = _cut(line, start, max(end, start + 1))
    margin = len(str(span.line))
    pad = "".join("\t" if c == "\t" else " " * _columns(c) for c in shown[:start])
    carets = "^" * max(sum(_columns(c) for c in shown[start:end]), 1)
    yield f"  {paint(f'{span.line} |', dim=True)} {shown}"
    yield f"  {' ' * margin} {paint('|', dim=True)} {pad}{paint(carets, fg=tint)}"


def _cut(line: str, start: int, end: int) -> tuple[str, int, int]:
    """The part of a line to show, and where the span lies in it."""
    if len(line) <= WIDEST:
        return line, start, min(end, max(len(line), start + 1))
    first = max(0, min(start - WIDEST // 3, len(line) - WIDEST))
    part = line[first : first + WIDEST]
    before, after = "… " if first else "", " …" if first + WIDEST < len(line) else ""
    shift = len(before) - first
    return before + part + after, start + shift, min(end + shift, len(before) + len(part))


def _columns(character: str) -> int:
    """How many columns of a terminal a character takes."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
