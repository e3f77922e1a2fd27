"""``tactful evaluate`` as a process: what it prints where, and how it leaves."""

from __future__ import annotations

import json
import re
import signal
import struct
import subprocess
import time
from pathlib import Path

import pytest

from running import MOODS, Done, command, environment, run, run_on_terminal

SCENARIO = """\
scenario: After a cheerful chat
facts: {mood: cheerful, neighbour: friend, now: 2026-11-20T14:00}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "chat.yaml"
    path.write_text(SCENARIO)
    return path


def refused(done: Done, *words: str) -> None:
    """It could not run: nothing on standard output, and the reason on standard error."""
    assert (done.code, done.out) == (3, "")
    assert "Traceback" not in done.err
    for word in words:
        assert word in done.err


def test_it_advises_in_plain_text_when_piped(scenario: Path) -> None:
    done = run("evaluate", scenario, "--ruleset", MOODS)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("After a cheerful chat\n=====================\n\n  Say thank you, ")
    assert "\x1b" not in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_it_paints_on_a_terminal(scenario: Path) -> None:
    shown = run_on_terminal("evaluate", scenario, "--ruleset", MOODS)
    assert shown.code == 0
    assert "\x1b[" in shown.out
    assert "█" in shown.out


def test_many_scenarios_have_a_bar_on_a_terminal_only(tmp_path: Path) -> None:
    path = tmp_path / "chats.yaml"
    facts = "facts: {mood: cheerful, neighbour: friend, now: 2026-11-20T14:00}"
    path.write_text(
        "scenarios:\n" + "".join(f"- scenario: Chat number {n}\n  {facts}\n" for n in range(5))
    )
    arguments = ("evaluate", path, "--ruleset", MOODS, "--format", "json")
    done = run(*arguments)
    assert (done.err, len(json.loads(done.out)["results"])) == ("", 5)
    assert "Advising" in run_on_terminal(*arguments).out
    assert "Advising" not in run_on_terminal("evaluate", path, "--ruleset", MOODS).out


def test_it_does_not_paint_where_no_color_is_set(scenario: Path) -> None:
    shown = run_on_terminal("evaluate", scenario, "--ruleset", MOODS, NO_COLOR="1")
    assert shown.code == 0
    assert not re.search(r"\x1b\[([0-9;]*;)?[349][0-9]m", shown.out)


def test_it_reads_standard_input() -> None:
    done = run("evaluate", "-", "--ruleset", MOODS, stdin=SCENARIO)
    assert done.code == 0
    assert done.out.startswith("After a cheerful chat\n")


def test_a_pipe_needs_no_dash() -> None:
    assert run("evaluate", "--ruleset", MOODS, stdin=SCENARIO).out.startswith("After a cheerful")


def test_several_files_come_out_in_their_order(scenario: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("scenarios:\n- {scenario: One, facts: {}}\n- {scenario: Two, facts: {}}\n")
    done = run("evaluate", other, scenario, "--ruleset", MOODS, "--format", "json")
    titles = [result["scenario"] for result in json.loads(done.out)["results"]]
    assert titles == ["One", "Two", "After a cheerful chat"]


def test_settings_alone_make_a_scenario() -> None:
    done = run("evaluate", "--ruleset", MOODS, "--set", "mood=polite", "--now", "2026-11-20T14:00")
    assert done.code == 0
    assert done.out.startswith("Your situation\n")


def test_settings_beat_the_file(scenario: Path) -> None:
    done = run("evaluate", scenario, "--ruleset", MOODS, "--set", "mood=polite", "--format", "json")
    facts = json.loads(done.out)["results"][0]["facts"]
    assert facts["mood"]["value"] == "polite"
    assert facts["neighbour"]["value"] == "friend"


def test_the_clock_is_an_assumption() -> None:
    done = run("evaluate", "--ruleset", MOODS, "--set", "mood=polite", "--format", "json")
    result = json.loads(done.out)["results"][0]
    now = result["facts"]["now"]
    assert now["origin"] == "default"
    assert result["assumptions"][0] == {"rule": None, "assumed": f"now is {now['value']}"}


def test_it_follows_the_packaged_rules_without_a_ruleset() -> None:
    done = run("evaluate", "--set", "rapport=warm", "--now", "2026-11-20T14:00", "--format", "json")
    assert done.code == 0
    assert json.loads(done.out)["results"][0]["ruleset"]["id"] == "follow-up"


def test_markdown_is_markdown(scenario: Path) -> None:
    done = run("evaluate", scenario, "--ruleset", MOODS, "--format", "markdown")
    assert done.out.startswith("# After a cheerful chat\n\n**Say thank you")


def test_scores_are_shown_on_request(scenario: Path) -> None:
    assert "+4" not in run("evaluate", scenario, "--ruleset", MOODS).out
    assert "+4" in run("evaluate", scenario, "--ruleset", MOODS, "--scores").out


def test_nothing_given_on_a_terminal_is_answered_with_an_example() -> None:
    shown = run_on_terminal("evaluate")
    assert shown.code == 2
    assert "tactful evaluate --set rapport=warm" in shown.out


def test_an_empty_pipe_is_answered_with_an_example() -> None:
    done = run("evaluate")
    assert (done.code, done.out) == (2, "")
    assert "tactful evaluate --set rapport=warm" in done.err


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ("moood: cheerful", ["chat.yaml:2:", "moood", "mood"]),
        ("mood: gloomy", ["`gloomy`", "frosty"]),
        ("budget: 501", ["`501`", "500"]),
        ("budget: forty", ["`forty` is not a number"]),
        ("now: 2026-02-30T10:00", ["2026-02-30"]),
        ("thanked: maybe", ["neither yes nor no"]),
    ],
)
def test_a_scenario_with_a_mistake_is_refused(tmp_path: Path, facts: str, words: list[str]) -> None:
    path = tmp_path / "chat.yaml"
    path.write_text(f"scenario: Wrong\nfacts: {{{facts}}}\n")
    refused(run("evaluate", path, "--ruleset", MOODS), *words, "^", "help:")


def test_a_time_zone_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "chat.yaml"
    path.write_text("scenario: Nowhere\nfacts: {timezone: Europe/Atlantis}\n")
    refused(run("evaluate", path), "Europe/Atlantis", "^")


def test_one_bad_file_stops_them_all(scenario: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("facts: [\n")
    refused(run("evaluate", scenario, bad, "--ruleset", MOODS), "bad.yaml")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    refused(run("evaluate", tmp_path / "none.yaml", "--ruleset", MOODS), "none.yaml")


def test_a_missing_ruleset_is_refused(scenario: Path, tmp_path: Path) -> None:
    refused(run("evaluate", scenario, "--ruleset", tmp_path / "none"), "none")


def test_a_folder_without_a_ruleset_is_refused(scenario: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused(run("evaluate", scenario, "--ruleset", tmp_path / "empty"), "ruleset.yaml")


def test_a_folder_without_scenarios_is_named(tmp_path: Path) -> None:
    done = run("evaluate", tmp_path, "--ruleset", MOODS)
    assert (done.code, done.out) == (2, "")
    assert f"there are no scenarios in `{tmp_path}`" in done.err


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "picture.yaml"
    path.write_bytes(b"\xff\xd8\xff\xe0\x00")
    refused(run("evaluate", path, "--ruleset", MOODS), "picture.yaml")


@pytest.mark.parametrize(
    ("setting", "code"),
    [("mood", 2), ("=", 2), ("mood=gloomy", 3), ("moood=polite", 3), ("now=tomorrow", 3)],
)
def test_a_setting_that_sets_nothing_is_wrong_usage_and_a_wrong_one_cannot_run(
    setting: str, code: int
) -> None:
    done = run("evaluate", "--ruleset", MOODS, "--set", setting)
    assert (done.code, done.out) == (code, "")
    assert "Traceback" not in done.err
    assert done.err


@pytest.mark.parametrize(
    "arguments",
    [["--format", "pdf", "x"], ["--no-such"], ["--now", "noon"], ["--set"]],
)
def test_wrong_usage_leaves_with_2(arguments: list[str]) -> None:
    done = run("evaluate", "--ruleset", MOODS, *arguments)
    assert (done.code, done.out) == (2, "")


def test_an_unknown_command_is_wrong_usage() -> None:
    done = run("evalute")
    assert (done.code, done.out) == (2, "")
    assert "did you mean `evaluate`?" in done.err


def test_letters_the_output_cannot_take_do_no_harm(scenario: Path) -> None:
    done = run("evaluate", scenario, "--ruleset", MOODS, PYTHONIOENCODING="ascii")
    assert done.code == 0
    done = run(
        "evaluate", scenario, "--ruleset", MOODS, "--format", "json", PYTHONIOENCODING="ascii"
    )
    assert json.loads(done.out)


def test_a_reader_that_leaves_early_is_no_error() -> None:
    process = subprocess.Popen(
        command("evaluate", MOODS, "--ruleset", MOODS, "--format", "json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr as stderr:
        assert stderr.read() == b""
    assert process.wait(timeout=30) == 141


def unread(pipe: int) -> int:
    """How many bytes in a pipe nobody has taken out yet."""
    fcntl, termios = map(pytest.importorskip, ("fcntl", "termios"))
    waiting = fcntl.ioctl(pipe, termios.FIONREAD, struct.pack("i", 0))
    return int(struct.unpack("i", waiting)[0])


def test_ctrl_c_is_quiet() -> None:
    with subprocess.Popen(
        command("evaluate", "-", "--ruleset", MOODS),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        assert process.stdout is not None
        process.stdin.write(b"scenario: A\n")
        process.stdin.flush()
        while unread(process.stdin.fileno()):  # then it waits for more
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert process.stdout.read() == b""
        assert process.stderr.read().strip() == b""


def test_our_own_mistakes_show_no_traceback(tmp_path: Path) -> None:
    broken = tmp_path / "sitecustomize.py"
    broken.write_text(
        "import tactful.network.evaluator\n"
        "def broken(*_, **__): raise RuntimeError('the secret inside')\n"
        "tactful.network.evaluator.Network.evaluate = broken\n"
    )
    path = f"{tmp_path}:{environment()['PYTHONPATH']}"
    arguments = ("evaluate", "--ruleset", MOODS, "--set", "mood=polite")
    done = run(*arguments, PYTHONPATH=path)
    assert (done.code, done.out) == (3, "")
    assert "please report" in done.err.lower()
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) == 1
    assert "Traceback" in run(*arguments, PYTHONPATH=path, TACTFUL_DEBUG="1").err


def test_a_moment_that_is_none_is_said_to_be_one() -> None:
    done = run("evaluate", "--ruleset", MOODS, "--now", "2026-11-20")
    assert (done.code, done.out) == (2, "")
    assert "--now: " in done.err
    assert "2026-11-20T14:00" in done.err


OFFER = MOODS.with_name("offer.yaml")


@pytest.mark.parametrize("format_", ["text", "markdown", "html", "json"])
def test_strict_leaves_with_findings_where_facts_do_not_fit(format_: str) -> None:
    facts: list[object] = ["--ruleset", OFFER, "--format", format_, "--now", "2026-11-20T10:00"]
    facts += ["--no-unknown"] if format_ == "json" else []
    for word in ("bonus=none", "salary=1", "target=1", "due=none", "sent=no"):
        facts += ["--set", word]  # all is known, so nothing is looked for
    for perks, code in (("[car]", 1), ("[phone]", 0)):
        stated = [*facts, "--set", f"perks={perks}"]
        done = run("evaluate", *stated, "--strict")
        assert (done.code, done.err) == (code, "")
        assert run("evaluate", *stated).code == 0
        assert ("A car comes with a bonus" in done.out) is bool(code)
