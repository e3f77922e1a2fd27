"""Formulas as paths of property tests, which is what a network can match.

And, or and "at least n of" are multiplied out into paths, each a conjunction. Where that would
explode, a part gets a property of its own, which is matched first and then read like a fact
(Tseitin's encoding).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from tactful.language.lowering import AtLeast, Formula, Property, PropertyTest, all_of, any_of

MOST_PATHS = 8
"""A condition is multiplied out to at most this many paths before parts get their own property."""

MOST_TESTS = 40
"""A longer path is cut into parts of this length."""


Path: TypeAlias = tuple[PropertyTest, ...]


class Target(NamedTuple):
    """What is to be matched: its number, the stage, and the paths of which one must match."""

    number: int
    stage: int
    paths: Sequence[Path]


class Parts:
    """The parts of formulas that have a property of their own, each with its paths."""

    def __init__(self) -> None:
        self.paths: dict[Property, list[Path]] = {}
        self._known: dict[Formula, Property] = {}
        self._counted_paths: dict[Formula, list[Path]] = {}

    def lowered(self, formula: Formula) -> list[Path]:
        """The paths of which one must match for the formula to hold."""
        paths = [_without_repeats(path) for path in self._paths(formula)]
        return [self._shortened(path) for path in dict.fromkeys(paths)]

    def _paths(self, formula: Formula) -> list[Path]:
        if isinstance(formula, PropertyTest):
            return [(formula,)]
        count, parts = formula
        if count <= 0:
            return [()]
        if count > len(parts):
            return []
        if count == 1:
            return [path for part in parts for path in self._paths(part)]
        if count == len(parts):
            return self._product([self._paths(part) for part in parts], parts)
        if formula not in self._counted_paths:
            self._counted_paths[formula] = self._at_least(count, parts)
        return self._counted_paths[formula]

    def _product(self, factors: list[list[Path]], parts: Sequence[Formula]) -> list[Path]:
        largest_first = sorted(range(len(parts)), key=lambda i: -len(factors[i]))
        for place in largest_first:
            if math.prod(len(factor) for factor in factors) <= MOST_PATHS:
                break
            if len(factors[place]) > 1:
                factors[place] = [(self._part(parts[place]),)]
        product: list[Path] = [()]
        for factor in factors:
            product = [path + more for path in product for more in factor]
        return product

    def _at_least(self, count: int, parts: tuple[Formula, ...]) -> list[Path]:
        """By halves: some from the left and the rest from the right."""
        middle = len(parts) // 2
        left, right = parts[:middle], parts[middle:]
        ways = [
            all_of((AtLeast(n, left), AtLeast(count - n, right)))
            for n in range(max(0, count - len(right)), min(count, len(left)) + 1)
        ]
        return self._paths(any_of(ways))

    def _part(self, formula: Formula) -> PropertyTest:
        prop = self._known.get(formula)
        if prop is None:
            prop = self._known[formula] = ("part", str(len(self._known)))
            self.paths[prop] = self.lowered(formula)
        return PropertyTest(prop, "eq", 1)

    def _shortened(self, path: Path) -> Path:
        while len(path) > MOST_TESTS:
            head, path = path[:MOST_TESTS], path[MOST_TESTS:]
            path = (*path, self._part(AtLeast(len(head), head)))
        return path


def _without_repeats(path: Path) -> Path:
    return tuple(dict.fromkeys(path))
