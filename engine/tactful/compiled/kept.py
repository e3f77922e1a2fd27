"""Compiled rulesets that are kept, where whoever asks has none at hand."""

from __future__ import annotations

import copy
import threading
from weakref import WeakKeyDictionary

from tactful.compiled.evaluator import Compiled
from tactful.grounding.ground import ground
from tactful.grounding.people import People
from tactful.language.model import Ruleset

_KEPT: WeakKeyDictionary[Ruleset, Compiled] = WeakKeyDictionary()
_LOCK = threading.Lock()


def compiled_of(ruleset: Ruleset) -> Compiled:
    """The compiled form of a ruleset: made when first asked for, and let go with the ruleset.

    One for several is compiled once for as many of them, whatever they are called. Its own
    ``ruleset`` is a copy that shares all parts: one that held the ruleset itself would keep it for
    ever.
    """
    with _LOCK:
        found = _KEPT.get(ruleset)
    if found is None:
        made = _made(ruleset)  # slow: whoever compiles keeps nobody else waiting
        with _LOCK:
            found = _KEPT.setdefault(ruleset, made)
    return found


def compiled_with(compiled: Compiled, people: People) -> Compiled:
    """What is compiled for those whom a situation lists; itself where it lists none.

    Raises:
        ValueError: if something is listed that the ruleset has not several of, or too many are.
    """
    return compiled_of(ground(compiled.ruleset, people)) if people else compiled


def _made(ruleset: Ruleset) -> Compiled:
    template = ruleset.template
    if ruleset.ground is None or template is None:
        return Compiled(copy.copy(ruleset))
    named = ruleset.ground.names
    if all(name is None for names in named.values() for name in names):
        return Compiled(copy.copy(ruleset))
    unnamed = ground(ruleset, {each: (None,) * len(names) for each, names in named.items()})
    return compiled_of(unnamed).worded(copy.copy(ruleset))
