"""What somebody can bring about that changes advice, with all that each of it changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from tactful.explanation.explanation import Explanation
from tactful.proofs.counterfactual import Counterfactual, Counterfactuals, FactChange

Lever: TypeAlias = tuple[FactChange, ...]
"""What somebody can bring about, which changes one decision or several."""

Ways: TypeAlias = list[tuple[Counterfactuals, Counterfactual]]
"""Answers to what would change a decision, each with one of the ways that it found."""


def levers(
    answers: Sequence[Counterfactuals], explanation: Explanation
) -> list[tuple[Lever, Ways]]:
    """What can be done, with all that it changes: least to do first, what is advised anyway last.

    What an option leaves behind once it is carried out is no news to who is advised to do it.
    """
    found: dict[object, tuple[Lever, Ways]] = {}
    for answer in answers:
        for way in answer.found:
            alike = frozenset((change.fact, change.becomes) for change in way.changes)
            found.setdefault(alike, (way.changes, []))[1].append((answer, way))
    advised = {
        effect.fact
        for name, settled in explanation.conclusions.decisions.items()
        for choice in settled.choices
        for effect in explanation.ruleset.decisions[name].options[choice].after or ()
    }

    def order(one: tuple[Lever, Ways]) -> tuple[bool, int]:
        lever, _ = one
        return any(change.fact in advised for change in lever), len(lever)

    return sorted(_dealt_out([*found.values()]), key=order)


def _dealt_out(levers: list[tuple[Lever, Ways]]) -> Iterator[tuple[Lever, Ways]]:
    """The same, where of values that do one thing together each does something else as well."""
    for lever, ways in levers:
        (change, *more) = lever
        parts = [
            (other[0], others)
            for other, others in levers
            if not more
            and len(other) == 1
            and other[0].fact == change.fact
            and {*other[0].values} < {*change.values}
        ]
        if {value for part, _ in parts for value in part.values} != {*change.values}:
            yield lever, ways
            continue
        for _, others in parts:
            others += ways
