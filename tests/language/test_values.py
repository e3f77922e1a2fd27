"""Values as authors write them: what is accepted, what is refused and with which words."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drawing import draw_type
from making import NUMBER, RAPPORT, YES_NO
from tactful.language.values import LARGEST_NUMBER, Kind, NotAValue, Value, ValueType
from tactful.text.signs import first_unfit

DATE, TIME, DATETIME = (ValueType(k) for k in (Kind.DATE, Kind.TIME, Kind.DATETIME))
GIFT = ValueType(Kind.NUMBER, unit="USD", minimum=0, maximum=500)
COUNT = ValueType(Kind.NUMBER, whole=True)


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (YES_NO, "yes", True),
        (YES_NO, "no", False),
        (RAPPORT, "warm", "warm"),
        (NUMBER, "007", 7),
        (NUMBER, "-2.50", -2.5),
        (NUMBER, "+3", 3),
        (DATE, "2026-11-20", date(2026, 11, 20)),
        (TIME, "16:30", time(16, 30)),
        (TIME, "9:05", time(9, 5)),
        (DATETIME, "2026-11-20T14:00", datetime(2026, 11, 20, 14)),
        (DATETIME, "2026-11-20 9:00:30", datetime(2026, 11, 20, 9, 0, 30)),
        (DATETIME, "2026-11-20T14:00Z", datetime(2026, 11, 20, 14, tzinfo=UTC)),
    ],
)
def test_a_value_is_read_by_the_type_of_its_fact(type_: ValueType, text: str, value: Value) -> None:
    assert type_.parse(text) == value


@pytest.mark.parametrize(
    ("type_", "text", "message", "help_"),
    [
        (YES_NO, "true", "`true` is another word for yes", "write `yes`, in small letters"),
        (YES_NO, "No", "`No` has a capital letter", "write `no`, in small letters"),
        (YES_NO, "maybe", "`maybe` is neither yes nor no", "write `yes` or `no`"),
        (
            RAPPORT,
            "48",
            "`48` is not one of the choices",
            "use one of `cold`, `neutral`, `warm`, `hit_it_off`",
        ),
        (
            NUMBER,
            "1,000",
            "`1,000` is not a number",
            "write digits only, with a point for decimals: 1000 or 2.5",
        ),
        (
            NUMBER,
            "1e3",
            "`1e3` is not a number",
            "write digits only, with a point for decimals: 1000 or 2.5",
        ),
        (
            NUMBER,
            "9" * 17,
            f"`{'9' * 17}` is too large to be exact",
            "use a number up to 16 digits",
        ),
        (COUNT, "1.5", "`1.5` is not a whole number", "round it"),
        (GIFT, "-1", "`-1` is below the least this can be, 0", "give a value between 0 and 500"),
        (GIFT, "501", "`501` is above the most this can be, 500", "give a value between 0 and 500"),
        (
            DATE,
            "2026-02-30",
            "`2026-02-30` is a date that does not exist",
            "check the month and the day of the month",
        ),
        (DATE, "20.11.2026", "`20.11.2026` is not a date", "write year-month-day, as 2026-11-20"),
        (
            DATE,
            "0202-11-20",
            "`0202-11-20` is in a year that cannot be meant",
            "use a year from 1900 to 2199",
        ),
        (
            TIME,
            "25:00",
            "`25:00` is a time that does not exist",
            "hours go from 00 to 23, minutes to 59",
        ),
        (
            DATETIME,
            "2026-11-20",
            "`2026-11-20` is not a date with a time",
            "write the date and a time of day, as 2026-11-20T14:00",
        ),
        (
            DATETIME,
            "2026-11-31T10:00",
            "`2026-11-31` is a date that does not exist",
            "check the month and the day of the month",
        ),
    ],
)
def test_what_is_no_value_is_refused_with_what_would_be(
    type_: ValueType, text: str, message: str, help_: str
) -> None:
    with pytest.raises(NotAValue) as caught:
        type_.parse(text)
    assert (caught.value.message, caught.value.help) == (message, help_)


@settings(deadline=None)
@given(st.randoms(use_true_random=False), st.data())
def test_what_is_shown_reads_back_as_the_same_value(rng: Random, data: st.DataObject) -> None:
    type_ = draw_type(rng)
    strategies: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.YES_NO: st.booleans(),
        Kind.CHOICE: st.sampled_from(list(type_.choices) or ["none"]),
        Kind.NUMBER: st.integers(-LARGEST_NUMBER, LARGEST_NUMBER)
        | st.integers(-(10**9), 10**9).map(lambda n: n / 1000),
        Kind.DATE: st.dates(date(1900, 1, 1), date(2199, 12, 31)),
        Kind.TIME: st.times().map(lambda t: t.replace(microsecond=0)),
        Kind.DATETIME: st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)).map(
            lambda t: t.replace(microsecond=0)
        ),
        Kind.TEXT: st.text(min_size=1).filter(str.strip).filter(lambda t: not first_unfit(t)),
    }
    value = data.draw(strategies[type_.kind])
    assert type_.parse(type_.show(value)) == value


AROUND_THE_EDGES = st.integers(-12, 12) | st.sampled_from(
    [sign * (LARGEST_NUMBER + n) for sign in (1, -1) for n in (-1, 0, 1)]
)
BOUND = st.none() | AROUND_THE_EDGES | st.floats(-10, 10)


@example(LARGEST_NUMBER + 1, None, LARGEST_NUMBER + 1, False, Kind.NUMBER)
@example(-LARGEST_NUMBER - 1, -LARGEST_NUMBER - 1, None, False, Kind.NUMBER)
@given(AROUND_THE_EDGES, BOUND, BOUND, st.booleans(), st.sampled_from(Kind))
def test_an_integer_is_a_value_of_a_number_in_range_and_of_nothing_else(
    number: int, low: float | None, high: float | None, whole: bool, kind: Kind
) -> None:
    is_number = kind is Kind.NUMBER
    minimum, maximum = (low, high) if is_number else (None, None)
    type_ = ValueType(kind, minimum=minimum, maximum=maximum, whole=whole)
    in_range = (low is None or number >= low) and (high is None or number <= high)
    if is_number and in_range and abs(number) <= LARGEST_NUMBER:
        type_.check(number)
    else:
        with pytest.raises(NotAValue):
            type_.check(number)
    with pytest.raises(NotAValue):
        ValueType(Kind.NUMBER, minimum=minimum, maximum=maximum).check(number % 2 == 0)


@given(st.text() | st.from_regex(r"[-+0-9T:. ]{1,20}", fullmatch=True), st.sampled_from(Kind))
def test_any_text_is_a_value_or_refused(text: str, kind: Kind) -> None:
    type_ = ValueType(kind, choices={"a": "a"} if kind is Kind.CHOICE else {})
    try:
        value = type_.parse(text)
    except NotAValue:
        return
    if not isinstance(value, datetime) or value.tzinfo is None:
        type_.check(value)


def test_a_type_that_has_been_used_travels_between_processes() -> None:
    used = ValueType(Kind.CHOICE, choices={"cold": "Cold", "warm": "Warm"}, ordered=True)
    assert used.rank("warm") == 1
    used.check("warm")
    copied = pickle.loads(pickle.dumps(used))  # noqa: S301 - our own
    assert copied == used
    assert copied.rank("warm") == 1
