"""Which open facts can still matter to which decision: proven, not guessed.

A fact matters to a decision when there are two ways to complete what is known that differ in
this fact alone and come to a different outcome. z3 finds them or proves that there are none. A
fact that stays unknown is one of the ways, so where no fact matters the advice is settled
whatever is answered or not. Where the solver's steps do not suffice for a proof a fact may matter.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cached_property
from threading import RLock
from typing import NamedTuple

from tactful.cases.cases import cases
from tactful.language.conclusions import Conclusions, Outcome, outcome
from tactful.language.model import Ruleset
from tactful.language.strata import stratify
from tactful.language.values import Value
from tactful.proofs.budget import Budget, Possibility
from tactful.proofs.circuit import Part, PartKind, together
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import (
    Proposition,
    Translation,
    any_of,
    at_most_one,
    borrowed_context,
    differ,
    guarded,
    is_so,
    negated,
    renamed_in,
    solver_in,
    variable,
    z3,
)
from tactful.proofs.worlds import ROUGH, Worlds, first_of_each

PATIENCE = 200_000
"""Steps of the solver that one question may take: a tenth of a second's worth."""

ALTOGETHER = 3_000_000
"""Steps for all that is asked about one situation."""

PUTTING = 100
"""Steps that asking about a fact counts for, for each of the constraints: the more, the slower."""

BUILDING = 5
"""Steps that making a proposition of a gate counts for."""


class Bearing(NamedTuple):
    """The decisions to which a fact can still matter, and those for which that is left open."""

    matters_to: tuple[str, ...]
    may_matter_to: tuple[str, ...]


class Witness(NamedTuple):
    """Two ways to complete a situation that differ in one fact and in what a decision comes to.

    ``one`` and ``other`` are that fact's values, ``None`` for unknown; ``rest`` are the values of
    the other open facts that have one.
    """

    fact: str
    decision: str
    one: Value | None
    other: Value | None
    rest: Mapping[str, Value]


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
    clock = ruleset.clock.now
    at_now = {clock: now} if clock is not None and clock not in {*given, *names} and now else {}
    found = cases(ruleset, {**given, **at_now}, names)
    worlds = Worlds(ruleset, given, found, now)
    said: dict[tuple[str, str], Possibility] = {}
    with closing(Doubts(worlds, Budget(ALTOGETHER, budget))) as asked:
        for decision in (step.id for step in stratify(ruleset).order if step.kind == "decision"):
            shown = worlds.evidence(decision)
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
        """Leave nothing in the thread's context."""
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
    def solver(self) -> z3.Solver:
        """A solver of this thread."""
        return solver_in(self.translation.context)

    @cached_property
    def translation(self) -> Translation:
        """What makes expressions for the solver."""
        return Translation(borrowed_context())

    @cached_property
    def apart(self) -> Mapping[str, Collection[int]]:
        """Of each fact's cases that nothing at all tells apart, the first."""
        outcomes = (self.worlds.changing(name) for name in self.worlds.outcomes)
        told = self.worlds.signatures(together(itertools.chain.from_iterable(outcomes)))
        return {name: first_of_each(signatures) for name, signatures in told.items()}

    def answers(self, facts: Sequence[str], decision: str) -> dict[str, Possibility]:
        """Whether a change of each fact alone can change what a decision comes to."""
        if self.worlds.atoms_of(decision) & ROUGH:
            return {fact: self.possible_roughly(fact, decision) for fact in facts}
        guards = {}
        for fact in facts:
            differing = False if self.budget.is_spent else self.differing(fact, decision)
            guards[fact] = guarded(self.solver, differing)
        if len(guards) > 1:  # most often none of them can, and one proof is enough
            some = guarded(self.solver, any_of(guards.values()))
            if self.ask(some) is Possibility.NO:
                return dict.fromkeys(facts, Possibility.NO)
        return {fact: self.ask(guard) for fact, guard in guards.items()}

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
            is_fact = name in self.worlds.open
            cases_ = len(self.worlds.open[name]) if is_fact else 3
            apart = self.apart[name] if is_fact else range(3)
            context = self.solver.ctx
            made = [
                variable(f"{key}{place}", context) if place in apart else False
                for place in range(cases_)
            ]
            never = self.translation.constant(False)
            self.variables[key] = [
                never if isinstance(each, bool) else each.as_ast() for each in made
            ]
            self.kept += made
            limits = [at_most_one(made), True if is_fact else any_of(made)]
            self.solver.add(*[limit for limit in limits if limit is not True])
        return self.variables[key]


class Relevance:
    """Answers what can still matter in one situation.

    An interview is a value, and whoever holds it may hand it to another thread; so threads that
    ask at once are answered one after the other.
    """

    def __init__(
        self, formulas: Formulas, budget: Budget | None = None, altogether: int = ALTOGETHER
    ) -> None:
        """Ask about a situation.

        Args:
            formulas: What follows from it.
            budget: The steps that are left for this situation and others.
            altogether: The steps for this situation.
        """
        self.formulas = formulas
        self.budget = Budget(altogether, budget)
        self._alone = RLock()
        self._solver = formulas.solver()
        self._outcomes = [
            (decision, when)
            for decision, outcomes in formulas.outcomes.items()
            for when in outcomes.values()
            if not isinstance(when, bool)
        ]

    @property
    def _undecided(self) -> tuple[str, ...]:
        """The decisions of which the formulas alone do not tell what they come to."""
        return tuple(dict.fromkeys(decision for decision, _ in self._outcomes))

    def settled(self, conclusions: Conclusions) -> bool:
        """Whether it is proven that no answer whatever could lead to other advice than this."""
        with self._scratch():
            changes = []
            for name, outcomes in self.formulas.outcomes.items():
                came = outcome(conclusions.decisions[name])
                changes += [negated(w) if key in came else w for key, w in outcomes.items()]
            return self._possible(any_of(changes)) is Possibility.NO

    def bearing(self, fact: str) -> Bearing:
        """To which decisions an open fact can still matter, each in the ruleset's order.

        What is proven not to change is in neither list.
        """
        if self.budget.is_spent:
            self.budget.give_up()
            return Bearing((), self._undecided)
        with self._scratch():
            ways = dict(self._two_ways(fact))
            matters = self._possible_of(ways)
        proven, left = (
            tuple(name for name in ways if matters.get(name) is answer)
            for answer in (Possibility.YES, Possibility.OPEN)
        )
        return Bearing(proven, left)

    def matters_to(self, fact: str) -> tuple[str, ...]:
        """The decisions to which an open fact can still matter, or may for all that is proven."""
        found = self.bearing(fact)
        either = {*found.matters_to, *found.may_matter_to}
        return tuple(name for name in self.formulas.outcomes if name in either)

    def matters(self, fact: str) -> bool:
        """Whether an open fact can still matter to any decision, or may for all that is proven."""
        if self.budget.is_spent:
            self.budget.give_up()
            return bool(self._undecided)
        with self._scratch():
            any_way = any_of(when for _, when in self._two_ways(fact))
            return self._possible(any_way) is not Possibility.NO

    def witness(self, fact: str) -> Witness | None:
        """Two ways that show that an open fact matters; ``None`` if none were found."""
        with self._scratch():
            for decision, when in self._two_ways(fact):
                if self._possible(when) is Possibility.YES:
                    model = self._solver.model()
                    values = self.formulas.values(model)
                    other = self.formulas.value(fact, self._primed(fact), model)
                    one = values.pop(fact, None)
                    return Witness(fact, decision, one, other, values)
        return None

    def possible_outcomes(self, decision: str) -> tuple[Outcome, ...]:
        """What a decision can still come to, or may for all that is proven."""
        outcomes = self.formulas.outcomes[decision]
        with self._scratch():
            return tuple(
                key for key, when in outcomes.items() if self._possible(when) is not Possibility.NO
            )

    @contextmanager
    def _scratch(self) -> Iterator[None]:
        """What a ``with`` block adds to the solver is gone after it; no other thread asks."""
        with self._alone:
            self.budget.spend(PUTTING * len(self.formulas.constraints))
            self._solver.push()
            try:
                yield
            finally:
                self._solver.pop()

    def _possible(self, proposition: Proposition) -> Possibility:
        """Whether something can be; asked in a scratch block, so that nothing of it stays."""
        if proposition is False:
            return Possibility.NO
        return self.budget.ask(self._solver, PATIENCE, guarded(self._solver, proposition))

    def _possible_of(self, wanted: Mapping[str, Proposition]) -> dict[str, Possibility]:
        """Which of some things can be: whatever a situation shows need not be asked again."""
        found = {name: Possibility.NO for name, when in wanted.items() if when is False}
        guards = {n: guarded(self._solver, w) for n, w in wanted.items() if n not in found}
        for name, guard in guards.items():
            if name in found:
                continue
            found[name] = self.budget.ask(self._solver, PATIENCE, guard)
            if found[name] is Possibility.YES:
                model = self._solver.model()
                left = (other for other in guards if other not in found)
                found |= {n: Possibility.YES for n in left if is_so(model, wanted[n])}
        return found

    def _primed(self, fact: str) -> list[z3.BoolRef]:
        places = range(len(self.formulas.variables(fact)))
        return [variable(f"{fact} {n}'", self.formulas.context) for n in places]

    def _two_ways(self, fact: str) -> Iterator[tuple[str, Proposition]]:
        """For each decision, when a change of one fact alone changes what it comes to."""
        primed = self._primed(fact)
        self._solver.add(self.formulas.must_hold(fact, primed))
        renamed = [*zip(self.formulas.variables(fact), primed, strict=True)]
        loose = [each for each in self.formulas.loose if fact in each.roots]
        context = self.formulas.context
        renamed += [(v, variable(f"{v}'", context)) for each in loose for v in each.variables]
        for each in loose:
            if not isinstance(each.must_hold, bool):
                self._solver.add(z3.substitute(each.must_hold, *renamed))
        if not isinstance(self.formulas.allowed, bool):
            self._solver.add(*(w for _, w in renamed_in([self.formulas.allowed], renamed)))
        found: dict[str, list[Proposition]] = {}
        whens = [when for _, when in self._outcomes]
        for place, other in renamed_in(whens, renamed):
            decision, when = self._outcomes[place]
            found.setdefault(decision, []).append(differ(when, other))
        for decision in self.formulas.outcomes:
            if decision in found:
                yield decision, any_of(found[decision])
