"""Two rules ask the same and say the same.

One of them is a copy, perhaps under another id or with its tests in another order. Where they
add weight the advice counts one reason twice; a change of one will be forgotten in the other.

Avoid:
    - {id: warm, when: {rapport: warm}, then: {channel: {call: for}}, ...}
    - {id: liked, when: {rapport: warm}, then: {channel: {call: for}}, ...}

Prefer: one rule, `strongly for` if it is to count for more.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.text.diagnostic import Related

DEFECT = kind("T417", "repeated-rule", "Two rules ask the same and say the same.")


def check(subject: Subject) -> Iterator[Finding]:
    """Rules that repeat an earlier one, apart from those that can never fire."""
    rules = subject.ruleset.rules
    for name, first in subject.repeating.items():
        if name not in subject.dead:
            yield finding(
                DEFECT,
                rules[name].span,
                f"`{name}` and `{first}` say the same",
                "keep one of these two rules, or change what is meant to differ",
                [Related(rules[first].span, f"`{first}` is here")],
            )
