"""What rules and options are made of: tests of facts, put together, sentences, and windows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
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

    @property
    def compares(self) -> bool:
        """Whether it looks at another fact besides its subject."""
        return any(isinstance(operand, FactRef) for operand in self.operands)


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


@dataclass(frozen=True, slots=True)
class Quantified(Group):
    """One condition, put to each of several people or things; only a template has these.

    Grounding makes a plain group of it, with the condition once for each of them.

    Attributes:
        over: What there are several of, by the name under ``each``.
        other: Whether the one that the rule is about does not count.
    """

    over: str = ""
    other: bool = False


Condition: TypeAlias = Test | Group


def tests_in(condition: Condition | None) -> Iterator[Test]:
    """Every test of a condition, in the author's order."""
    if isinstance(condition, Test):
        yield condition
    elif condition is not None:
        for part in condition.parts:
            yield from tests_in(part)


def whole_conditions(condition: Condition | None) -> Iterator[Condition]:
    """The conditions that must all hold, as a reader would count them."""
    if isinstance(condition, Group) and condition.join is Join.ALL:
        for part in condition.parts:
            yield from whole_conditions(part)
    elif condition is not None:
        yield condition


def reads(condition: Condition | None) -> frozenset[str]:
    """The facts and decisions a condition looks at."""
    found = set()
    for test in tests_in(condition):
        found.add(test.subject)
        found.update(o.fact for o in test.operands if isinstance(o, FactRef))
    return frozenset(found)


class Each(NamedTuple):
    """Something of which a situation has several, with what is said of each of them.

    Attributes:
        id: What rules call it: ``interviewer``.
        plural: What the list of them is called in a scenario.
        label: What it is called in prose, fit to follow "the".
        facts: The facts of one of them, by name.
        decisions: The decisions that are settled for each of them.
        question: How people are asked for a name.
        span: Where it is declared.
    """

    id: str
    plural: str
    label: str
    facts: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    question: str | None = None
    span: Span = NOWHERE


class Copy(NamedTuple):
    """What was copied for one of several: of what, for the how manyth from 1, and of which name."""

    each: str
    place: int
    of: str


class Grounding(NamedTuple):
    """For how many of each a ruleset was made plain, and what of it was copied from what.

    Source of the idea: the grounding of answer-set programs (M. Gebser and others, 2007).

    Attributes:
        names: For each thing there are several of, their names; ``None`` where one has none.
        copies: For each fact and decision of one of them, what it is a copy of.
        rules: The same for rules and constraints.
        lines: For each line of the summary, of whom it is, and of which line of the author's it is
            a copy, by its number; ``None`` where it is of all.
    """

    names: Mapping[str, tuple[str | None, ...]]
    copies: Mapping[str, Copy]
    rules: Mapping[str, Copy]
    lines: tuple[Copy | None, ...] = ()


class LabelCase(NamedTuple):
    """What something is called where a condition holds."""

    when: Condition
    text: str


class Placeholder(NamedTuple):
    """A fact or decision quoted in a sentence: ``{rapport}``."""

    name: str


Sentence: TypeAlias = tuple[str | Placeholder, ...]
"""A sentence as the author wrote it, cut at its placeholders."""


class Hours(NamedTuple):
    """A stretch of local time; it ends on the day it begins, or within the next one."""

    start: time
    end: time

    @property
    def over_midnight(self) -> bool:
        """Whether they end on the day after the one on which they begin."""
        return self.end <= self.start


class Window(NamedTuple):
    """When an option is to be acted on, or until when it waits; one piece of it.

    Attributes:
        days: Facts that hold a day or a moment; the first that is known counts.
        hours: The time of day, from that day on.
        later: How many days after that day; before it where it is below 0.
        otherwise: The time of day where it has to be a later day than was meant, because that one
            is over or no working day; ``hours`` if ``None``.
        hours_later: Where the first of ``days`` is known and a moment: how many hours after it the
            window opens at the earliest.
        avoided: Hours that it leaves out, on whichever day.
        when: What has to be true for this piece to count; ``None`` if nothing has to.
        any_day: Whether it may be on a day on which nobody works.
        whole_days: Whether ``later`` counts all days, rather than working days.
        open_ended: Whether the hours end with their day because no end was written.
    """

    days: tuple[str, ...]
    hours: Hours
    later: int = 0
    otherwise: Hours | None = None
    span: Span = NOWHERE
    hours_later: int = 0
    avoided: Hours | None = None
    when: Condition | None = None
    any_day: bool = False
    whole_days: bool = False
    open_ended: bool = False

    @property
    def bounds(self) -> tuple[time, ...]:
        """Every time of day at which some of its hours begin or end."""
        told = (self.hours, self.otherwise, self.avoided)
        return tuple(bound for hours in told if hours is not None for bound in hours)

    @property
    def over_midnight(self) -> bool:
        """Whether it may end on the day after the one on which it begins."""
        return self.hours.over_midnight or bool(self.otherwise and self.otherwise.over_midnight)

    @property
    def asks_who_works(self) -> bool:
        """Whether it matters on which days people work."""
        return not self.any_day or bool(self.later and not self.whole_days)
