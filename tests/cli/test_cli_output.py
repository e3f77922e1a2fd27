"""Where the output cannot go, a command says so in one sentence and leaves what is there alone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from running import ROOT, command, environment, needs_file, run

EXAMPLE = str(ROOT / "docs/examples/warm-talk.yaml")
BY_MAIL = ("--set", "impression_wanted=balanced")


def in_a_shell(redirection: str) -> subprocess.CompletedProcess[str]:
    words = " ".join(f"'{word}'" for word in command("evaluate", EXAMPLE))
    return subprocess.run(
        ["sh", "-c", f"{words} {redirection}"],
        env=environment(),
        encoding="utf-8",
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("redirection", "message"),
    [("> /dev/full", "cannot be written: no space left"), (">&-", "standard output is closed")],
)
def test_output_that_cannot_be_written_is_no_fault_of_ours(redirection: str, message: str) -> None:
    if "/dev/full" in redirection:
        needs_file("/dev/full")
    done = in_a_shell(redirection)
    assert done.returncode == 3
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_errors_that_nobody_hears_do_no_harm() -> None:
    assert in_a_shell("2>&-").returncode == 0


@pytest.mark.parametrize("words", [("plan", "--ics"), ("draft", "--eml"), ("ask", "--save")])
def test_what_is_no_ordinary_file_is_left_alone(words: tuple[str, str], tmp_path: Path) -> None:
    verb, option = words
    told = ("--answers", EXAMPLE) if verb == "ask" else (EXAMPLE, *BY_MAIL)
    done = run(verb, *told, option, "/dev/null")
    assert done.code in (2, 3)
    assert Path("/dev/null").is_char_device()
    done = run(verb, *told, option, str(tmp_path))
    assert done.code in (2, 3)
    assert "Traceback" not in done.err


def test_a_mail_never_replaces_a_file(tmp_path: Path) -> None:
    precious = tmp_path / "mine.eml"
    precious.write_text("precious\n")
    done = run("draft", EXAMPLE, *BY_MAIL, "--eml", str(precious))
    assert done.code == 3
    assert "exists already" in done.err
    assert precious.read_text() == "precious\n"
