"""A tree of sentences: something that is so, and under it why it is so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

BranchKind: TypeAlias = Literal[
    "answer", "reason", "given", "worked out", "taken", "unknown", "heading"
]
"""What a branch says: an outcome, a rule's sentence, a fact by where it comes from, or a heading
over what follows."""


class Branch(NamedTuple):
    """One statement with what lies behind it.

    Attributes:
        kind: What it says.
        text: The statement, a sentence or more.
        lead: What it is about, to be shown first and stronger.
        source: The rule that says so and where its advice comes from, shown on request.
        behind: Why it is so.
        fact: The id of the fact that it tells, if it tells one.
        note: What follows from the statement, to be shown after it.
    """

    kind: BranchKind
    text: str
    lead: str | None = None
    source: str | None = None
    behind: tuple[Branch, ...] = ()
    fact: str | None = None
    note: str = ""

    @property
    def says_something(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.text or self.lead or self.behind)


CUT = "…"
"""What stands where a tree was cut."""


def cut(branch: Branch, depth: int | None) -> Branch:
    """The tree down to so many levels below its root, or whole where ``depth`` is ``None``."""
    if depth is None or not branch.behind:
        return branch
    if depth == 0:
        return branch._replace(text=f"{branch.text} {CUT}".strip(), behind=())
    return branch._replace(behind=tuple(cut(inner, depth - 1) for inner in branch.behind))


def walk(branch: Branch, level: int = 0) -> Iterator[tuple[int, Branch]]:
    """Every branch in reading order, with how deep it stands."""
    yield level, branch
    for inner in branch.behind:
        yield from walk(inner, level + 1)
