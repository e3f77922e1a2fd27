"""Pairs of rules that can disagree, each with a situation that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from tactful.checking.subject import Subject
from tactful.language.conclusions import Conclusions
from tactful.language.model import Stance
from tactful.language.values import Value
from tactful.proofs.logic import Proposition, all_of, any_of, negated


class _Says(NamedTuple):
    """What a rule says about a fact or decision, and when that counts."""

    rule: str
    value: Value
    when: Proposition


def conflicting(subject: Subject, about: str) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    """Pairs of rules that can disagree about a fact or decision, as they stand in the text."""
    conflict = subject.proofs.formulas.conflicts.get(about, False)
    if subject.proofs.is_impossible(conflict):
        return
    for one, other in combinations(_said(subject, about), 2):
        if one.value == other.value:
            continue

        def is_so(conclusions: Conclusions, pair: tuple[_Says, _Says] = (one, other)) -> bool:
            return any(
                found.about == about and {say.rule for say in pair} <= dict(found.rules).keys()
                for found in conclusions.conflicts
            )

        what = all_of((conflict, one.when, other.when))
        witness = subject.witness(what, is_so)
        if witness is not None:
            yield one.rule, other.rule, witness


def _said(subject: Subject, about: str) -> list[_Says]:
    """What each rule concludes about a fact, or how it settles a decision."""
    fired = subject.proofs.formulas.fired
    rules = subject.ruleset.rules.values()
    if about in subject.ruleset.facts:
        return [
            _Says(rule.id, conclusion.value, fired[rule.id])
            for rule in rules
            for conclusion in rule.conclusions
            if conclusion.fact == about
        ]
    arguments = [a for rule in rules for a in rule.arguments if a.decision == about]
    vetoes = {
        option: any_of(
            fired[a.rule] for a in arguments if (a.option, a.stance) == (option, Stance.NEVER)
        )
        for option in subject.ruleset.decisions[about].options
    }
    return [
        _Says(a.rule, a.option, all_of((fired[a.rule], negated(vetoes[a.option]))))
        for a in arguments
        if a.stance is Stance.ALWAYS
    ]
