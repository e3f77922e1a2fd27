"""What advice for a cohort costs: next to reading and writing it, and next to other ways.

    make bench-batch

Files: a cohort of 10 million clients in Parquet, advised into Parquet, next to merely scanning the
cohort and writing an output of that size; each in a process of its own, in turn, five times.
Memory: a million rows in memory, next to the same rules in zen-engine, DuckDB, NumPy and plain
Polars. Also: compiling, a broken cohort, and follow-up clients compared with the network.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pyarrow.parquet as pq

import cohorts
import kind
from batch_peer import CohortPeer
from tactful.batch import Advisor, Batch
from tactful.cohort import parquet_cohort
from tactful.cohort_matching import match_columns
from tactful.columns import UNHURRIED, Columns
from tactful.diagnostic import Diagnostics
from tactful.model import Ruleset

ROUNDS = 5
PIECE = 500_000
SETS = {"kind": kind.ruleset, "follow-up": cohorts.follow_up}
"""The rulesets: 50 rules, 20 given facts and 3 levels; and the packaged one."""


def make(ruleset: Ruleset, rows: int, path: Path) -> None:
    """Write a random cohort, a piece at a time."""
    writer = None
    for start in range(0, rows, PIECE):
        piece = cohorts.draw(ruleset, min(PIECE, rows - start), seed=start)
        numbered = piece.with_columns(pl.int_range(start, start + piece.height).alias("client"))
        table = numbered.to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=PIECE)
    if writer is not None:
        writer.close()


def advise(ruleset: Ruleset, path: Path, out: Path) -> None:
    """Advise a cohort, as ``tactful batch`` does."""
    cohort = parquet_cohort(path)
    matching = match_columns(cohort.columns, ruleset, {}, Diagnostics(), str(path))
    summary = Batch(Advisor(ruleset, matching)).run(cohort, out)
    if summary.advised != summary.read:
        raise SystemExit(f"{summary.rejected} rows were rejected")


def child(what: str, name: str, path: Path, out: Path) -> None:
    """One thing to time, in this process, whose memory is its own."""
    ruleset = SETS[name]()
    start, cpu = time.perf_counter(), time.process_time()
    match what:
        case "scan":
            pl.scan_parquet(path).sink_batches(lambda _: None)
        case "write":
            pl.scan_parquet(out).sink_parquet(out.with_suffix(".copy"), optimizations=UNHURRIED)
        case "rescan":
            pl.scan_parquet(out).sink_batches(lambda _: None)
        case _:
            advise(ruleset, path, out)
    seconds, used = time.perf_counter() - start, time.process_time() - cpu
    # What getrusage tells includes the parent's memory, which a new process shares for a moment.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps({"seconds": seconds, "cpu": used, "MiB": peak}))


def in_a_process(what: str, name: str, path: Path, out: Path) -> dict[str, float]:
    """What ``child`` measures."""
    done = subprocess.run(
        [sys.executable, __file__, "--child", what, name, str(path), str(out)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout)
    return found


def files(folder: Path, sizes: Sequence[int], rounds: int) -> None:
    """Parquet in, Parquet out."""
    print("\nParquet in, Parquet out (medians)")
    print(f"{'':24} {'tactful':>9} {'scan':>7} {'write':>7} {'ratio':>6} {'cpu ratio':>9} "
          f"{'ns a row':>8} {'MiB':>6}")  # fmt: skip
    for name, size in [*(("kind", size) for size in sizes), ("follow-up", max(sizes))]:
        path, out = folder / f"{name}{size}.parquet", folder / f"{name}{size}.advice.parquet"
        make(SETS[name](), size, path)
        in_a_process("advise", name, path, out)
        runs: dict[str, list[dict[str, float]]] = {}
        for turn in range(rounds):
            order = ["advise", "scan", "write", "rescan"]
            Random(turn).shuffle(order)
            for what in order:
                runs.setdefault(what, []).append(in_a_process(what, name, path, out))

        def median(what: str, of: str, runs: dict[str, Any] = runs) -> float:
            return float(statistics.median(run[of] for run in runs[what]))

        # An output that is no longer in memory has to be read again before it is written: that
        # is not part of writing it, and is taken off.
        base = {u: median("scan", u) + median("write", u) - median("rescan", u)
                for u in ("seconds", "cpu")}  # fmt: skip
        write = median("write", "seconds") - median("rescan", "seconds")
        whole = median("advise", "seconds")
        what, scan = f"{name}, {size:,}", median("scan", "seconds")
        print(f"{what:24} {whole:8.1f}s {scan:6.1f}s "
              f"{write:6.1f}s {whole / base['seconds']:6.2f} "
              f"{median('advise', 'cpu') / base['cpu']:9.2f} {whole / size * 1e9:8.0f} "
              f"{median('advise', 'MiB'):6.0f}", flush=True)  # fmt: skip
        path.unlink()
        out.unlink()


def compiling() -> None:
    """From a ruleset to a program that Polars has planned."""
    print("\nCompiling (medians)")
    for rules in (125, 250, 500, 1_000, 2_000):
        ruleset = kind.ruleset(rules)
        none = cohorts.draw(ruleset, 0).rename(cohorts.given_columns(ruleset)).lazy()
        given = [name for name in ruleset.facts if name.startswith("given")]
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            program = Columns(ruleset, given).advise(none)
            compiled = time.perf_counter()
            program.collect(optimizations=UNHURRIED)
            times.append((compiled - start, time.perf_counter() - compiled))
        compile_, run = (statistics.median(part) for part in zip(*times, strict=True))
        each = compile_ / rules * 1e6
        print(f"  {rules:5} rules: {compile_ * 1e3:6.0f} ms, {each:4.0f} µs a rule; "
              f"planning and running on no clients {run * 1e3:6.0f} ms", flush=True)  # fmt: skip


def in_memory(rows: int, rounds: int) -> None:
    """The same rules, on rows in memory, by other means."""
    from batch_peer_duckdb import DuckDb
    from batch_peer_numpy import Numpy, NumpyWithNames
    from batch_peer_polars import PlainPolars, PlainPolarsWithNames
    from batch_peer_zen import ZenLoop

    peers = (ZenLoop, DuckDb, Numpy, NumpyWithNames, PlainPolars, PlainPolarsWithNames)
    ruleset = kind.ruleset()
    cohort = cohorts.draw(ruleset, rows)
    columns = Columns(ruleset, cohort.columns)
    given = cohort.rename(cohorts.given_columns(ruleset)).lazy()

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
    for turn in range(rounds):
        order = list(runs)
        Random(turn).shuffle(order)
        for name in order:
            start = time.perf_counter()
            runs[name]()
            times[name].append((time.perf_counter() - start) / shares[name])
    print(f"\n{rows:,} rows in memory (medians)")
    ours = statistics.median(times["tactful"])
    for name, found in times.items():
        each = statistics.median(found)
        print(f"  {name:34} {1 / each:12,.0f} rows a second   tactful: {each / ours:6.1f} times")


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    parser.add_argument("--rows", type=int, default=10_000_000, help="the largest cohort")
    parser.add_argument("--in-memory", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, help="where cohorts are written; needs 2 GB")
    arguments = parser.parse_args()
    if arguments.child:
        what, name, path, out = arguments.child
        child(what, name, Path(path), Path(out))
        return
    compiling()
    in_memory(arguments.in_memory, arguments.rounds)
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        sizes = [size for size in (100_000, 1_000_000) if size < arguments.rows]
        files(Path(folder), [*sizes, arguments.rows], arguments.rounds)


if __name__ == "__main__":
    main()
