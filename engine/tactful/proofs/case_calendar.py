"""Where real moments lie among the cases that proofs tell apart.

A proof knows of a moment only how it lies to those it is compared with, and of what is computed
from it only which conditions it meets. A calendar goes from there to days and back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from functools import cached_property
from itertools import product
from typing import TypeAlias

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

MOST_JOINT = 5000
"""Ways in which facts that are compared with each other may lie, looked at one by one."""


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
        self._seen: dict[object, tuple[Value | None, ...] | None] = {}

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
        for name in self._times & numbers.keys():
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
        fact = self._detached.facts[name]
        return fact.default is not None or name in self._detached.concluding

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
        found: list[tuple[str, Value | None]] = []
        for names, tests, cases, marks in self._joint:
            of = {n: values[n] for n in names if n in values}
            key = names, _order(of, marks)
            if key not in self._seen:
                meaning = self._signature(tests, of), tuple(n in of for n in names)
                self._seen[key] = cases.get(meaning)
            case = self._seen[key]
            if case is None:
                return None
            found += zip(names, case, strict=True)
        return tuple(found)

    @cached_property
    def _joint(self) -> list[_Joint]:
        """For each set of time facts that are compared with each other, the cases by meaning."""
        made: list[_Joint] = []
        for group in dict.fromkeys(self._groups[n] for n in self._open if n in self._times):
            names = tuple(name for name in self._open if name in group)
            tests = [t for t in self._tests if t.subject in group]
            ways = [(*(c.value for c in self._open[name]), None) for name in names]
            cases: dict[_Meaning, tuple[Value | None, ...]] = {}
            told: list[tuple[Test, list[str], dict[object, bool | None]]] = [
                (t, [n for n in names if n == t.subject or n in _named(t)], {}) for t in tests
            ]
            for number, chosen in enumerate(product(*ways)):
                if number > MOST_JOINT:
                    break
                values = {n: v for n, v in zip(names, chosen, strict=True) if v is not None}
                known = tuple(value is not None for value in chosen)
                cases.setdefault((tuple(self._once(values, *one) for one in told), known), chosen)
            named = (o for t in tests for o in t.operands if not isinstance(o, FactRef))
            made.append((names, tests, cases, _sorted({*named} - {NONE})))
        return made

    def _once(
        self,
        values: Mapping[str, Value],
        test: Test,
        names: Sequence[str],
        known: dict[object, bool | None],
    ) -> bool | None:
        """The truth of a test, which is looked for once for the same values of its facts."""
        key = tuple(values.get(name) for name in names)
        if key not in known:
            known[key] = truth(test, values, self._detached.type_of)
        return known[key]

    def _signature(
        self, tests: Iterable[Test], values: Mapping[str, Value]
    ) -> tuple[bool | None, ...]:
        return tuple(truth(test, values, self._detached.type_of) for test in tests)


_Meaning: TypeAlias = "tuple[tuple[bool | None, ...], tuple[bool, ...]]"
_Cases: TypeAlias = "dict[_Meaning, tuple[Value | None, ...]]"
_Joint: TypeAlias = "tuple[tuple[str, ...], list[Test], _Cases, list[Value] | None]"


def _order(values: Mapping[str, Value], marks: Sequence[Value] | None) -> object:
    """How some values lie to each other and to what they are compared with: all that counts.

    Many timelines differ in nothing else, and this takes far less than to try every comparison.
    """
    listed = _sorted({*values.values()}) if len(values) > 1 else [*values.values()]
    if marks is None or listed is None:
        return tuple(values.items())
    try:
        return tuple((n, place_among(marks, v), listed.index(v)) for n, v in values.items())
    except TypeError:
        return tuple(values.items())


def _sorted(values: AbstractSet[Value]) -> list[Value] | None:
    """Values in their order; ``None`` where they have none, as there may be none of something."""
    try:
        return sorted(values)  # type: ignore[type-var]
    except TypeError:
        return None


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
