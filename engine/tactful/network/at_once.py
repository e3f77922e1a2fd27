"""Rules that change with every key: answered at once, and compiled only if they stay.

To compile a ruleset takes as long as a dozen scenarios in the reference evaluator. Where rules are
being edited few scenarios are asked of each state of them, and their answers are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tactful.language import reference
from tactful.language.conclusions import Conclusions
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.network.evaluator import Network

FEW = 6
"""Scenarios after which it is worth compiling: two clients, each at a few moments."""


class AtOnce(Network):
    """A network that is not compiled before more than a few scenarios were asked of it."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self._asked = 0
        self._network: Network | None = None

    def worded(self, ruleset: Ruleset) -> Network:
        """The same for a ruleset that differs in nothing but its words."""
        return AtOnce(ruleset) if self._network is None else self._network.worded(ruleset)

    def evaluate(self, given: Mapping[str, Value], *, now: datetime | None = None) -> Conclusions:
        """Evaluate one scenario, as ``Network.evaluate`` does."""
        if self._network is None:
            self._asked += 1
            if self._asked <= FEW:
                return reference.evaluate(self.ruleset, given, now=now)
            self._network = Network(self.ruleset)
        return self._network.evaluate(given, now=now)
