"""What somebody keeps: scenarios in new files or in the only one, findings with a comment."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import edited, umbrella
from tactful.checking.checks.gap import DEFECT
from tactful.reading.ruleset import load_ruleset_text
from tactful.scenarios.writing import Written
from tactful.text.diagnostic import Diagnostic, Edit, Span
from tactful.workspace.editing.keeping import LONGEST_NAME, allowed, kept
from tactful.workspace.opened import Opened, opened
from tactful_studio.places import edits

ONE = """\
title: One file
decisions:
  umbrella:
    options: {take_it: take one, leave_it: leave it}
    fallback: take_it
facts:
  sky: {type: choice, choices: [clear, raining]}
rules:
  - id: clear
    when: {sky: clear}
    then: {umbrella: {leave_it: for}}
    because: The sky is clear.
    source: house
"""
LISTED = """\
scenarios:
  - scenario: Rain
    facts: {sky: raining}
    expect:
      umbrella: take_it
"""
_RULES = load_ruleset_text(ONE, "ruleset.yaml").ruleset
CLEAR = Written("A clear sky", {"sky": "clear"}, {"umbrella": "leave_it"}, ("A remark.",))


def after(before: Opened, made: list[Edit]) -> Opened:
    return opened(before.path, edited(before.texts, edits(made)), before)


def one_file(folder: Path, text: str) -> Opened:
    path = folder / "alone.yaml"
    path.write_text(text, encoding="utf-8")
    made = opened(path)
    assert made.diagnostics == ()
    return made


def test_in_a_folder_a_scenario_has_a_file_of_its_own(tmp_path: Path) -> None:
    before = opened(umbrella(tmp_path))
    (edit,) = kept(CLEAR, before)
    assert edit.file == "scenarios/a-clear-sky.yaml"
    made = after(before, [edit])
    assert made.diagnostics == ()
    assert [one.title for one in made.scenarios if one.span.file == edit.file] == ["A clear sky"]
    (again,) = kept(CLEAR, made)
    assert again.file == "scenarios/a-clear-sky-2.yaml"


@given(st.text(max_size=80))
def test_whatever_the_title_the_file_has_a_name_that_files_may_have(title: str) -> None:
    texts = {"ruleset.yaml": ""}
    before = Opened(Path("x"), texts, _RULES, _RULES, (), (), path=Path("x"))
    (edit,) = kept(Written(title, {}, {}), before)
    folder, _, file = edit.file.partition("/")
    stem = file.removesuffix(".yaml")
    assert folder == "scenarios"
    assert file.endswith(".yaml")
    assert 0 < len(stem) <= LONGEST_NAME
    assert all("a" <= sign <= "z" or sign.isdecimal() or sign == "-" for sign in stem)


@pytest.mark.parametrize(
    "end",
    [
        "",
        LISTED,
        LISTED + "\n# The end.\n",
        LISTED.rstrip("\n"),
        LISTED.replace("\n  ", "\n"),
        LISTED.replace(":\n      umbrella: take_it", ": {umbrella: take_it}"),
        LISTED + "about: More\n",
        LISTED + "  - scenario: >\n      A second\n      one\n    facts: {}\n\n\n",
    ],
)
def test_in_one_file_a_scenario_stands_with_the_others(tmp_path: Path, end: str) -> None:
    before = one_file(tmp_path, ONE + end)
    made = after(before, kept(CLEAR, before))
    assert made.diagnostics == ()
    assert [one.title for one in made.scenarios] == [
        *(one.title for one in before.scenarios),
        "A clear sky",
    ]
    (text,) = made.texts.values()
    assert all(
        line in text.split("\n") for line in (ONE + end).split("\n") if line != "scenarios: []"
    )


def test_a_finding_is_allowed_by_a_comment_above_it(tmp_path: Path) -> None:
    before = opened(umbrella(tmp_path))
    found = Diagnostic(DEFECT, Span("rules/advice.yaml", 5, 5, 5, 12), "m", "h")
    edit = allowed(found, "  it keeps\na promise ", before)
    assert edit is not None
    made = after(before, [edit])
    lines = made.texts["rules/advice.yaml"].split("\n")
    assert lines[4] == "  # tactful: allow gap because it keeps a promise"
    assert lines[5] == before.texts["rules/advice.yaml"].split("\n")[4]


def test_a_finding_elsewhere_is_not_allowed_here(tmp_path: Path) -> None:
    before = opened(umbrella(tmp_path))
    assert allowed(Diagnostic(DEFECT, Span("base.yaml", 1, 1), "m", "h"), "why", before) is None
    assert allowed(Diagnostic(DEFECT, Span("facts.yaml"), "m", "h"), "why", before) is None
