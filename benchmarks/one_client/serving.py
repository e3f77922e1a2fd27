"""`tactful serve` under load, beside a FastAPI of one's own around the engine.

Both answer the same clients with the same advice, which is compared first. Eight connections that
are kept ask without a pause, from a process of their own, for a minute each; the two run in turns
of fifteen seconds, so that whatever else the machine does meets both alike. What a server's memory
came to is read after the first turn, when it has warmed up, and after the last.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

from one_client.service import CONNECTIONS, FOLDER, drawn

TURN = 15.0
TURNS = 4
SERVE = [sys.executable, "-m", "tactful_cli.app", "serve", "--port", "0", "--no-token"]
OWN = [sys.executable, "-m", "uvicorn", "service:app", "--port", "0", "--no-access-log"]


class Running(NamedTuple):
    """A server: its process, its port, and what is asked of it."""

    name: str
    process: subprocess.Popen[str]
    port: int
    path: str
    bodies: list[bytes]


def started(name: str, command: list[str], path: str, bodies: list[dict[str, Any]]) -> Running:
    """A server that answers."""
    made = subprocess.Popen(
        command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert made.stdout is not None  # noqa: S101
    lines = (re.search(r"http://127\.0\.0\.1:(\d+)", line) for line in made.stdout)
    port = next(int(found[1]) for found in lines if found)
    return Running(name, made, port, path, [json.dumps(one).encode() for one in bodies])


def decided(server: Running) -> list[Any]:
    """What each client is advised in every decision."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    found = []
    for body in server.bodies:
        told = asked(connection, server.path, body)
        advice = told["results"][0] if "results" in told else told
        found.append({name: one["choices"] for name, one in advice["decisions"].items()})
    connection.close()
    return found


def asked(connection: HTTPConnection, path: str, body: bytes) -> Any:
    connection.request("POST", path, body, {"content-type": "application/json"})
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 200:
        raise RuntimeError(said)
    return json.loads(said)


def load(port: int, path: str, bodies: list[bytes], seconds: float) -> list[float]:
    """Milliseconds that each answer took, of connections that ask without a pause."""

    def one(body: bytes) -> list[float]:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        took: list[float] = []
        while (start := time.perf_counter()) < end:
            connection.request("POST", path, body, {"content-type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(answer.status)
            took.append((time.perf_counter() - start) * 1000)
        connection.close()
        return took

    end = time.perf_counter() + seconds
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        return [t for part in threads.map(one, bodies) for t in part]


def memory(process: int) -> float:
    """Resident memory in MiB, as Linux tells it."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def main(seconds: float = TURN) -> None:
    """Print a row for each of the two."""
    clients = [drawn(seed) for seed in range(CONNECTIONS)]
    servers = [
        started("`tactful serve`", SERVE, "/api/advice", [{"facts": one} for one in clients]),
        started("FastAPI of one's own", OWN, "/advice", clients),
    ]
    one, other = map(decided, servers)
    if one != other:
        raise SystemExit("the two do not advise the same")
    took: dict[str, list[float]] = {server.name: [] for server in servers}
    held: dict[str, list[float]] = {server.name: [] for server in servers}
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        for _ in range(TURNS):
            for server in servers:
                asked_with = (server.port, server.path, server.bodies, seconds)
                took[server.name] += pool.apply(load, asked_with)
                held[server.name].append(memory(server.process.pid))
    print("| 8 connections | a second | p50 ms | p99 ms | MiB after the first turn, the last |")
    print("|---|---|---|---|---|")
    for server in servers:
        ordered = sorted(took[server.name])
        rate = len(ordered) / (seconds * TURNS)
        p50, p99 = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
        first, *_, last = held[server.name]
        print(f"| {server.name} | {rate:.0f} | {p50:.0f} | {p99:.0f} | {first:.0f}, {last:.0f} |")
        server.process.terminate()
        server.process.wait()


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
