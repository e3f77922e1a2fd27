"""Pages and results on standard output, in the format that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from tactful.language.as_json import Json
from tactful.pages.page import Page
from tactful_cli.screen.saying import columns, say_html, say_json, say_laid_out


def show(
    pages: Sequence[Page], format_: str, *, scores: bool = False, title: str | None = None
) -> None:
    """Print pages in a format; on a terminal, letters are laid out for it.

    Args:
        pages: What to show.
        format_: One of ``text``, ``markdown`` and ``html``.
        scores: Whether to add each option's net support as a number.
        title: What several pages are called together where they are one document.
    """
    if format_ == "markdown":
        from tactful.pages.markdown import markdown

        say_laid_out(markdown(pages))
    elif format_ == "html":
        from tactful.explanation.wording import counted
        from tactful.pages.html import html

        title = title or f"Advice for {counted(len(pages), 'situation')}"
        say_html(html(pages, None if len(pages) == 1 else title))
    elif any(page.layout != "letter" for page in pages):
        from tactful.pages.plain import WIDTH, plain
        from tactful_cli.screen.diagnostics import paint_for

        width = columns() if sys.stdout.isatty() else WIDTH
        say_laid_out(plain(pages, paint=paint_for(sys.stdout), width=width))
    elif sys.stdout.isatty():
        from tactful_cli.screen import terminal  # rich costs a third of the start

        terminal.show(pages, scores=scores)
    else:
        from tactful.pages.plain import plain

        say_laid_out(plain(pages, scores=scores))


def show_json(data: Mapping[str, Json]) -> None:
    """Print results, in letters that the output can carry."""
    from tactful.language.as_json import as_text

    encoding = (sys.stdout.encoding or "").lower()
    say_json([as_text(data, ascii_only=not encoding.startswith("utf"))])
