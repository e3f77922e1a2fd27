"""Pairs of rules that can disagree, each with a situation that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from tactful.checks.subject import Subject
from tactful.conclusions import Conclusions, Conflict
from tactful.logic import all_of, any_of, negated
from tactful.values import Value

MOST = 20
"""Pairs that are reported about one fact or decision: the rest have the same cause."""


def conflicting(subject: Subject, about: str) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    """Pairs of rules that can disagree about a fact or decision, as they stand in the text."""
    formulas = subject.proofs.formulas
    conflict = formulas.conflicts.get(about, False)
    seen: list[tuple[str, str]] = []

    def is_new(conclusions: Conclusions) -> bool:
        return any(pair not in seen for pair in disagreeing(conclusions, about))

    for _ in range(MOST):
        known = any_of(all_of((formulas.fired[a], formulas.fired[b])) for a, b in seen)
        witness = subject.proofs.witness(all_of((conflict, negated(known))), is_new)
        if witness is None:
            return
        conclusions = subject.proofs.network.evaluate(witness)
        one, other = next(p for p in disagreeing(conclusions, about) if p not in seen)
        seen.append((one, other))
        yield one, other, witness


def disagreeing(conclusions: Conclusions, about: str) -> Iterator[tuple[str, str]]:
    """The pairs of rules that disagree about something in one situation."""
    for found in conclusions.conflicts:
        if found.about == about:
            yield from _pairs(found)


def _pairs(conflict: Conflict) -> Iterator[tuple[str, str]]:
    for (one, said), (other, otherwise) in combinations(conflict.rules, 2):
        if said != otherwise:
            yield one, other
