"""A rule that spoke, as a reason: its sentence in the coach's words and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tactful.model import HOUSE, Argument, Rule, Stance
from tactful.wording import Wording

HOUSE_CREDIT = "the coach's judgement"
"""What people read as the source of a house rule."""


class Reason(NamedTuple):
    """A rule that spoke, in the coach's words.

    Attributes:
        rule: The rule's id.
        because: Its sentence, filled in.
        source: The id of its source.
        credit: Where the advice comes from, as people read it.
        stance: How it argued about an option; ``None`` where it concluded a fact.
        weight: What the stance weighs; 0 for those that settle.
    """

    rule: str
    because: str
    source: str
    credit: str
    stance: Stance | None = None
    weight: int = 0


def reason_of(rule: Rule, wording: Wording, argument: Argument | None = None) -> Reason:
    """A rule as a reason, with how it argued where it did."""
    source = wording.ruleset.sources.get(rule.source)
    credit = rule.source if source is None else source.section or source.claim
    if rule.source == HOUSE:
        credit = HOUSE_CREDIT
    reason = Reason(rule.id, wording.filled(rule.because), rule.source, credit)
    if argument is None:
        return reason
    return Reason(
        reason.rule, reason.because, reason.source, reason.credit, argument.stance, argument.weight
    )


def reasons_of(rules: Iterable[str], wording: Wording) -> tuple[Reason, ...]:
    """Several rules as reasons."""
    return tuple(reason_of(wording.ruleset.rules[rule], wording) for rule in rules)
