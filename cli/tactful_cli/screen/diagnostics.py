"""Diagnostics on standard output or standard error, in colour where that is a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO

import click

from tactful.pages.paint import Paint, unpainted
from tactful.pages.plain_blocks import remark_lines
from tactful.pages.remarks import remark, texts_as_lines
from tactful.pages.visible import visible_in
from tactful.text.diagnostic import Diagnostic
from tactful_cli.screen.saying import wants_colour


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
    return "\n\n".join(
        "\n".join(remark_lines(visible_in(remark(d, lines)), paint)) for d in diagnostics
    )
