"""How long one evaluation takes once a ruleset is compiled, side by side with what else there is.

    PYTHONPATH=benchmarks:tests/support .venv/bin/python benchmarks/one_client/compiled.py

Compiled, with nothing looked at (bits) and with everything; on durable-rules; by the reference;
and the same rules written down as a function by hand. Each situation is given to each of them, in
an order drawn anew for each; what they come to is compared before anything is timed. Then how
compiling and evaluating grow with the number of rules. Processor time is measured, not the clock's.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from random import Random

import kind
from one_client.peer_by_hand import ByHand
from one_client.peers import Situation, same
from tactful.compiled.evaluator import Compiled
from tactful.language import reference
from tactful.language.model import Ruleset
from tactful.network.evaluator import Network

MOST_FOR_BITS = 0.12
"""What bits may cost of an evaluation on durable-rules."""

MOST_FOR_ALL = 0.4
"""What conclusions may cost of it that are looked at from end to end."""

MOST_TO_COMPILE = 0.3
"""Milliseconds a rule."""


def timed(
    runs: dict[str, Callable[[Situation], object]], situations: list[Situation]
) -> dict[str, float]:
    """The median of each contender's seconds on each situation."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    rng = Random(11)
    for situation in situations:
        for name in rng.sample(list(runs), len(runs)):
            start = time.process_time_ns()
            runs[name](situation)
            times[name].append((time.process_time_ns() - start) / 1e9)
    return {name: statistics.median(taken) for name, taken in times.items()}


def one_evaluation(count: int) -> None:
    """The table of one evaluation's time."""
    ruleset = kind.ruleset()
    network, compiled, by_hand = Network(ruleset), Compiled(ruleset), ByHand(ruleset)
    rng = Random(7)
    situations: list[Situation] = [kind.situation(rng, ruleset) for _ in range(count)]
    for situation in situations:
        expected = network.evaluate(situation)
        if compiled.evaluate(situation) != expected:
            sys.exit(f"what is compiled decides otherwise: {situation}")
        if not same(by_hand.decide(situation), expected):
            sys.exit(f"what is written by hand decides otherwise: {situation}")
    medians = timed(
        {
            "compiled, as bits": compiled.evaluate,
            "compiled, what decisions come to": lambda one: compiled.evaluate(one).decisions,
            "compiled, all of the conclusions": lambda one: compiled.evaluate(one).whole(),
            "durable-rules": network.evaluate,
            ByHand.name: by_hand.decide,
            "reference": lambda one: reference.evaluate(ruleset, one),
        },
        situations,
    )
    base = medians["durable-rules"]
    print(f"One evaluation: {len(ruleset.rules)} rules, {count} situations, median")
    for name, taken in medians.items():
        print(f"  {name:34} {taken * 1e6:7.1f} us   {taken / base:5.2f}")
    goal("compiled, as bits", medians, MOST_FOR_BITS)
    goal("compiled, all of the conclusions", medians, MOST_FOR_ALL)


def goal(name: str, medians: dict[str, float], most: float) -> None:
    """Say whether a goal is met."""
    ratio = medians[name] / medians["durable-rules"]
    met = "met" if ratio <= most else "NOT met"
    print(f"  {met}: {name}: at most {most} of durable-rules' time ({ratio:.2f})")


def growth(sizes: list[int]) -> None:
    """How compiling and evaluating grow with the number of rules."""
    print("\nWith more rules: compiling, a rule, and one evaluation as bits; durable-rules' beside")
    for count in sizes:
        ruleset = kind.ruleset(count)
        rng = Random(7)
        situations: list[Situation] = [kind.situation(rng, ruleset) for _ in range(60)]
        compiled, made = timed_compile(Compiled, ruleset)
        network, other = timed_compile(Network, ruleset)
        runs: dict[str, Callable[[Situation], object]] = {
            "compiled": made.evaluate,
            "durable": other.evaluate,
        }
        timed(runs, situations[:20])
        medians = timed(runs, situations)
        print(
            f"  {count:5} rules {compiled * 1e3:7.1f} ms {compiled / count * 1e3:.3f} ms a rule"
            f" {medians['compiled'] * 1e6:8.1f} us"
            f"   {network * 1e3:7.1f} ms {medians['durable'] * 1e6:8.1f} us"
        )
        if compiled / count * 1e3 > MOST_TO_COMPILE:
            print(f"  NOT met: at most {MOST_TO_COMPILE} ms a rule")


def timed_compile(
    make: type[Compiled] | type[Network], ruleset: Ruleset
) -> tuple[float, Compiled | Network]:
    """The median of 3 of the seconds that something takes to make, and what was made."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        made = make(ruleset)
        taken.append(time.process_time() - start)
    return statistics.median(taken), made


def main() -> None:
    """Run both."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--evaluations", type=int, default=1000)
    parser.add_argument("--sizes", type=int, nargs="*", default=[50, 125, 500, 2000, 10000])
    arguments = parser.parse_args()
    one_evaluation(arguments.evaluations)
    growth(arguments.sizes)


if __name__ == "__main__":
    main()
