"""Windows placed for a cohort are those of ``windows``, to the second and in every zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

import polars as pl
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

import tactful
from clients import given_columns
from draws import DRAWS, unhurried
from making import TEXT, YES_NO, check, facts
from tactful.columns import days
from tactful.columns.program import UNHURRIED, Columns
from tactful.language import reference
from tactful.language.calendar import WEEKDAYS
from tactful.language.model import Argument, Clock, Decision, Fact, Option, Rule, Ruleset, Stance
from tactful.language.terms import Hours
from tactful.language.terms import Window as Stretch
from tactful.language.values import Kind, Value, ValueType
from tactful.language.windows import wait_of, window_of
from tactful.text.library import packaged

MOMENT, DAY = ValueType(Kind.DATETIME), ValueType(Kind.DATE)
PLACES = {
    "FR": "MQ",
    "US": "CA",
    "DE": "BY",
    "JP": "elsewhere",
    "IL": "elsewhere",
    "MY": "11",
    "CN": "elsewhere",
}

# Where clocks change on a working day, at midnight most of them; a day that Samoa left out.
CHANGES = {
    "Africa/Cairo": (datetime(2026, 4, 23, 12), datetime(2026, 10, 29, 12)),
    "Asia/Tehran": (datetime(2022, 3, 21, 12), datetime(2021, 9, 21, 12)),
    "Asia/Jerusalem": (datetime(2026, 3, 26, 17),),
    "Pacific/Apia": (datetime(2011, 12, 29, 12),),
}
ZONES = (
    "Europe/Paris",
    "America/New_York",
    "America/Havana",
    "America/Santiago",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "UTC",
    *CHANGES,
)

WEEK = ValueType(Kind.CHOICE, choices={day: day for day in reversed(WEEKDAYS)}, many=True)

# Changes on Sundays, holidays, the end of a year, and the first day there is.
NEAR = (
    datetime(2026, 3, 29, 2),
    datetime(2026, 10, 25, 2),
    datetime(2026, 3, 8, 2),
    datetime(2026, 4, 4, 23),
    datetime(2026, 9, 6),
    datetime(2026, 12, 31, 17),
    datetime(2026, 5, 1, 9),
    datetime(1900, 1, 1),
)
times = st.builds(
    time,
    st.sampled_from((0, 0, 1, 2, 3, 8, 17, 23, 23)),
    st.sampled_from((0, 15, 30, 59)),
    st.sampled_from((0, 30)),
    st.sampled_from((0, 0, 999_999)),
)
hours = st.tuples(times, times).filter(lambda t: t[0] != t[1]).map(lambda t: Hours(*t))
windows = st.builds(
    Stretch,
    st.permutations(("now", "ended", "due")).flatmap(
        lambda names: st.integers(1, 3).map(lambda count: tuple(names[:count]))
    ),
    hours,
    st.sampled_from((0, 0, 1, 2, 7, -1, -3)),
    st.none() | hours,
    hours_later=st.sampled_from((0, 0, 1, 5, 23)),
    avoided=st.none() | hours,
    when=st.none() | st.builds(check, st.sampled_from(("likes", "hates")), st.booleans()),
    any_day=st.booleans(),
    whole_days=st.booleans(),
    open_ended=st.just(False),
)
waits = st.builds(
    lambda wait, open_ended: wait._replace(open_ended=open_ended), windows, st.booleans()
)


def pieces(one: st.SearchStrategy[Stretch]) -> st.SearchStrategy[tuple[Stretch, ...]]:
    return st.just(()) | st.lists(one, min_size=1, max_size=3).map(tuple)


@st.composite
def rulesets(draw: st.DrawFn) -> Ruleset:
    """Up to three decisions; a client has a fact for each option that says whether to choose it."""
    given: dict[str, Fact] = facts(now=MOMENT, ended=MOMENT, due=DAY, zone=TEXT, country=TEXT)
    given |= facts(region=TEXT, week=WEEK, likes=YES_NO, hates=YES_NO)
    decisions, rules = {}, {}
    for number in range(draw(st.integers(1, 3))):
        name, options = f"d{number}", {}
        for option in ("x", "y", "z")[: draw(st.integers(1, 3))]:
            wanted = f"{name}_{option}"
            given |= facts(**{wanted: YES_NO})
            options[option] = Option(
                option, option, windows=draw(pieces(windows)), waits=draw(pieces(waits))
            )
            argument = Argument(wanted, name, option, Stance.FOR, draw(st.integers(1, 3)))
            rules[wanted] = Rule(wanted, ("",), "house", check(wanted, True), arguments=(argument,))
        many = draw(st.booleans())
        type_ = ValueType(Kind.CHOICE, choices={o: o for o in options}, many=many)
        decisions[name] = Decision(name, name, options, type_)
    now, zone, country = (
        draw(st.sampled_from((name, name, None))) for name in ("now", "zone", "country")
    )
    region = "region" if country is not None and draw(st.booleans()) else None
    clock = Clock(now, zone, country, region, draw(st.sampled_from(("week", None))))
    return Ruleset("windows", "Windows", given, decisions, rules, clock=clock)


def client(rng: Random, ruleset: Ruleset) -> dict[str, Value]:
    zone, country = rng.choice(ZONES), rng.choice([*PLACES])
    around = rng.choice(CHANGES.get(zone, NEAR))
    clock = ruleset.clock
    found = {
        fact.id: value(rng, fact, around)
        for fact in ruleset.facts.values()
        if fact.computed is None and rng.random() < 0.8
    }
    places = {clock.timezone: zone, clock.country: country, clock.region: PLACES[country]}
    return {name: places.get(name, other) for name, other in found.items()}


def value(rng: Random, fact: Fact, around: datetime) -> Value:
    microseconds = rng.choice((0, 0, 0, 1, 999_999))
    moment = around + timedelta(
        minutes=rng.choice((rng.randint(0, 900), rng.randint(0, 9_000))), microseconds=microseconds
    )
    match fact.type.kind:
        case Kind.DATETIME:
            return moment
        case Kind.DATE:
            return moment.date()
        case Kind.YES_NO:
            return rng.random() < 0.5
        case Kind.CHOICE if fact.type.many:
            return frozenset(day for day in fact.type.choices if rng.random() < 0.5)
        case Kind.CHOICE:
            return rng.choice([*fact.type.choices])
        case Kind.NUMBER:
            return rng.choice((0, 1, 2, 3, 25, 60))
    return "anything"


def placed(ruleset: Ruleset, clients: Sequence[Mapping[str, Value]]) -> list[tuple[str, ...]]:
    """The windows in the columns of a cohort, and then the waits, if there are any."""
    names = [name for name in ruleset.facts if any(name in client for client in clients)]
    frame = pl.DataFrame(given_columns(ruleset, names, clients))
    rows = Columns(ruleset, names).advise(frame.lazy()).collect(optimizations=UNHURRIED)
    named = ("window_start", "window_end", "wait_until", "wait_end")
    return rows.select(name for name in named if name in rows.columns).rows()


def expected(ruleset: Ruleset, given: Mapping[str, Value]) -> tuple[str | None, ...]:
    conclusions = reference.evaluate(ruleset, given)
    window, wait = window_of(ruleset, conclusions), wait_of(ruleset, conclusions)
    moments: list[datetime | None] = [None, None]
    if window is not None:
        moments = [window.start, window.end]
    if any(o.waits for d in ruleset.decisions.values() for o in d.options.values()):
        moments += (None, None) if wait is None else (wait.until, wait.end)
    return tuple(None if moment is None else moment.isoformat() for moment in moments)


def assert_alike(ruleset: Ruleset, clients: Sequence[Mapping[str, Value]]) -> None:
    for facts_given, row in zip(clients, placed(ruleset, clients), strict=True):
        note(f"given {facts_given}")
        assert row == expected(ruleset, facts_given)


@settings(unhurried, max_examples=DRAWS)
@given(rulesets(), st.integers(0, 2**32))
def test_windows_of_one_of_many_and_of_several_decisions(ruleset: Ruleset, seed: int) -> None:
    rng = Random(seed)
    clients = [client(rng, ruleset) for _ in range(25)]
    assert_alike(ruleset, [{**clients[0], "d0_x": True}, *clients])


def test_windows_of_the_follow_up_ruleset() -> None:
    rng, ruleset = Random(11), tactful.load(packaged())
    clients = [client(rng, ruleset) for _ in range(400)]
    rows = placed(ruleset, clients)
    assert sum(row[0] is not None for row in rows) > 150
    assert rows == [expected(ruleset, given) for given in clients]


def test_nobody_has_no_windows() -> None:
    ruleset = tactful.load(packaged())
    given = [name for name, fact in ruleset.facts.items() if fact.computed is None]
    columns = Columns(ruleset, given)
    for engine in ("in-memory", "streaming"):
        nobody = pl.DataFrame(given_columns(ruleset, given, [])).lazy()
        found = columns.advise(nobody).collect(optimizations=UNHURRIED, engine=engine)
        assert (found.schema, found.height) == (pl.Schema(columns.schema), 0)


def test_places_that_do_not_fit_into_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    rng, ruleset = Random(12), tactful.load(packaged())
    clients = [client(rng, ruleset) for _ in range(100)]
    at_once = placed(ruleset, clients)
    monkeypatch.setattr(days, "_MOST_DAYS", 1)
    assert placed(ruleset, clients) == at_once


def test_a_decision_without_a_day_leaves_the_window_to_the_next() -> None:
    """What is chosen first counts, unless the day it is counted from is not known."""
    given = facts(due=DAY, ended=MOMENT, yes=YES_NO)
    day = Hours(time(9), time(10))
    decisions, rules = {}, {}
    for name, on in (("first", "due"), ("second", "ended")):
        type_ = ValueType(Kind.CHOICE, choices={"x": "x"}, many=name == "first")
        decisions[name] = Decision(
            name, name, {"x": Option("x", "x", windows=(Stretch((on,), day),))}, type_
        )
        argument = Argument(name, name, "x", Stance.FOR, 1)
        rules[name] = Rule(name, ("",), "house", check("yes", True), arguments=(argument,))
    ruleset = Ruleset("two", "Two", given, decisions, rules)
    wednesday, thursday = datetime(2026, 11, 18, 7), date(2026, 11, 19)
    clients: list[dict[str, Value]] = [
        {"yes": True, "ended": wednesday, "due": thursday},
        {"yes": True, "ended": wednesday},
        {"yes": True},
    ]
    assert [start for start, _ in placed(ruleset, clients)] == [
        "2026-11-19T09:00:00",
        "2026-11-18T09:00:00",
        None,
    ]
