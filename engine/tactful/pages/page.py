"""A page for people: its headline, sections, topics and points. It has no format.

The terminal, plain text, Markdown and HTML render the same page, so they use the same words in
the same order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # plain advice has neither trees nor graphs, and starts faster without them
    from tactful.pages.graph import Graph
    from tactful.pages.tree import Branch


class Point(NamedTuple):
    """One thing said: an optional lead-in, a sentence or more, and where it comes from."""

    text: str
    lead: str | None = None
    credit: str | None = None


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
    """A heading with topics or points under it, after a few sentences that introduce them."""

    heading: str
    topics: tuple[Topic, ...] = ()
    points: tuple[Point, ...] = ()
    intro: tuple[str, ...] = ()


class Page(NamedTuple):
    """A whole explanation in reading order."""

    title: str
    headline: tuple[str, ...]
    sections: tuple[Section, ...]


def with_something_to_say(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections that are not empty."""
    return tuple(s for s in sections if s.topics or s.points or s.intro)
