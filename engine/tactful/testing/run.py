"""Scenarios that were run: what came of each, and which expectations it did not meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tactful.grounding.ground import ground
from tactful.language.conclusions import Conclusions
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.language.variants import without_rules
from tactful.network.evaluator import Network
from tactful.network.kept import network_with
from tactful.scenarios.failure import Failure, failures
from tactful.scenarios.scenario import Scenario


class ScenarioRun(NamedTuple):
    """A scenario that was run, what followed, and the expectations it did not meet."""

    scenario: Scenario
    conclusions: Conclusions
    failures: tuple[Failure, ...]


def run(ruleset: Ruleset, scenarios: Sequence[Scenario]) -> tuple[ScenarioRun, ...]:
    """Run scenarios. One that names no moment has none: a test must not depend on the clock."""
    return tuple(_run(ruleset, scenarios)) if scenarios else ()


def _run(ruleset: Ruleset, scenarios: Iterable[Scenario]) -> Iterable[ScenarioRun]:
    network = Network(ruleset)
    for scenario in scenarios:
        own = network_with(network, scenario.people)
        conclusions = own.evaluate(scenario.given)
        yield ScenarioRun(scenario, conclusions, failures(scenario, conclusions, own.ruleset))


def passes_without_rules(scenario: Scenario, ruleset: Ruleset) -> bool:
    """Whether a scenario would pass with every rule removed, and so says nothing about any."""
    bare = without_rules(ground(ruleset, scenario.people))
    return not failures(scenario, evaluate(bare, scenario.given), bare)
