"""Days, times, amounts and places as people say them: all that they may mean, and nothing else."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import unhurried
from tactful.language.values import Kind, ValueType
from tactful.scenarios.everyday import amount, clock_time, days, moments
from tactful.scenarios.places import country_name, country_named, country_of, own_zone, zones_named

NOW = datetime(2026, 11, 20, 14, 30)  # a Friday


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("17 Nov 12:15", "2026-11-17T12:15"),
        ("today 12:15", "2026-11-20T12:15"),
        ("Yesterday at noon", "2026-11-19T12:00"),
        ("17.11.2026 12:15", "2026-11-17T12:15"),
        ("17.11. 12:15", "2026-11-17T12:15"),
        ("17/11/2026, 12.15", "2026-11-17T12:15"),
        ("12:15", "2026-11-20T12:15"),
        ("2026-11-17 at 12:15", "2026-11-17T12:15"),
        ("2026-11-17T12:15", "2026-11-17T12:15"),
        ("Nov 17, 2026, 3 pm", "2026-11-17T15:00"),
        ("Tuesday 17 November at 3.30pm", "2026-11-17T15:30"),
        ("last Monday at 9 am", "2026-11-16T09:00"),
        ("10:30 today", "2026-11-20T10:30"),
        ("3 days ago at noon", "2026-11-17T12:00"),
        ("a week ago 12:00", "2026-11-13T12:00"),
        ("in two days at 9:00", "2026-11-22T09:00"),
        ("12 am today", "2026-11-20T00:00"),
        ("15h30", "2026-11-20T15:30"),
        ("2 Jan 8:00", "2027-01-02T08:00"),
    ],
)
def test_a_moment_as_people_say_it(said: str, meant: str) -> None:
    assert moments(said, NOW, None) == (datetime.fromisoformat(meant),)


@pytest.mark.parametrize(
    "said",
    [
        "now",
        "soon",
        "yesterday",
        "yesterday 8",
        "25:00 today",
        "31 Feb 12:00",
        "13 pm today",
        "Monday 17 November 2026 12:00",
        "2026-13-01 12:00",
        "",
    ],
)
def test_what_is_no_moment_is_none(said: str) -> None:
    assert moments(said, NOW, None) == ()


def test_what_could_be_two_days_is_both() -> None:
    both = (datetime(2026, 5, 6, 10), datetime(2026, 6, 5, 10))
    assert moments("5/6/2026 10:00", NOW, None) == both
    assert moments("5/6/2026 10:00", NOW, True) == both[1:]
    assert moments("5/6/2026 10:00", NOW, False) == both[:1]
    assert days("5/5/2026", NOW, None) == (date(2026, 5, 5),)
    assert days("Monday", NOW, None) == (date(2026, 11, 16), date(2026, 11, 23))


def test_without_a_present_moment_nothing_is_filled_in() -> None:
    assert days("yesterday", None, None) == days("17 Nov", None, None) == ()
    assert moments("12:15", None, None) == ()
    assert days("17 Nov 2026", None, None) == (date(2026, 11, 17),)


@settings(unhurried)
@given(st.datetimes(datetime(2001, 1, 1), datetime(2099, 12, 31)))
def test_a_moment_that_is_written_out_is_that_moment(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    for form in ("%Y-%m-%d %H:%M", "%d %B %Y at %H:%M", "%b %d, %Y, %H:%M", "%A %d %b %Y %I:%M %p"):
        assert moments(moment.strftime(form), NOW, None) == (moment,), form
    assert moment in moments(moment.strftime("%d/%m/%Y %H:%M"), NOW, None)
    assert moments(moment.strftime("%d.%m.%Y %H:%M"), NOW, True) == (moment,)


@settings(unhurried)
@given(st.text(max_size=30))
def test_no_words_whatever_are_too_much(said: str) -> None:
    found = moments(said, NOW, None)
    assert len(found) <= 2
    days(said, NOW, None)
    clock_time(said)
    amount(said, ValueType(Kind.NUMBER, unit="USD", minimum=0))


def test_a_time_of_day() -> None:
    assert [clock_time(said) for said in ("4:30 pm", "16.30", "noon", "at 9:00", "9")] == [
        time(16, 30),
        time(16, 30),
        time(12),
        time(9),
        None,
    ]


@pytest.mark.parametrize(
    ("said", "unit", "number"),
    [
        ("50 dollars", "USD", "50"),
        ("$50", "USD", "50"),
        ("usd 12.50", "USD", "12.50"),
        ("50 euros", "USD", None),
        ("2 days", "days", "2"),
        ("one day", "days", "1"),
        ("2 weeks", "days", None),
        ("never", None, "0"),
        ("No", None, "0"),
        ("twice", None, "2"),
        ("2 times", None, "2"),
        ("nothing", "USD", "0"),
        ("a lot", "USD", None),
        ("1,000", "USD", None),
    ],
)
def test_an_amount_with_its_unit(said: str, unit: str | None, number: str | None) -> None:
    assert amount(said, ValueType(Kind.NUMBER, unit=unit, minimum=0)) == number


def test_never_is_no_number_where_less_than_nothing_can_be() -> None:
    assert amount("none", ValueType(Kind.NUMBER)) is None
    assert amount("none", ValueType(Kind.NUMBER, minimum=0, none="There is none")) is None


def test_places_by_their_names() -> None:
    assert [country_named(s) for s in ("Germany", "us", "UK", "the Netherlands", "Xanadu")] == [
        "DE",
        "US",
        "GB",
        "NL",
        None,
    ]
    assert zones_named("new york") == zones_named("America/New_York") == ("America/New_York",)
    assert zones_named("Germany") >= ("Europe/Berlin",)
    assert zones_named("Xanadu") == ()
    assert country_of("Europe/Berlin") == "DE"
    assert (country_name("DE"), country_name("XX")) == ("Germany", "XX")


def test_this_computer_says_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    own_zone.cache_clear()
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert own_zone() == "Europe/Berlin"
    own_zone.cache_clear()
    monkeypatch.setenv("TZ", "Nowhere/At_All")
    assert own_zone() is None
    own_zone.cache_clear()
