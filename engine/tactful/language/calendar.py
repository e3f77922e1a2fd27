"""The calendar: time zones whose clocks change, and the days on which nobody works."""

from __future__ import annotations

import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence, Set
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from tactful.language.model import Clock
from tactful.language.turning import DAY, first_moment
from tactful.language.values import NONE, YEARS, Value
from tactful.text.absence import is_absence

MOST_DAYS_OFF = 60
"""Days. No country rests for longer than this, so a search that finds nothing ends."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def date_of(moment: date) -> date:
    """The day of a moment; a day itself."""
    return moment.date() if isinstance(moment, datetime) else moment


def start_of(moment: date) -> datetime:
    """The moment at which a day begins; a moment itself."""
    if isinstance(moment, datetime):
        return moment
    return datetime(moment.year, moment.month, moment.day)


def elapsed_hours(start: datetime, end: datetime, timezone: str | None) -> float:
    """Hours that really pass between two local times, right across a change of the clocks.

    Without a time zone every day has 24 hours.
    """
    if timezone is not None:
        zone = zone_named(timezone)
        passed = end.replace(tzinfo=zone).timestamp() - start.replace(tzinfo=zone).timestamp()
        return passed / 3600
    return (end - start) / timedelta(hours=1)


def comes_twice(moment: datetime, timezone: str) -> bool:
    """Whether the clocks there showed this local time twice, since they went back past it."""
    first, second = (moment.replace(tzinfo=zone_named(timezone), fold=fold) for fold in (0, 1))
    exists = existing(moment, timezone) == moment
    return exists and first.utcoffset() != second.utcoffset()


def existing(moment: datetime, timezone: str) -> datetime:
    """A local time as a clock there shows it: later by the gap where the clocks went past it."""
    aware = moment.replace(tzinfo=zone_named(timezone))
    return aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None)


def clock_change(low: datetime, high: datetime, zone: tzinfo) -> datetime | None:
    """The first second of new clocks between two instants that lie at most a day or so apart.

    ``None`` if both have the same offset. Instants are in UTC; clocks change at whole seconds.
    """
    low, high = (instant.replace(microsecond=0) for instant in (low, high))
    before, after = (instant.astimezone(zone).utcoffset() for instant in (low, high))
    if before == after:
        return None
    return first_moment(lambda at: at.astimezone(zone).utcoffset() != before, low, high)


@lru_cache(maxsize=1024)
def zone_named(name: str) -> tzinfo:
    """The time zone of this IANA name.

    Raises:
        KeyError, ValueError, OSError: if there is none; ``calendar.zone_exists`` asks without.
    """
    from tactful.language.zones import zone  # not every scenario names a zone

    return zone(name)


Week: TypeAlias = "frozenset[str] | None"
"""The weekdays on which people work at an employer, by their names; ``None`` if not known."""

MONDAY_TO_FRIDAY = frozenset(WEEKDAYS[:5])
"""The week of whoever is in no country that is known."""


class Workplace(NamedTuple):
    """Where people work: whose days off count."""

    country: str | None = None
    region: str | None = None
    working_week: Week = None


class Setting(NamedTuple):
    """Where and when a scenario plays, as far as it is known: what a computation may depend on."""

    now: datetime | None = None
    timezone: str | None = None
    country: str | None = None
    region: str | None = None
    working_week: Week = None

    @classmethod
    def of(cls, clock: Clock, values: Mapping[str, Value]) -> Setting:
        """The setting as the clock's facts tell it."""
        known = [values.get(name) if name else None for name in clock]
        if NONE in known:
            known = [None if value is NONE else value for value in known]
        return cls._make(known)

    @property
    def workplace(self) -> Workplace:
        """Where people work, as far as it tells on which days."""
        return Workplace(self.country, self.region, self.working_week)


NO_SETTING = Setting()
"""For what depends on no part of it."""


@lru_cache(maxsize=16_384)
def working_days(
    start: date, end: date, country: str | None, region: str | None = None, week: Week = None
) -> int:
    """Working days after ``start`` up to and including ``end``; negative if ``end`` is earlier.

    ``day_off`` says which days are none. Without a country weekdays are counted by arithmetic, so
    a span of centuries costs no more than a week.
    """
    if end < start:
        return -working_days(end, start, country, region, week)
    if country is None:
        return _weekdays_until(end, week) - _weekdays_until(start, week)
    first, last = start.toordinal(), end.toordinal()
    count = last - first
    for year in range(start.year, end.year + 1):
        off = rest_days(country, region, week, year)
        count -= bisect_right(off, last) - bisect_right(off, first)
    return count


def working_days_later(
    day: date, count: int, country: str | None, region: str | None = None, week: Week = None
) -> date | None:
    """The working day that is the ``count``-th after a day, or before it where that is below 0.

    The day itself for 0, working day or not. ``None`` where the calendar ends before it, and where
    no day is a working day.
    """
    if count == 0:
        return day
    first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    if not first <= day <= last or week == frozenset():
        return None
    before = day - timedelta(days=1)

    def passed(days: int) -> int:
        if count > 0:
            return working_days(day, day + timedelta(days=days), country, region, week)
        return working_days(before - timedelta(days=days), before, country, region, week)

    reach = min(furthest(count, week), (last - day).days if count > 0 else (day - first).days)
    days = bisect_left(range(reach + 1), abs(count), key=passed)
    if days > reach:
        return None
    return day + timedelta(days=days if count > 0 else -days)


def furthest(count: int, week: Week) -> int:
    """Days within which so many working days lie, whatever the holidays.

    Half of a week's working days are holidays at the most, and four days a week are many already.
    """
    return 14 * abs(count) // fewest(week) + MOST_DAYS_OFF


def fewest(week: Week) -> int:
    """How many days of a week people work, as far as ``furthest`` asks; never none."""
    return 4 if week is None else min(4, max(1, len(week)))


def _weekdays_until(day: date, week: Week) -> int:
    worked = MONDAY_TO_FRIDAY if week is None else week
    weeks, rest = divmod(day.toordinal(), 7)  # day 1 of the calendar was a Monday
    return weeks * len(worked) + sum(name in worked for name in WEEKDAYS[:rest])


def day_off(
    day: date, country: str | None, region: str | None = None, week: Week = None
) -> str | None:
    """Why nobody works on a day: ``a Friday``, or the name of the public holiday.

    Args:
        day: The day.
        country: Whose weekend and public holidays count, and whose working days in place of
            others; if not known, the weekend is Saturday and Sunday, and no day is a holiday.
        region: A part of the country.
        week: The days of the week on which people work, whatever the country's weekend.

    Returns:
        ``None`` for a working day.
    """
    if country is None:
        worked = MONDAY_TO_FRIDAY if week is None else week
        return None if WEEKDAYS[day.weekday()] in worked else a_weekday(day)
    return days_off(country, region, week, day.year).get(day)


def a_weekday(day: date) -> str:
    """What a day is that is off in every week: ``a Friday``."""
    return _A_WEEKDAY[day.weekday()]


_A_WEEKDAY = tuple(f"a {name.capitalize()}" for name in WEEKDAYS)


@lru_cache(maxsize=1024)
def days_off(country: str, region: str | None, week: Week, year: int) -> Mapping[date, str]:
    """The days of a year on which nobody works in a country, with why, as ``day_off`` says it."""
    listed = _listed(country, region, year)
    off = dict(listed.holidays)
    if week is None:
        rests, made_up = listed.weekend, _made_up(country, region, year)
    else:
        others = {number for number, name in enumerate(WEEKDAYS) if name not in week}
        rests, made_up = _each(others, year), frozenset()
    off.update((day, a_weekday(day)) for day in rests)
    for day in made_up:
        off.pop(day, None)
    return off


@lru_cache(maxsize=4096)
def rest_days(country: str, region: str | None, week: Week, year: int) -> tuple[int, ...]:
    """The days of a year on which nobody works, as days since the calendar's first."""
    return tuple(sorted(day.toordinal() for day in days_off(country, region, week, year)))


def _each(weekdays: Set[int], year: int) -> list[date]:
    """The days of a year that are some weekdays, Monday being 0; in no order."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    starts = (first + (weekday + 1 - first) % 7 for weekday in weekdays)  # day 1 was a Monday
    return [date.fromordinal(day) for start in starts for day in range(start, last + 1, 7)]


class _Listed(NamedTuple):
    """What the library knows of a year.

    ``made_up`` are days of a weekend on which people work for a day off elsewhere, of the year
    before as well. It may lie in the year after, and then is known there.
    """

    holidays: Mapping[date, str]
    weekend: Sequence[date]
    made_up: frozenset[date]
    makes_up: bool


@lru_cache(maxsize=1024)
def _listed(country: str, region: str | None, year: int) -> _Listed:
    import holidays  # heavy, and needed by few scenarios

    part = region if region in regions(country) else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of years for which some holidays are not known
        known = holidays.country_holidays(country, subdiv=part, years=year, language="en_US")
    first, last = date(year, 1, 1), date(year, 12, 31)
    ends = [[start + timedelta(days=n) for n in range(7)] for start in (first, last - 6 * DAY)]
    rests = [{day.weekday() for day in end if known.is_weekend(day)} for end in ends]
    weekend = _each(rests[0] | rests[1], year)
    if rests[0] != rests[1]:  # it was changed in the course of the year
        weekend = [day for day in weekend if known.is_weekend(day)]
    named = {day: name for day, name in known.items() if day.year == year}
    makes_up = getattr(known, "substituted_label", None) is not None
    return _Listed(named, weekend, frozenset(known.weekend_workdays), makes_up)


def _made_up(country: str, region: str | None, year: int) -> frozenset[date]:
    """The days of a year's weekends on which people work all the same."""
    found = _listed(country, region, year)
    # Only where any are made up at all: it takes as long again.
    after = _listed(country, region, year + 1).made_up if found.makes_up else frozenset()
    return frozenset(day for day in found.made_up | after if day.year == year)


@lru_cache(maxsize=64)
def regions(country: str) -> tuple[str, ...]:
    """The parts of a country that have holidays of their own, as ISO 3166-2 writes them: ``BY``."""
    import holidays

    return tuple(getattr(holidays, country).subdivisions) if country in countries() else ()


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """The countries whose public holidays are known, as two capital letters: ``FR``, ``US``."""
    from holidays.registry import EntityLoader

    # To list them with their parts takes as long as all the rest of a short command.
    return frozenset(EntityLoader.get_country_codes())


@lru_cache(maxsize=1)
def countries_once() -> frozenset[str]:
    """The same, each by one of its codes only: ``US``, not ``USA`` besides."""
    import holidays

    return frozenset(holidays.list_supported_countries(include_aliases=False))


def zone_exists(name: str) -> bool:
    """Whether there is a time zone of this IANA name, such as ``Europe/Paris``.

    Raises:
        OSError: if that cannot be told now, as when too many files are open.
    """
    try:
        zone_named(name)
    except (KeyError, ValueError):
        return False
    except OSError as error:
        if not is_absence(error):
            raise
        return False
    return True


def on_time_line(moment: datetime, zone: tzinfo | None) -> datetime:
    """A local time as an instant. Without a time zone, local times are a time line themselves."""
    return moment.replace(tzinfo=zone or UTC).astimezone(UTC)
