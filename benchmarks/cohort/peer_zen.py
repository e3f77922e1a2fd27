"""A cohort in GoRules' zen-engine: its compiled decision, in a loop over the rows."""

from __future__ import annotations

from typing import Any

import polars as pl

from cohort.peer import CohortPeer
from one_client.peer_zen import Zen
from tactful.language.model import Decision, Ruleset

SAMPLE = 3_000
"""Rows that it is timed on: it takes one at a time."""


class ZenLoop(CohortPeer):
    """GoRules' zen-engine: its compiled decision, in a loop over the rows."""

    name = "zen-engine, compiled, in a loop"

    def __init__(self, ruleset: Ruleset, cohort: pl.DataFrame) -> None:
        super().__init__(ruleset, cohort)
        self.rows = min(SAMPLE, cohort.height)
        self.zen = Zen(ruleset)
        self.situations = [
            {name: value for name, value in row.items() if value is not None}
            for row in cohort.head(self.rows).to_dicts()
        ]

    def run(self) -> Any:
        """Advise the sample."""
        decide = self.zen.decide
        return [decide(situation)[0] for situation in self.situations]

    def choices(self, made: Any, decision: Decision) -> list[Any]:
        """From each row's mapping."""
        found = [row[decision.id] for row in made]
        return [[*f] if decision.many else (f[0] if f else None) for f in found]
