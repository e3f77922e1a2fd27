"""An option can never be what a decision comes to.

No rule speaks for it, or others always have more support, or it is ruled out whenever somebody
speaks for it.

Avoid: an option with rules only against it, unless it is the fallback.

Prefer: a rule that speaks for it in some situation, or no such option.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.language.model import Decision

DEFECT = kind("T409", "option-never-chosen", "A decision can never come to one of its options.")


def check(subject: Subject) -> Iterator[Finding]:
    """Options that are proven never to be chosen."""
    never_true = {(place.owner, place.part) for place in subject.never_true}
    for decision in subject.ruleset.decisions.values():
        if decision.id in subject.never_applies:
            if (decision.id, "applies when") not in never_true:
                yield finding(
                    DEFECT,
                    decision.span,
                    f"`{decision.id}` never applies: what stands under `applies when` excludes "
                    "each other",
                    "change `applies when` so that all of it can hold at once",
                )
            continue
        yield from _options(subject, decision)


def _options(subject: Subject, decision: Decision) -> Iterator[Finding]:
    silent = subject.dead | subject.shadowed
    for option in decision.options.values():
        if (decision.id, option.id) not in subject.never_chosen:
            continue
        speaking = subject.speaking_for(decision.id, option.id)
        if any(rule.id in silent for rule in speaking):
            continue  # that is the cause, and it is reported
        why = (
            "others always win over it, or it is ruled out" if speaking else "no rule speaks for it"
        )
        yield finding(
            DEFECT,
            option.span,
            f"`{decision.id}` never comes to `{option.id}`: {why}",
            "write or strengthen a rule that speaks for it, or remove the option",
        )
