"""Nothing can break a constraint, so it keeps nothing out.

Its `never` is true in no situation at all, even without the other constraints. The usual causes
are a bound that the fact's own limits exclude, and tests of one fact that exclude each other.

Avoid:
    facts: {nudges: {type: number, min: 0}}
    constraints: [{id: no-less-than-none, never: {nudges: less than 0}, because: ...}]

Prefer: a constraint that some mistaken answer would break, or none.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.proofs.budget import Possibility

DEFECT = kind("T415", "constraint-never-broken", "Nothing can break a constraint.")


def check(subject: Subject) -> Iterator[Finding]:
    """Constraints that are proven never to be broken."""
    proofs = subject.proofs
    for name, broken in proofs.formulas.broken.items():
        if proofs.sound and proofs.possibility(broken) is Possibility.NO:
            yield finding(
                DEFECT,
                subject.ruleset.constraints[name].span,
                f"nothing can break `{name}`: what it excludes is never so",
                "change its `never` to something that could be answered, or remove it",
            )
