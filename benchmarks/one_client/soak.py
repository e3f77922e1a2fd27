"""One long-lived process: right answers from several threads, and memory that stays flat.

    PYTHONPATH=benchmarks:tests/support .venv/bin/python benchmarks/one_client/soak.py

Threads share one ``Network`` of the follow-up ruleset. Every answer is compared with the
reference evaluator's for the same situation. Memory is this process's resident set, read after a
warm-up and then at every tenth of the way; the exit code is 1 if an answer was wrong, an
evaluation failed, or memory at any of these points was more than 2 MiB above the warm-up's.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import tactful
from tactful.language import reference
from tactful.language.conclusions import Conclusions
from tactful.language.model import Fact, Ruleset
from tactful.language.values import Kind, Value
from tactful.text.library import packaged

ALLOWED_GROWTH = 2 * 1024
"""KiB."""

STEPS = 100
"""How often memory is read and progress shown; every tenth of them makes a line."""

SITUATIONS = 500
ZONES = ("America/New_York", "Europe/Paris", "Asia/Tokyo", "UTC")
COUNTRIES = ("US", "FR", "JP")
MOMENT = datetime(2026, 11, 20, 14, 0)


def situation(rng: Random, ruleset: Ruleset) -> Mapping[str, Value]:
    """A client about whom roughly two thirds of what could be asked is known."""
    places: dict[str | None, Sequence[str]] = {
        ruleset.clock.timezone: ZONES,
        ruleset.clock.country: COUNTRIES,
    }
    return {
        fact.id: rng.choice(places[fact.id]) if fact.id in places else value(rng, fact)
        for fact in ruleset.facts.values()
        if fact.computed is None and rng.random() < 0.65
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


def resident(process: int | str = "self") -> int:
    """KiB of memory that a process holds; this one, if no number is given."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


class Soak:
    """The situations with their right answers, and what went wrong."""

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
        self.done = 0
        self.failures: list[Exception] = []
        self.lock = threading.Lock()

    def work(self, count: int, seed: int) -> None:
        """One thread's share. An exception is kept: a thread's would be printed and forgotten."""
        rng = Random(seed)
        wrong = done = 0
        try:
            for done in range(1, count + 1):  # noqa: B007 - read when it is over
                given, expected = rng.choice(self.expected)
                wrong += self.network.evaluate(given) != expected
        except Exception as error:
            with self.lock:
                self.failures.append(error)
        with self.lock:
            self.wrong += wrong
            self.done += done

    def run(self, count: int, seed: int) -> None:
        """Evaluate exactly so often, spread over the threads."""
        shares = [count // self.threads + (n < count % self.threads) for n in range(self.threads)]
        threads = [
            threading.Thread(target=self.work, args=(share, seed + n))
            for n, share in enumerate(shares)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def wrongs(self) -> str:
        """What went wrong, for the report."""
        failed = f", {len(self.failures)} failed: {self.failures[0]!r}" if self.failures else ""
        return f"{self.wrong} wrong{failed}"


def progress(text: str) -> None:
    """Say how far things are, on a terminal only, in a line that the next one replaces."""
    if sys.stdout.isatty():
        print(f"\r\x1b[K{text}", end="", flush=True)


def positive(text: str) -> int:
    """A whole number from 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("give 1 or more")
    return number


def main() -> int:
    """Soak and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--evaluations", type=positive, default=200_000)
    parser.add_argument("--threads", type=positive, default=4)
    arguments = parser.parse_args()
    total: int = arguments.evaluations
    soak = Soak(arguments.threads)
    progress("warming up")
    soak.run(total // 10, seed=0)
    before = resident()
    progress("")
    print(f"after a warm-up of {soak.done}: {before} KiB", flush=True)
    most = soak.done = 0
    start = time.perf_counter()
    for step in range(1, STEPS + 1):
        soak.run(total * step // STEPS - total * (step - 1) // STEPS, seed=1000 * step)
        growth = resident() - before
        most = max(most, growth)
        progress(f"{soak.done:8} of {total}")
        if step % (STEPS // 10) == 0:
            progress("")
            print(f"{soak.done:8} evaluations: {growth:+6} KiB, {soak.wrongs()}", flush=True)
    rate = soak.done / (time.perf_counter() - start)
    print(
        f"{soak.threads} threads, {rate:.0f} evaluations a second, each compared; "
        f"{soak.wrongs()}; memory grew by at most {most} KiB"
    )
    return int(soak.wrong > 0 or bool(soak.failures) or most > ALLOWED_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
