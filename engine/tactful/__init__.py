"""tactful: advice as YAML rules, evaluated by forward chaining and explained in plain English.

    network = tactful.Network(tactful.load(tactful.packaged()))
    conclusions = network.evaluate({"rapport": "warm"})
    explanation = tactful.explain(network, "A warm talk", conclusions)
    print(explanation.headline, tactful.as_json(explanation))

What stands here is the whole public interface; each name is imported when it is first used, so
that nobody pays for what they leave alone.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tactful.explanation.explanation import Explanation as Explanation
    from tactful.explanation.explanation import explain as explain
    from tactful.explanation.wire import as_json as as_json
    from tactful.language.conclusions import Conclusions as Conclusions
    from tactful.language.given import InvalidGiven as InvalidGiven
    from tactful.language.model import Ruleset as Ruleset
    from tactful.network.evaluator import Network as Network
    from tactful.network.matching import EngineMissing as EngineMissing
    from tactful.network.matching import NoSuchEngine as NoSuchEngine
    from tactful.reading.ruleset import load as load
    from tactful.reading.ruleset import load_ruleset as load_ruleset
    from tactful.text.diagnostic import Diagnostic as Diagnostic
    from tactful.text.diagnostic import InvalidText as InvalidText
    from tactful.text.library import packaged as packaged
    from tactful.workspace.schemas import schema as schema

__version__ = "0.1.0"

_HOMES = {
    "Conclusions": "tactful.language.conclusions",
    "Diagnostic": "tactful.text.diagnostic",
    "EngineMissing": "tactful.network.matching",
    "Explanation": "tactful.explanation.explanation",
    "InvalidGiven": "tactful.language.given",
    "InvalidText": "tactful.text.diagnostic",
    "Network": "tactful.network.evaluator",
    "NoSuchEngine": "tactful.network.matching",
    "Ruleset": "tactful.language.model",
    "as_json": "tactful.explanation.wire",
    "explain": "tactful.explanation.explanation",
    "load": "tactful.reading.ruleset",
    "load_ruleset": "tactful.reading.ruleset",
    "packaged": "tactful.text.library",
    "schema": "tactful.workspace.schemas",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'tactful' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
