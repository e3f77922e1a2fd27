"""Two rules can fire at once and conclude different values for one fact, which stays unknown.

The finding shows a situation in which that happens. Say which rule counts with `overrides`, or
make their conditions exclude each other.

Avoid:
    - {id: by-field, when: {industry: law}, then: {style: formal}, ...}
    - {id: by-talk, when: {rapport: warm}, then: {style: relaxed}, ...}

Prefer: the same with `overrides: by-field` in `by-talk`.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.conflicts import conflicts
from tactful.checking.finding import Finding, kind
from tactful.checking.subject import Subject

DEFECT = kind(
    "T410",
    "conflicting-conclusions",
    "Two rules can fire at once and conclude different values for a fact.",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Pairs of rules that can disagree about a fact."""
    for fact in subject.ruleset.facts:
        expect = {"conflicts": f"[{fact}]"}
        yield from conflicts(subject, DEFECT, fact, f"disagree about `{fact}`", expect=expect)
