"""The schemas take none, several choices, arithmetic and constraints as the readers do."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core_yaml import Core
from drawing import SAID, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from making import facts, ruleset
from tactful.language.as_json import value_as_json
from tactful.language.given import InvalidGiven
from tactful.language.values import NONE, Kind, ValueType
from tactful.reading.ruleset import load, load_ruleset, load_ruleset_text
from tactful.scenarios.from_json import facts as facts_of
from tactful.scenarios.scenario import scenarios_from
from tactful.scenarios.writing import Written, scenario_text
from tactful.workspace.schemas.editor import editor_schema
from tactful.workspace.schemas.facts import facts_schema
from writing import as_yaml

OFFER = Path(__file__).parent.parent / "golden" / "offer.yaml"


def fits(text: str, by: Any) -> bool:
    plain = text.replace("?,", ",")  # this reader wants quotation marks around it
    document = yaml.load(plain, Loader=Core)  # noqa: S506 - a safe loader
    return jsonschema.Draft7Validator(by).is_valid(document)


@settings(unhurried, max_examples=max(20, DRAWS // 4))
@given(st.integers(0, 2**32))
def test_the_editor_takes_what_the_reader_takes(seed: int) -> None:
    rng = Random(seed)
    drawn = draw_ruleset(rng, SAID)
    text = as_yaml(drawn)
    rules = load_ruleset_text(text).ruleset
    assert rules is not None
    by = editor_schema(rules)
    assert fits(text, by)
    scenario = scenario_text(Written("x", draw_given(rng, drawn), {}), drawn)
    wrong = scenarios_from(scenario.encode(), "case", rules).diagnostics
    assert fits(scenario, by) is not any(d.is_error for d in wrong)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("dates: day first", "dates: day last"),
        ("none: They named no date", "nothing: They named no date"),
        ("due: none}\n    then", "due: at least none}\n    then"),
        ("changeable: [yes]", "changeable: []"),
        ("perks: not training", "perks: not tram"),
        ("{all of: [car, phone]}", "{all of: car}"),
        ("{sum of: [salary, bonus]}", "{sum of: salary}"),
        ("{product of: [target, 0.95]}", "{product of: [target]}"),
        ("perks: [car, phone], bonus: none", "perks: {car: yes}, bonus: none"),
        ("- text: A car", "- because: A car"),
        ("never: {salary: less than 1}", "when: {salary: less than 1}"),
        ("bonus: none, perks: [car, phone], due", "bonus: none, perks: [car, tram], due"),
        ("also: [vehicle, wheels]", "also: {wheels: yes}"),
    ],
)
def test_both_refuse_what_is_wrong(before: str, after: str) -> None:
    right = OFFER.read_text()
    by = editor_schema(load(OFFER))
    assert fits(right, by)
    wrong = right.replace(before, after)
    assert wrong != right
    assert not fits(wrong, by)
    loaded = load_ruleset_text(wrong)
    found = [*loaded.diagnostics]
    if loaded.ruleset is not None:
        found += scenarios_from(wrong.encode(), "case", loaded.ruleset).diagnostics
    assert any(d.is_error for d in found)


def test_it_takes_what_a_ruleset_says_that_builds_on_another(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(OFFER.read_text())
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "title: Mine\nextends: base.yaml\nwithout: [little]\n"
        "questions:\n  - {title: The offer, ask: [salary, bonus], when: {reply: wait}}\n"
        "  - {title: What holds, ask: [{question: Which is so?, choices: {sent: It is so.}}]}\n"
        "facts:\n  target: {replaces: yes, type: number, unit: USD, needed: yes}\n"
        "decisions: {reply: {options: {ring: ring them}}}\n"
        "rules:\n  - {id: no-date, replaces: yes, when: {due: none}, then: {reply: {ring: for}}, "
        "because: Ask., source: house}\n"
        "constraints:\n  - {id: paid, replaces: yes, never: {salary: less than 2}, because: So.}\n"
        "scenarios:\n  - {scenario: Less than is needed, replaces: yes, expect: {reply: wait}}\n"
    )
    loaded = load_ruleset(mine)
    assert not [d for d in loaded.diagnostics if d.is_error], loaded.diagnostics
    assert loaded.ruleset is not None
    assert fits(mine.read_text(), editor_schema(loaded.ruleset))
    assert facts_schema(loaded.ruleset)["required"] == ["target"]


def accepted(type_: ValueType, value: object) -> bool:
    by = facts_schema(ruleset(facts(f=type_), []))
    return jsonschema.Draft202012Validator(by).is_valid({"f": value})


def read(type_: ValueType, value: object) -> object:
    try:
        return facts_of(ruleset(facts(f=type_), []), {"f": value}).get("f")
    except InvalidGiven:
        return None


PERKS = ValueType(Kind.CHOICE, choices={"car": "a car", "phone": "a phone"}, many=True)


@unhurried
@given(st.lists(st.sampled_from(["car", "phone", "tram"]), max_size=4))
def test_several_choices_are_a_list_of_them(value: list[str]) -> None:
    assert accepted(PERKS, value) is (read(PERKS, value) is not None)
    found = read(PERKS, value)
    if isinstance(found, frozenset):
        assert accepted(PERKS, value_as_json(found, PERKS))


@pytest.mark.parametrize("kind", [k for k in Kind if k not in (Kind.YES_NO, Kind.CHOICE)])
def test_that_there_is_none_is_a_word_or_what_results_say(kind: Kind) -> None:
    with_none = ValueType(kind, none="There is none")
    for value in ("none", {"value": None, "none": True}):
        assert accepted(with_none, value)
        assert read(with_none, value) is NONE
        if kind is not Kind.TEXT:
            assert not accepted(ValueType(kind), value)
            assert read(ValueType(kind), value) is None
    assert not accepted(with_none, None)
    assert json.dumps(facts_schema(ruleset(facts(f=with_none), [])))
