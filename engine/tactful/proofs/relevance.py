"""Which open facts can still matter to which decision: proven, not guessed.

A fact matters to a decision when there are two ways to complete what is known that differ in
this fact alone and come to a different outcome. z3 finds them or proves that there are none. A
fact that stays unknown is one of the ways, so where no fact matters the advice is settled
whatever is answered or not. Where the solver's steps do not suffice for a proof a fact may matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import NamedTuple

from tactful.compiled.kept import compiled_of
from tactful.language.conclusions import Conclusions, Outcome, changed_decisions, outcome
from tactful.language.given import Given
from tactful.language.values import Value
from tactful.proofs.budget import EVALUATING, Budget, Possibility, size
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import (
    Proposition,
    all_of,
    any_of,
    differ,
    guarded,
    is_so,
    negated,
    renamed_in,
    twin_of,
    variable,
    z3,
)

PATIENCE = 200_000
"""Steps of the solver that one question may take: a tenth of a second's worth."""

ALTOGETHER = 3_000_000
"""Steps for all that is asked about one situation."""

TRYING = 40_000
"""Steps for finding a situation that shows what the solver says of a fact, if it may be wrong."""

MOST_TRIES = 8
"""Situations that are tried for one answer before it is left open."""

MOST_HELD = 4
"""Ways for the facts on which something free depends that are kept for other facts."""

PUTTING = 100
"""Steps that asking about a fact counts for, for each of the constraints: the more, the slower."""


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


class Relevance:
    """Answers what can still matter in one situation.

    An interview is a value, and whoever holds it may hand it to another thread; so threads that
    ask at once are answered one after the other.
    """

    def __init__(
        self,
        formulas: Formulas,
        budget: Budget | None = None,
        altogether: int = ALTOGETHER,
        alone: RLock | None = None,
    ) -> None:
        """Ask about a situation.

        Args:
            formulas: What follows from it.
            budget: The steps that are left for this situation and others.
            altogether: The steps for this situation.
            alone: What is held while something is asked, where others ask about these formulas.
        """
        self.formulas = formulas
        self.budget = Budget(altogether, budget)
        self._alone = RLock() if alone is None else alone
        with self._alone:
            self._solver = formulas.solver()
            self._tried = Tried(formulas, self.budget)
        self._held: list[Proposition] = []
        self._twins: dict[int, list[tuple[z3.ExprRef, z3.ExprRef]]] = {}
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

    def can_be(self, proposition: Proposition) -> bool:
        """Whether something can come about, or may for all that is proven."""
        with self._scratch():
            return self._possible(proposition) is not Possibility.NO

    def leave_out(self, facts: Iterable[str]) -> None:
        """Have some open facts be unknown from here on: nobody will be asked for them."""
        with self._alone:
            left = (self.formulas.left_out(name) for name in facts if name in self.formulas.open)
            self._solver.add(*(part for part in left if not isinstance(part, bool)))

    def take_for_granted(self, values: Mapping[str, Value | None]) -> None:
        """Have some open facts be what they are by now, each one of its cases or unknown."""
        with self._alone:
            for name, value in values.items():
                self._solver.add(*self.formulas.given_as(name, value))

    def bearing(self, fact: str) -> Bearing:
        """To which decisions an open fact can still matter, each in the ruleset's order.

        What is proven not to change is in neither list.
        """
        if self.budget.is_spent:
            self.budget.give_up()
            return Bearing((), self._undecided)
        with self._scratch():
            ways = dict(self._two_ways(fact))
            shown: set[str] = set()

            def look(model: z3.ModelRef) -> None:
                for pair in self._pairs(fact, model):
                    shown.update(self._changed_by(pair))

            is_tried, guessed = self.formulas.is_tried, self.formulas.guessed
            tried = {name for name in ways if is_tried or name in guessed}
            matters = self._possible_of(ways, look if tried else None)
            if tried:  # what the solver finds has to come about as well
                yes = Possibility.YES
                found = [n for n in ways if n in tried and matters.get(n) is yes]
                patience = Budget(TRYING, self.budget)
                for name in found:
                    is_left = name not in shown and name not in guessed
                    if is_left and self._shown(fact, name, ways[name], patience):
                        shown.add(name)
                matters |= {name: Possibility.OPEN for name in found if name not in shown}
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
            ways = self._two_ways(fact)
            patience = Budget(TRYING * MOST_TRIES, self.budget)
            shown = (self._shown(fact, decision, when, patience) for decision, when in ways)
            return next((found for found in shown if found is not None), None)

    def _shown(
        self, fact: str, decision: str, when: Proposition, patience: Budget
    ) -> Witness | None:
        """A situation in which a change of a fact changes a decision, tried if that may fail.

        Where a try fails, the facts that something free depends on are held as they were, and that
        as it really is then; and if nothing comes of it, they are to be others. What was held for
        one fact will often do for the next.
        """
        solver = self._solver
        is_sure = not self.formulas.is_tried and decision not in self.formulas.guessed
        held: list[Proposition] = [any_of(self._held)] if self._held else []
        if any(fact in each.roots for each in self.formulas.loose):
            held = []
        for _ in range(1 if is_sure else MOST_TRIES):
            assumed = [guarded(solver, part) for part in (when, *held)]
            if patience.ask(solver, PATIENCE, *assumed) is Possibility.YES:
                model = solver.model()
                for pair in self._pairs(fact, model):
                    if is_sure or decision in self._changed_by(pair):
                        return pair._replace(decision=decision)
            elif not held or patience.is_spent:
                return None
            if held:
                solver.add(negated(held[0]))
                held = []
            else:
                held = [self._as_it_is(fact, model)]
        return None

    def _as_it_is(self, fact: str, model: z3.ModelRef) -> Proposition:
        """That all is really as in a model on which something free depends, and so is that."""
        formulas, renamed = self.formulas, self._renamed(fact)
        here = formulas.values(model)
        changed = formulas.value(fact, self._primed(fact), model)
        there = {name: value for name, value in here.items() if name != fact}
        if changed is not None:
            there[fact] = changed
        parts: list[Proposition] = [*self._tried.as_it_is(here)]
        others: list[z3.BoolRef] = []
        if any(fact in each.roots for each in formulas.loose):
            others = [part for part in self._tried.as_it_is(there) if isinstance(part, z3.BoolRef)]
        parts += [z3.substitute(part, *renamed) for part in others]
        made = all_of(parts)
        if len(self._held) < MOST_HELD and not others:
            self._held.append(made)
        return made

    def _pairs(self, fact: str, model: z3.ModelRef) -> Iterator[Witness]:
        """The two situations of a model, with numbers as round as may do first."""
        formulas = self.formulas
        changed = formulas.value(fact, self._primed(fact), model)
        for digits in formulas.digits:
            rest = formulas.exactly(model, digits)
            one, other = rest.pop(fact, None), changed
            if changed is not None:
                other = formulas.exact_value(fact, changed, model, digits, other=True)
            yield Witness(fact, "", one, other, rest)

    def _changed_by(self, pair: Witness) -> set[str]:
        """The decisions that do come to something else, if both situations are evaluated."""
        one, other = (
            {**pair.rest, **({} if value is None else {pair.fact: value})}
            for value in (pair.one, pair.other)
        )
        return self._tried.changed(one, other)

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

    def _possible_of(
        self, wanted: Mapping[str, Proposition], look: Callable[[z3.ModelRef], None] | None = None
    ) -> dict[str, Possibility]:
        """Which of some things can be: whatever a situation shows need not be asked again.

        ``look`` is called with each situation that is found.
        """
        found = {name: Possibility.NO for name, when in wanted.items() if when is False}
        guards = {n: guarded(self._solver, w) for n, w in wanted.items() if n not in found}
        for name, guard in guards.items():
            if name in found:
                continue
            found[name] = self.budget.ask(self._solver, PATIENCE, guard)
            if found[name] is Possibility.YES:
                model = self._solver.model()
                if look is not None:
                    look(model)
                left = (other for other in guards if other not in found)
                found |= {n: Possibility.YES for n in left if is_so(model, wanted[n])}
        return found

    def _primed(self, fact: str) -> list[z3.BoolRef]:
        places = range(len(self.formulas.variables(fact)))
        return [variable(f"{fact} {n}'", self.formulas.context) for n in places]

    def _renamed(self, fact: str) -> list[tuple[z3.ExprRef, z3.ExprRef]]:
        """The variables that may differ if a fact does, with those of the other situation."""
        renamed: list[tuple[z3.ExprRef, z3.ExprRef]] = [
            *zip(self.formulas.variables(fact), self._primed(fact), strict=True)
        ]
        for number, each in enumerate(self.formulas.loose):
            if fact in each.roots:
                if number not in self._twins:
                    self._twins[number] = [(v, twin_of(v)) for v in each.variables]
                renamed += self._twins[number]
        return renamed

    def _two_ways(self, fact: str) -> Iterator[tuple[str, Proposition]]:
        """For each decision, when a change of one fact alone changes what it comes to."""
        self._solver.add(self.formulas.must_hold(fact, self._primed(fact)))
        must_hold = [
            self.formulas.allowed,
            *(e.must_hold for e in self.formulas.loose if fact in e.roots),
        ]
        parts = [when for _, when in self._outcomes]
        parts += [what for what in must_hold if not isinstance(what, bool)]
        found: dict[str, list[Proposition]] = {}
        for place, other in renamed_in(parts, self._renamed(fact)):
            if place >= len(self._outcomes):
                self._solver.add(other)
                continue
            decision, when = self._outcomes[place]
            found.setdefault(decision, []).append(differ(when, other))
        for decision in self.formulas.outcomes:
            if decision in found:
                yield decision, any_of(found[decision])


class Tried:
    """Situations that the solver proposed, as they come out: it may have let be what is not.

    Where a try fails, whatever was let be is held as it really is there, and the solver looks
    again. After counterexample-guided abstraction refinement (Clarke, Grumberg, Jha, Lu and Veith,
    2000).
    """

    def __init__(self, formulas: Formulas, budget: Budget) -> None:
        """Try situations of some formulas, for steps of a budget."""
        self._formulas = formulas
        self._budget = budget
        self._came: dict[tuple[tuple[str, Value], ...], Conclusions] = {}

    def conclusions(self, situation: Given) -> Conclusions:
        """What follows from a situation."""
        key = tuple(situation.items())
        if key not in self._came:
            formulas = self._formulas
            self._budget.spend(EVALUATING * size(formulas.ruleset))
            compiled = compiled_of(formulas.ruleset)
            given = {**formulas.given, **situation}
            self._came[key] = compiled.evaluate(given, now=formulas.now)
        return self._came[key]

    def changed(self, one: Given, other: Given) -> set[str]:
        """The decisions that come to something else in the other situation."""
        return {*changed_decisions(self.conclusions(one), self.conclusions(other))}

    def as_it_is(self, situation: Given) -> Iterator[Proposition]:
        """The facts that something free depends on as they are in a situation, and that as well.

        The values are those of cases.
        """
        formulas = self._formulas
        known = {n: fact.value for n, fact in self.conclusions(situation).facts.items()}
        free = [(each, each.really) for each in formulas.loose if each.really is not None]
        for root in sorted({root for each, _ in free for root in each.roots}):
            yield from formulas.given_as(root, situation.get(root))
        for each, really in free:
            for part, so in zip(each.variables, really(known), strict=True):
                if isinstance(part, z3.BoolRef):
                    yield part if so else negated(part)
