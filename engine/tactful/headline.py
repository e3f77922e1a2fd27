"""What a client reads first: the advice in a line or two, as the ruleset's summary words it."""

from __future__ import annotations

from collections.abc import Sequence

from tactful.conclusions import Status
from tactful.model import Ruleset
from tactful.outcomes import ExplainedDecision
from tactful.wording import Wording


def headline(
    ruleset: Ruleset, decisions: Sequence[ExplainedDecision], wording: Wording
) -> tuple[str, ...]:
    """The advice's first lines: the summary filled in, or else each answer; never empty."""
    lines = []
    for alternatives in ruleset.summary:
        filled = (wording.filled_if_known(line) for line in alternatives)
        lines.append(next((line for line in filled if line is not None), None))
    written = tuple(line for line in lines if line is not None)
    if written:
        return written
    answered = tuple(f"{d.question} {d.answer}" for d in decisions if d.chosen)
    if answered:
        return answered
    if any(d.status is Status.CONFLICT for d in decisions):
        return ("No recommendation: the rules disagree.",)
    return ("No recommendation: what is known so far does not point anywhere.",)
