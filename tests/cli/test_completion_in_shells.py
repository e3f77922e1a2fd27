"""Tab in real shells, each on a terminal of its own. Those that are not installed are skipped."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from running import environment

START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
SETUP = {
    "bash": 'eval "$(_TACTFUL_COMPLETE=bash_source tactful)"',
    "zsh": "bindkey -e; autoload -Uz compinit; compinit -u -D; "
    'eval "$(_TACTFUL_COMPLETE=zsh_source tactful)"',
    "fish": "_TACTFUL_COMPLETE=fish_source tactful | source",
}
PATIENCE = 30


class Terminal:
    """A shell on a terminal."""

    def __init__(self, shell: str, home: Path) -> None:
        there = home / "bin"
        there.mkdir()
        tactful = there / "tactful"
        tactful.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tactful_cli.app "$@"\n')
        tactful.chmod(0o755)
        path = f"{there}{os.pathsep}{os.environ['PATH']}"
        self._side, theirs = pty.openpty()
        self._process = subprocess.Popen(
            START[shell],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=home,
            env=environment(PATH=path, HOME=str(home), TERM="xterm", PS1="$ "),
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(theirs)
        self.run(SETUP[shell])

    def type(self, keys: str) -> None:
        os.write(self._side, keys.encode())

    def run(self, line: str) -> str:
        """Run a line; what is shown until it is done."""
        self.type(f"{line}; echo DO''NE\n")
        return self.shown("DONE")

    def shown(self, until: str) -> str:
        shown, end = "", time.monotonic() + PATIENCE
        while until not in shown:
            assert time.monotonic() < end, shown
            if select.select([self._side], [], [], 1)[0]:
                shown += os.read(self._side, 65536).decode("utf-8", "replace")
        return shown

    def close(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)
        os.close(self._side)


@pytest.fixture(params=[*START])
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    (tmp_path / "my client.yaml").touch()
    made = Terminal(request.param, tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (["evaluate --set indu\t", "la\t"], ["evaluate", "--set", "industry=law"]),
        (["evaluate --set=indu\t", "la\t"], ["evaluate", "--set=industry=law"]),
        (["check sta\t", "--str\t"], ["check", "start-date", "--strict"]),
        (["draft my\t"], ["draft", "my client.yaml"]),
    ],
)
def test_tab_completes(terminal: Terminal, keys: list[str], words: list[str]) -> None:
    terminal.type("tactful ")
    for part in keys:
        terminal.type(part)
    # To the start of the line, to show its words instead of running it.
    terminal.type("\x01printf '<%s>' START \x05 END\n")
    found = re.search(r"<START>(.*)<END>", terminal.shown("<END>"))
    assert found is not None
    assert found[1] == "".join(f"<{word}>" for word in ("tactful", *words))
