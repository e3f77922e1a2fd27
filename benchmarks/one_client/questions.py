"""How few questions an interview needs, and how long a question and a what-if take.

Clients of the follow-up ruleset are drawn at random: each knows 85 in 100 of the askable facts,
and each fact has any of its cases. Every interview's advice is compared with that of telling
everything at once. Next to it the same clients answer in the order of the file, until a solver
says that the advice is settled.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from drawing import Size, draw_given, draw_ruleset
from tactful import Network, load
from tactful.answers.interview import Interview
from tactful.cases.cases import cases
from tactful.language.conclusions import Conclusions, Status, outcome
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.proofs.counterfactual import Goal, counterfactuals
from tactful.text.library import packaged

CLIENTS = 200
NOW = datetime(2026, 11, 20, 14, 30)
LARGE = Size(facts=30, concluded=15, decisions=6, rules=340, least_rules=300, depth=2)


Result = TypeVar("Result")


def timed(into: list[float], call: Callable[..., Result], *of: object) -> Result:
    start = time.perf_counter()
    result = call(*of)
    into.append((time.perf_counter() - start) * 1000)
    return result


def next_question(interview: Interview) -> str | None:
    return interview.question


def outcomes(conclusions: Conclusions) -> dict[str, object]:
    return {name: outcome(settled) for name, settled in conclusions.decisions.items()}


def follow_up() -> None:
    ruleset = load(packaged())
    network = Network(ruleset)
    askable = Interview(network, {}, NOW).askable
    values = cases(ruleset, {"now": NOW}, askable).values
    rng = random.Random(200)
    asked: list[int] = []
    in_order: list[int] = []
    steps: list[float] = []
    what_ifs: list[float] = []
    for _ in range(CLIENTS):
        truth: dict[str, Value] = {
            name: rng.choice(values[name]) for name in askable if rng.random() < 0.85
        }
        interview = Interview(network, {}, NOW)
        while (fact := timed(steps, next_question, interview)) is not None:
            interview = interview.answered(fact, truth.get(fact))
        everything = network.evaluate(truth, now=NOW)
        if outcomes(interview.conclusions) != outcomes(everything):
            sys.exit(f"an interview ended with other advice: {truth}")
        asked.append(len(interview.answers))
        in_order.append(questions_in_order(network, truth))
        for name, settled in everything.decisions.items():
            if settled.status is not Status.NOT_APPLICABLE:
                timed(what_ifs, counterfactuals, network, everything, Goal(name))
    print(f"{CLIENTS} clients of {ruleset.id}, {len(askable)} askable facts")
    for label, counts in (("most telling first", asked), ("in file order", in_order)):
        print(f"  {label:20} median {statistics.median(counts):g}, most {max(counts)}")
    report("a question", steps)
    report("a what-if", what_ifs)


def questions_in_order(network: Network, truth: dict[str, Value]) -> int:
    interview = Interview(network, {}, NOW)
    while not interview.settled:
        fact = interview.open[0]
        interview = interview.answered(fact, truth.get(fact))
    return len(interview.answers)


def generated() -> None:
    rng = random.Random(300)
    steps: list[float] = []
    what_ifs: list[float] = []
    rules = 0
    for _ in range(5):
        ruleset: Ruleset = draw_ruleset(rng, LARGE)
        rules = max(rules, len(ruleset.rules))
        network = Network(ruleset)
        for _ in range(4):
            known = {n: v for n, v in draw_given(rng, ruleset).items() if rng.random() < 0.5}
            timed(steps, next_question, Interview(network, known))
            conclusions = network.evaluate(known)
            goal = Goal(next(iter(ruleset.decisions)))
            timed(what_ifs, counterfactuals, network, conclusions, goal)
    print(f"5 generated rulesets of up to {rules} rules, 4 situations each")
    report("a question", steps)
    report("a what-if", what_ifs)


def report(label: str, times: list[float]) -> None:
    ordered = sorted(times)
    late = ordered[int(len(ordered) * 0.95)]
    middle, most = statistics.median(times), ordered[-1]
    print(f"  {label:20} median {middle:.0f} ms, 95 % {late:.0f} ms, most {most:.0f} ms")


if __name__ == "__main__":
    follow_up()
    generated()
