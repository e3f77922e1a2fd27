"""The finitely many cases of a fact: values that between them stand for every value it can have.

A ruleset compares a fact with a few constants, so two values between the same constants can
never lead to different advice. One value of each stretch, and the constants themselves, are all
that a proof has to look at. A moment has more to tell apart than its own constants: hours, days
and working days that are computed from it cross constants of theirs, by way of its time zone
and of public holidays. Those crossings are found with the computations themselves, so a case
is exact wherever a computed fact depends on one open moment; where it depends on two, it is
``rough``, and whoever asks must let it be anything.

Source of the idea: equivalence partitioning (G. J. Myers, The Art of Software Testing, 1979),
and the small models of dense linear orders.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from tactful.boundaries import ZONES, Follower, countries_by_holidays, turning_values
from tactful.computations import COMPUTATIONS, Setting, countries, regions, working_days
from tactful.model import Condition, FactRef, Ruleset, Test, tests_in
from tactful.strata import computed_from
from tactful.values import Kind, NotAValue, Value, ValueType

OTHER_WORDS = ("something else", "another thing", "yet another thing")
"""Texts that stand for every text that no rule mentions."""

MOST_POINTS = 3
"""Values that stand for one stretch where facts are compared with each other."""

MOST_PLACES = 3
"""Zones and countries with which a moment's cases are told apart."""

SOME_DAY = datetime(2026, 6, 15, 12)
"""Where to look for moments when none is known."""


class Cases(NamedTuple):
    """The cases of the open facts.

    Attributes:
        values: For each open fact, values that stand for all it can have.
        rough: Computed facts that depend on two open moments: their values are not covered by
            the operands' cases, and must be taken to be any of ``possible``.
        possible: For each rough fact, values that stand for all it can have.
    """

    values: Mapping[str, tuple[Value, ...]]
    rough: frozenset[str]
    possible: Mapping[str, tuple[Value, ...]]


def cases(ruleset: Ruleset, given: Mapping[str, Value], open_facts: Iterable[str]) -> Cases:
    """The cases of the facts that are open.

    Args:
        ruleset: The rules.
        given: The facts that are settled from outside.
        open_facts: The facts that may have any value; none of them is computed.
    """
    return _Partition(ruleset, given, tuple(open_facts)).cases()


def every_test(ruleset: Ruleset) -> Iterator[Test]:
    """Every test of every condition of a ruleset."""
    conditions: list[Condition | None] = [d.applies_when for d in ruleset.decisions.values()]
    for rule in ruleset.rules.values():
        conditions += (rule.when, rule.unless)
    for condition in conditions:
        yield from tests_in(condition)


class _Partition:
    def __init__(
        self, ruleset: Ruleset, given: Mapping[str, Value], open_facts: tuple[str, ...]
    ) -> None:
        self.ruleset = ruleset
        self.given = given
        self.open = open_facts
        self.partners: dict[str, set[str]] = {name: set() for name in ruleset.facts}
        self.mentioned: dict[str, set[Any]] = {name: set() for name in ruleset.facts}
        for test in every_test(ruleset):
            for operand in test.operands:
                if isinstance(operand, FactRef):
                    self.partners[test.subject].add(operand.fact)
                    self.partners[operand.fact].add(test.subject)
                elif test.subject in self.mentioned:
                    self.mentioned[test.subject].add(operand)
        self.concluded: dict[str, set[Value]] = {name: set() for name in ruleset.facts}
        for rule in ruleset.rules.values():
            for conclusion in rule.conclusions:
                self.concluded[conclusion.fact].add(conclusion.value)

    def cases(self) -> Cases:
        values = {name: self.values_of(name) for name in self.open}
        facts = self.ruleset.facts
        possible = {
            name: self.points(facts[name].type, self.constants(name), self.rivals(name))
            for name in self.rough
        }
        return Cases(values, self.rough, possible)

    @cached_property
    def all_roots(self) -> dict[str, set[str]]:
        """For each computed fact, the open facts that it depends on."""
        return {name: self.roots(name) for name, f in self.ruleset.facts.items() if f.computed}

    @cached_property
    def rough(self) -> frozenset[str]:
        found = set()
        for name, roots in self.all_roots.items():
            moments = [root for root in roots if self.is_moment(root)]
            if len(moments) > 1 or (moments and self.meets_another_open(name)):
                found.add(name)
        return frozenset(found)

    def roots(self, name: str) -> set[str]:
        """The open facts that a computed fact depends on."""
        if name in self.given:
            return set()
        if name in self.open:
            return {name}
        fact = self.ruleset.facts[name]
        found: set[str] = set()
        for needed in computed_from(fact, self.ruleset):
            found |= self.roots(needed)
        return found

    def is_moment(self, name: str) -> bool:
        return self.ruleset.facts[name].type.kind in (Kind.DATE, Kind.DATETIME)

    def meets_another_open(self, name: str) -> bool:
        """Whether a computed fact is compared with a fact that depends on other open moments."""
        own = self.roots(name)
        return any(self.roots(partner) - own for partner in self.partners[name])

    def constants(self, name: str) -> set[Any]:
        """What a fact is compared with, in tests and by way of other facts."""
        found = set(self.mentioned[name])
        for partner in self.partners[name]:
            found |= self.concluded[partner] | self.mentioned[partner]
            default = self.ruleset.facts[partner].default
            for value in (self.given.get(partner), default, self.fixed(partner)):
                if value is not None:
                    found.add(value)
        return found

    def fixed(self, name: str) -> Value | None:
        """The value of a computed fact that depends on nothing open."""
        fact = self.ruleset.facts[name]
        if fact.computed is None or self.roots(name):
            return self.given.get(name)
        return self.computed(name, self.given)

    def computed(self, name: str, known: Mapping[str, Value]) -> Value | None:
        """The value of a fact, given or computed from what is known."""
        fact = self.ruleset.facts[name]
        if name in known:
            return known[name]
        if fact.computed is None:
            return fact.default
        operands = tuple(self.computed(operand, known) for operand in fact.computed.operands)
        if None in operands:
            return None
        setting = Setting.of(self.ruleset.clock, known)
        return COMPUTATIONS[fact.computed.name].compute(operands, setting)

    def values_of(self, name: str) -> tuple[Value, ...]:
        fact = self.ruleset.facts[name]
        if name in self.places:
            return self.places[name]
        constants = self.constants(name)
        if not self.is_moment(name):
            return self.points(fact.type, constants, self.rivals(name))
        followers = [
            Follower(self.follower(c, name, given), self.ruleset.facts[c].type, theirs)
            for c, found in self.all_roots.items()
            if name in found and c not in self.rough
            for theirs in [frozenset(self.constants(c))]
            for given in self.settings(found)
        ]
        days_only = fact.type.kind is Kind.DATE
        found = turning_values(followers, constants, self.reach[0], days_only=days_only)
        return self.distinct([v for v in found if _allowed(fact.type, v)], constants, followers)

    @cached_property
    def places(self) -> dict[str, tuple[Value, ...]]:
        """The cases of an open time zone, an open country and an open region of a known one."""
        clock = self.ruleset.clock
        found: dict[str, tuple[Value, ...]] = {}
        if clock.timezone in self.open:
            found[clock.timezone] = ZONES
        if clock.country in self.open:
            found[clock.country] = countries_by_holidays(working_days, countries(), self.reach)
        if clock.region in self.open:
            found[clock.region] = self.regions()
        return found

    def regions(self) -> tuple[str, ...]:
        """One region of the country for each way in which its holidays shorten the weeks."""
        country = self.given.get(self.ruleset.clock.country or "")
        if not isinstance(country, str):
            return OTHER_WORDS[:1]  # a region says nothing without its country

        def within(start: date, end: date, region: str) -> int:
            return working_days(start, end, country, region)

        return countries_by_holidays(within, (*regions(country), OTHER_WORDS[0]), self.reach)

    def settings(self, roots: set[str]) -> Iterator[Mapping[str, Value]]:
        """What is given, alone and with a few of the places that a computation may depend on."""
        yield self.given
        for name, values in self.places.items():
            if name in roots:
                for value in values[:MOST_PLACES]:
                    yield {**self.given, name: value}

    def rivals(self, name: str) -> int:
        """How many open facts a fact may be compared with, itself included."""
        found, todo = {name}, [name]
        while todo:
            for partner in self.partners[todo.pop()]:
                if (partner in self.open or partner in self.rough) and partner not in found:
                    found.add(partner)
                    todo.append(partner)
        return min(len(found), MOST_POINTS)

    def follower(
        self, computed: str, moment: str, given: Mapping[str, Value]
    ) -> Callable[[Value], Value | None]:
        """A computed fact as a function of one moment, all else as it is given."""
        return lambda value: self.computed(computed, {**given, moment: value})

    @cached_property
    def reach(self) -> tuple[date, ...]:
        """The moments that are known, the clock's first: near them a case may matter."""
        known = [v for v in self.given.values() if isinstance(v, date)]
        now = self.given.get(self.ruleset.clock.now or "")
        first = [now] if isinstance(now, date) else []
        return (*first, *known) or (SOME_DAY,)

    def distinct(
        self, values: Iterable[Any], constants: set[Any], followers: Sequence[Follower]
    ) -> tuple[Value, ...]:
        """One value for each way in which a moment and all that is computed from it can lie."""
        own = sorted(constants)
        others = [
            (f.follow, [] if f.type.kind is Kind.CHOICE else sorted(f.constants)) for f in followers
        ]
        seen: dict[tuple[object, ...], Value] = {}
        for value in values:
            parts: list[object] = [_place(own, value)]
            for follow, theirs in others:
                result = follow(value)
                known = result is not None and not isinstance(result, str)
                parts.append(_place(theirs, result) if known else result)
            seen.setdefault(tuple(parts), value)
        return tuple(seen.values())

    def points(self, type_: ValueType, constants: set[Any], rivals: int = 1) -> tuple[Value, ...]:
        """The constants of a type, and values in every stretch between them."""
        if type_.kind is Kind.YES_NO:
            return (True, False)
        if type_.kind is Kind.CHOICE:
            return tuple(type_.choices)
        if type_.kind is Kind.TEXT:
            words = sorted(constants)
            return (*words, *[w for w in OTHER_WORDS if w not in constants][:rivals])
        ordered = sorted(constants)
        found: list[Any] = []
        for low, high in zip([None, *ordered], [*ordered, None], strict=True):
            found += _between(type_, low, high, rivals)
            if high is not None:
                found.append(high)
        return tuple(value for value in dict.fromkeys(found) if _allowed(type_, value))


def _place(constants: Sequence[Any], value: Any) -> int:
    place = bisect_left(constants, value)
    return 2 * place + (place < len(constants) and constants[place] == value)


def _allowed(type_: ValueType, value: Value) -> bool:
    try:
        type_.check(value)
    except NotAValue:
        return False
    return True


def _between(type_: ValueType, low: Any, high: Any, count: int) -> list[Any]:
    """Up to ``count`` values strictly between two constants; ``None`` is no bound."""
    low, high = _bounds(type_, low, high)
    if type_.kind is Kind.NUMBER:
        return _numbers(type_.whole, low, high, count)
    if type_.kind is Kind.TIME:
        return _times(low, high, count)
    step = timedelta(days=1) if type_.kind is Kind.DATE else timedelta(hours=1)
    return _stretch(low, high, step, count)


def _bounds(type_: ValueType, low: Any, high: Any) -> tuple[Any, Any]:
    """The bounds of an outermost stretch, from the type's own, which still belong to it."""
    least, most = type_.minimum, type_.maximum
    outside = {Kind.NUMBER: 1, Kind.TIME: 0}.get(type_.kind, timedelta(days=1))
    if low is None and least is not None and type_.kind is not Kind.TIME:
        low = least - outside  # type: ignore[operator]
    if high is None and most is not None and type_.kind is not Kind.TIME:
        high = most + outside  # type: ignore[operator]
    return low, high


def _numbers(whole: bool, low: Any, high: Any, count: int) -> list[Any]:
    if low is None and high is None:
        return [*range(count)]
    if low is None:
        return [high - n - 1 for n in range(count)]
    if high is None:
        return [low + n + 1 for n in range(count)]
    if whole:
        first, last = int(low // 1) + 1, -int(-high // 1) - 1
        return [*range(first, min(last, first + count - 1) + 1)]
    span = high - low
    inner = [low + span * (n + 1) / (count + 1) for n in range(count)]
    tidy = [_tidy(value, low, high) for value in inner]
    chosen = tidy if len(set(tidy)) == count else inner
    return [value for value in chosen if low < value < high]


def _tidy(value: float, low: float, high: float) -> float:
    """The value rounded to as few digits as still lie between the bounds."""
    for digits in range(4):
        rounded = round(value, digits)
        if low < rounded < high:
            return int(rounded) if digits == 0 else rounded
    return value


def _times(low: time | None, high: time | None, count: int) -> list[Any]:
    first = 0 if low is None else _seconds(low) + 1
    last = 86_399 if high is None else _seconds(high) - 1
    if first > last:
        return []
    spread = sorted({first + (last - first) * (n + 1) // (count + 1) for n in range(count)})
    whole_minutes = [s - s % 60 if s - s % 60 >= first else s for s in spread]
    chosen = whole_minutes if len(set(whole_minutes)) == len(spread) else spread
    return [time(s // 3600, s // 60 % 60, s % 60) for s in chosen]


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _stretch(low: Any, high: Any, step: timedelta, count: int) -> list[Any]:
    if low is None and high is None:
        low = SOME_DAY if step < timedelta(days=1) else SOME_DAY.date()
    if low is None:
        return [high - step * (n + 1) for n in range(count)]
    if high is None:
        return [low + step * (n + 1) for n in range(count)]
    if high - low > step * count:
        return [low + step * (n + 1) for n in range(count)]
    if step >= timedelta(days=1):
        return [low + step * (n + 1) for n in range((high - low) // step - 1)]
    second = timedelta(seconds=1)
    return [low + second * (n + 1) for n in range(min(count, (high - low) // second - 1))]
