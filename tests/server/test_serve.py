"""The server as programs meet it: over the wire, by the published schemas."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from jsonschema import Draft202012Validator

from running import MOODS, run
from serving import asked, rules_in, served
from tactful.reading.ruleset import load
from tactful.text.library import packaged
from tactful.workspace.schemas.published import schema

SITUATION = {"industry": "law", "interview_ended": "2026-11-20T14:00"}
NOW = "2026-11-20T16:00"


@pytest.fixture(scope="module")
def server() -> Iterator[httpx.Client]:
    with served(packaged()) as client:
        yield client


def valid(told: object, name: str) -> None:
    Draft202012Validator(schema(name)).validate(told)


def problem(answer: httpx.Response) -> str:
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["status"] == answer.status_code
    return str(told["type"]).rpartition(":")[2]


def test_advice_is_that_of_the_command_line(server: httpx.Client) -> None:
    told = asked(server, "advice", {"facts": SITUATION, "now": NOW, "scenario": "Ada"})
    valid(told, "results")
    sets = [word for name, value in SITUATION.items() for word in ("--set", f"{name}={value}")]
    done = run("evaluate", *sets, "--now", NOW, "--format", "json", "--no-unknown")
    (expected,) = json.loads(done.out)["results"]
    (result,) = told["results"]
    assert result == {**expected, "scenario": "Ada"}


def test_what_is_unknown_is_proven_where_it_is_asked_for(server: httpx.Client) -> None:
    told = asked(server, "advice", {"facts": SITUATION, "now": NOW, "unknown": True})
    valid(told, "results")
    assert told["results"][0]["unknown"]


@pytest.mark.parametrize(
    ("resource", "body", "name"),
    [
        (
            "answers",
            {"facts": SITUATION, "why": ["channel"], "why_not": ["channel=card"]},
            "explanations",
        ),
        ("alternatives", {"facts": SITUATION, "to": ["channel=card"]}, "whatif"),
        ("plan", {"facts": SITUATION, "now": NOW, "days": 7}, "plans"),
        ("tests", {"coverage": True}, "tested"),
        ("difference", {"text": MOODS.read_text(encoding="utf-8")}, "changes"),
    ],
)
def test_each_answer_is_by_its_published_schema(
    server: httpx.Client, resource: str, body: dict[str, object], name: str
) -> None:
    valid(asked(server, resource, body), name)


def test_findings_are_by_their_schema(tmp_path: Path) -> None:
    with served(MOODS, token=None) as client:
        valid(asked(client, "findings", {}), "findings")


def test_questions_lead_to_settled_advice(server: httpx.Client) -> None:
    facts: dict[str, object] = {}
    first = asked(server, "questions", {"facts": facts, "now": NOW})
    valid(first["interview"], "interview")
    assert first["next"]["question"]
    answered = dict.fromkeys(first["next"].get("facts", {first["next"].get("fact"): 0}), True)
    told = asked(server, "questions", {"facts": answered, "now": NOW})
    assert not {*told["interview"]["askable"]} & {*answered}


def test_a_cohort_has_a_row_for_each_client(server: httpx.Client) -> None:
    told = asked(server, "cohorts", {"clients": [SITUATION, {"industry": "x"}, {}]})
    first, wrong, last = told["clients"]
    assert first["decisions"].keys() == last["decisions"].keys()
    assert wrong["mistakes"][0]["fact"] == "industry"


PANEL = Path(__file__).parents[1] / "golden" / "panel.yaml"


def test_several_are_listed_beside_the_facts() -> None:
    people = [{"name": "Ana", "rapport": "hit_it_off"}, {"thanked": True}]
    with served(PANEL, token=None) as client:
        told = asked(client, "advice", {"facts": {}, "interviewers": people, "now": NOW})
        valid(told, "results")
        ana, other = told["results"][0]["each"]["interviewer"]
        assert (ana["name"], other["name"]) == ("Ana", None)
        assert ana["decisions"].keys() == other["decisions"].keys()
        row = asked(client, "cohorts", {"clients": [{"interviewers": people}]})["clients"][0]
        assert any(name.endswith("[Ana]") for name in row["decisions"])
        wrong = client.post("/api/advice", json={"interviewers": [{"raport": "warm"}]})
        assert problem(wrong) == "invalid-request"


def test_all_that_is_wrong_is_said_at_once(server: httpx.Client) -> None:
    answer = server.post("/api/advice", json={"facts": {"industri": "law", "rapport": 7}})
    assert problem(answer) == "invalid-request"
    assert [one["pointer"] for one in answer.json()["mistakes"]] == [
        "/facts/industri",
        "/facts/rapport",
    ]
    assert "industry" in answer.json()["mistakes"][0]["wanted"]


@pytest.mark.parametrize(
    ("data", "status", "kind"),
    [
        ("{", 400, "not-json"),
        ("[1]", 400, "not-json"),
        ("[" * 100_000, 400, "not-json"),
        ('{"facts": 3}', 422, "invalid-request"),
        ('{"fact": {}}', 422, "invalid-request"),
        ('{"now": "noon"}', 422, "invalid-request"),
        ('{"unknown": "yes"}', 422, "invalid-request"),
        ('{"scenario": 3}', 422, "invalid-request"),
    ],
)
def test_bodies_that_cannot_be_are_told_as_problems(
    server: httpx.Client, data: str, status: int, kind: str
) -> None:
    answer = server.post("/api/advice", content=data, headers={"Content-Type": "application/json"})
    assert (answer.status_code, problem(answer)) == (status, kind)


def test_paths_methods_and_types_that_are_none(server: httpx.Client) -> None:
    assert problem(server.post("/api/nothing", json={})) == "no-such-resource"
    assert problem(server.get("/api/advice")) == "wrong-method"
    text = server.post("/api/advice", content="x=1", headers={"Content-Type": "text/plain"})
    assert problem(text) == "not-json-type"
    wrong = server.post("/api/difference", json={"text": "title: x"})
    assert problem(wrong) == "invalid-request"
    assert wrong.json()["mistakes"]


def test_nobody_else_may_ask(server: httpx.Client) -> None:
    for headers, kind in (
        ({"Authorization": "Bearer another-token-of-sixteen"}, "no-token"),
        ({"Authorization": ""}, "no-token"),
        ({"Host": "evil.example"}, "wrong-host"),
        ({"Origin": "https://evil.example"}, "foreign-origin"),
        ({"Origin": "null"}, "foreign-origin"),
    ):
        answer = server.post("/api/advice", json={}, headers=headers)
        assert problem(answer) == kind
    assert server.get("/api/health", headers={"Authorization": ""}).status_code == 200


def test_a_body_may_be_only_so_large() -> None:
    with served(MOODS, "--megabytes", 0.001, token=None) as client:
        large = json.dumps({"scenario": "x" * 5000})
        kind = {"Content-Type": "application/json"}
        assert problem(client.post("/api/advice", content=large, headers=kind)) == "too-large"
        parts = iter([large[:3000].encode(), large[3000:].encode()])  # its length is not said
        assert problem(client.post("/api/advice", content=parts, headers=kind)) == "too-large"
        asked(client, "advice", {})


def test_what_takes_too_long_is_ended_and_the_next_answer_is_right() -> None:
    with served(packaged(), "--seconds", 3, "--workers", 1, token=None) as client:
        answer = client.post("/api/findings", json={})
        assert problem(answer) == "too-slow"
        assert "retry-after" in answer.headers
        told = asked(client, "alternatives", {"facts": {}, "to": []})
        valid(told, "whatif")


def test_who_hangs_up_keeps_no_process_busy() -> None:
    with served(packaged(), "--workers", 1, token=None) as client:
        asked(client, "answers", {"facts": {}})  # the process is there now
        with pytest.raises(httpx.ReadTimeout):
            client.post("/api/findings", json={}, timeout=0.5)
        began = time.monotonic()
        valid(asked(client, "answers", {"facts": {"industry": "law"}}), "explanations")
        assert "tactful_answers_ended 1" in client.get("/api/metrics").text
        assert time.monotonic() - began < 50


RULES = """\
title: Tone
facts:
  warm: {{type: yes/no}}
decisions:
  tone: {{options: {{formal: formal, friendly: friendly}}, fallback: formal}}
rules:
  - id: warm
    when: {{warm: {0}}}
    then: {{tone: {{friendly: for}}}}
    because: You got on.
    source: house
"""


def test_changed_rules_are_served_and_broken_ones_are_not(tmp_path: Path) -> None:
    path = rules_in(tmp_path, RULES.format("yes"))
    with served(path, token=None) as client:

        def tone() -> str:
            told = asked(client, "advice", {"facts": {"warm": False}})
            return str(told["results"][0]["decisions"]["tone"]["choice"])

        assert tone() == "formal"
        rules_in(tmp_path, RULES.format("no"))
        assert _soon(lambda: tone() == "friendly")
        rules_in(tmp_path, "title: [")
        assert _soon(lambda: client.get("/api/health").json()["errors"])
        assert tone() == "friendly"


def _soon(holds: object) -> bool:
    assert callable(holds)
    for _ in range(50):
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_many_ask_at_once(server: httpx.Client) -> None:
    def one(number: int) -> object:
        facts = {"gift_value": number}
        told = asked(server, "advice", {"facts": facts, "unknown": number % 5 == 0})
        return told["results"][0]["facts"]["gift_value"]["value"]

    with ThreadPoolExecutor(8) as pool:
        assert [*pool.map(one, range(40))] == [*range(40)]


def test_the_document_describes_what_is_served(server: httpx.Client) -> None:
    document = server.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    told = asked(server, "advice", {"facts": SITUATION})
    schemas = document["components"]["schemas"]
    Draft202012Validator(schemas["results"]).validate(told)
    Draft202012Validator(schemas["facts"]).validate(SITUATION)
    refused = server.post("/api/advice", json={"x": 1}).json()
    Draft202012Validator(schemas["problem"]).validate(refused)
    for path, entry in document["paths"].items():
        for method in entry:
            answer = server.request(method, path, json={} if method == "post" else None)
            assert answer.status_code in (200, 422), path


def test_people_find_a_page(server: httpx.Client) -> None:
    answer = server.get("/")
    assert "text/html" in answer.headers["content-type"]
    assert load(packaged()).title in answer.text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--token", "short"), "16 signs"),
        (("--no-token", "--host", "0.0.0.0"), "this machine alone"),  # noqa: S104
        (("--no-token", "--token", "a-token-of-sixteen"), "one of them"),
    ],
)
def test_settings_that_cannot_be_are_refused(arguments: tuple[str, ...], says: str) -> None:
    done = run("serve", MOODS, *arguments)
    assert done.code == 2
    assert says in done.err


def test_rules_with_errors_are_not_served(tmp_path: Path) -> None:
    done = run("serve", rules_in(tmp_path, "title: x\n"))
    assert done.code == 3
    assert "Traceback" not in done.err
