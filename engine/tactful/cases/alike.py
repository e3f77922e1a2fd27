"""Values of a computed fact that no test tells apart, of which one stands for all.

And what it comes to with each value of what it is computed from, of which those are together that
make no difference.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from tactful.language.computations import COMPUTATIONS, computed_by
from tactful.language.conditions import every_test
from tactful.language.model import Fact, Ruleset
from tactful.language.strata import computed_from
from tactful.language.terms import FactRef
from tactful.language.turning import place_among
from tactful.language.values import Kind, Value

MOST_TABLED = 4_000
"""Combinations of values of which each is computed; of more, nothing is said."""

MOST_SHARED = 128
"""Tables that are kept, the latest: clients who tell no moment share them within a minute."""


class ComputedTable(NamedTuple):
    """What a fact comes to.

    Attributes:
        axes: For each fact that it is computed from, the places of its values, of those together
            with which it is always the same.
        rows: Which of those on each axis, and the value; without those that have none.
    """

    axes: Sequence[Sequence[Sequence[int]]]
    rows: Sequence[tuple[tuple[int, ...], Value]]


@lru_cache(maxsize=MOST_SHARED)
def tabled(
    ruleset: Ruleset,
    name: str,
    names: tuple[str, ...],
    values: tuple[tuple[Value | None, ...], ...],
) -> ComputedTable | None:
    """What a computed fact comes to; ``None`` if there are too many ways to look at.

    Args:
        ruleset: The ruleset.
        name: The fact.
        names: The facts that it depends on.
        values: The values that each of those may have, ``None`` for unknown.
    """
    alike = Alike(ruleset, ruleset.facts[name], names)
    groups = [alike.grouped(axis) for axis in values]
    if math.prod(map(len, groups)) > MOST_TABLED:
        return None
    firsts = [[axis[group[0]] for group in of] for axis, of in zip(values, groups, strict=True)]
    listed = itertools.product(*(range(len(axis)) for axis in firsts))
    rows = itertools.product(*firsts)
    table = {places: alike.value(row) for places, row in zip(listed, rows, strict=True)}
    axes = []
    stand_for = []
    for axis, of in enumerate(groups):
        same: dict[object, list[int]] = {}
        for place, told in enumerate(_told_apart(table, axis, len(of))):
            same.setdefault(told, []).append(place)
        axes.append([[way for place in places for way in of[place]] for places in same.values()])
        stand_for.append([places[0] for places in same.values()])
    found = []
    for chosen in itertools.product(*(range(len(each)) for each in axes)):
        value = table[tuple([of[place] for of, place in zip(stand_for, chosen, strict=True)])]
        if value is not None:
            found.append((chosen, value))
    return ComputedTable(axes, found)


def _told_apart(
    table: Mapping[tuple[int, ...], Value | None], axis: int, size: int
) -> list[tuple[Value | None, ...]]:
    """For each place on an axis of a table, all that stands there."""
    rows: list[list[Value | None]] = [[] for _ in range(size)]
    for places, value in table.items():  # in the same order on each
        rows[places[axis]].append(value)
    return [tuple(row) for row in rows]


class Alike:
    """A computed fact, of whose values one stands for all that no test tells apart."""

    def __init__(self, ruleset: Ruleset, fact: Fact, names: Sequence[str]) -> None:
        """Compute a fact from the values of the facts that it depends on, by these names."""
        self.computed = computed_by(fact, names, ruleset.clock)
        self.by_day = fact.computed is not None and COMPUTATIONS[fact.computed.name].by_day
        self.constants = _thresholds(ruleset).get(fact.id)
        self.first: dict[int, Value] = {}

    def grouped(self, values: Sequence[Value | None]) -> list[list[int]]:
        """The places of some values of a fact that it is computed from, of like ones together.

        To what goes by days all moments of one day are alike.
        """
        found: dict[object, list[int]] = {}
        for place, value in enumerate(values):
            if self.by_day and isinstance(value, datetime):
                value = value.date()
            found.setdefault(value, []).append(place)
        return [*found.values()]

    def value(self, row: Sequence[Value | None]) -> Value | None:
        """What the fact comes to with these values, or a value like it."""
        value = self.computed(row)
        if value is None or self.constants is None:
            return value
        return self.first.setdefault(place_among(self.constants, value), value)


@lru_cache(maxsize=8)
def _thresholds(ruleset: Ruleset) -> Mapping[str, Sequence[Any]]:
    """For each computed fact that meets nothing but constants, those, in order."""
    found: dict[str, set[Any]] = {
        fact.id: set()
        for fact in ruleset.facts.values()
        if fact.computed is not None and fact.type.kind is not Kind.CHOICE
    }
    for fact in ruleset.facts.values():
        for name in computed_from(fact, ruleset):
            found.pop(name, None)
    for test in every_test(ruleset):
        others = [o.fact for o in test.operands if isinstance(o, FactRef)]
        for name in (test.subject, *others) if others else ():
            found.pop(name, None)
    for test in every_test(ruleset):
        if test.subject in found:
            found[test.subject].update(test.operands)
    return {name: sorted(constants) for name, constants in found.items()}
