"""Where a text could not be read: what the parser said, with the lines around the place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tactful.text.diagnostic import Mistake, Span
from tactful.text.lines import Lines

NAMES = frozenset(
    (
        *("id", "when", "unless", "then", "because", "source", "overrides", "scenario", "expect"),
        *("type", "label", "question", "choices", "ordered", "many", "none", "unit", "min", "max"),
        *("whole", "default", "changeable", "needed", "computed", "choose", "options", "fallback"),
        *("title", "about", "sources", "clock", "weights", "summary", "decisions", "facts"),
        *("rules", "text", "claim", "section", "window", "after", "draft", "extends", "without"),
        *("scenarios", "constraints", "questions", "dates", "wait until"),
    )
)
"""What a line of a ruleset or of scenarios may begin with that is nobody's own word."""

CONDITIONS = frozenset(("when", "unless", "applies when", "all", "any", "none"))
"""The names below which tests stand."""

BEGINNERS = ("id", "scenario")
"""The names with which an entry of a list begins, in a ruleset or among scenarios."""

GROUPS = frozenset(("then", "when", "unless", "computed", "clock", "options", "choices", "expect"))
"""The names below which a group stands, and no sentence."""


class Problem(NamedTuple):
    """What a parser said, and where: the place it stopped at and what it was reading then."""

    said: str
    context: str
    place: tuple[int, int] | None
    start: tuple[int, int] | None


class Trouble(NamedTuple):
    """What is wrong, and where."""

    mistake: Mistake
    span: Span


class Scene(NamedTuple):
    """A problem with the lines it is about. ``at`` and ``start`` are real places."""

    problem: Problem
    lines: Lines
    at: tuple[int, int]
    start: tuple[int, int]

    @property
    def text(self) -> str:
        """The line that the parser stopped on."""
        return self.lines.line(self.at[0])

    @property
    def sign(self) -> str:
        """The character that the parser stopped at; empty at the end of a line."""
        return self.text[self.at[1] : self.at[1] + 1]

    @property
    def before(self) -> str:
        """What stands before that character on its line."""
        return self.text[: self.at[1]]

    def place(self, at: tuple[int, int], length: int = 1) -> Span:
        """A span of some characters from a place on."""
        return self.lines.span(at[0], at[1], at[0], at[1] + length)

    def above(self) -> int:
        """The number of the nearest line above that is neither empty nor a comment, or -1."""
        number = self.at[0] - 1
        while number >= 0 and self.lines.line(number).strip()[:1] in ("", "#"):
            number -= 1
        return number

    def columns(self) -> Iterator[tuple[int, str, bool]]:
        """Where the lines above begin that are not ended yet, with their words; dashes apart."""
        limit = len(self.text) + 1000
        for number in range(self.at[0] - 1, -1, -1):
            text = self.lines.line(number)
            begun = re.match(r"( *)((?:- +)*)([^\s#:][^:#]*)(:?)", text)
            if not begun or len(begun[1]) >= limit:
                continue
            if begun[4] and begun.start(3) < limit:
                yield begun.start(3), begun[3].strip(), False
            dashes = [begun.start(2) + place for place, sign in enumerate(begun[2]) if sign == "-"]
            for dash in reversed(dashes):
                yield dash, "-", True
            limit = len(begun[1])
