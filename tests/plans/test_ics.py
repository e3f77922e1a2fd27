"""The calendar file: read by another library, and imported twice without doubling."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
import vobject

from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.plans.ics import NotACalendar, calendar
from tactful.plans.plan import plan
from tactful.plans.timeline import Timeline, timeline
from tactful.reading.ruleset import load
from tactful.text.library import packaged

RULES = load(packaged())
NETWORK = Network(RULES)
NOW = datetime(2026, 10, 23, 14, 30)
KNOWN: dict[str, Value] = {
    "industry": "technology",
    "rapport": "warm",
    "interview_ended": datetime(2026, 10, 23, 14),
    "timezone": "America/New_York",
    "country": "US",
}


def told(now: datetime = NOW, title: str = "A warm talk", **more: Value) -> Timeline:
    return timeline(plan(RULES, NETWORK.evaluate, {**KNOWN, **more}, now), title)


@cache
def whole() -> bytes:
    return calendar([told()])


def events(data: bytes) -> list[Any]:
    """The events as an independent library reads them."""
    return list(vobject.readOne(data.decode("utf-8")).vevent_list)


def imported(*files: bytes) -> dict[str, Any]:
    """What a calendar holds after importing files: by UID, the newest SEQUENCE wins."""
    held: dict[str, Any] = {}
    for data in files:
        for event in events(data):
            uid = event.uid.value
            if uid not in held or number(event) >= number(held[uid]):
                held[uid] = event
    return held


def number(event: Any) -> int:
    return int(event.sequence.value)


def test_another_library_reads_each_window_at_its_instant() -> None:
    read = [
        (e.dtstart.value.astimezone(UTC), e.dtend.value.astimezone(UTC)) for e in events(whole())
    ]
    planned = [
        (entry.start.astimezone(UTC), entry.end.astimezone(UTC))
        for entry in told().entries
        if entry.act and entry.end is not None
    ]
    assert read == planned
    # The second falls in the first days of November, after the clocks have gone back.
    offsets = [e.dtstart.value.utcoffset() for e in events(whole())]
    assert len(set(offsets)) == 2


def test_an_event_says_what_to_do_why_and_reminds_of_it() -> None:
    first = events(whole())[0]
    assert first.summary.value.startswith("Say thank you at the end of the interview day")
    text = first.description.value
    assert "A thank-you shows that you care about this job." in text
    assert "How should it sound? Warm and friendly." in text
    assert "Stop as soon as they have been in touch." in text
    assert "oday" not in text.replace("today's", "")  # it is read on another day
    assert first.valarm.trigger.value == timedelta(minutes=-15)


def test_importing_twice_does_not_double_anything() -> None:
    assert len(imported(whole(), whole())) == len(events(whole())) == 3


def test_making_it_again_gives_the_same_file() -> None:
    assert calendar([told()]) == whole()
    assert calendar([told()], whole()) == whole()


def test_a_later_plan_updates_the_events() -> None:
    later = calendar([told(datetime(2026, 10, 24, 9))], whole())
    before, after = imported(whole()), imported(whole(), later)
    assert set(before) == set(after)
    first = min(after, key=lambda uid: before[uid].dtstart.value)
    assert after[first].dtstart.value > before[first].dtstart.value
    assert number(after[first]) > number(before[first])


def test_a_second_reminder_stays_the_second_once_the_first_is_sent() -> None:
    second = max(imported(whole()).values(), key=lambda e: e.dtstart.value)
    sent = told(
        datetime(2026, 10, 30, 12),
        thank_you_sent=True,
        nudges_sent=1,
        last_contact=datetime(2026, 10, 30, 9),
    )
    assert second.uid.value in imported(calendar([sent]))


def test_what_is_no_longer_planned_is_cancelled() -> None:
    answered = calendar([told(heard_back=False, thank_you_sent=True, nudges_sent=2)], whole())
    held = imported(whole(), answered)
    assert {e.status.value for e in held.values()} == {"CANCELLED"}
    again = calendar([told(heard_back=False, thank_you_sent=True, nudges_sent=2)], answered)
    assert again == answered


def test_clients_do_not_share_events() -> None:
    other = calendar([told(title="Another talk")])
    assert len(imported(whole(), other)) == 6
    elsewhen = calendar([told(interview_ended=datetime(2026, 10, 22, 14))])
    assert len(imported(whole(), elsewhen)) == 6


def test_without_a_time_zone_times_are_local() -> None:
    known: dict[str, Value] = {"interview_ended": datetime(2026, 10, 23, 14)}
    made = timeline(plan(RULES, NETWORK.evaluate, known, NOW), "T")
    assert events(calendar([made]))[0].dtstart.value == datetime(2026, 10, 23, 16, 30)


@pytest.mark.parametrize(
    "data", [b"Dear diary", b"\xff\xfe", b"BEGIN:VCALENDAR\nPRODID:other\nEND:VCALENDAR\n", b"\n"]
)
def test_another_file_is_not_replaced(data: bytes) -> None:
    with pytest.raises(NotACalendar):
        calendar([told()], data)
