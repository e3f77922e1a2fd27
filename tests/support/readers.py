"""What calendars read in a calendar file: three libraries that share no code with each other.

``icalendar`` writes our files, too; ``vobject`` and ``ical`` have nothing to do with it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

import icalendar
import vobject
from ical.calendar_stream import IcsCalendarStream


class ReadEvent(NamedTuple):
    """An event as one of them reads it.

    Attributes:
        offset: Of its beginning from UTC; ``None`` for local times and days.
        reminders: Counted from its beginning.
    """

    uid: str
    start: date
    end: date
    summary: str
    description: str
    status: str
    sequence: int
    offset: timedelta | None
    reminders: tuple[timedelta, ...]


def by_icalendar(data: bytes) -> list[ReadEvent]:
    found: Any = icalendar.Calendar.from_ical(data)
    return [
        _read(
            str(event["uid"]),
            event["dtstart"].dt,
            event["dtend"].dt,
            str(event["summary"]),
            str(event["description"]),
            str(event["status"]),
            int(event["sequence"]),
            [alarm["trigger"].dt for alarm in event.walk("VALARM")],
        )
        for event in found.walk("VEVENT")
    ]


def by_vobject(data: bytes) -> list[ReadEvent]:
    found: Any = vobject.readOne(data.decode("utf-8"))
    return [
        _read(
            event.uid.value,
            event.dtstart.value,
            event.dtend.value,
            event.summary.value,
            event.description.value,
            event.status.value,
            int(event.sequence.value),
            [alarm.trigger.value for alarm in event.contents.get("valarm", ())],
        )
        for event in found.contents.get("vevent", ())
    ]


def by_ical(data: bytes) -> list[ReadEvent]:
    found: Any = IcsCalendarStream.calendar_from_ics(data.decode("utf-8"))
    return [
        _read(
            event.uid,
            event.dtstart,
            event.dtend,
            event.summary,
            event.description,
            str(event.status.value),
            event.sequence,
            [alarm.trigger for alarm in event.alarm],
        )
        for event in found.events
    ]


READERS = (by_icalendar, by_vobject, by_ical)


def _read(
    uid: str,
    start: date,
    end: date,
    summary: str,
    description: str,
    status: str,
    sequence: int,
    reminders: list[timedelta],
) -> ReadEvent:
    zone: tzinfo | None = start.tzinfo if isinstance(start, datetime) else None
    offset = zone.utcoffset(start) if zone is not None and isinstance(start, datetime) else None
    return ReadEvent(
        uid, start, end, summary, description, status, sequence, offset, tuple(reminders)
    )
