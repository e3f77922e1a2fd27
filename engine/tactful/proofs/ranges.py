"""Values put together again as conditions that a person can read: ``more than 50``.

The inverse of ``representatives``: of the values that stand for a fact some were chosen, and the
condition that just these meet is written with the operators that authors use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import groupby

from tactful.language.computations import MILLIONTHS
from tactful.language.operators import (
    AFTER,
    AT_LEAST,
    AT_MOST,
    BEFORE,
    BETWEEN,
    EQUAL,
    KNOWN,
    LESS_THAN,
    MORE_THAN,
    NONE_OF,
    NOT,
    ONE_OF,
)
from tactful.language.terms import Condition, Group, Join, Test
from tactful.language.values import NONE, Kind, Value, ValueType
from tactful.proofs.several import sets_condition

NEXT = 1.5
"""Fewer millionths lie between two numbers of which one is the next to the other."""


def condition_of(
    fact: str, type_: ValueType, tried: Sequence[Value], chosen: Set[Value], named: Set[Value]
) -> Condition:
    """The condition on a fact that the chosen values meet and the other tried ones do not.

    Args:
        fact: The fact.
        type_: Its type.
        tried: Values that stand for all it can have; in order if its type has one.
        chosen: Some of them, at least one.
        named: Values that rules name, which are told apart from those on either side.
    """
    if NONE in chosen or NONE in tried:
        return _or_none(fact, type_, tried, chosen, named)
    if type_.many:
        return sets_condition(fact, type_, tried, [value for value in tried if value in chosen])
    if not type_.comparable:
        return _listed(fact, type_, tried, chosen, named)
    parts = [
        _stretch(fact, type_, tried, first, last, named)
        for first, last in _runs([value in chosen for value in tried])
    ]
    return parts[0] if len(parts) == 1 else Group(Join.ANY, tuple(parts))


def _or_none(
    fact: str, type_: ValueType, tried: Sequence[Value], chosen: Set[Value], named: Set[Value]
) -> Condition:
    """The condition where there may be none of a fact."""
    values, some = [v for v in tried if v is not NONE], chosen - {NONE}
    is_none = Test(fact, EQUAL, (NONE,))
    if not some:
        return is_none
    rest = condition_of(fact, type_, values, some, named - {NONE})
    if NONE in chosen:
        whole = len(some) == len(values)
        return Test(fact, KNOWN) if whole else Group(Join.ANY, (is_none, rest))
    if isinstance(rest, Test) and rest.operator in (KNOWN, NONE_OF):
        return Test(fact, NONE_OF if rest.operands else NOT, (NONE, *rest.operands))
    # "Not before" a day is so of none as well: bounds of a calendar are denied ones.
    denied = any(group.join is Join.NONE for group in _groups(rest))
    return Group(Join.ALL, (Test(fact, NOT, (NONE,)), rest)) if denied else rest


def _groups(condition: Condition) -> Iterator[Group]:
    if isinstance(condition, Group):
        yield condition
        for part in condition.parts:
            yield from _groups(part)


def _listed(
    fact: str, type_: ValueType, tried: Sequence[Value], chosen: Set[Value], named: Set[Value]
) -> Condition:
    values = tuple(value for value in tried if value in chosen)
    if len(values) == len(tried):
        return Test(fact, KNOWN)
    if type_.kind is Kind.TEXT and any(value not in named for value in values):
        others = tuple(value for value in tried if value not in chosen)
        return Test(fact, NONE_OF, others)
    return Test(fact, EQUAL, values) if len(values) == 1 else Test(fact, ONE_OF, values)


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The places at which runs of true flags begin and end."""
    place = 0
    for flag, group in groupby(flags):
        length = len(list(group))
        if flag:
            yield place, place + length - 1
        place += length


def _stretch(
    fact: str, type_: ValueType, tried: Sequence[Value], first: int, last: int, named: Set[Value]
) -> Condition:
    low, high = tried[first], tried[last]
    if type_.kind is Kind.CHOICE:
        return _ladder(fact, tried, first, last)
    if first == last and low in named:
        return Test(fact, EQUAL, (low,))
    tests: list[Condition] = []
    if first > 0:
        tests.append(_from(fact, type_, tried[first - 1], low, named))
    if last < len(tried) - 1:
        tests.append(_until(fact, type_, high, tried[last + 1], named))
    if not tests:
        return Test(fact, KNOWN)
    if [t.operator for t in tests if isinstance(t, Test)] == [AT_LEAST, AT_MOST]:
        return Test(fact, BETWEEN, (low, high))
    return tests[0] if len(tests) == 1 else Group(Join.ALL, tuple(tests))


def _ladder(fact: str, tried: Sequence[Value], first: int, last: int) -> Condition:
    if first == last:
        return Test(fact, EQUAL, (tried[first],))
    if last == len(tried) - 1:
        return Test(fact, AT_LEAST, (tried[first],))
    if first == 0:
        return Test(fact, AT_MOST, (tried[last],))
    return Test(fact, ONE_OF, tuple(tried[first : last + 1]))


def _from(fact: str, type_: ValueType, below: Value, low: Value, named: Set[Value]) -> Condition:
    if type_.kind is not Kind.NUMBER:
        if below in named and low not in named:
            return Test(fact, AFTER, (below,))
        return Group(Join.NONE, (Test(fact, BEFORE, (low,)),))
    if _is_next(below, low) or (below in named and low not in named):
        return Test(fact, MORE_THAN, (below,))
    return Test(fact, AT_LEAST, (low,))


def _until(fact: str, type_: ValueType, high: Value, above: Value, named: Set[Value]) -> Condition:
    if type_.kind is not Kind.NUMBER:
        if high in named and above not in named:
            return Group(Join.NONE, (Test(fact, AFTER, (high,)),))
        return Test(fact, BEFORE, (above,))
    if _is_next(above, high) or (above in named and high not in named):
        return Test(fact, LESS_THAN, (above,))
    return Test(fact, AT_MOST, (high,))


def _is_next(plain: Value, other: Value) -> bool:
    """Whether a number is the very next to a plainer one, which nobody would say instead."""
    if isinstance(plain, int | float) and isinstance(other, int | float):
        near = abs(plain - other) * MILLIONTHS < NEXT
        return near and len(str(plain)) < len(str(other))
    return False
