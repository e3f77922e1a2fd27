"""An explanation together with its grounds and its words: what answers are made from."""

from __future__ import annotations

from typing import NamedTuple

from tactful.explanation import Explanation
from tactful.grounds import Grounds, grounds
from tactful.model import Ruleset
from tactful.outcomes import ExplainedDecision
from tactful.strata import Step
from tactful.wording import Wording, wording_of


class Reasoning(NamedTuple):
    """One scenario's advice, ready to be asked about."""

    explanation: Explanation
    grounds: Grounds
    wording: Wording

    @property
    def ruleset(self) -> Ruleset:
        """The rules."""
        return self.explanation.ruleset

    def decision(self, name: str) -> ExplainedDecision:
        """How a decision came out, in words."""
        return next(d for d in self.explanation.decisions if d.id == name)

    def named(self, name: str) -> Step:
        """A fact or decision as a step of the reasoning."""
        return Step("fact" if name in self.ruleset.facts else "decision", name)


def reason(explanation: Explanation) -> Reasoning:
    """Find what everything in an explanation rests on."""
    ruleset, conclusions = explanation.ruleset, explanation.conclusions
    found = grounds(ruleset, conclusions)
    return Reasoning(explanation, found, wording_of(ruleset, conclusions))
