"""Pages as one HTML file that needs nothing else: no script, no font, no picture from elsewhere.

It can be mailed to a client, read on a telephone, in the dark and on paper, and by a machine that
reads aloud. The template escapes everything; nothing an author writes can become markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tactful.pages.blocks import Block
from tactful.pages.diagram import Diagram, diagram
from tactful.pages.folded import folded
from tactful.pages.graph import Graph
from tactful.pages.page import Bar, Page
from tactful.pages.tree import walk
from tactful.pages.visible import visible_in
from tactful.pages.words import spelt_out
from tactful.text.signs import visible

TEMPLATES = Path(__file__).with_name("templates")
"""Where the templates are, for faces that set parts of pages into a page of their own."""


def html(pages: Sequence[Page], title: str | None = None) -> str:
    """The pages as one document, with a table of contents where there are several.

    Args:
        pages: What to show.
        title: What the document is called; as its first page if left out.
    """
    return _document(pages, "frame.html", title)


def fragment(pages: Sequence[Page]) -> str:
    """The pages alone, without a document around them: for a page that has its own frame.

    The style of it all is in ``templates/page.css``, ``blocks.css`` and ``plan.css``.
    """
    return _document(pages, "bare.html", None)


def _document(pages: Sequence[Page], frame: str, title: str | None) -> str:
    pages = [visible_in(page) for page in pages]
    called = pages[0].title if title is None else visible(title)
    template = {"plan": "plan.html", "letter": "page.html"}.get(pages[0].layout, "report.html")
    return templates().get_template(template).render(frame=frame, pages=pages, title=called)


def part(page: Page, level: int = 2, mark: str = "1") -> str:
    """What stands on a page below its title, to be set into another document.

    Args:
        page: What to show.
        level: The level of the headings of its sections, from 1 to 4.
        mark: What tells its notes and pictures from those of other pages in the document.
    """
    wanted = {"page": visible_in(page), "level": level, "mark": mark}
    return templates().get_template("part.html").render(wanted)


WIDEST, TALLEST = 960, 900
"""Pixels past which a picture from left to right is made one from top to bottom."""

ON_PAPER, ON_A_TELEPHONE = 4, 2
"""Boxes beside each other in a picture from top to bottom."""


def pictures(graph: Graph) -> Iterator[tuple[str, Diagram]]:
    """A graph's pictures with what each is for: a screen or a sheet, and a telephone."""
    broad = diagram(graph)
    if broad.width > WIDEST or broad.height > TALLEST:
        broad = folded(graph, ON_PAPER)
    yield "broad", broad
    yield "narrow", folded(graph, ON_A_TELEPHONE)


def footnotes(page: Page) -> dict[str, int]:
    """The sources that a page names, each with its number, in the order in which they come."""
    found: dict[str, int] = {}
    for section in page.sections:
        for topic in section.topics:
            named = [point.credit for point in topic.points]
            named += [branch.source for tree in topic.trees for _, branch in walk(tree)]
            _numbered(found, named)
        _numbered(found, [point.credit for point in section.points])
    return found


def _numbered(found: dict[str, int], named: Iterable[str | None]) -> None:
    for source in named:
        if source is not None:
            found.setdefault(source, len(found) + 1)


@cache
def templates(folder: Path | None = None) -> Environment:
    """The templates of pages, and those of another folder, which may import them.

    Every text that is filled in is escaped, and a template that names what it is not given raises
    ``jinja2.UndefinedError``. They are kept, since to compile one takes longer than to fill it in
    many times.

    Args:
        folder: Where the others are.
    """
    made = Environment(
        loader=FileSystemLoader([*([] if folder is None else [folder]), TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(
        share=_share,
        in_words=_in_words,
        pictures=pictures,
        footnotes=footnotes,
        spelt_out=spelt_out,
        kind_of=_kind_of,
        runs=_runs,
        with_blanks=_with_blanks,
    )
    return made


def _kind_of(block: Block) -> str:
    return type(block).__name__.lower()


def _runs(blocks: Iterable[Block]) -> list[tuple[str, list[Block]]]:
    """The blocks with those of one kind that follow each other together: a list, say."""
    return [(kind, [*found]) for kind, found in groupby(blocks, _kind_of)]


def _with_blanks(text: str, blanks: Sequence[str]) -> list[tuple[bool, str]]:
    """A text in parts, each with whether it is one of the blanks."""
    if not blanks:
        return [(False, text)]
    pieces = re.split(f"({'|'.join(map(re.escape, blanks))})", text)
    return [(piece in blanks, piece) for piece in pieces if piece]


def _share(bar: Bar, bars: Sequence[Bar]) -> int:
    """A bar's length, in percent of the longest."""
    if bar.settled:
        return 100
    longest = max((abs(b.score) for b in bars if not b.ruled_out), default=0) or 1
    return max(round(abs(bar.score) / longest * 100), 2 if bar.score else 0)


def _in_words(bar: Bar, bars: Sequence[Bar]) -> str:
    """What a bar shows, for those who cannot see it."""
    if bar.ruled_out:
        return "ruled out"
    if bar.settled:
        return "a rule settles it"
    if not bar.score:
        return "as much for it as against it"
    share = _share(bar, bars)
    size = "most" if share == 100 else "much" if share > 60 else "some" if share > 30 else "little"
    return f"{size} {'speaks for' if bar.score > 0 else 'speaks against'} it"
