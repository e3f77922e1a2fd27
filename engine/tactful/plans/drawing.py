"""A timeline laid out for drawing: where each day and each step stands, in pixels.

A row for each step along an axis of days that begins with the day of the plan, weekends shaded.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from tactful.explanation.wording import MONTHS, counted
from tactful.language.turning import DAY
from tactful.pages.steps import Day, Drawing, Row, Strip, Stripe
from tactful.plans.timeline import Timeline, TimelineEntry

WIDTH = 960
"""Pixels of the axis of days, whatever their number."""

ROW, TOP = 34, 30
"""Pixels of a row, and above the first."""

LEAST = 6.0
"""Pixels. A window of an hour would be too thin to see in a plan of two months."""

MOST_LABELS = 14
"""Days that are named; between them lie equally many that are not."""

_SATURDAY = 5


def drawing(timeline: Timeline) -> Drawing:
    """Lay a timeline out."""
    first = timeline.now.replace(hour=0, minute=0, second=0, microsecond=0)
    ends = [entry.end or entry.start for entry in timeline.entries]
    axis = _Axis(first, (max(ends) - first).days + 3)
    return Drawing(
        title=f"Timeline of {counted(axis.days, 'day')}",
        width=WIDTH + 40,
        height=TOP + ROW * len(timeline.entries) + 6,
        top=TOP,
        now=axis.x(timeline.now),
        days=tuple(axis.day(number) for number in range(axis.days)),
        rows=tuple(axis.row(number, entry) for number, entry in enumerate(timeline.entries)),
    )


def strip(timeline: Timeline) -> Strip | None:
    """What is advised if nothing is done, as a line of time; ``None`` if it never changes."""
    stretches = timeline.stretches
    if not stretches:
        return None
    begins, ends = stretches[0].begins, stretches[-1].ends
    whole = (ends - begins) / DAY
    return Strip(
        f"What is advised in {counted(round(whole), 'day')} in which nothing is done",
        _short(begins),
        _short(ends),
        tuple(Stripe(s.act, (s.ends - s.begins) / DAY / whole * 100, s.says) for s in stretches),
    )


def _short(day: datetime) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


class _Axis(NamedTuple):
    first: datetime
    days: int

    def x(self, moment: datetime) -> float:
        """Where a moment is. Days are equally wide, whatever the clocks do in them."""
        local = moment.replace(tzinfo=None) - self.first.replace(tzinfo=None)
        return min(max(local / DAY, 0.0), self.days) * WIDTH / self.days

    def day(self, number: int) -> Day:
        width = WIDTH / self.days
        day = self.first + number * DAY
        every = -(-self.days // MOST_LABELS)
        name = _short(day) if number % every == 0 else None
        return Day(number * width, width, day.weekday() >= _SATURDAY, name)

    def row(self, number: int, entry: TimelineEntry) -> Row:
        top = TOP + number * ROW
        left = self.x(entry.start)
        right = self.x(entry.end) if entry.end is not None else float(WIDTH)
        width = max(right - left, LEAST)
        kind, height = ("act", 20) if entry.act else ("wait", 8)
        beside = left + width + 6 if left + width < WIDTH - 40 else left - 18
        return Row(
            kind,
            left,
            top + (ROW - height) / 2,
            width,
            height,
            number + 1,
            beside,
            top + ROW / 2 + 4,
            f"{entry.when}: {entry.what}",
        )
