"""Three-valued conditions: what is true, what is false, and what cannot be said yet."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import Drawn, draw_condition, draw_type, draw_value
from making import NUMBER, RAPPORT, all_of, any_of, at_least, check, facts, none_of, ref
from tactful.language import operators
from tactful.language.conditions import Truth, truth
from tactful.language.model import Fact
from tactful.language.terms import Condition, Test
from tactful.language.values import Kind, Value, ValueType

T = check("t", 1)
F = check("f", 1)
U = check("u", 1)
KNOWN: dict[str, Value] = {"t": 1, "f": 0}


def asked(condition: Condition) -> Truth:
    return truth(condition, KNOWN, lambda _: NUMBER)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (all_of(T, T), True),
        (all_of(T, U), None),
        (all_of(F, U), False),
        (any_of(F, F), False),
        (any_of(F, U), None),
        (any_of(T, U), True),
        (none_of(F, F), True),
        (none_of(F, U), None),
        (none_of(T, U), False),
        (at_least(2, T, T, U), True),
        (at_least(2, T, U, F), None),
        (at_least(2, T, F, F), False),
        (at_least(2, U, F, F), False),
        (all_of(any_of(T, U), none_of(F)), True),
    ],
)
def test_groups_follow_strong_kleene_logic(condition: Condition, expected: Truth) -> None:
    assert asked(condition) is expected


def at(op: operators.Operator, *operands: Value, rapport: Value | None = "warm") -> Truth:
    values = {} if rapport is None else {"rapport": rapport}
    return truth(Test("rapport", op, operands), values, lambda _: RAPPORT)


def test_an_ordered_choice_compares_by_its_place_not_by_its_spelling() -> None:
    assert at(operators.AT_LEAST, "neutral") is True
    assert at(operators.MORE_THAN, "warm") is False
    assert at(operators.LESS_THAN, "hit_it_off") is True
    assert at(operators.BETWEEN, "cold", "warm") is True
    assert at(operators.NONE_OF, "cold", "warm") is False


def test_only_the_tests_of_presence_are_sure_about_a_fact_that_is_not_known() -> None:
    assert at(operators.KNOWN, rapport=None) is False
    assert at(operators.UNKNOWN, rapport=None) is True
    for op, operands in ((operators.NOT, ("cold",)), (operators.BETWEEN, ("cold", "hit_it_off"))):
        assert at(op, *operands, rapport=None) is None


def test_a_bound_that_fails_decides_even_when_the_other_is_not_known() -> None:
    within = Test("x", operators.BETWEEN, (5, ref("y")))
    assert truth(within, {"x": 3}, lambda _: NUMBER) is False
    assert truth(within, {"x": 6}, lambda _: NUMBER) is None
    assert truth(within, {"x": 6, "y": 6}, lambda _: NUMBER) is True


def test_several_choices_are_tested_by_membership() -> None:
    cautions = ValueType(Kind.CHOICE, choices={c: c for c in "abc"}, many=True)

    def chosen(op: operators.Operator, *operands: Value, values: frozenset[str]) -> Truth:
        return truth(Test("d", op, operands), {"d": values}, lambda _: cautions)

    both = frozenset("ab")
    assert chosen(operators.EQUAL, "a", values=both) is True
    assert chosen(operators.EQUAL, "c", values=both) is False
    assert chosen(operators.ONE_OF, "c", "b", values=both) is True
    assert chosen(operators.NOT, "a", values=both) is False
    assert chosen(operators.NONE_OF, "a", "c", values=frozenset()) is True
    assert truth(Test("d", operators.NOT, ("a",)), {}, lambda _: cautions) is None


@settings(deadline=None, max_examples=300)
@given(st.randoms(use_true_random=False))
def test_learning_more_never_overturns_what_was_sure(rng: Random) -> None:
    drawn = Drawn()
    for name in "abcd":
        drawn.facts[name] = Fact(name, draw_type(rng), name)
    # ``known`` and ``unknown`` ask about what has been said, which learning more does change.
    condition = draw_condition(rng, drawn, drawn.names, depth=3)
    if any(test.operator.presence is not None for test in _tests(condition)):
        return
    everything = {name: draw_value(rng, fact.type) for name, fact in drawn.facts.items()}
    some = {name: value for name, value in everything.items() if rng.random() < 0.5}
    before = truth(condition, some, drawn.type_of)
    after = truth(condition, everything, drawn.type_of)
    assert after is not None
    assert before in (None, after)


def _tests(condition: Condition) -> list[Test]:
    if isinstance(condition, Test):
        return [condition]
    return [test for part in condition.parts for test in _tests(part)]


def test_no_condition_at_all_holds() -> None:
    assert truth(None, {}, lambda name: facts(x=NUMBER)[name].type) is True
