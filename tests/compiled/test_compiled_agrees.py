"""What is compiled and the reference evaluator give the same conclusions, whatever the ruleset."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from drawing import ACTING, CHAINED, LARGE, SAID, WINDOWED, Size, draw_given, draw_ruleset
from drawing_several import SEVERAL, SEVERAL_ACTING, SMALL_SEVERAL, draw_listed, draw_template
from draws import DRAWS, unhurried
from tactful.compiled.evaluator import Compiled
from tactful.compiled.kept import compiled_of
from tactful.grounding.ground import ground
from tactful.language import reference
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import load_scenarios
from tactful.text.library import packaged, packaged_names

SEEDS = st.integers(0, 2**32)


def assert_same(
    compiled: Compiled, ruleset: Ruleset, facts: Mapping[str, Value], now: datetime | None = None
) -> None:
    found = compiled.evaluate(facts, now=now)
    expected = reference.evaluate(ruleset, facts, now=now)
    assert found == expected
    assert expected == found
    assert (found != expected, expected != found) == (False, False)
    # Equal dictionaries may differ in their order, and 1 is 1.0: both are read by people.
    assert repr(found) == repr(expected)
    travelled = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own
    assert (type(travelled), travelled) == (type(expected), expected)


def assert_agreement(rng: Random, size: Size, scenarios: int = 6) -> None:
    ruleset = draw_ruleset(rng, size)
    compiled = Compiled(ruleset)
    for _ in range(scenarios):
        facts = draw_given(rng, ruleset)
        note(f"given {facts}")
        assert_same(compiled, ruleset, facts)
        if ruleset.clock.now is not None:
            moment = datetime(2026, 10, 20) + timedelta(minutes=rng.randrange(60 * 24 * 60))
            less = {name: value for name, value in facts.items() if name != ruleset.clock.now}
            assert_same(compiled, ruleset, less, moment)


@settings(unhurried, max_examples=DRAWS)
@given(st.randoms(use_true_random=False))
def test_on_small_rulesets(rng: Random) -> None:
    assert_agreement(rng, Size())


@settings(unhurried, max_examples=DRAWS)
@given(SEEDS)
def test_on_nested_and_chained_rulesets(seed: int) -> None:
    assert_agreement(Random(seed), CHAINED)


@settings(unhurried, max_examples=DRAWS)
@given(SEEDS)
def test_on_none_several_arithmetic_and_constraints(seed: int) -> None:
    assert_agreement(Random(seed), SAID)


@settings(unhurried, max_examples=DRAWS)
@given(SEEDS, st.sampled_from([ACTING, WINDOWED]))
def test_on_when_windows_open(seed: int, size: Size) -> None:
    assert_agreement(Random(seed), size)


@settings(unhurried, max_examples=max(5, DRAWS // 40))
@given(SEEDS)
def test_on_rulesets_of_over_300_rules_and_120_thresholds_of_one_fact(seed: int) -> None:
    assert_agreement(Random(seed), LARGE)


@settings(unhurried, max_examples=DRAWS)
@given(SEEDS, st.sampled_from([SEVERAL, SEVERAL_ACTING, SMALL_SEVERAL]))
def test_on_several_of_a_thing(seed: int, size: Size) -> None:
    rng = Random(seed)
    template = draw_template(rng, size)
    for _ in range(3):
        _, made, facts = draw_listed(rng, template)
        note(f"given {facts}")
        assert_same(compiled_of(made), made, facts)


@pytest.mark.parametrize("name", packaged_names())
def test_on_the_packaged_scenarios(name: str) -> None:
    ruleset = load(packaged(name))
    scenarios = load_scenarios(packaged(name), ruleset).scenarios
    assert scenarios
    for scenario in scenarios:
        own = ground(ruleset, scenario.people)
        assert_same(compiled_of(own), own, scenario.given)
