"""The moments at which the truth of any condition may change while one moment moves forward.

Everything that a ruleset tests, and that depends on the moving moment, is watched: the moment
itself, and the facts computed from it. Time is cut at every local midnight and every change of
the clocks, and where rules read when a window opens, wherever a window may open or close. Within
one such stretch local time runs evenly, so whatever is watched moves one way or stands still, and
the second at which it passes a value that a test names is found by halving. Nothing is rounded.
Of what may turn within a stretch, as it is made of several, the peak in each quarter hour is
looked for: that there is one at most is all that is taken for granted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain, pairwise
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from tactful.language.calendar import clock_change, on_time_line, zone_named
from tactful.language.conclusions import Conclusions, known_values
from tactful.language.model import Ruleset
from tactful.language.turning import DAY, SECOND, halved, turns_of_clock
from tactful.language.values import Value
from tactful.plans.watched import Tier, Watch, Watched

Signature: TypeAlias = tuple[object, ...]
"""Where everything that is watched lies. Two moments with one signature get the same advice."""

QUARTER = 15 * 60
"""Seconds."""


class Crossing(NamedTuple):
    """A moment from which on something that is watched lies elsewhere than a second before."""

    moment: datetime
    signature: Signature


class Crossings:
    """What may change as one moment of a scenario moves.

    Args:
        ruleset: The rules.
        given: What the scenario gives.
        moment: The fact that moves; a datetime.
        timezone: The time zone in which it is local; ``None`` for days that have 24 hours each.
        evaluate: What follows at a local moment.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        given: Mapping[str, Value],
        moment: str,
        timezone: str | None,
        evaluate: Callable[[datetime], Conclusions],
    ) -> None:
        self._ruleset = ruleset
        self._watched = Watched(ruleset, given, moment)
        self._evaluate = evaluate
        self._zone = zone_named(timezone) if timezone is not None else None
        self._said: dict[Signature, Mapping[str, Value]] = {}

    def signature(self, moment: datetime) -> Signature:
        """Where everything that is watched lies at a local moment."""
        found: Signature = ()
        for tier in self._watched.tiers:
            values = self._watched.values(moment, self._said_then(tier, found, moment), tier.moving)
            found += tuple([watch.lies(values) for watch in tier.watches])
        return found

    def _said_then(self, tier: Tier, signature: Signature, moment: datetime) -> Mapping[str, Value]:
        """What rules conclude and decisions come to of which watched facts are made.

        It is the same wherever all lies alike that is watched before.
        """
        if not tier.said and not tier.decisions:
            return {}
        if signature not in self._said:
            self._said[signature] = known_values(self._ruleset, self._evaluate(moment))
        known = self._said[signature]
        said = {name: known[name] for name in tier.said if name in known}
        return {**said, **self._watched.openings.chosen(tier.decisions, known)}

    def between(self, start: datetime, end: datetime) -> Iterator[Crossing]:
        """The crossings after ``start`` up to and including ``end``, to the second, in order.

        Both are local; what comes out is local too, with ``fold`` set in an hour that comes again.
        """
        before = self.signature(start)
        low, high = (self._instant(moment.replace(microsecond=0)) for moment in (start, end))
        edges = chain([low], self._edges(low, high), [high + SECOND])
        for edge, next_edge in pairwise(edges):
            for instant, after in self._within(edge, next_edge - SECOND):
                if low < instant <= high and after != before:
                    yield Crossing(self._local(instant), after)
                before = after

    def _within(self, low: datetime, high: datetime) -> list[tuple[datetime, Signature]]:
        """The beginning of a stretch, and every second in it at which the signature changes.

        What is watched of a window comes after all that tells which window it is.
        """
        found: list[tuple[datetime, Signature]] = [(low, ())]
        for tier in self._watched.tiers:
            alike: dict[object, list[tuple[datetime, Signature]]] = {}
            finer: list[tuple[datetime, Signature]] = []
            for number, (begins, before) in enumerate(found):
                ends = found[number + 1][0] if number + 1 < len(found) else high + SECOND
                known = self._said_then(tier, before, self._local(begins))
                key = tuple(known.items())
                if key not in alike:
                    alike[key] = [*self._followed(tier, known, low, high)]
                places = alike[key]
                here = bisect_right(places, begins, key=itemgetter(0)) - 1
                finer.append((begins, before + places[here][1]))
                finer += [(at, before + lie) for at, lie in places[here + 1 :] if at < ends]
            found = finer
        return found

    def _followed(
        self, tier: Tier, known: Mapping[str, Value], low: datetime, high: datetime
    ) -> Iterator[tuple[datetime, Signature]]:
        """Where all that is watched together lies in a stretch, where rules say the same."""
        cuts = sorted({low, *self._turns_of_windows(tier, known, low, high), high + SECOND})
        for begins, next_begins in pairwise(cuts):
            first, last = self._local(begins), self._local(next_begins - SECOND)
            values = self._watched.values(first, known, tier.moving)
            here: list[object] = []
            turns: dict[int, list[tuple[int, object]]] = {}
            for watch in tier.watches:
                told = [*self._turns(watch, values, first, last)]
                here.append(told[0][1])
                for second, place in told[1:]:
                    turns.setdefault(second, []).append((len(here) - 1, place))
            yield begins, tuple(here)
            for second in sorted(turns):
                for position, place in turns[second]:
                    here[position] = place
                yield begins + second * SECOND, tuple(here)

    def _turns(
        self, watch: Watch, values: Mapping[str, Value], first: datetime, last: datetime
    ) -> Iterator[tuple[int, object]]:
        """Where something lies at the beginning of a stretch, and each second where it changes."""
        if watch.steady:
            yield 0, watch.lies(values)
            return
        if watch.seconds_of_day is not None:
            yield from turns_of_clock(watch.seconds_of_day, first, last)
            return
        known = dict(values)

        def there(second: int) -> Mapping[str, Value]:
            known[self._watched.moment] = self._local(self._instant(first) + second * SECOND)
            for name in watch.running:
                value = self._watched.computed(name, known)
                if value is None:
                    known.pop(name, None)
                else:
                    known[name] = value
            return known

        def lies(second: int) -> object:
            return watch.lies(there(second))

        length = (self._instant(last) - self._instant(first)) // SECOND
        stops: Iterable[int] = (length,)
        if watch.height is not None:
            height = watch.height
            stops = _stops(lambda second: height(there(second)), length)
        low, before = 0, lies(0)
        yield low, before
        for high in stops:
            after = lies(high)
            yield from halved(lies, low, before, high, after)
            low, before = high, after

    def _edges(self, low: datetime, high: datetime) -> Iterator[datetime]:
        """Local midnights and changes of the clocks after an instant, up to another, in order."""
        before = low
        day = self._local(low).replace(hour=0, minute=0, second=0, fold=0)
        while before < high:
            # A midnight may come twice, or not at all; both instants are edges then.
            midnights = {self._instant(day.replace(fold=fold)) for fold in (0, 1)}
            for midnight in sorted(midnights):
                if midnight > before and before < high:
                    found = {min(midnight, high)}
                    if self._zone is not None:
                        change = clock_change(before, min(midnight, high), self._zone)
                        found.update([change] if change is not None else [])
                    yield from sorted(found)
                    before = min(midnight, high)
            day += DAY

    def _turns_of_windows(
        self, tier: Tier, known: Mapping[str, Value], low: datetime, high: datetime
    ) -> Iterator[datetime]:
        """The instants of a stretch at which a window may open or close that decisions come to."""
        day = self._local(low).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        local: list[datetime] = []
        for turns in self._watched.openings.turns(tier.decisions, known):
            local += [day + since for since in turns.times_of_day]
            for name, waits in turns.anchors.items():
                anchor = self._watched.known.get(name, known.get(name))
                if isinstance(anchor, datetime):
                    local += [anchor + wait for wait in waits]
        for moment in local:
            for fold in (0, 1):
                instant = self._instant(moment.replace(microsecond=0, fold=fold))
                turn = instant + SECOND if moment.microsecond else instant
                if low < turn <= high:
                    yield turn

    def _instant(self, moment: datetime) -> datetime:
        return on_time_line(moment, self._zone)

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone or UTC).replace(tzinfo=None)


def _stops(height: Callable[[int], Any], length: int) -> Iterator[int]:
    """Seconds between which something that goes up and down goes one way only."""
    for low, high in pairwise((*range(0, length, QUARTER), length)):
        first, last = (_way(height, second) for second in (low, high - 1))
        if first != last:
            # Of a product of amounts that move evenly there is one peak between its zeros.
            yield low + bisect_left(range(low, high), True, key=lambda s: _way(height, s) != first)
        yield high


def _way(height: Callable[[int], Any], second: int) -> int | None:
    """Up, down or level from a second to the next; ``None`` where there is no height."""
    here, next_ = height(second), height(second + 1)
    return None if here is None or next_ is None else bool(next_ > here) - bool(next_ < here)
