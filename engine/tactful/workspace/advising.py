"""Advice for a scenario, at the moment at which it plays."""

from __future__ import annotations

from datetime import datetime

from tactful.explanation.explanation import Explanation, explain
from tactful.language.calendar import zone_named
from tactful.language.model import Ruleset
from tactful.network.evaluator import Network
from tactful.scenarios.scenario import Scenario


def clock(scenario: Scenario, ruleset: Ruleset) -> datetime | None:
    """The present minute where the scenario plays; ``None`` if it says what the moment is."""
    facts = ruleset.clock
    if facts.now is None or facts.now in scenario.given:
        return None
    zone = scenario.given.get(facts.timezone or "")
    if zone is None and facts.timezone is not None:
        zone = ruleset.facts[facts.timezone].default
    here = datetime.now(zone_named(str(zone))) if zone is not None else datetime.now().astimezone()
    return here.replace(second=0, microsecond=0, tzinfo=None)


def advised(scenario: Scenario, network: Network, at: Scenario | None = None) -> Explanation:
    """The advice for a scenario, explained.

    Args:
        scenario: What is known.
        network: Evaluates the ruleset.
        at: The scenario whose moment it is, if that is another one's.
    """
    now = clock(scenario if at is None else at, network.ruleset)
    conclusions = network.evaluate(scenario.given, now=now)
    return explain(network, scenario.title, conclusions, now=now)
