"""Computed facts in columns are those of ``computations``, to the last digit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients import in_column
from draws import DRAWS, unhurried
from tactful.columns.conditions import outer_dtype, value_column
from tactful.columns.names import given_column
from tactful.columns.program import Columns
from tactful.columns.zones import skipped_times
from tactful.language import reference
from tactful.language.calendar import WEEKDAYS, existing
from tactful.language.computations import COMPUTATIONS, START_OF_WINDOW
from tactful.language.model import Clock, Computed, Fact, Ruleset
from tactful.language.values import Kind, Value, ValueType

MOMENT, DAY, TEXT = ValueType(Kind.DATETIME), ValueType(Kind.DATE), ValueType(Kind.TEXT)
NUMBER, WHOLE = ValueType(Kind.NUMBER), ValueType(Kind.NUMBER, whole=True)
YES_NO = ValueType(Kind.YES_NO)
WEEK = ValueType(
    Kind.CHOICE, choices={day: day for day in (*WEEKDAYS[4:], *WEEKDAYS[:4])}, many=True
)
BACKWARDS = ValueType(Kind.CHOICE, choices={day: day for day in reversed(WEEKDAYS)})

GIVEN = {
    "one": MOMENT,
    "other": MOMENT,
    "day": DAY,
    "later_day": DAY,
    "now": MOMENT,
    "zone": TEXT,
    "country": TEXT,
    "region": TEXT,
    "week": WEEK,
    "many": NUMBER,
    "few": WHOLE,
    "flag": YES_NO,
    "other_flag": YES_NO,
}
COMPUTED = {
    "hours": Computed("hours from", ("one", "other")),
    "days": Computed("days from", ("day", "other")),
    "more_days": Computed("days from", ("one", "later_day")),
    "working_days": Computed("working days from", ("one", "later_day")),
    "more_working_days": Computed("working days from", ("day", "other")),
    "time": Computed("time of day", ("one",)),
    "date": Computed("date of", ("other",)),
    "weekday": Computed("weekday of", ("one",)),
    "weekday_of_day": Computed("weekday of", ("day",)),
    "hours_until": Computed("hours until", ("one",)),
    "hours_until_day": Computed("hours until", ("day",)),
    "sum": Computed("sum of", ("many", 0.1, "few", "many")),
    "difference": Computed("difference of", ("many", "few")),
    "product": Computed("product of", ("many", 0.95, "few")),
    "quotient": Computed("quotient of", ("many", "few")),
    "part": Computed("quotient of", ("many", 3)),
    "constant": Computed("sum of", (0.1, 0.2)),
    "largest": Computed("largest of", ("many", "few", 2)),
    "latest": Computed("largest of", ("one", "other")),
    "smallest": Computed("smallest of", ("few", "many")),
    "earliest": Computed("smallest of", ("day", "later_day")),
    "how_many": Computed("how many of", ("flag", "other_flag", "flag")),
    "later": Computed("plus days", ("day", "few")),
    "a_week_later": Computed("plus days", ("one", 7)),
    "later_at_work": Computed("plus working days", ("one", "few")),
    "five_days_earlier": Computed("plus working days", ("day", -5)),
    "is_working_day": Computed("working day", ("day",)),
    "is_day_of_work": Computed("working day", ("other",)),
    "tenth_from_rest": Computed("sum of", ("sum", "quotient")),
}

# Around both changes of the clocks in Europe and America, and around holidays of New Year.
CHANGES = (
    datetime(2026, 3, 29, 1),
    datetime(2026, 10, 25, 1),
    datetime(2026, 3, 8, 1),
    datetime(2026, 11, 1, 0),
    datetime(2026, 12, 31, 12),
    datetime(1987, 4, 5),
    datetime(2150, 7, 4),
)
moments = st.builds(
    lambda at, minutes, micro: at + timedelta(minutes=minutes, microseconds=micro),
    st.sampled_from(CHANGES),
    st.integers(-4_000, 4_000),
    st.sampled_from((0, 0, 0, 1, 999_999)),
)
days = st.dates(date(1990, 1, 1), date(2040, 12, 31)) | moments.map(datetime.date)
ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kathmandu")
numbers = (
    st.sampled_from((0, -0.0, 0.1, 0.2, 0.3, 1 / 3, 2.5, 1e-7, 2**53, -(2**53), 1e15 + 0.5))
    | st.integers(-100_000, 100_000)
    | st.floats(-(2**53), 2**53)
)
few = st.integers(-300, 300) | st.sampled_from((-110_000, 0, 2**53))
clients = st.fixed_dictionaries(
    {},
    optional={
        "one": moments,
        "other": moments,
        "now": moments,
        "day": days,
        "later_day": days,
        "zone": st.sampled_from(ZONES),
        "country": st.sampled_from(("FR", "US", "JP", "DE", "SA", "BN", "CN", "AE", "MY")),
        "region": st.sampled_from(("BY", "CA", "MQ", "BE", "11")),
        "week": st.frozensets(st.sampled_from(WEEKDAYS)),
        "many": numbers,
        "few": few,
        "flag": st.booleans(),
        "other_flag": st.booleans(),
    },
)


def ruleset() -> Ruleset:
    facts = {name: Fact(name, type_, name) for name, type_ in GIVEN.items()}
    for name, computed in COMPUTED.items():
        result = COMPUTATIONS[computed.name].result or GIVEN[computed.facts[0]]
        type_ = BACKWARDS if result.kind is Kind.CHOICE else result
        facts[name] = Fact(name, type_, name, computed=computed)
    clock = Clock(
        now="now", timezone="zone", country="country", region="region", working_week="week"
    )
    return Ruleset("computed", "Computed", facts, {}, {}, clock=clock)


def computed_columns(cohort: list[Mapping[str, Value]]) -> list[dict[str, object]]:
    rules = ruleset()
    frame = pl.DataFrame(
        [
            pl.Series(
                given_column(n),
                [in_column(c.get(n), GIVEN[n]) for c in cohort],
                dtype=outer_dtype(GIVEN[n]),
            )
            for n in GIVEN
        ]
    ).lazy()
    for stage in Columns(rules, GIVEN).stages:
        frame = frame.with_columns(stage)
    names = {value_column(name): name for name in COMPUTED}
    rows = frame.select(names.keys()).rename(names).collect().to_dicts()
    for row in rows:
        for name in ("weekday", "weekday_of_day"):
            row[name] = None if row[name] is None else [*BACKWARDS.choices][row[name]]
    return rows


@settings(unhurried, max_examples=DRAWS)
@given(st.lists(clients, min_size=1, max_size=20))
def test_they_equal_the_reference(cohort: list[Mapping[str, Value]]) -> None:
    rules = ruleset()
    for client, row in zip(cohort, computed_columns(cohort), strict=True):
        known = reference.evaluate(rules, client).facts
        assert row == {n: known[n].value if n in known else None for n in COMPUTED}


@pytest.mark.parametrize("name", sorted(COMPUTATIONS.keys() - {START_OF_WINDOW}))
def test_every_computation_from_facts_is_put_to_the_test(name: str) -> None:
    """The start of a window is, of a decision, in ``test_columns_agree``."""
    assert name in {computed.name for computed in COMPUTED.values()}


def test_a_computation_without_a_row_of_its_own_is_carried_out_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tactful.columns import computations as columns_computed

    cohort: list[Mapping[str, Value]] = [
        {
            "one": CHANGES[0],
            "other": CHANGES[1],
            "zone": "Europe/Paris",
            "country": "FR",
            "region": "MQ",
            "week": frozenset(WEEKDAYS[:6]),
            "now": CHANGES[2],
            "day": date(2026, 5, 1),
            "later_day": date(2027, 1, 1),
        },
        {"one": CHANGES[1]},
        {"one": CHANGES[1], "day": date(2026, 5, 1), "week": frozenset(("friday",))},
        {},
    ]
    fast = computed_columns(cohort)
    monkeypatch.setattr(columns_computed, "_EXPRESSIONS", {})
    assert computed_columns(cohort) == fast


def test_local_times_that_never_were_are_found() -> None:
    every_change = [at + timedelta(minutes=5 * n) for at in CHANGES for n in range(-900, 900)]
    for zone in (*ZONES, "Pacific/Apia", "Africa/Casablanca"):
        column = pl.Series([*every_change, datetime(2011, 12, 30, 9), datetime(2011, 12, 31)])
        (found,) = skipped_times([column], pl.Series([zone]).new_from_index(0, len(column)))
        assert found.to_list() == [existing(moment, zone) != moment for moment in column]
