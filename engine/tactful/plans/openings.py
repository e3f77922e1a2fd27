"""Where windows may open and close while a moment moves, for rules that read when they open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple

from tactful.language.calendar import Setting
from tactful.language.model import Ruleset
from tactful.language.terms import Window
from tactful.language.values import NONE, YEARS, Value
from tactful.language.windows import piece_that_holds, place, start_of_piece

_MIDNIGHT = datetime(2000, 1, 1)
_DAY = timedelta(days=1)


class _Placed(NamedTuple):
    """Where a piece of a window is for whoever asks ``since`` then and before its end."""

    since: datetime
    start: datetime
    end: datetime


class PieceTurns(NamedTuple):
    """When a piece of a window may open or close, or begin to move on with its moment.

    Attributes:
        times_of_day: How long after midnight.
        anchors: For each fact from which it is counted, how long after that.
    """

    times_of_day: tuple[timedelta, ...]
    anchors: Mapping[str, tuple[timedelta, ...]]


class Openings:
    """The windows of the decisions of which some moving fact is the start of the window."""

    def __init__(self, ruleset: Ruleset, moving: Iterable[str]) -> None:
        """Look at the windows of a ruleset behind some moving facts."""
        self._ruleset = ruleset
        self._clock = ruleset.clock
        self._moving = frozenset(moving)
        self._kept: dict[tuple[object, ...], _Placed] = {}
        self._pieces: dict[tuple[str, Value | None], Window] = {}
        self._turns: dict[Window, PieceTurns] = {}

    def chosen(self, decisions: Iterable[str], values: Mapping[str, Value]) -> dict[str, str]:
        """For each of some decisions that comes to a window, which piece of which option."""
        found: dict[str, str] = {}
        for name in decisions:
            option = self._ruleset.decisions[name].options.get(str(values.get(name)))
            pieces = () if option is None else option.windows
            piece = piece_that_holds(pieces, values, self._ruleset.type_of)
            if option is not None and piece is not None:
                found[name] = f"{option.id} {pieces.index(piece)}"
                self._pieces[name, found[name]] = piece
        return found

    def turns(self, decisions: Iterable[str], chosen: Mapping[str, Value]) -> Iterator[PieceTurns]:
        """When the pieces turn that decisions come to, as ``chosen`` has them."""
        for name in decisions:
            piece = self._pieces.get((name, chosen.get(name)))
            if piece is not None:
                if piece not in self._turns:
                    waits = timedelta(), timedelta(hours=piece.hours_later)
                    times = dict.fromkeys(_times(piece, self._clock.now))
                    self._turns[piece] = PieceTurns((*times,), dict.fromkeys(piece.days, waits))
                yield self._turns[piece]

    def start(self, decision: str, values: Mapping[str, Value]) -> Value | None:
        """When the piece opens to which a decision comes, as it is told by ``chosen``."""
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
