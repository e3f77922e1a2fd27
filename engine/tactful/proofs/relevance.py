"""Which open facts can still matter to which decision: proven, not guessed.

A fact matters to a decision when there are two ways to complete what is known that differ in
this fact alone and come to a different outcome. z3 finds them or proves that there are none. A
fact that stays unknown is one of the ways, so where no fact matters the advice is settled
whatever is answered or not. Where the solver's steps do not suffice for a proof a fact may matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import NamedTuple

from tactful.language.conclusions import Conclusions, Outcome, outcome
from tactful.language.reference import evaluate
from tactful.language.values import Value
from tactful.proofs.budget import EVALUATING, Budget, Possibility, size
from tactful.proofs.formulas import Formulas
from tactful.proofs.linear import DIGITS
from tactful.proofs.logic import (
    Proposition,
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
            if not self.formulas.exact:  # what the solver finds has to come about as well
                for name, answer in matters.items():
                    if answer is Possibility.YES and self._shown(fact, name, ways[name]) is None:
                        matters[name] = Possibility.OPEN
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
            shown = (self._shown(fact, decision, when) for decision, when in ways)
            return next((found for found in shown if found is not None), None)

    def _shown(self, fact: str, decision: str, when: Proposition) -> Witness | None:
        """A situation in which a change of a fact changes a decision, tried if that may fail."""
        if self._possible(when) is not Possibility.YES:
            return None
        model, formulas = self._solver.model(), self.formulas
        changed = formulas.value(fact, self._primed(fact), model)
        for digits in (None,) if formulas.exact else DIGITS:
            rest = formulas.exactly(model, digits)
            one, other = rest.pop(fact, None), changed
            if changed is not None:
                other = formulas.exact_value(fact, changed, model, digits, other=True)
            found = Witness(fact, decision, one, other, rest)
            if formulas.exact or self._comes_about(found):
                return found
        return None

    def _comes_about(self, witness: Witness) -> bool:
        """Whether the reference evaluator says so too."""
        formulas, came = self.formulas, []
        for value in (witness.one, witness.other):
            given = {**formulas.given, **witness.rest}
            if value is not None:
                given[witness.fact] = value
            self.budget.spend(EVALUATING * size(formulas.ruleset))
            found = evaluate(formulas.ruleset, given, now=formulas.now)
            came.append(outcome(found.decisions[witness.decision]))
        return came[0] != came[1]

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
        renamed += [(v, twin_of(v)) for each in loose for v in each.variables]
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
