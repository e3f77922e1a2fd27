"""Which way a computed fact goes as one open fact grows: up, down, or not one way only.

A fact that goes one way only crosses each constant once, and where it does is found by halving.
Whatever may go up and down again, or depends on something else that varies too, is not followed:
proofs then take it to be anything, and say that they left something open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from math import prod
from typing import TypeAlias

from tactful.language.computations import COMPUTATIONS
from tactful.language.model import Computed, Fact, Ruleset
from tactful.language.strata import needed_for, reached
from tactful.language.values import Kind, Value

COUNTED = "how many of"
"""Made of yes and no only: as many cases as its facts have together, however these came about."""

_PERIODIC = ("time of day", "weekday of", "working day")
_SHIFTING = ("date of", "plus days")
_SPANS = ("hours from", "days from", "working days from")


class Course(Enum):
    """Where a fact goes while another grows."""

    STAYS = "stays"
    UP = "up"
    DOWN = "down"
    ONE_WAY = "one way, but nothing tells which"
    RECURS = "recurs daily or weekly"
    ANY_WAY = "any way"


Made: TypeAlias = "str | int | float"

_TURNED = {Course.UP: Course.DOWN, Course.DOWN: Course.UP}


def turned(course: Course) -> Course:
    """The course of the opposite."""
    return _TURNED.get(course, course)


def together(courses: Iterable[Course]) -> Course:
    """The course of a sum, and of whatever else grows with each of its parts."""
    moving = [course for course in courses if course is not Course.STAYS]
    if not moving:
        return Course.STAYS
    if len(moving) == 1:
        return Course.ANY_WAY if moving[0] is Course.RECURS else moving[0]
    alike = len({*moving}) == 1 and moving[0] in _TURNED
    return moving[0] if alike else Course.ANY_WAY


class Courses:
    """The courses of a ruleset's computed facts in a situation in which some facts are open."""

    def __init__(
        self, ruleset: Ruleset, given: Mapping[str, Value], open_facts: Iterable[str]
    ) -> None:
        self._facts = ruleset.facts
        self._ruleset = ruleset
        self._given = given
        self._open = {*open_facts}
        self._found: dict[tuple[Made, str], Course] = {}

    def is_rough(self, name: str) -> bool:
        """Whether the cases of open facts do not tell what a computed fact comes to."""
        computed = self._facts[name].computed
        if computed is None or computed.name == COUNTED:
            return False
        week = self._ruleset.clock.working_week
        rests_on_week = week is not None and self._rests_on_week(name)
        if rests_on_week and week in self._open:
            return True  # there are too many weeks to look at each
        leaves = {*self._leaves(name)}
        if rests_on_week and week is not None:
            leaves.add(week)
        roots = [leaf for leaf in leaves if self._is_open_amount(leaf)]
        if not roots:
            return False
        if len(roots) > 1 or any(self._varies(leaf) for leaf in leaves - {*roots}):
            return True
        return self.course(name, roots[0]) is Course.ANY_WAY

    def _rests_on_week(self, name: str) -> bool:
        """Whether a fact counts working days, or is made of one that does."""
        made_of = map(self._worked_out, reached([name], self._parts))
        return any(c is not None and "working_week" in COMPUTATIONS[c.name].uses for c in made_of)

    def is_counted(self, name: str) -> bool:
        """Whether a fact counts others that are yes."""
        computed = self._worked_out(name)
        return computed is not None and computed.name == COUNTED

    def divisors(self, name: str) -> Iterator[str]:
        """The facts by which something is divided on the way to a computed fact."""
        for computed in map(self._worked_out, reached([name], self._parts)):
            if computed is not None and computed.name == "quotient of":
                by = computed.operands[1]
                if isinstance(by, str):
                    yield by

    def course(self, operand: Made, root: str) -> Course:
        """Which way an operand goes while an open number, day or moment grows."""
        if (operand, root) not in self._found:
            self._found[operand, root] = self._course(operand, root)
        return self._found[operand, root]

    def _course(self, operand: Made, root: str) -> Course:
        if operand == root:
            return Course.UP
        computed = self._worked_out(operand) if isinstance(operand, str) else None
        if computed is None or not isinstance(operand, str):
            return Course.STAYS
        parts = [self.course(each, root) for each in computed.operands]
        name = computed.name
        if name in _PERIODIC:
            return self._recurring(name, computed.operands[0], root, parts[0])
        if name in _SPANS:
            same = computed.operands[0] == computed.operands[1]
            return Course.STAYS if same else together((turned(parts[0]), parts[1]))
        if name == "hours until":
            now = self._ruleset.clock.now
            parts.append(turned(self.course(now, root)) if now else Course.STAYS)
        if name == "difference of":
            parts[1] = turned(parts[1])
        if name == "product of":
            return _multiplied(computed.operands, parts)
        if name == "quotient of":
            if parts[1] is Course.STAYS:
                return _multiplied(computed.operands, parts)
            return _multiplied(computed.operands, [parts[0], turned(parts[1])])
        return together(parts)

    def _recurring(self, name: str, operand: Made, root: str, part: Course) -> Course:
        if part is Course.STAYS:
            return part
        is_moment = self._facts[root].type.kind is not Kind.NUMBER
        itself = operand == root or (name != "time of day" and self._is_shifted(operand, root))
        return Course.RECURS if is_moment and itself else Course.ANY_WAY

    def _is_shifted(self, operand: Made, root: str) -> bool:
        """Whether a day is always as many days away from an open one."""
        if operand == root:
            return True
        computed = self._worked_out(operand) if isinstance(operand, str) else None
        if computed is None or computed.name not in _SHIFTING:
            return False
        rest = all(self.course(o, root) is Course.STAYS for o in computed.operands[1:])
        return rest and self._is_shifted(computed.operands[0], root)

    def _worked_out(self, name: str) -> Computed | None:
        """How a fact is computed, where it is."""
        known = name in self._given or name in self._open
        return None if known else self._facts[name].computed

    def _parts(self, name: str) -> tuple[str, ...]:
        """What a fact is computed from, where it is."""
        computed = self._worked_out(name)
        return () if computed is None else computed.facts

    def _leaves(self, name: str) -> Iterator[str]:
        """What a computed fact is made of in the end, itself if it can be something else too."""

        def is_leaf(each: str) -> bool:
            computed = self._worked_out(each)
            return computed is None or computed.name == COUNTED

        def needed(each: str) -> Iterator[str]:
            if not is_leaf(each):
                yield from filter(None, needed_for(self._facts[each], self._ruleset))

        for each in reached([name], needed):
            if is_leaf(each) or each in self._ruleset.concluding:
                yield each

    def _is_open_amount(self, name: str) -> bool:
        amounts = (Kind.NUMBER, Kind.DATE, Kind.DATETIME)
        return name in self._open and self._facts[name].type.kind in amounts

    def _varies(self, name: str) -> bool:
        """Whether something that is no open amount may still have several values."""
        may_be = {*self._open, *self._ruleset.concluding} - {*self._given}
        made_of: Iterator[str] = reached([name], self._parts)
        return not may_be.isdisjoint(made_of)


def _multiplied(operands: Iterable[Made], parts: Iterable[Course]) -> Course:
    """The course of a product, which turns where the rest of it is below zero."""
    pairs = [*zip(operands, parts, strict=True)]
    moving = [part for _, part in pairs if part is not Course.STAYS]
    if not moving:
        return Course.STAYS
    if len(moving) > 1 or moving[0] is Course.RECURS:
        return Course.ANY_WAY
    rest = [operand for operand, part in pairs if part is Course.STAYS]
    factors = [operand for operand in rest if not isinstance(operand, str)]
    if len(factors) < len(rest):
        return Course.ANY_WAY if moving[0] is Course.ANY_WAY else Course.ONE_WAY
    factor = prod(factors)
    return moving[0] if factor > 0 else turned(moving[0]) if factor < 0 else Course.STAYS


def is_arithmetic(ruleset: Ruleset, name: str) -> bool:
    """Whether a computed fact, or one that it is computed from, is more than a span of time."""

    def parts(each: str) -> tuple[str, ...]:
        computed = ruleset.facts[each].computed
        return () if computed is None else computed.facts

    made = (ruleset.facts[each].computed for each in reached([name], parts))
    rows = (COMPUTATIONS[computed.name] for computed in made if computed is not None)
    return any(row.several or row.numbers or row.name == "working day" for row in rows)


def is_always_known(fact: Fact, facts: Mapping[str, Fact]) -> bool:
    """Whether a computed fact has a value whenever everything has that it is computed from.

    Not where one may be none, where something is divided, nor where numbers may get too large.
    """
    if fact.computed is None or fact.computed.decision is not None:
        return False
    row = COMPUTATIONS[fact.computed.name]
    if (row.several or row.numbers) and row.name not in (COUNTED, "largest of", "smallest of"):
        return False
    return all(facts[operand].type.none is None for operand in fact.computed.facts)
