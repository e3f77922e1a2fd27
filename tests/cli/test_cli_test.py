"""``tactful test`` as a process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from running import MOODS, run

WRONG = """\
scenarios:
- scenario: A note it should not be
  facts: {mood: polite, now: 2026-11-20T14:00}
  expect: {means: call}
- scenario: Fine as it is
  facts: {mood: polite, now: 2026-11-20T14:00}
  expect: {means: note}
"""


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG)
    return path


def test_a_rulesets_own_scenarios_pass() -> None:
    done = run("test", MOODS)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "12 scenarios, 12 passed, 0 failed"


def test_the_packaged_scenarios_pass() -> None:
    done = run("test")
    assert done.code == 0, done.out
    assert done.out.splitlines()[-1].endswith(" passed, 0 failed")


def test_a_failure_says_where_what_and_why(wrong: Path) -> None:
    done = run("test", wrong, "--ruleset", MOODS)
    assert done.code == 1
    first, *_ = done.out.splitlines()
    assert "A note it should not be" in first
    assert f"{wrong}:" in done.out
    assert "means" in done.out
    assert "call" in done.out
    assert "note-is-fine" in done.out
    assert "Fine as it is" not in done.out
    assert done.out.splitlines()[-1] == "2 scenarios, 1 passed, 1 failed"


def test_scenarios_can_be_picked_by_a_word(wrong: Path) -> None:
    done = run("test", wrong, "--ruleset", MOODS, "-k", "FINE")
    assert done.out == "1 scenario, 1 passed, 0 failed\n"
    none = run("test", wrong, "--ruleset", MOODS, "-k", "zebra")
    assert (none.code, none.out) == (3, "")
    assert none.err == "No scenario has `zebra` in its title, so nothing was run.\n"


def test_json_tells_the_same(wrong: Path) -> None:
    done = run("test", wrong, "--ruleset", MOODS, "--format", "json")
    assert done.code == 1
    told = json.loads(done.out)
    assert (told["passed"], told["failed"]) == (1, 1)
    first = told["scenarios"][0]
    assert first["scenario"] == "A note it should not be"
    assert first["file"] == str(wrong)
    assert not first["passed"]
    assert len(first["failures"]) == 1
    assert told["scenarios"][1]["failures"] == []


def test_a_ruleset_without_scenarios_says_how_to_write_one(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(
        "title: Bare\nfacts: {warm: {type: yes/no}}\ndecisions: {step: {options: {go: go}}}\n"
        "rules:\n- {id: r, then: {step: {go: for}}, because: Go., source: house}\n"
    )
    done = run("test", path)
    assert done.code == 0
    assert "no scenarios" in done.out.lower()
    assert "expect:" in done.out


def test_what_cannot_be_read_cannot_be_tested(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("scenario: X\nfacts: {mood: gloomy}\n")
    for arguments in ([tmp_path / "none"], [broken, "--ruleset", MOODS]):
        done = run("test", *arguments)
        assert (done.code, done.out) == (3, "")
        assert done.err
        assert "Traceback" not in done.err
