"""The calendar file as other programs read it: its moments are the plan's, wherever that is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import DRAWS, unhurried
from readers import READERS, ReadEvent, by_ical, by_vobject
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.plans.ics import calendar
from tactful.plans.plan import plan
from tactful.plans.timeline import Timeline, timeline
from tactful.plans.wire import plans
from tactful.reading.ruleset import load
from tactful.text.library import packaged

RULES = load(packaged())
NETWORK = Network(RULES)
ZONES = (
    "Europe/Berlin", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe",
    "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC",
)  # fmt: skip  # one line for those that are always asked after, one for odd offsets

ERRAND = """
title: Errands
clock: {{now: now, timezone: zone}}
facts:
  now: {{type: datetime}}
  zone: {{type: text, question: Which time zone?}}
  due: {{type: date, question: When is it due?}}
  done: {{type: yes/no, question: Is it done?, default: no}}
  today: {{type: date, computed: {{date of: now}}}}
decisions:
  act:
    options:
      go: {{label: Go there, after: {{done: yes}}{window}}}
      stay: {{label: Stay here}}
    fallback: stay
rules:
  - id: go
    when: {{today: at least due, done: no}}
    then: {{act: {{go: for}}}}
    because: It is due.
    source: house
"""

Errand = Callable[..., Timeline]


@pytest.fixture
def errand(tmp_path: Path) -> Errand:
    """A plan with one step: due on a day, within some hours or at no hour."""

    def made(due: date, now: datetime, hours: str = "", zone: str | None = None) -> Timeline:
        file = tmp_path / "errands.yaml"
        first, _, last = hours.partition("-")
        window = f', window: {{day: due, from: "{first}", until: "{last}"}}' if hours else ""
        file.write_text(ERRAND.format(window=window))
        rules = load(file)
        known: dict[str, Value] = {"due": due, **({} if zone is None else {"zone": zone})}
        return timeline(plan(rules, Network(rules).evaluate, known, now), "Ana Silva")

    return made


def interview(ended: datetime, zone: str | None, title: str = "Ana Silva") -> Timeline:
    """The plan of half an hour after an interview."""
    known: dict[str, Value] = {"rapport": "warm", "email_known": True, "interview_ended": ended}
    if zone is not None:
        known["timezone"] = zone
    made = plan(RULES, NETWORK.evaluate, known, ended + timedelta(minutes=30))
    return timeline(made, title)


def windows(made: Timeline) -> list[tuple[datetime, datetime]]:
    """The windows in which to act, as ``plan --format json`` has them."""
    read: Any = plans([made])
    shown = [step["window"] for step in read["plans"][0]["steps"] if step["acts"]]
    return [(datetime.fromisoformat(w["start"]), datetime.fromisoformat(w["end"])) for w in shown]


def agreed(data: bytes) -> list[ReadEvent]:
    """The events, which all libraries read alike."""
    first, *others = (sorted(read(data), key=lambda event: event.uid) for read in READERS)
    assert others == [first, first]
    return sorted(first, key=lambda event: str(event.start))


@pytest.mark.parametrize(
    ("zone", "ended", "instants"),
    [
        # The clocks go back on 25 October, on 1 November, for Ramadan (15 February), on 4 April.
        ("Europe/Berlin", datetime(2026, 10, 19, 14), ["19 14:30", "26 07:30", "02 07:30"]),
        ("America/New_York", datetime(2026, 10, 23, 14), ["23 20:30", "30 12:30", "06 13:30"]),
        ("Africa/Casablanca", datetime(2026, 2, 9, 14), ["09 15:30", "16 08:30", "23 08:30"]),
        ("Australia/Lord_Howe", datetime(2027, 3, 29, 14), ["29 05:30", "04 22:00", "11 22:00"]),
        # They go forward on 28 March, on 14 March, after Ramadan (22 March), on 3 October.
        ("Europe/Berlin", datetime(2027, 3, 22, 14), ["22 15:30", "29 06:30", "05 06:30"]),
        ("America/New_York", datetime(2027, 3, 8, 14), ["08 21:30", "15 12:30", "22 12:30"]),
        ("Africa/Casablanca", datetime(2026, 3, 16, 14), ["16 16:30", "23 07:30", "30 07:30"]),
        ("Australia/Lord_Howe", datetime(2027, 9, 27, 14), ["27 06:00", "03 21:30", "10 21:30"]),
        # A new year, and where it begins first.
        ("Europe/Berlin", datetime(2026, 12, 28, 14), ["28 15:30", "04 07:30", "11 07:30"]),
        ("Pacific/Kiritimati", datetime(2026, 12, 25, 14), ["25 02:30", "31 18:30", "07 18:30"]),
    ],
)
def test_every_reader_finds_the_instants_of_the_windows(
    zone: str, ended: datetime, instants: list[str]
) -> None:
    made = interview(ended, zone)
    data = calendar([made])
    read = agreed(data)
    assert [f"{event.start:%d %H:%M}" for event in read] == instants
    assert [(event.start, event.end) for event in read] == windows(made)


@settings(unhurried, max_examples=max(5, DRAWS // 8))
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31)).map(lambda m: m.replace(second=0)),
)
def test_wherever_and_whenever_it_is(zone: str, ended: datetime) -> None:
    made = interview(ended.replace(microsecond=0), zone)
    data = calendar([made])
    read = agreed(data)
    assert [(event.start, event.end) for event in read] == windows(made)
    assert {event.offset for event in read} == {timedelta(0)}
    assert b"TZID" not in data
    assert b"VTIMEZONE" not in data


def test_local_times_stay_local() -> None:
    made = interview(datetime(2026, 10, 23, 14), None)
    read = agreed(calendar([made]))
    assert read[0].start == datetime(2026, 10, 23, 16, 30)
    assert [(event.start, event.end) for event in read] == windows(made)
    assert {event.offset for event in read} == {None}


def test_a_window_that_begins_as_the_clocks_are_set(errand: Errand) -> None:
    """In Cairo, on Friday 30 April 2027, 01:00 follows upon midnight."""
    made = errand(date(2027, 4, 30), datetime(2027, 4, 29, 12), "00:00-02:00", "Africa/Cairo")
    (event,) = agreed(calendar([made]))
    assert [(event.start, event.end)] == windows(made)
    assert event.end - event.start == timedelta(hours=1)


@pytest.mark.parametrize("zone", [None, "America/New_York"])
@pytest.mark.parametrize(
    ("now", "reminder"),
    [
        (datetime(2026, 11, 18, 12), timedelta(minutes=-15)),
        (datetime(2026, 11, 20, 8, 44), timedelta(minutes=-15)),
        (datetime(2026, 11, 20, 8, 45), timedelta(0)),
        (datetime(2026, 11, 20, 8, 59), timedelta(0)),
        (datetime(2026, 11, 20, 9), None),
        (datetime(2026, 11, 20, 10), None),
    ],
)
def test_a_reminder_comes_before_the_window_opens_and_never_too_late(
    errand: Errand, zone: str | None, now: datetime, reminder: timedelta | None
) -> None:
    (event,) = agreed(calendar([errand(date(2026, 11, 20), now, "09:00-17:00", zone)]))
    assert event.reminders == (() if reminder is None else (reminder,))


@pytest.mark.parametrize(
    ("hours", "reminder"),
    [
        ("00:00-23:30", timedelta(hours=8)),
        ("05:59-08:01", timedelta(hours=2, minutes=1)),
        ("05:59-08:00", timedelta(minutes=-15)),
        ("06:00-12:00", timedelta(minutes=-15)),
    ],
)
def test_nobody_is_woken_for_what_has_time_until_the_morning(
    errand: Errand, hours: str, reminder: timedelta
) -> None:
    made = errand(date(2026, 11, 20), datetime(2026, 11, 18, 12), hours)
    assert agreed(calendar([made]))[0].reminders == (reminder,)


def test_the_morning_is_the_clocks(errand: Errand) -> None:
    """In Cairo, eight o'clock on that Friday comes seven hours after the day began."""
    made = errand(date(2027, 4, 30), datetime(2027, 4, 29, 12), "00:00-23:00", "Africa/Cairo")
    assert agreed(calendar([made]))[0].reminders == (timedelta(hours=7),)


@pytest.mark.parametrize("zone", [None, "America/New_York"])
def test_what_has_a_day_and_no_hour_is_for_all_of_it(errand: Errand, zone: str | None) -> None:
    made = errand(date(2026, 11, 20), datetime(2026, 11, 18, 12), zone=zone)
    (event,) = agreed(calendar([made]))
    assert (event.start, event.end) == (date(2026, 11, 20), date(2026, 11, 21))
    assert not isinstance(event.start, datetime)
    assert event.reminders == (timedelta(hours=8),)
    assert calendar([made], calendar([made])) == calendar([made])


def test_what_is_to_be_done_at_once_is_shown_for_half_an_hour(errand: Errand) -> None:
    made = errand(date(2026, 11, 18), datetime(2026, 11, 18, 12), zone="America/New_York")
    (event,) = agreed(calendar([made]))
    assert event.start == datetime(2026, 11, 18, 17, tzinfo=UTC)
    assert event.end == datetime(2026, 11, 18, 17, 30, tzinfo=UTC)
    assert event.reminders == ()


@pytest.mark.parametrize(
    "title",
    [
        "Silva, Ana; second round: a \\n and a \\",
        'Żółć "Ünal" ' + "é日本語🙂" * 40,
        "مریم صادقی",
        "x" * 500,
    ],
)
def test_names_are_folded_and_read_whole(title: str) -> None:
    data = calendar([interview(datetime(2026, 10, 23, 14), "Europe/Berlin", title)])
    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # no letter is cut in two
    for read in (by_vobject, by_ical):  # icalendar 6.1 takes a backslash before an n for a new line
        assert len(read(data)) == 3
        for event in read(data):
            assert event.summary.startswith(f"{title}: ")


def test_forty_clients_are_told_apart() -> None:
    clients = [
        interview(datetime(2026, 10, 23, 14), "Europe/Berlin", f"Client {n}") for n in range(40)
    ]
    read = agreed(calendar(clients))
    assert len({event.uid for event in read}) == len({(e.summary, e.start) for e in read}) == 120


def test_the_file_says_what_the_standard_asks_for() -> None:
    data = calendar([interview(datetime(2026, 10, 23, 14), "Europe/Berlin")])
    lines = data.replace(b"\r\n ", b"").decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    for once in ("VERSION:2.0", "PRODID:-//tactful//plan//EN", "METHOD:PUBLISH"):
        assert lines.count(once) == 1
    # 14:30 in Berlin, where it is summer: the plan's moment, so that the same plan is the same file
    assert lines.count("DTSTAMP:20261023T123000Z") == lines.count("BEGIN:VEVENT") == 3
    assert lines.count("ACTION:DISPLAY") == lines.count("BEGIN:VALARM") == 3


OLDER = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//tactful//plan//EN
METHOD:PUBLISH
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:20260101T000000
TZOFFSETFROM:+0100
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260329T030000
RDATE:20270328T030000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20261025T020000
RDATE:20271031T020000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:one@tactful
DTSTAMP:20261001T120000Z
DTSTART;TZID=Europe/Berlin:20261023T163000
DTEND;TZID=Europe/Berlin:20261023T180000
SUMMARY:Say thank you
DESCRIPTION:Say thank you.
CATEGORIES:Ana Silva
STATUS:CONFIRMED
SEQUENCE:7
END:VEVENT
BEGIN:VEVENT
UID:two@tactful
DTSTAMP:20261001T120000Z
DTSTART;TZID=Europe/Berlin:20261030T083000
DTEND;TZID=Europe/Berlin:20261030T100000
SUMMARY:Ask for news
DESCRIPTION:Ask for news.
CATEGORIES:Ana Silva
STATUS:CANCELLED
SEQUENCE:9
END:VEVENT
END:VCALENDAR
""".replace(b"\n", b"\r\n")
"""What an earlier version wrote, with a time zone in the form that Outlook ignores."""


def test_an_earlier_calendar_is_taken_further_without_time_zones() -> None:
    data = calendar([interview(datetime(2026, 10, 23, 14), "Europe/Berlin")], OLDER)
    assert b"TZID" not in data
    assert b"VTIMEZONE" not in data
    old = {
        event.uid: event for event in agreed(data) if event.uid in ("one@tactful", "two@tactful")
    }
    assert {event.status for event in old.values()} == {"CANCELLED"}
    assert old["one@tactful"].start == datetime(2026, 10, 23, 14, 30, tzinfo=UTC)
    assert old["one@tactful"].end == datetime(2026, 10, 23, 16, tzinfo=UTC)
    assert old["two@tactful"].start == datetime(2026, 10, 30, 7, 30, tzinfo=UTC)
    assert [old[uid].sequence for uid in sorted(old)] == [8, 9]
