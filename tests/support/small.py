"""Rulesets of a few facts and one decision, put together by hand."""

from __future__ import annotations

from collections.abc import Iterable

from tactful.language.model import (
    Argument,
    Constraint,
    Decision,
    Fact,
    Option,
    Rule,
    Ruleset,
    Stance,
)
from tactful.language.terms import Condition
from tactful.language.values import Kind, ValueType


def ruleset_of(facts: Iterable[Fact], whens: Iterable[Condition], *never: Condition) -> Ruleset:
    """A ruleset in which each condition leads to an option of its own."""
    listed = [*whens]
    options = {f"o{n}": Option(f"o{n}", f"o{n}") for n in range(len(listed))}
    type_ = ValueType(Kind.CHOICE, choices={o: o for o in options}, many=True)
    rules = {
        f"r{n}": Rule(
            f"r{n}",
            ("",),
            "house",
            when,
            arguments=(Argument(f"r{n}", "d", f"o{n}", Stance.FOR, 2),),
        )
        for n, when in enumerate(listed)
    }
    constraints = {f"c{n}": Constraint(f"c{n}", when, ("",)) for n, when in enumerate(never)}
    decision = Decision("d", "d", options, type_)
    return Ruleset(
        "r", "r", {f.id: f for f in facts}, {"d": decision}, rules, constraints=constraints
    )
