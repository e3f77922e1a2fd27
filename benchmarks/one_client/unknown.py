"""What JSON costs for each scenario of a packaged ruleset: without `unknown`, with it, and proven.

    PYTHONPATH=benchmarks:tests/support .venv/bin/python benchmarks/one_client/unknown.py

Given are milliseconds of processor time from a scenario's facts to its JSON object, and how many
of the pairs of an unknown fact and a decision a solver was asked about. "Solver alone" is what it
took before worlds were looked at; every answer is compared with its own. Words after it are the
ruleset, and how many-th scenarios only to take.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from tactful import Network, load
from tactful.explanation.unknowns import askable
from tactful.explanation.wire import as_json
from tactful.language.conclusions import Conclusions, situation
from tactful.language.model import Ruleset
from tactful.proofs import bearings
from tactful.proofs.budget import Possibility
from tactful.proofs.formulas import Formulas
from tactful.proofs.relevance import Bearing, Relevance
from tactful.scenarios.scenario import load_scenarios
from tactful.text.library import packaged
from tactful.workspace.advising import advised

Result = TypeVar("Result")


def timed(into: list[float], call: Callable[[], Result]) -> Result:
    gc.collect()  # what went before is not this one's to clear away
    start = time.process_time()
    result = call()
    into.append((time.process_time() - start) * 1000)
    return result


def solver_alone(rules: Ruleset, conclusions: Conclusions) -> Mapping[str, Bearing]:
    given, now = situation(rules, conclusions)
    names = [name for name in askable(rules) if name not in conclusions.facts]
    asked = Relevance(Formulas(rules, given, names, now=now))
    return {name: asked.bearing(name) for name in names}


def main() -> None:
    name, every = [*sys.argv[1:], *("follow-up", "1")[len(sys.argv) - 1 :]]
    rules = load(packaged(name))
    network = Network(rules)
    scenarios = [s for s in load_scenarios(packaged(name), rules).scenarios if not s.people]
    asked = count_questions()
    without: list[float] = []
    found: list[float] = []
    alone: list[float] = []
    pairs = 0
    as_json(advised(scenarios[0], network, questions=False))  # what is imported late
    asked.clear()
    for scenario in scenarios[:: int(every)]:
        timed(without, lambda: as_json(advised(scenario, network, questions=False), unknown=False))  # noqa: B023
        explanation = advised(scenario, network, questions=False)
        timed(found, lambda: as_json(advised(scenario, network, questions=False)))  # noqa: B023
        proven = timed(alone, lambda: solver_alone(rules, explanation.conclusions))  # noqa: B023
        for unknown in explanation.find_unknown():
            pairs += len(rules.decisions)
            compare(Bearing(unknown.matters_to, unknown.may_matter_to), proven[unknown.fact])
    for label, times in (("without", without), ("with", found), ("solver alone", alone)):
        ordered = sorted(times)
        late = ordered[int(len(ordered) * 0.9)]
        print(
            f"{label:14} median {statistics.median(times):7.2f} ms, 90 % {late:7.2f} ms,"
            f" most {ordered[-1]:7.2f} ms"
        )
    ratio = statistics.median(alone) / statistics.median(found)
    share = len(asked) / 2 / pairs  # each scenario was asked about twice
    print(f"{len(found)} scenarios; {ratio:.1f} times as fast; {share:.1%} of {pairs} pairs asked")


def count_questions() -> list[str]:
    asked: list[str] = []
    answers = bearings.Doubts.answers

    def counted(
        self: bearings.Doubts, facts: Sequence[str], decision: str
    ) -> dict[str, Possibility]:
        asked.extend(facts)
        return answers(self, facts, decision)

    bearings.Doubts.answers = counted  # type: ignore[method-assign]
    return asked


def compare(found: Bearing, proven: Bearing) -> None:
    """What the solver alone left open may be found out; all else is the same."""
    matters, may = map(set, found)
    if not (matters >= {*proven.matters_to} and matters | may <= {*proven[0], *proven[1]}):
        sys.exit(f"{found} is not {proven}")
    if not proven.may_matter_to and found != proven:
        sys.exit(f"{found} is not {proven}")


if __name__ == "__main__":
    main()
