"""A condition looks at a fact that nobody is ever asked and nothing works out.

A scenario can still give it, but no client is asked for it: it has no question and no default, it
is not computed, and no rule concludes it. Whatever depends on it will nearly always be unknown.

Avoid:
    facts: {gifts_allowed: {type: yes/no}}

Prefer:
    facts: {gifts_allowed: {type: yes/no, question: May they accept gifts?}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject

DEFECT = kind(
    "T402",
    "fact-never-known",
    "A fact is used that nobody is asked, and that no rule, computation or default gives.",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Facts that are used and have no way to be known."""
    for fact in subject.ruleset.facts.values():
        known = (
            fact.question is not None
            or fact.default is not None
            or fact.computed is not None
            or fact.id in subject.ruleset.concluding
            or fact.id in subject.ruleset.clock
        )
        if fact.id in subject.used and not known:
            yield finding(
                DEFECT,
                fact.span,
                f"nobody is asked `{fact.id}`, and nothing works it out",
                "add `question: ...` to it, or a rule that concludes it",
            )
