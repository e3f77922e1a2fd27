"""How far a rule that did not fire is from firing: what holds, what fails, what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tactful.conclusions import Conclusions
from tactful.conditions import TypeOf, Values, truth
from tactful.model import Condition, Group, Join, Rule


class Shortfall(NamedTuple):
    """A rule that did not fire, with the conditions it asks for, each whole.

    Attributes:
        rule: The rule.
        held: Those of its conditions that hold.
        failed: Those that do not.
        unknown: Those of which it is not known.
        blocked: What it makes an exception of (its ``unless``), if that is so.
        gave_way_to: The rules that set it aside.
    """

    rule: Rule
    held: tuple[Condition, ...]
    failed: tuple[Condition, ...]
    unknown: tuple[Condition, ...]
    blocked: Condition | None
    gave_way_to: tuple[str, ...]

    @property
    def conditions(self) -> int:
        """How many conditions it asks for."""
        return len(self.held) + len(self.failed) + len(self.unknown)

    @property
    def distance(self) -> tuple[int, int]:
        """What sorts the nearest rule first: what is missing, then what surely fails."""
        fails = len(self.failed) + (self.blocked is not None) + bool(self.gave_way_to)
        return len(self.unknown) + fails, fails


def shortfall(rule: Rule, conclusions: Conclusions, values: Values, type_of: TypeOf) -> Shortfall:
    """What keeps a rule from firing.

    Args:
        rule: A rule that did not fire.
        conclusions: What followed from the scenario.
        values: What is known by then (``conclusions.known_values``).
        type_of: The type of a fact or decision.
    """
    sorted_out: dict[bool | None, list[Condition]] = {True: [], False: [], None: []}
    for part in conditions_of(rule.when):
        sorted_out[truth(part, values, type_of)].append(part)
    blocked = rule.unless is not None and truth(rule.unless, values, type_of) is True
    return Shortfall(
        rule,
        tuple(sorted_out[True]),
        tuple(sorted_out[False]),
        tuple(sorted_out[None]),
        rule.unless if blocked else None,
        tuple(aside.by for aside in conclusions.set_aside if aside.rule == rule.id),
    )


def conditions_of(condition: Condition | None) -> Iterator[Condition]:
    """The conditions that must all hold, as a reader would count them."""
    if isinstance(condition, Group) and condition.join is Join.ALL:
        for part in condition.parts:
            yield from conditions_of(part)
    elif condition is not None:
        yield condition
