"""Networks that are kept for rulesets, where whoever asks has none at hand."""

from __future__ import annotations

import copy
import threading
from weakref import WeakKeyDictionary

from tactful.language.model import Ruleset
from tactful.network.evaluator import Network

_KEPT: WeakKeyDictionary[Ruleset, Network] = WeakKeyDictionary()
_LOCK = threading.Lock()


def network_of(ruleset: Ruleset) -> Network:
    """The network of a ruleset: made when first asked for, and let go with the ruleset.

    Its own ``ruleset`` is a copy that shares all parts: a network that held the ruleset itself
    would keep it for ever.
    """
    with _LOCK:
        found = _KEPT.get(ruleset)
    if found is None:
        made = Network(copy.copy(ruleset))  # slow: whoever compiles keeps nobody else waiting
        with _LOCK:
            found = _KEPT.setdefault(ruleset, made)
    return found
