"""``python -m tactful`` is ``tactful``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from running import ROOT, Done, environment

SCENARIO = ROOT / "docs" / "examples" / "warm-talk.yaml"


def python(*arguments: object, cwd: Path | None = None, **changes: str) -> Done:
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        cwd=cwd,
        env=environment(**changes),
        input="",
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("module", ["tactful", "tactful_cli"])
def test_it_advises_as_the_command_does(module: str) -> None:
    done = python("-m", module, "evaluate", SCENARIO)
    as_command = python("-m", "tactful_cli.app", "evaluate", SCENARIO)
    assert (done.code, done.out, done.err) == (0, as_command.out, "")


@pytest.mark.parametrize("module", ["tactful", "tactful_cli"])
def test_usage_says_how_it_was_started(module: str) -> None:
    assert python("-m", module, "--help").out.startswith(f"Usage: python -m {module} [OPTIONS]")
    done = python("-m", module, "batch")
    assert done.code == 2
    assert done.err.startswith(f"Usage: python -m {module} batch [OPTIONS] COHORT")


def test_the_command_goes_by_its_name_whoever_calls_it() -> None:
    code = "from tactful_cli.app import main; main(['--help'])"
    assert python("-c", code).out.startswith("Usage: tactful [OPTIONS]")


def test_exit_codes_are_the_same() -> None:
    assert python("-m", "tactful", "evaluate", "nowhere.yaml").code == 3
    assert python("-m", "tactful", "nonsense").code == 2


def test_an_engine_without_command_line_says_so() -> None:
    taken = "import runpy, sys; sys.modules['tactful_cli'] = None; "
    done = python("-c", taken + "runpy.run_module('tactful', run_name='__main__')")
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        "tactful: its command line is not installed here. Install it with: pip install tactful\n"
    )
