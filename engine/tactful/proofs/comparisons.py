"""How two facts compare, as propositions: which is more, or whether they are equal.

With the cases of both in order, "more" needs one step a case rather than one a pair of cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from tactful.language.operators import Interval
from tactful.language.values import NONE, Value, ValueType
from tactful.proofs.logic import Proposition, all_of, any_of, negated


class PossibleValue(NamedTuple):
    """One value that a fact or decision may have, and when it has it."""

    when: Proposition
    value: Value


class TruthConditions(NamedTuple):
    """When a condition is true, and when it is false; where neither, it is unknown."""

    true: Proposition
    false: Proposition


class Ordering(NamedTuple):
    """When one fact is less than, equal to or more than another; none while one is unknown.

    ``apart`` is when there is none of one, so that it is known to be neither.
    """

    less: Proposition
    equal: Proposition
    more: Proposition
    apart: Proposition = False

    @property
    def turned(self) -> Ordering:
        """How the other lies to the one."""
        return Ordering(self.more, self.equal, self.less, self.apart)

    def at_least(self, strictly: bool) -> TruthConditions:
        """When the one is at least the other, or strictly more."""
        if strictly:
            return TruthConditions(self.more, any_of((self.less, self.equal, self.apart)))
        return TruthConditions(any_of((self.more, self.equal)), any_of((self.less, self.apart)))

    def at_most(self, strictly: bool) -> TruthConditions:
        """When the one is at most the other, or strictly less."""
        if strictly:
            return TruthConditions(self.less, any_of((self.more, self.equal, self.apart)))
        return TruthConditions(any_of((self.less, self.equal)), any_of((self.more, self.apart)))


def compared(
    one: Iterable[PossibleValue], other: Iterable[PossibleValue], type_: ValueType
) -> Ordering:
    """Compare two facts of a type by their cases."""
    rank: Any = type_.rank
    one, other = tuple(one), tuple(other)
    apart = any_of(case.when for case in (*one, *other) if case.value is NONE)
    ones, others = (
        sorted((c for c in cases if c.value is not NONE), key=lambda case: rank(case.value))
        for cases in (one, other)
    )
    below: Proposition = False
    place = 0
    equal, more = [], []
    for case in ones:
        at = rank(case.value)
        while place < len(others) and rank(others[place].value) < at:
            below = any_of((below, others[place].when))
            place += 1
        same = place < len(others) and rank(others[place].value) == at
        equal.append(all_of((case.when, others[place].when)) if same else False)
        more.append(all_of((case.when, below)))
    known = all_of((any_of(case.when for case in ones), any_of(case.when for case in others)))
    is_equal, is_more = any_of(equal), any_of(more)
    is_less = all_of((known, negated(is_equal), negated(is_more)))
    return Ordering(is_less, is_equal, is_more, apart)


def compared_with_none(one: Iterable[PossibleValue]) -> Ordering:
    """Whether there is none of a fact, as if that were more than all of its values."""
    symbol = tuple(one)
    less = any_of(case.when for case in symbol if case.value is not NONE)
    return Ordering(less, any_of(case.when for case in symbol if case.value is NONE), False)


def within(interval: Interval[Any], compare: Callable[[Any], Ordering]) -> TruthConditions:
    """When a fact lies in an interval; ``compare`` compares it with one of the bounds."""
    bounds = []
    if interval.lower is not None:
        bounds.append(compare(interval.lower).at_least(interval.lower_open))
    if interval.upper is not None:
        bounds.append(compare(interval.upper).at_most(interval.upper_open))
    return TruthConditions(all_of(b.true for b in bounds), any_of(b.false for b in bounds))
