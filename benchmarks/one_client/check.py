"""How long proofs take: on the follow-up rules, and as rulesets grow.

    PYTHONPATH=benchmarks:tests/support .venv/bin/python benchmarks/one_client/check.py

Everything is measured in one process after the imports, which the first line gives apart, in
seconds of processor time: nothing here runs on two processors, and others may want them.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def timed(what: str, run: Callable[[], Result]) -> Result:
    """Run something and print how much of a processor's time it took."""
    start = time.process_time()
    result = run()
    print(f"{what:58}{time.process_time() - start:8.2f} s", flush=True)
    return result


def imports() -> None:
    import tactful.changes.difference
    import tactful.checking.examine
    import tactful.testing.equivalence
    import tactful.testing.survivors  # noqa: F401


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rules", type=int, nargs="*", default=[100, 300])
    rules = parser.parse_args().rules
    timed("importing the checks and z3", imports)
    packaged_rules()
    for count in rules:
        generated(count)


def packaged_rules() -> None:
    from tactful.changes.difference import compare
    from tactful.checking.examine import examine
    from tactful.reading.ruleset import load
    from tactful.scenarios.scenario import load_scenarios
    from tactful.testing.equivalence import Equivalence
    from tactful.testing.mutations import mutants
    from tactful.testing.survivors import try_mutants
    from tactful.text.library import packaged

    ruleset = load(packaged())
    scenarios = load_scenarios(packaged(), ruleset).scenarios
    given = [scenario.given for scenario in scenarios if not scenario.people]
    timed("check: follow-up", lambda: examine(ruleset, given))
    timed("diff: follow-up with itself", lambda: compare(ruleset, ruleset, given))
    changed = next(m for m in mutants(ruleset) if m.owner == "you-wrote-only-days-ago")
    timed(
        "diff: follow-up without a rule of much effect",
        lambda: compare(ruleset, changed.ruleset, given),
    )
    timed(
        "diff: the same, as much as fits on a screen",
        lambda: compare(ruleset, changed.ruleset, given, whole=False),
    )
    trial = timed(
        "test --mutate: follow-up",
        lambda: try_mutants(ruleset, scenarios, is_equivalent=Equivalence(ruleset, given)),
    )
    print(f"  noticed {trial.killed}, not {len(trial.survivors)}, none {len(trial.equivalent)}")


def generated(count: int) -> None:
    import kind
    from tactful.changes.difference import compare
    from tactful.checking.examine import examine
    from tactful.testing.mutations import Mutation, mutants

    ruleset = kind.ruleset(count)
    found = timed(f"check: {len(ruleset.rules)} generated rules", lambda: examine(ruleset))
    print(f"  {len(found)} findings")
    timed(
        f"diff: {len(ruleset.rules)} generated rules, no change", lambda: compare(ruleset, ruleset)
    )
    middle = list(ruleset.rules)[len(ruleset.rules) // 2]
    one = next(m for m in mutants(ruleset) if (m.owner, m.change) == (middle, Mutation.DROP_RULE))
    difference = timed(
        f"diff: {len(ruleset.rules)} generated rules, one dropped",
        lambda: compare(ruleset, one.ruleset),
    )
    changed = sum(bool(decision.turns) for decision in difference.decisions)
    left = sum(not (decision.turns or decision.proven) for decision in difference.decisions)
    print(f"  {changed} of {len(difference.decisions)} decisions change, {left} left open")


if __name__ == "__main__":
    main()
