"""tactful: advice as YAML rules, evaluated by forward chaining and explained in plain English.

    ruleset = tactful.load("rulesets/follow-up")
    network = tactful.Network(ruleset)
    conclusions = network.evaluate({"rapport": "warm"})
    print(tactful.explain(ruleset, "A warm talk", conclusions).headline)

What stands here is the whole public interface; each name is imported when it is first used, so
that nobody pays for what they leave alone.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tactful.conclusions import Conclusions as Conclusions
    from tactful.diagnostic import Diagnostic as Diagnostic
    from tactful.diagnostic import InvalidText as InvalidText
    from tactful.explanation import Explanation as Explanation
    from tactful.explanation import explain as explain
    from tactful.given import InvalidGiven as InvalidGiven
    from tactful.matching import EngineMissing as EngineMissing
    from tactful.matching import NoSuchEngine as NoSuchEngine
    from tactful.model import Ruleset as Ruleset
    from tactful.network import Network as Network
    from tactful.reading import load as load

__version__ = "0.1.0"

_HOMES = {
    "Conclusions": "tactful.conclusions",
    "Diagnostic": "tactful.diagnostic",
    "EngineMissing": "tactful.matching",
    "Explanation": "tactful.explanation",
    "InvalidGiven": "tactful.given",
    "InvalidText": "tactful.diagnostic",
    "Network": "tactful.network",
    "NoSuchEngine": "tactful.matching",
    "Ruleset": "tactful.model",
    "explain": "tactful.explanation",
    "load": "tactful.reading",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'tactful' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
