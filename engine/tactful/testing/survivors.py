"""Which mutants of a ruleset its scenarios notice: a mutant that none notices is a survivor.

A scenario notices a mutant if it passes on the ruleset and fails on the mutant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tactful.compiled.evaluator import Compiled
from tactful.compiled.kept import compiled_with
from tactful.language.conclusions import Conclusions
from tactful.language.model import Ruleset
from tactful.language.progress import Progress, silent
from tactful.proofs.budget import COMPILING, EVALUATING, Budget, size
from tactful.scenarios.expectation import Fares
from tactful.scenarios.failure import failures
from tactful.scenarios.scenario import Scenario
from tactful.testing.mutations import Mutant, mutants

ALTOGETHER = 30_000_000
"""Steps that trying mutants on scenarios may take: some ten to twenty seconds' worth."""


class Trial(NamedTuple):
    """What became of a ruleset's mutants.

    Attributes:
        killed: How many mutants some scenario notices.
        equivalent: Mutants that are proven to give the same advice in every situation.
        survivors: The others.
        left_open: How many of the survivors may change no advice: not found out in time.
        untried: How many mutants were passed over because trying all would take too long.
    """

    killed: int
    equivalent: tuple[Mutant, ...]
    survivors: tuple[Mutant, ...]
    left_open: int = 0
    untried: int = 0

    @property
    def score(self) -> float:
        """The share of mutants that are noticed, from 0 to 1, the equivalent ones left out."""
        counted = self.killed + len(self.survivors)
        return self.killed / counted if counted else 1.0


def try_mutants(
    ruleset: Ruleset,
    scenarios: Sequence[Scenario],
    *,
    is_equivalent: Callable[[Mutant], bool] = lambda _: False,
    progress: Progress = silent,
) -> Trial:
    """Try every mutant of a ruleset on scenarios that pass, or an even part of very many.

    Args:
        ruleset: The ruleset.
        scenarios: Its scenarios; one that fails on the ruleset itself notices nothing.
        is_equivalent: Whether a mutant that no scenario notices is proven to be no change.
        progress: Told how far the work is.
    """
    budget = Budget(ALTOGETHER)
    scenarios_ranked = _RankedScenarios(ruleset, scenarios, budget)
    every = list(mutants(ruleset))
    noticed: dict[int, bool] = {}
    equivalent = set()
    for number in _evenly(len(every)):
        if budget.is_spent:
            break
        taken = len(every) * (ALTOGETHER - budget.left) // (ALTOGETHER or 1)
        progress(max(len(noticed), min(taken, len(every) - 1)), len(every))
        noticed[number] = scenarios_ranked.notices(every[number])
        if not noticed[number] and is_equivalent(every[number]):
            equivalent.add(number)
    progress(len(every), len(every))
    unnoticed = [number for number in sorted(noticed) if not noticed[number]]
    return Trial(
        sum(noticed.values()),
        tuple(every[number] for number in unnoticed if number in equivalent),
        tuple(every[number] for number in unnoticed if number not in equivalent),
        untried=len(every) - len(noticed),
    )


def _evenly(count: int) -> list[int]:
    """So many numbers in an order of which every beginning is spread evenly over all of them."""
    digits = count.bit_length()
    return sorted(range(count), key=lambda number: int(f"{number:0{digits}b}"[::-1], 2))


class _RankedScenarios:
    """The scenarios, each rule's likeliest witnesses first."""

    def __init__(self, ruleset: Ruleset, scenarios: Sequence[Scenario], budget: Budget) -> None:
        self.budget = budget
        self.size = size(ruleset)
        compiled = Compiled(ruleset)
        ran = [(one, compiled_with(compiled, one.people)) for one in scenarios]
        came = [(one, own.ruleset, own.evaluate(one.given)) for one, own in ran]
        self.ran = [(one, c) for one, rules, c in came if not failures(one, c, rules)]
        self.orders: dict[str, list[Scenario]] = {}

    def notices(self, mutant: Mutant) -> bool:
        self.budget.spend(COMPILING * self.size)
        compiled = Compiled(mutant.ruleset)
        for scenario in self.order(mutant):
            self.budget.spend(EVALUATING * self.size)
            own = compiled_with(compiled, scenario.people)
            if failures(scenario, own.evaluate(scenario.given), own.ruleset):
                return True
        return False

    def order(self, mutant: Mutant) -> list[Scenario]:
        owner = mutant.owner
        if owner not in self.orders:
            ranked = sorted(self.ran, key=lambda one: -_interest(owner, *one))
            self.orders[owner] = [scenario for scenario, _ in ranked]
        return self.orders[owner]


def _interest(owner: str, scenario: Scenario, conclusions: Conclusions) -> int:
    """How likely a scenario is to notice a change of this rule."""
    named = any(isinstance(e, Fares) and _author_s(e.rule) == owner for e in scenario.expect)
    return 2 * named + (owner in map(_author_s, conclusions.fired))


def _author_s(rule: str) -> str:
    """The author's name of a rule, of whomever it is a copy."""
    return rule.partition("[")[0]
