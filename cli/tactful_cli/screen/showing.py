"""Pages and results on standard output, in the format that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import click

from tactful.language.as_json import Json
from tactful.pages.page import Page


def show(pages: Sequence[Page], format_: str, *, scores: bool = False) -> None:
    """Print pages in a format; on a terminal, letters are laid out for it."""
    if format_ == "markdown":
        from tactful.pages.markdown import markdown

        click.echo(markdown(pages))
    elif format_ == "html":
        from tactful.explanation.wording import counted
        from tactful.pages.html import html

        title = None if len(pages) == 1 else f"Advice for {counted(len(pages), 'situation')}"
        # The page says that it is UTF-8, whatever this terminal may speak.
        click.echo(html(pages, title).encode("utf-8", "replace"))
    elif sys.stdout.isatty() and all(page.layout == "letter" for page in pages):
        from tactful_cli.screen import terminal  # rich costs a third of the start

        terminal.show(pages, scores=scores)
    else:
        from tactful.pages.plain import plain
        from tactful_cli.screen.diagnostics import paint_for

        click.echo(plain(pages, scores=scores, paint=paint_for(sys.stdout)))


def show_json(data: Mapping[str, Json]) -> None:
    """Print results, in letters that the output can carry."""
    from tactful.language.as_json import as_text

    encoding = (sys.stdout.encoding or "").lower()
    click.echo(as_text(data, ascii_only=not encoding.startswith("utf")))
