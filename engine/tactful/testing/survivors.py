"""Which mutants of a ruleset its scenarios notice: a mutant that none notices is a survivor.

A scenario notices a mutant if it passes on the ruleset and fails on the mutant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tactful.language.conclusions import Conclusions
from tactful.language.model import Ruleset
from tactful.language.progress import Progress, silent
from tactful.network.evaluator import Network
from tactful.scenarios.expectation import Fares
from tactful.scenarios.failure import failures
from tactful.scenarios.scenario import Scenario
from tactful.testing.mutations import Mutant, mutants

MOST_WORK = 400_000
"""Mutants times rules past which not every mutant is tried: half a minute's worth."""


class Trial(NamedTuple):
    """What became of a ruleset's mutants.

    Attributes:
        killed: How many mutants some scenario notices.
        equivalent: Mutants that are proven to give the same advice in every situation.
        survivors: The others.
        left_open: How many of the survivors may change no advice: not found out in time.
        untried: How many mutants were passed over because there are too many.
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
    """Try every mutant of a ruleset on scenarios that pass, or of very many one in so many.

    Args:
        ruleset: The ruleset.
        scenarios: Its scenarios; one that fails on the ruleset itself notices nothing.
        is_equivalent: Whether a mutant that no scenario notices is proven to be no change.
        progress: Told how far the work is.
    """
    scenarios_ranked = _RankedScenarios(ruleset, scenarios)
    every = list(mutants(ruleset))
    listed = every[:: -(-len(every) * len(ruleset.rules) // MOST_WORK) or 1]
    killed = 0
    equivalent, survivors = [], []
    for number, mutant in enumerate(listed):
        progress(number, len(listed))
        if scenarios_ranked.notices(mutant):
            killed += 1
        elif is_equivalent(mutant):
            equivalent.append(mutant)
        else:
            survivors.append(mutant)
    progress(len(listed), len(listed))
    untried = len(every) - len(listed)
    return Trial(killed, tuple(equivalent), tuple(survivors), untried=untried)


class _RankedScenarios:
    """The scenarios, each rule's likeliest witnesses first."""

    def __init__(self, ruleset: Ruleset, scenarios: Sequence[Scenario]) -> None:
        network = Network(ruleset)
        ran = [(scenario, network.evaluate(scenario.given)) for scenario in scenarios]
        self.ran = [(s, c) for s, c in ran if not failures(s, c, ruleset)]
        self.orders: dict[str, list[Scenario]] = {}

    def notices(self, mutant: Mutant) -> bool:
        network = Network(mutant.ruleset)
        return any(
            failures(scenario, network.evaluate(scenario.given), mutant.ruleset)
            for scenario in self.order(mutant)
        )

    def order(self, mutant: Mutant) -> list[Scenario]:
        owner = mutant.owner
        if owner not in self.orders:
            ranked = sorted(self.ran, key=lambda one: -_interest(owner, *one))
            self.orders[owner] = [scenario for scenario, _ in ranked]
        return self.orders[owner]


def _interest(owner: str, scenario: Scenario, conclusions: Conclusions) -> int:
    """How likely a scenario is to notice a change of this rule."""
    named = any(isinstance(e, Fares) and e.rule == owner for e in scenario.expect)
    return 2 * named + (owner in conclusions.fired)
