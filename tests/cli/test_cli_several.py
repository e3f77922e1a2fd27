"""Several interviewers on the command line: ``channel[Ana]``, a file each, and clear mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from running import run

PANEL = Path(__file__).parent.parent / "golden" / "panel.yaml"
TWO = """\
scenario: Two
facts: {interview_ended: 2026-11-20T14:00, now: 2026-11-20T15:30, timezone: America/New_York}
interviewers:
  - {name: Ana, role: colleague, rapport: warm, email_known: yes}
  - {name: Ben, role: hiring_manager, rapport: warm, email_known: yes}
"""
AT = ("--ruleset", PANEL)


@pytest.fixture
def two(tmp_path: Path) -> Path:
    file = tmp_path / "two.yaml"
    file.write_text(TWO, encoding="utf-8")
    return file


def test_settings_list_whom_they_name() -> None:
    words = ("--set", "rapport[Ana]=hit_it_off", "--set", "rapport[Ben]=cold")
    done = run("evaluate", *words, "--now", "2026-11-20T14:00", *AT)
    assert done.code == 0
    assert "flowers" in done.out.split("For Ben")[0]


def test_a_setting_is_about_one(two: Path) -> None:
    done = run("evaluate", two, "--set", "thanked[ben]=yes", "--format", "json", *AT)
    ana, ben = json.loads(done.out)["results"][0]["each"]["interviewer"]
    assert ana["decisions"]["step"]["choice"] == "thank"
    assert ben["decisions"]["step"]["choice"] == "rest"


def test_a_mistake_about_one_says_whom_one_could_have_meant(two: Path) -> None:
    done = run("explain", two, "--why", "channel[Benn]", *AT)
    assert (done.code, done.out) == (3, "")
    assert "did you mean `channel[Ben]`?" in done.err


def test_an_answer_is_about_the_scenarios_that_list_the_one(two: Path) -> None:
    done = run("explain", two, PANEL, "--why", "channel[Cleo]", *AT)
    assert done.code == 0
    assert done.out.startswith("A panel of three\n")
    assert "\nTwo\n" not in done.out


def test_what_if_is_about_one(two: Path) -> None:
    done = run("whatif", two, "--to", "step[Ana]=rest", *AT)
    assert "Have you thanked Ana yet?" in done.out
    assert "Ben yet" not in done.out
    done = run("whatif", two, "--to", "rapport[Ana]", *AT)
    assert done.code == 2
    assert "`rapport[Ana]` is a fact; name a decision: `cautions`, `step[Ana]`," in done.err


def test_each_mail_has_a_file_and_none_is_written_over(two: Path, tmp_path: Path) -> None:
    done = run("draft", two, "--eml", tmp_path / "thanks.eml", *AT)
    assert done.code == 0
    assert {path.name for path in tmp_path.glob("*.eml")} == {"thanks-ana.eml", "thanks-ben.eml"}
    assert b"Dear Ana," in (tmp_path / "thanks-ana.eml").read_bytes()
    (tmp_path / "thanks-ana.eml").unlink()
    kept = (tmp_path / "thanks-ben.eml").read_bytes()
    done = run("draft", two, "--set", "role=recruiter", "--eml", tmp_path / "thanks.eml", *AT)
    assert done.code == 3
    assert not (tmp_path / "thanks-ana.eml").exists()
    assert (tmp_path / "thanks-ben.eml").read_bytes() == kept


def test_a_calendar_has_an_event_each_and_is_taken_further(two: Path, tmp_path: Path) -> None:
    target = tmp_path / "two.ics"
    assert "with 2 events" in run("plan", two, "--ics", target, *AT).err
    first = target.read_bytes()
    assert "with 2 events" in run("plan", two, "--ics", target, *AT).err
    assert target.read_bytes() == first


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ("[{name: Ana}, {name: ANA}]", "two of the interviewers are called `ANA`"),
        ("[{name: '2'}]", "`2` as a name would be taken for the place"),
    ],
)
def test_names_tell_people_apart(tmp_path: Path, people: str, said: str) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(f"scenario: One\nfacts: {{}}\ninterviewers: {people}\n", encoding="utf-8")
    done = run("evaluate", file, *AT)
    assert done.code == 3
    assert said in done.err
