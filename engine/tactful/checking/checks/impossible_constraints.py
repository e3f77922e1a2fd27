"""Constraints leave no situation at all, or none in which some fact has a value.

Every client breaks one of them, or every client of whom the fact is known. Where no situation
is left, proofs do without the constraints, or of nothing everything would be proven.

Avoid:
    - {id: not-small, never: {offer: less than 50}, because: ...}
    - {id: not-large, never: {offer: at least 40}, because: ...}

Prefer: constraints that leave some value for every fact.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.explanation.wording import joined
from tactful.language.terms import reads
from tactful.proofs.budget import Possibility
from tactful.proofs.logic import Proposition, negated
from tactful.text.diagnostic import Related

DEFECT = kind("T416", "impossible-constraints", "Constraints leave nothing that could be.")


def check(subject: Subject) -> Iterator[Finding]:
    """The smallest sets of constraints that leave no situation, or no value of a fact."""
    if not subject.ruleset.constraints or not subject.proofs.sound:
        return
    told: list[set[str]] = []
    for about in (None, *_constrained(subject)):
        found = _excluding(subject, about)
        if found and not any(one <= {*found} for one in told):
            told.append({*found})
            yield _finding(subject, about, found)


def _constrained(subject: Subject) -> Iterator[str]:
    """The facts that constraints read and that have a value in no situation seen."""
    ruleset = subject.ruleset
    read = {name for c in ruleset.constraints.values() for name in reads(c.never)}
    seen = {name for one in subject.seen for name in one.values}
    yield from (name for name in ruleset.facts if name in read - seen)


def _excluding(subject: Subject, about: str | None) -> list[str]:
    """Constraints that exclude every situation, or every one in which a fact is known.

    As few as will do; none where there is such a situation, or where there would be none anyway.
    """
    proofs = subject.proofs
    broken = proofs.formulas.broken
    wanted: Proposition = True if about is None else proofs.formulas.is_known(about)

    def excluded(names: list[str]) -> bool:
        kept = (negated(broken[name]) for name in names)
        return proofs.possibility(wanted, *kept) is Possibility.NO

    needed = [*broken]
    if not excluded(needed):
        return []
    for name in broken:
        fewer = [other for other in needed if other != name]
        if excluded(fewer):
            needed = fewer
    return needed


def _finding(subject: Subject, about: str | None, names: list[str]) -> Finding:
    constraints = subject.ruleset.constraints
    *others, last = names
    listed = joined(f"`{name}`" for name in names)
    room = "some situation" if about is None else f"some value of `{about}`"
    left = "no situation at all" if about is None else f"no value that `{about}` could have"
    return finding(
        DEFECT,
        constraints[last].span,
        f"{listed} {'together leave' if others else 'leaves'} {left}",
        f"let one of them exclude less, so that {room} is left"
        if others
        else f"let its `never` exclude less, so that {room} is left",
        [Related(constraints[name].span, f"`{name}` is here") for name in others],
    )
