"""Grounds: what a conclusion rests on is enough to reach it again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drawing import Size, draw_given, draw_ruleset
from tactful.conclusions import Conclusions
from tactful.grounds import behind, grounds
from tactful.model import Ruleset
from tactful.reference import evaluate
from tactful.strata import Step
from tactful.values import Value

DRAWS = int(os.environ.get("TACTFUL_DRAWS", "200"))
unhurried = settings(
    deadline=None,
    max_examples=DRAWS,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SIZES = (Size(), Size(facts=10, concluded=6, decisions=3, rules=30, depth=3))


def outcome(conclusions: Conclusions, step: Step) -> object:
    """What must come out the same."""
    if step.kind == "rule":
        return step.id in conclusions.fired
    if step.kind == "fact":
        known = conclusions.facts.get(step.id)
        return None if known is None else known.value
    settled = conclusions.decisions[step.id]
    return settled.status, settled.choices


def only(facts: Mapping[str, Value], names: frozenset[str]) -> dict[str, Value]:
    return {name: value for name, value in facts.items() if name in names}


def replays(ruleset: Ruleset, facts: Mapping[str, Value], rng: Random) -> None:
    conclusions = evaluate(ruleset, facts)
    for step, ground in grounds(ruleset, conclusions).items():
        assert ground.given <= facts.keys()
        more = frozenset(name for name in facts if rng.random() < 0.5)
        for names in (ground.given, ground.given | more):
            again = evaluate(ruleset, only(facts, names))
            assert outcome(again, step) == outcome(conclusions, step), step


@unhurried
@given(st.integers(0, 2**32))
def test_evaluating_only_what_a_step_rests_on_gives_the_same(seed: int) -> None:
    """Nor does any more of the scenario change it."""
    rng = Random(seed)
    ruleset = draw_ruleset(rng, SIZES[seed % len(SIZES)])
    replays(ruleset, draw_given(rng, ruleset), rng)


@unhurried
@given(st.integers(0, 2**32))
def test_a_ground_names_the_facts_of_all_the_steps_behind_it(seed: int) -> None:
    rng = Random(seed)
    ruleset = draw_ruleset(rng, SIZES[seed % len(SIZES)])
    facts = draw_given(rng, ruleset)
    found = grounds(ruleset, evaluate(ruleset, facts))
    for step, ground in found.items():
        steps = {one.step for one in behind(found, step)}
        assert ground.given == {s.id for s in steps if s.kind == "fact" and s.id in facts}
