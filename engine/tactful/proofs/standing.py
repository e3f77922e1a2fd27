"""A solver that stays, for many short questions about few propositions.

It is told once what each of them says, and asked by their names: to tell it anew takes ten times
as long as an answer.
"""

from __future__ import annotations

from collections.abc import Iterable

from tactful.proofs.budget import Possibility
from tactful.proofs.logic import Proposition, asserted, z3
from tactful.proofs.prover import Proofs


class Standing:
    """Which of some propositions can be so together."""

    def __init__(self, proofs: Proofs, what: Iterable[Proposition]) -> None:
        """Tell a solver.

        Args:
            proofs: What situations there are.
            what: The propositions that will be asked about.
        """
        self._proofs = proofs
        self._solver = proofs.asked()
        # With the propositions themselves: while they are there, no other gets their number.
        self._told = [part for part in what if isinstance(part, z3.BoolRef)]
        self._names: dict[int, z3.BoolRef] = {}
        for part in self._told:
            if part.get_id() not in self._names:
                name = self._names[part.get_id()] = z3.FreshBool(ctx=part.ctx)
                asserted(self._solver, name == part)

    def together(self, *parts: tuple[Proposition, bool]) -> Possibility:
        """Whether some of the propositions can be so together, and others not."""
        assumed = []
        for part, wanted in parts:
            if isinstance(part, z3.BoolRef):
                name = self._names[part.get_id()]
                assumed.append(name if wanted else z3.Not(name))
            elif part is not wanted:
                return Possibility.NO
        return self._proofs.budget.ask(self._solver, self._proofs.patience, *assumed)
