"""Grounds: what a conclusion rests on is enough to reach it again."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from drawing import MOMENT, draw_given, draw_ruleset
from replaying import SIZES, only, outcome, unhurried
from tactful.answers.grounds import behind, grounds
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.language.values import Value


def replays(ruleset: Ruleset, facts: Mapping[str, Value], rng: Random) -> None:
    now = rng.choice((None, MOMENT))
    conclusions = evaluate(ruleset, facts, now=now)
    for step, ground in grounds(ruleset, conclusions).items():
        assert ground.given <= facts.keys()
        more = frozenset(name for name in facts if rng.random() < 0.5)
        for names in (ground.given, ground.given | more):
            again = evaluate(ruleset, only(facts, names), now=now)
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
