"""The same rules on rows in memory, by other means."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from random import Random
from typing import Any

import polars as pl

import kind
from cohort import cohorts
from cohort.peer import CohortPeer
from cohort.settings import Settings, table
from tactful.columns.program import UNHURRIED, Columns


def in_memory(settings: Settings) -> str:
    """Rows a second, in turn; every peer's choices are compared with tactful's first."""
    from cohort.peer_duckdb import DuckDb
    from cohort.peer_numpy import Numpy, NumpyWithNames
    from cohort.peer_polars import PlainPolars, PlainPolarsWithNames
    from cohort.peer_zen import ZenLoop

    peers = (ZenLoop, DuckDb, Numpy, NumpyWithNames, PlainPolars, PlainPolarsWithNames)
    ruleset, rows = kind.ruleset(), settings.in_memory
    cohort = cohorts.draw(ruleset, rows)
    columns = Columns(ruleset, cohort.columns)
    given = cohorts.given(cohort, ruleset)

    def tactful() -> pl.DataFrame:
        return columns.advise(given).collect(optimizations=UNHURRIED, engine="streaming")

    expected = tactful()
    runs: dict[str, Callable[[], Any]] = {"tactful": tactful}
    shares = {"tactful": rows}
    for peer in peers:
        made: CohortPeer = peer(ruleset, cohort)
        made.check(expected)
        runs[made.name], shares[made.name] = made.run, made.rows
    times: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(settings.rounds):
        order = list(runs)
        Random(turn).shuffle(order)
        for name in order:
            start = time.perf_counter()
            runs[name]()
            times[name].append((time.perf_counter() - start) / shares[name])
    ours = statistics.median(times["tactful"])
    return table(
        ("", "rows a second", "tactful is faster by"),
        [
            (name, f"{1 / statistics.median(found):,.0f}", f"{statistics.median(found) / ours:.1f}")
            for name, found in times.items()
        ],
    )
