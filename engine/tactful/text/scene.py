"""Where a text could not be read: what the parser said, with the lines around the place."""

from __future__ import annotations

from typing import NamedTuple

from tactful.text.diagnostic import Span
from tactful.text.lines import Lines


class Problem(NamedTuple):
    """What a parser said, and where: the place it stopped at and what it was reading then."""

    said: str
    context: str
    place: tuple[int, int] | None
    start: tuple[int, int] | None


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
