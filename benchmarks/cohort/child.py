"""One thing to do with a cohort, timed in a process of its own, whose memory is its own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import Random

import polars as pl

import kind
from cohort import cohorts
from tactful.cohort.batch import Advisor, Batch, BatchSteps
from tactful.cohort.opening import open_cohort
from tactful.columns.by_then import unplaced
from tactful.columns.program import UNHURRIED
from tactful.language.model import Ruleset
from tactful.text.diagnostic import Diagnostics
from tactful_cli.memory import keep_freed_memory

SETS: dict[str, Callable[[], Ruleset]] = {
    "kind": kind.ruleset,
    "follow-up": cohorts.follow_up,
    "follow-up without windows": lambda: unplaced(cohorts.follow_up()),
}
"""The rulesets: 50 rules, 20 given facts and 3 levels; and the packaged one."""

NOW = datetime(2026, 11, 25, 10)

Measured = Mapping[str, float]
"""``seconds`` by the clock, ``cpu`` seconds of all cores, and ``MiB`` of memory at most."""


def medians(
    jobs: Mapping[str, Sequence[object]], rounds: int, of: Iterable[str] = ("seconds", "cpu", "MiB")
) -> dict[str, dict[str, float]]:
    """The medians of some jobs, each run once a round, in an order drawn anew.

    Args:
        jobs: For each job its name, and the words that ``main`` takes.
        rounds: How many rounds.
        of: What to take the medians of.
    """
    runs: dict[str, list[Measured]] = {name: [] for name in jobs}
    for turn in range(rounds):
        order = list(jobs)
        Random(turn).shuffle(order)
        for name in order:
            runs[name].append(measured(*jobs[name]))
    return {
        name: {part: float(statistics.median(run[part] for run in found)) for part in of}
        for name, found in runs.items()
    }


def measured(*words: object) -> Measured:
    """What ``main`` measures in a new process."""
    done = subprocess.run(
        [sys.executable, __file__, *map(str, words)], stdout=subprocess.PIPE, text=True, check=True
    )
    found: Measured = json.loads(done.stdout)
    return found


def advise(ruleset: Ruleset, path: Path, out: Path, *, explain: bool = False) -> None:
    """Advise a cohort, as ``tactful batch`` does."""
    from tactful_cli.commands.batch import in_words

    opened = open_cohort(path, ruleset, {}, Diagnostics())
    if opened is None:
        raise SystemExit(f"{path} is no cohort")
    steps = BatchSteps(
        Advisor(
            ruleset,
            opened.matching,
            NOW if path.suffix == ".csv" else None,
            styles=opened.styles.by_fact,
        ),
        tell=in_words if explain else None,
    )
    summary = Batch(steps).run(opened.cohort, out)
    if (summary.rejected or summary.unread) and path.suffix != ".csv":
        raise SystemExit(f"{summary.rejected} rows were rejected")


def main(what: str, name: str, cohort: str, output: str) -> None:
    """Do one thing, and print what it took."""
    ruleset, path, out = SETS[name](), Path(cohort), Path(output)
    start, cpu = time.perf_counter(), time.process_time()
    keep_freed_memory()  # as the command does; so may all others
    match what:
        case "scan":
            pl.scan_parquet(path).sink_batches(lambda _: None)
        case "write":
            pl.scan_parquet(out).sink_parquet(out.with_suffix(".copy"), optimizations=UNHURRIED)
        case "rescan":
            pl.scan_parquet(out).sink_batches(lambda _: None)
        case _:
            advise(ruleset, path, out, explain=what == "explain")
    seconds, used = time.perf_counter() - start, time.process_time() - cpu
    # What getrusage tells includes the parent's memory, which a new process shares for a moment.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps({"seconds": seconds, "cpu": used, "MiB": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
