"""What cannot be: which of a ruleset's constraints a situation breaks, and by which facts.

Source of the idea: integrity constraints, as databases and answer-set programs have them
(R. Reiter, On Integrity Constraints, TARK 1988).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tactful.language.conditions import truth
from tactful.language.model import Constraint, Ruleset
from tactful.language.terms import reads
from tactful.language.values import Value


class Misfit(NamedTuple):
    """A constraint that is broken, and the facts that do not fit together, in its own order."""

    constraint: Constraint
    facts: tuple[str, ...]


def broken(ruleset: Ruleset, values: Mapping[str, Value]) -> tuple[str, ...]:
    """The constraints that a situation breaks, by name: those whose condition is true.

    Args:
        ruleset: The rules.
        values: Every fact that is known in the end.
    """
    return tuple(
        name
        for name, constraint in ruleset.constraints.items()
        if truth(constraint.never, values, ruleset.type_of) is True
    )


def misfits(ruleset: Ruleset, names: tuple[str, ...]) -> tuple[Misfit, ...]:
    """For each broken constraint, the facts that it reads."""
    found = (ruleset.constraints[name] for name in names)
    order = [*ruleset.facts]
    return tuple(Misfit(c, tuple(sorted(reads(c.never), key=order.index))) for c in found)
