"""Where a moment's meaning turns: values on either side of every crossing of a computed fact.

A computed number follows a moment one way only, up or down, so the moment at which it crosses a
constant is found by doubling steps and halving the last. What is computed is asked of the
computation itself, which knows about clock changes and public holidays. Times of day recur
daily and weekdays weekly; the days between two crossings are all alike but for these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from tactful.language.calendar import date_of, start_of
from tactful.language.turning import DAY, SECOND, first_moment_around, second_of_day
from tactful.language.values import YEARS, Value, ValueType

Follow: TypeAlias = Callable[[Value], Value | None]
"""A computed fact as a function of one moment."""

_FIRST = datetime(YEARS[0], 1, 1)
_LAST = datetime(YEARS[-1], 12, 31, 23, 59, 59)


class Follower(NamedTuple):
    """A fact computed from a moment, in one setting, and the constants it is compared with."""

    follow: Follow
    type: ValueType
    constants: frozenset[Any]


def turning_values(
    followers: Iterable[Follower], constants: Iterable[Any], around: date, *, days_only: bool
) -> list[Value]:
    """Moments that between them show every way in which a moment and its followers can lie.

    Args:
        followers: What is computed from the moment; each in every setting that may apply.
        constants: What the moment itself is compared with.
        around: A moment near which the others are looked for first.
        days_only: The moment is a date.

    Returns:
        Dates or datetimes, the plainest and nearest first; many of them are alike.
    """
    listed = list(followers)
    instants = {start_of(constant) for constant in constants}
    seconds: set[int] = set()
    weekly = False
    for follower in listed:
        if isinstance(sample := follower.follow(_as_kind(start_of(around), days_only)), str):
            weekly = True
        elif isinstance(sample, time):
            seconds.update(second_of_day(constant) for constant in follower.constants)
        elif sample is not None:
            instants.update(_crossings(follower, start_of(around), days_only))
    if days_only:
        found = [day.date() for day in _days(instants, start_of(around), weekly)]
        return [*sorted(set(found), key=lambda day: abs(day - date_of(around)))]
    days = _days(instants, start_of(around), weekly)
    times = {0, 43_200, 86_399, *(s for edge in seconds for s in (edge - 1, edge, edge + 1))}
    moments = {day + s * SECOND for day in days for s in times if 0 <= s < 86_400}
    moments |= {t + step * SECOND for t in instants for step in (-1, 0, 1)}
    near = start_of(around)
    possible = [moment for moment in moments if _FIRST <= moment <= _LAST]
    possible.sort(key=lambda moment: _plainness(moment, near))
    return [*possible]


def _as_kind(moment: datetime, days_only: bool) -> Value:
    return moment.date() if days_only else moment


def _plainness(moment: datetime, near: datetime) -> tuple[object, ...]:
    return moment.second != 0, moment.minute % 30 != 0, abs(moment - near)


def _crossings(follower: Follower, around: datetime, days_only: bool) -> Iterator[datetime]:
    """The moments at which a monotone follower reaches or passes one of its constants."""
    step = DAY if days_only else SECOND

    @cache  # both sides of a constant are looked for among the same moments
    def value(moment: datetime) -> Any:
        return follower.follow(_as_kind(moment, days_only))

    rising = value(around + 40 * DAY) > value(around - 40 * DAY)
    for constant in follower.constants:
        tests: Sequence[Callable[[Any], bool]] = (
            lambda found, c=constant: found >= c,  # type: ignore[misc]
            lambda found, c=constant: found > c,  # type: ignore[misc]
        )
        for test in tests:
            turn = first_moment_around(
                lambda m, t=test: t(value(m)) is rising,  # type: ignore[misc]
                around,
                step,
                (_FIRST, _LAST),
            )
            if turn is not None:
                yield turn


def _days(instants: set[datetime], around: datetime, weekly: bool) -> list[datetime]:
    """The days that matter: those of the crossings, and one, or a week, of every stretch."""
    edges = {_midnight(t) + n * DAY for t in instants for n in (-1, 0, 1)} or {_midnight(around)}
    ordered = sorted(edges)
    run = 7 if weekly else 1
    found = set(ordered)
    for low, high in pairwise(ordered):
        found.update(low + n * DAY for n in range(1, min(run, (high - low).days - 1) + 1))
    found.update(ordered[0] - n * DAY for n in range(1, run + 1))
    found.update(ordered[-1] + n * DAY for n in range(1, run + 1))
    return [day for day in found if _FIRST <= day <= _LAST]


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


ZONES = (
    "UTC",
    "America/New_York",
    "Europe/London",
    "Australia/Sydney",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Jerusalem",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "America/Havana",
    "Asia/Tokyo",
)
"""A zone for each way of changing the clocks that is in use, and two without."""


def countries_by_holidays(
    working_days: Callable[[date, date, str], int],
    countries: Iterable[str],
    moments: Sequence[date],
) -> tuple[str, ...]:
    """One country for each way in which public holidays shorten the weeks before some moments."""
    days = sorted({date_of(moment) for moment in moments})
    listed = tuple(sorted(countries, key=lambda name: (len(name), name)))
    seen: dict[tuple[tuple[int, ...], ...], str] = {}
    before = [_weeks_before(day, working_days, listed) for day in days]
    for country, counts in zip(listed, zip(*before, strict=True), strict=True):
        seen.setdefault(counts, country)
    return tuple(seen.values())


@lru_cache(maxsize=64)
def _weeks_before(
    day: date, working_days: Callable[[date, date, str], int], countries: tuple[str, ...]
) -> list[tuple[int, ...]]:
    """How many working days the weeks before a day have in each country: clients share days."""
    starts = [day - length * DAY for length in (3, 7, 14, 31)]
    return [tuple(working_days(start, day, country) for start in starts) for country in countries]
