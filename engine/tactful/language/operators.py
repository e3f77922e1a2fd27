"""The tests a condition can make: one row an operator.

Every operator that looks at a value means "the value lies in one of these intervals", or "in
none of them". That one meaning is all a back end needs: the reference evaluator compares with
the bounds, the network turns them into property tests, a column engine into range predicates, a
solver into inequalities. So none of them can disagree on what a word means, and a new operator
is one new row: its words, the types it fits, its intervals and its English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from tactful.language.values import Kind, ValueType

Bound = TypeVar("Bound")


class Interval(NamedTuple, Generic[Bound]):
    """Values from ``lower`` to ``upper``. ``None`` is no bound; an open end excludes its bound."""

    lower: Bound | None = None
    upper: Bound | None = None
    lower_open: bool = False
    upper_open: bool = False


@dataclass(frozen=True)
class Operator:
    """One way to test a fact.

    Attributes:
        name: How code and messages name it.
        pattern: The words an author writes, ``{}`` where a value goes.
        example: A test as an author would write it, for messages and the language reference.
        says: How a sentence says that the test holds, ``{}`` where a value goes.
        says_not: How a sentence says that it does not hold.
        intervals: From the operands to the intervals whose values pass. A test of presence
            (``known``) has none.
        outside: The test passes outside the intervals instead.
        presence: For ``known`` and ``unknown``: whether having a value passes; elsewhere ``None``.
        takes_list: A list stands where the (one) value goes.
        every: It takes every operand to be among several choices, where others take one.
        ordered: It needs a type whose values have an order.
        kinds: The kinds of fact it fits; empty for all.
    """

    name: str
    pattern: str
    example: str
    says: str
    says_not: str
    intervals: Callable[[Sequence[Any]], tuple[Interval[Any], ...]]
    outside: bool = False
    presence: bool | None = None
    takes_list: bool = False
    ordered: bool = False
    kinds: frozenset[Kind] = frozenset()
    every: bool = False

    @cached_property
    def enumerates(self) -> bool:
        """Whether a value passes, or fails, by being one of the operands."""
        return self.intervals is _points and not self.every

    def fits(self, type_: ValueType) -> bool:
        """Whether a fact of this type can be tested so."""
        if (self.ordered and not type_.comparable) or (self.every and not type_.many):
            return False
        return not self.kinds or type_.kind in self.kinds

    def __reduce__(self) -> tuple[Callable[[str], Operator], tuple[str]]:
        """Travels to another process by name, and is the same operator there."""
        return operator_named, (self.name,)

    @cached_property
    def words(self) -> re.Pattern[str]:
        """Matches a whole test written with this operator; one group an operand."""
        pattern = re.escape(self.pattern).replace(r"\ ", r"\s+").replace(r"\{\}", r"(\S.*?)")
        return re.compile(pattern, re.DOTALL)


def _points(operands: Sequence[Any]) -> tuple[Interval[Any], ...]:
    return tuple(Interval(operand, operand) for operand in operands)


_DAYS_AND_TIMES = frozenset({Kind.DATE, Kind.TIME, Kind.DATETIME})

KNOWN = Operator(
    "known", "known", "rapport: known", "is known", "is not known", lambda _: (), presence=True
)
UNKNOWN = Operator(
    "unknown",
    "unknown",
    "rapport: unknown",
    "is not known",
    "is known",
    lambda _: (),
    presence=False,
)
AT_LEAST = Operator(
    "at least",
    "at least {}",
    "rapport: at least warm",
    "is at least {}",
    "is less than {}",
    lambda x: (Interval(lower=x[0]),),
    ordered=True,
)
AT_MOST = Operator(
    "at most",
    "at most {}",
    "gift_value: at most 25",
    "is at most {}",
    "is more than {}",
    lambda x: (Interval(upper=x[0]),),
    ordered=True,
)
MORE_THAN = Operator(
    "more than",
    "more than {}",
    "nudges_sent: more than 1",
    "is more than {}",
    "is at most {}",
    lambda x: (Interval(lower=x[0], lower_open=True),),
    ordered=True,
)
LESS_THAN = Operator(
    "less than",
    "less than {}",
    "hours_since_interview: less than 1",
    "is less than {}",
    "is at least {}",
    lambda x: (Interval(upper=x[0], upper_open=True),),
    ordered=True,
)
BETWEEN = Operator(
    "between",
    "between {} and {}",
    "time_of_day: between 11:00 and 15:00",
    "is between {} and {}",
    "is not between {} and {}",
    lambda x: (Interval(lower=x[0], upper=x[1]),),
    ordered=True,
)
BEFORE = Operator(
    "before",
    "before {}",
    "time_of_day: before 16:30",
    "is before {}",
    "is not before {}",
    lambda x: (Interval(upper=x[0], upper_open=True),),
    ordered=True,
    kinds=_DAYS_AND_TIMES,
)
AFTER = Operator(
    "after",
    "after {}",
    "today: after decision_due",
    "is after {}",
    "is not after {}",
    lambda x: (Interval(lower=x[0], lower_open=True),),
    ordered=True,
    kinds=_DAYS_AND_TIMES,
)
ALL_OF = Operator(
    "all of",
    "all of {}",
    "languages: {all of: [french, german]}",
    "includes all of {}",
    "does not include all of {}",
    _points,
    takes_list=True,
    every=True,
)
NONE_OF = Operator(
    "none of",
    "not {}",
    "industry: {not: [law, finance]}",
    "is none of {}",
    "is {}",
    _points,
    outside=True,
    takes_list=True,
)
NOT = Operator("not", "not {}", "industry: not law", "is not {}", "is {}", _points, outside=True)
ONE_OF = Operator(
    "one of", "{}", "industry: [law, finance]", "is {}", "is none of {}", _points, takes_list=True
)
EQUAL = Operator("equal", "{}", "industry: law", "is {}", "is not {}", _points)

OPERATORS: tuple[Operator, ...] = (
    KNOWN,
    UNKNOWN,
    AT_LEAST,
    AT_MOST,
    MORE_THAN,
    LESS_THAN,
    BETWEEN,
    BEFORE,
    AFTER,
    ALL_OF,
    NONE_OF,
    NOT,
    ONE_OF,
    EQUAL,
)
"""Every operator, in the order in which a test's words are tried: the bare value comes last."""


def operator_named(name: str) -> Operator:
    """The operator of this name.

    Raises:
        KeyError: if there is none.
    """
    return {operator.name: operator for operator in OPERATORS}[name]


def reads_like_operator(word: str) -> Operator | None:
    """The operator that this word alone, or its beginning, would be read as; ``None`` if none."""
    for operator in OPERATORS:
        if operator.pattern != "{}" and operator.words.fullmatch(word):
            return operator
    return None
