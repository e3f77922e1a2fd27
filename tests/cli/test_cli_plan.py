"""``tactful plan`` and ``tactful draft`` as people use them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from readers import READERS
from running import MOODS, ROOT, run, run_on_terminal

EXAMPLE = ROOT / "docs" / "examples" / "warm-talk.yaml"
PLACE = ("--set", "timezone=America/New_York", "--set", "country=US")


def test_a_plan_is_a_timeline() -> None:
    done = run("plan", EXAMPLE, *PLACE, "--my-timezone", "Europe/Berlin")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert "  ●  Today, Friday 20 November, between 16:30 and 18:00 in New York; that is" in lines
    assert "  ■  From Monday 14 December on" in lines
    assert "HOW IT ENDS" in lines


def test_a_terminal_shows_colours_and_no_color_none() -> None:
    shown = run_on_terminal("plan", EXAMPLE).out
    assert "\x1b[32m" in shown
    assert "\x1b[" not in run_on_terminal("plan", EXAMPLE, NO_COLOR="1").out


@pytest.mark.parametrize(
    ("format_", "begins"),
    [("markdown", "# Warm talk"), ("html", "<!DOCTYPE html>"), ("json", '{\n  "plans": [')],
)
def test_every_format(format_: str, begins: str) -> None:
    done = run("plan", EXAMPLE, "--format", format_)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(begins)


def test_the_horizon_is_the_clients() -> None:
    def ends(*more: str) -> str:
        read = json.loads(run("plan", EXAMPLE, "--format", "json", *more).out)
        return str(read["plans"][0]["end"])

    assert ends() == "2027-01-19T14:30:00"
    assert ends("--days", "3") == "2026-11-23T14:30:00"
    assert run("plan", EXAMPLE, "--days", "0").code == 2


def test_a_calendar_file_is_written_and_updated(tmp_path: Path) -> None:
    target = tmp_path / "follow-up.ics"
    done = run("plan", EXAMPLE, *PLACE, "--ics", target)
    assert done.code == 0
    assert done.err == f"Wrote {target} with 3 events. Importing it again updates them.\n"
    first = target.read_bytes()
    assert run("plan", EXAMPLE, *PLACE, "--ics", target).code == 0
    assert target.read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["follow-up.ics"]


def test_a_client_is_known_again_by_another_process(tmp_path: Path) -> None:
    """Choices have no order of their own: each process has them in another one."""
    rules, target = tmp_path / "errands.yaml", tmp_path / "errands.ics"
    rules.write_text(
        "title: Errands\nclock: {now: now}\nfacts:\n  now: {type: datetime}\n"
        "  needs: {type: choice, many: yes, choices: [pen, ink, paper], question: What?}\n"
        "  done: {type: yes/no, question: Is it done?, default: no}\n"
        "decisions:\n  act: {options: {go: {label: Go, after: {done: yes}}, stay: Stay},"
        " fallback: stay}\nrules:\n"
        "  - {id: go, when: {done: no}, then: {act: {go: for}}, because: Go., source: house}\n"
    )
    known = ("--set", "needs=[pen, ink, paper]", "--now", "2026-11-30T10:00")
    written = set()
    for seed in range(4):
        done = run("plan", "--ruleset", rules, *known, "--ics", target, PYTHONHASHSEED=str(seed))
        assert (done.code, done.err.startswith("Wrote")) == (0, True)
        written.add(target.read_bytes())
    assert len(written) == 1


def test_a_calendar_says_what_json_says(tmp_path: Path) -> None:
    target = tmp_path / "follow-up.ics"
    done = run("plan", EXAMPLE, *PLACE, "--format", "json", "--ics", target)
    steps = json.loads(done.out)["plans"][0]["steps"]
    planned = [
        tuple(datetime.fromisoformat(step["window"][side]) for side in ("start", "end"))
        for step in steps
        if step["acts"]
    ]
    for read in READERS:
        found = read(target.read_bytes())
        assert [(event.start, event.end) for event in found] == planned
        assert all(event.summary.startswith("Warm talk at a start-up, ") for event in found)


def test_no_file_is_lost_to_a_calendar(tmp_path: Path) -> None:
    diary = tmp_path / "diary.txt"
    diary.write_text("Dear diary")
    done = run("plan", EXAMPLE, "--ics", diary)
    assert done.code == 2
    assert "is no calendar of tactful's; name another file" in done.err
    assert diary.read_text() == "Dear diary"
    done = run("plan", EXAMPLE, "--ics", tmp_path)
    assert (done.code, done.out) == (3, "")
    assert "is a folder" in done.err
    assert "cannot be written" in run("plan", EXAMPLE, "--ics", tmp_path / "no" / "x.ics").err
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_an_unknown_zone_is_refused_everywhere() -> None:
    for command in ("evaluate", "plan", "draft"):
        done = run(command, EXAMPLE, "--my-timezone", "Paris")
        assert done.code == 2
        assert "there is no time zone `Paris`" in done.err
    assert run("plan", EXAMPLE, "--set", "timezone=Paris").code == 3


def test_bad_dates_are_diagnosed_or_pointed_out() -> None:
    done = run("plan", EXAMPLE, "--set", "timezone=Europe/Paris", "--now", "2026-03-29T02:30")
    assert done.code == 2
    assert "there was no 02:30 on 2026-03-29" in done.err
    ahead = run("evaluate", EXAMPLE, "--now", "2026-11-01T10:00")
    assert ahead.code == 0
    assert "Wait for the interview" in ahead.out
    odd = run("evaluate", EXAMPLE, "--now", "2026-11-01T10:00", "--set", "thank_you_sent=yes")
    assert "some of the dates you gave do not fit together" in " ".join(odd.out.split())
    early = run("evaluate", EXAMPLE, "--set", "decision_due=2026-11-10")
    assert "some of the dates you gave do not fit together" in " ".join(early.out.split())


def test_a_moment_that_came_twice_is_said_to_be_the_first() -> None:
    twice = ("--set", "timezone=Europe/Paris", "--now", "2026-10-25T02:30")
    said = "The clocks of Paris showed 02:30 twice on Sunday 25 October: the first is meant."
    for command in ("evaluate", "plan"):
        assert said in " ".join(run(command, *twice).out.split())


def test_a_ruleset_without_a_moment_has_nothing_to_plan(tmp_path: Path) -> None:
    timeless = tmp_path / "timeless.yaml"
    timeless.write_text(
        "title: T\nfacts: {a: {type: yes/no}}\ndecisions: {d: {options: {x: an x}}}\n"
        "rules:\n  - {id: r, when: {a: yes}, then: {d: {x: for}}, because: So., source: house}\n"
    )
    done = run("plan", "--ruleset", timeless, "--set", "a=yes")
    assert done.code == 2
    assert "does not look at the time" in done.err


def test_a_ruleset_without_windows_can_be_planned_too() -> None:
    done = run("plan", MOODS.with_name("chat.yaml"), "--ruleset", MOODS)
    assert (done.code, done.err) == (0, "")
    assert "This advice holds for" in done.out


def test_evaluate_tells_the_window_in_both_zones() -> None:
    done = run("evaluate", EXAMPLE, *PLACE, "--my-timezone", "Europe/Berlin")
    told = " ".join(done.out.split())
    assert (
        "When exactly: today, Friday 20 November, between 16:30 and 18:00 in New York; that is "
        "22:30 to midnight for you." in told
    )
    read = json.loads(run("evaluate", EXAMPLE, *PLACE, "--format", "json").out)
    assert read["results"][0]["window"] == {
        "start": "2026-11-20T16:30:00-05:00",
        "end": "2026-11-20T18:00:00-05:00",
        "timezone": "America/New_York",
        "decision": "timing",
        "option": "end_of_interview_day",
        "note": None,
    }


def test_a_draft_marks_and_lists_what_to_fill_in() -> None:
    done = run("draft", EXAMPLE)
    assert (done.code, done.err) == (0, "")
    message, _, blanks = done.out.partition("Fill in before you send it:")
    assert "Dear [their first name],\n" in message
    assert "  - their first name\n" in blanks
    assert "\x1b[33m" in run_on_terminal("draft", EXAMPLE).out


def test_a_draft_becomes_a_mail_file(tmp_path: Path) -> None:
    target = tmp_path / "thanks.eml"
    done = run("draft", EXAMPLE, "--set", "gifts_allowed=no", "--eml", target)
    assert (done.code, done.err) == (0, f"Wrote {target}.\n")
    assert target.read_bytes().startswith(b"Subject: Thank you for our conversation")
    assert [path.name for path in tmp_path.iterdir()] == ["thanks.eml"]


def test_what_is_no_mail_is_not_written(tmp_path: Path) -> None:
    target = tmp_path / "gift.eml"
    done = run("draft", EXAMPLE, "--eml", target)
    assert done.code == 1
    assert "this message is no mail" in done.err
    done = run("draft", EXAMPLE, "--set", "thank_you_sent=yes", "--eml", target)
    assert done.code == 1
    assert "There is nothing to write now." in done.out
    assert run("draft", EXAMPLE, EXAMPLE, "--eml", target).code == 2
    assert run("draft", EXAMPLE, "--set", "gifts_allowed=no", "--eml", tmp_path).code == 3
    assert list(tmp_path.iterdir()) == []
