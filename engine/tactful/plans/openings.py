"""Where windows may open and close while a moment moves, for rules that read when they open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from itertools import product

from tactful.language.model import Ruleset
from tactful.language.terms import Hours, Window
from tactful.language.values import Value
from tactful.language.windows import start_of_piece

_MIDNIGHT = datetime(2000, 1, 1)
_DAY = timedelta(days=1)


class Openings:
    """The windows of the decisions of which some moving fact is the start of the window.

    Attributes:
        choices: Every way in which these decisions may come to a piece of a window, or to none.
        times_of_day: How long after midnight a window may turn: open, close, or begin to move on
            with the moment from which it is counted.
        anchors: For each fact from which a window is counted, how long after it the window may
            turn.
    """

    def __init__(self, ruleset: Ruleset, moving: Iterable[str]) -> None:
        """Look at the windows of a ruleset behind some moving facts."""
        self._clock = ruleset.clock
        self._pieces: dict[tuple[str, Value | None], Window] = {}
        computed = (ruleset.facts[name].computed for name in moving)
        names = dict.fromkeys(c.decision for c in computed if c is not None and c.decision)
        ways: list[list[Mapping[str, str]]] = []
        for name in names:
            ways.append([{}])
            for option in ruleset.decisions[name].options.values():
                for number, piece in enumerate(option.windows):
                    way = f"{option.id} {number}"
                    ways[-1].append({name: way})
                    self._pieces[name, way] = piece
        times: dict[timedelta, None] = {}
        self.anchors: dict[str, set[timedelta]] = {}
        for piece in self._pieces.values():
            times |= dict.fromkeys(_times(piece))
            waits = {timedelta(), timedelta(hours=piece.hours_later)}
            for day in piece.days:
                self.anchors.setdefault(day, set()).update(waits)
        self.times_of_day = tuple(times)
        self.choices: list[Mapping[str, str]] = []
        for chosen in product(*ways) if ways else ():
            self.choices.append({n: piece for way in chosen for n, piece in way.items()})

    def start(self, decision: str, values: Mapping[str, Value]) -> Value | None:
        """When the piece opens to which a decision comes in one of ``choices``, if it does."""
        piece = self._pieces.get((decision, values.get(decision)))
        return None if piece is None else start_of_piece(piece, values, self._clock)


def _times(piece: Window) -> Iterator[timedelta]:
    """Since midnight: every bound of the hours, and so long before as the window waits."""
    bounds: list[time] = [time()]
    for hours in (piece.hours, piece.otherwise, piece.avoided):
        bounds += hours if isinstance(hours, Hours) else ()
    for bound in bounds:
        since = datetime.combine(_MIDNIGHT, bound) - _MIDNIGHT
        yield since
        yield (since - timedelta(hours=piece.hours_later)) % _DAY
