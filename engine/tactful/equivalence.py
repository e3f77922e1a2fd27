"""Mutants that are none: whatever the situation, the advice is the one it was.

Such a mutant cannot be noticed by any scenario that looks at the advice, so it says nothing about
the scenarios. Only what is proven counts; a mutant about which the solver is not sure stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from tactful.advice import advice
from tactful.logic import differ
from tactful.model import Ruleset
from tactful.mutations import Mutant
from tactful.network import Network
from tactful.proofs import Given, Proofs, beside
from tactful.removals import unlike

MOST = 200
"""Situations in which a mutant is tried before the solver is asked."""


class Equivalence:
    """Says of a ruleset's mutants whether they are proven to change no advice."""

    def __init__(self, ruleset: Ruleset, situations: Iterable[Given] = ()) -> None:
        self.ruleset = ruleset
        self.situations = list(situations)

    def __call__(self, mutant: Mutant) -> bool:
        """Whether a mutant is proven to give the same advice in every situation."""
        return not self._is_seen_to_differ(mutant) and self._is_proven(mutant.ruleset)

    @cached_property
    def _tried(self) -> list[tuple[Given, object]]:
        network = Network(self.ruleset)
        given = [*self.situations, *Proofs(self.ruleset).drawn(MOST)]
        return [(one, advice(network.evaluate(one))) for one in given]

    def _is_seen_to_differ(self, mutant: Mutant) -> bool:
        network = Network(mutant.ruleset)
        return any(advice(network.evaluate(given)) != told for given, told in self._tried)

    def _is_proven(self, changed: Ruleset) -> bool:
        proofs = beside(self.ruleset, changed)
        if proofs is None:
            return False
        one, other = proofs
        if not one.is_impossible(unlike(one.formulas, other.formulas)):
            return False
        return not any(self._may_reorder(name, changed, one, other) for name in self.ruleset.rules)

    def _may_reorder(self, name: str, changed: Ruleset, one: Proofs, other: Proofs) -> bool:
        """Whether what a rule says may put the choices of a decision in another order.

        The formulas tell what is chosen and not in which order, so a rule that weighs options of
        a decision that chooses many has to fire just as it did and to say what it said.
        """
        before, after = self.ruleset.rules[name], changed.rules.get(name)
        if not any(self.ruleset.decisions[a.decision].many for a in before.arguments):
            return False
        if after is None or after.arguments != before.arguments:
            return True
        fires = differ(one.formulas.fired[name], other.formulas.fired[name])
        return not one.is_impossible(fires)
