"""The moments at which the truth of any condition may change while one moment moves forward.

Everything that a ruleset tests, and that depends on the moving moment, is watched: the moment
itself, and the facts computed from it. Time is cut at every local midnight and every change of
the clocks, and where rules read when a window opens, wherever a window may open or close. Within
one such stretch local time runs evenly, so whatever is watched moves one way or stands still, and
the second at which it passes a value that a test names is found by halving. Nothing is rounded.
Only what may turn within a stretch, as it is made of several, is looked at every quarter hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain, islice, pairwise, product
from typing import Any, NamedTuple, TypeAlias

from tactful.language.calendar import clock_change, on_time_line, zone_named
from tactful.language.computations import COMPUTATIONS, computed_value
from tactful.language.model import Ruleset, every_test
from tactful.language.strata import computed_from, reached, resting_on_windows
from tactful.language.terms import FactRef
from tactful.language.turning import DAY, SECOND, halved, place_among, second_of_day, turns_of_clock
from tactful.language.values import Kind, Value
from tactful.plans.openings import Openings

Signature: TypeAlias = tuple[object, ...]
"""Where everything that is watched lies. Two moments with one signature get the same advice."""

MOST_SETTINGS = 64
"""Ways in which rules may conclude what a moving fact is computed from; more are not told apart."""

TURNING = frozenset(("product of", "quotient of", "largest of", "smallest of"))
"""The computations that may go up and down again where several of their parts move."""

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
    """

    def __init__(
        self, ruleset: Ruleset, given: Mapping[str, Value], moment: str, timezone: str | None
    ) -> None:
        self._ruleset = ruleset
        self._moment = moment
        self._zone = zone_named(timezone) if timezone is not None else None
        self._concluded = {
            fact: tuple(dict.fromkeys(value for _, value in said))
            for fact, said in ruleset.concluding.items()
        }
        settled = {
            fact.id: fact.default
            for fact in ruleset.facts.values()
            if fact.default is not None and fact.id not in self._concluded
        }
        self._known = {n: v for n, v in {**settled, **given}.items() if n != moment}
        self._parts = {f.id: computed_from(f, ruleset) for f in ruleset.facts.values()}
        self._moving = self._moving_facts()
        self._openings = Openings(ruleset, self._moving)
        constants, pairs = self._compared()
        watches = [self._place_of(name, found) for name, found in constants.items()]
        watches += [self._order_of(one, other) for one, other in pairs]
        resting = resting_on_windows(ruleset)
        self._acting = [watch for watch in watches if not resting.isdisjoint(watch.behind)]
        settings = self._possible_settings()
        others = [watch for watch in watches if resting.isdisjoint(watch.behind)]
        self._variants = [_Variant(known, others, self._made_of(others)) for known in settings]
        made = self._made_of(self._acting)
        for chosen in self._openings.choices if self._acting else ():
            self._variants += [
                _Variant({**known, **chosen}, self._acting, made) for known in settings
            ]
        self._until_starts = self._behind(self._openings.starts)

    def signature(self, moment: datetime) -> Signature:
        """Where everything that is watched lies at a local moment."""
        found: list[object] = []
        for variant in self._variants:
            values = self._values(moment, variant.known, variant.made_of)
            found += [watch.lies(values) for watch in variant.watches]
        return tuple(found)

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

    def _within(self, low: datetime, high: datetime) -> Iterator[tuple[datetime, Signature]]:
        """The beginning of a stretch, and every second in it at which the signature changes."""
        first, last = self._local(low), self._local(high)
        here: list[object] = []
        turns: dict[int, list[tuple[int, object]]] = {}
        alike: dict[object, list[list[tuple[int, object]]]] = {}
        for known, watches, made_of in self._variants:
            # Windows that open at the same moments are looked at once.
            key = None
            if watches is self._acting:
                ends = (self._values(each, known, self._until_starts) for each in (first, last))
                key = self._openings.alike(known, *ends)
            if key is None or key not in alike:
                values = self._values(first, known, made_of)
                alike[key] = [[*self._turns(watch, values, first, last)] for watch in watches]
            for told in alike[key]:
                here.append(told[0][1])
                for second, place in told[1:]:
                    turns.setdefault(second, []).append((len(here) - 1, place))
        yield low, tuple(here)
        for second in sorted(turns):
            for position, place in turns[second]:
                here[position] = place
            yield low + second * SECOND, tuple(here)

    def _turns(
        self, watch: _Watch, values: Mapping[str, Value], first: datetime, last: datetime
    ) -> Iterator[tuple[int, object]]:
        """Where something lies at the beginning of a stretch, and each second where it changes."""
        if watch.steady:
            yield 0, watch.lies(values)
            return
        if watch.seconds_of_day is not None:
            yield from turns_of_clock(watch.seconds_of_day, first, last)
            return
        known = dict(values)

        def lies(second: int) -> object:
            moment = self._local(self._instant(first) + second * SECOND)
            known[self._moment] = moment
            for name in watch.running:
                value = moment if name == self._moment else self._computed(name, known)
                if value is None:
                    known.pop(name, None)
                else:
                    known[name] = value
            return watch.lies(known)

        length = (self._instant(last) - self._instant(first)) // SECOND
        low, before = 0, lies(0)
        yield low, before
        for high in (*range(QUARTER, length, QUARTER), length) if watch.may_turn else (length,):
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
                if midnight > before:
                    found = {min(midnight, high)}
                    if self._zone is not None:
                        change = clock_change(before, min(midnight, high), self._zone)
                        found.update([change] if change is not None else [])
                    found.update(self._turns_of_windows(before, min(midnight, high)))
                    yield from sorted(found)
                    before = min(midnight, high)
            day += DAY

    def _turns_of_windows(self, low: datetime, high: datetime) -> Iterator[datetime]:
        """The instants of a day at which a window may open or close."""
        if not self._acting:
            return
        day = self._local(low).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        local = [day + since for since in self._openings.times_of_day]
        for name, waits in self._openings.anchors.items():
            anchor = self._known.get(name)
            if isinstance(anchor, datetime):
                local += [anchor + wait for wait in waits]
        for moment in local:
            for fold in (0, 1):
                instant = self._instant(moment.replace(microsecond=0, fold=fold))
                turn = instant + SECOND if moment.microsecond else instant
                if low < turn < high:
                    yield turn

    def _instant(self, moment: datetime) -> datetime:
        return on_time_line(moment, self._zone)

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone or UTC).replace(tzinfo=None)

    def _moving_facts(self) -> tuple[str, ...]:
        """The moment, and the facts that are computed from it, in the order of computing."""
        found = [self._moment]
        facts = self._ruleset.facts
        waiting = [f for f in facts.values() if f.computed and f.id not in self._known]
        while True:
            ready = [
                f.id for f in waiting if f.id not in found and set(self._parts[f.id]) & set(found)
            ]
            if not ready:
                return tuple(found)
            found += ready

    def _compared(self) -> tuple[dict[str, list[Any]], list[tuple[str, str]]]:
        """What each moving fact is compared with: values, and other moving facts."""
        constants: dict[str, set[Any]] = {}
        pairs: dict[tuple[str, str], None] = {}
        for test in every_test(self._ruleset):
            sides = [test.subject, *(o.fact for o in test.operands if isinstance(o, FactRef))]
            fixed = [o for o in test.operands if not isinstance(o, FactRef)]
            for name in sides:
                if name in self._moving:
                    found = constants.setdefault(name, set())
                    if name == test.subject:
                        found.update(fixed)
                    for other in sides:
                        if other not in self._moving:
                            found.update(self._possible(other))
                        elif other != name and name == test.subject:
                            pairs[name, other] = None
        type_of = self._ruleset.type_of
        return {n: sorted(c, key=type_of(n).rank) for n, c in constants.items()}, [*pairs]  # type: ignore[arg-type]

    def _possible(self, name: str) -> Iterable[Value]:
        """Every value that a fact which does not move may have."""
        if name in self._known:
            return [self._known[name]]
        fact = self._ruleset.facts.get(name)
        if fact is None:
            return []
        found = [*self._concluded.get(name, ())]
        found += [fact.default] if fact.default is not None else []
        if fact.computed is not None:
            computed = self._computed(name, dict(self._known))
            found += [computed] if computed is not None else []
        return found

    def _possible_settings(self) -> tuple[Mapping[str, Value], ...]:
        """Every way in which rules may conclude what the moving facts are computed from."""
        names: dict[str, None] = {}
        todo = list(self._moving)
        for name in todo:
            for needed in self._parts[name]:
                todo += [needed] if needed not in todo else []
                if needed in self._concluded and needed not in self._known:
                    names[needed] = None
        choices: list[list[Value | None]] = []
        for name in names:
            values: list[Value | None] = [*self._concluded[name]]
            choices.append([*values, self._ruleset.facts[name].default])
        return tuple(
            {n: value for n, value in zip(names, chosen, strict=True) if value is not None}
            for chosen in islice(product(*choices), MOST_SETTINGS)
        )

    def _made_of(self, watches: Iterable[_Watch]) -> tuple[str, ...]:
        """The moving facts of which watched things are made, in the order of computing."""
        made_of = {name for watch in watches for name in watch.behind}
        return tuple(name for name in self._moving if name in made_of)

    def _values(
        self, moment: datetime, known: Mapping[str, Value], names: Iterable[str]
    ) -> Mapping[str, Value]:
        """What is known at a moment, with some of the moving facts."""
        values = {**self._known, **known, self._moment: moment}
        for name in names:
            value = moment if name == self._moment else self._computed(name, values)
            if value is not None:
                values[name] = value
        return values

    def _computed(self, name: str, values: dict[str, Value]) -> Value | None:
        fact = self._ruleset.facts[name]
        if fact.computed is None:
            return fact.default
        for operand in self._parts[name]:
            if operand not in values and operand not in self._moving:
                value = self._computed(operand, values)
                if value is not None:
                    values[operand] = value
        if fact.starts is not None:
            return self._openings.start(fact.starts, values)
        return computed_value(fact, values, self._ruleset)

    def _place_of(self, name: str, constants: list[Any]) -> _Watch:
        """Where a fact lies among what it is compared with: between, or on, or itself."""
        type_ = self._ruleset.facts[name].type
        if not type_.comparable:
            named = frozenset(constants)
            # Monday and Tuesday are alike where rules speak of Sunday only.
            return self._watch(lambda v: v[name] if v.get(name) in named else name in v, (name,))
        rank = type_.rank
        ranks: list[Any] = [rank(constant) for constant in constants]

        def lies(values: Mapping[str, Value]) -> int | None:
            value = values.get(name)
            if value is None:
                return None
            return place_among(ranks, rank(value))

        computed = self._ruleset.facts[name].computed
        follows = computed is not None and computed.operands == (self._moment,)
        by_clock = type_.kind is Kind.TIME and follows
        seconds = [second_of_day(at) for at in ranks] if by_clock else None
        return self._watch(lies, (name,), seconds)

    def _order_of(self, one: str, other: str) -> _Watch:
        """Which of two facts is more."""
        rank = self._ruleset.facts[one].type.rank

        def lies(values: Mapping[str, Value]) -> int | None:
            if one not in values or other not in values:
                return None
            left: Any = rank(values[one])
            right: Any = rank(values[other])
            return bool(left > right) - bool(left < right)

        return self._watch(lies, (one, other))

    def _behind(self, names: Iterable[str]) -> tuple[str, ...]:
        """Facts and all the moving ones that they are computed from, in the order of computing."""

        def parts(each: str) -> tuple[str, ...]:
            return self._parts[each]

        found = {*reached(names, parts)}
        return tuple(each for each in self._moving if each in found)

    def _watch(
        self,
        lies: Callable[[Mapping[str, Value]], object],
        names: tuple[str, ...],
        seconds_of_day: list[int] | None = None,
    ) -> _Watch:
        """What is watched of some facts; ``lies`` tells where they are."""
        behind = self._behind(names)
        by_day, may_turn = set[str](), False
        resting = resting_on_windows(self._ruleset)
        for name in behind:
            computed = self._ruleset.facts[name].computed
            if computed is None or name in resting:
                continue
            moving = [part for part in computed.facts if part in behind]
            if COMPUTATIONS[computed.name].by_day or (moving and by_day.issuperset(moving)):
                by_day.add(name)
            may_turn = may_turn or (computed.name in TURNING and len(moving) > 1)
        running = tuple(name for name in behind if name not in by_day)
        if by_day.issuperset(names):
            running = ()
        return _Watch(lies, behind, running, seconds_of_day, may_turn)


class _Variant(NamedTuple):
    """What is watched where rules and windows say something, and of which facts it is made."""

    known: Mapping[str, Value]
    watches: Sequence[_Watch]
    made_of: tuple[str, ...]


class _Watch(NamedTuple):
    """One thing that is watched.

    ``lies`` tells where it is, from what is known. ``behind`` are the moving facts that it is made
    of, in the order of computing, ``running`` those that move within a day. ``seconds_of_day`` are
    set where it only reads the clock on the wall; ``may_turn`` where it may go back again.
    """

    lies: Callable[[Mapping[str, Value]], object]
    behind: tuple[str, ...]
    running: tuple[str, ...]
    seconds_of_day: list[int] | None
    may_turn: bool

    @property
    def steady(self) -> bool:
        """Whether it is the same all day."""
        return not self.running
