"""What programs read of the reasoning: schema, page and output agree."""

from __future__ import annotations

import json

import jsonschema
import pytest

import tactful
from draws import some
from running import ROOT, run
from tactful.answers.answering import answers
from tactful.answers.grounds import reason
from tactful.answers.wire import explanations
from tactful.explanation.explanation import explain
from tactful.language.as_json import as_text
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load_ruleset
from tactful.scenarios.scenario import load_scenarios
from tactful.scenarios.words import Inquiry
from tactful.text.library import packaged

READ = tactful.schema("explanations")


def test_scenarios_keep_to_the_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(READ)
    ruleset = load_ruleset(packaged()).ruleset
    assert ruleset is not None
    network = Network(ruleset)
    asked = [Inquiry("why", name) for name in ruleset.facts]
    asked += [Inquiry("why not", name) for name in ruleset.decisions]
    # One in five: jsonschema takes a third of a second for each.
    alone = [one for one in load_scenarios(packaged(), ruleset).scenarios if not one.people]
    for scenario in some(alone, every=20):
        explanation = explain(network, scenario.title, network.evaluate(scenario.given))
        reasoning = reason(explanation)
        told = explanations([(reasoning, ()), (reasoning, answers(asked, reasoning))])
        jsonschema.Draft202012Validator(READ).validate(json.loads(as_text(told)))


def test_the_schema_allows_nothing_else() -> None:
    told = json.loads(run("explain", "--set", "rapport=warm", "--format", "json").out)
    told["explanations"][0]["answers"][0]["more"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(READ).validate(told)


def test_every_part_of_the_schema_is_described() -> None:
    def undescribed(part: object, place: str) -> list[str]:
        if isinstance(part, list):
            return [found for inner in part for found in undescribed(inner, place)]
        if not isinstance(part, dict):
            return []
        typed = isinstance(part.get("type"), str | list) or "enum" in part
        found = [place] if typed and "description" not in part else []
        return found + [f for key, inner in part.items() for f in undescribed(inner, key)]

    assert undescribed(READ, "") == []


def test_the_page_on_json_shows_what_the_tool_prints() -> None:
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    section = text.partition("## Explanations")[2]
    command = section.split("```\n$ tactful ")[1].split("\n```")[0].split()
    shown = json.loads(section.split("```json\n")[1].split("```")[0])
    printed = json.loads(run(*command, cwd=ROOT).out)
    (answer,) = printed["explanations"][0]["answers"]
    answer["steps"] = answer["steps"][:1]
    printed["explanations"][0]["ruleset"]["fingerprint"] = "sha256:..."
    assert shown == printed
