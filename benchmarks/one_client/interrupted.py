"""Evaluations that are interrupted at random instants, and forks under load: what comes of both.

    PYTHONPATH=benchmarks:tests/support .venv/bin/python benchmarks/one_client/interrupted.py

Run it with ``TACTFUL_ENGINE=durable`` and ``plain``. A real timer's signal handler raises at a
random instant of an evaluation; right after that every situation in turn is evaluated, and its
answer held against the reference evaluator's. Then children are forked while threads evaluate,
and answer in the child. Memory is this process's resident set, first read after a tenth of the
interruptions. The exit code is 1 if an answer was wrong, a child failed or hung, or memory grew by
more than 2 MiB; after a crash it is the signal's.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Mapping
from random import Random

import tactful
from one_client.soak import ALLOWED_GROWTH, positive, resident, situation
from tactful.language import reference
from tactful.language.conclusions import Conclusions
from tactful.language.values import Value
from tactful.text.library import packaged

Expected = list[tuple[Mapping[str, Value], Conclusions]]

LONGEST = 900e-6
"""Seconds until an interruption: a few evaluations."""

PATIENCE = 60
"""Seconds that a forked child may take."""


class OutOfTime(Exception):  # noqa: N818 - as the soft time-outs of servers are called
    """What the signal handler raises."""


def time_out(*_: object) -> None:
    """A handler as soft time-outs have it."""
    raise OutOfTime


def until_interrupted(network: tactful.Network, given: Mapping[str, Value], after: float) -> None:
    """Evaluate again and again until a timer ends it."""
    try:
        signal.setitimer(signal.ITIMER_REAL, after)
        while True:
            network.evaluate(given)
    except OutOfTime:
        return


def interrupt(network: tactful.Network, expected: Expected, count: int) -> tuple[int, int]:
    """Interrupt so many evaluations; how many answers were wrong, and by how much memory grew."""
    rng = Random(1)
    signal.signal(signal.SIGALRM, time_out)
    wrong = before = 0
    for done in range(count):
        if done == count // 10:
            before = resident()
        given, right = expected[done % len(expected)]
        until_interrupted(network, given, rng.uniform(10e-6, LONGEST))
        wrong += network.evaluate(given) != right
    return wrong, resident() - before


def fork(network: tactful.Network, expected: Expected, count: int) -> int:
    """Fork so many children while threads evaluate; how many failed, hung or answered wrong."""
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            for given, _ in expected:
                network.evaluate(given)

    threads = [threading.Thread(target=serve, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    failed = 0
    for number in range(count):
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(PATIENCE)
            few = (expected[(number + n) % len(expected)] for n in range(5))
            os._exit(any(network.evaluate(given) != right for given, right in few))
        failed += os.waitpid(child, 0)[1] != 0
    over.set()
    for thread in threads:
        thread.join()
    return failed


def main() -> int:
    """Interrupt, fork and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--interruptions", type=positive, default=20_000)
    parser.add_argument("--forks", type=positive, default=200)
    arguments = parser.parse_args()
    ruleset = tactful.load(packaged())
    network = tactful.Network(ruleset)
    rng = Random(1)
    drawn = [situation(rng, ruleset) for _ in range(60)]
    expected = [(given, reference.evaluate(ruleset, given)) for given in drawn]
    wrong, growth = interrupt(network, expected, arguments.interruptions)
    print(f"{arguments.interruptions} interruptions: {wrong} wrong, {growth:+} KiB", flush=True)
    failed = fork(network, expected, arguments.forks)
    print(f"{arguments.forks} forks under load: {failed} failed")
    return int(wrong > 0 or failed > 0 or growth > ALLOWED_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
