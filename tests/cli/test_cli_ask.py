"""``tactful ask``: questions on standard error, the advice on standard output, answers saved."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jsonschema
import pytest

import tactful
from goldens import Golden
from running import command, environment, new_terminal, run
from tactful import load
from tactful.scenarios.scenario import load_scenarios

ROOT = Path(__file__).parents[2]
MOODS = ("--ruleset", str(ROOT / "tests/golden/moods.yaml"), "--now", "2026-11-20T14:00")


def test_an_interview_reads_well(golden: Golden) -> None:
    done = run("ask", *MOODS, stdin="?\nso so\n3\nback\ncheerful\nno\n?\nfriend\n\n\n\n\n")
    assert done.code == 0
    golden("interview.txt", f"{done.err}\n-- standard output --\n{done.out}")


def test_quitting_advises_on_what_is_known() -> None:
    done = run("ask", *MOODS, stdin="cheerful\nquit\n")
    assert done.code == 0
    assert "Stopped after 1 question" in done.out


def test_the_end_of_the_input_is_the_end_of_the_interview() -> None:
    done = run("ask", *MOODS, stdin="cheerful\n")
    assert done.code == 0
    assert "Stopped after 1 question" in done.out


@contextmanager
def halfway(mine: Path) -> Iterator[subprocess.Popen[str]]:
    """An interview that saves in a file, as its second question is asked."""
    with subprocess.Popen(
        command("ask", *MOODS, "--save", mine),
        env=environment(),
        encoding="utf-8",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write("cheerful\n")
        process.stdin.flush()
        next(line for line in process.stderr if line.startswith("Question 2"))
        yield process


def test_an_interview_that_is_broken_off_saves_what_was_said(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    with halfway(mine) as process:
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    saved = load_scenarios(mine, load(MOODS[1]))
    assert [s.given["mood"] for s in saved.scenarios] == ["cheerful"]


def test_an_interview_on_a_terminal() -> None:
    ours, theirs = new_terminal()
    process = subprocess.Popen(
        command("ask", *MOODS),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(TERM="xterm-256color"),
    )
    os.close(theirs)
    shown, answers = b"", ["cheerful", "?", "back", "3", "quit"]
    while part := read_some(ours):
        shown += part
        if shown.endswith(b"> ") and answers:
            os.write(ours, f"{answers.pop(0)}\n".encode())
    os.close(ours)
    assert process.wait(timeout=60) == 0
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode("utf-8"))
    assert plain.count("How did it go?") == 3  # twice put, once told among the answers
    assert "So far: Say thank you, with a note." in plain
    assert "Stopped after 1 question" in plain


def read_some(terminal: int) -> bytes:
    """What a terminal shows next; nothing once the other side has closed."""
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux's way to say so
        return b""


PLACE = """\
title: Where
facts: {company: {type: text, question: Which company?}}
decisions: {step: {options: {write: write, wait: wait}, fallback: wait}}
rules:
  - {id: acme, when: {company: Acme}, then: {step: {write: for}}, because: So., source: house}
"""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (b"Acme\xff", "half a character"),
        (b"\xe9t\xe9", "half a character"),
        (b"Ac\x1b[Dme", "an invisible character, number 0x001b"),
        (b"Acme\x07", "an invisible character, number 0x0007"),
        ("Ac\u202eme".encode(), "changes the order in which letters are shown"),
    ],
)
def test_an_answer_that_no_file_could_hold_is_asked_again(
    tmp_path: Path, typed: bytes, said: str
) -> None:
    rules, mine = tmp_path / "rules.yaml", tmp_path / "mine.yaml"
    rules.write_text(PLACE)
    done = subprocess.run(
        command("ask", "--ruleset", rules, "--save", mine),
        input=typed + b"\nAcme\n",
        env=environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    told = " ".join(done.stderr.decode("utf-8").split())
    assert (done.returncode, said in told, "\x1b" in told) == (0, True, False), told
    assert [s.given for s in load_scenarios(mine, load(rules)).scenarios] == [{"company": "Acme"}]
    assert run("evaluate", mine, "--ruleset", rules).code == 0


def test_saved_answers_give_the_same_interview_again(tmp_path: Path) -> None:
    mine = str(tmp_path / "mine.yaml")
    first = run("ask", *MOODS, "--save", mine, "--format", "json", stdin="3\n2\n1\n\n\n\n")
    assert first.code == 0
    again = run("ask", "--ruleset", MOODS[1], "--answers", mine, "--format", "json")
    one, other = json.loads(first.out), json.loads(again.out)
    assert one["asked"] == other["asked"]
    assert one["result"]["decisions"] == other["result"]["decisions"]


def test_the_json_is_as_described() -> None:
    done = run("ask", *MOODS, "--format", "json", stdin="3\n2\n1\n\n\n\n")
    printed = json.loads(done.out)
    jsonschema.validate(printed, tactful.schema("interview"))
    results = {"results": [printed["result"]]}
    jsonschema.validate(results, tactful.schema("results"))
    assert printed["settled"] is True
    assert len(printed["asked"]) < len(printed["askable"])


def test_answers_from_a_file_ask_no_more_than_needed(tmp_path: Path) -> None:
    told = tmp_path / "told.yaml"
    told.write_text(
        "scenario: An official\nfacts: {mood: frosty, neighbour: official, budget: 20}\n"
    )
    done = run("ask", *MOODS, "--answers", str(told))
    assert done.code == 0
    assert done.err == ""
    assert "ASKED AND ANSWERED" in done.out
    assert "What may it cost?" not in done.out


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--answers", "no-such-file.yaml"), 3, "no-such-file.yaml"),
        (("--set", "moood=frosty"), 3, "did you mean `mood`?"),
        (("--now", "noon"), 2, "--now:"),
        (("--answers", str(ROOT / "rulesets/follow-up/scenarios")), 3, "industry"),
        (("--save", str(ROOT / "README.md")), 2, "exists already"),
        (("--save", "no-such-folder/mine.yaml"), 2, "there is no folder"),
    ],
)
def test_wrong_use_has_a_clear_answer(words: tuple[str, ...], code: int, message: str) -> None:
    done = run("ask", *(MOODS if "--now" not in words else MOODS[:2]), *words, stdin="")
    assert done.code == code
    assert message in done.err
    assert done.out == ""
    assert "Traceback" not in done.err


def test_what_a_file_says_of_the_place_counts(tmp_path: Path) -> None:
    told = tmp_path / "told.yaml"
    told.write_text(
        "scenario: Before a holiday\nfacts: {interview_ended: 2026-05-22T17:30, email_known: no, "
        "phone_known: yes, now: 2026-05-22T18:45, country: US, timezone: America/Los_Angeles}\n"
    )
    asked = run("ask", "--answers", told, "--format", "json")
    evaluated = run("evaluate", told, "--format", "json")
    one = json.loads(asked.out)["result"]
    (other,) = json.loads(evaluated.out)["results"]
    assert one["window"] == other["window"]
    given = {name for name, fact in one["facts"].items() if fact["origin"] == "given"}
    assert given >= {"country", "timezone", "phone_known", "interview_ended"}
    assert "country" not in [reply["fact"] for reply in json.loads(asked.out)["asked"]]


def test_what_a_section_passes_over_counts_if_a_file_says_it(tmp_path: Path) -> None:
    told = tmp_path / "told.yaml"
    told.write_text(
        "scenario: A basket\nfacts: {rapport: neutral, gift_value: 60, email_known: yes, "
        "interview_ended: 2026-11-17T11:00, now: 2026-11-17T13:00}\n"
    )
    done = json.loads(run("ask", "--answers", told, "--format", "json").out)
    assert "gift_value" not in [reply["fact"] for reply in done["asked"]]
    assert "feels_like_bribe" in done["result"]["decisions"]["cautions"]["choices"]


def test_everyday_days_are_read_back_and_asked_back() -> None:
    lines = ["cheerful", "no", "friend", "yes", "easy", "5/6/2026 10:00", "2"]
    done = run("ask", *MOODS, "--format", "json", stdin="\n".join(lines) + "\n")
    assert "Which do you mean?" in done.err
    said = {reply["fact"]: reply["answer"] for reply in json.loads(done.out)["asked"]}
    assert said["helped_at"] == "2026-06-05T10:00"
    lines[-2:] = ["yesterday at noon", "no", "today 10:15", ""]
    done = run("ask", *MOODS, "--format", "json", stdin="\n".join(lines) + "\n")
    assert "Thursday 19 November 2026 at 12:00. Is that right?" in done.err
    said = {reply["fact"]: reply["answer"] for reply in json.loads(done.out)["asked"]}
    assert said["helped_at"] == "2026-11-20T10:15"


def test_an_interview_is_saved_on_the_way_and_goes_on_later(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    first = run("ask", *MOODS, stdin=f"cheerful\nsave {mine}\nno\n")
    assert f"Saved as {mine}" in " ".join(first.err.split())
    rules = load(MOODS[1])
    assert [*load_scenarios(mine, rules).scenarios[0].given] == ["mood", "now", "thanked"]
    again = run("ask", "--ruleset", MOODS[1], "--resume", mine, stdin="friend\n\n\n\n")
    assert "How did it go?" not in again.err
    assert again.code == 0
    assert load_scenarios(mine, rules).scenarios[0].given["neighbour"] == "friend"


@pytest.mark.parametrize(
    ("text", "words", "message"),
    [
        ("scenario: Mine\nfacts:\n  mood: frosty\nexpect: {step: wait}\n", (), "exists already"),
        ("# mine\nscenario: Mine\nfacts:\n  mood: frosty\n", (), "exists already"),
        ("scenario: Mine\nfacts:\n  mood: frosty\n", ("--save", "x.yaml"), "leave out"),
    ],
)
def test_nothing_that_an_interview_would_lose_is_gone_on_with(
    tmp_path: Path, text: str, words: tuple[str, ...], message: str
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(text)
    done = run("ask", *MOODS, "--resume", mine, *words, stdin="1\n")
    assert (done.code, message in done.err) == (2, True), done.err
    assert mine.read_text() == text


def test_a_file_that_somebody_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    with halfway(mine) as process:
        assert "cheerful" in mine.read_text()  # before the interview is at its end
        mine.write_text("somebody else's words\n")
        out, err = process.communicate("no\n", timeout=60)
    assert mine.read_text() == "somebody else's words\n"
    assert "What was answered, for you to keep" in err
    assert "Say thank you" in out
    assert process.returncode != 0


SELDOM = (
    *("away", "asked_to_call", "papers_asked_for", "other_offer", "slip_in_last_message"),
    *("second_thoughts", "through_agency", "no_messages_please", "decides_slowly", "internal"),
    *("address_known", "linkedin_known", "no_calls_please", "at_a_distance"),
)
"""What is so of few people, and would be asked for first."""


def test_the_place_is_asked_for_by_name_and_this_computers_is_offered() -> None:
    answers = {
        "email_known": "no",
        "phone_known": "yes",
        "thank_you_sent": "yes",
        "heard_back": "yes",
        "rapport": "warm",
        "workplace_style": "mixed",
        "interviewer_busy": "no",
        "industry": "other",
        "interview_ended": "2026-11-02T10:00",
        "their_message": "question",
        **dict.fromkeys(SELDOM, "no"),
    }
    settings = [part for n, v in answers.items() for part in ("--set", f"{n}={v}")]
    done = run(
        *("ask", *settings, "--format", "json"),
        stdin="Madrid\nno\nFrance\n" + "\n" * 9,
        TZ="Europe/Berlin",
    )
    shown = " ".join(done.err.split())
    assert "1 Europe/Berlin in Germany, as this computer" in shown
    assert "Europe/Madrid in Spain, whose public holidays count. Is that right?" in shown
    assert "Which country" not in shown
    said = {reply["fact"]: reply["answer"] for reply in json.loads(done.out)["asked"]}
    assert (said["timezone"], said["country"]) == ("Europe/Paris", "FR")
