"""Windows in the calendar: from "the next working morning" to a start and an end.

A window is counted from a fact's day, in the employer's time zone. It skips days on which nobody
works there and never lies in the past: one that is over moves on to the next working day, and says
so. All comparing is done on the time line (UTC), since two local times cannot be compared across
a change of the clocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from tactful.language.calendar import (
    MOST_DAYS_OFF,
    clock_change,
    date_of,
    day_off,
    on_time_line,
    zone_named,
)
from tactful.language.computations import Setting
from tactful.language.conclusions import Conclusions, known_values
from tactful.language.model import Hours, Ruleset, Window
from tactful.language.turning import DAY
from tactful.language.values import NONE, YEARS, Value


class Skipped(NamedTuple):
    """A day on which the window was not: ``because`` names the day off, ``None`` if it was over."""

    day: date
    because: str | None
    hours: Hours


class PlacedWindow(NamedTuple):
    """A window with its start and its end, which is after it.

    Attributes:
        decision: The decision whose choice brings the window.
        option: That choice.
        start: The beginning; with the employer's offset where the time zone is known.
        end: The end, likewise.
        setting: The moment, the time zone and the country it was placed for.
        skipped: The days on which it would have been, but for their being over or off.
    """

    decision: str
    option: str
    start: datetime
    end: datetime
    setting: Setting
    skipped: tuple[Skipped, ...] = ()


def window_of(
    ruleset: Ruleset, conclusions: Conclusions, decision: str | None = None
) -> PlacedWindow | None:
    """The window in which to act on a decision's choice.

    ``None`` where no choice has a window, or it is counted from a day that is not known.

    Args:
        ruleset: The rules.
        conclusions: What follows from them.
        decision: Whose choice; ``None`` for the first decision, in the ruleset's order, whose
            choice has a window.

    Raises:
        KeyError: if there is no such decision.
    """
    asked = ruleset.decisions.values() if decision is None else (ruleset.decisions[decision],)
    chosen = (
        (one, one.options[choice])
        for one in asked
        for choice in conclusions.decisions[one.id].choices
    )
    for one, option in chosen:
        if option.window is not None:
            values = known_values(ruleset, conclusions)
            setting = Setting.of(ruleset.clock, values)
            found = place(option.window, values, setting)
            if found is not None:
                return found._replace(decision=one.id, option=option.id)
    return None


def place(window: Window, values: Mapping[str, Value], setting: Setting) -> PlacedWindow | None:
    """A window in the calendar; ``None`` if the day it is counted from is not known.

    Nor is there one where people work on no day of the week.

    Args:
        window: What the ruleset says.
        values: What is known, by fact.
        setting: The moment that it may not lie before, and where.
    """
    named = next((n for n in window.days if values.get(n, NONE) is not NONE), None)
    anchor = values.get(named or "")
    if not isinstance(anchor, date) or setting.working_week == frozenset():
        return None
    zone = zone_named(setting.timezone) if setting.timezone is not None else None
    earliest = [on_time_line(setting.now, zone)] if setting.now is not None else []
    wait = timedelta(hours=window.hours_later if named == window.days[0] else 0)
    if isinstance(anchor, datetime) and (window.later == 0 or wait):
        earliest.append(on_time_line(anchor, zone) + wait)
    not_before = max(earliest, default=datetime.min.replace(tzinfo=UTC))
    meant = _days_later(anchor, window.later, setting)
    skipped: list[Skipped] = []
    for day in _days(meant, _local_day(not_before, zone)):
        late = bool(skipped) or day != meant
        hours = window.otherwise if late and window.otherwise is not None else window.hours
        off = day_off(day, *setting.workplace)
        stretches = (_stretch(day, part, zone) for part in parts(hours, window.avoided))
        still = ((max(start, not_before), end) for start, end in stretches)
        open_ = next(((start, end) for start, end in still if start < end), None)
        if off is None and open_ is not None:
            start, end = (_shown(instant, zone) for instant in open_)
            return PlacedWindow("", "", start, end, setting, tuple(skipped))
        skipped.append(Skipped(day, off, hours))
    return None


def _shown(instant: datetime, zone: tzinfo | None) -> datetime:
    return instant.replace(tzinfo=None) if zone is None else instant.astimezone(zone)


def _local_day(instant: datetime, zone: tzinfo | None) -> date:
    if instant.year < YEARS[0]:
        return date.min
    return instant.astimezone(zone or UTC).date()


def _days_later(anchor: date, count: int, setting: Setting) -> date:
    day = date_of(anchor)
    while count:
        day += DAY
        if day_off(day, *setting.workplace) is None:
            count -= 1
    return day


def _days(meant: date, present: date) -> Iterator[date]:
    """The day that is meant, and then one after the other, those that are past left out."""
    yield meant
    first = max(meant + DAY, present)
    for number in range(MOST_DAYS_OFF):
        yield first + number * DAY


def parts(hours: Hours, avoided: Hours | None) -> Iterator[Hours]:
    """The hours without those to avoid: what lies before them, and what lies after."""
    if avoided is None:
        yield hours
        return
    yield Hours(hours.start, min(hours.end, avoided.start))
    yield Hours(max(hours.start, avoided.end), hours.end)


def _stretch(day: date, hours: Hours, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """The hours of a day as instants; all of an hour that comes twice belongs to them."""
    start, end = (datetime.combine(day, at) for at in hours)
    if zone is None:
        return start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)
    return _instant(start, zone), _instant(end.replace(fold=1), zone)


def _instant(moment: datetime, zone: tzinfo) -> datetime:
    """A local time as an instant; where the clocks went past it, the instant of their change."""
    instant = on_time_line(moment, zone)
    if instant.astimezone(zone).replace(tzinfo=None) == moment:
        return instant
    low, high = sorted(on_time_line(moment.replace(fold=fold), zone) for fold in (0, 1))
    return clock_change(low, high, zone) or instant
