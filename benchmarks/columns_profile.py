"""Where the time of advising rows in memory goes, next to NumPy by hand doing as much or less.

    .venv/bin/python benchmarks/columns_profile.py

The 50-rule set on a million rows. The compiled program is run with more and more of what it makes:
first only what the NumPy peer makes (what is chosen, and a flag for each rule), then what tells
how it came about, and last all of it, with rules named in lists. The peer is also given the same
work, all but the lists: a list in NumPy is Python's, and slower than all the rest. Everything runs
in turn, in an order drawn anew each time; figures are medians. Processor time counts all cores.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial
from random import Random
from typing import Any

import numpy as np
import polars as pl

import cohorts
import kind
from batch_peer import NEVER
from batch_peer_numpy import Numpy
from tactful.columns import UNHURRIED, Columns
from tactful.model import Decision, Stance, reads


class NumpyWithReasons(Numpy):
    """NumPy by hand, making all that tactful makes, but flags where tactful has lists of names."""

    name = "NumPy by hand, with statuses, margins and flags of the rest"

    def run(self) -> Any:
        """Advise the cohort, and keep how it came about."""
        self._scores: dict[str, Any] = {}
        chosen, fired = super().run()
        values = {name: self._column(name) for name in self.cohort.columns} | {
            fact: self._concluded(self.ruleset.facts[fact], fired) for fact in self._facts_concluded
        }
        values |= {n: c for n, c in chosen.items() if not self.ruleset.decisions[n].many}
        more = {name: self._told(self.ruleset.decisions[name], chosen[name]) for name in chosen}
        assumed = {
            rule.id: fired[rule.id] & self._unknown(rule.unless, values)
            for rule in self.rules
            if rule.unless is not None
        }
        aside = {
            rule.id: self._condition(rule.when, values)
            & ~(False if rule.unless is None else self._condition(rule.unless, values))
            & ~fired[rule.id]
            for rule in self.rules
            if self.levels.overriding(rule)
        }
        return chosen, fired, more, assumed, aside

    @property
    def _facts_concluded(self) -> set[str]:
        return {c.fact for rule in self.rules for c in rule.conclusions}

    def _decided(self, decision: Decision, fired: Mapping[str, Any]) -> Any:
        scores = np.zeros((len(decision.options), self.cohort.height), np.int16)
        for place, option in enumerate(decision.options):
            for argument in self.arguments(decision, option):
                if argument.stance is Stance.NEVER:
                    scores[place] += fired[argument.rule] * np.int16(NEVER)
                else:
                    scores[place] += fired[argument.rule] * np.int16(argument.weight)
        self._scores[decision.id] = scores
        return super()._decided(decision, fired)

    def _told(self, decision: Decision, chosen: Any) -> Any:
        """How a decision came out: its status, its margin and whether it is a tie."""
        scores = self._scores[decision.id]
        if decision.many:
            return scores.max(axis=0) > 0
        ranked = np.sort(np.maximum(scores, 0), axis=0)
        margin = ranked[-1] - ranked[-2]
        status = np.where(ranked[-1] > 0, 1, np.where(chosen >= 0, 2, 0)).astype(np.int8)
        return status, margin, (margin == 0) & (status == 1)

    def _unknown(self, condition: Any, values: Mapping[str, Any]) -> Any:
        """Where a condition looks at something that is not known."""
        return np.any([values[name] < 0 for name in reads(condition)], axis=0)


def programs(columns: Columns, given: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """The compiled program, making more and more."""
    frame = given
    for stage in columns.stages:
        frame = frame.with_columns(stage)
    made = frame.collect_schema().names()
    decisions = columns.ruleset.decisions

    def kinds(*names: str) -> list[str]:
        return [name for name in made if name.startswith(tuple(f"{n}:" for n in names))]

    chosen = [f"value:{name}" for name, decision in decisions.items() if not decision.many]
    flags = [*chosen, *kinds("chosen", "fired")]
    told = [*flags, *kinds("status"), *kinds("assumed", "aside", "conflict")]
    keys = [*told, *kinds("key", "weighed")]
    bits = [n for n in keys if n.split(":")[0] not in ("fired", "assumed", "aside", "conflict")]
    named = [name for name in (*decisions, *columns.names.concluded) if name in made]
    return {
        "what is chosen, and a flag a rule": frame.select(flags),
        "and statuses, flags of the rest": frame.select(told),
        "and what margins and orders are made of": frame.select(keys),
        "flags as bits, choices named": frame.select(*bits, *named, *kinds("mask")),
        "all of it, with margins and lists": columns.advise(given),
    }


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    ruleset = kind.ruleset()
    cohort = cohorts.draw(ruleset, arguments.rows)
    columns = Columns(ruleset, cohort.columns)
    given = cohort.rename(cohorts.given_columns(ruleset)).lazy()
    runs: dict[str, Callable[[], object]] = {}
    for name, program in programs(columns, given).items():
        runs[f"tactful: {name}"] = partial(
            program.collect, optimizations=UNHURRIED, engine="streaming"
        )
    expected = columns.advise(given).collect(optimizations=UNHURRIED, engine="streaming")
    for peer in (Numpy, NumpyWithReasons):
        made = peer(ruleset, cohort)
        made.check(expected)
        runs[made.name] = made.run
    wall: dict[str, list[float]] = {name: [] for name in runs}
    used: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(arguments.rounds):
        order = list(runs)
        Random(turn).shuffle(order)
        for name in order:
            start, cpu = time.perf_counter(), time.process_time()
            runs[name]()
            wall[name].append(time.perf_counter() - start)
            used[name].append(time.process_time() - cpu)
    print(f"{arguments.rows:,} rows in memory, 50 rules, medians of {arguments.rounds}")
    for name in runs:
        each = [statistics.median(t[name]) / arguments.rows * 1e9 for t in (wall, used)]
        print(f"  {name:60} {each[0]:5.0f} ns a row by the clock, {each[1]:5.0f} of processor time")


if __name__ == "__main__":
    main()
