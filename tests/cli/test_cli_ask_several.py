"""``tactful ask`` where there may be several: how many, who, and then what matters of each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from running import Done, run
from tactful.answers.understanding import named
from tactful.language.values import NotAValue
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import load_scenarios

PANEL = Path(__file__).parents[1] / "golden" / "panel.yaml"
NOW = "2026-11-20T14:00"
ENDED = "20 Nov 2026 12:00\n\n"
"""When it ended, and that this is how it was meant."""

SECTION = """
questions:
  - title: What has happened
    ask: [interview_ended, thanked]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "panel.yaml"
    path.write_text(PANEL.read_text(encoding="utf-8") + SECTION, encoding="utf-8")
    return path


def asked(rules: Path, *lines: str, more: tuple[object, ...] = ()) -> Done:
    return run("ask", "--ruleset", rules, "--now", NOW, *more, stdin=ENDED + "\n".join(lines))


def test_who_was_there_is_asked_before_anything_about_one(rules: Path) -> None:
    done = asked(rules, "Ana, Ben and Cem", "1 3", "q")
    assert "How many interviewers are there?" in done.err
    _, _, after = done.err.partition("How many")
    assert "1  Ana\n  2  Ben\n  3  Cem" in after  # whom has been thanked: one question for all
    assert after.count("Have you thanked") == 1
    assert "For Ana and Cem: Leave it at that." in done.out


def test_who_was_there_is_asked_before_a_checklist_that_is_partly_about_one() -> None:
    said = ("--set", "interview_ended=2026-11-17T15:00")
    done = run("ask", "--now", "2026-11-17T16:45", *said, stdin="none\n2\n\nq\n")
    before, _, after = done.err.partition("How many interviewers are there?")
    assert "You can reach them by email" not in before
    assert "The job is unusually well paid." not in before
    assert "The job is unusually well paid." in after


def test_one_is_asked_about_as_before(rules: Path) -> None:
    done = asked(rules, "", "n", "q")
    assert "Have you thanked the interviewer yet?" in done.err
    assert done.err.count("How many interviewers") == 1
    assert "For " not in done.out


def test_a_number_asks_for_names_that_may_stay_unknown(rules: Path) -> None:
    done = asked(rules, "2", "", "none", "q")
    assert "What are they called? 2 names, with commas." in done.err
    assert "1  the first interviewer\n  2  the second interviewer" in done.err


def test_what_cannot_be_is_asked_again(rules: Path) -> None:
    done = asked(rules, "13", "Ana, ana", "Ana, Ben", "none", "q")
    assert done.err.count("How many interviewers") == 3
    assert "1 to 12" in done.err
    assert "Two are called Ana" in done.err


def test_back_asks_how_many_again(rules: Path) -> None:
    done = asked(rules, "Ana, Ben", "back", "20 Nov 2026 11:00", "", "Eve", "none", "q")
    assert done.err.count("How many interviewers") == 2
    assert "Have you thanked Eve yet?" in done.err


def test_what_was_said_is_kept_and_gone_on_with(rules: Path, tmp_path: Path) -> None:
    kept = tmp_path / "mine.yaml"
    asked(rules, "Ana, Ben", "1", "q", more=("--save", kept))
    (scenario,) = load_scenarios(kept, load(rules)).scenarios
    assert scenario.people == {"interviewer": ("Ana", "Ben")}
    assert scenario.given["thanked[1]"] is True
    done = run("ask", "--ruleset", rules, "--resume", kept, stdin="q\n")
    assert "How many" not in done.err
    assert "thanked Ana" not in done.err


def test_a_file_answers_for_each(rules: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(
        "scenario: Two\n"
        f"facts: {{now: {NOW}, interview_ended: 2026-11-20T12:00}}\n"
        "interviewers: [{name: Ana, thanked: yes}, {name: Ben}]\n"
    )
    done = run("ask", "--ruleset", rules, "--answers", answers, "--format", "json")
    told = json.loads(done.out)
    assert all("[1]" not in one["fact"] for one in told["asked"])
    assert [one["name"] for one in told["result"]["each"]["interviewer"]] == ["Ana", "Ben"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("", (None,)),
        ("one", (None,)),
        ("1", (None,)),
        ("3", (None, None, None)),
        ("Ana", ("Ana",)),
        ("Ana, Ben", ("Ana", "Ben")),
        ("Ana and Ben & Cem; Dora", ("Ana", "Ben", "Cem", "Dora")),
        ("Ferdinand, Sandy", ("Ferdinand", "Sandy")),
    ],
)
def test_people_are_named_as_people_name_them(text: str, people: tuple[str | None, ...]) -> None:
    assert named(text) == people


@pytest.mark.parametrize("text", ["0", "13", "99999999999", "Ana, ANA", "Ana, 7", ",", "a\x07"])
def test_what_names_nobody_is_refused(text: str) -> None:
    with pytest.raises(NotAValue):
        named(text)
