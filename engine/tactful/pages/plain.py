"""A page as plain text, for pipes, files and e-mails: equally wide wherever it is made."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from tactful.pages.page import Bar, Page, Point, Section, Topic
from tactful.pages.paint import Paint, unpainted
from tactful.pages.tree import Branch, walk
from tactful.pages.visible import visible_in
from tactful.pages.words import bare

WIDTH, NARROWEST = 80, 20
DEEPEST_INDENT = 15
"""Levels. What lies deeper is not indented further, or there would be no room for words."""


def plain(
    pages: Iterable[Page],
    *,
    scores: bool = False,
    paint: Paint = unpainted,
    width: int = WIDTH,
) -> str:
    """The pages one after the other, without a final line feed.

    Args:
        pages: What to show.
        scores: Whether to add each option's net support as a number.
        paint: Colours what a terminal shows in colour.
        width: Columns of a plan, which is as wide as a terminal; all else has its own. Below
            ``NARROWEST`` there would be no room for words.
    """
    width = max(width, NARROWEST)
    shown = map(visible_in, pages)
    return "\n\n\n".join("\n".join(_lines(page, scores, paint, width)) for page in shown)


def _lines(page: Page, scores: bool, paint: Paint, width: int) -> Iterator[str]:
    if page.layout == "letter":
        yield from _letter(page, scores, paint)
        return
    if page.layout == "plan":
        from tactful.pages.rail import rail_lines

        yield from rail_lines(page, paint, width)
        return
    if page.layout == "message":
        yield from _around_message(page, paint)
        return
    paragraphs = [[page.title]] if page.layout == "report" else []
    paragraphs += [[*page.headline]] if page.layout != "log" else []
    paragraphs += [list(_close(section, paint)) for section in page.sections]
    for number, lines in enumerate(paragraphs):
        if number:
            yield ""
        yield from lines
    if page.layout == "log":
        yield from ([""] if paragraphs else [])
        yield from page.headline


def _close(section: Section, paint: Paint) -> Iterator[str]:
    """A section of a page for who works with rules, its heading as its author wrote it."""
    from tactful.pages.plain_blocks import block_lines

    if section.heading:
        yield bare(section.heading)
    yield from block_lines(section.blocks, paint)


def _around_message(page: Page, paint: Paint) -> Iterator[str]:
    from tactful.pages.plain_blocks import block_lines

    yield paint(page.title, bold=True)
    yield "=" * min(len(page.title), WIDTH)
    yield ""
    for line in page.headline:
        yield textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent="  ")
    for section in page.sections:
        yield ""
        if section.heading:
            yield bare(section.heading)
            yield ""
        yield from block_lines(section.blocks, paint)


def _letter(page: Page, scores: bool, paint: Paint) -> Iterator[str]:
    yield from _wrapped(page.title)
    yield "=" * min(len(page.title), WIDTH)
    yield ""
    for line in page.headline:
        yield from _wrapped(line, "  ")
    for section in page.sections:
        yield ""
        yield ""
        yield from _wrapped(bare(section.heading).upper())
        yield from _body(section, scores, paint)


def _body(section: Section, scores: bool, paint: Paint) -> Iterator[str]:
    for said in section.intro:
        yield ""
        yield from _wrapped(said)
    for topic in section.topics:
        yield ""
        yield from _topic(topic, scores)
    if section.points:
        yield ""
        for point in section.points:
            yield from _point(point)
    if section.blocks:
        from tactful.pages.plain_blocks import block_lines

        yield ""
        yield from block_lines(section.blocks, paint)


def _topic(topic: Topic, scores: bool) -> Iterator[str]:
    yield from _wrapped(f"{topic.question} {topic.answer}".rstrip())
    for point in topic.points:
        yield from _point(point)
    for tree in topic.trees:
        yield from _tree(tree)
    if scores and topic.bars:
        support = "; ".join(f"{bar.label} {score_of(bar)}" for bar in topic.bars)
        yield from _wrapped(f"Support: {support}", "  ")


def score_of(bar: Bar) -> str:
    """Net support as a number with its sign, or that a rule settles it either way."""
    if bar.ruled_out:
        return "ruled out"
    return "settled" if bar.settled else f"{bar.score:+d}"


def _point(point: Point) -> Iterator[str]:
    said = [f"[{one}]" for one in (point.aside, point.credit) if one]
    text = " ".join(part for part in (point.lead, point.text, *said) if part)
    return _wrapped(text, "  - ", "    ")


def _tree(tree: Branch) -> Iterator[str]:
    for level, branch in walk(tree):
        indent = "  " * min(level + 1, DEEPEST_INDENT)
        credit = f"[{branch.source}]" if branch.source else ""
        text = " ".join(part for part in (branch.lead, branch.text, branch.note, credit) if part)
        yield from _wrapped(text, f"{indent}- ", f"{indent}  ")


def _wrapped(text: str, first: str = "", rest: str | None = None) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
