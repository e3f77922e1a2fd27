"""A source is listed and no rule cites it.

The sources are what the advice is made of. One that no rule follows is advice that was read and
then lost.

Avoid:
    sources: {with-4: A card is the quieter gesture.}   # and no rule with `source: with-4`

Prefer: write a rule that follows it, or remove it.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.text.diagnostic import Help, Mend, Repair

DEFECT = kind("T403", "uncited-claim", "A source is listed and no rule cites it.")


def check(subject: Subject) -> Iterator[Finding]:
    """Sources that no rule cites."""
    cited = {rule.source for rule in subject.ruleset.rules.values()}
    for source in subject.ruleset.sources.values():
        if source.id not in cited:
            yield finding(
                DEFECT,
                source.span,
                f"no rule follows the advice of the source `{source.id}`",
                Help(
                    "write a rule that does and names it as its `source`, or remove it",
                    Mend(Repair.REMOVED),
                ),
            )
