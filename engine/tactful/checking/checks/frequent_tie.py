"""A decision often ends in a tie, which only the order of its options breaks.

Now and then a tie is fine: the option that is listed first, the safest, wins. Where one situation
in ten ends so, the advice hangs on the order of a list rather than on a reason. The finding shows
a small situation with a tie.

Avoid: two rules that often fire together, each `for` another option, and nothing to tell them
apart.

Prefer: a stronger stance for one of them, or a rule that tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.language.conclusions import Conclusions

DEFECT = kind("T413", "frequent-tie", "At least one situation in ten ends in a tie.")

SHARE = 0.1
"""The share of situations from which on ties are frequent."""


def check(subject: Subject) -> Iterator[Finding]:
    """Decisions of which many situations end in a tie."""
    ran = [one.conclusions for one in subject.seen[len(subject.situations) :]]
    for name in (d.id for d in subject.ruleset.decisions.values() if not d.many):
        tied = sum(conclusions.decisions[name].tie for conclusions in ran)
        if not tied or tied < SHARE * len(ran):
            continue

        def is_so(conclusions: Conclusions, name: str = name) -> bool:
            return conclusions.decisions[name].tie

        witness = subject.witness(subject.proofs.formulas.tie(name), is_so)
        if witness is not None:
            yield finding(
                DEFECT,
                subject.ruleset.decisions[name].span,
                f"`{name}` ends in a tie in {100 * tied // len(ran)} of 100 situations, and "
                "the option listed first is advised",
                "make one stance stronger, or add a rule for when another option is better",
                witness=witness,
                about=[name],
            )
