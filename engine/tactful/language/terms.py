"""What rules are made of: tests of facts, put together, and sentences with facts in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, TypeAlias

from tactful.language.operators import Operator
from tactful.language.values import Value
from tactful.text.diagnostic import Span

NOWHERE = Span("")
"""The place of a model object that was made by a program rather than read from a text."""


class FactRef(NamedTuple):
    """Another fact's value, as an operand of a test."""

    fact: str


Operand: TypeAlias = Value | FactRef


@dataclass(frozen=True, slots=True)
class Test:
    """One entry of a condition: ``subject`` (a fact or decision) put to one operator."""

    subject: str
    operator: Operator
    operands: tuple[Operand, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)

    __test__ = False  # pytest would otherwise take the class for one of its own


class Join(Enum):
    """How the parts of a group are put together."""

    ALL = "all"
    ANY = "any"
    NONE = "none"
    AT_LEAST = "at least"


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions put together. ``count`` matters to ``Join.AT_LEAST`` only."""

    join: Join
    parts: tuple[Condition, ...]
    count: int = 0
    span: Span = field(default=NOWHERE, compare=False)


Condition: TypeAlias = Test | Group


def tests_in(condition: Condition | None) -> Iterator[Test]:
    """Every test of a condition, in the author's order."""
    if isinstance(condition, Test):
        yield condition
    elif condition is not None:
        for part in condition.parts:
            yield from tests_in(part)


def reads(condition: Condition | None) -> frozenset[str]:
    """The facts and decisions a condition looks at."""
    found = set()
    for test in tests_in(condition):
        found.add(test.subject)
        found.update(o.fact for o in test.operands if isinstance(o, FactRef))
    return frozenset(found)


class LabelCase(NamedTuple):
    """What something is called where a condition holds."""

    when: Condition
    text: str


class Placeholder(NamedTuple):
    """A fact or decision quoted in a sentence: ``{rapport}``."""

    name: str


Sentence: TypeAlias = tuple[str | Placeholder, ...]
"""A sentence as the author wrote it, cut at its placeholders."""
