"""Where windows may open and close while a moment moves, for rules that read when they open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from itertools import product

from tactful.language.model import Ruleset, Window

_MIDNIGHT = datetime(2000, 1, 1)
_DAY = timedelta(days=1)


class Openings:
    """The windows of the decisions of which some moving fact is the start of the window.

    Attributes:
        choices: Every way in which these decisions may come to options with windows, or to none.
        times_of_day: How long after midnight a window may turn: open, close, or begin to move on
            with the moment from which it is counted.
        anchors: For each fact from which a window is counted, how long after it the window may
            turn.
    """

    def __init__(self, ruleset: Ruleset, moving: Iterable[str]) -> None:
        """Look at the windows of a ruleset behind some moving facts."""
        computed = (ruleset.facts[name].computed for name in moving)
        names = dict.fromkeys(c.decision for c in computed if c is not None and c.decision)
        ways: list[list[Mapping[str, str]]] = []
        times: dict[timedelta, None] = {}
        self.anchors: dict[str, set[timedelta]] = {}
        for name in names:
            ways.append([{}])
            for option in ruleset.decisions[name].options.values():
                if option.window is not None:
                    ways[-1].append({name: option.id})
                    times |= dict.fromkeys(_times(option.window))
                    waits = {timedelta(), timedelta(hours=option.window.hours_later)}
                    for day in option.window.days:
                        self.anchors.setdefault(day, set()).update(waits)
        self.times_of_day = tuple(times)
        self.choices: list[Mapping[str, str]] = []
        for chosen in product(*ways) if ways else ():
            self.choices.append({n: option for way in chosen for n, option in way.items()})


def _times(window: Window) -> Iterator[timedelta]:
    """Since midnight: every bound of the hours, and so long before as the window waits."""
    bounds: list[time] = [time()]
    for hours in (window.hours, window.otherwise, window.avoided):
        bounds += () if hours is None else hours
    for bound in bounds:
        since = datetime.combine(_MIDNIGHT, bound) - _MIDNIGHT
        yield since
        yield (since - timedelta(hours=window.hours_later)) % _DAY
