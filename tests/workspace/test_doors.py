"""What a face on the network lets in: by the names it was asked by, and how long bodies are."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping, Sequence
from typing import Any

import pytest

from tactful.workspace.doors import Door, Refusal, is_token

ANY_PORT = Door(frozenset({"127.0.0.1", "localhost", "::1"}), 1000)
ONE_PORT = Door(frozenset({"127.0.0.1:8000", "localhost:8000"}), 1000)
WRONG, FOREIGN, LARGE = Refusal.WRONG_HOST, Refusal.FOREIGN_ORIGIN, Refusal.TOO_LARGE


@pytest.mark.parametrize(
    ("host", "any_port", "one_port"),
    [
        ("127.0.0.1", None, WRONG),
        ("127.0.0.1:8000", None, None),
        ("LocalHost:8000", None, None),
        ("127.0.0.1:80", None, WRONG),
        ("[::1]:8000", None, WRONG),
        ("[::1]", None, WRONG),
        ("", WRONG, WRONG),
        ("evil.example", WRONG, WRONG),
        ("evil.example:8000", WRONG, WRONG),
        ("127.0.0.1.evil.example:8000", WRONG, WRONG),
        ("localhost@evil.example", WRONG, WRONG),
        ("[127.0.0.1:8000]", WRONG, WRONG),
        ("[127.0.0.1:8000", WRONG, WRONG),
    ],
)
def test_by_which_names_one_may_ask(
    host: str, any_port: Refusal | None, one_port: Refusal | None
) -> None:
    assert ANY_PORT.refuses({"host": host}) is any_port
    assert ONE_PORT.refuses({"host": host}) is one_port


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("http://localhost:8000", None),
        ("http://127.0.0.1:8000", None),
        ("http://127.0.0.1:1", FOREIGN),
        ("https://evil.example", FOREIGN),
        ("https://evil.example/http://localhost:8000", FOREIGN),
        ("null", FOREIGN),
        ("", FOREIGN),
    ],
)
def test_from_which_pages_one_may_ask(origin: str, expected: Refusal | None) -> None:
    assert ONE_PORT.refuses({"host": "localhost:8000", "origin": origin}) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("0", None), ("1000", None), ("0001000", None), ("none", None), ("-5", None),
        ("1001", LARGE), (" 1001 ", LARGE), ("9" * 5000, LARGE),
    ],
)  # fmt: skip  # a table
def test_how_long_a_body_may_say_that_it_is(said: str, expected: Refusal | None) -> None:
    assert ONE_PORT.refuses({"host": "localhost:8000", "content-length": said}) is expected


@pytest.mark.parametrize(
    ("parts", "came"),
    [([400, 400, 200], 3), ([400, 400, 201], 2), ([1001], 0), ([1000], 1), ([0, 0, 1000, 1], 3)],
)
def test_a_body_is_cut_off_where_it_grows_too_long(parts: Sequence[int], came: int) -> None:
    left = [{"type": "http.request", "body": b"x" * size} for size in parts]

    async def receive() -> MutableMapping[str, Any]:
        return left.pop(0)

    limited = ONE_PORT.limited(receive, OverflowError)

    async def read() -> int:
        for number in range(len(parts)):
            try:
                await limited()
            except OverflowError:
                return number
        return len(parts)

    assert asyncio.run(read()) == came


def test_only_the_whole_token_is_the_token() -> None:
    for said in ("", "secre", "secrets", "SECRET", "s\u00e9cret", "\ud83d"):
        assert not is_token(said, "secret")
    assert is_token("secret", "secret")
