"""Whatever the ruleset: it can be explained, and what an explanation leaves out is settled."""

from __future__ import annotations

import json
from random import Random

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tactful
from drawing import Size, draw_given, draw_ruleset
from tactful.explanation.explanation import explain
from tactful.explanation.page import page
from tactful.explanation.wire import results
from tactful.language import terms
from tactful.language.as_json import as_text
from tactful.language.conclusions import known_values
from tactful.language.conditions import truth, undecided
from tactful.language.reference import evaluate
from tactful.network.evaluator import Network
from tactful.pages.markdown import markdown
from tactful.pages.plain import WIDTH, plain

VALIDATOR = jsonschema.Draft202012Validator(tactful.schema("results"))
unhurried = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
NESTED = Size(facts=10, concluded=6, decisions=3, rules=30, depth=4)


@settings(unhurried, max_examples=60)
@given(st.integers(0, 2**32))
def test_anything_can_be_explained(seed: int) -> None:
    rng = Random(seed)
    ruleset = draw_ruleset(rng, NESTED)
    for _ in range(3):
        explanation = explain(
            Network(ruleset), "Drawn", evaluate(ruleset, draw_given(rng, ruleset))
        )
        shown = page(explanation)
        assert markdown([shown])
        for line in plain([shown], scores=True).splitlines():
            assert len(line) <= WIDTH or " " not in line.strip()
        VALIDATOR.validate(json.loads(as_text(results([explanation]))))


@settings(unhurried, max_examples=60)
@given(st.integers(0, 2**32))
def test_what_is_left_of_a_condition_decides_it(seed: int) -> None:
    """However the unknown facts turn out, the undecided part has the truth of the whole.

    Not so for tests such as `known`, which are always decided and change all the same.
    """
    rng = Random(seed)
    ruleset = draw_ruleset(rng, NESTED)
    known = draw_given(rng, ruleset)
    before = {k: v for k, v in known.items() if rng.random() < 0.5}
    after = {**draw_given(rng, ruleset), **before}
    for rule in ruleset.rules.values():
        for condition in (rule.when, rule.unless):
            if any(test.operator.presence is not None for test in terms.tests_in(condition)):
                continue
            left = undecided(condition, before, ruleset.type_of)
            if left is None:
                assert condition is None or truth(condition, before, ruleset.type_of) is not None
            else:
                assert truth(left, after, ruleset.type_of) == truth(
                    condition, after, ruleset.type_of
                )


@settings(unhurried, max_examples=60)
@given(st.integers(0, 2**32))
def test_values_are_what_conditions_read(seed: int) -> None:
    """A rule fired, or was set aside, exactly where its conditions say so of the known values."""
    rng = Random(seed)
    ruleset = draw_ruleset(rng, NESTED)
    conclusions = evaluate(ruleset, draw_given(rng, ruleset))
    values = known_values(ruleset, conclusions)
    spoke = {*conclusions.fired, *(pair.rule for pair in conclusions.set_aside)}
    for rule in ruleset.rules.values():
        holds = truth(rule.when, values, ruleset.type_of) is True
        blocked = rule.unless is not None and truth(rule.unless, values, ruleset.type_of) is True
        assert (rule.id in spoke) is (holds and not blocked)
