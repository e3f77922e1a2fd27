"""A rule could be removed and no client's advice would ever change.

It fires, but whatever it says is said by others too, or never tips the scale. Its reason would be
missed in the explanation and nowhere else.

Avoid: a rule `slightly for` an option that `always` wins whenever the rule fires.

Prefer: remove it, or make it say something that counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.language.model import Rule
from tactful.proofs.removals import Removals

DEFECT = kind("T414", "redundant-rule", "A rule could be removed without any change of advice.")


def check(subject: Subject) -> Iterator[Finding]:
    """Rules whose removal is proven to change no advice."""
    removals = Removals(subject.proofs, ((one.given, one.conclusions) for one in subject.seen))
    # Of two rules that say the same either could go, and that is said of them already.
    repeated = {*subject.repeating, *subject.repeating.values()}
    silent = subject.dead | subject.shadowed | repeated
    asked = [
        rule.id
        for rule in subject.ruleset.rules.values()
        if rule.id not in silent and not _is_explained(subject, rule)
    ]
    for name in removals.removable(asked):
        yield finding(
            DEFECT,
            subject.ruleset.rules[name].span,
            f"without `{name}` the advice would be the same for every client",
            "remove it, or let it argue for something that no other rule brings about",
        )


def _is_explained(subject: Subject, rule: Rule) -> bool:
    """Whether all that a rule says is about what is reported by itself."""
    facts = all(c.fact not in subject.used for c in rule.conclusions)
    return facts and all(
        (a.decision, a.option) in subject.never_chosen or a.decision in subject.never_applies
        for a in rule.arguments
    )
