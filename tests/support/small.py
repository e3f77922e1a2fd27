"""Rulesets of a few facts and one decision, put together by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from making import decision, rule, ruleset
from tactful.language import reference
from tactful.language.calendar import WEEKDAYS
from tactful.language.model import Constraint, Fact, Ruleset
from tactful.language.terms import Condition
from tactful.language.values import Kind, Value, ValueType

WEEK = ValueType(Kind.CHOICE, choices={day: day for day in WEEKDAYS}, many=True)


def ruleset_of(facts: Iterable[Fact], whens: Iterable[Condition], *never: Condition) -> Ruleset:
    """A ruleset in which each condition leads to an option of its own."""
    rules = [rule(f"r{n}", when, then={"d": {f"o{n}": "for"}}) for n, when in enumerate(whens)]
    options = (f"o{n}" for n in range(len(rules)))
    made = ruleset({f.id: f for f in facts}, [decision("d", *options, many=True)], *rules)
    constraints = {f"c{n}": Constraint(f"c{n}", when, ("",)) for n, when in enumerate(never)}
    return replace(made, constraints=constraints)


def options_of(ruleset: Ruleset, values: Mapping[str, Value]) -> frozenset[str]:
    """The options that such a ruleset chooses."""
    return frozenset(reference.evaluate(ruleset, values).decisions["d"].choices)
