"""Where an amount's meaning turns: values on either side of every crossing of a computed fact.

A computed number follows a moment one way only, up or down, so the moment at which it crosses a
constant is found by doubling steps and halving the last; so it is for a number, between the zeros
of what something is divided by. What is computed is asked of the computation itself, which knows
about clock changes and public holidays. Times of day recur daily and weekdays weekly; the days
between two crossings are all alike but for these, and for those on which people rest.
"""

from __future__ import annotations

import math
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from tactful.language.calendar import date_of, start_of
from tactful.language.turning import (
    DAY,
    SECOND,
    first_moment_around,
    halved,
    place_among,
    second_of_day,
)
from tactful.language.values import LARGEST_NUMBER, YEARS, Kind, Value, ValueType

MOST_SCANNED = 1500
"""Days in a row that are looked at for one on which people do not work, or do after all."""

Follow: TypeAlias = Callable[[Value], Value | None]
"""A computed fact as a function of one moment."""

_FIRST = datetime(YEARS[0], 1, 1)
_LAST = datetime(YEARS[-1], 12, 31, 23, 59, 59)


class Follower(NamedTuple):
    """A fact computed from an amount, in one setting, and the constants it is compared with.

    The constants are in order. One that is more than a span of time ``winds``: it may have no
    value, far out, and be a day. To one that goes ``by_day`` all moments of a day are alike.
    """

    follow: Follow
    type: ValueType
    constants: tuple[Any, ...]
    winds: bool = False
    by_day: bool = False

    def place(self, value: Value) -> object:
        """Where it lies among its constants; yes and no, words, and having no value are places."""
        found = self.follow(value)
        if found is None or isinstance(found, str | bool):
            return found
        return place_among(self.constants, found)


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
    resting = [f for f in listed if f.winds and f.type.kind is Kind.YES_NO]
    for follower in listed:
        if follower in resting:
            weekly = True
        elif follower.winds and follower.type.kind not in (Kind.CHOICE, Kind.TIME):
            instants.update(_changes(follower, start_of(around), days_only))
        elif isinstance(sample := follower.follow(_as_kind(start_of(around), days_only)), str):
            weekly = True
        elif isinstance(sample, time):
            seconds.update(second_of_day(constant) for constant in follower.constants)
        elif sample is not None:
            instants.update(_crossings(follower, start_of(around), days_only))
    listed_days = _days(instants, start_of(around), weekly)
    if resting:
        listed_days += _unlike_days(resting, listed_days, days_only)
    if days_only:
        found = [day.date() for day in listed_days]
        return [*sorted(set(found), key=lambda day: (abs(day - date_of(around)), day))]
    days = listed_days
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
    # Of two that are as near the earlier first: a set has no order of its own.
    return moment.second != 0, moment.minute % 30 != 0, abs(moment - near), moment


def _crossings(follower: Follower, around: datetime, days_only: bool) -> Iterator[datetime]:
    """The moments at which a monotone follower reaches or passes one of its constants."""
    if follower.by_day:
        around = _midnight(around)
    step = DAY if days_only or follower.by_day else SECOND

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


def _changes(follower: Follower, around: datetime, days_only: bool) -> Iterator[datetime]:
    """The moments from which on a follower lies elsewhere among its constants, or has no value."""
    step = DAY if days_only else SECOND

    def lies(place: int) -> object:
        return follower.place(_as_kind(_FIRST + place * step, days_only))

    ends = 0, (_midnight(around) - _FIRST) // step, (_LAST - _FIRST) // step
    for low, high in pairwise(ends):
        for place, _ in halved(lies, low, lies(low), high, lies(high)):
            yield _FIRST + place * step


def _unlike_days(
    resting: Sequence[Follower], days: Sequence[datetime], days_only: bool
) -> list[datetime]:
    """Days unlike others of their weekday: in each stretch between some days, one of each kind."""
    ordered = sorted({*days})
    found: list[datetime] = []
    for day, limit in pairwise([*ordered, _LAST]):
        length = min(MOST_SCANNED, (limit - day).days)
        stretch = (day + number * DAY for number in range(length + 1))
        found += _one_of_each_kind(resting, stretch, days_only)
    first = min(ordered, default=_FIRST)
    before = (
        first - number * DAY for number in range(min(MOST_SCANNED, (first - _FIRST).days + 1))
    )
    return [*found, *_one_of_each_kind(resting, before, days_only)]


def _one_of_each_kind(
    resting: Sequence[Follower], days: Iterable[datetime], days_only: bool
) -> Iterable[datetime]:
    """The first of some days for each weekday and each way in which people rest on it."""
    kinds: dict[object, datetime] = {}
    for day in days:
        rests = (follower.follow(_as_kind(day, days_only)) for follower in resting)
        kinds.setdefault((day.weekday(), *rests), day)
    return kinds.values()


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


def turning_numbers(
    type_: ValueType, constants: Iterable[Any], followers: Iterable[Follower]
) -> list[Value]:
    """Numbers that between them show every way in which a number and its followers can lie.

    Args:
        type_: The number's type.
        constants: What the number itself is compared with.
        followers: What is computed from it, each going one way only between the zeros of what
            something is divided by, which are followers, too.

    Returns:
        Of each stretch in which nothing changes the plainest number, then its first and its last,
        to the millionth.
    """
    line = _Line(type_)
    own, listed = sorted(constants), list(followers)

    def lies(place: int) -> tuple[object, ...]:
        value = line.value(place)
        return (place_among(own, value), *(follower.place(value) for follower in listed))

    marks = {line.first, line.last, *(p for c in (0, *own) if (p := line.place(c)) is not None)}
    starts = {*marks}
    for low, high in pairwise(sorted(marks)):
        starts.update(place for place, _ in halved(lies, low, lies(low), high, lies(high)))
    starts.update(p + 1 for p in marks if p < line.last)
    stretches = [*pairwise([*sorted(starts), line.last + 1])]
    ends = [(line.value(low), line.value(high - 1)) for low, high in stretches]
    plain = [line.plainest(low, high) for low, high in ends]
    near = [*(line.rounded(low, low, high) for low, high in ends)]
    near += [line.rounded(high, low, high) for low, high in ends]
    return [*dict.fromkeys((*plain, *near))]


class _Line:
    """The numbers that a fact can have, counted from the least to the most."""

    def __init__(self, type_: ValueType) -> None:
        low, high = type_.minimum, type_.maximum
        least: Any = -LARGEST_NUMBER if low is None else low
        most: Any = LARGEST_NUMBER if high is None else high
        self._whole = type_.whole
        self.least: Any = math.ceil(least) if type_.whole else least
        self.most: Any = math.floor(most) if type_.whole else most
        self.first, self.last = self._counted(self.least), self._counted(self.most)

    def _counted(self, value: Any) -> int:
        """Where a number stands; one more is the next that a computer knows."""
        if self._whole:
            return int(value)
        (bits,) = struct.unpack("<q", struct.pack("<d", float(value) + 0.0))
        return int(bits) if bits >= 0 else -(bits + 2**63)

    def place(self, value: Any) -> int | None:
        """Where a number stands; ``None`` if the fact cannot have it."""
        whole = not self._whole or value == int(value)
        return self._counted(value) if whole and self.least <= value <= self.most else None

    def value(self, place: int) -> Any:
        """The number that stands at a place."""
        if self._whole:
            return place
        bits = place if place >= 0 else -place - 2**63
        (found,) = struct.unpack("<d", struct.pack("<q", bits))
        return int(found) if found.is_integer() else found

    def plainest(self, low: Any, high: Any) -> Any:
        """A number of few digits from one to another, near the one that is no end of all."""
        ends = low == self.least, high == self.most
        middle = 0 if all(ends) else high - 1 if ends[0] else low + 1 if ends[1] else None
        near = (low + high) / 2 if middle is None else min(max(middle, low), high)
        for digits in range(13):
            value = round(near, digits)
            if low <= value <= high:
                return int(value) if float(value).is_integer() else value
        return low

    def rounded(self, value: Any, low: Any, high: Any) -> Any:
        """An end of a stretch to the millionth, on whichever side lies within it."""
        for digits in (2, 4, 6):
            step = 10**-digits
            for other in (
                round(value, digits),
                *(round(value + n * step, digits) for n in (1, -1)),
            ):
                if low <= other <= high and (digits == 6 or abs(other - value) < step / 1000):
                    return int(other) if float(other).is_integer() else other
        return value


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


RestDays: TypeAlias = Callable[[str, int], Sequence[int]]
"""The days of a year on which nobody works somewhere, as days since the calendar's first."""

SPANS = (1, 3, 7, 14, 31)
"""Days before a moment within which days off are counted."""


def countries_by_holidays(
    rest_days: RestDays, countries: Iterable[str], moments: Sequence[date]
) -> tuple[str, ...]:
    """One country for each way in which days off shorten the weeks before some moments.

    And the time from one of the moments to the next, so that each span between two is told apart.
    """
    days = sorted({date_of(moment) for moment in moments})
    listed = tuple(sorted(countries, key=lambda name: (len(name), name)))
    seen: dict[tuple[tuple[int, ...], ...], str] = {}
    spans = [_weeks_before(day, rest_days, listed) for day in days]
    spans += [_between(*ends, rest_days, listed) for ends in pairwise(days)]
    for country, counts in zip(listed, zip(*spans, strict=True), strict=True):
        seen.setdefault(counts, country)
    return tuple(seen.values())


@lru_cache(maxsize=64)
def _weeks_before(
    day: date, rest_days: RestDays, countries: tuple[str, ...]
) -> list[tuple[int, ...]]:
    """How many days off the weeks before a day have in each country: clients share days."""
    end, before = day.toordinal(), (day - max(SPANS) * DAY).year
    found = []
    for country in countries:
        off = rest_days(country, day.year)
        if before != day.year:
            off = [*rest_days(country, before), *off]
        last = bisect_right(off, end)
        found.append(tuple([last - bisect_right(off, end - length) for length in SPANS]))
    return found


@lru_cache(maxsize=64)
def _between(
    start: date, end: date, rest_days: RestDays, countries: tuple[str, ...]
) -> list[tuple[int, ...]]:
    """How many days off there are from one day to another in each country."""
    first, last = start.toordinal(), end.toordinal()
    found: list[tuple[int, ...]] = []
    for country in countries:
        years = (rest_days(country, year) for year in range(start.year, end.year + 1))
        found.append((sum(bisect_right(off, last) - bisect_right(off, first) for off in years),))
    return found
