"""Streams that are closed, full or never end: a sentence and an exit code, and never a wait."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from running import (
    MOODS,
    Done,
    command,
    environment,
    needs_attribute,
    needs_file,
    run,
    run_on_terminal,
)

if sys.platform == "win32":
    pytest.skip("the shell that closes streams is POSIX's", allow_module_level=True)


def in_shell(line: str, *arguments: object, cwd: Path | None = None) -> Done:
    """Run a line of the shell, in which ``$@`` is tactful with some arguments."""
    done = subprocess.run(
        ["/bin/sh", "-c", line, "sh", *command(*arguments)],
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("name", ["evaluate", "explain", "plan", "draft", "whatif"])
def test_where_standard_input_is_closed_there_is_nothing_to_read(name: str) -> None:
    done = in_shell('"$@" <&-', name)
    assert (done.code, done.out) == (2, "")
    assert "there is no" in done.err


@pytest.mark.parametrize("words", [("evaluate", "-"), ("ask", "--answers", "-")])
def test_nothing_is_read_from_a_closed_standard_input(words: tuple[str, ...]) -> None:
    done = in_shell('"$@" <&-', *words)
    assert (done.code, done.out) == (3, "")
    assert "there is nothing in `standard input`" in done.err


def test_an_interview_without_anybody_to_ask_ends_with_advice() -> None:
    done = in_shell('"$@" <&-', "ask", "--ruleset", MOODS)
    assert done.code == 0
    assert done.out
    assert "went wrong" not in done.err


def test_standard_input_that_is_only_written_to_says_so(tmp_path: Path) -> None:
    done = in_shell('"$@" 0>written', "evaluate", "-", cwd=tmp_path)
    assert (done.code, done.out) == (3, "")
    assert "`standard input` cannot be read: bad file descriptor" in done.err


@pytest.mark.parametrize(
    ("words", "code"),
    [(("check", "nope.yaml"), 3), (("nope",), 2), (("evaluate", "--set", "zz=1"), 3)],
)
def test_what_cannot_be_said_changes_no_exit_code(words: tuple[str, ...], code: int) -> None:
    needs_file("/dev/full")
    assert in_shell('"$@" 2>/dev/full', *words).code == code


def test_pipes_are_refused_at_once(tmp_path: Path) -> None:
    needs_attribute("os", "mkfifo")
    for name in ("f.yaml", "c.csv", "c.parquet", "c.xlsx"):
        os.mkfifo(tmp_path / name)
        pipe = tmp_path / name
        asked: list[tuple[object, ...]] = [("batch", pipe, "--out", tmp_path / "o.csv")]
        if name == "f.yaml":
            asked = [(c, pipe) for c in ("test", "check", "evaluate", "explain", "plan", "schema")]
            asked += [("batch", MOODS, "--out", "o.csv", "--ruleset", pipe), ("diff", pipe, pipe)]
        for words in asked:
            done = run(*words)
            assert (done.code, done.out) == (3, ""), words
            assert "is not an ordinary file" in done.err, words
        assert not (tmp_path / "o.csv").exists()


def test_a_folder_that_is_gone_is_named_as_the_trouble(tmp_path: Path) -> None:
    for words in (("check", "."), ("test", "."), ("diff", ".", "."), ("new", "."), ("new", "mine")):
        gone = tmp_path / "gone"
        gone.mkdir()
        done = in_shell('rmdir "$PWD" && "$@"', *words, cwd=gone)
        assert (done.code, done.out) == (3, "")
        assert "the folder that you are in is no longer there" in done.err


@pytest.mark.parametrize("moment", range(12))
def test_ctrl_c_among_the_imports_says_nothing(moment: int) -> None:
    # What comes before it listens is Python's to answer for.
    code = (
        "from tactful_cli import interrupts, start; listen = interrupts.listen;"
        "interrupts.listen = lambda: (listen(), print('.', flush=True)); start.main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "check", str(MOODS)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.read(1) == b"."
    sleep(moment * 0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode in (130, 0), err
    # What comes in a finalizer or another callback, nobody can catch: Python itself tells it.
    assert not err.strip() or err.startswith(b"Exception ignored in"), err


MADE_SOMETHING_ELSE = """
import click, ctypes, os, signal, sys
import tactful
from tactful_cli import app, start
signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored in the background
@click.command("check", context_settings={"ignore_unknown_options": True})
def command():
    try:
        os.kill(os.getpid(), signal.SIGINT)
        while True:
            pass
    except KeyboardInterrupt:
        raise %s
app._Commands.get_command = lambda self, ctx, name: ctx.meta.update({app._COMMAND: name}) or command
sys.argv = ["tactful", "check"]
start.main()
"""


@pytest.mark.parametrize(
    "made",
    [
        "ctypes.ArgumentError('argument 1: KeyboardInterrupt')",
        "ImportError(name='polars')",
        "tactful.EngineMissing('it cannot be loaded')",
        "SystemError('returned a result with an exception set')",
        "BaseException()",
    ],
)
def test_ctrl_c_is_itself_whatever_a_library_makes_of_it(made: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MADE_SOMETHING_ELSE % made],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_ctrl_c_when_all_is_done_says_nothing() -> None:
    code = (
        "import atexit, os, signal; from tactful_cli.start import main;"
        "atexit.register(lambda: os.kill(os.getpid(), signal.SIGINT)); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--version"],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


HELP = """
import click
from tactful_cli import app
for name in ("", *app.COMMANDS):
    try:
        app.cli.main([name, "--help"] if name else ["--help"], "tactful", standalone_mode=False)
    except click.exceptions.Exit:
        pass
"""


def test_help_says_as_much_where_docstrings_are_left_out() -> None:
    def told(*options: str, **changes: str) -> str:
        return subprocess.run(
            [sys.executable, *options, "-c", HELP],
            env=environment(PYTHONDONTWRITEBYTECODE="1", **changes),
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
        ).stdout

    whole = told()
    assert told("-OO") == told(PYTHONOPTIMIZE="2") == whole
    assert "Advise on one or more scenarios, and say why." in whole
    assert "Find what would change the advice, or compare before and after.\n" in whole


def test_no_colour_is_no_bar_either(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    scenarios = [f"  - {{scenario: S{n}, facts: {{mood: polite}}}}\n" for n in range(50)]
    path.write_text("".join(("scenarios:\n", *scenarios)))
    words = ("evaluate", path, "--ruleset", MOODS)
    with_bar = run_on_terminal(*words)
    assert (with_bar.code, "Advising" in with_bar.out) == (0, True), with_bar.out[-500:]
    for changes in ({"NO_COLOR": "1"}, {"NO_COLOR": "yes"}):
        without = run_on_terminal(*words, **changes)
        assert (without.code, "Advising" in without.out) == (0, False)
        assert "\x1b" not in re.sub(r"\x1b\[[0-9;]*m", "", without.out)  # bold is no colour


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_half_an_emoji_stops_one_row(tmp_path: Path, ending: str) -> None:
    lines = (
        r'{"name": "Ann \ud83d", "mood": "polite"}',
        r'{"name": "Bo", "mood": "cheerful"}',
        r'{"name": "Cy \ud83d\ude00", "mood": "frosty"}',
    )
    (tmp_path / "c.jsonl").write_text("\n".join(lines) + "\n")
    done = run("batch", "c.jsonl", "--ruleset", MOODS, "--out", f"o{ending}", cwd=tmp_path)
    assert "3 clients: 2 advised, 1 rejected" in done.out, done.err
    assert "half a sign" in (tmp_path / f"o{ending}.rejects.csv").read_text()
    assert (tmp_path / f"o{ending}").stat().st_size


FAILING = """
import click, sys
from tactful_cli import app
class PanicException(BaseException):
    pass
@click.command("check", context_settings={"ignore_unknown_options": True})
def command():
    raise %s
app._Commands.get_command = lambda self, ctx, name: ctx.meta.update({app._COMMAND: name}) or command
app.main(["check"])
"""


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        ("MemoryError()", "there is not enough memory for this. Close other programs"),
        ("PanicException('index out of bounds')", "something went wrong that is not your fault"),
        ("OSError(13, 'Permission denied', 'rules/a.yaml')", "`rules/a.yaml` cannot be read: perm"),
        ("OSError(28, 'No space left on device', 'o.csv')", "`o.csv` cannot be written: no space"),
        ("OSError(30, 'Read-only file system', b'o.ics')", "`o.ics` cannot be written: read-only"),
        ("OSError(13, 'No', 'at/.o.csv.0a1b2c3d.part/o.csv')", "`at/o.csv` cannot be written: no"),
        ("OSError(5, 'Input/output error', 7)", "the output cannot be written: input/output"),
        ("OSError(28, 'No space left on device')", "the output cannot be written: no space left"),
    ],
)
def test_every_way_to_fail_has_a_sentence(failure: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAILING % failure],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"tactful: {said}")
    assert "Traceback" not in done.stderr
