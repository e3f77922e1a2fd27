"""A column of texts means what each text means in a scenario; typed columns keep their values."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clients import in_column
from draws import DRAWS, unhurried
from tactful.cohort.reading.values import ColumnReader
from tactful.language.model import NO_CLOCK, Clock, Fact
from tactful.language.values import NONE, Kind, NotAValue, Value, ValueType
from tactful.reading.values import parse

TYPES = (
    ValueType(Kind.YES_NO),
    ValueType(Kind.CHOICE, choices={c: c for c in ("cold", "warm", "007")}),
    ValueType(Kind.NUMBER),
    ValueType(Kind.NUMBER, whole=True, minimum=0, maximum=50),
    ValueType(Kind.DATE),
    ValueType(Kind.DATE, minimum=date(2026, 1, 1)),
    ValueType(Kind.TIME),
    ValueType(Kind.TIME, maximum=time(18)),
    ValueType(Kind.DATETIME),
    ValueType(Kind.DATETIME, maximum=datetime(2026, 12, 31)),
    ValueType(Kind.TEXT),
    ValueType(Kind.NUMBER, none="None", maximum=7),
    ValueType(Kind.DATE, none="None"),
    ValueType(Kind.TEXT, none="None"),
    ValueType(Kind.CHOICE, choices={c: c for c in ("warm", "007", "cold")}, many=True),
)
TEXTS = (
    "", " ", "no", "No", "NO", "yes", " yes ", "true", "on", "0", "1", "007", "7", "-0", "+5",
    "1.5", "1.50", ".5", "5.", "1e3", "1,5", "1 000", "nan", "inf", "99999999999999999",
    "9007199254740993",
    "123456789.123456789", "0.1234567890123456789", "16:30", "6:30", "24:00", "16:30:05", "16:60",
    "2026-11-20", "2026-02-30", "20-11-2026", "1799-01-01", "2026-11-20T14:00", "2026-11-20 9:00",
    "2026-11-20T14:00:30.5", "2026-11-20T25:00", "2026-11-20T14:00Z", "2026-11-20T14:00+01:00",
    "2027-01-01T00:00", "cold", "warm ", "COLD", "\u0663", "é", "x" * 500, "`", "unknown",
    "none", " none ", "None", "[none]", "[]", "[ ]", "[cold, warm]", "cold,warm", "warm; 007",
    "[cold", "cold warm", "cold, cold", "cold,", ";",
)  # fmt: skip  # a table of words
alphabet = st.text(st.sampled_from("0123456789-+.:TZ eynos"), max_size=20)
texts = st.lists(st.none() | st.sampled_from(TEXTS) | alphabet, max_size=30)


def meant(type_: ValueType, text: str | None) -> Value | NotAValue | None:
    """What a cell means: the code that reads scenarios decides."""
    tidy = "" if text is None else text.strip()
    if not tidy:
        return None
    try:
        value = parse(tidy.replace(";", ",") if type_.many else tidy, type_)
    except NotAValue as error:
        return error
    if isinstance(value, datetime) and value.tzinfo is not None:
        return NotAValue("no zone", "")
    return value


def name_of(type_: ValueType) -> str:
    more = "none" if type_.none else "many" if type_.many else None
    return f"{type_.kind.name}-{type_.minimum or type_.maximum or more}"


@pytest.mark.parametrize("type_", TYPES, ids=name_of)
@settings(unhurried, max_examples=max(DRAWS // 4, 20))
@example(cells=[*TEXTS])
@given(cells=texts)
def test_texts(type_: ValueType, cells: list[str | None]) -> None:
    reader = ColumnReader(Fact("f", type_, "f"), NO_CLOCK)
    column = pl.Series(cells, dtype=pl.String)
    read = reader.read(column, None)
    assert (read.none is None) is (type_.none is None)
    nothing = [False] * len(cells) if read.none is None else read.none.to_list()
    rows = zip(cells, read.values.to_list(), read.wrong, nothing, strict=True)
    for text, value, wrong, none in rows:
        expected = meant(type_, text)
        assert wrong is isinstance(expected, NotAValue), text
        assert none is (expected is NONE), text
        assert value == (None if isinstance(expected, NotAValue) else in_column(expected, type_))
        if wrong:
            assert reader.reason(text, None)
    as_categories = reader.read(column.cast(pl.Categorical), None)
    assert as_categories.values.equals(read.values)
    assert as_categories.wrong.equals(read.wrong)


MOMENT = datetime(2026, 11, 20, 14, 30)


@pytest.mark.parametrize(
    ("kind", "column", "values", "wrong"),
    [
        (Kind.YES_NO, [True, None], [True, None], [False, False]),
        (Kind.YES_NO, [1, None], [None, None], [True, False]),
        (Kind.NUMBER, [1, None], [1, None], [False, False]),
        (Kind.NUMBER, [1.5, float("nan"), float("inf")], [1.5, None, None], [False, True, True]),
        (Kind.NUMBER, [True], [None], [True]),
        (Kind.NUMBER, [2**53, 2**53 + 1, -(2**53) - 1], [2**53, None, None], [False, True, True]),
        (Kind.NUMBER, [Decimal("19.99"), Decimal(2**53 + 1)], [19.99, None], [False, True]),
        (Kind.CHOICE, ["cold", "hot"], ["cold", None], [False, True]),
        (Kind.CHOICE, [7], [None], [True]),
        (Kind.TEXT, [7], [None], [True]),
        (Kind.DATE, [MOMENT.date()], [MOMENT.date()], [False]),
        (Kind.DATE, [MOMENT, datetime(2026, 11, 20)], [None, MOMENT.date()], [True, False]),
        (Kind.DATETIME, [MOMENT], [MOMENT], [False]),
        (Kind.DATETIME, [MOMENT.date()], [None], [True]),
        (Kind.DATETIME, [datetime(1500, 1, 1)], [None], [True]),
        (Kind.TIME, [time(16, 30)], [time(16, 30)], [False]),
        (Kind.TIME, [MOMENT], [None], [True]),
        (Kind.TEXT, [None], [None], [False]),
    ],
)
def test_typed_columns(kind: Kind, column: list[Any], values: list[Any], wrong: list[bool]) -> None:
    choices = {"cold": "cold", "007": "007"} if kind is Kind.CHOICE else {}
    reader = ColumnReader(Fact("f", ValueType(kind, choices=choices), "f"), NO_CLOCK)
    read = reader.read(pl.Series(column), None)
    assert (read.values.to_list(), read.wrong.to_list()) == (values, wrong)
    for value, is_wrong in zip(column, wrong, strict=True):
        assert not is_wrong or reader.reason(value, None)


def test_a_moment_with_an_offset_is_told_in_the_time_zone_of_its_row() -> None:
    reader = ColumnReader(Fact("f", ValueType(Kind.DATETIME), "f"), NO_CLOCK)
    zones = pl.Series(["Europe/Paris", "America/New_York", None], dtype=pl.String)
    told = [datetime(2026, 11, 20, 15), datetime(2026, 11, 20, 9), None]
    texts = reader.read(pl.Series(["2026-11-20T14:00Z"] * 3), zones)
    assert texts.values.to_list() == told
    typed = pl.Series([datetime(2026, 11, 20, 14)] * 3).dt.replace_time_zone("UTC")
    moments = reader.read(typed, zones)
    assert moments.values.to_list() == told
    assert texts.wrong.to_list() == moments.wrong.to_list() == [False, False, True]
    assert "no time zone is given" in reader.reason("2026-11-20T14:00Z", None)
    assert "no time zone is given" in reader.reason(typed[2], None)


def test_a_zone_and_a_country_have_to_exist() -> None:
    clock = Clock(timezone="zone", country="country")
    zone = ColumnReader(Fact("zone", ValueType(Kind.TEXT), "zone"), clock)
    country = ColumnReader(Fact("country", ValueType(Kind.TEXT), "country"), clock)
    read = zone.read(pl.Series(["Europe/Paris", "Paris", "", None]), None)
    assert read.wrong.to_list() == [False, True, False, False]
    read = country.read(pl.Series(["FR", "France"]), None)
    assert read.wrong.to_list() == [False, True]
    assert "`France` is not a country" in country.reason("France", None)


def test_the_second_of_two_like_times_is_refused_and_never_taken_for_the_first() -> None:
    reader = ColumnReader(Fact("f", ValueType(Kind.DATETIME), "f"), NO_CLOCK)
    zones = pl.Series(["Europe/Paris"] * 2, dtype=pl.String)
    texts = pl.Series(["2026-10-25T00:30Z", "2026-10-25T01:30Z"])
    typed = texts.str.to_datetime("%Y-%m-%dT%H:%MZ").dt.replace_time_zone("UTC")
    for column in (texts, typed):
        read = reader.read(column, zones)
        assert read.values.to_list() == [datetime(2026, 10, 25, 2, 30), None]
        assert read.wrong.to_list() == [False, True]
        assert "the second of two alike" in reader.reason(column[1], "Europe/Paris")
