"""A solver that stays, for many short questions about what one decision comes to in old and new.

It is told once what each outcome says, and asked by their names: to tell it anew takes ten times
as long as an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TypeAlias

from tactful.changes.narrowed import Denial
from tactful.language.conclusions import Status
from tactful.proofs.budget import Possibility
from tactful.proofs.logic import Proposition, all_of, any_of, asserted, guarded, negated, z3
from tactful.proofs.prover import Proofs

_Outcome: TypeAlias = str | Status


class StandingSolver:
    """What a decision may turn to. Whatever is found out the proofs learn, too."""

    def __init__(
        self,
        proofs: Proofs,
        whens: Mapping[_Outcome, tuple[Proposition, Proposition]],
        bears: Proposition = True,
    ) -> None:
        """Tell a solver.

        Args:
            proofs: What situations there are.
            whens: When the old and the new ruleset come to each outcome.
            bears: What has to be so for anything to turn.
        """
        self._proofs = proofs
        self._whens = whens
        self._solver = proofs.asked()
        self._names: dict[int, z3.BoolRef] = {}
        # With the propositions themselves: while they are there, no other gets their number.
        self._parts: dict[int, tuple[Proposition, list[z3.BoolRef]]] = {}
        self._known: dict[str, z3.BoolRef] = {}
        for part in (part for both in whens.values() for part in both):
            if isinstance(part, z3.BoolRef) and part.get_id() not in self._names:
                name = self._names[part.get_id()] = z3.FreshBool(ctx=part.ctx)
                asserted(self._solver, name == part)
        # Assumed, as it may not be taken for granted by whoever denies that something turns.
        self._bears = [] if bears is True else [guarded(self._solver, bears)]

    def find_out_what_turns(self) -> tuple[list[_Outcome], list[_Outcome]]:
        """The outcomes that may be lost, and those that may be gained; the others never are."""
        lost, gained = [], []
        for key, (old, new) in self._whens.items():
            if self._possibility(new, old) is not Possibility.NO:
                gained.append(key)
            if self._possibility(old, new) is not Possibility.NO:
                lost.append(key)
        return lost, gained

    def pairs(self) -> tuple[set[tuple[_Outcome, _Outcome]], bool]:
        """What is found to turn to what; and whether that is all that there can be."""
        found: set[tuple[_Outcome, _Outcome]] = set()
        complete = True
        for before, after in product(*self.find_out_what_turns()):
            if before != after:
                answer = self._possibility(self._whens[before][0], also=self._whens[after][1])
                complete = complete and answer is not Possibility.OPEN
                if answer is Possibility.YES:
                    found.add((before, after))
        return found, complete

    def denial(self, what: Proposition) -> Denial | None:
        """What denies that the decision turns so; ``None`` if that was never asked about."""
        if not isinstance(what, z3.BoolRef) or what.get_id() not in self._parts:
            return None
        denied = z3.FreshBool(ctx=what.ctx)
        _, parts = self._parts[what.get_id()]
        asserted(self._solver, any_of((negated(denied), *map(negated, parts))))
        return Denial(self._solver, (denied,), self._known)

    def _possibility(
        self, so: Proposition, but_not: Proposition = False, also: Proposition = True
    ) -> Possibility:
        """Whether one can be so where another is not, and a third is."""
        assumed = []
        for part, wanted in ((so, True), (also, True), (but_not, False)):
            if isinstance(part, z3.BoolRef):
                name = self._names[part.get_id()]
                assumed.append(name if wanted else z3.Not(name))
            elif part is not wanted:
                return Possibility.NO
        answer = self._proofs.budget.ask(
            self._solver, self._proofs.patience, *assumed, *self._bears
        )
        whole = all_of((so, negated(but_not), also))
        if isinstance(whole, z3.BoolRef):
            self._parts[whole.get_id()] = whole, assumed
        self._proofs.learn(whole, answer)
        return answer
