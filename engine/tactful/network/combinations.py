"""Sets of rules as whole numbers, and what follows from each, worked out when it first occurs.

A decision has few options and an option few arguments, so among many clients the same rules
speak about it again and again. What they come to is the same each time, and a bit a rule makes
"which of these fired" one ``&``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeAlias, TypeVar

Combination: TypeAlias = int
"""Some of a ruleset's rules: bit ``n`` is set if the rule with number ``n`` is among them."""

MOST_KEPT = 64
"""Combinations whose consequence is kept; from then on others are worked out each time."""

T = TypeVar("T")


def combination(numbers: Iterable[int]) -> Combination:
    """The combination of the rules with these numbers."""
    found = 0
    for number in numbers:
        found |= 1 << number
    return found


def members(of: Combination) -> Iterator[int]:
    """The numbers of the rules in a combination, lowest first."""
    while of:
        lowest = of & -of
        yield lowest.bit_length() - 1
        of ^= lowest


class Consequences(dict[Combination, T], Generic[T]):
    """What follows from combinations of rules: ``consequences[combination]``.

    The consequence must be immutable and depend on nothing but the combination.
    """

    def __init__(self, work_out: Callable[[Combination], T], *, of_none: T) -> None:
        super().__init__({0: of_none})
        self._work_out = work_out

    def __missing__(self, of: Combination) -> T:
        found = self._work_out(of)
        if len(self) < MOST_KEPT:
            self[of] = found
        return found
