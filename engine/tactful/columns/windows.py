"""The windows of chosen options, for many clients at once, equal to ``windows`` to the second.

Each option's window is placed for all clients who are advised to take it. The day that is meant
is tried first; clients for whom that one is over or off try the next working day, and so on, until
nobody is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from tactful.columns.conditions import value_column
from tactful.columns.days import CALENDAR, WorkingDays, in_parts
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
from tactful.language.model import Decision, Option, Ruleset
from tactful.language.terms import Condition, Hours, Window
from tactful.language.values import YEARS, Kind
from tactful.language.windows import DayPart, parts

_HOUR = 3600 * SECOND
_FIRST, _PAST = (new_year(year) * DAY for year in (YEARS[0], YEARS[-1] + 1))

WINDOW = pl.String()
"""The start and the end go out as in JSON: with an offset where the time zone is known."""


class WindowDecision(NamedTuple):
    """A decision that may bring a window, and whether it chooses many."""

    decision: str
    many: bool


def place_of(decision: str) -> pl.Expr:
    """The place of the option that a decision of one came to, -1 for none."""
    return pl.col(value_column(decision)).cast(pl.Int16).fill_null(-1)


class _Piece(NamedTuple):
    """A piece of a window, and the column that says for whom it holds; ``None`` for everybody."""

    window: Window
    holds: str | None


class Windows:
    """Places the windows of one ruleset, or of one decision of it, or the ends of its waits.

    Attributes:
        decisions: The decisions with options that have a window, in the ruleset's order.
        facts: The facts that hold the days and moments windows depend on.
        conditions: When pieces hold that do not always, by the column that says so.
        never: Those of these columns that are not made, since the piece holds for nobody.
    """

    def __init__(
        self, ruleset: Ruleset, only: Decision | None = None, *, waits: bool = False
    ) -> None:
        def pieces_of(option: Option) -> tuple[Window, ...]:
            return option.waits if waits else option.windows

        self._waits = waits
        self.decisions = tuple(
            WindowDecision(decision.id, decision.many)
            for decision in ruleset.decisions.values()
            if any(map(pieces_of, decision.options.values())) and only in (None, decision)
        )
        copies = () if waits or ruleset.ground is None else ruleset.ground.copies
        self._of_one = [n for n, one in enumerate(self.decisions) if one.decision in copies]
        self.conditions: dict[str, Condition] = {}
        self.never: set[str] = set()
        self._options = [
            [
                [*self._pieces(f"{chosen.decision}:{option.id}", pieces_of(option))]
                for option in ruleset.decisions[chosen.decision].options.values()
            ]
            for chosen in self.decisions
        ]
        found = [p.window for options in self._options for pieces in options for p in pieces]
        used = {name for window in found for name in window.days}
        self._now = ruleset.clock.now
        self.facts = tuple(n for n in ruleset.facts if found and (n in used or n == self._now))
        self._units = {n: 1 if ruleset.facts[n].type.kind is Kind.DATE else DAY for n in self.facts}
        self._counts = [0, *(window.later for window in found)]

    def _pieces(self, option: str, windows: Iterable[Window]) -> Iterator[_Piece]:
        for number, window in enumerate(windows):
            column = None
            if window.when is not None:
                column = f"{'wait' if self._waits else 'window'}:{option}:{number}"
                self.conditions[column] = window.when
            yield _Piece(window, column)

    def place(
        self,
        choices: Sequence[pl.Series],
        facts: Mapping[str, pl.Series],
        holds: Mapping[str, pl.Series],
    ) -> tuple[pl.Series, pl.Series]:
        """The starts and the ends of each client's window; null where there is none.

        Args:
            choices: The places of the options that each of ``decisions`` came to: one, which is
                -1 for none, or a list.
            facts: The days and moments of those of ``facts`` that can be known, as
                ``in_numbers``; ``ZONE`` and ``PLACE`` if they can.
            holds: Those of ``conditions`` that hold for anybody.
        """
        clients, starts, ends, endless = self._placed(choices, facts, holds)
        start, end = clients.clocks.written(starts, ends, clients.zone)
        return start, end.set(pl.Series(endless), None) if endless.any() else end

    def starts(
        self,
        choices: Sequence[pl.Series],
        facts: Mapping[str, pl.Series],
        holds: Mapping[str, pl.Series],
    ) -> pl.Series:
        """The starts alone, as moments of the employer's time; for the same arguments."""
        clients, starts, *_ = self._placed(choices, facts, holds)
        known = starts != UNKNOWN
        local = clients.clocks.local(np.where(known, starts, 0), clients.zone)
        known &= (local >= _FIRST) & (local < _PAST)
        found = pl.Series(local, dtype=pl.Int64).cast(pl.Datetime("us"))
        return found.zip_with(pl.Series(known), pl.Series([None], dtype=found.dtype))

    def _placed(
        self,
        choices: Sequence[pl.Series],
        facts: Mapping[str, pl.Series],
        holds: Mapping[str, pl.Series],
    ) -> tuple[_Clients, Numbers, Numbers, Numbers]:
        """The clients, the instants of starts and ends, and which ends are not told."""
        known = {name: column.to_numpy() for name, column in facts.items()}
        flags = {name: column.to_numpy() for name, column in holds.items()}
        clients = _Clients(
            len(choices[0]), known, self._units, self._now, self._counts, waits=self._waits
        )
        of_all = [n for n in range(len(self.decisions)) if n not in self._of_one]
        starts, ends, endless = self._first(clients, of_all, choices, flags)
        open_ = starts == UNKNOWN
        for one in self._of_one:  # the earliest of them
            start, end, no_end = self._first(clients, [one], choices, flags)
            sooner = open_ & (start != UNKNOWN) & ((starts == UNKNOWN) | (start < starts))
            starts[sooner], ends[sooner] = start[sooner], end[sooner]
            endless[sooner] = no_end[sooner]
        return clients, starts, ends, endless

    def _first(
        self,
        clients: _Clients,
        places: Sequence[int],
        choices: Sequence[pl.Series],
        flags: Mapping[str, Numbers],
    ) -> tuple[Numbers, Numbers, Numbers]:
        """The first window that can be placed of some of the decisions, by their places."""
        starts, ends = (np.full(clients.height, UNKNOWN) for _ in range(2))
        endless = np.zeros(clients.height, np.bool_)
        for at in places:
            for window, chosen in self._wanted(at, choices[at], flags):
                rows = np.flatnonzero(chosen & (starts == UNKNOWN))
                if len(rows):
                    starts[rows], ends[rows] = clients.placed(window, rows)
                    endless[rows] = self._waits and window.open_ended
        return starts, ends, endless

    def _wanted(
        self, at: int, choice: pl.Series, flags: Mapping[str, Numbers]
    ) -> Iterator[tuple[Window, Numbers]]:
        """A decision's windows, with the clients who are to have them if none before is placed."""
        for numbers in _in_turn(choice) if self.decisions[at].many else [choice.to_numpy()]:
            for number, pieces in enumerate(self._options[at]):
                if not pieces:
                    continue
                left = numbers == number
                for window, column in pieces:
                    if column in self.never:
                        continue
                    holds = left if column is None else left & flags[column]
                    yield window, holds
                    left = left & ~holds


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
        counts: Sequence[int],
        *,
        waits: bool,
    ) -> None:
        self.height = height
        self._waits = waits
        self.zone, zones = ZONES.read(facts[ZONE]) if ZONE in facts else ZONES.nobody(height)
        self._places = PLACES.read(facts[PLACE]) if PLACE in facts else PLACES.nobody(height)
        self._moments = {name: facts[name] for name in units if name in facts}
        self._units = units
        self._now = now if now in facts else None
        weeks = {place.working_week for place in self._places.things}
        before, after = min(counts), max(counts)
        self._beyond = max(furthest(after, week) for week in weeks) + 2 * MOST_DAYS_OFF
        self._before = max(furthest(before, week) for week in weeks) if before < 0 else 0
        self._worked = np.array(
            [place.working_week != frozenset() for place in self._places.things]
        )
        self._found: dict[str, Numbers] = {}
        first, last = years(
            *(np.where(m == UNKNOWN, m, m * (DAY // units[n])) for n, m in self._moments.items())
        )
        since = first - 1 - -(-self._before // 365)
        self.clocks = clocks(zones, since, last + 2 + self._beyond // 365)
        """The clocks of the clients' zones, over all years that may matter."""

    def placed(self, window: Window, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The starts and ends of a window for some clients, as instants; ``UNKNOWN`` if none.

        The end of a wait whose moment has passed is of no account.
        """
        starts, ends = (np.full(len(rows), UNKNOWN) for _ in range(2))
        day, not_before = self._counted_from(window, rows)
        known = day != UNKNOWN
        if window.asks_who_works:
            known &= self._worked[self._places.numbers[rows]]
        known = np.flatnonzero(known)
        if len(known):
            found = self._searched(window, rows[known], day[known], not_before[known])
            starts[known], ends[known] = found
        if self._waits and self._now is not None:
            starts[starts <= self._instants(self._now)[rows]] = UNKNOWN
        return starts, ends

    def _counted_from(self, window: Window, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The days from which a window is counted, and the instants that it cannot be before."""
        day = np.full(len(rows), UNKNOWN)
        not_before = day
        if self._now is not None and not self._waits:
            not_before = self._instants(self._now)[rows]
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
        low = min(max(int(day.min()) - self._before, CALENDAR[0]), int(present.min()) - 1)
        high = max(int(day.max()), int(present.max())) + self._beyond
        for part, working, place in in_parts(self._places.picked(rows), low, high):
            search = _Search(self.clocks, zone[part], working, place, window, not_before[part])
            starts[part], ends[part] = search.placed(day[part], present[part])
        return starts, ends


class _Search(NamedTuple):
    """Looks for the first day on which a window is open, from a moment on, for some clients."""

    clocks: Clocks
    zone: Numbers
    working: WorkingDays
    place: Numbers
    window: Window
    not_before: Numbers

    def placed(self, day: Numbers, present: Numbers) -> tuple[Numbers, Numbers]:
        """The starts and ends, as instants; ``UNKNOWN`` where there is no such day."""
        starts, ends = (np.full(len(day), UNKNOWN) for _ in range(2))

        def settle(rows: Numbers, days: Numbers, hours: Hours) -> Numbers:
            """Who of some clients have a window on these days."""
            start, end = self._open(days, hours, rows)
            fits = start < end
            if not self.window.any_day:
                fits &= self.working.include(days, self.place[rows])
            starts[rows[fits]], ends[rows[fits]] = start[fits], end[fits]
            return fits

        tried = self._meant(day)
        left = np.arange(len(day))
        if self.window.later:
            left = np.flatnonzero((tried >= CALENDAR[0]) & (tried <= CALENDAR[1]))
        present = np.where(self.not_before == UNKNOWN, tried, present)
        last_past = np.maximum(tried, present - 1)
        left = left[~settle(left, tried[left], self.window.hours)]
        hours = self.window.otherwise or self.window.hours
        if self.window.over_midnight:
            running = left[present[left] - 1 > tried[left]]
            left = np.setdiff1d(left, running[settle(running, present[running] - 1, hours)])
        tried = last_past[left]
        while len(left):
            tried = tried + 1 if self.window.any_day else self._next(tried, left)
            near = tried - last_past[left] <= MOST_DAYS_OFF
            left, tried = left[near], tried[near]
            open_ = settle(left, tried, hours)
            left, tried = left[~open_], tried[~open_]
        return starts, ends

    def _meant(self, day: Numbers) -> Numbers:
        """The days that the window counts to; far away where the calendar ends before."""
        later = self.window.later
        if later == 0 or self.window.whole_days:
            return day + later
        if later > 0:
            return self.working.nth_after(day, later, self.place)
        return self.working.nth_from(day, np.full(len(day), later), self.place)

    def _next(self, day: Numbers, rows: Numbers) -> Numbers:
        return self.working.nth_after(day, 1, self.place[rows])

    def _open(self, day: Numbers, hours: Hours, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The first part of the hours that is not over; one that ends before it starts if none."""
        zone, not_before = self.zone[rows], self.not_before[rows]
        days = 2 if hours.over_midnight else 1
        midnight, odd = self.clocks.midnights(day, zone, days)
        start = end = not_before
        for part in parts(hours, self.window.avoided):
            first, last = self._stretch(day, part, midnight, odd, zone)
            first = np.maximum(first, not_before)
            shut = start >= end
            start = np.where(shut, first, start)
            end = np.where(shut, last, end)
        return start, end

    def _stretch(
        self, day: Numbers, part: DayPart, midnight: Numbers, odd: Numbers, zone: Numbers
    ) -> tuple[Numbers, Numbers]:
        """When a part begins and ends; ``odd`` are the rows near which the clocks are changed."""
        since, until = (end // _MICROSECOND for end in part)
        first, last = midnight + since, midnight + until
        if len(odd):
            local = day[odd] * DAY
            first[odd] = self.clocks.first_instant(local + since, zone[odd])
            last[odd] = self.clocks.last_instant(local + until, zone[odd])
        return first, last


_MICROSECOND = timedelta(microseconds=1)
