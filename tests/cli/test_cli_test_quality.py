"""What ``tactful test`` says about the scenarios themselves, as a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from running import MOODS, command, environment, run, run_on_terminal

SMALL = """\
title: Small
facts:
  warm: {type: yes/no}
  price: {type: number, min: 0}
decisions:
  step: {options: {wait: wait, act: act}, fallback: wait}
rules:
  - {id: act, when: {warm: yes, price: at most 20}, then: {step: {act: for}}, because: So.,
     source: house}
scenarios:
  - {scenario: Warm, facts: {warm: yes, price: 5}, expect: {step: act}}
  - {scenario: Nothing, facts: {}, expect: {step: wait}}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return path


def test_a_scenario_that_tests_nothing_is_named(small: Path) -> None:
    done = run("test", small)
    assert done.code == 0
    assert done.out == (
        f"{small}:12:16: `Nothing` tests nothing: it would pass without any rule\n"
        "  help: add to `expect` what the rules decide here\n\n"
        "2 scenarios, 2 passed, 0 failed\n"
    )


def test_coverage_says_what_is_missing_and_why(small: Path) -> None:
    done = run("test", small, "--coverage")
    assert done.code == 0
    assert (
        f"{small}:8:22: `warm: yes` under `when` of the rule `act`\n  no scenario has it false\n"
    ) in done.out
    assert (
        "Covered: 1 of 1 rule (100%), 0 of 2 conditions (0%), 2 of 2 options (100%)\n"
    ) in done.out


def test_mutants_that_go_unnoticed_are_listed(small: Path) -> None:
    done = run("test", small, "--mutate")
    assert done.code == 0
    assert f"{small}:8:33: no scenario notices `price: at most 20` under `when` dropped" in done.out
    assert "Noticed: 4 of 8 small changes (50%)" in done.out


def test_suggestions_are_written_and_kill_what_they_are_for(small: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.yaml"
    done = run("test", small, "--suggest", more)
    assert done.code == 0
    assert f"4 suggested: {more}" in done.err
    again = run("test", more, "--ruleset", small, "--mutate")
    assert "Noticed: 8 of 8 small changes (100%)" in again.out
    assert again.out.endswith("4 scenarios, 4 passed, 0 failed\n")


def test_suggestions_never_replace_a_file(small: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.yaml"
    more.write_text("mine")
    done = run("test", small, "--suggest", more)
    assert done.code == 3
    assert "exists already" in done.err
    assert more.read_text() == "mine"


def test_json_tells_coverage_and_mutation_too(small: Path) -> None:
    told = json.loads(run("test", small, "--coverage", "--mutate", "--format", "json").out)
    assert [one["tests_nothing"] for one in told["scenarios"]] == [False, True]
    (coverage,) = told["coverage"]
    assert coverage["conditions"] == {"covered": 0, "total": 2}
    assert {one["kind"] for one in coverage["uncovered"]} == {"condition"}
    (mutation,) = told["mutation"]
    assert (mutation["noticed"], mutation["unnoticed"], mutation["equivalent"]) == (4, 4, 0)
    assert {one["change"] for one in mutation["survivors"]} >= {"drop a condition"}


def test_junit_is_written_beside_the_usual_report(small: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.xml"
    done = run("test", small, "--junit", target)
    assert done.out.endswith("2 scenarios, 2 passed, 0 failed\n")
    suite = ElementTree.fromstring(target.read_text())[0]  # noqa: S314 - our own text
    assert (suite.get("name"), suite.get("tests")) == ("small", "2")
    assert sorted(tmp_path.iterdir()) == [target, small]


def test_a_file_that_cannot_be_written_is_said_so(small: Path, tmp_path: Path) -> None:
    done = run("test", small, "--junit", tmp_path / "none" / "out.xml")
    assert done.code == 3
    assert "cannot be written: there is no folder" in done.err
    assert "Traceback" not in done.err


def test_progress_is_shown_on_a_terminal_only(small: Path) -> None:
    assert "Changing the rules" not in run("test", small, "--mutate").err
    assert "Changing the rules" in run_on_terminal("test", MOODS, "--mutate").out


def test_watching_runs_again_after_each_change_until_it_is_interrupted(small: Path) -> None:
    process = subprocess.Popen(
        command("test", small, "--watch"),
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        first = read_until(process, " failed\n")
        assert first.endswith("2 scenarios, 2 passed, 0 failed\n")
        scratch = small.with_suffix(".new")
        scratch.write_text(SMALL.replace("expect: {step: act}", "expect: {step: wait}"))
        scratch.replace(small)
        second = read_until(process, " failed\n")
        assert second.endswith("2 scenarios, 1 passed, 1 failed\n")
        small.write_text("title: [")  # half-typed: it says so, and waits
        os.utime(small, ns=(1, 1))
        small.write_text(SMALL)
        assert read_until(process, " failed\n").endswith("2 passed, 0 failed\n")
    finally:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err


def read_until(process: subprocess.Popen[str], end: str) -> str:
    assert process.stdout is not None
    text = ""
    while not text.endswith(end):
        line = process.stdout.readline()
        assert line, text
        text += line
    return text
