"""A page as Markdown, for an e-mail, a wiki, a coach's notes or a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.pages.blocks import (
    Block,
    Cell,
    Entry,
    Excerpt,
    Item,
    Line,
    Listing,
    Message,
    Paragraph,
    Remark,
    Sides,
    Table,
)
from tactful.pages.markdown_words import escaped, fenced, set_in_markdown
from tactful.pages.mermaid import mermaid
from tactful.pages.page import Page, Point, Section
from tactful.pages.steps import ShownStep, ShownTurn, Steps, Turns
from tactful.pages.tree import Branch, walk
from tactful.pages.visible import visible_in


def markdown(pages: Iterable[Page]) -> str:
    """The pages one after the other, without a final line feed."""
    return "\n\n".join("\n".join(_lines(visible_in(page))) for page in pages)


def _lines(page: Page) -> Iterator[str]:
    if page.layout == "plan":
        yield from _plan(page)
        return
    if page.layout != "letter":
        yield from _close(page)
        return
    yield f"# {escaped(page.title)}"
    yield ""
    yield "  \n".join(f"**{escaped(line)}**" for line in page.headline)
    for section in page.sections:
        yield ""
        yield f"## {set_in_markdown(section.heading)}"
        yield from _section(section)


def _close(page: Page) -> Iterator[str]:
    """A page for who works with rules: part of a comment, say, and no document of its own."""
    yield f"### {escaped(page.title)}"
    yield ""
    yield "  \n".join(map(set_in_markdown, page.headline))
    for section in page.sections:
        yield ""
        if section.heading:
            yield set_in_markdown(section.heading)
        yield from block_lines(section.blocks, headed=bool(section.heading))


def _plan(page: Page) -> Iterator[str]:
    yield f"# {escaped(page.title)}"
    for line in page.headline:
        yield ""
        yield escaped(line)
    for section in page.sections:
        lines = [*block_lines(section.blocks, headed=False)]
        lines += [f"- {escaped(point.text)}" for point in section.points]
        if lines:
            yield from ("", f"## {set_in_markdown(section.heading)}", "", *lines)


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
            yield from fenced(mermaid(topic.graph), "mermaid")
    if section.points:
        yield ""
        yield from (_point(point) for point in section.points)


def _point(point: Point) -> str:
    parts = [f"**{escaped(point.lead)}**"] if point.lead else []
    parts += [escaped(point.text)] if point.text else []
    parts += [f"*({escaped(said)})*" for said in (point.aside, point.credit) if said]
    return "- " + " ".join(parts)


def _tree(tree: Branch) -> Iterator[str]:
    for level, branch in walk(tree):
        text = " ".join(part for part in (branch.text, branch.note) if part)
        yield "  " * level + _point(Point(text, branch.lead, branch.source))


def _listed(block: Block) -> bool:
    return isinstance(block, Item | Entry)


def block_lines(blocks: Iterable[Block], *, headed: bool) -> Iterator[str]:
    """The blocks as lines, with an empty one before what would flow into something else.

    Args:
        blocks: What to show.
        headed: Whether they stand right under a line of text.
    """
    before: Block | None = None
    for block in blocks:
        flows = _listed(block) and (before is None or _listed(before))
        if (headed or before is not None) and not flows:
            yield ""
        yield from _block(block)
        before = block


def _block(block: Block) -> Iterator[str]:
    match block:
        case Line(words) | Paragraph(words):
            yield set_in_markdown(words)
        case Listing(text):
            yield from fenced(text, "yaml")
        case Item(words, under):
            yield f"- {set_in_markdown(words)}"
            for inner in under:
                yield ""
                yield from (f"  {line}" for line in _block(inner))
        case Entry(place, words, details):
            yield f"- {escaped(place)}: {set_in_markdown(words)}"
            yield from (f"  - {set_in_markdown(detail)}" for detail in details)
        case Remark():
            yield from _remark(block)
        case Table():
            yield from _table(block)
        case Message():
            yield from _message(block)
        case Steps(steps):
            yield from (f"{number}. {_step(step)}" for number, step in enumerate(steps, 1))
        case Turns(turns):
            yield from map(_turn, turns)


def _remark(remark: Remark) -> Iterator[str]:
    words, help_ = set_in_markdown(remark.words), set_in_markdown(remark.help)
    yield f"{escaped(remark.place)}: **{remark.severity}:** {words} ({remark.code})"
    yield from _excerpt(remark.excerpt)
    yield ""
    yield f"*help:* {help_}"
    for related in remark.related:
        yield ""
        yield f"*see:* {escaped(related.place)}: {set_in_markdown(related.words)}"
        yield from _excerpt(related.excerpt)
    for listing in remark.under:
        yield from ("", *_block(listing))


def _excerpt(excerpt: Excerpt | None) -> Iterator[str]:
    if excerpt is not None:
        yield from ("", *fenced(excerpt.text, "yaml"))


def _table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(escaped(column.heading) for column in table.columns)} |"
    yield f"|{'|'.join('---:' if column.numbers else '---' for column in table.columns)}|"
    for cells in table.rows:
        yield f"| {' | '.join(map(_cell, cells))} |"
    if table.more:
        yield f"| | and {escaped(table.more)} |{' |' * (len(table.columns) - 2)}"


def _message(message: Message) -> Iterator[str]:
    paragraphs = [] if message.subject is None else [f"**Subject:** {escaped(message.subject)}"]
    paragraphs += ["  \n".join(map(escaped, one.split("\n"))) for one in message.paragraphs]
    for number, paragraph in enumerate(paragraphs):
        yield from [">"] if number else []
        yield from (f"> {line}" for line in paragraph.split("\n"))


def _step(step: ShownStep) -> str:
    parts = [f"**{escaped(step.when)}:**", escaped(step.what), *map(escaped, step.more)]
    for point in step.why[:1]:
        parts.append(f"{escaped(point.text)} *({escaped(point.credit)})*")
    return " ".join(parts)


def _turn(turn: ShownTurn) -> str:
    why = " ".join(f"{point.lead} {point.text}".strip() for point in turn.why)
    return f"- **{escaped(turn.when)}:** {escaped(turn.what)} {escaped(why)}".rstrip()


def _cell(cell: Cell) -> str:
    if isinstance(cell, Sides):
        return f"{escaped(cell.before)} | {escaped(cell.after)}"
    return set_in_markdown(cell, in_table=True)
