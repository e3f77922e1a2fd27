"""tactful: advice as YAML rules, evaluated by forward chaining and explained in plain English.

    ruleset = tactful.load(tactful.packaged())
    network = tactful.Network(ruleset)
    conclusions = network.evaluate(tactful.facts(ruleset, {"rapport": "warm"}))
    explanation = tactful.explain(network, "A warm talk", conclusions)
    print(explanation.headline, tactful.as_json(explanation))

What stands here is the whole public interface; each name is imported when it is first used, so
that nobody pays for what they leave alone.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tactful.answers.interview import Interview as Interview
    from tactful.explanation.explanation import Explanation as Explanation
    from tactful.explanation.explanation import explain as explain
    from tactful.explanation.wire import as_json as as_json
    from tactful.language.conclusions import Conclusions as Conclusions
    from tactful.language.given import InvalidGiven as InvalidGiven
    from tactful.language.given import WrongFact as WrongFact
    from tactful.language.model import Ruleset as Ruleset
    from tactful.network.evaluator import Network as Network
    from tactful.network.kept import network_with as network_with
    from tactful.network.matching import EngineMissing as EngineMissing
    from tactful.network.matching import NoSuchEngine as NoSuchEngine
    from tactful.plans.plan import Plan as Plan
    from tactful.plans.plan import plan as plan
    from tactful.plans.sweep import TimelessRuleset as TimelessRuleset
    from tactful.proofs.counterfactual import Counterfactuals as Counterfactuals
    from tactful.proofs.counterfactual import Goal as Goal
    from tactful.proofs.counterfactual import counterfactuals as counterfactuals
    from tactful.reading.ruleset import load as load
    from tactful.reading.ruleset import load_ruleset as load_ruleset
    from tactful.scenarios.from_json import facts as facts
    from tactful.scenarios.from_json import scenario as scenario
    from tactful.scenarios.scenario import Scenario as Scenario
    from tactful.scenarios.scenario import load_scenarios as load_scenarios
    from tactful.text.diagnostic import Diagnostic as Diagnostic
    from tactful.text.diagnostic import InvalidText as InvalidText
    from tactful.text.library import packaged as packaged
    from tactful.workspace.schemas.facts import facts_schema as facts_schema
    from tactful.workspace.schemas.published import schema as schema

__version__ = "0.1.0"

_HOMES = {
    "Conclusions": "tactful.language.conclusions",
    "Counterfactuals": "tactful.proofs.counterfactual",
    "Diagnostic": "tactful.text.diagnostic",
    "EngineMissing": "tactful.network.matching",
    "Explanation": "tactful.explanation.explanation",
    "Goal": "tactful.proofs.counterfactual",
    "Interview": "tactful.answers.interview",
    "InvalidGiven": "tactful.language.given",
    "InvalidText": "tactful.text.diagnostic",
    "Network": "tactful.network.evaluator",
    "NoSuchEngine": "tactful.network.matching",
    "Plan": "tactful.plans.plan",
    "Ruleset": "tactful.language.model",
    "Scenario": "tactful.scenarios.scenario",
    "TimelessRuleset": "tactful.plans.sweep",
    "WrongFact": "tactful.language.given",
    "as_json": "tactful.explanation.wire",
    "counterfactuals": "tactful.proofs.counterfactual",
    "explain": "tactful.explanation.explanation",
    "facts": "tactful.scenarios.from_json",
    "facts_schema": "tactful.workspace.schemas.facts",
    "load": "tactful.reading.ruleset",
    "load_ruleset": "tactful.reading.ruleset",
    "load_scenarios": "tactful.scenarios.scenario",
    "network_with": "tactful.network.kept",
    "packaged": "tactful.text.library",
    "plan": "tactful.plans.plan",
    "scenario": "tactful.scenarios.from_json",
    "schema": "tactful.workspace.schemas.published",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'tactful' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
