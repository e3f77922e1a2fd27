"""A page for people: its headline, sections, topics and points. It has no format.

The terminal, plain text, Markdown and HTML render the same page, so they use the same words in
the same order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:  # plain advice has none of these, and starts faster without them
    from tactful.pages.blocks import Block
    from tactful.pages.graph import Graph
    from tactful.pages.tree import Branch
    from tactful.pages.words import Words

Layout: TypeAlias = Literal["letter", "message", "plan", "report", "summary", "log"]
"""For whom a page is, which tells how plain text sets it.

A letter is for a client, and has room around it; a message is cut out of its page and sent on; a
plan runs along a line of time. The others are for who works with rules: a report is handed on with
its title; a summary answers on the spot and needs none; a log scrolls by, so that what it comes to
stands last.
"""


class Point(NamedTuple):
    """One thing said: an optional lead-in, a sentence or more, and where it comes from.

    ``aside`` is what else is to be known of it, and no source: what a question may change.
    """

    text: str
    lead: str | None = None
    credit: str | None = None
    aside: str | None = None


class Bar(NamedTuple):
    """An option's support as a length: ``score`` is negative where more speaks against it.

    What a rule has ``settled`` needs no support: it wins over any length.
    """

    label: str
    score: int
    chosen: bool
    ruled_out: bool
    settled: bool = False


class Topic(NamedTuple):
    """One decision: the question, the answer, what speaks for it, and what else was weighed.

    The answer is empty where it is the points' leads: for a decision that chose several options.
    """

    question: str
    answer: str
    points: tuple[Point, ...]
    bars: tuple[Bar, ...] = ()
    trees: tuple[Branch, ...] = ()
    graph: Graph | None = None


class Section(NamedTuple):
    """A heading with topics, points or blocks under it, after sentences that introduce them.

    Where there is no heading, ``label`` is one for formats in which a reader jumps from heading to
    heading.
    """

    heading: Words
    topics: tuple[Topic, ...] = ()
    points: tuple[Point, ...] = ()
    intro: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    label: str = ""


class Page(NamedTuple):
    """Everything that is told of one thing, in reading order."""

    title: str
    headline: tuple[str, ...]
    sections: tuple[Section, ...]
    layout: Layout = "letter"


def with_something_to_say(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections that are not empty."""
    return tuple(s for s in sections if s.topics or s.points or s.intro or s.blocks)
