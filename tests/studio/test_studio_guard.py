"""Who may use the studio: the browser that was given its address, and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from starlette.types import Message

from awaiting import awaited
from browsing import RunningStudio, running
from tactful.text.library import packaged
from tactful_studio.guard import Doorkeeper


@pytest.fixture(scope="module")
def shared() -> Iterator[RunningStudio]:
    with running(packaged()) as made:
        yield made


@pytest.fixture
def friend(shared: RunningStudio) -> Iterator[httpx.Client]:
    with shared.client() as made:
        yield made


def test_the_address_opens_the_page_once_and_a_cookie_from_then_on(shared: RunningStudio) -> None:
    with httpx.Client(base_url=shared.base, timeout=60) as browser:
        first = browser.get(shared.address)
        assert (first.status_code, first.headers["location"]) == (303, "/")
        cookie = first.headers["set-cookie"]
        assert cookie.startswith(f"tactful-studio-{shared.port}=")
        assert {"HttpOnly", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}
        assert browser.get("/").status_code == 200
        assert "token" not in browser.get("/").text


@pytest.mark.parametrize("path", ["/", "/api/ruleset", "/static/studio.mjs", "/?token=guessed"])
def test_without_the_token_there_is_nothing(shared: RunningStudio, path: str) -> None:
    answer = httpx.get(shared.base + path, timeout=60)
    assert answer.status_code == 401
    assert "the address that `tactful studio` printed" in answer.text


def test_another_name_for_this_machine_is_refused(friend: httpx.Client) -> None:
    assert friend.get("/", headers={"host": "evil.example"}).status_code == 421
    assert friend.get("/", headers={"host": "127.0.0.1:1"}).status_code == 421


def test_another_sites_page_is_refused(friend: httpx.Client) -> None:
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        assert friend.post("/api/look", json={}, headers={"origin": origin}).status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "../../secret.yaml",
        "..%2f..%2fsecret.yaml",
        "rules/../../ruleset.yaml",
        "rules/.hidden.yaml",
        "notes.yaml",
        "rules/a.txt",
        "rules/deep/er.yaml",
        "rules/none.yaml",
        "%00.yaml",
    ],
)
def test_what_is_no_file_of_the_ruleset_is_not_there(friend: httpx.Client, name: str) -> None:
    assert friend.get(f"/api/files/{name}").status_code == 404
    if "none" not in name:
        put = friend.put(f"/api/files/{name}", content="x", headers={"if-none-match": "*"})
        assert put.status_code in (404, 405)


def test_nothing_is_loaded_from_elsewhere_and_no_text_becomes_code(friend: httpx.Client) -> None:
    answer = friend.get("/")
    policy = answer.headers["content-security-policy"]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["connect-src"] == "'self'"
    assert "unsafe" not in rules["style-src"]
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe-eval" not in policy
    assert friend.get("/").headers["content-security-policy"] != policy  # a nonce is used once
    assert "<script>" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"facts": 3}', '{"unsaved": {"a": 1}}', "[" * 9999]
)
def test_a_body_that_cannot_be_is_refused_in_a_sentence(friend: httpx.Client, body: str) -> None:
    answer = friend.post("/api/look", content=body)
    assert answer.status_code == 400
    assert answer.json()["detail"].endswith(".")


def test_a_body_may_not_be_endless(friend: httpx.Client) -> None:
    answer = friend.post("/api/look", content=b" " * (17 * 1024 * 1024))
    assert answer.status_code == 413


def test_who_still_waits_when_the_studio_is_ended_is_told_so() -> None:
    """The server cancels requests that take too long then, and would say that it failed."""
    sent: list[Message] = []
    begun = asyncio.Event()

    async def app(*_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def asked() -> None:
        headers = [(b"host", b"localhost:9"), (b"cookie", b"tactful-studio-9=key")]
        scope = {"type": "http", "path": "/", "query_string": b"", "headers": headers}
        task = asyncio.create_task(Doorkeeper(app, "key", 9)(scope, receive, send))
        await begun.wait()
        task.cancel()
        await task

    awaited(asked())
    assert sent[0]["status"] == 503
    assert b"Nothing that you wrote is lost" in sent[1]["body"]
