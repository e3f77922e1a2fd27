"""The network and the reference evaluator give the same conclusions, whatever the ruleset."""

from __future__ import annotations

from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from drawing import Size, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from tactful.language import reference
from tactful.network.evaluator import Network


def assert_agreement(rng: Random, size: Size, scenarios: int) -> None:
    ruleset = draw_ruleset(rng, size)
    assert len(ruleset.rules) >= size.least_rules + size.thresholds
    network = Network(ruleset)
    for _ in range(scenarios):
        facts = draw_given(rng, ruleset)
        note(f"given {facts}")
        assert network.evaluate(facts) == reference.evaluate(ruleset, facts)


@settings(unhurried, max_examples=DRAWS)
@given(st.randoms(use_true_random=False))
def test_on_small_rulesets(rng: Random) -> None:
    assert_agreement(rng, Size(), scenarios=4)


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_on_nested_and_chained_rulesets(seed: int) -> None:
    size = Size(facts=12, concluded=8, decisions=4, rules=40, depth=4)
    assert_agreement(Random(seed), size, scenarios=6)


@settings(unhurried, max_examples=max(5, DRAWS // 40))
@given(st.integers(0, 2**32))
def test_on_rulesets_of_over_300_rules_and_120_thresholds_of_one_fact(seed: int) -> None:
    size = Size(
        facts=30, concluded=20, decisions=8, rules=400, least_rules=200, depth=3, thresholds=120
    )
    assert_agreement(Random(seed), size, scenarios=6)
