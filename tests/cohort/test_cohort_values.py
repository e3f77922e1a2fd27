"""A column of texts means what each text means in a scenario, and what people mean by it.

Typed columns keep their values.
"""

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
from tactful.cohort.reading.styles import PLAIN, Style
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
    """What a cell means that is written as in a scenario; what it means else, others test."""
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
@settings(unhurried, max_examples=max(DRAWS // 20, 10))
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
        if isinstance(expected, NotAValue):
            alone = reader.read(pl.Series([text], dtype=pl.String), None)
            assert (value, wrong) == (alone.values.to_list()[0], alone.wrong[0]), text
            assert none is (alone.none is not None and alone.none[0]), text
        else:
            assert not wrong, text
            assert none is (expected is NONE), text
            assert value == in_column(expected, type_)
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
        (
            Kind.YES_NO,
            [1.0, 0.0, None, 2.0, 0.5],
            [True, False, None, None, None],
            [False, False, False, True, True],
        ),
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
    read = zone.read(pl.Series(["Europe/Paris", "paris", "", None, "Parys", "Spain"]), None)
    assert read.values.to_list() == ["Europe/Paris", "Europe/Paris", None, None, None, None]
    assert read.wrong.to_list() == [False, False, False, False, True, True]
    read = country.read(pl.Series(["FR", "france", "america", "Ruritania"]), None)
    assert read.values.to_list() == ["FR", "FR", "US", None]
    assert "`Ruritania` is not a country" in country.reason("Ruritania", None)


WORDS: list[tuple[ValueType, Style, dict[str, Any]]] = [
    (ValueType(Kind.YES_NO), PLAIN, {
        "Yes": True, " YES ": True, "y": True, "x": True, "X": True, "1": True, "TRUE": True,
        "WAHR": True, "vrai": True, "Verdadero": True, "ja": True, "✓": True, "No": False,
        "N": False, "0": False, "FALSCH": False, "faux": False, "nein": False, "✗": False,
        "?": None, "Unknown": None, "don't know": None, "maybe": NotAValue, "2": NotAValue,
        "#N/A": NotAValue, "-": NotAValue, "N/A": NotAValue,
    }),
    (ValueType(Kind.CHOICE, choices={"hit_it_off": "You hit it off", "warm": "Friendly"},
               also={"warm": ("nice", "kind")}), PLAIN, {
        "Warm": "warm", "friendly ": "warm", "KIND": "warm", "you  hit it off": "hit_it_off",
        "Hit it off": "hit_it_off", "hit-it-off": "hit_it_off", "?": None, "hot": NotAValue,
    }),
    (ValueType(Kind.CHOICE, choices={"a": "a car", "b": "a phone"}, many=True), PLAIN, {
        "A car; B": ["a", "b"], "a phone": ["b"], "[]": [], "?": None, "a car, boat": NotAValue,
    }),
    (ValueType(Kind.NUMBER, unit="USD", minimum=0), PLAIN, {
        "$1,200.50": 1200.5, "1.200,50": 1200.5, "1 200 usd": 1200, "12,5": 12.5, "50 dollars": 50,
        "1,234": NotAValue, "1.234": 1.234, "€5": NotAValue, "-5": NotAValue, "never": 0,
        "two": 2, "50%": NotAValue, "#REF!": NotAValue,
    }),
    (ValueType(Kind.NUMBER, unit="USD"), Style(decimal_comma=True), {
        "1.234": 1234, "1,234": 1.234, "12": 12, "$5": 5,
    }),
    (ValueType(Kind.NUMBER, unit="USD"), Style(decimal_comma=True, typed=True), {"1.234": 1.234}),
    (ValueType(Kind.NUMBER, unit="%"), PLAIN, {"40 %": 40, "40%": 40, "0.4": 0.4}),
    (ValueType(Kind.NUMBER, whole=True), PLAIN, {"1,234": 1234, "twice": 2, "3 times": 3}),
    (ValueType(Kind.DATE, none="They named no date"), PLAIN, {
        "20.11.2026": date(2026, 11, 20), "11/20/26": date(2026, 11, 20), "2026-11-20 00:00:00":
        date(2026, 11, 20), "20 Nov 2026": date(2026, 11, 20), "Nov 20th, 2026": date(2026, 11, 20),
        "Friday, 20 November 2026": date(2026, 11, 20), "none": NONE, "they named no date": NONE,
        "No": NONE, "?": None, "5/6/2026": NotAValue, "31.02.2026": NotAValue, "20 Nov": NotAValue,
        "end of Nov": NotAValue, "yesterday": NotAValue, "46346": NotAValue, "20.11.2026 9:00":
        NotAValue,
    }),
    (ValueType(Kind.DATE), Style(day_first=True), {
        "5/6/2026": date(2026, 6, 5), "11/20/2026": NotAValue,
    }),
    (ValueType(Kind.DATETIME), Style(day_first=False), {
        "5/6/2026 3:05 PM": datetime(2026, 5, 6, 15, 5), "5/6/26, 9:00": datetime(2026, 5, 6, 9),
        "2026-11-20 9:05": datetime(2026, 11, 20, 9, 5), "20 Nov 2026 at 3 pm":
        datetime(2026, 11, 20, 15), "5/6/2026": NotAValue, "2026-11-20": NotAValue,
        "5/6/2026 13 PM": NotAValue, "15:00": NotAValue,
    }),
    (ValueType(Kind.DATETIME), Style(day_first=True, time=time(15)), {
        "5/6/2026": datetime(2026, 6, 5, 15), "2026-11-20": datetime(2026, 11, 20, 15),
        "2026-11-20T00:00": datetime(2026, 11, 20), "20 Nov 2026": datetime(2026, 11, 20, 15),
    }),
    (ValueType(Kind.TIME), PLAIN, {"9:05": time(9, 5), "3 pm": time(15), "noon": time(12),
                                   "9.30 h": time(9, 30), "25:00": NotAValue}),
]  # fmt: skip  # a table of words and what they mean


@pytest.mark.parametrize(("type_", "style", "cells"), WORDS)
def test_words_as_people_write_them(type_: ValueType, style: Style, cells: dict[str, Any]) -> None:
    reader = ColumnReader(Fact("f", type_, "f"), NO_CLOCK, style=style)
    read = reader.read(pl.Series([*cells]), None)
    nothing = [False] * len(cells) if read.none is None else read.none
    found = zip(cells.items(), read.values.to_list(), read.wrong, nothing, strict=True)
    for (text, means), value, wrong, none in found:
        assert wrong is (means is NotAValue), text
        assert none is (means is NONE), text
        assert value == (None if means in (NotAValue, NONE) else means), text
        assert not wrong or reader.reason(text, None)
    column = pl.Series([*cells] * 2, dtype=pl.Categorical)
    assert reader.read(column, None).values[: len(cells)].equals(read.values)


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
