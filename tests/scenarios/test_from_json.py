"""Facts from JSON and from web forms: what is read, and what is said of what cannot be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles import CASES
from drawing import draw_given, draw_ruleset
from draws import unhurried
from making import YES_NO, facts, ruleset
from tactful.explanation.explanation import explain
from tactful.explanation.wire import as_json
from tactful.language.given import InvalidGiven
from tactful.language.model import Ruleset
from tactful.language.values import Kind, Value
from tactful.network.evaluator import Network
from tactful.network.kept import network_with
from tactful.reading.ruleset import load, load_ruleset_text
from tactful.scenarios.from_json import facts as facts_of
from tactful.scenarios.from_json import scenario
from tactful.scenarios.scenario import load_scenarios
from tactful.text.library import packaged

FOLLOW_UP = load(packaged())
PARIS = {"timezone": "Europe/Paris"}


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ({"email_known": "yes"}, {"email_known": True}),
        ({"email_known": "True"}, {"email_known": True}),
        ({"email_known": "on", "phone_known": "no"}, {"email_known": True, "phone_known": False}),
        ({"gift_value": "12", "nudges_sent": " 1 "}, {"gift_value": 12, "nudges_sent": 1}),
        ({"gift_value": "12.50"}, {"gift_value": 12.5}),
        ({"gift_value": "", "email_known": None, "country": "  "}, {}),
        ({"now": "2026-11-20T14:00"}, {"now": datetime(2026, 11, 20, 14)}),
        ({"now": "2026-11-20 14:00:30"}, {"now": datetime(2026, 11, 20, 14, 0, 30)}),
        (
            {"now": "2026-11-20T13:00:00.000Z", **PARIS},
            {"now": datetime(2026, 11, 20, 14), **PARIS},
        ),
        (
            {"now": datetime(2026, 7, 1, tzinfo=UTC), **PARIS},
            {"now": datetime(2026, 7, 1, 2), **PARIS},
        ),
        ({"decision_due": "2026-11-20"}, {"decision_due": date(2026, 11, 20)}),
        ({"time_of_day": "9:30:00.25"}, {"time_of_day": time(9, 30, 0, 250_000)}),
        ({"rapport": {"value": "warm"}}, {"rapport": "warm"}),
        ({"rapport": {"value": "warm", "origin": "given", "rules": []}}, {"rapport": "warm"}),
        ({"heard_back": {"value": False, "origin": "default", "rules": []}}, {}),
    ],
)
def test_what_programs_write_is_read(
    stated: Mapping[str, object], read: Mapping[str, Value]
) -> None:
    assert facts_of(FOLLOW_UP, stated) == read


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"email_known": "maybe"}, "`email_known`: `'maybe'` is neither yes nor no; give True or"),
        ({"email_known": 1}, "`email_known`: `1` is not yes or no; give True or False"),
        ({"gift_value": "a lot"}, "`gift_value`: `a lot` is not a number; write digits only"),
        ({"gift_value": "-1"}, "`gift_value`: `-1` is below the least this can be, 0; give 0 or"),
        ({"gift_value": "9007199254740993"}, "`gift_value`: `9007199254740993` is too large to be"),
        ({"gift_value": "9007199254740993.0"}, "`gift_value`: `9007199254740993` is too large"),
        ({"gift_value": "9007199254740992.5"}, "`gift_value`: `9007199254740992.5` is too large"),
        ({"gift_value": [12]}, "`gift_value`: `[12]` is not a number; give an int or a float"),
        ({"now": 1}, "`now`: `1` is not a date with a time; give a datetime.datetime without a"),
        ({"now": "today"}, "`now`: `today` is not a date with a time; give a datetime.datetime "),
        ({"now": "2026-11-20T13:00Z"}, "`now`: `'2026-11-20T13:00Z'` carries an offset; give the "),
        ({"now": "0001-01-01T00:00+05:00", **PARIS}, "`now`: `0001-01-01T00:00` is in a year that"),
        ({"now": "9999-12-31T23:00-05:00", **PARIS}, "`now`: `9999-12-31T23:00` is in a year that"),
        ({"now": "2026-03-29T02:30", **PARIS}, "`now`: the clocks of Europe/Paris went forward"),
        ({"decision_due": "2026-02-30"}, "`decision_due`: `2026-02-30` is a date that does not"),
        ({"decision_due": "1" * 300}, "`decision_due`: `'111"),
        ({"timezone": "Paris"}, "`timezone`: `'Paris'` is not a time zone; give a name as"),
        ({"country": "XX"}, "`country`: `'XX'` is not a country whose public holidays are known"),
        ({"country": "DE", "region": "XX"}, "`region`: DE has no region `'XX'` with holidays"),
        ({"channel": "email"}, "`channel`: this is a decision, which the rules make; leave it out"),
        ({"raport": ""}, "`raport`: this ruleset has no such fact; did you mean `rapport`?"),
        ([], "`[]` is not an object with a value for each fact; give {} for no facts"),
    ],
)
def test_what_cannot_be_read_is_said_to_a_program(stated: object, said: str) -> None:
    with pytest.raises(InvalidGiven) as caught:
        facts_of(FOLLOW_UP, stated)  # type: ignore[arg-type]
    assert str(caught.value).startswith(said)
    assert len(caught.value.mistakes) == 1


def test_all_mistakes_are_said_at_once() -> None:
    stated = {"raport": 1, "email_known": "maybe", "now": "today", "rapport": "warm", "region": 3}
    with pytest.raises(InvalidGiven) as caught:
        facts_of(FOLLOW_UP, stated)
    assert [mistake.fact for mistake in caught.value.mistakes] == [
        "raport",
        "email_known",
        "now",
        "region",
    ]
    assert caught.value.mistakes[1].value == "maybe"


@unhurried
@given(st.integers(0, 2**32))
def test_json_out_is_json_in(seed: int) -> None:
    rng = Random(seed)
    drawn = draw_ruleset(rng)
    known = {
        name: value
        for name, value in draw_given(rng, drawn).items()
        if name not in drawn.clock and not (isinstance(value, str) and not value.strip())
    }
    network = Network(drawn)
    written = as_json(explain(network, "", network.evaluate(known)), unknown=False)
    read = facts_of(drawn, json.loads(json.dumps(written))["facts"])
    assert read == known
    assert as_json(explain(network, "", network.evaluate(read)), unknown=False) == written


def test_true_and_false_are_yes_and_no_in_a_scenario_that_is_json(tmp_path: Path) -> None:
    made = ruleset(facts(y=YES_NO, z=YES_NO), [])
    stated = {"scenario": "s", "facts": {"y": True, "z": False}, "expect": {"y": True}}
    path = tmp_path / "s.yaml"
    for text in (json.dumps(stated), json.dumps({"scenarios": [stated]}, indent=2)):
        path.write_text(text)
        loaded = load_scenarios(path, made)
        assert loaded.diagnostics == ()
        assert loaded.scenarios[0].given == {"y": True, "z": False}
        assert len(loaded.scenarios[0].expect) == 1


@pytest.mark.parametrize(
    "text",
    [
        "scenario: s\nfacts: {y: true}",
        '{"scenario": "s", "facts": {"y": true}} # a remark',
        '{"scenario": "s", "facts": {"y": True}}',
        '{"scenario": "s", "facts": {"y": "true"}}',
        '{scenario: s, facts: {"y": true}}',
    ],
)
def test_they_are_not_in_yaml(text: str, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text)
    (found,) = load_scenarios(path, ruleset(facts(y=YES_NO), [])).diagnostics
    assert found.help == "write `yes`, in small letters"


def test_kinds_are_all_tried() -> None:
    assert {fact.type.kind for fact in FOLLOW_UP.facts.values()} == {*Kind}


PANEL = load_ruleset_text(
    (CASES / "scenarios" / "people.yaml").read_text().partition("scenarios:\n")[0]
).ruleset
ANA_AND_BEN: Any = {
    "industry": "law",
    "interviewers": [{"name": "Ana", "rapport": "warm"}, {"email_known": "no"}],
}


def panel() -> Ruleset:
    assert PANEL is not None
    return PANEL


def test_an_object_lists_several() -> None:
    found = scenario(panel(), ANA_AND_BEN)
    assert found.people == {"interviewer": ("Ana", None)}
    assert found.given == {"industry": "law", "rapport[1]": "warm", "email_known[2]": False}
    network = network_with(Network(panel()), found.people)
    came = network.evaluate(found.given).decisions
    assert [came[f"channel[{n}]"].choice for n in (1, 2)] == ["card", "email"]


def test_nobody_at_all_is_not_one_whom_nobody_named() -> None:
    assert scenario(panel(), {"interviewers": []}).people == {"interviewer": ()}
    for object_ in ({"rapport": "warm"}, {"rapport": "warm", "interviewers": None}):
        assert scenario(panel(), object_).people == {}
        assert scenario(panel(), object_).given == {"rapport": "warm"}


@pytest.mark.parametrize(
    ("listed", "about"),
    [
        ("Ana", "interviewers"),
        ([{}] * 13, "interviewers"),
        ([{"name": "Ana"}, {"name": " ana"}], "interviewers"),
        (["Ana"], "interviewers[1]"),
        ([{}, {"naem": "Ana"}], "interviewers[2].naem"),
        ([{"name": 3}], "interviewers[1].name"),
        ([{"industry": "law"}], "interviewers[1].industry"),
        ([{"name": "Ana", "rapport": "hot"}], "rapport[Ana]"),
        ([{"rapport": "hot"}], "rapport[1]"),
    ],
)
def test_what_is_wrong_with_a_list_is_said_of_whom_it_is(listed: object, about: str) -> None:
    with pytest.raises(InvalidGiven) as raised:
        scenario(panel(), {"interviewers": listed})
    assert [one.fact for one in raised.value.mistakes] == [about]


def test_a_fact_of_one_is_not_given_of_all_where_some_are_listed() -> None:
    with pytest.raises(InvalidGiven, match="it is of one interviewer"):
        scenario(panel(), {**ANA_AND_BEN, "rapport": "warm"})


def test_who_takes_facts_alone_says_what_reads_a_list() -> None:
    for take in (Network(panel()).evaluate, lambda given: facts_of(panel(), given)):
        with pytest.raises(InvalidGiven, match=r"read the whole object with `tactful\.scenario`"):
            take(ANA_AND_BEN)
