"""The schema of a ruleset's vocabulary and ``check`` agree on right and wrong files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from core_yaml import Core
from running import MOODS, run
from tactful.reading.ruleset import load, load_ruleset, load_ruleset_text
from tactful.scenarios.scenario import load_scenarios, scenarios_from
from tactful.text.library import packaged, packaged_names
from tactful.workspace.schemas.editor import editor_schema

CASES = Path(__file__).parent.parent / "cases" / "schema"
HOME = CASES / "vocabulary.yaml"
RIGHT = sorted(CASES.glob("right-*.yaml"))
WRONG = sorted(CASES.glob("wrong-*.yaml"))


def schema() -> dict[str, Any]:
    made: dict[str, Any] = editor_schema(load(HOME))
    return made


def complaints(path: Path, by: dict[str, Any]) -> list[str]:
    document = yaml.load(path.read_text(), Loader=Core)  # noqa: S506 - a safe loader
    return [error.message for error in jsonschema.Draft7Validator(by).iter_errors(document)]


def mistakes(path: Path, tmp_path: Path) -> list[str]:
    """What ``check`` says of a file that stands among the ruleset's rules or scenarios."""
    text = path.read_text()
    folder = tmp_path / "rules"
    (folder / "rules").mkdir(parents=True)
    (folder / "scenarios").mkdir()
    kept = HOME.read_text().split("\nrules:\n")
    (folder / "ruleset.yaml").write_text(kept[0] + "\n")
    (folder / "rules" / "base.yaml").write_text("rules:\n" + kept[1])
    place = "scenarios" if text.startswith("scenario") else "rules"
    (folder / place / "case.yaml").write_text(text)
    loaded = load_ruleset(folder)
    found = [d.name for d in loaded.diagnostics if d.is_error]
    if loaded.ruleset is not None and place == "scenarios":
        found = [d.name for d in load_scenarios(folder, loaded.ruleset).diagnostics if d.is_error]
    return found


def test_there_are_plenty_of_both() -> None:
    assert len(RIGHT) >= 8
    assert len(WRONG) >= 20


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_right_files_are_right_by_both(path: Path, tmp_path: Path) -> None:
    assert complaints(path, schema()) == []
    assert mistakes(path, tmp_path) == []


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_wrong_files_are_wrong_by_both(path: Path, tmp_path: Path) -> None:
    assert complaints(path, schema()) != []
    assert mistakes(path, tmp_path) != []


DAY = "day: due, from: '09:00'"
WHEN = "when: {lucrative: yes}"


@pytest.mark.parametrize(
    ("option", "is_right"),
    [
        (f"window: {{{DAY}, until: '02:00', days: any, working days later: -2}}", True),
        (f"window: [{{{WHEN}, {DAY}, until: '9:30'}}, {{{DAY}, until: '11:00'}}]", True),
        (f"window: {{{DAY}, until: '11:00', days later: 3, days: working}}", True),
        (f"wait until: {{{DAY}, days before: 3, otherwise: {{from: '08:00'}}}}", True),
        (f"wait until: [{{{WHEN}, {DAY}}}, {{{DAY}, until: '10:00'}}]", True),
        (f"window: {{{DAY}}}", False),
        (f"window: {{{DAY}, until: '10:00', days: all}}", False),
        (f"window: {{{DAY}, until: '10:00', days before: -2}}", False),
        (f"window: {{{DAY}, until: '10:00', otherwise: {{from: '08:00'}}}}", False),
        (f"wait until: {{{DAY}, working days before: 2}}", False),
        ("window: []", False),
    ],
)
def test_windows_and_waits_are_right_and_wrong_by_both(
    option: str, is_right: bool, tmp_path: Path
) -> None:
    decisions = f"decisions:\n  timing: {{options: {{a: {{label: a, {option}}}}}}}\n"
    path = tmp_path / "decisions.yaml"
    path.write_text(decisions)
    assert (complaints(path, schema()) == []) == is_right
    text = HOME.read_text().replace("decisions:\n", decisions, 1)
    found = [d.name for d in load_ruleset_text(text).diagnostics if d.is_error]
    assert (found == []) == is_right


def shipped() -> Iterator[tuple[str, Path]]:
    for name in packaged_names():
        for path in sorted(packaged(name).rglob("*.yaml")):
            yield name, path


@pytest.mark.parametrize(("name", "path"), list(shipped()), ids=lambda v: getattr(v, "stem", v))
def test_every_shipped_file_fits_its_schema(name: str, path: Path) -> None:
    assert complaints(path, editor_schema(load(packaged(name)))) == []


def test_a_ruleset_of_one_file_fits_its_schema() -> None:
    assert complaints(MOODS, editor_schema(load(MOODS))) == []


def test_the_schema_is_sound_and_offers_whole_tests_and_questions() -> None:
    made = schema()
    jsonschema.Draft7Validator.check_schema(made)
    rapport = made["definitions"]["condition"]["properties"]["rapport"]
    assert rapport["description"] == "rapport: How was the talk?"
    offered = {word for way in rapport["anyOf"] for word in way.get("enum", ())}
    assert {"warm", "at least warm", "not cold", "between cold and warm", "unknown"} <= offered


def test_the_command_prints_or_writes_it(tmp_path: Path) -> None:
    done = run("schema", HOME)
    assert json.loads(done.out) == schema()
    target = tmp_path / "schema.json"
    assert run("schema", HOME, "--out", target).code == 0
    assert json.loads(target.read_text()) == schema()


WORDS = [
    "~",
    "null",
    "Null",
    "NULL",
    '"null"',
    "'~'",
    "true",
    "True",
    "TRUE",
    "false",
    '"true"',
    "yes",
    "no",
    '"yes"',
    "Yes",
    "on",
    "5",
    "5.5",
    "-1",
    "05",
    "+5",
    '"5"',
    "0x1F",
    "1_000",
    "2026-11-20",
    '"2026-11-20"',
    "2026-11-20T14:00",
    "2026-11-20 14:00",
    "16:30",
    '"16:30"',
    "9:30",
    "cold",
    "warm",
    "law",
    '"cold"',
    "unknown",
    "known",
    "not cold",
    "not 5",
    "[cold]",
    "[5, 6]",
    "[~]",
    "[true]",
    "[null, 5]",
    "{not: [cold]}",
    "{not: 5}",
    "{not: ~}",
    "price",
    "budget",
    ".inf",
    ".nan",
    "a b",
    '""',
    "[]",
    "{}",
    "gift",
    "late",
    "soon",
]
"""Values as somebody may write them: each YAML's own meaning of null, true and numbers."""

PLACES = {
    "given": "scenario: X\nfacts: {NAME: WORD}\n",
    "expected": "scenario: X\nfacts: {}\nexpect: {NAME: WORD}\n",
    "tested": (
        "rules:\n  - {id: other, when: {NAME: WORD}, then: {cautions: {soon: for}}, "
        "because: b, source: house}\n"
    ),
    "concluded": "rules:\n  - {id: other, then: {NAME: WORD}, because: b, source: house}\n",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "name", ["rapport", "lucrative", "price", "visits", "ended", "city", "hour"]
)
def test_both_take_the_same_words_for_values(place: str, name: str) -> None:
    by = jsonschema.Draft7Validator(schema())
    rules = load(HOME)
    for word in WORDS:
        text = PLACES[place].replace("NAME", name).replace("WORD", word)
        valid = by.is_valid(yaml.load(text, Loader=Core))  # noqa: S506 - a safe loader
        if place in ("given", "expected"):
            found = scenarios_from(text.encode(), "case", rules).diagnostics
        else:
            whole = HOME.read_text() + text.partition("\n")[2]
            found = load_ruleset_text(whole).diagnostics
        assert valid is not any(d.is_error for d in found), (word, found)


@pytest.mark.parametrize("word", ["~", "null", "true", "5", '"null"', '""', "yes"])
@pytest.mark.parametrize(
    "line",
    ["title: A small vocabulary", "question: Which field is it", "unit: USD", "choose: many"],
)
def test_both_take_the_same_words_elsewhere(line: str, word: str) -> None:
    key = line.partition(":")[0]
    right = HOME.read_text().replace("?", "")  # this reader wants quotation marks around it
    text = right.replace(line, f"{key}: {word}")
    assert text != right
    valid = jsonschema.Draft7Validator(schema()).is_valid(
        yaml.load(text, Loader=Core)  # noqa: S506 - a safe loader
    )
    found = load_ruleset_text(text).diagnostics
    assert valid is not any(d.is_error for d in found), found
