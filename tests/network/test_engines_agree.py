"""The network and the reference evaluator give the same conclusions, whatever the ruleset."""

from __future__ import annotations

from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from drawing import ACTING, CHAINED, LARGE, SAID, Size, draw_given, draw_ruleset
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
    assert_agreement(Random(seed), CHAINED, scenarios=6)


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_on_none_several_arithmetic_and_constraints(seed: int) -> None:
    assert_agreement(Random(seed), SAID, scenarios=6)


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_on_when_windows_open(seed: int) -> None:
    assert_agreement(Random(seed), ACTING, scenarios=6)


@settings(unhurried, max_examples=max(5, DRAWS // 40))
@given(st.integers(0, 2**32))
def test_on_rulesets_of_over_300_rules_and_120_thresholds_of_one_fact(seed: int) -> None:
    assert_agreement(Random(seed), LARGE, scenarios=6)
