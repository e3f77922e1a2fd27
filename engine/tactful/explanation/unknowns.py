"""Which facts are not known, and to which decisions each of them could still matter.

There are two answers. ``unknown_facts`` is exact: a solver proves for each fact whether any
completion of what is known makes it matter, and what it does not find out in so many steps is
named as open. ``telling_facts`` is what people are shown first:
the facts whose answer would change the advice on its own, found by trying every case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tactful.cases.cases import cases
from tactful.language.conclusions import Conclusions, Evaluate, outcome, situation
from tactful.language.model import Ruleset

if TYPE_CHECKING:
    from tactful.proofs.budget import Budget


class Unknown(NamedTuple):
    """A fact that is not known but could be given, and the decisions it could still change.

    ``may_matter_to`` are those of which the solver did not find out in time whether it could.
    """

    fact: str
    matters_to: tuple[str, ...]
    may_matter_to: tuple[str, ...] = ()


def askable(ruleset: Ruleset) -> tuple[str, ...]:
    """The facts that a person can be asked for, in the ruleset's order.

    A computed fact follows from others, and one that rules conclude is asked for only where the
    ruleset words a question for it.
    """
    return tuple(
        fact.id
        for fact in ruleset.facts.values()
        if fact.computed is None
        and (fact.question is not None or fact.id not in ruleset.concluding)
    )


def _open(ruleset: Ruleset, conclusions: Conclusions) -> tuple[str, ...]:
    return tuple(name for name in askable(ruleset) if name not in conclusions.facts)


def new_budget() -> Budget:
    """The steps that a solver may take over all scenarios of one command."""
    from tactful.proofs.budget import OF_A_COMMAND, Budget

    return Budget(OF_A_COMMAND)


def unknown_facts(
    ruleset: Ruleset, conclusions: Conclusions, budget: Budget | None = None
) -> tuple[Unknown, ...]:
    """Every fact that is unknown and can be asked for, in the ruleset's order, with proof.

    Args:
        ruleset: The rules.
        conclusions: What follows from the scenario.
        budget: The steps of the solver that are left for this scenario and others.
    """
    names = _open(ruleset, conclusions)
    if not names:
        return ()
    from tactful.proofs.bearings import bearings  # z3 costs as much to import as all the rest

    given, now = situation(ruleset, conclusions)
    found = bearings(ruleset, given, names, now, budget, broken=conclusions.broken)
    return tuple(Unknown(name, *found[name]) for name in names)


def telling_facts(
    ruleset: Ruleset, conclusions: Conclusions, evaluate: Evaluate
) -> tuple[Unknown, ...]:
    """The unknown facts of which one answer alone changes a decision, the most telling first.

    Args:
        ruleset: The rules.
        conclusions: What follows from the scenario.
        evaluate: An evaluator of the ruleset; called once for each case of each unknown fact.
    """
    given, now = situation(ruleset, conclusions)
    before = {name: outcome(settled) for name, settled in conclusions.decisions.items()}
    clock = ruleset.clock
    known = given if now is None or clock.now is None else {**given, clock.now: now}
    found = []
    for name in _open(ruleset, conclusions):
        if name in (clock.timezone, clock.country, clock.region, clock.working_week):
            continue  # they refine what is computed: too many cases for too little
        changed: set[str] = set()
        for value in cases(ruleset, known, [name]).values[name]:
            after = evaluate({**given, name: value})
            if after.breaks_more_than(conclusions):
                continue  # that cannot be
            came = after.decisions.items()
            changed |= {d for d, settled in came if outcome(settled) != before[d]}
        if changed:
            found.append(Unknown(name, tuple(d for d in ruleset.decisions if d in changed)))
    return tuple(sorted(found, key=lambda unknown: -len(unknown.matters_to)))
