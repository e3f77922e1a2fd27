"""What tests say of a fact of which there is none, and of several choices at once."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from making import ref
from tactful.language.conditions import Truth, truth
from tactful.language.operators import (
    ALL_OF,
    AT_LEAST,
    BETWEEN,
    EQUAL,
    KNOWN,
    LESS_THAN,
    NONE_OF,
    NOT,
    ONE_OF,
    UNKNOWN,
    Operator,
)
from tactful.language.terms import Test
from tactful.language.values import NONE, Kind, NotAValue, Value, ValueType

DAY = date(2026, 11, 20)
DUE = ValueType(Kind.DATE, none="They named no date")
OTHER = ValueType(Kind.DATE)
ASKS = ValueType(Kind.CHOICE, choices={"pay": "pay", "days": "days", "title": "title"}, many=True)
TYPES = {"due": DUE, "other": OTHER, "asks": ASKS}


def answer(subject: str, operator: Operator, *operands: object, **values: Value) -> Truth:
    return truth(Test(subject, operator, operands), values, TYPES.__getitem__)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("operator", "operands", "holds"),
    [
        (EQUAL, (NONE,), True),
        (NOT, (NONE,), False),
        (EQUAL, (DAY,), False),
        (NOT, (DAY,), True),
        (AT_LEAST, (DAY,), False),
        (LESS_THAN, (DAY,), False),
        (BETWEEN, (DAY, DAY), False),
        (ONE_OF, (DAY, NONE), True),
        (NONE_OF, (DAY, NONE), False),
        (KNOWN, (), True),
        (UNKNOWN, (), False),
    ],
)
def test_where_there_is_none_every_comparison_is_false(
    operator: Operator, operands: tuple[object, ...], holds: bool
) -> None:
    assert answer("due", operator, *operands, due=NONE) is holds


def test_a_day_is_not_none_and_what_is_not_known_may_be() -> None:
    assert answer("due", EQUAL, NONE, due=DAY) is False
    assert answer("due", NOT, NONE, due=DAY) is True
    assert answer("due", EQUAL, NONE) is None


def test_a_comparison_with_a_fact_of_which_there_is_none_is_false() -> None:
    assert answer("other", EQUAL, ref("due"), due=NONE, other=DAY) is False
    assert answer("other", NOT, ref("due"), due=NONE, other=DAY) is True
    assert answer("other", AT_LEAST, ref("due"), due=NONE) is False
    assert answer("due", EQUAL, ref("other"), due=NONE) is False


@pytest.mark.parametrize(
    ("operator", "operands", "holds"),
    [
        (EQUAL, ("pay",), True),
        (EQUAL, ("title",), False),
        (NOT, ("title",), True),
        (ONE_OF, ("title", "days"), True),
        (NONE_OF, ("title", "days"), False),
        (ALL_OF, ("pay", "days"), True),
        (ALL_OF, ("pay", "title"), False),
    ],
)
def test_several_choices_at_once(
    operator: Operator, operands: tuple[str, ...], holds: bool
) -> None:
    assert answer("asks", operator, *operands, asks=frozenset(("pay", "days"))) is holds
    assert answer("asks", operator, *operands) is None


def test_none_of_the_choices_is_known() -> None:
    assert answer("asks", KNOWN, asks=frozenset()) is True
    assert answer("asks", EQUAL, "pay", asks=frozenset()) is False


def test_values_are_read_and_written_alike() -> None:
    assert DUE.parse("none") is NONE
    assert DUE.show(NONE) == "none"
    assert ASKS.parse("[days, pay]") == ASKS.parse("pay, days") == frozenset(("pay", "days"))
    assert ASKS.show(frozenset(("days", "pay"))) == "[pay, days]"
    assert ASKS.parse("[]") == frozenset()
    assert pickle.loads(pickle.dumps(NONE)) is NONE  # noqa: S301 - our own


@pytest.mark.parametrize(
    ("type_", "value"),
    [(OTHER, NONE), (ASKS, NONE), (ASKS, "pay"), (ASKS, frozenset(("rise",)))],
)
def test_what_is_no_value_is_refused(type_: ValueType, value: Value) -> None:
    with pytest.raises(NotAValue):
        type_.check(value)
