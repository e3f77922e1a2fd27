"""Local and universal time for many clients at once, equal to ``datetime`` with a time zone.

The changes of all zones that occur stand in one table, each zone's after the one's before it, and
another table says which of them comes next from when on: so every client's offset is looked up.
The tables are made by asking the zones themselves. Moments are microseconds, and days are days,
since 1 January 1970.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import polars as pl

from tactful.columns.numbers import Numbers, distinct
from tactful.columns.texts import MOST_TEXTS, MachineWords, PlacedTexts, in_one, placed
from tactful.language.calendar import zone_named

SECOND = 1_000_000
DAY = 86_400 * SECOND
FIRST_DAY = date(1970, 1, 1).toordinal()

UNKNOWN = -(1 << 62)
"""Stands for a day, or a moment, that is not known. It is before all others."""

_EPOCH = datetime(1970, 1, 1)
_SPAN = 1 << 40
"""Seconds between one zone's times in a table and the next one's: more than any calendar has."""

_NEVER = _SPAN // 2

_STRETCHES = (21, 19, 17)
"""Binary digits of the seconds in a stretch: 24 days, 6 days, a day and a half."""

_MOST_STRETCHES = 1 << 20
"""Stretches of all zones that are kept in one table."""

_TIME, _OFFSET = 10, 19
"""Where the time and the offset begin in a moment's text."""


def in_numbers(column: pl.Expr) -> pl.Expr:
    """Moments as microseconds, or days as days; what is not known as ``UNKNOWN``."""
    return column.to_physical().cast(pl.Int64).fill_null(UNKNOWN)


def years(*moments: Numbers) -> tuple[int, int]:
    """The first and the last year of those moments that are known; 1970 if none is."""
    ends = [end for some in moments if len(some) for end in (_first_known(some), int(some.max()))]
    known = [end for end in ends if end != UNKNOWN]
    found = np.array([min(known, default=0), max(known, default=0)]).astype("datetime64[us]")
    first, last = found.astype("datetime64[Y]").astype(np.int64) + 1970
    return int(first), int(last)


def _first_known(moments: Numbers) -> int:
    """The least but ``UNKNOWN``, which comes last as a number without sign."""
    least = int((moments - (UNKNOWN + 1)).view(np.uint64).min())
    return UNKNOWN if least == 2**64 - 1 else least + UNKNOWN + 1


@lru_cache(maxsize=16)
def clocks(names: tuple[str | None, ...], first: int, last: int) -> Clocks:
    """The clocks of some zones over some years, which the next batch will likely want too."""
    return Clocks(names, first, last)


class Clocks:
    """The clocks of some zones over some years; without a zone, a clock shows universal time.

    ``zone`` in the methods is each row's place in ``names``.
    """

    def __init__(self, names: Sequence[str | None], first: int, last: int) -> None:
        """Make the tables.

        Args:
            names: The zones; ``None`` for no zone.
            first: The first year.
            last: The last year. Beyond the years, the offsets at their ends go on.
        """
        tables = [_changes(name, first, last) for name in names]
        self._local = _Table([t.local for t in tables])
        self._universal = _Table([t.universal for t in tables])
        self._offsets = np.concatenate([t.offsets for t in tables]) * SECOND
        coming = [_coming(t) for t in tables]
        self._gap, self._twice, self._change = (
            np.concatenate(part) for part in zip(*coming, strict=True)
        )
        self._even_until = np.minimum(self._gap, self._twice)
        self._written = placed(
            [
                "" if name is None else _offset_text(int(offset))
                for name, table in zip(names, tables, strict=True)
                for offset in table.offsets
            ],
            _OFFSET,
        )

    def universal(self, local: Numbers, zone: Numbers) -> Numbers:
        """Local times as instants: the first one if a time comes twice.

        One that never was is as far from the change as it says.
        """
        return local - self._offsets[self._local.places(local // SECOND, zone)]

    def never_was(self, local: Numbers, zone: Numbers) -> Numbers:
        """Which local times never were, since the clocks went forward past them."""
        seconds = local // SECOND
        return seconds >= self._gap[self._local.places(seconds, zone)]

    def first_instant(self, local: Numbers, zone: Numbers) -> Numbers:
        """The instants at which clocks have come to a local time, or went past it."""
        seconds = local // SECOND
        place = self._local.places(seconds, zone)
        return self._unless_skipped(local - self._offsets[place], seconds, place)

    def last_instant(self, local: Numbers, zone: Numbers) -> Numbers:
        """The same where the second of two counts, if a local time comes twice."""
        seconds = local // SECOND
        place = self._local.places(seconds, zone)
        second = place + (seconds >= self._twice[place])
        return self._unless_skipped(local - self._offsets[second], seconds, place)

    def _unless_skipped(self, instants: Numbers, seconds: Numbers, place: Numbers) -> Numbers:
        skipped = seconds >= self._gap[place]
        return np.where(skipped, self._change[place], instants) if skipped.any() else instants

    def days(self, instants: Numbers, zone: Numbers) -> Numbers:
        """The days on which instants fall, by the clock."""
        return self.local(instants, zone) // DAY

    def midnights(self, days: Numbers, zone: Numbers, length: int) -> tuple[Numbers, Numbers]:
        """The instants at which days begin, and the rows of those with a change of the clocks.

        For the others, so much later by the clock is so much later, for ``length`` days.
        """
        seconds = days * (DAY // SECOND)
        place = self._local.places(seconds, zone)
        odd = np.flatnonzero(seconds + length * DAY // SECOND > self._even_until[place])
        return seconds * SECOND - self._offsets[place], odd

    def written(self, starts: Numbers, ends: Numbers, zone: Numbers) -> tuple[pl.Series, pl.Series]:
        """Stretches by the clock, as ISO 8601 writes them.

        They have an offset if there is a zone; what is ``UNKNOWN`` comes out as null.

        Args:
            starts: The instants at which they start.
            ends: When they end.
            zone: Each row's zone.
        """
        if len(starts) > MOST_TEXTS:
            halves = (slice(0, MOST_TEXTS), slice(MOST_TEXTS, None))
            both = [self.written(starts[half], ends[half], zone[half]) for half in halves]
            start, end = (pl.concat(parts) for parts in zip(*both, strict=True))
            return start, end
        unknown = starts == UNKNOWN
        if unknown.all():
            nothing = pl.repeat(None, len(starts), dtype=pl.String, eager=True)
            return nothing, nothing
        if unknown.any():
            starts = np.where(unknown, starts[unknown.argmin()], starts)
            ends = np.where(unknown, starts, ends)
        place, local = self._by_the_clock(starts, zone)
        first, last = years(local)
        day = local // DAY
        date_ = _dates(first, last).picked(day - new_year(first))
        start = self._text(date_, local - day * DAY, place, unknown)
        place, local = self._by_the_clock(ends, zone)
        last_day = local // DAY
        if (last_day != day).any():
            first, last = years(local)
            day, date_ = last_day, _dates(first, last).picked(last_day - new_year(first))
        return start, self._text(date_, local - day * DAY, place, unknown)

    def local(self, instants: Numbers, zone: Numbers) -> Numbers:
        """The local times of some instants."""
        return self._by_the_clock(instants, zone)[1]

    def _by_the_clock(self, instants: Numbers, zone: Numbers) -> tuple[Numbers, Numbers]:
        """The places of the offsets at some instants, and the local times."""
        place = self._universal.places(instants // SECOND, zone)
        return place, instants + self._offsets[place]

    def _text(
        self, date_: MachineWords, since: Numbers, place: Numbers, unknown: Numbers
    ) -> pl.Series:
        """Moments so long after midnight, as texts."""
        second = since // SECOND
        texts = in_one((date_, _times().picked(second), self._written.picked(place)), unknown)
        rest = since - second * SECOND
        return _with_fractions(texts, np.where(unknown, 0, rest)) if rest.any() else texts


def _with_fractions(texts: pl.Series, microseconds: Numbers) -> pl.Series:
    """Texts with what is left of a second, for those few where anything is."""
    rows = np.flatnonzero(microseconds)
    pairs = zip(texts.gather(rows).to_list(), microseconds[rows].tolist(), strict=True)
    written = [f"{text[:_OFFSET]}.{part:06}{text[_OFFSET:]}" for text, part in pairs]
    return texts.scatter(rows, written)


@lru_cache(maxsize=16)
def _dates(first: int, last: int) -> PlacedTexts:
    """Every day of some years in words."""
    days = np.arange(new_year(first), new_year(last + 1))
    return placed(np.datetime_as_string(days.astype("datetime64[D]")).tolist(), 0)


@lru_cache(maxsize=1)
def _times() -> PlacedTexts:
    """Every second of a day in words."""
    seconds = np.arange(DAY // SECOND).astype("datetime64[s]")
    return placed([word[_TIME:] for word in np.datetime_as_string(seconds).tolist()], _TIME)


def new_year(year: int) -> int:
    """The number of the first day of a year."""
    return date(year, 1, 1).toordinal() - FIRST_DAY


def skipped_times(moments: Sequence[pl.Series], zones: pl.Series) -> list[pl.Series]:
    """Which local times never were, since the clocks of their zone went forward past them.

    Few are anywhere near such a change, so these are looked for first, in all zones at once.
    """
    columns = [in_numbers(pl.lit(column)).alias(f"{n}") for n, column in enumerate(moments)]
    times = [column.to_numpy() for column in pl.select(columns).get_columns()]
    first, last = years(*times)
    places, names = distinct(zones)
    tables = [_changes(name, first - 1, last + 1) for name in names]
    found = []
    for local in times:
        rows = np.flatnonzero(_within(local, tables))
        skipped = np.zeros(len(local), np.bool_)
        if len(rows):
            here = clocks(names, first - 1, last + 1)
            skipped[rows] = here.never_was(local[rows], places[rows])
        found.append(pl.Series(skipped))
    return found


def _within(local: Numbers, tables: Sequence[_Changes]) -> Numbers:
    """Which times are skipped by one of the zones."""
    if not len(local):
        return np.zeros(0, np.bool_)
    begin = np.concatenate([_coming(table)[0][:-1] for table in tables])
    end = np.concatenate([table.local for table in tables])
    seconds = local // SECOND
    near = np.flatnonzero((begin <= seconds.max()) & (end > _first_known(local) // SECOND))
    if not len(near):
        return np.zeros(len(local), np.bool_)
    order = near[np.argsort(begin[near])]
    until = np.maximum.accumulate(np.append(UNKNOWN // SECOND, end[order]))
    return seconds < until[np.searchsorted(begin[order], seconds, side="right")]


class _Changes(NamedTuple):
    """A zone's changes: when, in local and in universal seconds, and the offsets between."""

    local: Numbers
    universal: Numbers
    offsets: Numbers


@lru_cache(maxsize=1024)
def _changes(name: str | None, first: int, last: int) -> _Changes:
    """A zone's changes in some years. The first offset holds before the first change.

    They are found by asking the zone, day by day, so local times that a change skips or repeats
    get the offset that ``datetime`` gives.
    """
    zone = None if name is None else zone_named(name)

    def offset(at: int) -> int:
        found = (_EPOCH + timedelta(seconds=at)).replace(tzinfo=zone).utcoffset()
        return 0 if found is None else found // timedelta(seconds=1)

    day = DAY // SECOND
    start = new_year(max(first, 1)) * day
    stop = (date(min(last, 9999), 12, 31).toordinal() - FIRST_DAY + 1) * day
    local, offsets = [], [offset(start)]
    for low in range(start, stop if zone is not None else start, day):
        if offset(min(low + day, stop - 1)) != offsets[-1]:
            before, after = low, low + day
            while after - before > 1:
                middle = (before + after) // 2
                before, after = (
                    (before, middle) if offset(middle) != offsets[-1] else (middle, after)
                )
            local.append(after)
            offsets.append(offset(after))
    places, found = np.array(local, np.int64), np.array(offsets, np.int64)
    # Where the clocks go forward, local times have the old offset until the gap is over; where
    # they go back, until the hour has come for the first time.
    return _Changes(places, places - np.maximum(found[1:], found[:-1]), found)


def _coming(changes: _Changes) -> tuple[Numbers, Numbers, Numbers]:
    """For each offset: from when on a local time is skipped, or comes twice, and the change."""
    jump = changes.offsets[1:] - changes.offsets[:-1]
    gap = np.where(jump > 0, changes.local - jump, _NEVER)
    twice = np.where(jump < 0, changes.local + jump, _NEVER)
    return (
        np.append(gap, _NEVER),
        np.append(twice, _NEVER),
        np.append(changes.universal * SECOND, 0),
    )


class _Table:
    """Where the changes of several zones lie, each zone's after the one's before it.

    Time is cut into stretches that are alike for all zones, short enough that no zone changes twice
    in one: so the offset at a moment is the one with which the stretch begins, or the next.
    """

    def __init__(self, parts: Sequence[Numbers]) -> None:
        # To be searched where changes lie too close together, or over too many years.
        self._changes = np.concatenate([part + n * _SPAN for n, part in enumerate(parts)])
        self._next = np.concatenate([np.append(part, _NEVER) for part in parts])
        self._starts: Numbers | None = None
        seconds = np.concatenate(parts)
        low, high = (int(seconds.min()), int(seconds.max())) if len(seconds) else (0, 0)
        for self._shift in _STRETCHES:
            self._first = low >> self._shift
            self._count = (high >> self._shift) - self._first + 2
            if self._count * len(parts) > _MOST_STRETCHES:
                return
            edges = (self._first + np.arange(self._count + 1)) << self._shift
            before = [np.searchsorted(part, edges, side="left") for part in parts]
            if all(np.diff(some).max(initial=0) <= 1 for some in before):
                sizes = np.cumsum([0, *(len(part) + 1 for part in parts[:-1])])
                self._starts = np.concatenate(
                    [some[:-1] + size for some, size in zip(before, sizes, strict=True)]
                )
                return

    def places(self, seconds: Numbers, zone: Numbers) -> Numbers:
        """The places of the offsets at some times: a zone has one more than it has changes."""
        if self._starts is None:
            return np.searchsorted(self._changes, zone * _SPAN + seconds, side="right") + zone
        stretch = (seconds >> self._shift) - self._first
        np.clip(stretch, 0, self._count - 1, out=stretch)
        stretch += zone * self._count
        place = self._starts[stretch]
        place += seconds >= self._next[place]
        return place


def _offset_text(offset: int) -> str:
    """``+01:00``, with seconds where it has any."""
    return datetime.fromtimestamp(0, timezone(timedelta(seconds=offset))).isoformat()[19:]
