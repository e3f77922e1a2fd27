"""Evaluating part of a scenario again, and comparing what comes out."""

from __future__ import annotations

import os
from collections.abc import Mapping

from hypothesis import HealthCheck, settings

from drawing import Size
from tactful.language.conclusions import Conclusions
from tactful.language.strata import Step
from tactful.language.values import Value

DRAWS = int(os.environ.get("TACTFUL_DRAWS", "200"))
unhurried = settings(
    deadline=None,
    max_examples=DRAWS,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
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
