"""What programs read: the published schema and the results agree."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import tactful
from running import MOODS, ROOT, run
from tactful.explanation.explanation import explain
from tactful.explanation.wire import results
from tactful.language.as_json import as_text
from tactful.network.evaluator import Network
from tactful.network.kept import network_with
from tactful.reading.ruleset import load_ruleset
from tactful.scenarios.scenario import load_scenarios
from tactful.text.library import packaged


@cache
def told(path: Path, every: int = 1) -> dict[str, dict[str, Any]]:
    """The results of a ruleset's scenarios, or of one in so many, by title, as JSON has them."""
    ruleset = load_ruleset(path).ruleset
    assert ruleset is not None
    network = Network(ruleset)
    explanations = [
        explain(own, scenario.title, own.evaluate(scenario.given))
        for scenario in load_scenarios(path, ruleset).scenarios[::every]
        for own in (network_with(network, scenario.people),)
    ]
    read = json.loads(as_text(results(explanations)))
    return {result["scenario"]: result for result in read["results"]}


@cache
def validator() -> jsonschema.protocols.Validator:
    schema = tactful.schema("results")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


# One in five of the follow-up scenarios: what is unknown is proven to matter for each of them.
@pytest.mark.parametrize(
    ("path", "every"), [(packaged(), 5), (MOODS, 1)], ids=["follow-up", "moods"]
)
def test_every_result_keeps_to_the_schema(path: Path, every: int) -> None:
    results_, schema = told(path, every), validator()
    assert results_
    for result in results_.values():
        schema.validate({"results": [result]})


def test_the_schema_allows_nothing_else() -> None:
    result = next(iter(told(MOODS).values()))
    wrongs: list[Any] = [
        {"results": [result], "more": 1},
        {"results": [{**result, "more": 1}]},
        {"results": [{key: value for key, value in result.items() if key != "rules"}]},
        {"results": [{**result, "window": {"start": "2026-11-20T16:30:00-05:00"}}]},
    ]
    for wrong in wrongs:
        with pytest.raises(jsonschema.ValidationError):
            validator().validate(wrong)


def test_every_part_of_the_schema_is_described() -> None:
    def undescribed(part: object, place: str) -> list[str]:
        if not isinstance(part, dict):
            return []
        found = [place] if {"type", "enum"} & part.keys() and "description" not in part else []
        for key, inner in part.get("properties", {}).items():
            found += undescribed(inner, f"{place}/{key}")
        for key in ("items", "additionalProperties"):
            found += undescribed(part.get(key), f"{place}/{key}")
        for key, inner in part.get("$defs", {}).items():
            found += undescribed(inner, f"{place}/{key}")
        return found

    assert undescribed(tactful.schema("results"), "") == []


def test_the_keys_stand_in_the_published_order() -> None:
    result = told(MOODS)["A tie between a note and a call"]
    assert list(result) == [
        "scenario",
        "ruleset",
        "facts",
        "unknown",
        "assumptions",
        "decisions",
        "rules",
        "conflicts",
        "window",
        "by_then",
    ]
    means = result["decisions"]["means"]
    assert list(means) == ["status", "choice", "choices", "runner_up", "margin", "tie", "options"]
    assert list(means["options"]["note"]) == ["score", "settled_by", "vetoed_by", "arguments"]


def test_a_tie() -> None:
    means = told(MOODS)["A tie between a note and a call"]["decisions"]["means"]
    assert means["options"]["note"]["arguments"] == [
        {
            "rule": "note-is-fine",
            "stance": "for",
            "weight": 2,
            "because": "A note is never wrong.",
            "source": "manners",
        }
    ]
    assert {key: means[key] for key in list(means)[:6]} == {
        "status": "chosen",
        "choice": "note",
        "choices": ["note"],
        "runner_up": "call",
        "margin": 0,
        "tie": True,
    }


def test_values_are_those_of_json() -> None:
    facts = told(MOODS)["A present ruled out for an official"]["facts"]
    assert facts["likes_flowers"] == {"value": True, "origin": "given", "rules": []}
    assert facts["budget"]["value"] == 20
    assert facts["now"]["value"] == "2026-11-20T14:00"
    assert facts["manner"] == {
        "value": "stiff",
        "origin": "concluded",
        "rules": ["stiff-officials"],
    }
    assert facts["thanked"] == {"value": False, "origin": "default", "rules": []}


def test_a_decision_that_chooses_many_fills_choices_only() -> None:
    cautions = told(MOODS)["Two things to mind, days later"]["decisions"]["cautions"]
    assert cautions["choice"] is None
    assert cautions["choices"] == ["too_much", "too_late"]


def test_conflicts_name_each_side() -> None:
    assert told(MOODS)["A conflict about the manner"]["conflicts"] == [
        {
            "about": "manner",
            "rules": [
                {"rule": "stiff-officials", "says": "stiff"},
                {"rule": "easy-when-cheerful", "says": "easy"},
            ],
        }
    ]


def test_vetoes_assumptions_and_rules_set_aside() -> None:
    ruled_out = told(MOODS)["A present ruled out for an official"]
    assert ruled_out["decisions"]["means"]["options"]["present"]["vetoed_by"] == [
        "no-presents-for-officials"
    ]
    assert told(MOODS)["A present, assuming they like presents"]["assumptions"] == [
        {"rule": "present-for-a-friend", "assumed": "presents_welcome is not no"}
    ]
    assert told(MOODS)["A rule set aside for a stranger"]["rules"]["set_aside"] == [
        {"rule": "easy-when-cheerful", "by": "strangers-are-stiff"}
    ]


def test_the_page_on_json_shows_what_the_tool_prints() -> None:
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    example = text.split("```json\n")[1].split("```")[0]
    command = text.split("```\n$ tactful ")[1].split("\n```")[0].split()
    printed = json.loads(run(*command, cwd=ROOT).out)["results"][0]
    shown = json.loads(example)["results"][0]
    assert shown["ruleset"]["id"] == printed["ruleset"]["id"]
    assert set(shown["decisions"]) <= set(printed["decisions"])
    printed["decisions"] = {name: printed["decisions"][name] for name in shown["decisions"]}
    printed["ruleset"] = shown["ruleset"]
    assert shown == printed
