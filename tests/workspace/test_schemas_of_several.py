"""The schemas know of several of a thing: what an editor says of files, and what results hold."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, Draft202012Validator

import tactful
from casefiles import CASES
from tactful.reading.ruleset import load_ruleset_text
from tactful.workspace.schemas.editor import editor_schema

TEXT = (CASES / "scenarios" / "people.yaml").read_text()
PANEL = load_ruleset_text(TEXT.partition("scenarios:\n")[0]).ruleset
assert PANEL is not None
SCHEMA = Draft7Validator(editor_schema(PANEL))


def as_editors_read(text: str) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts


def test_the_rules_and_the_first_scenario_fit() -> None:
    document = as_editors_read(TEXT)
    document["scenarios"] = document["scenarios"][:3]
    assert [*SCHEMA.iter_errors(document)] == []


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        ("any interviewer: {rapport: warm}", True),
        ("at least 2 other interviewers: {rapport: cold}", True),
        ("no other interviewer: {any interviewer: {email_known: yes}}", True),
        ("all interviewers: {rapport: warm}", False),
        ("any interviewer: {raport: warm}", False),
        ("at least 0 interviewers: {rapport: warm}", False),
    ],
)
def test_groups_over_several(written: str, *, fits: bool) -> None:
    rest = "then: {tone: {formal: for}}, because: b, source: house"
    text = f"rules: [{{id: a, when: {{{written}}}, {rest}}}]"
    assert SCHEMA.is_valid(as_editors_read(text)) is fits


@pytest.mark.parametrize(
    ("listed", "fits"),
    [
        ("[]", True),
        ("[{name: Ana, rapport: warm}, {}]", True),
        ("[{name: Ana, industry: law}]", False),
        ("[{name: Ana, rapport: hot}]", False),
        ("Ana", False),
    ],
)
def test_people_in_scenarios(listed: str, *, fits: bool) -> None:
    text = f"scenario: A\nfacts: {{}}\ninterviewers: {listed}\n"
    assert SCHEMA.is_valid(as_editors_read(text)) is fits


def test_results_fit_their_schema() -> None:
    assert PANEL is not None
    stated = {"interviewers": [{"name": "Ana", "rapport": "warm"}, {}]}
    scenario = tactful.scenario(PANEL, stated)
    panel = tactful.network_with(tactful.Network(PANEL), scenario.people)
    made = tactful.explain(panel, "A", panel.evaluate(scenario.given))
    results = {"results": [tactful.as_json(made)]}
    assert [*Draft202012Validator(tactful.schema("results")).iter_errors(results)] == []
