"""Which open facts can still matter to which decision: proven, not guessed.

A fact matters to a decision when there are two ways to complete what is known that differ in
this fact alone and come to a different outcome. z3 finds them or proves that there are none. A
fact that stays unknown is one of the ways, so where no fact matters the advice is settled
whatever is answered or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import NamedTuple

from tactful.language.conclusions import Conclusions, Outcome, outcome
from tactful.language.values import Value
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import (
    Proposition,
    any_of,
    at_most_one,
    differ,
    guarded,
    negated,
    variable,
    z3,
)


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

    def __init__(self, formulas: Formulas) -> None:
        self.formulas = formulas
        self._alone = RLock()
        self._solver = formulas.solver()
        self._outcomes = [
            (decision, when)
            for decision, outcomes in formulas.outcomes.items()
            for when in outcomes.values()
            if not isinstance(when, bool)
        ]

    def settled(self, conclusions: Conclusions) -> bool:
        """Whether no answer whatever could lead to other advice than this."""
        with self._scratch():
            changes = []
            for name, outcomes in self.formulas.outcomes.items():
                came = outcome(conclusions.decisions[name])
                changes += [negated(w) if key in came else w for key, w in outcomes.items()]
            return not self._possible(any_of(changes))

    def matters_to(self, fact: str) -> tuple[str, ...]:
        """The decisions to which an open fact can still matter, in the ruleset's order."""
        with self._scratch():
            ways = self._two_ways(fact)
            return tuple(decision for decision, when in ways if self._possible(when))

    def matters(self, fact: str) -> bool:
        """Whether an open fact can still matter to any decision."""
        with self._scratch():
            return self._possible(any_of(when for _, when in self._two_ways(fact)))

    def witness(self, fact: str) -> Witness | None:
        """Two ways that show that an open fact matters; ``None`` if it does not."""
        with self._scratch():
            for decision, when in self._two_ways(fact):
                if self._possible(when):
                    model = self._solver.model()
                    values = self.formulas.values(model)
                    symbol = self.formulas.open[fact]
                    others = [
                        c.value
                        for c, v in zip(symbol, self._primed(fact), strict=True)
                        if z3.is_true(model[v])
                    ]
                    other = others[0] if others else None
                    one = values.pop(fact, None)
                    return Witness(fact, decision, one, other, values)
        return None

    def possible_outcomes(self, decision: str) -> tuple[Outcome, ...]:
        """What a decision can still come to."""
        outcomes = self.formulas.outcomes[decision]
        with self._scratch():
            return tuple(key for key, when in outcomes.items() if self._possible(when))

    @contextmanager
    def _scratch(self) -> Iterator[None]:
        """What a ``with`` block adds to the solver is gone after it; no other thread asks."""
        with self._alone:
            self._solver.push()
            try:
                yield
            finally:
                self._solver.pop()

    def _possible(self, proposition: Proposition) -> bool:
        """Whether something can be; asked in a scratch block, so that nothing of it stays."""
        if proposition is False:
            return False
        return bool(self._solver.check(guarded(self._solver, proposition)) == z3.sat)

    def _primed(self, fact: str) -> list[z3.BoolRef]:
        return [
            variable(f"{fact} {n}'", self.formulas.context)
            for n in range(len(self.formulas.open[fact]))
        ]

    def _two_ways(self, fact: str) -> Iterator[tuple[str, Proposition]]:
        """For each decision, when a change of one fact alone changes what it comes to."""
        primed = self._primed(fact)
        self._solver.add(at_most_one(primed))
        renamed = [*zip(self.formulas.variables(fact), primed, strict=True)]
        loose = [each for each in self.formulas.loose if fact in each.roots]
        renamed += [
            (v, variable(f"{v}'", self.formulas.context)) for each in loose for v in each.variables
        ]
        for each in loose:
            if not isinstance(each.must_hold, bool):
                self._solver.add(z3.substitute(each.must_hold, *renamed))
        found: dict[str, list[Proposition]] = {}
        for decision, when, other in self._renamed(renamed):
            found.setdefault(decision, []).append(differ(when, other))
        for decision, changes in found.items():
            yield decision, any_of(changes)

    def _renamed(
        self, renamed: list[tuple[z3.BoolRef, z3.BoolRef]]
    ) -> Iterator[tuple[str, z3.BoolRef, z3.BoolRef]]:
        if not self._outcomes:
            return
        # One call renames everything, so that what several outcomes share is walked once.
        together = z3.Function(
            "all", *[z3.BoolSort(self.formulas.context)] * (len(self._outcomes) + 1)
        )
        whole = together(*[when for _, when in self._outcomes])
        again = z3.substitute(whole, *renamed).children()
        for (decision, when), other in zip(self._outcomes, again, strict=True):
            yield decision, when, other
