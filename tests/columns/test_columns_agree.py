"""Columns give every client the reference evaluator's conclusions, whatever the ruleset."""

from __future__ import annotations

from datetime import datetime
from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from drawing import ACTING, CHAINED, LARGE, SAID, WINDOWED, Size, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from rows import advice, expected
from tactful.language import reference


def assert_agreement(rng: Random, size: Size, clients: int, now: datetime | None = None) -> None:
    ruleset = draw_ruleset(rng, size)
    drawn = [draw_given(rng, ruleset) for _ in range(clients)]
    rows = advice(ruleset, drawn, now)
    for facts, row in zip(drawn, rows, strict=True):
        note(f"given {facts}")
        assert row == expected(ruleset, reference.evaluate(ruleset, facts, now=now))


@settings(unhurried, max_examples=DRAWS)
@given(st.randoms(use_true_random=False))
def test_on_small_rulesets(rng: Random) -> None:
    assert_agreement(rng, Size(), clients=12)


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_on_rulesets_that_say_none_several_and_arithmetic(seed: int) -> None:
    assert_agreement(Random(seed), SAID, clients=20)


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_a_moment_is_assumed_but_where_one_is_given_or_none(seed: int) -> None:
    assert_agreement(Random(seed), SAID, clients=20, now=datetime(2026, 11, 20, 14))


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_on_rulesets_whose_options_have_windows_or_wait(seed: int) -> None:
    assert_agreement(Random(seed), WINDOWED, clients=20)


@settings(unhurried, max_examples=max(1, DRAWS // 2))
@given(st.integers(0, 2**32))
def test_on_nested_and_chained_rulesets(seed: int) -> None:
    assert_agreement(Random(seed), CHAINED, clients=30)


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_on_when_windows_open(seed: int) -> None:
    assert_agreement(Random(seed), ACTING, clients=20)


@settings(unhurried, max_examples=max(5, DRAWS // 40))
@given(st.integers(0, 2**32))
def test_on_rulesets_of_over_300_rules_and_120_thresholds_of_one_fact(seed: int) -> None:
    assert_agreement(Random(seed), LARGE, clients=40)
