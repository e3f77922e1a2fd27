"""When an event of a calendar is, in the forms that every calendar reads alike, and its reminder.

A moment whose place is known is written in UTC. Time zones would need their rules in the file, and
not every calendar reads those: Outlook shows events an hour off. Where no zone is known, a time
stays a local one. What is for a day and no hour of it is an event of the whole day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from tactful.language.calendar import on_time_line
from tactful.plans.timeline import TimelineEntry

AHEAD = timedelta(minutes=15)
"""How long before an event to remind of it."""

NIGHT_ENDS, MORNING = time(6), time(8)
"""What begins before the one and is not over by the other is told of by then: people sleep."""

_MOMENT = timedelta(minutes=30)
"""How long an event is shown that has a beginning and no end."""


class EventTimes(NamedTuple):
    """When an event is.

    Attributes:
        start: Its beginning: in UTC where the time zone is known, else local; a day if it is for
            all of it.
        end: Its end, likewise; of a whole day the day after.
        reminder: When to remind of it, counted from its beginning; ``None`` where it is too late.
    """

    start: date
    end: date
    reminder: timedelta | None


def times_of(entry: TimelineEntry, now: datetime) -> EventTimes:
    """When the event of a step is.

    Args:
        entry: The step.
        now: The moment that its plan is made for.
    """
    start = entry.start
    if entry.end is None and start.time() == time.min:
        day = start.date()
        reminder = _reminder(start, on_time_line(start, start.tzinfo) + timedelta(days=1), now)
        return EventTimes(day, day + timedelta(days=1), reminder)
    begins = plain(start)
    ends = begins + _MOMENT if entry.end is None else plain(entry.end)
    return EventTimes(begins, ends, _reminder(start, ends, now))


def plain(moment: datetime) -> datetime:
    """A moment as calendars understand it without further rules: in UTC, or local."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC)


def _reminder(start: datetime, end: datetime, now: datetime) -> timedelta | None:
    morning = datetime.combine(start, MORNING, start.tzinfo)
    begins, ends, present, morning = (
        on_time_line(moment, moment.tzinfo) for moment in (start, end, now, morning)
    )
    asleep = start.time() < NIGHT_ENDS and morning < ends
    rings = (morning,) if asleep else (begins - AHEAD, begins)
    return next((moment - begins for moment in rings if moment > present), None)
