"""Windows in the calendar: never in the past, never on a day off, right across clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import DRAWS, unhurried
from tactful.explanation.times import length, when, why_later
from tactful.language.calendar import WEEKDAYS, Setting, day_off, on_time_line, regions, zone_named
from tactful.language.terms import NOWHERE, Hours, Window
from tactful.language.windows import PlacedWindow, place

ZONES = (
    "America/New_York",
    "America/Havana",
    "America/Santiago",
    "Europe/London",
    "Europe/Paris",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Apia",
    "UTC",
)
COUNTRIES = ("US", "GB", "DE", "FR", "JP", "IL", "AU", "CL", "IR", "CN", "AE")
END_OF_DAY = Window(("ended",), Hours(time(16, 30), time(18)))
MORNING = Hours(time(8, 30), time(10))

moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)
minutes = st.integers(0, 24 * 60 - 1)


Drawn: TypeAlias = tuple[Window, dict[str, datetime | date], Setting]


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    first, second = sorted(draw(st.sets(minutes, min_size=2, max_size=2)))
    return Hours(time(first // 60, first % 60), time(second // 60, second % 60))


@st.composite
def changes_of_clocks(draw: st.DrawFn, zone: str) -> datetime:
    """A local moment within a day of a change of the clocks, or any if there is none."""
    moment = draw(moments)
    tz = zone_named(zone)
    for day in range(200):
        later = moment + timedelta(days=day)
        if later.replace(tzinfo=tz).utcoffset() != moment.replace(tzinfo=tz).utcoffset():
            return later - timedelta(minutes=draw(st.integers(0, 48 * 60)))
    return moment


@st.composite
def situations(draw: st.DrawFn) -> Drawn:
    zone = draw(st.sampled_from((None, *ZONES)))
    country = draw(st.sampled_from((None, *COUNTRIES)))
    region = draw(st.sampled_from((None, *regions(country)))) if country is not None else None
    week = draw(st.none() | st.frozensets(st.sampled_from(WEEKDAYS), min_size=1))
    near_change = changes_of_clocks(zone) if zone is not None else moments
    now = draw(st.one_of(moments, near_change)).replace(fold=draw(st.integers(0, 1)))
    ended = now + timedelta(minutes=draw(st.integers(-60 * 24 * 40, 60 * 24 * 10)))
    anchor: datetime | date = ended if draw(st.booleans()) else ended.date()
    otherwise = draw(st.none() | hours())
    usual, later = draw(hours()), draw(st.integers(0, 6))
    avoided = draw(st.none() | hours())
    if avoided is not None and any(
        avoided.start <= part.start and part.end <= avoided.end
        for part in (usual, otherwise or usual)
    ):
        avoided = None  # such a window never opens, and reading refuses it
    window = Window(("ended",), usual, later, otherwise, NOWHERE, draw(st.integers(0, 3)), avoided)
    return window, {"ended": anchor}, Setting(now, zone, country, region, week)


def windowed(drawn: Drawn) -> tuple[*Drawn, PlacedWindow]:
    """What was drawn, and where the window is, which it always is somewhere."""
    found = place(*drawn)
    assert found is not None
    return (*drawn, found)


@settings(unhurried, max_examples=2 * DRAWS)
@given(situations())
def test_a_window_is_a_stretch_of_a_working_day_that_is_not_over(drawn: Drawn) -> None:
    window, values, setting, found = windowed(drawn)
    zone = zone_named(setting.timezone) if setting.timezone is not None else None
    assert (found.start.tzinfo, found.end.tzinfo) == (zone, zone)
    start, end = (m.replace(tzinfo=m.tzinfo or UTC).astimezone(UTC) for m in found[2:4])
    assert setting.now is not None
    assert on_time_line(setting.now, zone) <= start < end
    assert day_off(found.start.date(), *setting.workplace) is None
    used = window.otherwise if found.skipped and window.otherwise is not None else window.hours
    last = end - timedelta(microseconds=1)
    last_local = last.astimezone(zone or UTC).time()
    assert used.start <= found.start.time() <= used.end
    assert last_local < used.end
    assert last.astimezone(zone or UTC).date() == found.start.date()
    midnight = datetime.combine(found.start.date(), time())
    runs_evenly = (
        zone is None
        or len(
            {
                (midnight + hour * timedelta(hours=1)).replace(tzinfo=zone).utcoffset()
                for hour in range(25)
            }
        )
        == 1
    )
    if window.avoided is not None and runs_evenly:
        before, after = window.avoided
        assert last_local < before or found.start.time() >= after
    anchor = values["ended"]
    if isinstance(anchor, datetime) and window.hours_later:
        assert start >= on_time_line(anchor, zone) + timedelta(hours=window.hours_later)


@settings(unhurried, max_examples=DRAWS)
@given(situations())
def test_no_working_day_before_it_would_have_done(drawn: Drawn) -> None:
    window, values, setting, found = windowed(drawn)
    assert setting.now is not None
    meant = values["ended"]
    day = meant.date() if isinstance(meant, datetime) else meant
    left = window.later
    while left:
        day += timedelta(days=1)
        left -= day_off(day, *setting.workplace) is None
    assert day <= found.start.date()
    if not found.skipped:
        assert day == found.start.date()
    told = [skipped.day for skipped in found.skipped]
    while day < found.start.date():
        if day >= setting.now.date() and day_off(day, *setting.workplace) is None:
            skipped = found.skipped[told.index(day)]
            assert skipped.because is None
        day += timedelta(days=1)


def placed(
    ended: str,
    now: str,
    zone: str | None = None,
    country: str | None = None,
    window: Window = END_OF_DAY,
) -> PlacedWindow:
    values = {"ended": datetime.fromisoformat(ended)}
    found = place(window, values, Setting(datetime.fromisoformat(now), zone, country))
    assert found is not None
    return found


def said(found: PlacedWindow) -> str:
    return f"{found.start.isoformat()} {found.end.isoformat()}"


def test_the_offset_is_that_of_the_day() -> None:
    window = Window(("ended",), MORNING, later=1)
    before = placed("2026-03-05T18:00", "2026-03-05T19:00", "America/New_York", window=window)
    after = placed("2026-03-06T18:00", "2026-03-06T19:00", "America/New_York", window=window)
    assert said(before) == "2026-03-06T08:30:00-05:00 2026-03-06T10:00:00-05:00"
    assert said(after) == "2026-03-09T08:30:00-04:00 2026-03-09T10:00:00-04:00"


def test_hours_that_the_clocks_go_past_begin_with_their_change() -> None:
    night = Window(("ended",), Hours(time(2, 30), time(3, 15)))
    # Egypt's clocks go forward at the beginning of a Friday, which is a working day here.
    early = Window(("ended",), Hours(time(0, 15), time(1, 30)))
    found = placed("2026-04-24T00:00", "2026-04-23T22:00", "Africa/Cairo", window=early)
    assert said(found) == "2026-04-24T01:00:00+03:00 2026-04-24T01:30:00+03:00"
    found = placed("2026-03-27T01:00", "2026-03-26T22:00", "Asia/Jerusalem", window=night)
    assert said(found) == "2026-03-27T03:00:00+03:00 2026-03-27T03:15:00+03:00"


def test_a_fraction_of_a_second_that_the_clocks_go_past_begins_with_their_change() -> None:
    last = Hours(time(0, 0, 0, 999_999), time(0, 59, 59, 999_999))
    early = Window(("ended",), Hours(time(0), time(2)), avoided=last)
    found = placed("2026-04-24T00:00", "2026-04-23T22:00", "Africa/Cairo", window=early)
    assert said(found) == "2026-04-24T01:00:00+03:00 2026-04-24T02:00:00+03:00"


def test_all_of_an_hour_that_comes_twice_belongs_to_the_window() -> None:
    night = Window(("ended",), Hours(time(23, 15), time(23, 45)))
    found = placed("2026-10-29T12:00", "2026-10-29T13:00", "Africa/Cairo", window=night)
    assert said(found) == "2026-10-29T23:15:00+03:00 2026-10-29T23:45:00+02:00"


def test_a_window_does_not_open_before_what_it_counts_from() -> None:
    found = placed("2026-11-18T17:00", "2026-11-18T09:00")
    assert said(found) == "2026-11-18T17:00:00 2026-11-18T18:00:00"


def test_hours_to_avoid_are_left_out() -> None:
    busy = Window(
        ("ended",), Hours(time(8, 30), time(18)), avoided=Hours(time(10), time(16)), later=1
    )
    for now, expected in (
        ("2026-11-18T20:00", "2026-11-19T08:30:00 2026-11-19T10:00:00"),
        ("2026-11-19T09:00", "2026-11-19T09:00:00 2026-11-19T10:00:00"),
        ("2026-11-19T10:00", "2026-11-19T16:00:00 2026-11-19T18:00:00"),
        ("2026-11-19T17:00", "2026-11-19T17:00:00 2026-11-19T18:00:00"),
        ("2026-11-19T18:00", "2026-11-20T08:30:00 2026-11-20T10:00:00"),
    ):
        assert said(placed("2026-11-18T14:00", now, window=busy)) == expected


def test_a_window_can_wait_for_hours_after_what_it_counts_from() -> None:
    later = END_OF_DAY._replace(hours_later=1, days=("ended", "now"))
    found = placed("2026-11-18T16:00", "2026-11-18T16:05", window=later)
    assert said(found) == "2026-11-18T17:00:00 2026-11-18T18:00:00"
    found = placed("2026-11-18T17:00", "2026-11-18T17:05", window=later)
    assert said(found) == "2026-11-19T16:30:00 2026-11-19T18:00:00"
    assert why_later(found) == (
        "16:30 to 18:00 on Wednesday 18 November is too early, so this is the next working day."
    )
    now = datetime(2026, 11, 18, 17, 5)
    other = place(later, {"now": now}, Setting(now))  # nobody knows what it counts from
    assert other is not None
    assert said(other) == "2026-11-18T17:05:00 2026-11-18T18:00:00"


def test_a_window_long_past_is_not_said_to_be_on_the_next_working_day() -> None:
    assert why_later(placed("2026-11-11T14:00", "2026-11-18T15:00")) == (
        "16:30 to 18:00 on Wednesday 11 November has passed, so this is the next best time."
    )


def test_a_day_that_is_not_known_gives_no_window() -> None:
    assert place(END_OF_DAY, {}, Setting(datetime(2026, 11, 18))) is None


def test_the_first_day_that_is_known_counts() -> None:
    window = Window(("asked", "ended"), MORNING)
    values = {"ended": datetime(2026, 11, 18), "asked": date(2026, 11, 20)}
    found = place(window, values, Setting(datetime(2026, 11, 18)))
    assert found is not None
    assert found.start == datetime(2026, 11, 20, 8, 30)


@pytest.mark.parametrize(
    ("ended", "now", "zone", "mine", "expected"),
    [
        (
            "2026-11-18T14:00",
            "2026-11-18T15:00",
            "America/New_York",
            "Europe/Paris",
            "today, Wednesday 18 November, between 16:30 and 18:00 in New York; "
            "that is 22:30 to midnight for you",
        ),
        (
            "2026-11-18T14:00",
            "2026-11-18T15:00",
            "America/New_York",
            "America/Toronto",
            "today, Wednesday 18 November, between 16:30 and 18:00 in New York",
        ),
        (
            "2026-11-18T14:00",
            "2026-11-18T15:00",
            "America/New_York",
            "Asia/Tokyo",
            "today, Wednesday 18 November, between 16:30 and 18:00 in New York; "
            "that is Thursday 19 November, 06:30 to 08:00 for you",
        ),
        (
            "2026-11-18T14:00",
            "2026-11-18T15:00",
            "America/New_York",
            "Asia/Kolkata",
            "today, Wednesday 18 November, between 16:30 and 18:00 in New York; "
            "that is Thursday 19 November, 03:00 to 04:30 for you",
        ),
        (
            "2026-11-18T14:00",
            "2026-11-18T17:15",
            None,
            "Europe/Paris",
            "today, Wednesday 18 November, from now until 18:00",
        ),
        (
            "2026-12-31T14:00",
            "2026-12-31T18:30",
            None,
            None,
            "tomorrow, Friday 1 January 2027, between 16:30 and 18:00",
        ),
        (
            "2026-11-25T14:00",
            "2026-11-20T15:00",
            "UTC",
            None,
            "Wednesday 25 November between 16:30 and 18:00 in UTC",
        ),
    ],
)
def test_how_a_window_is_told(
    ended: str, now: str, zone: str | None, mine: str | None, expected: str
) -> None:
    assert when(placed(ended, now, zone), mine) == expected


def test_why_a_window_is_later_than_was_meant() -> None:
    holiday = placed("2026-11-25T14:00", "2026-11-25T19:00", country="US")
    assert why_later(holiday) == (
        "16:30 to 18:00 on Wednesday 25 November has passed, and Thursday 26 November is a "
        "public holiday (Thanksgiving Day), so this is the next working day."
    )
    weekend = placed("2026-11-21T14:00", "2026-11-21T15:00")
    assert why_later(weekend) == (
        "Saturday 21 November is no working day, so this is the next working day."
    )
    assert why_later(placed("2026-11-18T14:00", "2026-11-18T15:00")) is None


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=5), "5 hours"),
        (timedelta(hours=5, minutes=30), "5 hours and 30 minutes"),
        (timedelta(hours=25, minutes=30), "25 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_how_long_something_is_told_to_be(stretch: timedelta, expected: str) -> None:
    assert length(stretch) == expected
