"""Pairs of rules that can disagree, each with a situation that shows it: what two checks find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from tactful.checking.finding import Finding, finding
from tactful.checking.subject import Seen, Subject
from tactful.language.conclusions import Conclusions
from tactful.language.model import Stance
from tactful.language.values import Value
from tactful.proofs.logic import Proposition, all_of, any_of, negated
from tactful.text.diagnostic import Defect, Related


class _Says(NamedTuple):
    """What a rule says about a fact or decision, and when that counts."""

    rule: str
    value: Value
    when: Proposition


def conflicts(
    subject: Subject, defect: Defect, name: str, disagree: str, **shown: Any
) -> Iterator[Finding]:
    """A finding for each pair of rules that can disagree about a fact or decision.

    Args:
        subject: The ruleset that is checked.
        defect: What the findings are called.
        name: The fact or decision.
        disagree: What the two then do, fit to follow "can both fire and".
        shown: What else a finding holds.
    """
    rules = subject.ruleset.rules
    for one, other, witness in conflicting(subject, name):
        yield finding(
            defect,
            rules[other].span,
            f"`{other}` and `{one}` can both fire and {disagree}",
            "add `overrides` to the one that should count, or narrow their conditions",
            [Related(rules[one].span, f"`{one}` is here")],
            witness=witness,
            **shown,
        )


def conflicting(subject: Subject, about: str) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    """Pairs of rules that can disagree about a fact or decision, as they stand in the text."""
    conflict = subject.proofs.formulas.conflicts.get(about, False)
    if subject.proofs.is_impossible(conflict):
        return
    seen = sorted(subject.seen, key=lambda one: len(one.given))
    shown = _shown(seen, about)
    for one, other in combinations(_said(subject, about), 2):
        if one.value == other.value:
            continue

        def is_so(conclusions: Conclusions, pair: tuple[_Says, _Says] = (one, other)) -> bool:
            found = conclusions.conflict_about(about)
            return found is not None and {say.rule for say in pair} <= dict(found.rules).keys()

        witness: Mapping[str, Value] | None
        both = shown.get(one.rule, 0) & shown.get(other.rule, 0)
        if both:
            smallest = seen[(both & -both).bit_length() - 1]
            witness = subject.shrunk(smallest.given, is_so)
        else:
            what = all_of((conflict, one.when, other.when))
            witness = subject.proofs.witness(what, is_so)
        if witness is not None:
            yield one.rule, other.rule, witness


def _shown(seen: Sequence[Seen], about: str) -> dict[str, int]:
    """For each rule, in which situations it takes part in a conflict about something.

    A number whose bits are the situations: of very many pairs each then takes a moment.
    """
    shown: dict[str, int] = {}
    for number, one in enumerate(seen):
        found = one.conclusions.conflict_about(about)
        for rule, _ in () if found is None else found.rules:
            shown[rule] = shown.get(rule, 0) | 1 << number
    return shown


def _said(subject: Subject, about: str) -> list[_Says]:
    """What each rule concludes about a fact, or how it settles a decision."""
    fired = subject.proofs.formulas.fired
    if about in subject.ruleset.facts:
        concluding = subject.ruleset.concluding.get(about, ())
        return [_Says(rule, value, fired[rule]) for rule, value in concluding]
    arguments = subject.ruleset.arguing.get(about, ())
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
