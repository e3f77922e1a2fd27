"""The closed list of ways in which a fact can follow from others without a rule.

One row a computation: the words an author writes, what it takes, what it gives, and how. There
is no expression language on purpose: a coach reads ``{hours from: interview_ended, to: now}``
as a sentence, and every reading of the model can carry out a closed list exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from tactful.model import Clock
from tactful.values import Kind, Value, ValueType

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Setting(NamedTuple):
    """Where and when a scenario plays, as far as it is known: what a computation may depend on."""

    now: datetime | None = None
    timezone: str | None = None
    country: str | None = None
    region: str | None = None

    @classmethod
    def of(cls, clock: Clock, values: Mapping[str, Value]) -> Setting:
        """The setting as the clock's facts tell it."""
        known = [values.get(name) if name else None for name in clock]
        return cls(*known)  # type: ignore[arg-type]  # reading checks the types


class Computation(NamedTuple):
    """One computation.

    Attributes:
        name: How the model names it.
        keys: The words that introduce its operands, in order: ``("hours from", "to")``.
        operand_kinds: For each operand, the kinds of fact it can be.
        result: The type of the computed fact. A computed number takes its unit from the author.
        compute: From the operands' values and the setting to the value; ``None`` if the setting
            lacks what it needs.
        uses: Which parts of the setting it depends on (fields of ``Setting``).
        meaning: One line for the language reference.
    """

    name: str
    keys: tuple[str, ...]
    operand_kinds: tuple[frozenset[Kind], ...]
    result: ValueType
    compute: Callable[[tuple[Any, ...], Setting], Value | None]
    meaning: str
    uses: tuple[str, ...] = ()


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
    second = timedelta(seconds=1)
    while high - low > second:
        middle = low + (high - low) // second // 2 * second
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


@lru_cache(maxsize=1024)
def zone_named(name: str) -> tzinfo:
    """The time zone of this IANA name.

    Raises:
        KeyError, ValueError, OSError: if there is none; ``given.zone_exists`` asks without.
    """
    from tactful.zones import zone  # not every scenario names a zone

    return zone(name)


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
    years = range(start.year, end.year + 1)
    off = (day for year in years for day in weekday_holidays(country, region, year))
    return weekdays - sum(start < day <= end for day in off)


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


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _midnight(moment: date) -> datetime:
    return (
        moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)
    )


def _hours_until(operands: tuple[Any, ...], setting: Setting) -> Value | None:
    if setting.now is None:
        return None
    return elapsed_hours(setting.now, _midnight(operands[0]), setting.timezone)


_MOMENT = frozenset({Kind.DATETIME})
_DAY = frozenset({Kind.DATE, Kind.DATETIME})
_NUMBER = ValueType(Kind.NUMBER)
_WHOLE = ValueType(Kind.NUMBER, whole=True)

COMPUTATIONS: Mapping[str, Computation] = {
    row.name: row
    for row in (
        Computation(
            "hours from", ("hours from", "to"), (_MOMENT, _MOMENT), _NUMBER,
            lambda x, setting: elapsed_hours(x[0], x[1], setting.timezone),
            "hours that pass from one moment to another", uses=("timezone",),
        ),
        Computation(
            "days from", ("days from", "to"), (_DAY, _DAY), _WHOLE,
            lambda x, _: (_day(x[1]) - _day(x[0])).days,
            "calendar days from one day to another",
        ),
        Computation(
            "working days from", ("working days from", "to"), (_DAY, _DAY), _WHOLE,
            lambda x, s: working_days(_day(x[0]), _day(x[1]), s.country, s.region),
            "working days after the first day, up to and including the second",
            uses=("country", "region"),
        ),
        Computation(
            "time of day", ("time of day",), (_MOMENT,), ValueType(Kind.TIME),
            lambda x, _: x[0].time(), "the time of day of a moment",
        ),
        Computation(
            "date of", ("date of",), (_MOMENT,), ValueType(Kind.DATE),
            lambda x, _: x[0].date(), "the day of a moment",
        ),
        Computation(
            "weekday of", ("weekday of",), (_DAY,),
            ValueType(Kind.CHOICE, choices={day: day.capitalize() for day in WEEKDAYS}),
            lambda x, _: WEEKDAYS[x[0].weekday()], "the day of the week",
        ),
        Computation(
            "hours until", ("hours until",), (_DAY,), _NUMBER,
            _hours_until, "hours from the clock's now until a moment, or until a day begins",
            uses=("now", "timezone"),
        ),
    )
}  # fmt: skip
"""Every computation, by name."""
