"""Runs the command line as users do: as a process of its own."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOODS = Path(__file__).parent.parent / "golden" / "moods.yaml"
"""A small ruleset with a scenario for each way in which advice can come about."""


@dataclass(frozen=True)
class Done:
    """A process that has ended."""

    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    """The environment of this process, with tactful importable and no opinion on colour."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TACTFUL_DEBUG")}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path), **changes}


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "tactful_cli.app", *(str(a) for a in arguments)]


def run(*arguments: object, stdin: str = "", cwd: Path | None = None, **changes: str) -> Done:
    """Run ``tactful`` with these arguments and environment variables; its output is piped."""
    done = subprocess.run(
        command(*arguments),
        input=stdin,
        cwd=cwd,
        env=environment(**changes),
        encoding="utf-8",
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def needs_file(path: str) -> None:
    """Skip a test where the system has no such file, as a chroot without /proc has none."""
    if not Path(path).exists():
        pytest.skip(f"there is no {path} here")


def needs_attribute(module: str, name: str) -> None:
    """Skip a test where Python offers no such thing on this system."""
    if not hasattr(pytest.importorskip(module), name):
        pytest.skip(f"there is no {module}.{name} here")


def new_terminal() -> tuple[int, int]:
    """Our end of a new terminal of 90 columns and its own; skips where none can be had."""
    fcntl, pty, termios = map(pytest.importorskip, ("fcntl", "pty", "termios"))
    try:
        ours, theirs = pty.openpty()
    except OSError as error:
        pytest.skip(f"no terminal can be opened here, as without /dev/pts: {error}")
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 90, 0, 0))
    return ours, theirs


def run_on_terminal(*arguments: object, **changes: str) -> Done:
    """The same on a terminal of 90 columns; what it shows is in ``out``, errors included.

    Skips the test where there are no terminals.
    """
    ours, theirs = new_terminal()
    process = subprocess.Popen(
        command(*arguments),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(TERM="xterm-256color", **changes),
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux's way to say that the other side has closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return Done(process.wait(timeout=60), shown.decode("utf-8").replace("\r\n", "\n"), "")


def killed(folder: Path, words: tuple[object, ...], after: float) -> None:
    """Run a command in a folder, and kill it after so many seconds."""
    process = subprocess.Popen(
        command(*words),
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
