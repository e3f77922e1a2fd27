"""What a ruleset of 60 rules on follow-up costs, next to follow-up itself.

    PYTHONPATH=benchmarks:tests/support .venv/bin/python benchmarks/one_client/extended.py

Given are seconds of processor time, the best of three, the two in turn, and what one is to the
other. The base's own difference is to itself with two numbers changed.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from tactful import load
from tactful.changes.difference import compare
from tactful.checking.examine import examine
from tactful.text.library import packaged

RULES, ROUNDS = 60, 3
OPTIONS = ("email", "phone_call", "card", "small_gift")
CHANGED = (("at most 25", "at most 30"), ("more than 50", "more than 60"))


def extended(home: Path) -> Path:
    """A ruleset that builds on follow-up, with rules of two and three conditions."""
    draw = Random(RULES)
    facts = load(packaged()).facts
    pairs = [
        (industry, rapport)
        for industry in facts["industry"].type.choices
        for rapport in facts["rapport"].type.choices
    ]
    lines = ["title: House rules", "extends: follow-up", "rules:"]
    for number in range(RULES):
        industry, rapport = pairs[number // 2]
        more = ", lucrative: yes" if number % 2 else ""
        lines += [
            f"  - id: ours-{number}",
            f"    when: {{industry: {industry}, rapport: {rapport}{more}}}",
            f"    then: {{channel: {{{draw.choice(OPTIONS)}: for}}}}",
            f"    because: House rule number {number} of ours counts here.",
            "    source: house",
        ]
    path = home / "ours.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def changed(home: Path) -> Path:
    """Follow-up with two numbers changed."""
    copied = shutil.copytree(packaged(), home / "changed")
    gifts = copied / "rules" / "gifts.yaml"
    text = gifts.read_text(encoding="utf-8")
    for old, new in CHANGED:
        text = text.replace(old, new)
    gifts.write_text(text, encoding="utf-8")
    return copied


def side_by_side(what: str, base: Callable[[], object], ours: Callable[[], object]) -> None:
    """Run both in turn and print the best of each."""
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for place, run in enumerate((base, ours)):
            start = time.process_time()
            run()
            best[place] = min(best[place], time.process_time() - start)
    print(f"{what:8} base {best[0]:6.3f} s, ours {best[1]:6.3f} s, ratio {best[1] / best[0]:5.2f}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        base, ours, other = packaged(), extended(Path(folder)), changed(Path(folder))
        side_by_side("load", lambda: load(base), lambda: load(ours))
        side_by_side("check", lambda: examine(load(base)), lambda: examine(load(ours)))
        side_by_side(
            "diff",
            lambda: compare(load(base), load(other)),
            lambda: compare(load(base), load(ours)),
        )


if __name__ == "__main__":
    main()
