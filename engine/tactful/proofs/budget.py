"""How long may be looked for answers: so many steps a question, and so many for all.

Steps and not seconds, so that an answer never depends on what else the machine is doing. A question
that is not answered within its steps is open, and so is every one that comes when none are left.
What is done without the solver counts for as many steps as would take as long: a step is about half
a microsecond.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Final

from tactful.language.conditions import every_test
from tactful.language.model import Ruleset

if TYPE_CHECKING:
    from tactful.proofs.logic import z3

OF_A_COMMAND = 80_000_000
"""Steps that all situations of one command may take: half a minute's worth."""


class Possibility(Enum):
    """What a solver says of a question."""

    YES = "it can be"
    NO = "it is proven that it cannot be"
    OPEN = "not found out in time"


class Budget:
    """Steps of the solver that an answer or a whole command may take.

    Attributes:
        gave_up: How many questions were left open, or not asked at all.
        watched: Called whenever steps were taken, for whoever shows how far the work is.
    """

    def __init__(self, steps: int, whole: Budget | None = None) -> None:
        """Set so many steps aside.

        Args:
            steps: How many.
            whole: What they are taken from as well, so that they may be fewer.
        """
        self._left = steps
        self._whole = whole
        self.gave_up = 0
        self.watched: Callable[[], None] = _unwatched

    @property
    def left(self) -> int:
        """How many steps are left."""
        return self._left if self._whole is None else min(self._left, self._whole.left)

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be asked."""
        return self.left <= 0

    def ask(self, solver: z3.Solver, patience: int, *assumed: z3.BoolRef) -> Possibility:
        """Whether what a solver knows can be.

        Args:
            solver: The solver.
            patience: Steps that this question may take.
            assumed: What is to be so besides.
        """
        from tactful.proofs.logic import checked, counted, z3  # who only counts needs no z3

        allowed = min(patience, self.left)
        if allowed <= 0:
            self.give_up()
            return Possibility.OPEN
        # The solver counts few steps for what it learns from a conflict, which may take long.
        solver.set(rlimit=allowed, max_conflicts=allowed // CONFLICT)
        before, conflicts = counted(solver)
        found = checked(solver, assumed)
        after, more = counted(solver)
        self.spend(after - before + CONFLICT * max(more - conflicts, 0) + AT_LEAST)
        if found == z3.Z3_L_UNDEF:
            self.give_up()
            return Possibility.OPEN
        return Possibility.YES if found == z3.Z3_L_TRUE else Possibility.NO

    def spend(self, steps: int) -> None:
        """Count steps that were taken, or work of the same weight without a solver."""
        self._left -= steps
        if self._whole is not None:
            self._whole.spend(steps)
        self.watched()

    def give_up(self) -> None:
        """Count a question that is left open."""
        self.gave_up += 1
        if self._whole is not None:
            self._whole.give_up()


UNBOUNDED: Final = 1 << 62
"""Steps for whoever may ask the same thing for ever and is to hear the same: each question ends."""

AT_LEAST: Final = 100
"""Steps that any question counts for: putting it costs something, too."""

EVALUATING: Final = 2
"""Steps that evaluating a situation counts for, for all that ``size`` counts."""

COMPILING: Final = 50
"""The same for compiling a network."""

PUTTING: Final = 500
"""The same for putting two rulesets to the solver, and for each two options of a decision."""

CONFLICT: Final = 50
"""Steps that a conflict counts for besides: z3 counts some ten, however much it learns from it."""


A_CASE: Final = 20
"""The same for each value of a fact that a test tells apart."""


def size(ruleset: Ruleset) -> int:
    """How large a ruleset is to whatever looks at all of it: its facts, rules and their tests."""
    return len(ruleset.facts) + len(ruleset.rules) + sum(1 for _ in every_test(ruleset))


def putting(ruleset: Ruleset) -> int:
    """Steps that it counts for to put a ruleset and one much like it to the solver."""
    # Each two options are compared with each other, so they may outweigh all the rules.
    compared = sum(len(decision.options) ** 2 for decision in ruleset.decisions.values())
    tests = [*every_test(ruleset)]
    named = Counter(test.subject for test in tests)
    cases = sum(named[t.subject] + len(ruleset.type_of(t.subject).choices) for t in tests)
    return PUTTING * (size(ruleset) + compared) + A_CASE * cases


def _unwatched() -> None:
    """Nobody looks."""
