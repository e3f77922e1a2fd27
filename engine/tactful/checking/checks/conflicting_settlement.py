"""Two rules can fire at once and each say `always` for another option of one decision.

Nothing is recommended then. The finding shows a situation in which that happens.

Avoid:
    - {id: they-wrote, when: {heard_back: yes}, then: {step: {reply: always}}, ...}
    - {id: enough, when: {nudges: at least 3}, then: {step: {move_on: always}}, ...}

Prefer: `overrides` in one of them, conditions that exclude each other, or `strongly for`.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.conflicts import conflicts
from tactful.checking.finding import Finding, kind
from tactful.checking.subject import Subject

DEFECT = kind(
    "T411",
    "conflicting-settlement",
    "Two rules can fire at once and settle a decision differently.",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Pairs of rules that can settle a decision differently."""
    for name in subject.ruleset.decisions:
        yield from conflicts(subject, DEFECT, name, f"settle `{name}` differently", about=[name])
