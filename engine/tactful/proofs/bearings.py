"""To which decisions each open fact of a situation matters: as worlds show it, or as is proven.

Worlds show most of it at a look. What they leave open is put to the solver, of the gates only those
that bear on the question; and where they do not show things as they are, ``relevance`` is asked.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from functools import cached_property

from tactful.cases.shared import shared_cases
from tactful.language.model import Ruleset
from tactful.language.strata import placed_by_facts, stratify
from tactful.language.values import NONE, Kind, Value
from tactful.proofs.budget import Budget, Possibility
from tactful.proofs.circuit import Part, PartKind, first_of_each, together
from tactful.proofs.evidence import evidence, last_of
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import (
    Proposition,
    Translation,
    any_of,
    asserted,
    at_most_one,
    guarded,
    new_context,
    solver_in,
    variable,
    z3,
)
from tactful.proofs.relevance import ALTOGETHER, PATIENCE, Bearing, Relevance
from tactful.proofs.worlds import Worlds

INSTANCES, STRIDE = 2, 7
"""Situations that stand for those in which it is open when windows open; how far apart they are."""

MOMENTS = (Kind.DATE, Kind.DATETIME)

BUILDING = 5
"""Steps that making a proposition of a gate counts for."""


def bearings(
    ruleset: Ruleset,
    given: Mapping[str, Value],
    open_facts: Iterable[str],
    now: datetime | None = None,
    budget: Budget | None = None,
    broken: Iterable[str] = (),
) -> dict[str, Bearing]:
    """What ``Relevance.bearing`` says of every open fact, of which worlds show the most.

    Args:
        ruleset: The rules.
        given: The facts that are settled from outside.
        open_facts: The facts that may have any value, or none; none of them is given.
        now: The local time to assume where the clock's fact is neither given nor open.
        budget: The steps that are left for this situation and others.
        broken: The constraints that the situation breaks already.
    """
    names = [*open_facts]
    if ruleset.constraints or any(fact.type.many for fact in ruleset.facts.values()):
        # Worlds know neither what cannot be nor several choices at once.
        formulas = Formulas(ruleset, given, names, now=now, broken=broken)
        asked_alone = Relevance(formulas, budget)
        return {name: asked_alone.bearing(name) for name in names}
    worlds = _worlds(ruleset, given, names, now)
    said: dict[tuple[str, str], Possibility] = {}
    with closing(Doubts(worlds, Budget(ALTOGETHER, budget))) as asked:
        for decision in (step.id for step in stratify(ruleset).order if step.kind == "decision"):
            shown = evidence(worlds, decision)
            answers = dict.fromkeys(shown.matters, Possibility.YES)
            answers |= asked.answers(sorted(shown.left), decision)
            said |= {(fact, decision): answer for fact, answer in answers.items()}
            possible = {fact for fact, answer in answers.items() if answer is not Possibility.NO}
            worlds.tell(decision, {*names} - possible)
    return {
        name: Bearing(
            *(
                tuple(d for d in ruleset.decisions if said.get((name, d)) is answer)
                for answer in (Possibility.YES, Possibility.OPEN)
            )
        )
        for name in names
    }


def _worlds(
    ruleset: Ruleset, given: Mapping[str, Value], names: Sequence[str], now: datetime | None
) -> Worlds:
    """The worlds of a situation, which shares its cases with others."""
    clock = ruleset.clock.now
    at_now = {clock: now} if clock is not None and clock not in {*given, *names} and now else {}
    found = shared_cases(ruleset, {**given, **at_now}, names)
    return Worlds(ruleset, given, found, now, anything=True)


class Doubts:
    """A circuit for the solver: of the gates those that bear on a question, and few cases."""

    def __init__(self, worlds: Worlds, budget: Budget) -> None:
        """Ask about decisions of which worlds left something open."""
        self.worlds = worlds
        self.budget = budget
        self.made: dict[int, z3.Ast] = {}
        self.rough: dict[str, Bearing] = {}
        self.variables: dict[str, list[z3.Ast]] = {}
        self.kept: list[Proposition] = []  # variables, which z3 would forget

    def close(self) -> None:
        """Let go of all that was made."""
        if self.made:
            self.translation.release()

    @cached_property
    def roughly(self) -> Relevance:
        """What answers where worlds do not show things as they are."""
        worlds = self.worlds
        names, found = [*worlds.open], worlds.cases
        formulas = Formulas(worlds.ruleset, worlds.given, names, now=worlds.now, known_cases=found)
        return Relevance(formulas, self.budget)

    @cached_property
    def instances(self) -> Sequence[Worlds]:
        """The worlds of a few situations in which it is known when windows open.

        What matters there can matter; that it does not matter is shown by none of them.
        """
        worlds, ruleset = self.worlds, self.worlds.ruleset
        kinds = {name: ruleset.type_of(name).kind for name in placed_by_facts(ruleset)}
        moments = [n for n, kind in kinds.items() if n in worlds.open and kind in MOMENTS]
        left = [name for name in worlds.open if name not in (*moments, *ruleset.clock[1:])]
        found = []
        for number in range(INSTANCES):
            given = {**worlds.given}
            for place, name in enumerate(moments):
                values = [v for v in worlds.cases.values[name] if v is not NONE]
                given[name] = values[(STRIDE * number + place) % len(values)]
            found.append(_worlds(ruleset, given, left, worlds.now))
        return found

    @cached_property
    def solver(self) -> z3.Solver:
        """A solver of this thread."""
        return solver_in(self.translation.context)

    @cached_property
    def translation(self) -> Translation:
        """What makes expressions for the solver."""
        return Translation(new_context())

    @cached_property
    def apart(self) -> Mapping[str, Collection[int]]:
        """Of each fact's cases that nothing at all tells apart, the first."""
        outcomes = (self.worlds.changing(name) for name in self.worlds.outcomes)
        told = self.worlds.signatures(together(itertools.chain.from_iterable(outcomes)))
        return {name: first_of_each(signatures) for name, signatures in told.items()}

    def answers(self, facts: Sequence[str], decision: str) -> dict[str, Possibility]:
        """Whether a change of each fact alone can change what a decision comes to."""
        if self.worlds.is_guessed(decision):
            shown = frozenset().union(*(evidence(one, decision).matters for one in self.instances))
            yes, left = Possibility.YES, Possibility.OPEN
            return {fact: yes if fact in shown else left for fact in facts}
        if self.worlds.is_unsure(decision):
            return {fact: self.possible_roughly(fact, decision) for fact in facts}
        guards = {}
        for fact in facts:
            differing = False if self.budget.is_spent else self.differing(fact, decision)
            guards[fact] = guarded(self.solver, differing)
        if len(guards) > 1:  # most often none of them can, and one proof is enough
            some = guarded(self.solver, any_of(guards.values()))
            if self.ask(some) is Possibility.NO:
                return dict.fromkeys(facts, Possibility.NO)
        answers = {fact: self.ask(guard) for fact, guard in guards.items()}
        if self.worlds.is_loose(decision) and not self.worlds.lets_be(
            decision
        ):  # what can be if anything goes need not be
            for fact, answer in answers.items():
                if answer is Possibility.YES:
                    answers[fact] = self.possible_roughly(fact, decision)
        return answers

    def ask(self, guard: z3.BoolRef) -> Possibility:
        """Whether what a guard stands for can be: it counts nowhere else, so nothing is undone."""
        return self.budget.ask(self.solver, PATIENCE, guard)

    def possible_roughly(self, fact: str, decision: str) -> Possibility:
        """The same where worlds do not show things as they are."""
        if fact not in self.rough:
            self.rough[fact] = self.roughly.bearing(fact)
        if decision in self.rough[fact].matters_to:
            return Possibility.YES
        may = decision in self.rough[fact].may_matter_to
        return Possibility.OPEN if may else Possibility.NO

    def differing(self, fact: str, decision: str) -> Proposition:
        """When a change of one fact alone changes what a decision comes to."""
        gates = self.worlds.changing(decision)
        self.build(gates, self.made, None)
        other: dict[int, z3.Ast] = {}
        self.build(gates, other, self.worlds.atoms_about(fact))
        changed = [gate.number for gate in gates if gate.number in other]
        if not changed:
            return False
        return self.translation.differing((self.made[n], other[n]) for n in changed)

    def build(self, of: Iterable[Part], into: dict[int, z3.Ast], primed: int | None) -> None:
        """Make propositions of gates; of other ones, where they are made of what is primed."""
        needed = {}
        todo = [*of]
        while todo:
            gate = todo.pop()
            if gate.number in needed or gate.number in into:
                continue
            if primed is None or gate.made_of & primed:
                needed[gate.number] = gate
                todo += () if gate.kind is PartKind.LOOSE else gate.parts
        self.budget.spend(BUILDING * len(needed))
        for number in sorted(needed):
            gate = needed[number]
            if gate.kind in (PartKind.CASE, PartKind.LOOSE):
                name, place = gate.detail
                into[number] = self.ways(name, "" if primed is None else "'")[place]
            else:
                parts = [
                    into[p.number] if p.number in into else self.made[p.number] for p in gate.parts
                ]
                into[number] = self.translation.of(gate, parts)

    def ways(self, name: str, mark: str) -> Sequence[z3.Ast]:
        """The variables for the cases of a fact that are told apart, or for what may be either."""
        key = f"{name} {mark}"
        if key not in self.variables:
            worlds, last = self.worlds, last_of(self.worlds, name)
            compared = name not in worlds.open and name not in worlds.free
            apart = range(last + 1) if compared else self.apart.get(name, (0,))
            # One of a fact's ways is to be unknown, for which none of the others has to hold.
            count = last + (name not in worlds.open)
            made = [
                variable(f"{key}{place}", self.solver.ctx) if place in apart else False
                for place in range(count)
            ]
            never = self.translation.constant(False)
            self.variables[key] = [
                never if isinstance(each, bool) else each.as_ast() for each in made
            ]
            self.kept += made
            asserted(self.solver, at_most_one(made))
            asserted(self.solver, True if name in worlds.open else any_of(made))
        return self.variables[key]
