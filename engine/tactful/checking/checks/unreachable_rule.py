"""A rule can never fire: its conditions exclude each other.

Each of them can be true, but never all of them at once, or `unless` holds whenever `when` does.

Avoid:
    when: {rapport: warm, all: [{rapport: cold}]}

Prefer: conditions that some client can meet, or no rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject

DEFECT = kind("T407", "unreachable-rule", "A rule's conditions can never hold all at once.")


def check(subject: Subject) -> Iterator[Finding]:
    """Rules that are proven never to be triggered."""
    for rule in subject.ruleset.rules.values():
        if rule.id in subject.dead and not subject.is_known_dead(rule):
            yield finding(
                DEFECT,
                rule.span,
                f"`{rule.id}` can never fire: its conditions exclude each other",
                "change a condition so that all can hold at once, or remove the rule",
            )
