"""Runs ``tactful serve`` as a process, and asks it over the wire."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from running import command, environment

TOKEN = "a-token-that-nobody-guesses"  # noqa: S105 - it opens nothing but these tests


@contextmanager
def served(*arguments: object, token: str | None = TOKEN) -> Iterator[httpx.Client]:
    """A client of a server that is ended with the block."""
    said = ("--token", token) if token is not None else ("--no-token",)
    process = subprocess.Popen(
        command("serve", *arguments, "--port", 0, *said),
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        found = re.search(r"http://\S+(?=/)", line)
        assert found is not None, line + process.stderr.read()
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=found[0], headers=headers, timeout=300) as client:
            _wait(client)
            yield client
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()


def _wait(client: httpx.Client) -> None:
    for _ in range(100):
        try:
            client.get("/api/health")
        except httpx.ConnectError:
            time.sleep(0.1)
        else:
            return


def asked(client: httpx.Client, resource: str, body: dict[str, Any]) -> dict[str, Any]:
    """What is answered where all is well."""
    answer = client.post(f"/api/{resource}", json=body)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def rules_in(folder: Path, text: str) -> Path:
    """A ruleset of one file in a folder."""
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path
