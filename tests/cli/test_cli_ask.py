"""``tactful ask``: questions on standard error, the advice on standard output, answers saved."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import jsonschema
import pytest

import tactful
from goldens import Golden
from running import command, environment, run
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


def test_an_interview_that_is_broken_off_saves_what_was_said(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
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
        for line in process.stderr:
            if line.startswith("Question 2"):
                process.send_signal(signal.SIGINT)
                break
        out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    saved = load_scenarios(mine, load(MOODS[1]))
    assert [s.given["mood"] for s in saved.scenarios] == ["cheerful"]


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
