"""Proofs of every sort from several threads at once, against what one thread says.

    PYTHONPATH=tests/support .venv/bin/python tests/support/side_by_side.py 1000

A program of its own, because what goes wrong between threads ends the whole process. It prints how
many answers it had and how many were other than alone, and ends with 0 where all is well.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import tactful
from tactful.answers.interview import Interview
from tactful.changes.difference import compare
from tactful.checking.examine import examine
from tactful.explanation.wire import as_json
from tactful.language.conclusions import outcome
from tactful.proofs.counterfactual import Goal, counterfactuals
from tactful.proofs.logic import z3
from tactful.scenarios.scenario import load_scenarios
from tactful.testing.equivalence import Equivalence
from tactful.testing.mutations import mutants
from tactful.testing.suggestions import suggest
from tactful.testing.survivors import try_mutants

THREADS = 4
MOODS = Path(__file__).parent.parent / "golden" / "moods.yaml"


def json_of_advice() -> object:
    """What may still matter, for a client of whom something is known and for another."""
    rules = tactful.load(tactful.packaged("start-date"))
    network = tactful.Network(rules)
    return as_json(tactful.explain(network, "x", network.evaluate({})))


def what_if() -> object:
    rules = tactful.load(MOODS)
    network = tactful.Network(rules)
    conclusions = network.evaluate({})
    return [counterfactuals(network, conclusions, Goal(name)) for name in rules.decisions]


def ask() -> object:
    rules = tactful.load(MOODS)
    return interview_of(Interview(tactful.Network(rules), {}))


def interview_of(interview: Interview) -> object:
    """An interview to its end, in which nobody knows anything, with all that it can tell."""
    told: list[object] = []
    while (fact := interview.question) is not None:
        matters = interview.relevance.matters
        relevant = tuple(name for name in interview.open if matters(name))
        told.append((fact, relevant, interview.relevance.matters_to(fact)))
        told.append([set(interview.possible(name)) for name in interview.ruleset.decisions])
        interview = interview.answered(fact, None)
    return told, {n: outcome(s) for n, s in interview.conclusions.decisions.items()}


def check() -> object:
    return [one.diagnostic for one in examine(tactful.load(MOODS))]


def diff() -> object:
    rules = tactful.load(MOODS)
    changed = [*mutants(rules)][3].ruleset
    difference = compare(rules, changed)
    return [(d.decision, d.turns, d.unchanged, d.proven) for d in difference.decisions]


def suggestions() -> object:
    """What survives of the first few changes, and a scenario for each."""
    rules = tactful.load(MOODS)
    scenarios = load_scenarios(MOODS, rules).scenarios[:1]
    trial = try_mutants(rules, scenarios, is_equivalent=Equivalence(rules))
    found = suggest(rules, scenarios, trial.survivors[:4])
    return trial.killed, len(trial.equivalent), found.scenarios, len(found.unsolved)


WORK: Mapping[str, Callable[[], object]] = {
    one.__name__: one for one in (json_of_advice, what_if, ask, check, diff, suggestions)
}


def main() -> int:
    rounds = int(sys.argv[1])
    gc.set_threshold(50)  # so that what one thread dropped is often released by another
    alone = {name: repr(work()) for name, work in WORK.items()}
    shared = Interview(tactful.Network(tactful.load(MOODS)), {})
    shared_alone = repr(interview_of(shared))
    wrong: list[str] = []
    done: list[int] = []

    def run(number: int) -> None:
        rng = Random(number)
        for turn in range(rounds // THREADS):
            name = rng.choice([*WORK]) if turn >= len(WORK) else [*WORK][(turn + number) % 6]
            try:
                if repr(WORK[name]()) != alone[name] or repr(interview_of(shared)) != shared_alone:
                    wrong.append(name)
            except BaseException as error:  # a thread that ends silently would look right
                wrong.append(f"{name}: {error!r}")
            done.append(1)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    common = z3.z3._main_ctx is not None
    print(f"{len(done)} runs, {len(wrong)} wrong, common context: {common}")
    print("\n".join(wrong[:5]))
    return 1 if wrong or common or len(done) != rounds // THREADS * THREADS else 0


if __name__ == "__main__":
    sys.exit(main())
