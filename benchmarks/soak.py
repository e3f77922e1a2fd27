"""One long-lived process: right answers from several threads, and memory that stays flat.

    .venv/bin/python benchmarks/soak.py

Threads share one ``Network`` of the follow-up ruleset. Every answer is compared with the
reference evaluator's for the same situation. Memory is this process's resident set, read after a
warm-up and then at every tenth of the way; the exit code is 1 if an answer was wrong or memory
grew by more than 2 MiB after the warm-up.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import tactful
from tactful import reference
from tactful.conclusions import Conclusions
from tactful.library import packaged
from tactful.model import Fact, Ruleset
from tactful.values import Kind, Value

ALLOWED_GROWTH = 2 * 1024
"""KiB."""

SITUATIONS = 500
MOMENT = datetime(2026, 11, 20, 14, 0)


def situation(rng: Random, ruleset: Ruleset) -> Mapping[str, Value]:
    """A client about whom roughly two thirds of what could be asked is known."""
    clock = ruleset.clock
    return {
        fact.id: value(rng, fact)
        for fact in ruleset.facts.values()
        if fact.computed is None
        and fact.id not in (clock.timezone, clock.country)
        and rng.random() < 0.65
    }


def value(rng: Random, fact: Fact) -> Value:
    """Any value that the fact can have; moments and days lie around one Friday."""
    match fact.type.kind:
        case Kind.YES_NO:
            return rng.random() < 0.5
        case Kind.CHOICE:
            return rng.choice(list(fact.type.choices))
        case Kind.NUMBER:
            return rng.choice((0, 1, 2, 5, 20, 25, 60))
        case Kind.TEXT:
            return "anything"
    moment = MOMENT + timedelta(hours=rng.randint(-400, 400))
    parts: dict[Kind, Value] = {
        Kind.DATE: moment.date(),
        Kind.TIME: moment.time(),
        Kind.DATETIME: moment,
    }
    return parts[fact.type.kind]


def resident() -> int:
    """KiB of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


class Soak:
    """The situations with their right answers, and how many wrong ones were given."""

    def __init__(self, threads: int) -> None:
        self.ruleset = tactful.load(packaged())
        self.network = tactful.Network(self.ruleset)
        self.threads = threads
        rng = Random(1)
        self.expected: list[tuple[Mapping[str, Value], Conclusions]] = [
            (given, reference.evaluate(self.ruleset, given))
            for given in (situation(rng, self.ruleset) for _ in range(SITUATIONS))
        ]
        self.wrong = 0
        self.lock = threading.Lock()

    def work(self, count: int, seed: int) -> None:
        """One thread's share."""
        rng = Random(seed)
        wrong = 0
        for _ in range(count):
            given, expected = rng.choice(self.expected)
            wrong += self.network.evaluate(given) != expected
        with self.lock:
            self.wrong += wrong

    def run(self, count: int, seed: int) -> None:
        """Evaluate so often, spread over the threads."""
        share = count // self.threads
        threads = [
            threading.Thread(target=self.work, args=(share, seed + n)) for n in range(self.threads)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def main() -> int:
    """Soak and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--evaluations", type=int, default=200_000)
    parser.add_argument("--threads", type=int, default=4)
    arguments = parser.parse_args()
    soak = Soak(arguments.threads)
    warm_up = arguments.evaluations // 10
    soak.run(warm_up, seed=0)
    before = resident()
    print(f"after a warm-up of {warm_up}: {before} KiB", flush=True)
    start = time.perf_counter()
    for tenth in range(1, 11):
        soak.run(arguments.evaluations // 10, seed=1000 * tenth)
        print(f"{tenth * arguments.evaluations // 10:8} evaluations: "
              f"{resident() - before:+6} KiB, {soak.wrong} wrong", flush=True)  # fmt: skip
    taken = time.perf_counter() - start
    growth = resident() - before
    rate = arguments.evaluations / taken
    print(f"{arguments.threads} threads, {rate:.0f} evaluations a second, each compared; "
          f"{soak.wrong} wrong; memory grew by {growth} KiB")  # fmt: skip
    return int(soak.wrong > 0 or growth > ALLOWED_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
