"""Blocks as plain text: lists, tables, listings, and remarks with carets under what they mean."""

from __future__ import annotations

import textwrap
import unicodedata
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
from tactful.pages.paint import Paint, unpainted
from tactful.pages.words import bare

WIDTH = 88
"""Columns."""

_MAIL = 80
"""Columns of a message."""

_WIDEST = 50
"""Columns that what was before takes in a table; what is longer gets a line of its own."""


def block_lines(blocks: Iterable[Block], paint: Paint = unpainted) -> Iterator[str]:
    """The blocks as lines, one right after the other."""
    for block in blocks:
        match block:
            case Line(words):
                yield bare(words)
            case Paragraph(words):
                yield from _wrapped(bare(words), "")
            case Listing(text):
                yield from (f"  {line}" for line in text.splitlines())
            case Item():
                yield from _item(block, paint)
            case Entry(place, words, details):
                yield f"{place}: {bare(words)}"
                yield from (f"  {bare(detail)}" for detail in details)
            case Remark():
                yield from remark_lines(block, paint)
            case Table():
                yield from _table(block)
            case Message():
                yield from _message(block, paint)


def _item(item: Item, paint: Paint) -> Iterator[str]:
    said = bare(item.words)
    yield from [f"  - {said}"] if item.one_line else _wrapped(said, "  - ")
    for block in item.under:
        if isinstance(block, Paragraph):
            yield from _wrapped(bare(block.words), "    ")
        else:
            yield from (f"    {line}" for line in block_lines([block], paint))


def _wrapped(text: str, lead: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_on_hyphens=False,
        break_long_words=False,
    )


def _table(table: Table) -> Iterator[str]:
    widths = [
        max(column.least, *(len(_first(cells[place])) for cells in table.rows))
        for place, column in enumerate(table.columns)
        if place < len(table.rows[0])
    ]
    for cells in table.rows:
        head = " "
        for cell, column, width in zip(cells[:-1], table.columns, widths, strict=False):
            said = _first(cell)
            head += f" {said:>{width}} " if column.numbers else f" {said:<{width}} "
        last = cells[-1]
        if not isinstance(last, Sides):
            yield f"{head} {bare(last)}"
        elif len(last.before) <= _WIDEST:
            yield f"{head} {last.before:<{widths[-1]}}  to {last.after}"
        else:
            yield f"{head} {last.before}"
            yield f"{' ' * len(head)} to {last.after}"
    if table.more:
        yield f"  and {table.more}"


def _first(cell: Cell) -> str:
    """What has to fit into a column; nothing of what gets a line of its own."""
    if isinstance(cell, Sides):
        return cell.before if len(cell.before) <= _WIDEST else ""
    return bare(cell)


def _message(message: Message, paint: Paint) -> Iterator[str]:
    def marked(text: str) -> str:
        for blank in message.blanks:
            text = text.replace(blank, paint(blank, fg="yellow", bold=True))
        return text

    yield "-" * _MAIL
    if message.subject is not None:
        yield f"Subject: {marked(message.subject)}"
        yield ""
    for number, paragraph in enumerate(message.paragraphs):
        if number:
            yield ""
        for line in paragraph.split("\n"):
            yield marked(textwrap.fill(line, _MAIL, break_on_hyphens=False))
    yield "-" * _MAIL


def remark_lines(remark: Remark, paint: Paint = unpainted) -> Iterator[str]:
    """A remark with the line that it is about, and carets under the stretch that is meant."""
    tint = "red" if remark.severity == "error" else "yellow"
    where = paint(f"{remark.place}:", bold=True)
    kind = paint(f"{remark.severity}:", fg=tint, bold=True)
    code = paint(f"[{remark.code}]", dim=True)
    yield f"{where} {kind} {bare(remark.words)}  {code}"
    yield from _excerpt(remark.excerpt, paint, tint)
    yield f"  {paint('help:', fg='cyan')} {bare(remark.help)}"
    for related in remark.related:
        yield f"  {paint('see:', fg='cyan')}  {related.place}: {bare(related.words)}"
        yield from _excerpt(related.excerpt, paint, "cyan")
    yield from (f"  {line}" for line in block_lines(remark.under))


def _excerpt(excerpt: Excerpt | None, paint: Paint, tint: str) -> Iterator[str]:
    if excerpt is None:
        return
    number, shown, start, end = excerpt
    pad = "".join("\t" if c == "\t" else " " * _columns(c) for c in shown[:start])
    carets = "^" * max(sum(_columns(c) for c in shown[start:end]), 1)
    yield f"  {paint(f'{number} |', dim=True)} {shown}"
    yield f"  {' ' * len(str(number))} {paint('|', dim=True)} {pad}{paint(carets, fg=tint)}"


def _columns(character: str) -> int:
    """How many columns of a terminal a character takes."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
