"""What a cohort has to stand: broken rows, a killed process, and the network's word for it.

    .venv/bin/python benchmarks/batch_soak.py

A million rows of CSV of which one in a hundred is broken, in eleven ways: every good row has to be
advised, every broken one rejected for the right reason. A batch that is killed fifty times at
random moments: its output has to be absent, the old one, or whole. And 100,000 random follow-up
clients, each compared with what the network says. The exit code is 1 if anything is not so.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

import polars as pl

import cohorts
import soak
import tactful
from breaking import BREAKS, lines
from tactful.batch import Advisor, Batch, rejects_path
from tactful.cohort_opening import open_cohort
from tactful.columns import UNHURRIED, Columns
from tactful.columns_formulas import outer_dtype
from tactful.columns_names import given_column
from tactful.conclusions import Status
from tactful.diagnostic import Diagnostics
from tactful.windows import window_of

STEP = 10_000


def broken(folder: Path, rows: int) -> bool:
    """A cohort with broken rows."""
    path, out = folder / "broken.csv", folder / "advice.parquet"
    kinds: list[str | None] = []
    with path.open("wb") as stream:
        for line, kind in lines(Random(1), rows, broken=0.01):
            stream.write(line)
            kinds.append(kind)
    del kinds[0]
    ruleset = cohorts.follow_up()
    opened = open_cohort(path, ruleset, {}, Diagnostics())
    if opened is None:
        return False
    start = time.perf_counter()
    summary = Batch(Advisor(ruleset, opened.matching)).run(opened.cohort, out)
    seconds = time.perf_counter() - start
    wrong = 0
    csv.field_size_limit(2**24)
    with rejects_path(out).open(encoding="utf-8", newline="") as stream:
        reasons = {int(row["row"]): row["reason"] for row in csv.DictReader(stream)}
    for row, kind in enumerate(kinds, start=1):
        told = reasons.pop(row, None)
        wrong += (told is None) if kind else (told is not None)
        wrong += kind is not None and told is not None and BREAKS[kind][1] not in told
    good = [f"client-{row}" for row, kind in enumerate(kinds, start=1) if kind is None]
    wrong += good != pl.read_parquet(out, columns=["client"])["client"].to_list()
    print(f"{summary.read:,} rows of CSV, {path.stat().st_size / 1e6:.0f} MB, in {seconds:.1f} s: "
          f"{summary.advised:,} advised, {summary.rejected:,} rejected; "
          f"{len(set(kinds)) - 1} ways of being broken; wrong: {wrong}")  # fmt: skip
    return wrong == 0 and not reasons and summary.read == len(kinds)


def killed(folder: Path, times: int) -> bool:
    """A batch that is killed."""
    path, out = folder / "clients.csv", folder / "killed.csv"
    with path.open("wb") as stream:
        stream.writelines(line for line, _ in lines(Random(2), 100_000, broken=0))
    words = [sys.executable, "-m", "tactful_cli.app", "batch", str(path), "--out", str(out)]
    words += ["--now", "2026-11-25T10:00"]
    start = time.perf_counter()
    subprocess.run(words, check=True, capture_output=True)
    lasted = time.perf_counter() - start
    whole, rng, found = out.read_bytes(), Random(3), Counter[str]()
    for turn in range(times):
        before = b"the advice of an earlier run\n" if turn % 2 else None
        out.unlink(missing_ok=True)
        if before is not None:
            out.write_bytes(before)
        with subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(rng.random() * 1.2 * lasted)
            process.kill()
        now = out.read_bytes() if out.exists() else None
        state = "whole" if now == whole else "as before" if now == before else "damaged"
        found[state] += 1
    left = [p for p in folder.iterdir() if p.name.endswith(".part")]
    print(f"killed {times} times within {lasted:.1f} s: {dict(found)}; "
          f"{len(left)} scratch files left")  # fmt: skip
    return not found["damaged"]


def compared(clients: int) -> bool:
    """Random clients, each compared with the network."""
    ruleset = cohorts.follow_up()
    network = tactful.Network(ruleset)
    rng, wrong = Random(4), 0
    given = [fact.id for fact in ruleset.facts.values() if fact.computed is None]
    program = Columns(ruleset, given)
    for _ in range(0, clients, STEP):
        situations = [soak.situation(rng, ruleset) for _ in range(STEP)]
        frame = pl.DataFrame(
            [
                pl.Series(
                    given_column(name), [s.get(name) for s in situations],
                    dtype=outer_dtype(ruleset.facts[name].type), strict=False,
                )
                for name in given
            ]
        )  # fmt: skip
        rows = program.advise(frame.lazy()).collect(optimizations=UNHURRIED).to_dicts()
        for situation, row in zip(situations, rows, strict=True):
            wrong += _differs(row, network.evaluate(situation), ruleset)
    print(f"{clients:,} follow-up clients compared with the network; wrong: {wrong}")
    return wrong == 0


def _differs(
    row: dict[str, object], found: tactful.conclusions.Conclusions, ruleset: tactful.model.Ruleset
) -> bool:
    same = row["rules_fired"] == [*found.fired]
    same &= row["rules_set_aside"] == [*dict.fromkeys(a.rule for a in found.set_aside)]
    same &= row["conflicts"] == [conflict.about for conflict in found.conflicts]
    for name, settled in found.decisions.items():
        same &= row[f"{name}_status"] == settled.status.value
        if ruleset.decisions[name].many:
            applies = settled.status is not Status.NOT_APPLICABLE
            same &= row[name] == ([*settled.choices] if applies else None)
        else:
            same &= row[name] == settled.choice
            same &= row[f"{name}_margin"] == settled.margin
            same &= row[f"{name}_tie"] == settled.tie
    for rule in ruleset.rules.values():
        for conclusion in rule.conclusions:
            known = found.facts.get(conclusion.fact)
            same &= row[conclusion.fact] == (None if known is None else known.value)
    window = window_of(ruleset, found)
    placed = (None, None) if window is None else (window.start, window.end)
    told = tuple(None if moment is None else moment.isoformat() for moment in placed)
    return not (same and (row["window_start"], row["window_end"]) == told)


def main() -> int:
    """Put a cohort to all three."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--clients", type=int, default=100_000)
    arguments = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    with tempfile.TemporaryDirectory() as folder:
        fine = broken(Path(folder), arguments.rows)
        fine &= killed(Path(folder), arguments.kills)
    fine &= compared(arguments.clients)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
