"""Spark on this machine, next to this machine alone: clients a core-second.

Spark's work is done by a Java process and by Python processes that it starts. All of them are in
one session of processes, whose processor time is added up. The first run, in which Java compiles
what it is about to do, is not counted.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from random import Random

import polars as pl

from cohort.child import SETS, measured
from cohort.files import NAMES, make
from cohort.settings import Settings, table

MASTER = "local[2]"
_TICKS = os.sysconf("SC_CLK_TCK")


def on_spark(settings: Settings) -> str:
    """Parquet in and out, by Spark and without it, in turn; both rulesets."""
    if shutil.which("java") is None:
        return "Left out: Spark needs Java 17 or later, and none was found."
    try:
        import pyspark  # noqa: F401 - whether it is there
    except ImportError:
        return "Left out: pyspark is not installed; `make test-spark` installs it."
    return table(
        (
            "",
            f"on Spark, `{MASTER}`",
            "clients a core-second",
            "alone",
            "clients a core-second",
            "Spark's processor time to that of one machine",
        ),
        [_row(settings, name) for name in NAMES],
    )


def _row(settings: Settings, name: str) -> tuple[str, ...]:
    rows, path = settings.on_spark, settings.folder / f"{name}.parquet"
    make(SETS[name](), rows, path)
    # Spark has no type for a time of day, and none for a choice.
    texts = pl.selectors.time().dt.strftime("%H:%M"), pl.selectors.enum().cast(pl.String)
    pl.read_parquet(path).with_columns(*texts).write_parquet(path, row_group_size=rows // 8 or 1)
    out = settings.folder / "advice.parquet"
    spark, alone = [], []
    process = subprocess.Popen(
        [sys.executable, __file__, name, str(path), str(settings.folder / "spark.parquet")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={
            **os.environ,
            "PYSPARK_SUBMIT_ARGS": "--driver-memory 2g pyspark-shell",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
    )
    with process:
        _asked(process)
        for turn in range(settings.rounds):
            for what in Random(turn).sample(("spark", "alone"), 2):
                if what == "spark":
                    spark.append(_asked(process))
                else:
                    alone.append(measured("advise", name, path, out))
    path.unlink()
    theirs = {part: statistics.median(run[part] for run in spark) for part in ("seconds", "cpu")}
    ours = {part: statistics.median(run[part] for run in alone) for part in ("seconds", "cpu")}
    return (
        f"{NAMES[name]}, {rows:,} clients",
        f"{theirs['seconds']:.1f} s",
        f"{rows / theirs['cpu']:,.0f}",
        f"{ours['seconds']:.1f} s",
        f"{rows / ours['cpu']:,.0f}",
        f"{theirs['cpu'] / ours['cpu']:.1f}",
    )


def _asked(process: subprocess.Popen[str]) -> dict[str, float]:
    """One run by the process that has Spark."""
    before = _used(process.pid)
    if process.stdin is None or process.stdout is None:
        raise SystemExit("Spark's process cannot be spoken to")
    print("once more", file=process.stdin, flush=True)
    answer = process.stdout.readline()
    if not answer:
        raise SystemExit("Spark did not get through")
    return {"seconds": float(json.loads(answer)["seconds"]), "cpu": _used(process.pid) - before}


def _used(session: int) -> float:
    """The processor time of all processes of a session, and of those that they have outlived."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(parts[3]) == session:
            ticks += sum(map(int, parts[11:15]))
    return ticks / _TICKS


def main(name: str, path: str, out: str) -> None:
    """Advise a cohort on Spark whenever a line comes in, and say how long it took."""
    import time

    from tactful.cohort.batch import Advisor
    from tactful.cohort.matching import kinds_of_columns, match_columns
    from tactful.cohort.on_spark import run_on_spark
    from tactful.cohort.reading.spark_source import open_source, session
    from tactful.text.diagnostic import Diagnostics

    ruleset, spark = SETS[name](), session(MASTER)
    spark.sparkContext.setLogLevel("ERROR")
    for _ in sys.stdin:
        start = time.perf_counter()
        source = open_source(spark, path, kinds_of_columns(ruleset, {}))
        if source is None:
            raise SystemExit(f"{path} is no cohort")
        matching = match_columns(source.columns, ruleset, {}, Diagnostics(), path)
        summary = run_on_spark(source, out, Advisor(ruleset, matching))
        if summary.advised != summary.read or summary.unread:
            raise SystemExit(f"{summary.rejected} rows were rejected, {summary.unread} not read")
        print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
