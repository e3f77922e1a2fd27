"""The example of a web service under load: requests a second, and how long one takes.

The service runs as a process of its own on this machine; eight clients, each with a connection
that it keeps, ask it in threads of this process. Each client's facts are other ones. An answer
that is not 200 is an error and ends the run with exit code 1. Next to it stands what a call costs
in one thread of one process: the difference is HTTP, JSON and waiting for the others.
"""

from __future__ import annotations

import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

import tactful
from one_client.soak import resident

CONNECTIONS = 8
SECONDS = 60.0
FOLDER = Path(__file__).parents[2] / "docs/examples"
KINDS = ("choices", "advice", "advice?unknown=true")
MOMENTS = {"interview_ended": "2026-11-20T14:00", "now": "2026-11-20T14:30"}


def drawn(seed: int) -> dict[str, Any]:
    """A client that knows most of the facts that are yes or no, or a choice."""
    rng = random.Random(seed)
    told: dict[str, Any] = dict(MOMENTS)
    properties: Any = tactful.facts_schema(tactful.load(tactful.packaged()))["properties"]
    for name, said in properties.items():
        values = said.get("enum", [True, False] if said.get("type") == "boolean" else [])
        if values and rng.random() < 0.7:
            told[name] = rng.choice(values)
    return told


def ask(address: str, kind: str, told: dict[str, Any], until: float) -> tuple[list[float], int]:
    """How long each answer took, in milliseconds, and how many were errors."""
    took: list[float] = []
    errors = 0
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        while time.perf_counter() < until:
            start = time.perf_counter()
            try:
                errors += client.post(f"/{kind}", json=told).status_code != 200
            except httpx.HTTPError:
                errors += 1
            took.append((time.perf_counter() - start) * 1000)
    return took, errors


def alone(kind: str, told: dict[str, Any]) -> float:
    """The median of a call's milliseconds in one thread, without a server."""
    ruleset = tactful.load(tactful.packaged())
    network = tactful.Network(ruleset)

    def call() -> object:
        conclusions = network.evaluate(tactful.facts(ruleset, told))
        if kind == "choices":
            return conclusions
        explanation = tactful.explain(network, "", conclusions)
        return tactful.as_json(explanation, unknown=kind.endswith("true"))

    return statistics.median(clocked(call) for _ in range(20))


def clocked(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def served(kinds: tuple[str, ...], seconds: float) -> int:
    """Print a row for each kind of request; the number of errors."""
    clients = [drawn(seed) for seed in range(CONNECTIONS)]
    command = [sys.executable, "-m", "uvicorn", "service:app", "--port", "0", "--no-access-log"]
    running = subprocess.Popen(command, cwd=FOLDER, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None  # noqa: S101
    try:
        lines = (re.search(r"http://127.0.0.1:\d+", line) for line in running.stderr)
        address = next(found[0] for found in lines if found)
        print("| request | a second | p50 ms | p99 ms | errors | the call alone, ms | MiB after |")
        print("|---|---|---|---|---|---|---|")
        return sum(row(address, kind, clients, seconds, running.pid) for kind in kinds)
    finally:
        running.terminate()
        running.wait()


def row(
    address: str, kind: str, clients: list[dict[str, Any]], seconds: float, process: int
) -> int:
    """Ask for one kind and print how it went; the number of errors."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        asked = [threads.submit(ask, address, kind, c, begun + seconds) for c in clients]
    took = sorted(t for one in asked for t in one.result()[0])
    errors = sum(one.result()[1] for one in asked)
    rate = len(took) / (time.perf_counter() - begun)
    p50, p99 = took[len(took) // 2], took[len(took) * 99 // 100]
    held, call = resident(process) / 1024, alone(kind, clients[0])
    print(
        f"| `/{kind}` | {rate:.0f} | {p50:.1f} | {p99:.0f} | {errors} | {call:.2f} | {held:.0f} |",
        flush=True,
    )
    return errors


if __name__ == "__main__":
    sys.exit(served(tuple(sys.argv[1:]) or KINDS, SECONDS) > 0)
