"""From a ruleset to a program that Polars has planned."""

from __future__ import annotations

import statistics
import time

import kind
from cohort import cohorts
from cohort.settings import Settings, table
from tactful.columns.program import UNHURRIED, Columns


def compiling(settings: Settings) -> str:
    """Compile times of larger and larger rulesets."""
    compiled, ran, each = [], [], []
    for rules in settings.rules:
        ruleset = kind.ruleset(rules)
        none = cohorts.given(cohorts.draw(ruleset, 0), ruleset)
        given = [name for name in ruleset.facts if name.startswith("given")]
        times = []
        for _ in range(settings.rounds):
            start = time.perf_counter()
            program = Columns(ruleset, given).advise(none)
            middle = time.perf_counter()
            program.collect(optimizations=UNHURRIED)
            times.append((middle - start, time.perf_counter() - middle))
        compile_, run = (statistics.median(part) for part in zip(*times, strict=True))
        compiled.append(f"{compile_ * 1e3:,.0f}")
        each.append(f"{compile_ / rules * 1e3:.2f}")
        ran.append(f"{run * 1e3:,.0f}")
    return table(
        ("rules", *(f"{rules:,}" for rules in settings.rules)),
        [("ms", *compiled), ("ms a rule", *each), ("ms to plan it and run it on nobody", *ran)],
    )
