"""``tactful explain`` as a process: what it prints where, and how it leaves."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import tactful
from running import MOODS, Done, run, run_on_terminal

FRIEND = ("--set", "mood=cheerful", "--set", "neighbour=friend", "--now", "2026-11-20T14:00")
OFFICIAL = ("--set", "mood=polite", "--set", "neighbour=official", "--now", "2026-11-20T14:00")
VALIDATOR = jsonschema.Draft202012Validator(tactful.schema("explanations"))


def explain(*arguments: object) -> Done:
    return run("explain", "--ruleset", MOODS, *arguments)


def told(*arguments: object) -> list[dict[str, Any]]:
    """The answers, as programs read them."""
    done = explain(*arguments, "--format", "json")
    assert (done.code, done.err) == (0, "")
    printed = json.loads(done.out)
    VALIDATOR.validate(printed)
    answers: list[dict[str, Any]] = printed["explanations"][0]["answers"]
    return answers


def words(done: Done) -> str:
    assert (done.code, done.err) == (0, "")
    return " ".join(done.out.split())


def test_without_a_question_it_shows_the_whole_reasoning() -> None:
    text = words(explain(*FRIEND))
    assert "HOW THE ADVICE COMES ABOUT" in text
    for question in ("What should you do?", "With what?", "In which words?"):
        assert question in text
    assert "A friend deserves a present. - Who is it? A friend." in text
    assert "[" not in text.partition("WORTH FINDING OUT")[0]


def test_sources_name_the_rules() -> None:
    assert "present-for-a-friend" not in words(explain(*FRIEND))
    assert "[rule present-for-a-friend, from Presents]" in words(explain(*FRIEND, "--sources"))


def test_why_follows_the_chain_to_what_was_given() -> None:
    text = words(explain(*OFFICIAL, "--why", "wording=plain"))
    assert "IN WHICH WORDS? WHY “PLAIN WORDS”?" in text
    assert "Stiff people like plain words. - The manner: Stiff." in text
    assert "Officials keep their distance. - Who is it? An official." in text


def test_depth_cuts_the_tree() -> None:
    text = words(explain(*OFFICIAL, "--why", "wording=plain", "--depth", "1"))
    assert "Stiff people like plain words. …" in text
    assert "- The manner: Stiff." not in text


def test_why_not_says_what_would_have_helped_the_nearest_first() -> None:
    text = words(explain(*OFFICIAL, "--why-not", "means=present"))
    assert "It is ruled out. Officials may not take presents." in text
    nearest = "This would speak strongly for it: “A friend deserves a present”. Neither of two"
    assert nearest in text


def test_questions_can_be_repeated_and_mixed() -> None:
    asked = ("--why", "manner", "--why-not", "means=call", "--why", "step")
    answers = told(*FRIEND, *asked)
    assert [(a["asks"], a["about"], a["value"]) for a in answers] == [
        ("why", "manner", None),
        ("why", "step", None),
        ("why not", "means", "call"),
    ]


def test_why_not_of_a_whole_decision_is_why_not_of_each_other_option() -> None:
    answers = told(*FRIEND, "--why-not", "means")
    assert [a["value"] for a in answers] == ["note", "call"]


def test_several_scenarios_are_each_asked(tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text("scenarios:\n- {scenario: One, facts: {}}\n- {scenario: Two, facts: {}}\n")
    done = explain(path, "--why", "step", "--format", "json")
    assert [e["scenario"] for e in json.loads(done.out)["explanations"]] == ["One", "Two"]


def test_json_without_a_question_tells_every_decision() -> None:
    answers = told(*FRIEND)
    assert [a["about"] for a in answers] == ["step", "means", "wording", "cautions"]
    assert {a["asks"] for a in answers} == {"why"}
    means = answers[1]
    assert means["rests_on"] == ["mood", "neighbour"]
    assert means["steps"][0]["because"] == [{"kind": "rule", "id": "present-for-a-friend"}]


def test_markdown_has_a_graph() -> None:
    done = explain(*FRIEND, "--format", "markdown")
    assert done.code == 0
    assert "```mermaid\nflowchart LR\n" in done.out


@pytest.mark.parametrize("command", ["explain", "evaluate"])
def test_html_is_one_page(command: str) -> None:
    done = run(command, "--ruleset", MOODS, *FRIEND, "--format", "html")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("<!DOCTYPE html>\n")
    assert done.out.endswith("</html>\n")


def test_html_of_several_situations_says_how_many() -> None:
    chat = MOODS.parent / "chat.yaml"
    done = run("evaluate", chat, chat, "--ruleset", MOODS, "--format", "html")
    assert "<title>Advice for 2 situations</title>" in done.out


def test_html_is_utf_8_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    path = tmp_path / "cafe.yaml"
    path.write_text("scenario: Un café\nfacts: {mood: polite}\n", encoding="utf-8")
    done = run("explain", path, "--ruleset", MOODS, "--format", "html", PYTHONIOENCODING="latin-1")
    assert "<title>Un café</title>" in done.out


def test_it_paints_a_tree_on_a_terminal() -> None:
    shown = run_on_terminal("explain", "--ruleset", MOODS, *FRIEND, "--why", "means")
    assert shown.code == 0
    assert "\x1b[" in shown.out
    assert "█" in shown.out
    assert re.search(r"[├└]── ", shown.out)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--why", "maens"], 3, ["no fact or decision `maens`", "did you mean `means`?", "^^^^^"]),
        (["--why", "means=cal"], 3, ["`means` has no option `cal`", "did you mean `call`?"]),
        (["--why-not", "mood=gloomy"], 3, ["`gloomy` is not one of the choices", "frosty"]),
        (["--why-not", "budget=lots"], 3, ["`lots` is not a number"]),
        (["--why-not", "budget"], 2, ["say which value you mean", "`budget=VALUE`"]),
        (["--why-not", "mood"], 2, ["say which value you mean", "`mood=frosty`"]),
        (["--why", "=call"], 2, ["does not ask about anything", "`channel=email`"]),
        (["--why", "means="], 2, ["does not ask about anything"]),
        (["--why", ""], 2, ["does not ask about anything"]),
        (["--why", "maens", "--why-not", "means=cal"], 3, ["`maens`", "`cal`"]),
        (["--why", "means", "--depth", "0"], 2, ["--depth", "0 is not in the range"]),
        (["--why", "means", "--depth", "-1"], 2, ["--depth", "-1 is not in the range"]),
        (["--why", "means", "--depth", "many"], 2, ["--depth", "not a valid integer"]),
        (["--format", "pdf"], 2, ["pdf"]),
    ],
)
def test_what_cannot_be_asked_is_said(arguments: list[str], code: int, said: list[str]) -> None:
    done = explain(*FRIEND, *arguments)
    assert (done.code, done.out) == (code, "")
    assert "Traceback" not in done.err
    for part in said:
        assert part in done.err


def test_nothing_given_is_answered_with_an_example() -> None:
    done = run("explain")
    assert (done.code, done.out) == (2, "")
    assert "tactful explain --set rapport=warm" in done.err
