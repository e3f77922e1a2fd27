"""Evaluating part of a scenario again, and comparing what comes out."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import settings

import draws
from drawing import Size
from draws import DRAWS
from tactful.language.conclusions import Conclusions
from tactful.language.strata import Step
from tactful.language.values import Value

unhurried = settings(draws.unhurried, max_examples=DRAWS)
SIZES = (Size(), Size(facts=10, concluded=6, decisions=3, rules=30, depth=3))


def outcome(conclusions: Conclusions, step: Step) -> object:
    """What must come out the same."""
    if step.kind == "rule":
        return step.id in conclusions.fired
    if step.kind == "fact":
        known = conclusions.facts.get(step.id)
        return None if known is None else known.value
    settled = conclusions.decisions[step.id]
    return settled.status, settled.choices


def only(facts: Mapping[str, Value], names: frozenset[str]) -> dict[str, Value]:
    return {name: value for name, value in facts.items() if name in names}
