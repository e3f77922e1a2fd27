"""The same decisions for a cohort in memory, each way as a careful user of it would write it.

Every peer settles the facts, fires the rules and chooses, level by level, and is checked against
tactful's choices. They make less than tactful does: no statuses, no margins, no ties, no lists of
assumptions, and the rules that fired stay flags. Rulesets are of the kind that ``kind`` makes; what
only others have (comparing two facts, computing, defaults) is not needed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

import polars as pl

from one_client.peers import Levels
from tactful.language.model import Argument, Decision, Fact, Rule, Ruleset
from tactful.language.strata import Step

NEVER = -10_000
ALWAYS = 1_000
"""Weights past any sum, for the stances that settle."""


class CohortPeer(ABC):
    """One way to advise a cohort. ``rows`` is how many rows one ``run`` advises."""

    name: str

    def __init__(self, ruleset: Ruleset, cohort: pl.DataFrame) -> None:
        self.ruleset = ruleset
        self.cohort = cohort
        self.rows = cohort.height
        self.levels = Levels(ruleset)
        self.rules = list(ruleset.rules.values())

    @abstractmethod
    def run(self) -> Any:
        """Advise the cohort."""

    @abstractmethod
    def choices(self, made: Any, decision: Decision) -> list[Any]:
        """What one decision came to in a run: an option, or a list of them, for each row."""

    def check(self, expected: pl.DataFrame) -> None:
        """Make sure that every row gets tactful's advice."""
        made = self.run()
        for decision in self.ruleset.decisions.values():
            wanted = expected[decision.id].head(self.rows).to_list()
            found = self.choices(made, decision)
            if decision.many:
                wanted, found = [sorted(w) for w in wanted], [sorted(f) for f in found]
            if wanted != found:
                raise SystemExit(f"{self.name} decides otherwise about {decision.id}")

    def steps(self) -> Iterable[tuple[list[Fact], list[Decision], list[Rule]]]:
        """What is settled at each level, and then the rules that fire, overriding ones first."""
        level, given = self.levels.level, self.levels.given
        for number in range(self.levels.last + 2):
            facts = [
                f
                for f in self.ruleset.facts.values()
                if f.id not in given and level[Step("fact", f.id)] == number
            ]
            decisions = [
                d
                for d in self.ruleset.decisions.values()
                if level[Step("decision", d.id)] == number
            ]
            rules = [r for r in self.rules if self.levels.of_rule(r) == number]
            rules.sort(key=lambda rule: len(self.levels.overriding(rule)))
            yield facts, decisions, rules

    def arguments(self, decision: Decision, option: str) -> list[Argument]:
        """What rules can say about an option."""
        return [
            argument
            for rule in self.rules
            for argument in rule.arguments
            if (argument.decision, argument.option) == (decision.id, option)
        ]

    def concluding(self, fact: Fact) -> list[tuple[str, str]]:
        """The rules that conclude a fact, with the values."""
        return [
            (r.id, str(c.value)) for r in self.rules for c in r.conclusions if c.fact == fact.id
        ]
