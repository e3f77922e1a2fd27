"""Conditions as formulas of tests: what can be matched one property at a time.

A production network is good at one thing: "this property of this message passes this test, and
that one passes that". Everything else is put into those terms here, before a network exists:

* A value becomes a small whole number, its **code**, that keeps the order of the constants it is
  compared with (order-preserving dictionary encoding, as column stores do it). A number fact
  that is compared with 10 and 20 has codes 0 to 4: below 10, 10, between, 20, above. So no
  text, float, date or huge integer ever reaches the network, and nothing can be coerced.
* Three-valued logic becomes two-valued by asking two questions of each test: is it true, and is
  it false? A missing property answers neither. ``not true``, which ``unless`` needs, is "false
  or missing". Negation never appears: it is pushed down to the tests (De Morgan's laws hold in
  strong Kleene logic).
* What remains is and, or and "at least n of" over such tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, Literal, NamedTuple, TypeAlias

from tactful.language.operators import Interval
from tactful.language.terms import Condition, FactRef, Join, Test
from tactful.language.values import NONE, Kind, Value, ValueType

Property: TypeAlias = tuple[str, ...]
"""What a property stands for: ``("value", fact)``, ``("order", fact, other)``,
``("option", decision, option)`` or ``("part", number)``."""

Relation: TypeAlias = Literal["eq", "neq", "gte", "lte", "ex", "nex"]


class PropertyTest(NamedTuple):
    """One test of one property against a code (0 where the relation needs none)."""

    property: Property
    relation: Relation
    code: int = 0


class AtLeast(NamedTuple):
    """At least ``needed`` of ``parts`` hold. All of none hold; any of none does not."""

    needed: int
    parts: tuple[Formula, ...]


Formula: TypeAlias = PropertyTest | AtLeast

ALWAYS = AtLeast(0, ())
NEVER = AtLeast(1, ())


def all_of(parts: Iterable[Formula]) -> Formula:
    """A formula that holds when all of the parts do."""
    listed = tuple(parts)
    return listed[0] if len(listed) == 1 else AtLeast(len(listed), listed)


def any_of(parts: Iterable[Formula]) -> Formula:
    """A formula that holds when one of the parts does."""
    listed = tuple(parts)
    return listed[0] if len(listed) == 1 else AtLeast(1, listed)


class Asked(Enum):
    """What is asked of a condition. ``NOT_TRUE`` includes unknown, and so does ``NOT_FALSE``."""

    TRUE = "true"
    FALSE = "false"
    NOT_TRUE = "not true"
    NOT_FALSE = "not false"

    @property
    def of_negated(self) -> Asked:
        """What this asks of a condition when it is asked of the condition's negation."""
        return _OF_NEGATED[self]

    @property
    def counts_up(self) -> bool:
        """Whether the question is about parts that hold (rather than parts that fail)."""
        return self in (Asked.TRUE, Asked.NOT_FALSE)


_OF_NEGATED = {
    Asked.TRUE: Asked.FALSE,
    Asked.FALSE: Asked.TRUE,
    Asked.NOT_TRUE: Asked.NOT_FALSE,
    Asked.NOT_FALSE: Asked.NOT_TRUE,
}


class Codes(NamedTuple):
    """The codes of one fact's or decision's values.

    ``constants`` are the values it is compared with, in order. For a choice they are all its
    choices (for yes/no both values) and a value's code is its place; otherwise the code of the
    constant at place ``i`` is ``2 * i + 1`` and even codes are the gaps around them. Where there
    may be none of a fact, that has the largest code, past all values.
    """

    type: ValueType
    constants: tuple[Value, ...]

    @classmethod
    def of(cls, type_: ValueType, compared_with: Iterable[Value]) -> Codes:
        """The codes for a type, given every constant it is compared with."""
        if type_.kind is Kind.CHOICE:
            return cls(type_, tuple(type_.choices))
        if type_.kind is Kind.YES_NO:
            return cls(type_, (False, True))
        constants: Iterable[Any] = set(compared_with) - {NONE}
        return cls(type_, tuple(sorted(constants)))

    @property
    def dense(self) -> bool:
        """Whether there are no gaps: every value is a constant."""
        return self.type.kind in (Kind.CHOICE, Kind.YES_NO)

    @property
    def highest(self) -> int:
        """The largest code of a value."""
        return len(self.constants) - 1 if self.dense else 2 * len(self.constants)

    @property
    def largest(self) -> int:
        """The largest code."""
        return self.highest + (self.type.none is not None)

    def place(self, constant: Value) -> int:
        """The code of a constant, and of there being none."""
        if constant is NONE:
            return self.largest
        place = self.constants.index(constant)
        return place if self.dense else 2 * place + 1


class Lowering:
    """Turns conditions into formulas, with the codes of one ruleset's facts and decisions."""

    def __init__(self, type_of: Callable[[str], ValueType], codes: Mapping[str, Codes]) -> None:
        self.type_of = type_of
        self.codes = codes

    def formula(self, condition: Condition | None, asked: Asked) -> Formula:
        """The formula that holds when the condition answers ``asked``."""
        if condition is None:
            return ALWAYS if asked.counts_up else NEVER
        if isinstance(condition, Test):
            return self._test(condition, asked)
        count, total = condition.count, len(condition.parts)
        if condition.join is Join.ALL:
            count = total
        elif condition.join is not Join.AT_LEAST:
            count = 1
        if condition.join is Join.NONE:
            asked = asked.of_negated
        parts = tuple(self.formula(part, asked) for part in condition.parts)
        return _counted(count, parts, asked)

    def _test(self, test: Test, asked: Asked) -> Formula:
        type_ = self.type_of(test.subject)
        if test.operator.presence is not None:
            known = test.operator.presence is asked.counts_up
            return PropertyTest(_presence_property(test.subject, type_), "ex" if known else "nex")
        if test.operator.outside:
            asked = asked.of_negated
        if type_.many:
            points = [
                _asked_of(PropertyTest(("option", test.subject, str(option)), "eq", 1), asked)
                for option in test.operands
            ]
            return _counted(len(points) if test.operator.every else 1, points, asked)
        intervals = test.operator.intervals(test.operands)
        if any(isinstance(operand, FactRef) for operand in test.operands):
            return _counted(1, [self._interval(test, i, asked) for i in intervals], asked)
        return self._constant_test(test.subject, intervals, asked)

    def _interval(self, test: Test, interval: Interval[Any], asked: Asked) -> Formula:
        if interval.lower is NONE:
            return _asked_of(self._none(test.subject), asked)
        bounds = [
            self._asked_of_bound(self._bound(test.subject, bound, is_lower, is_open), asked)
            for bound, is_lower, is_open in (
                (interval.lower, True, interval.lower_open),
                (interval.upper, False, interval.upper_open),
            )
            if bound is not None
        ]
        return _counted(len(bounds), bounds, asked)

    def _bound(self, subject: str, bound: Any, is_lower: bool, is_open: bool) -> PropertyTest:
        relation: Relation = "gte" if is_lower else "lte"
        step = 1 if is_lower else -1
        if isinstance(bound, FactRef):
            return PropertyTest(("order", subject, bound.fact), relation, 1 + step * is_open)
        return PropertyTest(
            ("value", subject), relation, self.codes[subject].place(bound) + step * is_open
        )

    def _none(self, subject: str) -> PropertyTest:
        return PropertyTest(("value", subject), "eq", self.codes[subject].largest)

    def _asked_of_bound(self, bound: PropertyTest, asked: Asked) -> Formula:
        """What is asked of a bound, which is false wherever there is none of what it compares."""
        names = bound.property[1:]
        nones = [self._none(name) for name in names if self.codes[name].type.none is not None]
        plain = _asked_of(bound, asked)
        if not nones or asked is Asked.NOT_TRUE:  # where there is none, no order is told
            return plain if bound.property[0] == "order" else any_of((plain, *nones))
        if asked is Asked.FALSE:
            return any_of((plain, *nones))
        return all_of((plain, *(_asked_of(none, Asked.NOT_TRUE) for none in nones)))

    def _constant_test(
        self, subject: str, intervals: Sequence[Interval[Any]], asked: Asked
    ) -> Formula:
        codes = self.codes[subject]
        prop = ("value", subject)
        inside = _merged(
            (
                0 if i.lower is None else codes.place(i.lower) + i.lower_open,
                codes.highest if i.upper is None else codes.place(i.upper) - i.upper_open,
            )
            for i in intervals
        )
        if asked in _SURE:
            return _within(prop, inside, codes.largest, asked is Asked.TRUE)
        known = _within(prop, inside, codes.largest, asked is Asked.NOT_FALSE)
        return any_of((known, PropertyTest(prop, "nex")))


_SURE = (Asked.TRUE, Asked.FALSE)


def _presence_property(subject: str, type_: ValueType) -> Property:
    return ("option", subject, next(iter(type_.choices))) if type_.many else ("value", subject)


def _counted(count: int, parts: Sequence[Formula], asked: Asked) -> Formula:
    """At least ``count`` parts hold; or, asked for the opposite, so many fail that they cannot."""
    needed = count if asked.counts_up else len(parts) - count + 1
    return parts[0] if len(parts) == needed == 1 else AtLeast(needed, tuple(parts))


_COMPLEMENT: dict[str, tuple[Relation, int]] = {"gte": ("lte", -1), "lte": ("gte", 1)}


def _asked_of(test: PropertyTest, asked: Asked) -> Formula:
    prop, relation, code = test
    sure: PropertyTest = test
    if not asked.counts_up:
        other, step = _COMPLEMENT.get(relation, ("neq", 0))
        sure = PropertyTest(prop, other, code + step)
    if asked in _SURE:
        return sure
    return any_of((sure, PropertyTest(prop, "nex")))


def _merged(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Intervals of codes, in order, without empty ones and with neighbours joined."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(i for i in intervals if i[0] <= i[1]):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _within(prop: Property, inside: list[tuple[int, int]], largest: int, wanted: bool) -> Formula:
    """The code lies in the intervals, or (not wanted) known and outside them all."""
    if not wanted and len(inside) > 1 and all(low == high for low, high in inside):
        return all_of(PropertyTest(prop, "neq", low) for low, _ in inside)
    if not wanted:
        ends = [-1, *(edge for low, high in inside for edge in (low - 1, high + 1)), largest + 1]
        edges = [ends[0] + 1, *ends[1:-1], ends[-1] - 1]
        inside = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a <= b]
    return any_of(_one_interval(prop, low, high, largest) for low, high in inside)


def _one_interval(prop: Property, low: int, high: int, largest: int) -> Formula:
    if low == high:
        return PropertyTest(prop, "eq", low)
    bounds = []
    if low > 0:
        bounds.append(PropertyTest(prop, "gte", low))
    if high < largest:
        bounds.append(PropertyTest(prop, "lte", high))
    return all_of(bounds) if bounds else PropertyTest(prop, "ex")
