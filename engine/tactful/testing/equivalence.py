"""Mutants that are none: whatever the situation, the advice is the one it was.

Such a mutant cannot be noticed by any scenario that looks at the advice, so it says nothing about
the scenarios. Only what is proven counts; a mutant about which the solver is not sure stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from tactful.compiled.evaluator import Compiled
from tactful.language.conclusions import advice
from tactful.language.given import Given
from tactful.language.model import Ruleset
from tactful.proofs.budget import COMPILING, EVALUATING, Budget, putting, size
from tactful.proofs.prover import Proofs, beside
from tactful.proofs.removals import unlike
from tactful.testing.mutations import Mutant

ALTOGETHER = 15_000_000
"""Steps for all mutants together, some ten to twenty seconds' worth; those left are open."""

PATIENCE = 3_000_000
"""Steps that the solver may take over a mutant; past that it is open."""

MOST = 200
"""Situations in which a mutant is tried before the solver is asked."""


class Equivalence:
    """Says of a ruleset's mutants whether they are proven to change no advice.

    Attributes:
        budget: The steps that are left for all of them.
        left_open: How many mutants change no advice that was seen, and are not proven either way.
    """

    def __init__(self, ruleset: Ruleset, situations: Iterable[Given] = ()) -> None:
        self.ruleset = ruleset
        self.situations = list(situations)
        self.budget = Budget(ALTOGETHER)
        self.left_open = 0
        self._size, self._putting = size(ruleset), putting(ruleset)

    def __call__(self, mutant: Mutant) -> bool:
        """Whether a mutant is proven to give the same advice in every situation."""
        if self.budget.is_spent:
            self.left_open += 1
            return False
        return not self._is_seen_to_differ(mutant) and self._is_proven(mutant.ruleset)

    @cached_property
    def _tried(self) -> list[tuple[Given, object]]:
        compiled = Compiled(self.ruleset)
        given = [*self.situations, *Proofs(self.ruleset).drawn(MOST)]
        return [(one, advice(compiled.evaluate(one))) for one in given]

    def _is_seen_to_differ(self, mutant: Mutant) -> bool:
        compiled = Compiled(mutant.ruleset)
        self.budget.spend(COMPILING * self._size)
        for given, told in self._tried:
            self.budget.spend(EVALUATING * self._size)
            if advice(compiled.evaluate(given)) != told:
                return True
        return False

    def _is_proven(self, changed: Ruleset) -> bool:
        if self.budget.left < self._putting:
            self.left_open += 1
            return False
        self.budget.spend(self._putting)
        proofs = beside(self.ruleset, changed, self.budget)
        if proofs is None:
            return False
        proofs[0].patience = PATIENCE
        gave_up = self.budget.gave_up
        proven = proofs[0].is_impossible(unlike(*(one.formulas for one in proofs)))
        self.left_open += self.budget.gave_up > gave_up
        return proven
