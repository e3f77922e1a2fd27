"""An explanation's page as Markdown, for an e-mail, a wiki or a coach's notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tactful.page import Page, Point, Section

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
        yield f"## {escaped(section.heading)}"
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    for topic in section.topics:
        yield ""
        yield f"### {escaped(topic.question)}"
        if topic.answer:
            yield ""
            yield f"**{escaped(topic.answer)}**"
        if topic.points:
            yield ""
            yield from (_point(point) for point in topic.points)
    if section.points:
        yield ""
        yield from (_point(point) for point in section.points)


def _point(point: Point) -> str:
    parts = [f"**{escaped(point.lead)}**"] if point.lead else []
    parts += [escaped(point.text)] if point.text else []
    parts += [f"*({escaped(point.credit)})*"] if point.credit else []
    return "- " + " ".join(parts)


def escaped(text: str) -> str:
    """The text with everything that Markdown would read as markup made plain."""
    return _SPECIAL.sub(r"\\\1", text)
