"""Evaluators that are kept for rulesets, where whoever asks has none at hand."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

from tactful.grounding.ground import ground
from tactful.grounding.people import People
from tactful.language.model import Ruleset
from tactful.text.forks import Locked


class Evaluator(Protocol):
    """What a ruleset is compiled to, in whichever way."""

    ruleset: Ruleset

    def worded(self: _Made, ruleset: Ruleset) -> _Made:
        """The same for a ruleset that differs in nothing but its words."""
        ...


_Made = TypeVar("_Made", bound=Evaluator)


class KeptEvaluators(Locked, Generic[_Made]):
    """The evaluators of one kind: each made when first asked for, and let go with its ruleset.

    One for several of a thing is compiled once for as many of them, whatever they are called. The
    ``ruleset`` of what is kept is a copy that shares all parts: an evaluator that held the ruleset
    itself would keep it for ever.

    Args of the initialiser:
        make: Compiles a ruleset.
    """

    def __init__(self, make: Callable[[Ruleset], _Made]) -> None:
        super().__init__()
        self._make = make
        self._kept: WeakKeyDictionary[Ruleset, _Made] = WeakKeyDictionary()

    def of(self, ruleset: Ruleset, make: Callable[[Ruleset], _Made] | None = None) -> _Made:
        """The evaluator of a ruleset; where there is none yet, ``make`` may make another kind."""
        with self.lock:
            found = self._kept.get(ruleset)
        if found is None:
            # Slow: whoever compiles keeps nobody else waiting.
            made = self._made(ruleset, make or self._make)
            with self.lock:
                found = self._kept.setdefault(ruleset, made)
        return found

    def with_people(self, evaluator: _Made, people: People) -> _Made:
        """The evaluator for those whom a situation lists; itself where it lists none.

        Raises:
            ValueError: if something is listed that the ruleset has not several of, or too many are.
        """
        if not people:
            return evaluator
        return self.of(ground(evaluator.ruleset, people), type(evaluator))

    def _made(self, ruleset: Ruleset, make: Callable[[Ruleset], _Made]) -> _Made:
        named = {} if ruleset.ground is None else ruleset.ground.names
        if all(name is None for names in named.values() for name in names):
            return make(copy.copy(ruleset))
        unnamed = ground(ruleset, {each: (None,) * len(names) for each, names in named.items()})
        return self.of(unnamed, make).worded(copy.copy(ruleset))
