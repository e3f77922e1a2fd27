"""How few questions an interview needs, and how long a question and a what-if take.

Clients of the follow-up ruleset are drawn as people are (``people``): once they answer everything,
once they say what such people know. Every interview's advice is compared with that of telling at
once all that comes up, and it is counted for how many it is that of telling everything. Next to it
the same clients answer in the order of the file, until a solver says that the advice is settled.
Times are the processor's.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from drawing import Size, draw_given, draw_ruleset
from people import person
from tactful import Network, load
from tactful.answers.interview import Interview
from tactful.language.conclusions import Conclusions, Status, outcome
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.proofs.counterfactual import Goal, counterfactuals
from tactful.text.library import packaged

CLIENTS = 200
IN_ORDER = 20
LARGE = Size(facts=30, concluded=15, decisions=6, rules=340, least_rules=300, depth=2)


Result = TypeVar("Result")


def timed(into: list[float], call: Callable[..., Result], *of: object) -> Result:
    start = time.process_time()
    result = call(*of)
    into.append((time.process_time() - start) * 1000)
    return result


def next_question(interview: Interview) -> str | None:
    fact = interview.question
    _ = interview.checklist  # it is told with the question
    return fact


def outcomes(conclusions: Conclusions) -> dict[str, object]:
    return {name: outcome(settled) for name, settled in conclusions.decisions.items()}


def follow_up() -> None:
    ruleset = load(packaged())
    network = Network(ruleset)
    for label in ("who answer everything", "who say what they know"):
        rng = random.Random(200)
        firsts: list[float] = []
        nexts: list[float] = []
        what_ifs: list[float] = []
        asked: list[int] = []
        in_order: list[int] = []
        alike = 0
        for _ in range(CLIENTS):
            who = person(rng)
            said = who.truth if label == "who answer everything" else who.knows
            interview = held(network, who.now, said, firsts, nexts)
            passed_over = interview.next.passed_over
            told = {name: value for name, value in said.items() if name not in passed_over}
            if outcomes(interview.conclusions) != outcomes(advice(network, who.now, told)):
                sys.exit(f"an interview ended with other advice: {said}")
            everything = advice(network, who.now, said)
            alike += outcomes(interview.conclusions) == outcomes(everything)
            asked.append(interview.asked)
            if len(in_order) < IN_ORDER:
                in_order.append(questions_in_order(network, who.now, said))
            for name, settled in everything.decisions.items():
                if settled.status is not Status.NOT_APPLICABLE:
                    timed(what_ifs, counterfactuals, network, everything, Goal(name))
        print(f"{CLIENTS} clients of {ruleset.id} {label}; the same advice as all at once: {alike}")
        for way, counts in (("as people tell it", asked), ("in file order", in_order)):
            late = sorted(counts)[int(len(counts) * 0.95)]
            middle = statistics.median(counts)
            print(f"  {way:20} median {middle:g}, 95 % {late}, most {max(counts)}")
        report("the first question", firsts)
        report("each next question", nexts)
        report("a what-if", what_ifs)


def advice(network: Network, now: datetime, said: Mapping[str, Value]) -> Conclusions:
    return network.evaluate({"now": now, **said})


def held(
    network: Network,
    now: datetime,
    said: Mapping[str, Value],
    firsts: list[float],
    nexts: list[float],
) -> Interview:
    interview = Interview(network, {"now": now})
    fact = timed(firsts, next_question, interview)
    interview.prepare()  # as ask does while the first question is read
    while fact is not None:
        together = interview.checklist
        asked = (fact,) if together is None else (*together.choices,)
        interview = interview.ticked({name: said.get(name) for name in asked})
        fact = timed(nexts, next_question, interview)
    return interview


def questions_in_order(network: Network, now: datetime, said: Mapping[str, Value]) -> int:
    interview = Interview(network, {"now": now})
    while not interview.relevance.settled(interview.conclusions):
        fact = interview.unasked[0]
        interview = interview.answered(fact, said.get(fact))
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
