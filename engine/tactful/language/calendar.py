"""The calendar: time zones whose clocks change, and the days on which nobody works."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from tactful.language.turning import first_moment
from tactful.language.values import YEARS
from tactful.text.absence import is_absence

MOST_DAYS_OFF = 60
"""Days. No country rests for longer than this, so a search that finds nothing ends."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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


@lru_cache(maxsize=16_384)
def working_days(start: date, end: date, country: str | None, region: str | None = None) -> int:
    """Working days after ``start`` up to and including ``end``; negative if ``end`` is earlier.

    Monday to Friday, less the public holidays of the country, and of the region of it, where they
    are known. Weekdays are counted by arithmetic, so a span of centuries costs no more than a week.
    """
    if end < start:
        return -working_days(end, start, country, region)
    weekdays = _weekdays_until(end) - _weekdays_until(start)
    if country is None:
        return weekdays
    first, last = start.toordinal(), end.toordinal()
    for year in range(start.year, end.year + 1):
        off = _days_off(country, region, year)
        weekdays -= bisect_right(off, last) - bisect_right(off, first)
    return weekdays


def working_days_later(
    day: date, count: int, country: str | None, region: str | None = None
) -> date | None:
    """The working day that is the ``count``-th after a day, or before it where that is below 0.

    The day itself for 0, working day or not. ``None`` where the calendar ends before it.
    """
    if count == 0:
        return day
    first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    if not first <= day <= last:
        return None
    # Weeks have two working days at the least, whatever the holidays.
    reach = 7 * abs(count) // 2 + MOST_DAYS_OFF
    before = day - timedelta(days=1)

    def passed(days: int) -> int:
        if count > 0:
            return working_days(day, day + timedelta(days=days), country, region)
        return working_days(before - timedelta(days=days), before, country, region)

    reach = min(reach, (last - day).days if count > 0 else (day - first).days)
    days = bisect_left(range(reach + 1), abs(count), key=passed)
    if days > reach:
        return None
    return day + timedelta(days=days if count > 0 else -days)


def _weekdays_until(day: date) -> int:
    weeks, rest = divmod(day.toordinal(), 7)  # day 1 of the calendar was a Monday
    return weeks * 5 + min(rest, 5)


def day_off(day: date, country: str | None, region: str | None = None) -> str | None:
    """Why nobody works on a day: ``a Saturday``, or the name of the public holiday.

    ``None`` for a working day. Without a country no day is a holiday.
    """
    if day.weekday() >= 5:
        return f"a {WEEKDAYS[day.weekday()].capitalize()}"
    return None if country is None else weekday_holidays(country, region, day.year).get(day)


@lru_cache(maxsize=1024)
def weekday_holidays(country: str, region: str | None, year: int) -> Mapping[date, str]:
    """A year's public holidays that fall on weekdays, with their names."""
    import holidays  # heavy, and needed by few scenarios

    part = region if region in regions(country) else None
    listed = holidays.country_holidays(country, subdiv=part, years=year, language="en_US")
    return {day: name for day, name in listed.items() if day.weekday() < 5}


@lru_cache(maxsize=4096)
def _days_off(country: str, region: str | None, year: int) -> tuple[int, ...]:
    """A year's public holidays that fall on weekdays, as days since the calendar's first."""
    return tuple(sorted(day.toordinal() for day in weekday_holidays(country, region, year)))


@lru_cache(maxsize=64)
def regions(country: str) -> tuple[str, ...]:
    """The parts of a country that have holidays of their own, as ISO 3166-2 writes them: ``BY``."""
    import holidays

    return tuple(holidays.list_supported_countries().get(country, ()))


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """The countries whose public holidays are known, as two capital letters: ``FR``, ``US``."""
    import holidays

    return frozenset(holidays.list_supported_countries())


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
