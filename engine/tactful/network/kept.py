"""Networks that are kept for rulesets, where whoever asks has none at hand."""

from __future__ import annotations

import copy
import threading
from weakref import WeakKeyDictionary

from tactful.grounding.ground import ground
from tactful.grounding.people import People
from tactful.language.model import Ruleset
from tactful.network.evaluator import Network

_KEPT: WeakKeyDictionary[Ruleset, Network] = WeakKeyDictionary()
_LOCK = threading.Lock()


def network_of(ruleset: Ruleset, kind: type[Network] = Network) -> Network:
    """The network of a ruleset: made when first asked for, and let go with the ruleset.

    Its own ``ruleset`` is a copy that shares all parts: a network that held the ruleset itself
    would keep it for ever.

    Args:
        ruleset: The rules.
        kind: What is made if there is none yet; ``AtOnce`` while rules are edited.
    """
    with _LOCK:
        found = _KEPT.get(ruleset)
    if found is None:
        made = kind(copy.copy(ruleset))  # slow: whoever compiles keeps nobody else waiting
        with _LOCK:
            found = _KEPT.setdefault(ruleset, made)
    return found


def network_with(network: Network, people: People) -> Network:
    """The network of a ruleset for those whom a situation lists; itself where it lists none.

    It is compiled once for as many of them, whatever they are called.

    Raises:
        ValueError: if something is listed that the ruleset has not several of, or too many are.
    """
    if not people:
        return network
    named = ground(network.ruleset, people)
    with _LOCK:
        found = _KEPT.get(named)
    if found is not None:
        return found
    unnamed = {each: (None,) * len(names) for each, names in people.items()}
    alike = network_of(ground(network.ruleset, unnamed), type(network))
    made = alike.worded(copy.copy(named))
    with _LOCK:
        return _KEPT.setdefault(named, made)
