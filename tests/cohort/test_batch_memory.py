"""Memory that is freed is kept: what a process frees and wants again costs no new pages."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

PAGES = """
import resource, sys
import numpy as np
from tactful_cli.memory import keep_freed_memory
if sys.argv[1] == "kept":
    assert keep_freed_memory()
for _ in range(3):
    some = [np.ones(100_000) for _ in range(8)]
    del some
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    some = [np.ones(100_000) for _ in range(8)]
    del some
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def pages(how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", PAGES, how], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_what_is_freed_is_at_hand_again() -> None:
    if sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallopt"):
        pytest.skip("the C library here has no mallopt, and keeps what it likes")
    assert pages("kept") < pages("given back") / 2
