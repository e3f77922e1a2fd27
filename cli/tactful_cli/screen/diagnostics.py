"""Diagnostics on standard output or standard error, in colour where that is a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import IO

import click

from tactful.pages.paint import Paint, unpainted
from tactful.pages.plain_blocks import remark_lines
from tactful.pages.remarks import remark, texts_as_lines
from tactful.text.diagnostic import Diagnostic


def wants_colour(stream: IO[str]) -> bool:
    """Whether to colour what goes to this stream: a terminal, unless ``NO_COLOR`` is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint_for(stream: IO[str]) -> Paint:
    """What paints texts for this stream."""
    return click.style if wants_colour(stream) else unpainted


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
    paint: Paint = click.style if colour else unpainted
    return "\n\n".join("\n".join(remark_lines(remark(d, lines), paint)) for d in diagnostics)
