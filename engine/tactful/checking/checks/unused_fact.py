"""A fact is declared and nothing looks at it.

A client may be asked for it, or a rule may take the trouble to conclude it, and the advice stays
the same whatever it is. Often a condition was removed and its fact was forgotten, or a rule names
another fact of nearly the same name.

Avoid:
    facts: {shoe_size: {type: number, question: What is your shoe size?}}

Prefer: remove the fact, or use it in a condition or between braces in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.text.diagnostic import Help, Mend, Repair

DEFECT = kind("T401", "unused-fact", "A fact is declared and nothing looks at it.")


def check(subject: Subject) -> Iterator[Finding]:
    """Facts that no condition, computation or sentence names."""
    for fact in subject.ruleset.facts.values():
        if fact.id not in subject.used:
            yield finding(
                DEFECT,
                fact.span,
                f"no rule, window or sentence looks at `{fact.id}`, so it changes no advice",
                Help("use it in a condition or a sentence, or remove it", Mend(Repair.REMOVED)),
            )
