"""What sections hold besides topics and points: lists, tables, listings, remarks on a text.

Each says what it is and nothing of how it looks; plain text, Markdown and HTML each know all.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from tactful.pages.steps import Steps, Turns
from tactful.pages.words import Words


class Line(NamedTuple):
    """A sentence or more; plain text never breaks it, so that it can be searched for."""

    words: Words


class Paragraph(NamedTuple):
    """Sentences that are broken into lines as wide as the page."""

    words: Words


class Listing(NamedTuple):
    """A text whose lines and blanks matter: a scenario to copy."""

    text: str


class Item(NamedTuple):
    """One of a list, with what belongs to it; on one line, however long, if that is wanted."""

    words: Words
    under: tuple[Paragraph | Listing, ...] = ()
    one_line: bool = False


class Entry(NamedTuple):
    """Something that stands at a place in a file, and more about it."""

    place: str
    words: Words
    details: tuple[Words, ...] = ()


class Excerpt(NamedTuple):
    """A line of an author's text, with the stretch of it that is meant."""

    number: int
    text: str
    start: int
    end: int


class RelatedPlace(NamedTuple):
    """Another place that a remark is about."""

    place: str
    words: Words
    excerpt: Excerpt | None


class Remark(NamedTuple):
    """What is wrong at a place in an author's text, the text itself, and what to do about it.

    What is ``under`` it shows it: a situation.
    """

    place: str
    severity: str
    words: Words
    code: str
    excerpt: Excerpt | None
    help: Words
    related: tuple[RelatedPlace, ...] = ()
    under: tuple[Listing, ...] = ()


class Sides(NamedTuple):
    """Two cells of a table: what was before, and what it became."""

    before: str
    after: str


Cell: TypeAlias = Words | Sides


class Column(NamedTuple):
    """A column of a table; plain text names none, and makes this one no narrower than ``least``."""

    heading: str
    numbers: bool = False
    least: int = 0


class Table(NamedTuple):
    """Rows of cells under columns, and what is left out of them.

    Attributes:
        caption: What is in it, for those who cannot see it.
        columns: One for each cell, and two for ``Sides``.
        rows: The cells.
        more: What is left out: "3 other changes".
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: str = ""


class Message(NamedTuple):
    """What a client is to send, with the blanks in it as they stand there: ``[their name]``."""

    subject: str | None
    paragraphs: tuple[str, ...]
    blanks: tuple[str, ...]


Block: TypeAlias = (
    Line | Paragraph | Listing | Item | Entry | Remark | Table | Message | Steps | Turns
)
