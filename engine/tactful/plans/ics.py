"""A timeline as an iCalendar file (RFC 5545): one event for each window in which to act.

Its title says who and what, as a page of a calendar shows nothing else; its times need no rules of
any time zone (``event_times``).

An event keeps its UID when the plan is made again, even with other moments, so that a calendar
replaces it: the UID is made of whose plan it is (``owners``) and what the step leaves behind (the
second reminder is the step after which two have been sent). SEQUENCE grows with each version:
minutes since 2020 at the moment of the plan, and always more than in the file that is replaced.
Steps of that file which are no longer planned come again as cancelled. A file that holds somebody
else's plan is not replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event

from tactful.explanation.times import when, why_later, without_zone
from tactful.explanation.wording import capitalised
from tactful.grounding.names import told_name
from tactful.language.calendar import on_time_line
from tactful.language.values import Kind
from tactful.plans.event_times import plain, times_of
from tactful.plans.owners import CLIENT, KNOWN, Owner, digest, owner, spelt, title_of
from tactful.plans.timeline import Timeline, TimelineEntry
from tactful.scenarios.scenario import UNTITLED
from tactful.text.signs import first_unfit, visible

_FIRST_VERSION = datetime(2020, 1, 1, tzinfo=UTC)
_VERSION = "sequence"


_ONCE = ("uid", "dtstamp", "dtstart")
_AT_MOST_ONCE = ("dtend", "summary", "description", "status", "sequence", "categories")
_PARTS = ("VEVENT", "VTIMEZONE")


class NotACalendar(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a file to be replaced that is no calendar of ours, or not of these clients."""


class DamagedCalendar(NotACalendar):
    """Raised for a calendar of ours that cannot be taken further; the message says why."""


class TwoPlans(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for two plans that nothing tells apart; the message is their title."""


def calendar(timelines: Sequence[Timeline], replaces: bytes | None = None) -> bytes:
    """The calendar file of some timelines.

    Args:
        timelines: The plans; their steps in which there is something to do become events.
        replaces: The file that it takes the place of, if there is one.

    Raises:
        NotACalendar: if ``replaces`` is no calendar of tactful's, or holds the plan of a client
            of whom there is none among these.
        DamagedCalendar: if somebody has broken it.
        TwoPlans: if nothing tells two of the plans apart.
    """
    before = events(replaces) if replaces else {}
    owners = [_owner(timeline) for timeline in timelines]
    for title in strangers(before, owners):
        raise NotACalendar(f"the file to be replaced holds the plan of {title}")
    made = Calendar()
    made.add("prodid", "-//tactful//plan//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    seen: set[str] = set()
    stamps = [_stamp(timeline) for timeline in timelines] or [_FIRST_VERSION]
    for timeline, whose in zip(timelines, owners, strict=True):
        whose = _as_before(whose, before.values())
        for uid, entry in identified(timeline, whose):
            if uid in seen:
                raise TwoPlans(timeline.title)
            event = _event(uid, entry, timeline, before.get(uid))
            whose.mark(event)
            made.add_component(event)
            seen.add(uid)
    for uid, event in before.items():
        if uid not in seen:
            made.add_component(_cancelled(event, max(stamps)))
    return bytes(made.to_ical())


def strangers(before: Mapping[str, Event], owners: Sequence[Owner]) -> Iterator[str]:
    """The titles of a calendar's events that are of none of some clients."""
    for event in before.values():
        if not any(one.is_of(event) for one in owners):
            yield title_of(event)


def _owner(timeline: Timeline) -> Owner:
    plan = timeline.plan
    return owner(plan.ruleset, timeline.title, plan.given)


def _as_before(whose: Owner, before: Iterable[Event]) -> Owner:
    """A client under the name of the last plan: what has become known since is no other client."""
    for event in before:
        if CLIENT in event and whose.is_of(event):
            return whose._replace(client=str(event[CLIENT]))
    return whose


def identified(timeline: Timeline, whose: Owner) -> Iterator[tuple[str, TimelineEntry]]:
    """The steps in which there is something to do, each with its UID."""
    counts: dict[str, int] = {}
    for entry in timeline.entries:
        if entry.act:
            key = _key(entry, timeline, whose)
            counts[key] = counts.get(key, 0) + 1
            step = digest(f"{key}\n{counts[key]}", 32)
            yield f"{step}@tactful", entry


def _key(entry: TimelineEntry, timeline: Timeline, whose: Owner) -> str:
    """What makes a step itself, whatever the moment: whose, which, and what it leaves behind."""
    ruleset = timeline.plan.ruleset
    parts = [whose.client]
    parts += [f"{told_name(ruleset, name)}={option}" for name, option in entry.step.acts]
    parts += sorted(
        f"{told_name(ruleset, name)}:{spelt(value)}"
        for name, value in entry.step.leaves.items()
        if ruleset.facts[name].type.kind is not Kind.DATETIME
    )
    return "\n".join(parts)


def _event(uid: str, entry: TimelineEntry, timeline: Timeline, before: Event | None) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", _stamp(timeline))
    start, end, reminder = times_of(entry, timeline.now)
    event.add("dtstart", start)
    event.add("dtend", end)
    summary = visible(_summary(entry, timeline))
    event.add("summary", summary)
    event.add("description", visible(_description(entry, timeline)))
    event.add("categories", [visible(timeline.title)])
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    event.add(_VERSION, _sequence(event, timeline, before))
    if reminder is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", reminder)
        event.add_component(alarm)
    return event


def _summary(entry: TimelineEntry, timeline: Timeline) -> str:
    """Who and what; no name that nobody gave."""
    what = entry.what.rstrip(".")
    return what if timeline.title == UNTITLED else f"{timeline.title}: {what}"


def _stamp(timeline: Timeline) -> datetime:
    now = timeline.now
    return on_time_line(now, now.tzinfo).replace(microsecond=0)


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
    parts += _hours(entry, timeline)
    if entry.why:
        parts.append("\n".join(f"{r.because} ({r.credit})" for r in entry.why))
    for answer in entry.answers:
        if answer.chosen:
            reasons = [r for chosen in answer.chosen for r in answer.option(chosen).in_favour]
            lines = dict.fromkeys(f"- {reason.because}" for reason in reasons)
            parts.append("\n".join((f"{answer.question} {answer.answer}", *lines)))
    parts += timeline.endings[1:]
    return "\n\n".join(parts)


def _hours(entry: TimelineEntry, timeline: Timeline) -> Iterator[str]:
    """When it is where the client's employer is: a calendar shows its reader's own hours."""
    window, ruleset = entry.step.window, timeline.plan.ruleset
    if window is not None:
        if window.setting.timezone is not None:
            undated = window._replace(setting=window.setting._replace(now=None))
            yield f"{capitalised(when(undated))}."
        later = why_later(window)
        if later is not None:
            yield later
    if timeline.timezone is None and ruleset.clock.timezone is not None:
        yield without_zone(ruleset)


def events(data: bytes) -> Mapping[str, Event]:
    """The events of a calendar of ours, by UID.

    Raises:
        NotACalendar: if it is none.
        DamagedCalendar: if it was one, and has been changed so that it cannot be taken further.
    """
    try:
        found: Any = Calendar.from_ical(data)
        ours = str(found.get("prodid", "")).startswith("-//tactful//")
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, OverflowError):
        ours = False
    if not ours:
        raise NotACalendar("the file to be replaced is no calendar that tactful wrote")
    unfolded = data.decode("utf-8", errors="replace").replace("\r\n ", "").replace("\r\n", "\n")
    if first_unfit(unfolded) is not None:  # which other programs may not get past
        raise DamagedCalendar("it holds a sign that has no place in a text")
    if any(part.name not in _PARTS for part in found.subcomponents):
        raise DamagedCalendar("it holds more than events")
    made = {}
    for event in found.walk("VEVENT"):
        _check(event)
        if str(event["uid"]) in made:
            raise DamagedCalendar("one event stands in it twice")
        made[str(event["uid"])] = event
    return made


def _check(event: Event) -> None:
    """Make sure that an event can be written again, and without any time zone's rules."""
    if event.errors:
        raise DamagedCalendar(f"{event.errors[0][0] or 'a line'} of an event cannot be read")
    for name in (*_ONCE, *_AT_MOST_ONCE, CLIENT, KNOWN):
        if isinstance(event.get(name), list):
            raise DamagedCalendar(f"an event has more than one {name.upper()}")
        if name in _ONCE and name not in event:
            raise DamagedCalendar(f"an event has no {name.upper()}")
    for name in ("dtstart", "dtend"):
        _without_zone(event, name)


def _without_zone(event: Event, name: str) -> None:
    """Turn a time of an earlier version, which named its zone, into one in UTC."""
    written: Any = event.get(name)
    moment = getattr(written, "dt", None)
    if isinstance(moment, datetime) and "TZID" in written.params:
        try:
            moment = plain(moment)
        except OverflowError:
            raise DamagedCalendar(f"{name.upper()} of an event is at the end of time") from None
        del event[name]
        event.add(name, moment)
