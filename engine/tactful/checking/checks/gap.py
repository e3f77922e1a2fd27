"""A decision that chooses one option can apply and come to nothing.

The client asks and gets no recommendation, because nothing speaks for any option or all that
does is ruled out. The finding shows a situation in which that happens.

Avoid: a decision without a fallback whose rules leave some clients without an answer.

Prefer: a `fallback` that nothing rules out, or a rule for those who are left.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.language.conclusions import Conclusions, Status

DEFECT = kind("T412", "gap", "A decision can apply and come to no recommendation.")


def check(subject: Subject) -> Iterator[Finding]:
    """Decisions that can come to nothing."""
    for decision in subject.ruleset.decisions.values():
        if decision.many:
            continue

        def is_so(conclusions: Conclusions, name: str = decision.id) -> bool:
            return conclusions.decisions[name].status is Status.NONE

        nothing = subject.proofs.formulas.outcomes[decision.id][Status.NONE]
        witness = subject.witness(nothing, is_so)
        if witness is not None:
            help_ = "add a `fallback`, or a rule for clients like this one"
            if decision.fallback is not None:
                help_ = (
                    f"let nothing rule out `{decision.fallback}`, or add a rule for clients "
                    "like this one"
                )
            yield finding(
                DEFECT,
                decision.span,
                f"for some clients `{decision.id}` comes up and nothing is advised",
                help_,
                witness=witness,
                about=[decision.id],
            )
