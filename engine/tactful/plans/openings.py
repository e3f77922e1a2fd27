"""Where windows may open and close while a moment moves, for rules that read when they open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from itertools import product
from typing import NamedTuple

from tactful.language.calendar import Setting
from tactful.language.model import Ruleset
from tactful.language.terms import Window
from tactful.language.values import NONE, YEARS, Value
from tactful.language.windows import place, start_of_piece

_MIDNIGHT = datetime(2000, 1, 1)
_DAY = timedelta(days=1)


class _Placed(NamedTuple):
    """Where a piece of a window is for whoever asks ``since`` then and before its end."""

    since: datetime
    start: datetime
    end: datetime


class Openings:
    """The windows of the decisions of which some moving fact is the start of the window.

    Attributes:
        choices: Every way in which these decisions may come to a piece of a window, or to none.
        times_of_day: How long after midnight a window may turn: open, close, or begin to move on
            with the moment from which it is counted.
        starts: The facts that are the start of a window.
        anchors: For each fact from which a window is counted, how long after it the window may
            turn.
    """

    def __init__(self, ruleset: Ruleset, moving: Iterable[str]) -> None:
        """Look at the windows of a ruleset behind some moving facts."""
        self._clock = ruleset.clock
        self._moving = frozenset(moving)
        self._kept: dict[tuple[object, ...], _Placed] = {}
        decided = ((name, ruleset.facts[name].starts) for name in moving)
        starts = {name: decision for name, decision in decided if decision is not None}
        self.starts = [*starts]
        self._decisions = frozenset(starts.values())
        self._pieces: dict[tuple[str, Value | None], Window] = {}
        ways: list[list[Mapping[str, str]]] = []
        for name in dict.fromkeys(starts.values()):
            ways.append([{}])
            for option in ruleset.decisions[name].options.values():
                for number, piece in enumerate(option.windows):
                    way = f"{option.id} {number}"
                    ways[-1].append({name: way})
                    self._pieces[name, way] = piece
        times: dict[timedelta, None] = {}
        self.anchors: dict[str, set[timedelta]] = {}
        for piece in self._pieces.values():
            times |= dict.fromkeys(_times(piece, ruleset.clock.now))
            waits = {timedelta(), timedelta(hours=piece.hours_later)}
            for day in piece.days:
                self.anchors.setdefault(day, set()).update(waits)
        self.times_of_day = tuple(times)
        self.choices: list[Mapping[str, str]] = []
        for chosen in product(*ways) if ways else ():
            self.choices.append({n: piece for way in chosen for n, piece in way.items()})

    def alike(
        self, variant: Mapping[str, Value], first: Mapping[str, Value], last: Mapping[str, Value]
    ) -> object:
        """What two of ``choices`` have in common that open at the same moments.

        Args:
            variant: What is chosen, and what rules conclude.
            first: The values at the beginning of a stretch of time.
            last: The values at its end.
        """
        if self._decisions.isdisjoint(variant):
            return None
        rest = tuple((n, v) for n, v in variant.items() if n not in self._decisions)
        return rest, *((first.get(name), last.get(name)) for name in self.starts)

    def start(self, decision: str, values: Mapping[str, Value]) -> Value | None:
        """When the piece opens to which a decision comes in one of ``choices``, if it does."""
        way = decision, values.get(decision)
        piece = self._pieces.get(way)
        now = values.get(self._clock.now or "")
        if piece is None or not isinstance(now, datetime):
            return None
        rest = (*piece.days, *filter(None, self._clock[1:]))
        key = (way, *(values.get(name) for name in rest if name != self._clock.now))
        kept = self._kept.get(key)
        if kept is None or not kept.since <= now < kept.end:
            kept = self._placed(piece, values, now)
            if kept is None:
                return start_of_piece(piece, values, self._clock)
            self._kept[key] = kept
        return max(now, kept.start)

    def _placed(self, piece: Window, values: Mapping[str, Value], now: datetime) -> _Placed | None:
        """Where a piece is from now on; ``None`` where that does not tell for long."""
        anchor = next((n for n in piece.days if values.get(n, NONE) is not NONE), "")
        is_now = anchor == self._clock.now
        if (anchor in self._moving and not is_now) or (is_now and piece.hours_later):
            return None
        placed = place(piece, values, Setting.of(self._clock, values))
        if placed is None or placed.start.year not in YEARS or now.fold:
            return None
        if placed.start.tzinfo is not None:
            here = now.replace(tzinfo=placed.start.tzinfo).utcoffset()
            if not placed.start.utcoffset() == placed.end.utcoffset() == here:
                return None
        end = placed.end.replace(tzinfo=None)
        if is_now:  # the next day may have other hours
            end = min(end, datetime.combine(now.date() + _DAY, time()))
        return _Placed(now, placed.local_start, end)


def _times(piece: Window, now: str | None) -> Iterator[timedelta]:
    """Since midnight: every bound of the hours, and so long before as the window waits."""
    for bound in (time(), *piece.bounds):
        since = datetime.combine(_MIDNIGHT, bound) - _MIDNIGHT
        yield since
        if piece.hours_later and now in piece.days:
            yield (since - timedelta(hours=piece.hours_later)) % _DAY
