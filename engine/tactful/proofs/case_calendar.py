"""Where real moments lie among the cases that proofs tell apart.

A proof knows of a moment only how it lies to those it is compared with, and of what is computed
from it only which conditions it meets. A calendar goes from there to days and back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from tactful.cases.detached import as_number, as_value, compared
from tactful.cases.fitting_moments import BASE, FittingMoments, fitting_moments
from tactful.cases.representatives import allowed
from tactful.language.conditions import every_test, truth
from tactful.language.model import Ruleset
from tactful.language.terms import FactRef, Test
from tactful.language.turning import place_among
from tactful.language.values import NONE, Kind, Value, ValueType
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import Proposition, all_of, any_of, holds, negated, variable, z3

Case: TypeAlias = "Value | None"
"""A value that stands for a case of a fact; ``None`` for a fact that is not known."""

PlacedFacts: TypeAlias = "tuple[tuple[str, Case], ...]"
"""Facts with the case that they have."""

MOST_LOOKED_AT = 5000
"""Cases that are looked at to place facts that are compared with each other."""


class CaseCalendar:
    """The cases of one ruleset's open facts, and the moments that fall on them."""

    def __init__(
        self, whole: Ruleset, detached: Ruleset, formulas: Formulas, times: AbstractSet[str]
    ) -> None:
        """Set out.

        Args:
            whole: The ruleset with its clockwork.
            detached: The same without.
            formulas: What follows, with the cases of the open facts.
            times: The open facts that are moments or computed from some.
        """
        self._whole = whole
        self._detached = detached
        self._context = formulas.context
        self._open = formulas.open
        self._several = formulas.several
        self._times = times
        self._tests = list(every_test(detached))
        self._about: dict[str, list[Test]] = {}
        for test in self._tests:
            for name in dict.fromkeys((test.subject, *_named(test))):
                self._about.setdefault(name, []).append(test)
        self._groups = compared(detached, iter(self._tests))
        self._seen: dict[object, _Cases | None] = {}

    def is_compared(self, name: str) -> bool:
        """Whether a fact is compared with another."""
        return len(self._groups[name]) > 1

    def groups(self, names: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """The open facts that are compared with some, together with these, each group once."""
        told = set[str]()
        for name in names:
            if name not in told:
                told.update(self._groups[name])
                yield tuple(one for one in self._open if one in self._groups[name])

    @cached_property
    def literals(self) -> Mapping[str, Mapping[Value | None, Sequence[z3.BoolRef]]]:
        """For each open fact and each of its cases, what says that it has it and no other."""
        made: dict[str, dict[Value | None, Sequence[z3.BoolRef]]] = {}
        for name, symbol in self._open.items():
            if name in self._several:
                one = self._several[name]
                made[name] = {c.value: one.literals(c.value) for c in symbol}
                made[name][None] = one.literals(None)
                continue
            whens = [(c.value, c.when) for c in symbol if not isinstance(c.when, bool)]
            made[name] = {value: [when] for value, when in whens}
            made[name][None] = [z3.Not(when) for _, when in whens]
        return made

    @cached_property
    def true(self) -> Mapping[str, Mapping[Case, Sequence[str]]]:
        """The same as ``literals``, yet only those that are no opposites, as gates call them."""
        return {
            name: {
                case: [str(part.get_id()) for part in parts if not z3.is_not(part)]
                for case, parts in cases.items()
            }
            for name, cases in self.literals.items()
        }

    @cached_property
    def keeps(self) -> tuple[Proposition, ...]:
        """What keeps a situation to some timeline."""
        kept = [any_of(pick for pick, *_ in self._timelines)]
        for pick, _, cases in self._timelines:
            pinned = all_of(literal for n, v in cases for literal in self.literals[n][v])
            kept.append(any_of((negated(pick), pinned)))
        return tuple(kept)

    def picked(self, model: z3.ModelRef) -> FittingMoments:
        """The timeline of a situation that was kept to some.

        Raises:
            StopIteration: if it was not.
        """
        return next(line for pick, line, _ in self._timelines if holds(model, pick))

    @cached_property
    def _timelines(self) -> list[tuple[z3.BoolRef, FittingMoments, PlacedFacts]]:
        entries: dict[PlacedFacts, FittingMoments] = {}
        for fitting in fitting_moments(self._whole):
            cases = self.cases_of(fitting)
            if cases is not None:
                entries.setdefault(cases, fitting)
        return [
            (variable(f"timeline {number}", self._context), fitting, cases)
            for number, (cases, fitting) in enumerate(entries.items())
        ]

    def stated(self, numbers: Mapping[str, Value]) -> dict[str, Value] | None:
        """Moments, and what is computed from them, of which the cases stand for some numbers.

        ``None`` if no calendar has such days. Other facts are left out.
        """
        stated: dict[str, Value] = {}
        for name in (name for name in self._open if name in self._times & numbers.keys()):
            anywhere = not any(
                t.subject in self._groups[name] and o is not NONE and not isinstance(o, FactRef)
                for t in self._tests
                for o in t.operands
            ) and not any(map(self._is_stated, self._groups[name]))
            moment = _moment(numbers[name], self._whole.type_of(name), moved=anywhere)
            if moment is None:
                return None
            stated[name] = moment
        return stated

    def _is_stated(self, name: str) -> bool:
        """Whether the rules state a value of a fact: where one lies, so do the others."""
        said = (value for _, value in self._detached.concluding.get(name, ()))
        stated = (self._detached.facts[name].default, *said)
        return any(value is not None and value is not NONE for value in stated)

    def case_of(self, name: str, value: Value | None) -> Value | None:
        """The case in which the value of a fact lies that has nothing to do with time."""
        if value is None:
            return None
        tests = self._about.get(name, ())
        listed = [case.value for case in self._open[name]]
        if value in listed:
            return value
        wanted = self._signature(tests, {name: value})
        return next((v for v in listed if self._signature(tests, {name: v}) == wanted), None)

    def cases_of(self, fitting: FittingMoments) -> PlacedFacts | None:
        """The cases in which a timeline's facts lie; ``None`` if it falls on none."""
        values = {n: as_number(v) for n, v in (*fitting.moments.items(), *fitting.computed.items())}
        found: list[tuple[str, Case]] = []
        for group in self._together:
            of = {n: values[n] for n in group.names if n in values}
            cases = _in_order(of, group) or self._looked_for(of, group)
            if cases is None:
                return None
            found += [(name, cases.get(name)) for name in group.names]
        return tuple(found)

    @cached_property
    def _together(self) -> list[_Together]:
        """The time facts, those that are compared with each other together."""
        made: list[_Together] = []
        for group in dict.fromkeys(self._groups[n] for n in self._open if n in self._times):
            names = tuple(name for name in self._open if name in group)
            tests = [t for t in self._tests if t.subject in group]
            of_order = (Kind.NUMBER, Kind.TIME)
            if all(self._detached.facts[n].type.kind in of_order for n in names):
                named = {o for t in tests for o in t.operands if not isinstance(o, FactRef)}
                marks: list[Value] = sorted(named - {NONE})  # type: ignore[type-var]
                stretches = {name: self._stretches(name, marks) for name in names}
                made.append(_Together(names, tests, marks, stretches))
            else:
                made.append(_Together(names, tests))
        return made

    def _stretches(self, name: str, marks: Sequence[Value]) -> Mapping[int, Sequence[Value]]:
        """A fact's cases in order, by their place among what conditions name."""
        found: dict[int, list[Value]] = {}
        inside = {case.value for case in self._open[name]} - {NONE}
        for value in sorted(inside):  # type: ignore[type-var]
            found.setdefault(place_among(marks, value), []).append(value)
        return found

    def _looked_for(self, values: Mapping[str, Value], group: _Together) -> _Cases | None:
        """Cases that meet just the conditions that values meet; ``None`` if none are found."""
        key = group.names, tuple(values.items())
        if key not in self._seen:
            self._seen[key] = self._found(values, group)
        return self._seen[key]

    def _found(self, values: Mapping[str, Value], group: _Together) -> _Cases | None:
        """The same, looked for: each fact takes the first case that agrees with those before it."""
        names, type_of = [*values], self._detached.type_of
        told: dict[str, list[tuple[Test, bool | None]]] = {name: [] for name in names}
        for test in group.tests:
            asked = [n for n in names if n == test.subject or n in _named(test)]
            if asked:  # it can be told once the last of its facts has a case
                told[asked[-1]].append((test, truth(test, values, type_of)))
        looked_at, found = 0, dict[str, Value]()
        left = [(case.value for case in self._open[name]) for name in names[:1]]
        while left and looked_at < MOST_LOOKED_AT:
            looked_at += 1
            name = names[len(left) - 1]
            found.pop(name, None)
            case = next(left[-1], None)
            if case is None:
                left.pop()
                continue
            found[name] = case
            if any(truth(test, found, type_of) is not so for test, so in told[name]):
                continue
            if len(left) == len(names):
                return found
            left.append(case.value for case in self._open[names[len(left)]])
        return None if names else {}

    def _signature(
        self, tests: Iterable[Test], values: Mapping[str, Value]
    ) -> tuple[bool | None, ...]:
        return tuple(truth(test, values, self._detached.type_of) for test in tests)


class _Together(NamedTuple):
    """Facts that are compared with each other, and the conditions on them.

    Where all are amounts there are ``marks``, what the conditions name, and ``stretches``: the
    cases of each fact in order, by their place among the marks.
    """

    names: tuple[str, ...]
    tests: Sequence[Test]
    marks: Sequence[Value] = ()
    stretches: Mapping[str, Mapping[int, Sequence[Value]]] = MappingProxyType({})


_Cases: TypeAlias = "dict[str, Value]"


def _in_order(values: Mapping[str, Value], group: _Together) -> _Cases | None:
    """Cases of amounts that lie to each other and to what is named as values do: all that counts.

    A stretch has as many cases as there are facts that may have a value in it, so nothing has to be
    looked for. ``None`` where one has fewer, as bounds leave them, and where some are no amounts.
    """
    if not group.stretches:
        return None
    listed: list[Value] = sorted({*values.values()} - {NONE})  # type: ignore[type-var]
    lies: dict[Value, tuple[int, int]] = {}
    before, place = 0, -1
    for value in listed:
        here = place_among(group.marks, value)
        before, place = (before + 1 if here == place else 0), here
        lies[value] = place, before
    found: _Cases = {}
    for name, value in values.items():
        if value is NONE:
            found[name] = NONE
            continue
        place, before = lies[value]
        cases = group.stretches[name].get(place, ())
        if len(cases) <= before:
            return None
        found[name] = cases[before]
    return found


def _named(test: Test) -> Iterator[str]:
    return (o.fact for o in test.operands if isinstance(o, FactRef))


def _moment(number: Value, type_: ValueType, *, moved: bool) -> Value | None:
    """The moment that a number stands for; ``None`` for one that no calendar has.

    A ``moved`` one is as many hours or days after the moments' base. Other values stay.
    """
    try:
        moment: Value
        if moved and isinstance(number, int) and type_.kind is Kind.DATETIME:
            moment = BASE + timedelta(hours=number)
        elif moved and isinstance(number, int) and type_.kind is Kind.DATE:
            moment = BASE.date() + timedelta(days=number)
        else:
            moment = as_value(number, type_)
    except (ValueError, OverflowError):
        return None
    return moment if allowed(type_, moment) else None
