"""How long it takes to look ahead: a plan over 60 days, and a sweep over a year.

    PYTHONPATH=benchmarks:tests/support .venv/bin/python benchmarks/one_client/plan.py

Every scenario of the follow-up ruleset that names its moment is planned and swept, in an order
drawn anew for each round, with and without a time zone and a country. The ruleset is compiled
once, as the command does. Figures are medians over all of these in one run, in processor time,
next to what evaluating every minute of the same stretch would take.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random

from tactful.compiled.evaluator import Compiled
from tactful.language.values import Value
from tactful.plans.plan import plan
from tactful.plans.sweep import horizon, sweep
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import load_scenarios
from tactful.text.library import packaged

MOST_PLAN = 0.04
"""Seconds that a plan over 60 days may take, in the median."""

MOST_SWEEP = 1.0
"""Seconds that a sweep over a year may take, in the median."""

DAYS, YEAR = 60, 366
PLACES: tuple[Mapping[str, Value], ...] = (
    {},
    {"timezone": "America/New_York", "country": "US"},
    {"timezone": "Europe/Berlin", "country": "DE", "region": "BY"},
)


def main() -> None:
    """Time both, and say whether they keep to what was promised."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    ruleset = load(packaged())
    compiled = Compiled(ruleset)
    situations = []
    alone = (one for one in load_scenarios(packaged(), ruleset).scenarios if not one.people)
    for scenario in alone:
        now = scenario.given.get("now")
        for place in PLACES:
            if isinstance(now, datetime):
                known = {n: v for n, v in scenario.given.items() if n not in PLACES[-1]}
                situations.append(({**known, **place}, now))

    def swept(given: Mapping[str, Value], now: datetime) -> int:
        return len(list(sweep(ruleset, compiled.evaluate, given, now, horizon(now, YEAR))))

    def planned(given: Mapping[str, Value], now: datetime) -> int:
        return len(plan(ruleset, compiled.evaluate, given, now, DAYS).steps)

    def evaluated(given: Mapping[str, Value], now: datetime) -> int:
        moments = [now + timedelta(minutes=minute) for minute in range(1000)]
        return len([compiled.evaluate({**given, "now": moment}) for moment in moments])

    evaluated(*situations[0])
    print(f"{len(situations)} situations, {arguments.rounds} round(s)")
    minute = timed(evaluated, situations[::20], 1)
    for name, run, most, days in (
        (f"a plan over {DAYS} days", planned, MOST_PLAN, DAYS),
        ("a sweep over a year", swept, MOST_SWEEP, YEAR),
    ):
        taken = timed(run, situations, arguments.rounds)
        median, high = statistics.median(taken), sorted(taken)[int(0.95 * len(taken))]
        every_minute = statistics.median(minute) / 1000 * days * 24 * 60
        print(f"  {name:22} median {median * 1e3:7.1f} ms   95% {high * 1e3:7.1f} ms", end="   ")
        print(f"every minute: {every_minute:6.1f} s, {every_minute / median:,.0f} times as long")
        print(f"  {'met:' if median < most else 'NOT met:'} under {most * 1e3:.0f} ms")


def timed(
    run: Callable[[Mapping[str, Value], datetime], int],
    situations: list[tuple[dict[str, Value], datetime]],
    rounds: int,
) -> list[float]:
    """The seconds that each run took."""
    rng = Random(5)
    found = []
    for _ in range(rounds):
        for given, now in rng.sample(situations, len(situations)):
            start = time.process_time()
            run(given, now)
            found.append(time.process_time() - start)
    return found


if __name__ == "__main__":
    main()
