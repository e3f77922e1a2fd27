"""What commands cost on ordinary rulesets whose proofs once took without end.

    PYTHONPATH=benchmarks:tests/support .venv/bin/python benchmarks/one_client/bounded.py
    PYTHONPATH=benchmarks:tests/support .venv/bin/python benchmarks/one_client/bounded.py check

Each command is a process of its own; given are seconds of processor time, which may be at most 10
for advice as JSON and 60 for the others, and what the command says it left open.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bombs import BOMBS

FIRST = {"choices": "f0=c0", "compared": "f0=1", "words": "f0=word 0", "pigeons": "f0=h0"}
"""What is given of the first fact where that is not yes or no."""

MOST = {"evaluate": 10, "ask": 60, "check": 60, "mutate": 60}


def main() -> None:
    commands = sys.argv[1:] or [*MOST]
    with tempfile.TemporaryDirectory() as folder:
        for name, make in BOMBS.items():
            rules, scenario = Path(folder) / "rules.yaml", Path(folder) / "scenario.yaml"
            rules.write_text(make(), encoding="utf-8")
            given = FIRST.get(name.split()[0], "f0=yes")
            fact, value = given.split("=")
            scenario.write_text(
                f"scenario: One\nfacts: {{{fact}: {value}}}\nexpect: {{ch: a}}\n", encoding="utf-8"
            )
            arguments = {
                "evaluate": ["evaluate", "--ruleset", rules, "--set", given],
                "ask": ["ask", "--ruleset", rules, "--answers", scenario],
                "check": ["check", rules],
                "mutate": ["test", "--ruleset", rules, scenario, "--mutate"],
            }
            for command in commands:
                seconds, left_open = cost(map(str, [*arguments[command], "--format", "json"]))
                verdict = "" if seconds <= MOST[command] else "  TOO LONG"
                print(f"{name:28}{command:10}{seconds:7.1f} s  {left_open}{verdict}", flush=True)


def cost(arguments: Iterable[str]) -> tuple[float, str]:
    """The processor's seconds that a command takes, and what its JSON says is open."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "tactful_cli.app", *arguments],
        capture_output=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, what_is_open(json.loads(done.stdout))


def what_is_open(made: dict[str, Any]) -> str:
    """What a command's JSON leaves open, in short."""
    if "results" in made:
        unknown = made["results"][0]["unknown"]
        return f"{sum('may_matter_to' in one for one in unknown)} of {len(unknown)} facts open"
    if "mutation" in made:
        trial = made["mutation"][0]
        return f"{trial.get('left_open', 0)} open, {trial.get('untried', 0)} not tried"
    if "settled" in made:
        return "settled" if made["settled"] else f"open after {len(made['asked'])}"
    return ", ".join(f"{one['check']} {one['questions']}" for one in made.get("left_open", ()))


if __name__ == "__main__":
    main()
