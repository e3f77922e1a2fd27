"""The calendar file: read by another library, and imported twice without doubling."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import unhurried
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.plans.ics import DamagedCalendar, NotACalendar, TwoPlans, calendar
from tactful.plans.plan import plan
from tactful.plans.timeline import Timeline, timeline
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import UNTITLED
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


MANY = """
title: Errands
clock: {now: now}
facts:
  now: {type: datetime}
  note: {type: text, question: What is it about?}
  place: {type: text, question: Where is it?}
  when: {type: datetime, question: When is it?}
  needs: {type: choice, many: yes, choices: [pen, ink, paper, stamp], question: What is needed?}
  done: {type: yes/no, question: Is it done?, default: no}
decisions:
  act: {options: {go: {label: Go there, after: {done: yes}}, stay: Stay here}, fallback: stay}
rules:
  - {id: go, when: {done: no}, then: {act: {go: for}}, because: It is due., source: house}
"""


def told(now: datetime = NOW, title: str = "A warm talk", **more: Value) -> Timeline:
    return timeline(plan(RULES, NETWORK.evaluate, {**KNOWN, **more}, now), title)


@cache
def usual() -> Timeline:
    return told()


@cache
def whole() -> bytes:
    return calendar([usual()])


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


def test_an_event_says_what_to_do_why_and_reminds_of_it() -> None:
    first = events(whole())[0]
    what = "Say thank you at the end of the interview day, with an email"
    assert first.summary.value == f"A warm talk: {what}"
    text = first.description.value
    assert "A thank-you shows that you care about this job." in text
    assert "How should it sound? Warm and friendly." in text
    assert "Stop as soon as they have been in touch." in text
    assert "oday" not in text.replace("today's", "")  # it is read on another day
    assert "\n\nFriday 23 October between 16:30 and 21:00 in New York.\n\n" in text
    assert first.valarm.description.value == first.summary.value


def test_no_name_is_told_that_nobody_gave() -> None:
    for event in events(calendar([told(title=UNTITLED)])):
        assert UNTITLED not in event.summary.value


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
    first = events(calendar([made]))[0]
    assert first.dtstart.value == datetime(2026, 10, 23, 16, 30)
    assert "All times are local times: the employer's time zone is not known." in (
        first.description.value
    )


@pytest.mark.parametrize(
    "data", [b"Dear diary", b"\xff\xfe", b"BEGIN:VCALENDAR\nPRODID:other\nEND:VCALENDAR\n", b"\n"]
)
def test_another_file_is_not_replaced(data: bytes) -> None:
    with pytest.raises(NotACalendar):
        calendar([told()], data)


def test_the_calendar_of_another_client_is_not_replaced() -> None:
    for other in (
        told(title="Another talk"),
        told(interview_ended=datetime(2026, 10, 22, 14)),
        told(title=UNTITLED),
    ):
        with pytest.raises(NotACalendar, match="holds the plan of A warm talk"):
            calendar([other], whole())
    both = calendar([told(), told(title="Another talk")], whole())
    with pytest.raises(NotACalendar, match="holds the plan of Another talk"):
        calendar([told()], both)
    assert calendar([told(), told(title="Another talk")], both) == both


def test_clients_without_a_title_share_no_event() -> None:
    """Not even where nothing but what steps move tells them apart."""
    known: list[dict[str, Value]] = [
        {},
        {"rapport": "cold"},
        {"thank_you_sent": True, "last_contact": datetime(2026, 10, 23, 16)},
        {"thank_you_sent": True, "last_contact": datetime(2026, 10, 23, 17)},
        {"timezone": "America/Chicago"},
    ]
    files = [calendar([told(NOW, UNTITLED, **more)]) for more in known]
    assert len(imported(*files)) == sum(len(events(file)) for file in files)


def test_a_client_without_a_title_is_known_again_by_what_lasts() -> None:
    first = calendar([told(title=UNTITLED)])
    assert calendar([told(title=UNTITLED)]) == first
    later = calendar([told(title=UNTITLED, thank_you_sent=True, heard_back=False)], first)
    assert set(imported(first, later)) == set(imported(first))
    assert "CANCELLED" in {event.status.value for event in events(later)}
    with pytest.raises(NotACalendar, match="holds the plan of Your situation"):
        calendar([told(title=UNTITLED, rapport="cold")], later)


def test_what_becomes_known_of_a_client_makes_nobody_else_of_them() -> None:
    for title in ("A warm talk", UNTITLED):
        file = calendar([told(title=title)])
        before = set(imported(file))
        for more in ({"gifts_allowed": False}, {"gifts_allowed": False, "phone_known": True}):
            file = calendar([told(datetime(2026, 10, 24, 9), title, **more)], file)
            assert set(imported(file)) >= before


def test_clients_share_no_event_whatever_they_are_known_by(tmp_path: Path) -> None:
    """Lines in a text, the hour that clocks show twice, and choices, which have no order."""
    (tmp_path / "errands.yaml").write_text(MANY)
    rules = load(tmp_path / "errands.yaml")
    evaluate = Network(rules).evaluate
    clients: list[dict[str, Value]] = [
        {"note": "pen\nplace=here"},
        {"note": "pen\\nplace=here"},
        {"note": "pen", "place": "here"},
        {"when": datetime(2026, 11, 1, 1, 30)},
        {"when": datetime(2026, 11, 1, 1, 30, fold=1)},
        {"needs": frozenset({"pen", "ink"})},
        {"needs": frozenset({"pen", "paper"})},
    ]
    for title in (UNTITLED, "Ana Silva"):
        made = [timeline(plan(rules, evaluate, known, NOW), title) for known in clients]
        read = [events(calendar([one]))[0].uid.value for one in made]
        assert len(set(read)) == len(clients)


def test_two_plans_that_nothing_tells_apart_do_not_go_into_one_calendar() -> None:
    with pytest.raises(TwoPlans, match="A warm talk"):
        calendar([told(), told(rapport="cold")])


def test_an_older_calendar_is_known_by_its_titles() -> None:
    lines = whole().decode().replace("\r\n ", "").splitlines()
    older = "\r\n".join(line for line in lines if not line.startswith("X-TACTFUL")).encode()
    assert len(imported(older, calendar([told()], older))) == 3
    with pytest.raises(NotACalendar):
        calendar([told(title="Another talk")], older)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("DTSTAMP:", "X-STAMP:", "an event has no DTSTAMP"),
        ("UID:", "X-UID:", "an event has no UID"),
        ("DTSTART:", "X-START:", "an event has no DTSTART"),
        ("SEQUENCE:", "SEQUENCE:x", "SEQUENCE of an event cannot be read"),
        ("DTEND:", "DTEND;X=y:z:", "DTEND of an event cannot be read"),
        ("STATUS:", "STATUS:CANCELLED\r\nSTATUS:", "more than one STATUS"),
        ("SEQUENCE:", "SEQUENCE:1\r\nSEQUENCE:", "more than one SEQUENCE"),
        ("SUMMARY:", "SUMMARY:x\r\nSUMMARY:", "more than one SUMMARY"),
        ("X-TACTFUL-KNOWN:", "X-TACTFUL-KNOWN:x\r\nX-TACTFUL-KNOWN:", "more than one X-TACTFUL"),
        ("BEGIN:VEVENT", "BEGIN:VTODO\r\nEND:VTODO\r\nBEGIN:VEVENT", "more than events"),
        ("SUMMARY:", "SUMMARY:\r\0\r\nX-A:", "a sign that has no place in a text"),
    ],
)
def test_a_damaged_calendar_is_said_to_be_one(old: str, new: str, said: str) -> None:
    with pytest.raises(DamagedCalendar, match=said):
        calendar([usual()], whole().replace(old.encode(), new.encode()))


@settings(unhurried)
@given(st.data())
def test_whatever_was_done_to_a_calendar_it_is_refused_or_taken_further(
    data: st.DataObject,
) -> None:
    lines = whole().split(b"\r\n")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(("drop", "double", "cut", "swap", "noise"))):
            case "drop":
                del lines[place]
            case "double":
                lines.insert(place, lines[place])
            case "cut":
                lines[place] = lines[place][: data.draw(st.integers(0, 20))]
            case "swap":
                other = data.draw(st.integers(0, len(lines) - 1))
                lines[place], lines[other] = lines[other], lines[place]
            case _:
                lines[place] += data.draw(st.binary(max_size=8))
    try:
        made = calendar([usual()], b"\r\n".join(lines))
    except NotACalendar:
        return
    assert set(imported(made)) >= set(imported(whole()))
