"""The windows of chosen options, for many clients at once, equal to ``windows`` to the second.

Each option's window is placed for all clients who are advised to take it. The day that is meant
is tried first; clients for whom that one is over or off try the next working day, and so on, until
nobody is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import time
from typing import NamedTuple

import numpy as np
import polars as pl

from tactful.columns.days import WorkingDays, in_parts
from tactful.columns.numbers import PLACE, PLACES, ZONE, ZONES, Numbers
from tactful.columns.zones import (
    DAY,
    SECOND,
    UNKNOWN,
    Clocks,
    clocks,
    new_year,
    years,
)
from tactful.language.calendar import MOST_DAYS_OFF, furthest
from tactful.language.model import Hours, Ruleset, Window
from tactful.language.values import YEARS, Kind
from tactful.language.windows import has_windows, parts

_HOUR = 3600 * SECOND
_FIRST, _PAST = (new_year(year) * DAY for year in (YEARS[0], YEARS[-1] + 1))

WINDOW = pl.String()
"""The start and the end go out as in JSON: with an offset where the time zone is known."""


class WindowDecision(NamedTuple):
    """A decision that may bring a window, and whether it chooses many."""

    decision: str
    many: bool


def place_column(decision: str) -> str:
    """The column of the place of the option that a decision came to, for windows."""
    return f"place:{decision}"


class Windows:
    """Places the windows of one ruleset, or of one decision of it.

    Attributes:
        decisions: The decisions with options that have a window, in the ruleset's order.
        facts: The facts that hold the days and moments windows depend on.
    """

    def __init__(self, ruleset: Ruleset, only: str | None = None) -> None:
        self.decisions = tuple(
            WindowDecision(decision.id, decision.many)
            for decision in ruleset.decisions.values()
            if has_windows(decision) and only in (None, decision.id)
        )
        self._windows = [
            [option.window for option in ruleset.decisions[chosen.decision].options.values()]
            for chosen in self.decisions
        ]
        found = [window for windows in self._windows for window in windows if window is not None]
        used = {name for window in found for name in window.days}
        self._now = ruleset.clock.now
        self.facts = tuple(n for n in ruleset.facts if found and (n in used or n == self._now))
        self._units = {n: 1 if ruleset.facts[n].type.kind is Kind.DATE else DAY for n in self.facts}
        self._latest = max((window.later for window in found), default=0)

    def place(
        self, choices: Sequence[pl.Series], facts: Mapping[str, pl.Series]
    ) -> tuple[pl.Series, pl.Series]:
        """The starts and the ends of each client's window; null where there is none.

        Args:
            choices: The places of the options that each of ``decisions`` came to: one, which is
                -1 for none, or a list.
            facts: The days and moments of those of ``facts`` that can be known, as
                ``in_numbers``; ``ZONE`` and ``PLACE`` if they can.
        """
        clients, starts, ends = self._placed(choices, facts)
        return clients.clocks.written(starts, ends, clients.zone)

    def starts(self, choices: Sequence[pl.Series], facts: Mapping[str, pl.Series]) -> pl.Series:
        """The starts alone, as moments of the employer's time; for the same arguments."""
        clients, starts, _ = self._placed(choices, facts)
        known = starts != UNKNOWN
        local = clients.clocks.local(np.where(known, starts, 0), clients.zone)
        known &= (local >= _FIRST) & (local < _PAST)
        found = pl.Series(local, dtype=pl.Int64).cast(pl.Datetime("us"))
        return found.zip_with(pl.Series(known), pl.Series([None], dtype=found.dtype))

    def _placed(
        self, choices: Sequence[pl.Series], facts: Mapping[str, pl.Series]
    ) -> tuple[_Clients, Numbers, Numbers]:
        known = {name: column.to_numpy() for name, column in facts.items()}
        clients = _Clients(len(choices[0]), known, self._units, self._now, self._latest)
        starts, ends = (np.full(clients.height, UNKNOWN) for _ in range(2))
        for window, chosen in self._wanted(choices):
            rows = np.flatnonzero(chosen & (ends == UNKNOWN))
            if len(rows):
                starts[rows], ends[rows] = clients.placed(window, rows)
        return clients, starts, ends

    def _wanted(self, choices: Sequence[pl.Series]) -> Iterator[tuple[Window, Numbers]]:
        """Windows, with the clients who are to have them unless one before can be placed."""
        for (_, many), windows, choice in zip(self.decisions, self._windows, choices, strict=True):
            for numbers in _in_turn(choice) if many else [choice.to_numpy()]:
                for number, window in enumerate(windows):
                    if window is not None:
                        yield window, numbers == number


def _in_turn(choices: pl.Series) -> Iterator[Numbers]:
    """What is chosen first, second and so on; -1 for none."""
    for place in range(int(choices.list.len().max() or 0)):  # type: ignore[arg-type]  # a number
        chosen = choices.list.get(place, null_on_oob=True)
        yield chosen.cast(pl.Int16).fill_null(-1).to_numpy()


class _Clients:
    """What is known about clients, as far as windows depend on it."""

    def __init__(
        self,
        height: int,
        facts: Mapping[str, Numbers],
        units: Mapping[str, int],
        now: str | None,
        latest: int,
    ) -> None:
        self.height = height
        self.zone, zones = ZONES.read(facts[ZONE]) if ZONE in facts else ZONES.nobody(height)
        self._places = PLACES.read(facts[PLACE]) if PLACE in facts else PLACES.nobody(height)
        self._moments = {name: facts[name] for name in units if name in facts}
        self._units = units
        self._now = now if now in facts else None
        weeks = {place.working_week for place in self._places.things}
        self._beyond = max(furthest(latest, week) for week in weeks) + 2 * MOST_DAYS_OFF
        self._worked = np.array(
            [place.working_week != frozenset() for place in self._places.things]
        )
        self._found: dict[str, Numbers] = {}
        first, last = years(
            *(np.where(m == UNKNOWN, m, m * (DAY // units[n])) for n, m in self._moments.items())
        )
        self.clocks = clocks(zones, first - 1, last + 2 + self._beyond // 365)
        """The clocks of the clients' zones, over all years that may matter."""

    def placed(self, window: Window, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The starts and ends of a window for some clients, as instants; ``UNKNOWN`` if none."""
        starts, ends = (np.full(len(rows), UNKNOWN) for _ in range(2))
        day, not_before = self._counted_from(window, rows)
        known = np.flatnonzero((day != UNKNOWN) & self._worked[self._places.numbers[rows]])
        if len(known):
            found = self._searched(window, rows[known], day[known], not_before[known])
            starts[known], ends[known] = found
        return starts, ends

    def _counted_from(self, window: Window, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The days from which a window is counted, and the instants that it cannot be before."""
        day = np.full(len(rows), UNKNOWN)
        not_before = self._instants(self._now)[rows] if self._now is not None else day
        for name in window.days:
            if name in self._moments:
                found = self._days(name)[rows]
                new = (found != UNKNOWN) & (day == UNKNOWN)
                day = np.where(new, found, day)
                wait = window.hours_later * _HOUR if name == window.days[0] else 0
                if window.later == 0 or wait:
                    instants = self._instants(name)[rows]
                    soonest = np.where(instants == UNKNOWN, UNKNOWN, instants + wait)
                    not_before = np.where(new, np.maximum(soonest, not_before), not_before)
        return day, not_before

    def _days(self, fact: str) -> Numbers:
        def find() -> Numbers:
            moments = self._moments[fact]
            return np.where(moments == UNKNOWN, UNKNOWN, moments // self._units[fact])

        return self._once(f"{fact} days", find)

    def _instants(self, fact: str) -> Numbers:
        """The instants of moments; ``UNKNOWN`` for days, and for what is not known."""

        def find() -> Numbers:
            moments = self._moments[fact]
            if self._units[fact] != DAY:
                return np.full(self.height, UNKNOWN)
            return np.where(moments == UNKNOWN, UNKNOWN, self.clocks.universal(moments, self.zone))

        return self._once(f"{fact} instants", find)

    def _once(self, what: str, find: Callable[[], Numbers]) -> Numbers:
        if what not in self._found:
            self._found[what] = find()
        return self._found[what]

    def _searched(
        self, window: Window, rows: Numbers, day: Numbers, not_before: Numbers
    ) -> tuple[Numbers, Numbers]:
        zone = self.zone[rows]
        free = not_before == UNKNOWN
        present: Numbers = np.where(
            free, day, self.clocks.days(np.where(free, 0, not_before), zone)
        )
        starts, ends = (np.full(len(rows), UNKNOWN) for _ in range(2))
        low = min(int(day.min()), int(present.min()) - 1)
        high = max(int(day.max()), int(present.max())) + self._beyond
        for part, working, place in in_parts(self._places.picked(rows), low, high):
            search = _Search(self.clocks, zone[part], working, place)
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
        """The starts and ends, as instants; ``UNKNOWN`` where there is no such day."""
        starts, ends = (np.full(len(day), UNKNOWN) for _ in range(2))
        tried = self.working.nth_after(day, window.later, self.place) if window.later else day
        last_past = np.maximum(tried, present - 1)
        hours, left = window.hours, np.arange(len(day))
        while len(left):
            start, end = self._open(tried, hours, window.avoided, left, not_before[left])
            fits = self.working.include(tried, self.place[left]) & (start < end)
            starts[left[fits]], ends[left[fits]] = start[fits], end[fits]
            left, hours = left[~fits], window.otherwise or window.hours
            before = np.maximum(tried[~fits], last_past[left])
            tried = self.working.nth_after(before, 1, self.place[left])
            near = tried - last_past[left] <= MOST_DAYS_OFF
            left, tried = left[near], tried[near]
        return starts, ends

    def _open(
        self, day: Numbers, hours: Hours, avoided: Hours | None, rows: Numbers, not_before: Numbers
    ) -> tuple[Numbers, Numbers]:
        """The first part of the hours that is not over; one that ends before it starts if none."""
        zone = self.zone[rows]
        midnight, odd = self.clocks.midnights(day, zone)
        start = end = not_before
        for part in parts(hours, avoided):
            first, last = self._stretch(day, part, midnight, odd, zone)
            shut = start >= end
            start = np.where(shut, np.maximum(first, not_before), start)
            end = np.where(shut, last, end)
        return start, end

    def _stretch(
        self, day: Numbers, hours: Hours, midnight: Numbers, odd: Numbers, zone: Numbers
    ) -> tuple[Numbers, Numbers]:
        """When hours begin and end; ``odd`` are the rows on whose day the clocks are changed."""
        since, until = (_in_a_day(at) for at in hours)
        first, last = midnight + since, midnight + until
        if len(odd):
            local = day[odd] * DAY
            first[odd] = self.clocks.first_instant(local + since, zone[odd])
            last[odd] = self.clocks.last_instant(local + until, zone[odd])
        return first, last


def _in_a_day(at: time) -> int:
    return (at.hour * 3600 + at.minute * 60 + at.second) * SECOND + at.microsecond
