"""An explanation's page as Markdown, for an e-mail, a wiki or a coach's notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tactful.pages.mermaid import mermaid
from tactful.pages.page import Page, Point, Section
from tactful.pages.tree import Branch, walk
from tactful.pages.words import bare

_SPECIAL = re.compile(r"([\\*_\[\]<>#|~])")


def markdown(pages: Iterable[Page]) -> str:
    """The pages one after the other, without a final line feed."""
    return "\n\n".join("\n".join(_lines(page)) for page in pages)


def _lines(page: Page) -> Iterator[str]:
    yield f"# {escaped(page.title)}"
    yield ""
    yield "  \n".join(f"**{escaped(line)}**" for line in page.headline)
    for section in page.sections:
        yield ""
        yield f"## {escaped(bare(section.heading))}"
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    for said in section.intro:
        yield ""
        yield escaped(said)
    for topic in section.topics:
        yield ""
        yield f"### {escaped(topic.question)}"
        if topic.answer:
            yield ""
            yield f"**{escaped(topic.answer)}**"
        if topic.points:
            yield ""
            yield from (_point(point) for point in topic.points)
        if topic.trees:
            yield ""
            yield from (line for tree in topic.trees for line in _tree(tree))
        if topic.graph is not None:
            yield ""
            yield "```mermaid"
            yield mermaid(topic.graph)
            yield "```"
    if section.points:
        yield ""
        yield from (_point(point) for point in section.points)


def _point(point: Point) -> str:
    parts = [f"**{escaped(point.lead)}**"] if point.lead else []
    parts += [escaped(point.text)] if point.text else []
    parts += [f"*({escaped(point.credit)})*"] if point.credit else []
    return "- " + " ".join(parts)


def _tree(tree: Branch) -> Iterator[str]:
    for level, branch in walk(tree):
        text = " ".join(part for part in (branch.text, branch.note) if part)
        yield "  " * level + _point(Point(text, branch.lead, branch.source))


def escaped(text: str) -> str:
    """The text with everything that Markdown would read as markup made plain."""
    return _SPECIAL.sub(r"\\\1", text)
