"""How long one evaluation takes with durable-rules compiled as we do, as it was, and without it.

    PYTHONPATH=benchmarks:tests/support .venv/bin/python benchmarks/one_client/builds.py

durable-rules' own build sets no optimisation; ours does, against the stable ABI. Each build is a
folder that stands first on the path of processes of its own, which take turns; the figure of a
process is processor time. All advise the same clients, and have to give the same advice.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

UNOPTIMISED = ["-O0", "-g0", "-w", "-include", "stdio.h", "-include", "stdlib.h"]
"""What durable-rules' own setup.py comes to: it overwrites the options of Python's build."""


def child(evaluations: int) -> None:
    """Evaluate, and print what it took and what came of it."""
    import kind
    from tactful.network.evaluator import Network

    ruleset = kind.ruleset()
    network = Network(ruleset)
    rng = Random(7)
    situations = [kind.situation(rng, ruleset) for _ in range(500)]
    fired = [network.evaluate(situation).fired for situation in situations]
    start = time.process_time()
    for number in range(evaluations):
        network.evaluate(situations[number % len(situations)])
    took = (time.process_time() - start) / evaluations
    print(json.dumps({"seconds": took, "fired": fired}))


def builds(scratch: Path) -> dict[str, Mapping[str, str]]:
    """The environments in which each build is the one that is loaded."""
    import build_engine

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]
    sources = build_engine.fetched(pinned, scratch)
    ways = {"-O2, as we build it": build_engine.UNIX_OPTIONS, "-O0, as it was": UNOPTIMISED}
    found: dict[str, Mapping[str, str]] = {}
    for number, (name, options) in enumerate(ways.items()):
        place = scratch / str(number)
        module = build_engine.compiled(sources, place, options)
        path = os.pathsep.join([str(module.parent), *sys.path])
        found[name] = {"TACTFUL_ENGINE": "durable", "PYTHONPATH": path}
    return {**found, "plain Python": {"TACTFUL_ENGINE": "plain"}}


def main() -> None:
    """Build, let the builds take turns, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--evaluations", type=int, default=20_000)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.child:
        child(wanted.evaluations)
        return
    with tempfile.TemporaryDirectory() as scratch:
        environments = builds(Path(scratch))
        times: dict[str, list[float]] = {name: [] for name in environments}
        answers = set()
        command = [sys.executable, __file__, "--child", "--evaluations", str(wanted.evaluations)]
        for _ in range(wanted.rounds):
            for name, environment in environments.items():
                done = subprocess.run(
                    command, env={**os.environ, **environment}, capture_output=True, check=True
                )
                said = json.loads(done.stdout)
                times[name].append(said["seconds"])
                answers.add(json.dumps(said["fired"]))
    if len(answers) != 1:
        sys.exit("the builds do not agree")
    base = statistics.median(next(iter(times.values())))
    print("\n| one evaluation, 50 rules | µs (median) | least | ratio |\n|---|---|---|---|")
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"| {name} | {middle * 1e6:.0f} | {min(taken) * 1e6:.0f} | {middle / base:.2f} |")


if __name__ == "__main__":
    main()
