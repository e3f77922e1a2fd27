"""A timeline as an iCalendar file (RFC 5545): one event for each window in which to act.

An event keeps its UID when the plan is made again, even with other moments, so that a calendar
replaces it: the UID is made of the ruleset, the scenario, and what the step leaves behind (the
second reminder is the step after which two have been sent). SEQUENCE grows with each version:
minutes since 2020 at the moment of the plan, and always more than in the file that is replaced.
Steps of that file which are no longer planned come again as cancelled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event

from tactful.explanation.times import why_later
from tactful.language.values import Kind
from tactful.plans.timeline import Timeline, TimelineEntry

ALARM = timedelta(minutes=-15)
"""When to remind, counted from an event's beginning."""

_FIRST_VERSION = datetime(2020, 1, 1, tzinfo=UTC)
_VERSION = "sequence"


class NotACalendar(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a file to be replaced that is no calendar of ours."""


def calendar(timelines: Sequence[Timeline], replaces: bytes | None = None) -> bytes:
    """The calendar file of some timelines.

    Args:
        timelines: The plans; their steps in which there is something to do become events.
        replaces: The file that it takes the place of, if there is one.

    Raises:
        NotACalendar: if ``replaces`` is no calendar of tactful's.
    """
    before = _events(replaces) if replaces else {}
    made = Calendar()
    made.add("prodid", "-//tactful//plan//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    seen: set[str] = set()
    stamps = [_stamp(timeline) for timeline in timelines] or [_FIRST_VERSION]
    for timeline in timelines:
        for uid, entry in identified(timeline):
            made.add_component(_event(uid, entry, timeline, before.get(uid)))
            seen.add(uid)
    for uid, event in before.items():
        if uid not in seen:
            made.add_component(_cancelled(event, max(stamps)))
    years = [entry.start.year for t in timelines for entry in t.entries] or [2020]
    made.add_missing_timezones(date(min(years), 1, 1), date(max(years) + 2, 1, 1))
    return bytes(made.to_ical())


def identified(timeline: Timeline) -> Iterator[tuple[str, TimelineEntry]]:
    """The steps in which there is something to do, each with its UID."""
    counts: dict[str, int] = {}
    for entry in timeline.entries:
        if entry.act:
            key = _key(entry, timeline)
            counts[key] = counts.get(key, 0) + 1
            digest = hashlib.sha256(f"{key}\n{counts[key]}".encode()).hexdigest()
            yield f"{digest[:32]}@tactful", entry


def _key(entry: TimelineEntry, timeline: Timeline) -> str:
    """What makes a step itself, whatever the moment: whose, which, and what it leaves behind."""
    ruleset = timeline.plan.ruleset
    parts = [ruleset.id, timeline.title, _anchor(timeline)]
    parts += [f"{decision}={option}" for decision, option in entry.step.acts]
    parts += sorted(
        f"{name}:{value}"
        for name, value in entry.step.leaves.items()
        if ruleset.facts[name].type.kind is not Kind.DATETIME
    )
    return "\n".join(parts)


def _anchor(timeline: Timeline) -> str:
    """The first moment that windows count from and no step moves: it tells clients apart."""
    plan = timeline.plan
    options = [o for d in plan.ruleset.decisions.values() for o in d.options.values()]
    moved = {effect.fact for option in options for effect in option.after or ()}
    counted = {day for option in options if option.window for day in option.window.days}
    for name in plan.ruleset.facts:
        if name in counted - moved - {plan.ruleset.clock.now} and name in plan.given:
            return f"{name}={plan.given[name]}"
    return ""


def _event(uid: str, entry: TimelineEntry, timeline: Timeline, before: Event | None) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", _stamp(timeline))
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end if entry.end is not None else entry.start + timedelta(minutes=30))
    event.add("summary", entry.what.rstrip("."))
    event.add("description", _description(entry, timeline))
    event.add("categories", [timeline.title])
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    event.add(_VERSION, _sequence(event, timeline, before))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.what.rstrip("."))
    alarm.add("trigger", ALARM)
    event.add_component(alarm)
    return event


def _stamp(timeline: Timeline) -> datetime:
    now = timeline.now
    return now.replace(tzinfo=now.tzinfo or UTC).astimezone(UTC).replace(microsecond=0)


def _sequence(event: Event, timeline: Timeline, before: Event | None) -> int:
    minutes = max(0, (_stamp(timeline) - _FIRST_VERSION) // timedelta(minutes=1))
    if before is None:
        return minutes
    old = int(before.get(_VERSION, 0))
    same = all(
        _text(event, name) == _text(before, name)
        for name in ("dtstart", "dtend", "summary", "description", "status")
    )
    return old if same else max(old + 1, minutes)


def _text(event: Event, name: str) -> str:
    value = event.get(name)
    return "" if value is None else str(value.to_ical())


def _cancelled(event: Event, stamp: datetime) -> Event:
    """An event of the file before that is not planned any more."""
    if _text(event, "status") == str(b"CANCELLED"):
        return event
    event["status"] = "CANCELLED"
    event[_VERSION] = int(event.get(_VERSION, 0)) + 1
    del event["dtstamp"]
    event.add("dtstamp", stamp)
    event.subcomponents = []
    return event


def _description(entry: TimelineEntry, timeline: Timeline) -> str:
    """Everything there is to know, since a calendar shows nothing else."""
    parts = ["\n".join((entry.what, *entry.more))]
    later = why_later(entry.step.window) if entry.step.window is not None else None
    if later is not None:
        parts.append(later)
    if entry.why:
        parts.append("\n".join(f"{r.because} ({r.credit})" for r in entry.why))
    for answer in entry.answers:
        if answer.chosen:
            reasons = [r for chosen in answer.chosen for r in answer.option(chosen).in_favour]
            lines = dict.fromkeys(f"- {reason.because}" for reason in reasons)
            parts.append("\n".join((f"{answer.question} {answer.answer}", *lines)))
    parts += timeline.endings[1:]
    return "\n\n".join(parts)


def _events(data: bytes) -> Mapping[str, Event]:
    try:
        found: Any = Calendar.from_ical(data)
        ours = str(found.get("prodid", "")).startswith("-//tactful//")
    except (ValueError, IndexError, KeyError, AttributeError):
        ours = False
    if not ours:
        raise NotACalendar("the file to be replaced is no calendar that tactful wrote")
    return {str(event["uid"]): event for event in found.walk("VEVENT") if "uid" in event}
