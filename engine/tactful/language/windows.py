"""Windows in the calendar: from "the next working morning" to a start and an end.

A window is counted from a fact's day, in the employer's time zone. It skips days on which nobody
works there, unless any day will do, and never lies in the past: one that is over moves on to the
next day, and says so. Waiting ends where a window would open if no time had passed; once it has,
there is nothing to wait for. All comparing is done on the time line (UTC), since two local times
cannot be compared across a change of the clocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple, TypeAlias, TypeVar

from tactful.language.calendar import (
    MOST_DAYS_OFF,
    Setting,
    clock_change,
    date_of,
    day_off,
    on_time_line,
    working_days_later,
    zone_named,
)
from tactful.language.conclusions import Conclusions, known_values
from tactful.language.conditions import TypeOf, truth
from tactful.language.model import Clock, Decision, Option, Ruleset
from tactful.language.terms import Hours, Window, reads
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
        any_day: Whether it may be on a day on which nobody works.
    """

    decision: str
    option: str
    start: datetime
    end: datetime
    setting: Setting
    skipped: tuple[Skipped, ...] = ()
    any_day: bool = False

    @property
    def local_start(self) -> datetime:
        """The beginning in the employer's time, as facts are; in an hour that comes twice, too."""
        return self.start.replace(tzinfo=None, fold=0)


class PlacedWait(NamedTuple):
    """Until when to wait, which lies ahead.

    Attributes:
        until: The moment at which waiting ends: the beginning of ``hours``.
        end: Their end, where the ruleset names one.
        hours: What is waited for, as a window.
    """

    until: datetime
    end: datetime | None
    hours: PlacedWindow


def window_of(
    ruleset: Ruleset, conclusions: Conclusions, decision: str | None = None
) -> PlacedWindow | None:
    """The window in which to act on a decision's choice.

    ``None`` where no choice has a window, or it is counted from a day that is not known.

    Args:
        ruleset: The rules.
        conclusions: What follows from them.
        decision: Whose choice; ``None`` for the first decision, in the ruleset's order, whose
            choice has a window. What is settled for one of several counts where nothing that is
            settled for all has one, the earliest first.

    Raises:
        KeyError: if there is no such decision.
    """
    if decision is None and ruleset.ground is not None:
        return _first_of_all(ruleset, conclusions)
    asked = ruleset.decisions.values() if decision is None else (ruleset.decisions[decision],)
    found = _first_placed(ruleset, conclusions, asked, lambda option: option.windows, place)
    if found is None:
        return None
    of, option, window = found
    return window._replace(decision=of.id, option=option.id)


def _first_of_all(ruleset: Ruleset, conclusions: Conclusions) -> PlacedWindow | None:
    """The window of what is settled for all, or else the earliest of what is for one of several."""
    copies = ruleset.ground.copies if ruleset.ground is not None else {}
    every = {name: has_windows(decision) for name, decision in ruleset.decisions.items()}
    for are_copies in (False, True):
        names = (n for n, has in every.items() if has and (n in copies) is are_copies)
        found = [w for name in names if (w := window_of(ruleset, conclusions, name)) is not None]
        if found:
            return min(found, key=lambda window: window.local_start) if are_copies else found[0]
    return None


def window_chosen(ruleset: Ruleset, conclusions: Conclusions) -> Window | None:
    """The piece of a window that the first choice with windows has, wherever it is placed."""
    decisions = ruleset.decisions.values()
    chosen = _chosen(ruleset, conclusions, decisions, lambda option: option.windows)
    return next((piece for _, _, piece, _ in chosen), None)


def wait_of(
    ruleset: Ruleset, conclusions: Conclusions, decision: str | None = None
) -> PlacedWait | None:
    """Until when to wait; ``None`` where no choice waits, or the moment has passed or is not known.

    Args:
        ruleset: The rules.
        conclusions: What follows from them.
        decision: On whose choice; ``None`` for the first decision whose choice waits.

    Raises:
        KeyError: if there is no such decision.
    """
    asked = ruleset.decisions.values() if decision is None else (ruleset.decisions[decision],)
    found = _first_placed(ruleset, conclusions, asked, lambda option: option.waits, place_wait)
    if found is None:
        return None
    of, option, wait = found
    return wait._replace(hours=wait.hours._replace(decision=of.id, option=option.id))


def has_waits(ruleset: Ruleset) -> bool:
    """Whether some option of a ruleset waits."""
    return any(map(can_wait, ruleset.decisions.values()))


def can_wait(decision: Decision) -> bool:
    """Whether some option of a decision waits."""
    return any(option.waits for option in decision.options.values())


def window_facts(pieces: Iterable[Window]) -> tuple[str, ...]:
    """The facts and decisions that windows depend on, each once, but for the clock's facts."""
    named = (name for piece in pieces for name in (*piece.days, *sorted(reads(piece.when))))
    return tuple(dict.fromkeys(named))


def piece_that_holds(
    pieces: Iterable[Window], values: Mapping[str, Value], type_of: TypeOf
) -> Window | None:
    """The first of some pieces whose ``when`` is true; ``None`` if none is."""
    held = (piece for piece in pieces if truth(piece.when, values, type_of) is True)
    return next(held, None)


_Placed = TypeVar("_Placed", PlacedWindow, PlacedWait)


def _first_placed(
    ruleset: Ruleset,
    conclusions: Conclusions,
    decisions: Iterable[Decision],
    pieces_of: Callable[[Option], tuple[Window, ...]],
    place_: Callable[[Window, Mapping[str, Value], Setting], _Placed | None],
) -> tuple[Decision, Option, _Placed] | None:
    """The first choice's piece that can be placed, and where."""
    for decision, option, piece, values in _chosen(ruleset, conclusions, decisions, pieces_of):
        found = place_(piece, values, Setting.of(ruleset.clock, values))
        if found is not None:
            return decision, option, found
    return None


def _chosen(
    ruleset: Ruleset,
    conclusions: Conclusions,
    decisions: Iterable[Decision],
    pieces_of: Callable[[Option], tuple[Window, ...]],
) -> Iterator[tuple[Decision, Option, Window, Mapping[str, Value]]]:
    """The choices with a piece that holds, with that, and what is known."""
    values: Mapping[str, Value] | None = None
    for decision in decisions:
        for choice in conclusions.decisions[decision.id].choices:
            option = decision.options[choice]
            if pieces := pieces_of(option):
                values = known_values(ruleset, conclusions) if values is None else values
                piece = piece_that_holds(pieces, values, ruleset.type_of)
                if piece is not None:
                    yield decision, option, piece, values


def start_of_window(
    ruleset: Ruleset, decision: str, values: Mapping[str, Value]
) -> datetime | None:
    """When to act on what a decision that chooses one option comes to, in the employer's time.

    That is now where its window is open. ``None`` where there is none.

    Args:
        ruleset: The rules.
        decision: The decision.
        values: The known facts, and what decisions come to.
    """
    choice = values.get(decision)
    option = ruleset.decisions[decision].options[choice] if isinstance(choice, str) else None
    pieces = () if option is None else option.windows
    piece = piece_that_holds(pieces, values, ruleset.type_of)
    return None if piece is None else start_of_piece(piece, values, ruleset.clock)


def start_of_piece(piece: Window, values: Mapping[str, Value], clock: Clock) -> datetime | None:
    """The same of one piece of a window, whatever its ``when``."""
    placed = place(piece, values, Setting.of(clock, values))
    return None if placed is None or placed.start.year not in YEARS else placed.local_start


def has_windows(decision: Decision) -> bool:
    """Whether some option of a decision has a window."""
    return any(option.windows for option in decision.options.values())


def placed_by(decision: Decision, clock: Clock) -> dict[str, tuple[str, ...]]:
    """For each option that has a window, all by which that is placed, the clock's facts too."""
    named = [name for name in clock if name is not None]
    return {
        option.id: tuple(dict.fromkeys((*window_facts(option.windows), *named)))
        for option in decision.options.values()
        if option.windows
    }


def place_wait(wait: Window, values: Mapping[str, Value], setting: Setting) -> PlacedWait | None:
    """Where waiting ends, of a piece of ``wait until``; ``None`` if it has ended, or as ``place``.

    Args:
        wait: What the ruleset says, whatever its ``when``.
        values: What is known, by fact.
        setting: The present moment, and where.
    """
    hours = place(wait, values, setting._replace(now=None))
    if hours is None:
        return None
    zone = None if setting.timezone is None else zone_named(setting.timezone)
    start = hours.start.replace(tzinfo=hours.start.tzinfo or UTC)
    if setting.now is not None and start <= on_time_line(setting.now, zone):
        return None
    end = None if wait.open_ended else hours.end
    return PlacedWait(hours.start, end, hours._replace(setting=setting))


def place(window: Window, values: Mapping[str, Value], setting: Setting) -> PlacedWindow | None:
    """A window in the calendar; ``None`` if the day it is counted from is not known.

    Nor is there one where people work on no day of the week, if that matters, or the calendar
    ends before it.

    Args:
        window: What the ruleset says, whatever its ``when``.
        values: What is known, by fact.
        setting: The moment that it may not lie before, and where.
    """
    named = next((n for n in window.days if values.get(n, NONE) is not NONE), None)
    anchor = values.get(named or "")
    nobody_works = setting.working_week == frozenset()
    if not isinstance(anchor, date) or (nobody_works and window.asks_who_works):
        return None
    meant = _day_meant(window, date_of(anchor), setting)
    if meant is None:
        return None
    zone = zone_named(setting.timezone) if setting.timezone is not None else None
    now = _NEVER if setting.now is None else on_time_line(setting.now, zone)
    wait = timedelta(hours=window.hours_later if named == window.days[0] else 0)
    earliest = now
    if isinstance(anchor, datetime) and (window.later == 0 or wait):
        earliest = max(now, on_time_line(anchor, zone) + wait)
    search = _Search(window, meant, zone, earliest)
    skipped: list[Skipped] = []
    for day in search.days():
        off = None if window.any_day else day_off(day, *setting.workplace)
        open_ = search.opening(day)
        if off is None and open_ is not None:
            start, end = (_shown(instant, zone) for instant in open_)
            return PlacedWindow("", "", start, end, setting, tuple(skipped), window.any_day)
        skipped.append(Skipped(day, off, search.hours(day)))
    return None


_NEVER = datetime.min.replace(tzinfo=UTC)


def _day_meant(window: Window, anchor: date, setting: Setting) -> date | None:
    if not window.whole_days:
        return working_days_later(anchor, window.later, *setting.workplace)
    day = anchor + window.later * DAY
    return day if day.year in YEARS else None


class _Search(NamedTuple):
    """Looks for the day on which a window is open, from ``earliest`` on."""

    window: Window
    meant: date
    zone: tzinfo | None
    earliest: datetime

    def days(self) -> Iterator[date]:
        """The day that is meant, and then one after the other, those that are past left out."""
        yield self.meant
        first = max(self.meant + DAY, self._first_day())
        for number in range(MOST_DAYS_OFF):
            yield first + number * DAY

    def _first_day(self) -> date:
        """The present day, or the one before where its hours still run."""
        if self.earliest.year < YEARS[0]:
            return date.min
        present = self.earliest.astimezone(self.zone or UTC).date()
        before = present - DAY
        runs_on = self.window.over_midnight and before > self.meant
        return before if runs_on and self.opening(before) is not None else present

    def hours(self, day: date) -> Hours:
        """The hours on a day: others where it is later than was meant."""
        window = self.window
        return window.hours if day == self.meant else window.otherwise or window.hours

    def opening(self, day: date) -> tuple[datetime, datetime] | None:
        """From when until when it is open on a day; ``None`` if it is not."""
        for part in parts(self.hours(day), self.window.avoided):
            first, end = _stretch(day, part, self.zone)
            start = max(first, self.earliest)
            if start < end:
                return start, end
        return None


def _shown(instant: datetime, zone: tzinfo | None) -> datetime:
    return instant.replace(tzinfo=None) if zone is None else instant.astimezone(zone)


DayPart: TypeAlias = tuple[timedelta, timedelta]
"""A stretch by the clock, from the midnight with which a day begins."""


@lru_cache(maxsize=1024)
def parts(hours: Hours, avoided: Hours | None) -> tuple[DayPart, ...]:
    """The hours without those to avoid: what lies before them, and what lies after, in order."""
    left = [_in_a_day(hours)]
    if avoided is not None:
        first, last = _in_a_day(avoided)
        for day in (-DAY, timedelta(), DAY):
            left = [
                part
                for start, end in left
                for part in ((start, min(end, day + first)), (max(start, day + last), end))
                if part[0] < part[1]
            ]
    return tuple(left)


def _in_a_day(hours: Hours) -> DayPart:
    start, end = (datetime.combine(date.min, at) - datetime.min for at in hours)
    return start, end + DAY if hours.over_midnight else end


def _stretch(day: date, part: DayPart, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """A part of a day as instants; all of an hour that comes twice belongs to it."""
    start, end = (datetime.combine(day, time()) + since for since in part)
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
