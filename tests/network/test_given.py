"""What a program gives: exact values of other libraries are taken, all mistakes said at once."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from draws import unhurried
from making import NUMBER, RAPPORT, TEXT, YES_NO, facts, ruleset
from tactful.explanation.explanation import explain
from tactful.explanation.wire import as_json
from tactful.language import reference
from tactful.language.given import InvalidGiven
from tactful.language.native import NATIVE, native
from tactful.language.values import Kind, ValueType
from tactful.network.evaluator import Network

MADE = ruleset(
    facts(
        y=YES_NO,
        n=NUMBER,
        t=TEXT,
        r=RAPPORT,
        d=ValueType(Kind.DATE),
        c=ValueType(Kind.TIME),
        m=ValueType(Kind.DATETIME),
    ),
    [],
)
NETWORK = Network(MADE)


class Rapport(str, Enum):  # noqa: UP042 - what older programs have
    WARM = "warm"


class Price(IntEnum):
    HIGH = 12


@pytest.mark.parametrize(
    ("name", "value", "same"),
    [
        ("y", np.bool_(True), True),
        ("n", np.int64(12), 12),
        ("n", np.uint8(12), 12),
        ("n", np.float64(12.5), 12.5),
        ("n", np.float32(0.5), 0.5),
        ("n", np.longdouble(0.25), 0.25),
        ("n", Decimal("19.99"), 19.99),
        ("n", Decimal("12.00"), 12),
        ("n", Fraction(1, 2), 0.5),
        ("n", Price.HIGH, 12),
        ("t", np.str_("water"), "water"),
        ("r", np.str_("warm"), "warm"),
        ("r", Rapport.WARM, "warm"),
        ("d", np.datetime64("2026-11-20"), date(2026, 11, 20)),
        ("m", np.datetime64("2026-11-20T14:00", "ns"), datetime(2026, 11, 20, 14)),
    ],
)
def test_what_is_exactly_a_value_is_taken_as_it(name: str, value: object, same: object) -> None:
    found = NETWORK.evaluate({name: value})  # type: ignore[dict-item]
    assert found == NETWORK.evaluate({name: same})  # type: ignore[dict-item]
    assert found == reference.evaluate(MADE, {name: value})  # type: ignore[dict-item]
    assert type(found.facts[name].value) is type(same)
    json.dumps(as_json(explain(NETWORK, "", found)))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("y", 1, "`1` is not yes or no; give True or False"),
        ("y", np.int64(1), "`np.int64(1)` is not yes or no; give True or False"),
        ("n", np.bool_(True), "`np.True_` is not a number; give an int or a float"),
        ("n", Fraction(1, 3), "no float is exactly `Fraction(1, 3)`; round it, and give an int"),
        ("n", Decimal("0.1") + Decimal("1e-25"), "no float is exactly `Decimal("),
        ("n", 2**53 + 1, "`9007199254740993` is too large to be exact"),
        ("n", np.int64(2**53 + 1), "`9007199254740993` is too large to be exact"),
        ("n", Decimal(2**53 + 1), "`9007199254740993` is too large to be exact"),
        ("n", Fraction(2**53 + 1), "`9007199254740993` is too large to be exact"),
        ("n", Decimal("1e999999999"), "`inf` is not a number anyone can use"),
        ("n", Decimal("sNaN"), "no float is exactly `Decimal('sNaN')`"),
        ("n", np.timedelta64(3, "D"), "`np.timedelta64(3,'D')` is not a number"),
        ("m", np.datetime64("NaT", "s"), "`np.datetime64('NaT"),
        ("m", np.datetime64(1, "ns"), "`np.datetime64('1970-01-01T00:00:00.000000001')` is not a"),
        ("d", np.datetime64("2026"), "`np.datetime64('2026')` is not a date; give a datetime.date"),
        ("d", datetime(2026, 11, 20), "`datetime.datetime(2026, 11, 20, 0, 0)` is not a date"),
        ("m", datetime(2026, 11, 20, tzinfo=UTC), "`2026-11-20T00:00:00+00:00` carries an offset"),
        ("c", time(9, tzinfo=UTC), "`09:00:00+00:00` carries an offset; give a datetime.time"),
        ("t", b"water", "`b'water'` is not a text; give a str"),
        ("r", "wram", "`'wram'` is not one of the choices; did you mean `warm`?"),
        ("r", ["warm"], "`['warm']` is not a choice; give one of 'cold', "),
        ("y", None, "`None` is not yes or no; leave it out where it is not known, or give True"),
    ],
)
def test_what_is_not_is_refused_in_the_words_of_a_program(
    name: str, value: object, said: str
) -> None:
    for evaluate in (NETWORK.evaluate, lambda facts: reference.evaluate(MADE, facts)):
        with pytest.raises(InvalidGiven) as caught:
            evaluate({name: value})  # type: ignore[dict-item]
        (mistake,) = caught.value.mistakes
        assert str(mistake).startswith(f"`{name}`: {said}")
        assert mistake.fact == name
        assert mistake.value is value


def test_all_mistakes_are_told_at_once_and_travel_between_processes() -> None:
    wrong = {"y": "yes", "n": 12, "R": "warm", "r": "wram", "d": None}
    with pytest.raises(InvalidGiven) as caught:
        NETWORK.evaluate(wrong)  # type: ignore[arg-type]
    assert [mistake.fact for mistake in caught.value.mistakes] == ["y", "R", "r", "d"]
    assert [mistake.near for mistake in caught.value.mistakes] == [None, "r", "warm", None]
    assert str(caught.value).count("\n") == 3
    assert pickle.loads(pickle.dumps(caught.value)).mistakes == caught.value.mistakes  # noqa: S301


class Hostile:
    def __repr__(self) -> str:
        raise RuntimeError


def test_a_value_that_cannot_even_be_shown_is_a_mistake_like_others() -> None:
    with pytest.raises(InvalidGiven, match="`<Hostile instance at 0x"):
        NETWORK.evaluate({"y": Hostile()})  # type: ignore[dict-item]


@unhurried
@given(
    st.one_of(
        st.decimals(),
        st.fractions(),
        st.floats().map(np.float64),
        st.floats(width=32).map(np.float32),
        st.integers(-(2**63), 2**63 - 1).map(np.int64),
        st.text().map(np.str_),
        st.booleans().map(np.bool_),
        st.datetimes().map(np.datetime64),
    )
)
def test_a_native_value_says_exactly_the_same(value: object) -> None:
    made = native(value)
    if made.__class__ not in NATIVE:
        assert made is value
    elif isinstance(value, Decimal) and value.is_finite() and value.adjusted() <= 20:
        assert Decimal(repr(made)) == value
    elif not isinstance(value, Decimal):
        assert made == value or made != made  # nan
