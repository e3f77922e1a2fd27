"""What a cohort has to stand: broken rows, a killed process, and the network's word for it.

A cohort in CSV of which one row in a hundred is broken, in eleven ways: every good row has to be
advised, every broken one rejected for the right reason. A batch that is killed at random moments:
its output has to be absent, the old one, or whole, and the next batch has to take away what the
killed ones left. And random follow-up clients, each compared with what the network says.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import polars as pl

import tactful
from breaking import BREAKS
from clients import given_columns
from cohort import cohorts
from cohort.costs import write
from cohort.settings import Settings
from one_client.soak import situation
from tactful.cohort.batch import Advisor, Batch, BatchSteps, rejects_path
from tactful.cohort.opening import open_cohort
from tactful.columns.program import UNHURRIED, Columns
from tactful.language.conclusions import Status
from tactful.language.windows import window_of
from tactful.text.diagnostic import Diagnostics

STEP = 10_000


def soak(settings: Settings) -> str:
    """All three; what is wrong is marked as ``WRONG``."""
    told = (
        broken(settings.folder, settings.csv),
        killed(settings.folder, settings.kills, settings.windows),
        compared(settings.compared),
    )
    return "\n".join(f"- {line}" for line in told)


def verdict(number: int) -> str:
    """How many were wrong."""
    return f"{number:,} WRONG" if number else "none wrong"


def broken(folder: Path, rows: int) -> str:
    """A cohort with broken rows."""
    path, out = folder / "broken.csv", folder / "advice.parquet"
    kinds = write(path, Random(1), rows, 0.01)
    ruleset = cohorts.follow_up()
    opened = open_cohort(path, ruleset, {}, Diagnostics())
    if opened is None:
        return "a cohort with broken rows is not read at all: WRONG"
    start = time.perf_counter()
    steps = BatchSteps(Advisor(ruleset, opened.matching), strict=True)
    summary = Batch(steps).run(opened.cohort, out)
    seconds = time.perf_counter() - start
    csv.field_size_limit(2**24)
    reasons: dict[int, str] = {}
    if rejects_path(out).exists():
        with rejects_path(out).open(encoding="utf-8", newline="") as stream:
            reasons = {int(row["row"]): row["reason"] for row in csv.DictReader(stream)}
    wrong = int(summary.read != len(kinds))
    for row, kind in enumerate(kinds, start=2):  # the names are on the first
        told = reasons.pop(row, None)
        wrong += (told is None) if kind else (told is not None)
        wrong += kind is not None and told is not None and BREAKS[kind][1] not in told
    good = [f"client-{row}" for row, kind in enumerate(kinds, start=1) if kind is None]
    wrong += good != pl.read_parquet(out, columns=["client"])["client"].to_list()
    return (
        f"{summary.read:,} rows of CSV, {path.stat().st_size / 1e6:,.0f} MB, one in a hundred "
        f"broken in {len(set(kinds) - {None})} ways: {summary.advised:,} advised, "
        f"{summary.rejected:,} rejected, {verdict(wrong + len(reasons))}, {seconds:.0f} s."
    )


def killed(folder: Path, times: int, rows: int) -> str:
    """A batch that is killed."""
    path, out = folder / "clients.csv", folder / "killed.csv"
    write(path, Random(2), rows, 0)
    words = [sys.executable, "-m", "tactful_cli.app", "batch", str(path), "--out", str(out)]
    words += ["--now", "2026-11-25T10:00"]
    start = time.perf_counter()
    subprocess.run(words, check=True, capture_output=True)
    lasted = time.perf_counter() - start
    whole, rng, found, most = out.read_bytes(), Random(3), Counter[str](), 0
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
        found["whole" if now == whole else "as before" if now == before else "damaged"] += 1
        most = max(most, len(scratch(folder)))
    subprocess.run(words, check=True, capture_output=True)
    left = len(scratch(folder))
    return (
        f"Killed {times} times at random moments within {lasted:.1f} s: {found['as before']} times "
        f"the output was as before, {found['whole']} times whole, {verdict(found['damaged'])}; at "
        f"most {most} scratch folders lay about, and after the next batch {left or 'none'}"
        f"{': WRONG' if left else ''}."
    )


def scratch(folder: Path) -> list[Path]:
    """What killed batches left."""
    return [path for path in folder.iterdir() if path.name.endswith(".part")]


def compared(clients: int) -> str:
    """Random clients, each compared with the network."""
    ruleset = cohorts.follow_up()
    network = tactful.Network(ruleset)
    rng, wrong = Random(4), 0
    given = [fact.id for fact in ruleset.facts.values() if fact.computed is None]
    program = Columns(ruleset, given)
    for _ in range(0, clients, STEP):
        situations = [situation(rng, ruleset) for _ in range(min(STEP, clients))]
        frame = pl.DataFrame(given_columns(ruleset, given, situations))
        rows = program.advise(frame.lazy()).collect(optimizations=UNHURRIED).to_dicts()
        for known, row in zip(situations, rows, strict=True):
            wrong += _differs(row, network.evaluate(known), ruleset)
    return (
        f"{clients:,} random follow-up clients compared with the network, windows included: "
        f"{verdict(wrong)}."
    )


def _differs(
    row: dict[str, object],
    found: tactful.language.conclusions.Conclusions,
    ruleset: tactful.language.model.Ruleset,
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
