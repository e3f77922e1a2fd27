"""Which tests are enough to make a condition true, or to keep it from being true.

A condition of many parts seldom needs them all: one true part makes an "any" true, one part that
is not true keeps an "all" from firing a rule. The parts picked are the cheapest, where the cost
of a test is whatever the caller counts (``grounds`` counts the given facts behind it).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from tactful.conditions import Truth, TypeOf, Values, truth
from tactful.model import Condition, Join, Test

Cost: TypeAlias = Callable[[Test], int]
"""What it costs to rely on a test."""


class Weighing(NamedTuple):
    """What is needed to pick tests: the known values, the types of names, and the cost."""

    values: Values
    type_of: TypeOf
    cost: Cost

    def truth(self, condition: Condition) -> Truth:
        """Whether a condition holds."""
        return truth(condition, self.values, self.type_of)


def enough_for(condition: Condition | None, weighing: Weighing) -> tuple[Test, ...]:
    """Tests whose truth, as it is, makes a true condition true whatever the others come to."""
    return () if condition is None else _picked(condition, weighing, True, False) or ()


def enough_against(condition: Condition | None, weighing: Weighing) -> tuple[Test, ...] | None:
    """Tests that keep a condition from being true: false ones, or unknown ones.

    ``None`` if nothing does, because it is true.
    """
    return None if condition is None else _picked(condition, weighing, False, True)


def _picked(
    condition: Condition, weighing: Weighing, wanted: bool, or_unknown: bool
) -> tuple[Test, ...] | None:
    """The cheapest tests that make a condition ``wanted``, or at least not the opposite."""
    if isinstance(condition, Test):
        found = weighing.truth(condition)
        fits = found is wanted or (or_unknown and found is None)
        return (condition,) if fits else None
    parts = condition.parts
    if condition.join is Join.NONE:
        wanted = not wanted
    least = {Join.ALL: len(parts), Join.AT_LEAST: condition.count}.get(condition.join, 1)
    needed = max(least if wanted else len(parts) - least + 1, 0)
    fitting = [
        picked
        for part in parts
        if (picked := _picked(part, weighing, wanted, or_unknown)) is not None
    ]
    if len(fitting) < needed:
        return None
    fitting.sort(key=lambda tests: sum(map(weighing.cost, tests)))
    return tuple(dict.fromkeys(test for tests in fitting[:needed] for test in tests))
