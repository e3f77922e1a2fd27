"""Nothing that only Linux has is needed, and z3 only by what proves something."""

from __future__ import annotations

import inspect
import json
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import elsewhere
from running import MOODS, ROOT, environment
from tactful_cli import termination

LINUX_ONLY = [
    "fcntl", "resource", "termios", "tty", "pty", "pwd", "grp", "syslog",
    "os.O_NOFOLLOW", "os.O_DIRECTORY", "os.O_CLOEXEC", "os.fork", "os.forkpty", "os.mkfifo",
    "os.RTLD_LAZY", "sys.setdlopenflags",
    "os.getuid", "os.geteuid", "os.getgid", "os.getegid", "os.chown", "os.fchown", "os.fchmod",
    "os.killpg", "os.getpgid", "os.setsid", "os.statvfs",
    "os.openpty", "os.getloadavg", "os.sysconf",
    "signal.SIGHUP", "signal.SIGKILL", "signal.SIGALRM", "signal.SIGPIPE", "signal.SIGUSR1",
    "signal.SIGCHLD", "signal.setitimer", "signal.alarm", "signal.pthread_kill",
    "signal.pthread_sigmask", "signal.sigwait",
]  # fmt: skip  # a table of names, by what they have in common
"""What Windows lacks of the standard library; macOS lacks some of it.

``os.uname`` is left: Polars asks it, wherever it was not built for Windows. So is
``os.sched_getaffinity``: later Pythons' own ``os`` counts on it, where it was built with it.
"""

WARM = str(ROOT / "docs/examples/warm-talk.yaml")
SCENARIOS = str(ROOT / "rulesets/follow-up/scenarios/gifts.yaml")
NOW = ("--now", "2026-11-20T14:00")
TEXTS = [
    ["evaluate", WARM, *NOW],
    ["explain", WARM, "--why", "tone", *NOW],
    ["plan", WARM, *NOW],
    ["draft", WARM, *NOW],
]


def commands(folder: Path) -> list[list[str]]:
    """Every command that advises or writes, with its files in a folder."""
    folder.mkdir()
    rows = "client,rapport,industry\n1,warm,law\n2,cold,technology\n3,,\n"
    (folder / "clients.csv").write_text(rows)
    return [
        *TEXTS,
        ["evaluate", WARM, *NOW, "--format", "json"],
        ["evaluate", WARM, *NOW, "--format", "html"],
        ["plan", WARM, *NOW, "--ics", str(folder / "plan.ics")],
        ["ask", "--ruleset", str(MOODS), *NOW, "--save", str(folder / "said.yaml")],
        ["whatif", WARM, *NOW],
        ["check", str(MOODS)],
        ["test", str(ROOT / "rulesets/start-date")],
        ["diff", str(MOODS), str(MOODS)],
        ["new", str(folder / "mine")],
        ["batch", str(folder / "clients.csv"), "--out", str(folder / "out.csv"), *NOW],
    ]


def run_without(names: list[str], words: list[list[str]]) -> tuple[str, str, int]:
    done = subprocess.run(
        [sys.executable, inspect.getfile(elsewhere), json.dumps(names), json.dumps(words)],
        env=environment(NO_COLOR="1", COLUMNS="90"),
        encoding="utf-8",
        timeout=300,
        capture_output=True,
        check=False,
    )
    return done.stdout, done.stderr, done.returncode


def written(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_every_command_runs_without_what_only_linux_has(tmp_path: Path) -> None:
    folders = [tmp_path / "linux", tmp_path / "other"]
    shown = []
    for folder, missing in zip(folders, ([], LINUX_ONLY), strict=True):
        words = commands(folder)
        out, err, code = run_without(missing, words)
        assert code == 0, err
        assert out.count("\nended with 0\n") == len(words), out + err
        shown.append([text.replace(str(folder), "FOLDER") for text in (out, err)])
    assert shown[0] == shown[1]
    linux, other = (written(folder) for folder in folders)
    assert [*linux] == [*other]
    stamped = {name for name in linux if linux[name] != other[name]}
    assert stamped <= {"plan.ics"}  # which says when it was made
    assert len(linux) >= 8


def test_what_is_read_by_people_needs_no_z3() -> None:
    """It has no wheel for Alpine, and takes longer to load than all the rest."""
    out, err, code = run_without(["z3"], TEXTS)
    assert (out.count("\nended with 0\n"), code) == (len(TEXTS), 0), out + err
    assert out == run_without([], TEXTS)[0]


def test_on_windows_nobody_is_killed_to_be_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """There, ``os.kill`` ends a process whatever it is sent."""
    monkeypatch.setattr(termination, "os", SimpleNamespace(name="nt"))
    # A shell lets what it runs in the background ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            termination._interrupt()
    finally:
        signal.signal(signal.SIGINT, before)
