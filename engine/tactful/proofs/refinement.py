"""What the solver finds, tried: it may have let be anything what is not.

Where a try fails, those things are held as they really are in the situation that was proposed, and
the solver looks again. After counterexample-guided abstraction refinement (Clarke, Grumberg, Jha,
Lu and Veith, 2000).
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.language.conclusions import Conclusions, changed_decisions
from tactful.language.given import Given
from tactful.language.values import Value
from tactful.network.kept import network_of
from tactful.proofs.budget import EVALUATING, Budget, size
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import Proposition, negated, z3

MOST_TRIES = 8
"""Situations that are tried for one answer before it is left open."""


class Tried:
    """Situations that the solver proposed, as they come out."""

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
            network = network_of(formulas.ruleset)
            given = {**formulas.given, **situation}
            self._came[key] = network.evaluate(given, now=formulas.now)
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
            for variable, so in zip(each.variables, really(known), strict=True):
                if isinstance(variable, z3.BoolRef):
                    yield variable if so else negated(variable)
