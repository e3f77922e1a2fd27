"""A test is true in every situation, so it asks nothing.

The usual causes are `known` asked of a fact that always has a value, and a bound that nothing
can pass.

Avoid:
    facts: {nudges: {type: number, default: 0}}
    when: {nudges: known}

Prefer: leave the test out, or ask what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.explanation.written import spelt

DEFECT = kind("T406", "condition-always-true", "A test is true in every situation.")


def check(subject: Subject) -> Iterator[Finding]:
    """Tests that are proven always to be true."""
    for place in subject.always_true:
        yield finding(
            DEFECT,
            place.span,
            f"`{spelt(place.test, subject.ruleset)}` is always true, whatever is known",
            "remove the test, or ask for what tells clients apart",
        )
