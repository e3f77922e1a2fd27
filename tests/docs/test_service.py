"""The example of a web service starts, answers many at once, and says what is wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import jsonschema
import pytest

import tactful
from running import ROOT

FOLDER = ROOT / "docs/examples"
CONNECTIONS = 8
REQUESTS = 6
TOLD = {"rapport": "warm", "interview_ended": "2026-11-20T14:00", "now": "2026-11-20T14:30"}


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The address of the service, started as its first line says, at a port that is free."""
    command = [sys.executable, "-m", "uvicorn", "service:app", "--port", "0", "--no-access-log"]
    running = subprocess.Popen(command, cwd=FOLDER, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    said = ""
    for line in running.stderr:
        said += line
        found = re.search(r"running on (http://127.0.0.1:\d+)", line)
        if found:
            break
    else:
        pytest.fail(f"it did not start: {said}")
    yield found[1]
    running.terminate()
    _, more = running.communicate(timeout=60)
    assert "Traceback" not in said + more
    assert "ERROR" not in said + more


def client(service: str) -> httpx.Client:
    return httpx.Client(base_url=service, timeout=120, trust_env=False)


def test_it_is_short() -> None:
    assert len((FOLDER / "service.py").read_text().splitlines()) <= 60


def test_it_says_what_python_says(service: str) -> None:
    ruleset = tactful.load(tactful.packaged())
    network = tactful.Network(ruleset)
    conclusions = network.evaluate(tactful.facts(ruleset, TOLD))
    explanation = tactful.explain(network, "", conclusions)
    with client(service) as asking:
        assert asking.get("/questions").json() == tactful.facts_schema(ruleset)
        chosen = {name: [*one.choices] for name, one in conclusions.decisions.items()}
        assert asking.post("/choices", json=TOLD).json() == chosen
        short = asking.post("/advice", json=TOLD).json()
        assert short == tactful.as_json(explanation, unknown=False)
        whole = asking.post("/advice", json=TOLD, params={"unknown": True}).json()
        assert whole == json.loads(json.dumps(tactful.as_json(explanation)))
        assert asking.post("/advice", json=whole["facts"]).json() == short
        matters = asking.post("/matters", json=TOLD).json()
        assert [one["fact"] for one in matters] == [one.fact for one in explanation.asked]
        assert asking.post("/reload").json() == ruleset.fingerprint
        jsonschema.validate(TOLD, asking.get("/questions").json())


def test_all_mistakes_are_said_at_once(service: str) -> None:
    wrong = {"raport": "warm", "rapport": "wram", "email_known": 1, "gift_value": 2**53 + 1}
    with client(service) as asking:
        answer = asking.post("/choices", json=wrong)
    assert answer.status_code == 422
    assert {one["loc"][1] for one in answer.json()["detail"]} == {*wrong}
    assert answer.json()["detail"][0]["msg"].endswith("did you mean `rapport`?")


def test_nobody_gets_an_error_while_many_ask_and_rules_are_reloaded(service: str) -> None:
    def ask(number: int) -> set[tuple[int, str]]:
        told: dict[str, Any] = {**TOLD, "email_known": number % 2 == 0}
        with client(service) as asking:
            answers = [
                asking.post(path, json=told)
                for _ in range(REQUESTS)
                for path in ("/choices", "/advice")
            ]
            answers.append(asking.post("/reload"))
        return {(one.status_code, f"{one.request.url.path} {one.text}") for one in answers}

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        found = [*threads.map(ask, range(CONNECTIONS))]
    assert {status for answers in found for status, _ in answers} == {200}
    for number, answers in enumerate(found):  # the same question, the same answer
        assert answers == found[number % 2]
        assert len(answers) == 3
