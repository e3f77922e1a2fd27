"""Values of a computed fact that no test tells apart, of which one stands for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from tactful.language.computations import COMPUTATIONS, computed_by
from tactful.language.model import Fact, Ruleset, every_test
from tactful.language.strata import computed_from
from tactful.language.terms import FactRef
from tactful.language.turning import place_among
from tactful.language.values import Kind, Value


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
