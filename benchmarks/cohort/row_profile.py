"""Where the time of advising rows in memory goes, next to NumPy by hand doing as much or less.

    PYTHONPATH=benchmarks:tests/support .venv/bin/python benchmarks/cohort/row_profile.py

The 50-rule set on a million rows. The compiled program is run with more and more of what it makes:
first only what the NumPy peer makes (what is chosen, and a flag for each rule), then what tells
how it came about, and last all of it, with rules named in lists. The peer is also given most of
the same work, but for lists: a list in NumPy is Python's, and slower than all the rest. Everything
runs in turn, in an order drawn anew each time; figures are medians. Processor time is of all cores.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial, reduce
from random import Random
from typing import Any

import numpy as np
import polars as pl

import kind
from cohort import cohorts
from cohort.peer import ALWAYS, NEVER
from cohort.peer_numpy import Numpy
from tactful.columns.program import UNHURRIED, Columns
from tactful.language.model import Decision, Fact, Stance
from tactful.language.terms import reads


class NumpyWithReasons(Numpy):
    """NumPy by hand, with most of what tactful tells besides, as numbers and flags: no lists.

    What is set aside or in conflict is left out, which is in NumPy's favour.
    """

    name = "NumPy by hand, with statuses, margins, ties, assumptions"

    def run(self) -> Any:
        """Advise the cohort, and keep how it came about."""
        self._scores: dict[str, Any] = {}
        self._values: dict[str, Any] = {}
        chosen, fired = super().run()
        self._values |= {n: c for n, c in chosen.items() if not self.ruleset.decisions[n].many}
        told = {name: self._told(decision) for name, decision in self.ruleset.decisions.items()}
        assumed = {
            rule.id: fired[rule.id] & self._unknown(rule.unless)
            for rule in self.rules
            if rule.unless is not None
        }
        return chosen, fired, told, assumed

    def _column(self, name: str) -> Any:
        self._values[name] = super()._column(name)
        return self._values[name]

    def _concluded(self, fact: Fact, fired: Mapping[str, Any]) -> Any:
        self._values[fact.id] = super()._concluded(fact, fired)
        return self._values[fact.id]

    def _decided(self, decision: Decision, fired: Mapping[str, Any]) -> Any:
        scores = np.zeros((len(decision.options), self.cohort.height), np.int16)
        weights = {Stance.NEVER: NEVER, Stance.ALWAYS: ALWAYS}
        for place, option in enumerate(decision.options):
            for argument in self.arguments(decision, option):
                weight = weights.get(argument.stance, argument.weight)
                scores[place] += fired[argument.rule] * np.int16(weight)
        self._scores[decision.id] = scores
        if decision.many:
            return scores > 0
        best = scores.argmax(axis=0).astype(np.int8)
        otherwise: Any = np.int8(-1)
        if decision.fallback is not None:
            place = list(decision.options).index(decision.fallback)
            otherwise = np.where(scores[place] > NEVER // 2, np.int8(place), otherwise)
        best = np.where(scores.max(axis=0) > 0, best, otherwise)
        return np.where((scores > ALWAYS // 2).sum(axis=0) > 1, np.int8(-1), best)

    def _told(self, decision: Decision) -> Any:
        """How a decision came out: its status, its margin and whether it is a tie."""
        scores = self._scores[decision.id]
        if decision.many:
            return scores.max(axis=0) > 0
        best, following = np.maximum(scores[0], 0), np.zeros_like(scores[0])
        for other in scores[1:]:
            following = np.maximum(following, np.minimum(best, other))
            best = np.maximum(best, other)
        margin = best - following
        weighed = (best > 0) & (best < ALWAYS // 2)
        status = np.where(best > 0, np.int8(1), np.int8(0))
        return status, margin, (margin == 0) & weighed

    def _unknown(self, condition: Any) -> Any:
        """Where a condition looks at something that is not known."""
        return reduce(np.logical_or, [self._values[name] < 0 for name in reads(condition)])


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
    statuses = [columns.names.status(name) for name in decisions]
    told = [*flags, *statuses, *kinds("assumed", "aside", "conflict")]
    keys = [*told, *kinds("key", "weighed")]
    named = [name for name in (*decisions, *columns.names.concluded) if name in made]
    return {
        "what is chosen, and a flag a rule": frame.select(flags),
        "and statuses, flags of the rest": frame.select(told),
        "and what margins and orders are made of": frame.select(keys),
        "and choices by their names": frame.select(*keys, *named),
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
    given = cohorts.given(cohort, ruleset)
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
