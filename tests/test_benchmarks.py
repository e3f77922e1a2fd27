"""The benchmark of cohorts runs, and its tables can be pasted into a page."""

from __future__ import annotations

import os
import subprocess
import sys

from running import ROOT, environment, needs_file

BENCHMARK = ROOT / "benchmarks" / "cohort" / "run.py"


def run_parts(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BENCHMARK), *words],
        env=environment(PYTHONPATH=os.pathsep.join([str(BENCHMARK.parents[1]), *sys.path])),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_the_quick_form_of_some_parts_prints_tables() -> None:
    needs_file("/proc/self/status")  # which tells how much memory was used
    done = run_parts("--quick", "compile", "costs")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "### Compiling for a cohort" in lines
    assert "### Text, windows and reasons" in lines
    tables = [line for line in lines if line.startswith("|")]
    assert all(line.endswith(" |") for line in tables)
    rows = [line.split("|")[1].strip() for line in tables]
    assert "ms a rule" in rows
    assert "the same, no windows placed" in rows
    assert any(line.startswith("`--explain`: ") for line in lines)


def test_a_part_that_is_none_is_said_so() -> None:
    done = run_parts("files", "fils")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no part fils" in done.stderr
