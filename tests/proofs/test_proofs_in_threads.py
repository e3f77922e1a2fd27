"""Proofs from any thread: as alone, and nothing of them in a context that all would share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from running import environment

PROGRAM = Path(__file__).parents[1] / "support" / "side_by_side.py"


def test_four_threads_prove_what_one_proves() -> None:
    """JSON, what-if, ask, check, diff and suggestions, and one interview that all threads hold."""
    done = subprocess.run(
        [sys.executable, str(PROGRAM), "24"],
        env=environment(),
        encoding="utf-8",
        capture_output=True,
        check=False,
        timeout=600,
    )
    expected = "24 runs, 0 wrong, common context: False"
    assert (done.returncode, done.stdout.strip()) == (0, expected), done.stderr
