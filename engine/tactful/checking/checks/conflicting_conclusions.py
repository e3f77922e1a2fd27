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

from tactful.checking.conflicts import conflicting
from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.text.diagnostic import Related

DEFECT = kind(
    "T410",
    "conflicting-conclusions",
    "Two rules can fire at once and conclude different values for a fact.",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Pairs of rules that can disagree about a fact."""
    rules = subject.ruleset.rules
    for about in subject.ruleset.facts:
        for one, other, witness in conflicting(subject, about):
            yield finding(
                DEFECT, rules[other].span,
                f"`{other}` and `{one}` can both fire and disagree about `{about}`",
                "add `overrides` to the one that should count, or narrow their conditions",
                [Related(rules[one].span, f"`{one}` is here")],
                witness=witness, expect={"conflicts": f"[{about}]"},
            )  # fmt: skip
