"""The finitely many cases of a fact: values that between them stand for every value it can have.

A ruleset compares a fact with a few constants, so two values between the same constants can
never lead to different advice. One value of each stretch, and the constants themselves, are all
that a proof has to look at. An amount has more to tell apart than its own constants: what is
computed from it crosses constants of its own, as hours, days and working days do by way of a time
zone and of public holidays. Those crossings are found with the computations themselves, so a case
is exact wherever a computed fact depends on one open amount; where it depends on two, or turns
back, it is ``rough``, and whoever asks must let it be anything.

Source of the idea: equivalence partitioning (G. J. Myers, The Art of Software Testing, 1979),
and the small models of dense linear orders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from tactful.cases.chains import chained
from tactful.cases.courses import Courses, is_arithmetic
from tactful.cases.representatives import OTHER_WORDS, SOME_DAY, allowed, representatives, some_sets
from tactful.cases.turning_points import (
    ZONES,
    Follower,
    RestDays,
    countries_by_holidays,
    turning_numbers,
    turning_values,
)
from tactful.language.calendar import Week, countries_once, regions, rest_days
from tactful.language.computations import COMPUTATIONS, computed_value, following
from tactful.language.conditions import every_test
from tactful.language.model import Ruleset
from tactful.language.strata import followed_by_facts
from tactful.language.terms import FactRef
from tactful.language.turning import place_among
from tactful.language.values import NONE, Kind, Value, ValueType

MOST_PLACES = 3
"""Zones and countries with which a moment's cases are told apart."""


class Cases(NamedTuple):
    """The cases of the open facts.

    Attributes:
        values: For each open fact, values that stand for all it can have.
        named: For each open fact, and each that is computed from some, the values that rules name,
            and those of ``also``.
        roots: For each fact, the open facts that its value depends on without any rule.
        rough: Computed facts that depend on two open amounts, or do not follow one of them one
            way: the operands' cases do not tell their values, which may be any of ``possible``.
        possible: For each rough fact, values that stand for all it can have.
        kept: For each open fact of several choices, those of ``also`` that no rule names.
    """

    values: Mapping[str, tuple[Value, ...]]
    named: Mapping[str, frozenset[Value]]
    roots: Mapping[str, frozenset[str]]
    rough: frozenset[str]
    possible: Mapping[str, tuple[Value, ...]]
    kept: Mapping[str, frozenset[str]] = MappingProxyType({})


def cases(
    ruleset: Ruleset,
    given: Mapping[str, Value],
    open_facts: Iterable[str],
    also: Mapping[str, Value] = MappingProxyType({}),
) -> Cases:
    """The cases of the facts that are open.

    Args:
        ruleset: The rules.
        given: The facts that are settled from outside.
        open_facts: The facts that may have any value; none of them is computed.
        also: Values of open facts that are to be cases of their own, as if a rule named them.
            An open fact of several choices keeps those of them that no rule names.
    """
    return _Partition(ruleset, given, tuple(open_facts), also).cases()


def turning_points(
    ruleset: Ruleset, given: Mapping[str, Value], amount: str, also: Mapping[str, Value]
) -> tuple[Value, ...]:
    """Values on either side of every turn of an open amount, in order, alike or not."""
    partition = _Partition(ruleset, given, (amount,), also)
    type_ = ruleset.facts[amount].type
    none = () if type_.none is None else (NONE,)
    if type_.kind is Kind.NUMBER and not partition.dependent(amount):
        return partition.values_of(amount)
    return (*sorted(partition.turning(amount)[0]), *none)


class _Named(NamedTuple):
    """For each fact what a ruleset names: facts it is compared with, constants, conclusions."""

    partners: Mapping[str, Set[str]]
    mentioned: Mapping[str, Set[Any]]
    concluded: Mapping[str, Set[Value]]


_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=8)
def _named(ruleset: Ruleset) -> _Named:
    """What is the same in all situations, and would take longer to find than all else."""
    partners: dict[str, set[str]] = {name: set() for name in ruleset.facts}
    mentioned: dict[str, set[Any]] = {name: set() for name in ruleset.facts}
    concluded: dict[str, set[Value]] = {name: set() for name in ruleset.facts}
    for test in every_test(ruleset):
        for operand in test.operands:
            if isinstance(operand, FactRef):
                partners[test.subject].add(operand.fact)
                partners[operand.fact].add(test.subject)
            elif test.subject in mentioned:
                mentioned[test.subject].add(operand)
    for name, said in ruleset.concluding.items():
        concluded[name].update(value for _, value in said)
    return _Named(partners, mentioned, concluded)


@lru_cache(maxsize=64)  # what is counted is kept by the function that tells what to count
def _resting(country: str | None, week: Week) -> RestDays:
    """On which days of a year people rest in a country, or in a part of one."""

    def rest(place: str, year: int) -> Sequence[int]:
        return rest_days(*((place, None) if country is None else (country, place)), week, year)

    return rest


class _Partition:
    def __init__(
        self,
        ruleset: Ruleset,
        given: Mapping[str, Value],
        open_facts: tuple[str, ...],
        also: Mapping[str, Value],
    ) -> None:
        self.ruleset = ruleset
        self.given = given
        self.open = open_facts
        self.also = also
        self.partners, mentioned, self.concluded = _named(ruleset)
        self.mentioned = {**mentioned}
        for fact in map(ruleset.facts.__getitem__, open_facts):
            if fact.reachable is not None and not fact.type.many:
                self.mentioned[fact.id] = mentioned[fact.id] | {*fact.reachable}
        self.courses = Courses(ruleset, given, open_facts)
        for name, value in also.items():
            if not ruleset.facts[name].type.many:
                self.mentioned[name] = self.mentioned[name] | {value}

    def cases(self) -> Cases:
        values = {name: self.values_of(name) for name in self.open}
        facts = self.ruleset.facts
        possible = {
            name: representatives(facts[name].type, self.constants(name), self.rivals(name))
            for name in self.rough
        }
        told = dict.fromkeys([*self.open, *(n for n, roots in self.all_roots.items() if roots)])
        named = {name: frozenset(self.constants(name)) for name in told}
        kept = {name: self.kept(name) for name in self.open if facts[name].type.many}
        return Cases(values, named, self.all_roots, self.rough, possible, kept)

    def kept(self, name: str) -> frozenset[str]:
        """The choices of ``also`` that no rule names."""
        value = self.also.get(name)
        return value - self.constants(name) if isinstance(value, frozenset) else frozenset()

    @cached_property
    def all_roots(self) -> dict[str, frozenset[str]]:
        """For each fact, the open facts that its value depends on without any rule."""
        found: dict[str, frozenset[str]] = {}
        for name, needed in followed_by_facts(self.ruleset).items():
            if name in self.given:
                found[name] = _NONE
            elif name in self.open:
                found[name] = frozenset({name})
            else:
                found[name] = _NONE.union(*[found[other] for other in needed]) if needed else _NONE
        return {name: found[name] for name in self.ruleset.facts}

    @cached_property
    def rough(self) -> frozenset[str]:
        return frozenset(
            name for name, roots in self.all_roots.items() if roots and self.courses.is_rough(name)
        )

    def dependent(self, name: str) -> list[str]:
        """The computed facts that depend on an open fact."""
        return [c for c, roots in self.all_roots.items() if name in roots and c != name]

    def is_amount(self, name: str) -> bool:
        return self.ruleset.facts[name].type.kind in (Kind.NUMBER, Kind.DATE, Kind.DATETIME)

    def constants(self, name: str) -> set[Any]:
        """What a fact is compared with, by way of others too; of several choices, those named."""
        if self.ruleset.facts[name].type.many:
            return {*self.mentioned[name]}
        found: set[Any] = set()
        alike = self.compared_with(name)
        for other in alike:
            found |= self.concluded[other] | self.mentioned[other]
            default = self.ruleset.facts[other].default
            for value in (self.given.get(other), default, self.fixed(other)):
                # Facts that are compared need the same cases; one alone has no use for its own.
                if value is not None and len(alike) > 1:
                    found.add(value)
        return found - {NONE}

    def compared_with(self, name: str) -> set[str]:
        """A fact and all that it is compared with, directly or by way of others."""
        found, todo = {name}, [name]
        while todo:
            new = self.partners[todo.pop()] - found
            found |= new
            todo += new
        return found

    def fixed(self, name: str) -> Value | None:
        """The value of a computed fact that depends on nothing open."""
        fact = self.ruleset.facts[name]
        if fact.computed is None or self.all_roots[name]:
            return self.given.get(name)
        return self.computed(name, self.given)

    def computed(self, name: str, known: Mapping[str, Value]) -> Value | None:
        """The value of a fact, given or computed from what is known."""
        return self._computed(name, known, {})

    def _computed(
        self, name: str, known: Mapping[str, Value], made: dict[str, Value | None]
    ) -> Value | None:
        """The same; ``made`` are the facts that were computed on the way."""
        fact = self.ruleset.facts[name]
        if name in known:
            return known[name]
        if fact.computed is None:
            return fact.default
        if name not in made:
            operands = {each: self._computed(each, known, made) for each in fact.computed.facts}
            found = {each: value for each, value in operands.items() if value is not None}
            made[name] = computed_value(fact, {**known, **found}, self.ruleset)
        return made[name]

    def values_of(self, name: str) -> tuple[Value, ...]:
        fact = self.ruleset.facts[name]
        if name in self.places:
            return self.places[name]
        constants = self.constants(name)
        if fact.type.many:
            return self.sets(fact.type, constants, name)
        if not self.is_amount(name) or not self.dependent(name):
            return representatives(fact.type, constants, self.rivals(name))
        found, followers = self.turning(name)
        none = () if fact.type.none is None else (NONE,)
        return (*self.distinct(found, constants, followers), *none)

    def sets(self, type_: ValueType, named: Set[str], name: str) -> tuple[Value, ...]:
        """Several choices at once, each with those that it keeps anyway."""
        found: dict[Value, None] = {}
        found.update((v | self.kept(name), None) for v in some_sets(type_.in_order(named)))
        found.update(dict.fromkeys(self.ruleset.facts[name].reachable or ()))
        own = self.also.get(name)
        return (*found,) if own is None or own in found else (*found, own)

    def turning(self, name: str) -> tuple[list[Any], list[Follower]]:
        """The turning values of an amount, and what is computed from it."""
        type_ = self.ruleset.facts[name].type
        followers = [*self.followers(name)]
        if type_.kind is Kind.NUMBER:
            return [*turning_numbers(type_, self.constants(name), followers)], followers
        days_only = type_.kind is Kind.DATE
        constants = self.constants(name)
        found = turning_values(followers, constants, self.reach[0], days_only=days_only)
        # Where the type has bounds no turn may lie between them, and there are values all the same.
        anyway = representatives(replace(type_, none=None), constants, self.rivals(name))
        return [value for value in (*found, *anyway) if allowed(type_, value)], followers

    def followers(self, name: str) -> Iterator[Follower]:
        """What is computed from an amount, and what something is divided by on the way there."""
        facts, told = self.ruleset.facts, set[tuple[str, frozenset[Any]]]()
        for computed in self.dependent(name):
            if computed in self.rough or self.courses.is_counted(computed):
                continue
            divisors = [(n, frozenset({0})) for n in self.courses.divisors(computed)]
            for c, theirs in ((computed, frozenset(self.constants(computed))), *divisors):
                if (c, theirs) in told or name not in self.all_roots[c]:
                    continue
                told.add((c, theirs))
                how = is_arithmetic(self.ruleset, c), self.goes_by_day(c, name)
                for given in self.settings(self.all_roots[c]):
                    follow = self.follower(c, name, given)
                    yield Follower(follow, facts[c].type, tuple(sorted(theirs)), *how)

    def goes_by_day(self, computed: str, moment: str) -> bool:
        """Whether a computed fact is the same whenever on a day an open moment is."""
        made = self.ruleset.facts[computed].computed
        others = () if made is None else (name for name in made.facts if name != moment)
        by_day = made is not None and COMPUTATIONS[made.name].by_day
        return by_day and not any(moment in self.all_roots[name] for name in others)

    @cached_property
    def places(self) -> dict[str, tuple[Value, ...]]:
        """The cases of an open time zone, an open country and an open region of a known one."""
        clock = self.ruleset.clock
        found: dict[str, tuple[Value, ...]] = {}
        if clock.timezone in self.open:
            found[clock.timezone] = ZONES
        if clock.country in self.open:
            found[clock.country] = countries_by_holidays(
                _resting(None, self.week), countries_once(), self.reach
            )
        if clock.region in self.open:
            found[clock.region] = self.regions()
        for name in found:
            if name in self.also and self.also[name] not in found[name]:
                found[name] = (*found[name], self.also[name])
        return found

    def regions(self) -> tuple[str, ...]:
        """One region of the country for each way in which its holidays shorten the weeks."""
        country = self.given.get(self.ruleset.clock.country or "")
        if not isinstance(country, str):
            return (OTHER_WORDS,)  # a region says nothing without its country
        within = _resting(country, self.week)
        return countries_by_holidays(within, (*regions(country), OTHER_WORDS), self.reach)

    @property
    def week(self) -> Week:
        """The employer's own week, where it is given."""
        week = self.given.get(self.ruleset.clock.working_week or "")
        return week if isinstance(week, frozenset) else None

    def settings(self, roots: Set[str]) -> Iterator[Mapping[str, Value]]:
        """What is given, alone and with a few of the places that a computation may depend on."""
        yield self.given
        for name, values in self.places.items():
            if name in roots:
                for value in values[:MOST_PLACES]:
                    yield {**self.given, name: value}

    def rivals(self, name: str) -> int:
        """How many open facts a fact may be compared with, itself included."""
        return max(1, len(self.compared_with(name) & {*self.open}))

    def follower(
        self, computed: str, amount: str, given: Mapping[str, Value]
    ) -> Callable[[Value], Value | None]:
        """A computed fact as a function of one amount, all else as it is given."""
        fact = self.ruleset.facts[computed]
        operands = () if fact.computed is None else fact.computed.facts
        if any(amount in self.all_roots[name] and name != amount for name in operands):
            return chained(
                self.ruleset, computed, amount, given, lambda name: self.computed(name, given)
            )
        # All but the amount is the same whenever it is asked.
        fixed = {name: self.computed(name, given) for name in operands if name != amount}
        known = {**given, **{name: value for name, value in fixed.items() if value is not None}}
        return following(fact, amount, known, self.ruleset)

    @cached_property
    def reach(self) -> tuple[date, ...]:
        """The moments that are known, the clock's first: near them a case may matter."""
        given = (self.given.get(name) for name in self.ruleset.facts)  # in whichever order told
        known = [value for value in given if isinstance(value, date)]
        now = self.given.get(self.ruleset.clock.now or "")
        return (*([now] if isinstance(now, date) else ()), *known) or (SOME_DAY,)

    def distinct(
        self, values: Iterable[Any], constants: set[Any], followers: Sequence[Follower]
    ) -> tuple[Value, ...]:
        """One value for each way in which an amount and all that is computed from it can lie."""
        own = sorted(constants)
        by_day = [follower for follower in followers if follower.by_day]
        others = [follower for follower in followers if not follower.by_day]
        days: dict[object, tuple[object, ...]] = {}
        seen: dict[tuple[object, ...], Value] = {}
        for value in values:
            day = value.date() if isinstance(value, datetime) else value
            if day not in days:
                days[day] = tuple([follower.place(value) for follower in by_day])
            places = (place_among(own, value), days[day], *[f.place(value) for f in others])
            seen.setdefault(places, value)
        return tuple(seen.values())
