"""A test can never be true, whatever a client's situation is.

Under `when` its rule can never fire; under `unless` it never holds anything back. The usual
causes are a bound that the fact's own limits exclude, and `unknown` asked of a fact that always
has a value.

Avoid:
    facts: {price: {type: number, min: 0}}
    when: {price: less than 0}

Prefer: a bound that the fact can reach, or no test.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.explanation.written import spelt

DEFECT = kind("T405", "condition-never-true", "A test is true in no situation at all.")


def check(subject: Subject) -> Iterator[Finding]:
    """Tests that are proven never to be true."""
    for place in subject.never_true:
        if not subject.is_explained(place):
            yield finding(
                DEFECT,
                place.span,
                f"`{spelt(place.test, subject.ruleset)}` is never true, whatever is known",
                "compare with a value that it can have, or remove the test",
            )
