"""The windows of chosen options, for many clients at once, equal to ``windows`` to the second.

Each option's window is placed for all clients who are advised to take it. The day that is meant
is tried first; clients for whom that one is over or off try the next working day, and so on, until
nobody is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl

from tactful.columns_days import Places, WorkingDays, in_parts
from tactful.columns_zones import (
    DAY,
    SECOND,
    Clocks,
    Numbered,
    Numbers,
    in_numbers,
    numbered,
    years,
)
from tactful.model import Clock, Hours, Ruleset, Window
from tactful.windows import MOST_DAYS_OFF

WINDOW = pl.String()
"""The start and the end go out as in JSON: with an offset where the time zone is known."""

_NEVER = -(1 << 62)
"""An instant before all others, in microseconds."""


class Chosen(NamedTuple):
    """A decision that may bring a window, and whether it chooses many."""

    decision: str
    many: bool


class Windows:
    """Places the windows of one ruleset.

    Attributes:
        decisions: The decisions with options that have a window, in the ruleset's order.
        facts: The facts that windows depend on.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self.decisions = tuple(
            Chosen(decision.id, decision.many)
            for decision in ruleset.decisions.values()
            if any(option.window for option in decision.options.values())
        )
        self._windows = [
            [option.window for option in ruleset.decisions[chosen.decision].options.values()]
            for chosen in self.decisions
        ]
        found = [window for windows in self._windows for window in windows if window is not None]
        used = {name for window in found for name in window.days}
        clock = {name for name in ruleset.clock if name} if self.decisions else set()
        self.facts = tuple(name for name in ruleset.facts if name in used | clock)
        self._clock = ruleset.clock
        self._beyond = 2 * max((window.later for window in found), default=0) + 3 * MOST_DAYS_OFF

    def place(
        self, choices: Sequence[pl.Series], facts: Mapping[str, pl.Series]
    ) -> tuple[pl.Series, pl.Series]:
        """The starts and the ends of each client's window; null where there is none.

        Args:
            choices: What each of ``decisions`` came to.
            facts: The values of those of ``facts`` that can be known.
        """
        clients = _Clients(len(choices[0]), facts, self._clock, self._beyond)
        starts, ends = (np.full(clients.height, _NEVER) for _ in range(2))
        for window, chosen in self._wanted(choices):
            rows = np.flatnonzero(chosen & (ends == _NEVER))
            if len(rows):
                starts[rows], ends[rows] = clients.placed(window, rows)
        rows = np.flatnonzero(ends != _NEVER)
        return clients.written(starts, rows), clients.written(ends, rows)

    def _wanted(self, choices: Sequence[pl.Series]) -> Iterator[tuple[Window, Numbers]]:
        """Windows, with the clients who are to have them unless one before can be placed."""
        for (_, many), windows, choice in zip(self.decisions, self._windows, choices, strict=True):
            longest = (choice.list.len().max() or 0) if many else 1
            for place in range(int(longest)):  # type: ignore[arg-type]  # a number of options
                one = choice.list.get(place, null_on_oob=True) if many else choice
                numbers = one.to_physical().cast(pl.Int16).fill_null(-1).to_numpy()
                for number, window in enumerate(windows):
                    if window is not None:
                        yield window, numbers == number


class _Moments(NamedTuple):
    """Days or moments of clients: which are known, their days, and their instants if any."""

    known: Numbers
    days: Numbers
    instants: Numbers


class _Clients:
    """What is known about clients, as far as windows depend on it."""

    def __init__(
        self, height: int, facts: Mapping[str, pl.Series], clock: Clock, beyond: int
    ) -> None:
        self.height = height
        self._facts = facts
        self._now = clock.now if clock.now in facts else None
        self._moments: dict[str, _Moments] = {}
        self._beyond = beyond
        zones = facts.get(clock.timezone or "")
        nowhere = Numbered(np.zeros(height, np.int64), (None,))
        self._zone, self._zones = nowhere if zones is None else numbered(zones)
        self._places = Places.of(
            height, facts.get(clock.country or ""), facts.get(clock.region or "")
        )

    @cached_property
    def clocks(self) -> Clocks:
        """The clocks of the clients' zones, over all years that may matter."""
        moments = [
            in_numbers(column) * (DAY if column.dtype == pl.Date else 1)
            for column in self._facts.values()
            if column.dtype in (pl.Date, pl.Datetime)
        ]
        first, last = years(*moments)
        return Clocks(self._zones, first - 1, last + 2 + self._beyond // 365)

    def placed(self, window: Window, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The starts and ends of a window for some clients, as instants; ``_NEVER`` if none."""
        starts, ends = (np.full(len(rows), _NEVER) for _ in range(2))
        day, not_before = self._counted_from(window, rows)
        known = np.flatnonzero(day != _NEVER)
        if len(known):
            found = self._searched(window, rows[known], day[known], not_before[known])
            starts[known], ends[known] = found
        return starts, ends

    def written(self, instants: Numbers, rows: Numbers) -> pl.Series:
        """Instants as text for clients that have one; null for the others."""
        texts = pl.Series([None], dtype=WINDOW).new_from_index(0, self.height)
        if not len(rows):
            return texts
        return texts.scatter(rows, self.clocks.written(instants[rows], self._zone[rows]))

    def _counted_from(self, window: Window, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The days from which a window is counted, and the instants that it cannot be before."""
        day, not_before = (np.full(len(rows), _NEVER) for _ in range(2))
        if self._now is not None:
            now = self._moment(self._now)
            not_before = np.where(now.known[rows], now.instants[rows], _NEVER)
        for name in window.days:
            if name not in self._facts:
                continue
            moment = self._moment(name)
            new = moment.known[rows] & (day == _NEVER)
            day = np.where(new, moment.days[rows], day)
            if window.later == 0:
                later = np.maximum(moment.instants[rows], not_before)
                not_before = np.where(new, later, not_before)
        return day, not_before

    def _moment(self, fact: str) -> _Moments:
        if fact not in self._moments:
            column = self._facts[fact]
            days, instants = in_numbers(column), np.full(self.height, _NEVER)
            if column.dtype != pl.Date:
                instants = self.clocks.universal(days, self._zone)
                days = days // DAY
            self._moments[fact] = _Moments(column.is_not_null().to_numpy(), days, instants)
        return self._moments[fact]

    def _searched(
        self, window: Window, rows: Numbers, day: Numbers, not_before: Numbers
    ) -> tuple[Numbers, Numbers]:
        zone, places = self._zone[rows], self._places.picked(rows)
        free = not_before == _NEVER
        present = np.where(free, day, self.clocks.days(np.where(free, 0, not_before), zone))
        last = np.maximum(day, present)
        starts, ends = (np.full(len(rows), _NEVER) for _ in range(2))
        for part in in_parts(places, day, last, self._beyond):
            some = places.picked(part)
            working = WorkingDays(some, day[part], last[part], self._beyond)
            search = _Search(self.clocks, zone[part], working, some.numbers)
            starts[part], ends[part] = search.placed(
                window, day[part], present[part], not_before[part]
            )
        return starts, ends


class _Search(NamedTuple):
    """Looks for the first day on which a window is open."""

    clocks: Clocks
    zone: Numbers
    working: WorkingDays
    place: Numbers

    def placed(
        self, window: Window, day: Numbers, present: Numbers, not_before: Numbers
    ) -> tuple[Numbers, Numbers]:
        """The starts and ends, as instants; ``_NEVER`` where there is no such day."""
        starts, ends = (np.full(len(day), _NEVER) for _ in range(2))
        tried = self.working.nth_after(day, window.later, self.place) if window.later else day
        last_past = np.maximum(tried, present - 1)
        hours, left = window.hours, np.arange(len(day))
        while len(left):
            start, end = self._stretch(tried, hours, left)
            start = np.maximum(start, not_before[left])
            fits = self.working.include(tried, self.place[left]) & (start < end)
            starts[left[fits]], ends[left[fits]] = start[fits], end[fits]
            left, hours = left[~fits], window.otherwise or window.hours
            before = np.maximum(tried[~fits], last_past[left])
            tried = self.working.nth_after(before, 1, self.place[left])
            near = tried - last_past[left] <= MOST_DAYS_OFF
            left, tried = left[near], tried[near]
        return starts, ends

    def _stretch(self, day: Numbers, hours: Hours, rows: Numbers) -> tuple[Numbers, Numbers]:
        zone = self.zone[rows]
        return (
            self.clocks.first_instant(day * DAY + _in_a_day(hours.start), zone),
            self.clocks.last_instant(day * DAY + _in_a_day(hours.end), zone),
        )


def _in_a_day(at: time) -> int:
    return (at.hour * 3600 + at.minute * 60 + at.second) * SECOND + at.microsecond
