"""What a client is told, and nothing of the reasons: what two rulesets are compared by."""

from __future__ import annotations

from typing import TypeAlias

from tactful.conclusions import Conclusions, Settled, Status

Told: TypeAlias = tuple[Status, tuple[str, ...]]


def told(settled: Settled) -> Told:
    """How a decision came out: the options chosen, best first, or why there are none.

    An option is the same advice whether it was argued for or is the fallback.
    """
    if settled.status is Status.FALLBACK:
        return Status.CHOSEN, settled.choices
    return settled.status, settled.choices


def advice(conclusions: Conclusions) -> dict[str, Told]:
    """How every decision came out."""
    return {name: told(settled) for name, settled in conclusions.decisions.items()}
