"""Situations near those that a ruleset's scenarios describe, where a difference may show.

Each changes one or two given facts of a scenario: to another choice, to a value at or beside a
threshold that some condition names, to unknown. A moment moves by the hours, days and times that
conditions ask about. The same ruleset and scenarios always give the same situations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain
from random import Random
from typing import NamedTuple

from tactful.cases.representatives import allowed, some_sets
from tactful.compiled.evaluator import Compiled
from tactful.language.conclusions import Conclusions, known_values
from tactful.language.given import Given
from tactful.language.model import Ruleset
from tactful.language.terms import FactRef
from tactful.language.values import NONE, Kind, Value, ValueType
from tactful.language.variants import places

MOST = 10_000
"""How many situations are looked at: a few seconds' worth."""


class Situation(NamedTuple):
    """What is given, what follows, and what is known in the end."""

    given: Given
    conclusions: Conclusions
    values: Mapping[str, Value]


def neighbours(
    ruleset: Ruleset, scenarios: Iterable[Given], *, most: int = MOST
) -> Iterator[Situation]:
    """The scenarios' situations, then those near them, up to ``most``."""
    compiled = Compiled(ruleset)
    seeds = [*scenarios, {}]
    candidates = _candidates(ruleset, seeds)
    changes = [(name, value) for name, values in candidates.items() for value in values]
    seen: set[frozenset[tuple[str, Value]]] = set()
    for given in chain(seeds, _changed_once(seeds, changes), _changed_twice(seeds, changes, most)):
        key = frozenset(given.items())
        if key in seen:
            continue
        seen.add(key)
        conclusions = compiled.evaluate(given)
        if conclusions.broken:
            continue  # nobody is told to test what cannot be
        yield Situation(given, conclusions, known_values(ruleset, conclusions))
        if len(seen) >= most:
            return


_Change = tuple[str, Value | None]


def _changed(given: Given, changes: Iterable[_Change]) -> dict[str, Value]:
    made = {**given}
    for name, value in changes:
        if value is None:
            made.pop(name, None)
        else:
            made[name] = value
    return made


def _changed_once(seeds: Sequence[Given], changes: Sequence[_Change]) -> Iterator[Given]:
    for change in changes:
        for given in seeds:
            yield _changed(given, [change])


def _changed_twice(
    seeds: Sequence[Given], changes: Sequence[_Change], most: int
) -> Iterator[Given]:
    if not changes:
        return
    rng = Random(len(changes))  # noqa: S311 - the same situations each time are what is wanted
    for _ in range(2 * most):
        count = rng.choice((2, 2, 3))
        yield _changed(rng.choice(seeds), [rng.choice(changes) for _ in range(count)])


def _candidates(ruleset: Ruleset, seeds: Sequence[Given]) -> dict[str, list[Value | None]]:
    """Values worth giving, by fact; ``None`` is to leave it out."""
    named = _named_values(ruleset)
    found: dict[str, list[Value | None]] = {}
    for fact in ruleset.facts.values():
        if fact.computed is not None or fact.type.kind is Kind.TEXT:
            continue
        values: dict[Value, None] = {}
        if fact.type.kind is Kind.YES_NO:
            values = dict.fromkeys((True, False))
        elif fact.type.kind is Kind.CHOICE:
            values = dict.fromkeys(_chosen(fact.type, seeds, fact.id))
        else:
            used = {given[fact.id] for given in seeds if fact.id in given}
            listed = sorted({*named.get(fact.id, ()), *used} - {NONE}, key=fact.type.rank)  # type: ignore[arg-type]
            for value in listed:
                values.update(dict.fromkeys(_beside(value)))
        values.update({NONE: None} if fact.type.none is not None else {})
        found[fact.id] = [v for v in values if allowed(fact.type, v)]
        if any(fact.id in given for given in seeds):
            found[fact.id].append(None)
    moved = _moments(ruleset, seeds, named)
    return {name: [*found[name], *moved.get(name, ())] for name in found}


def _chosen(type_: ValueType, seeds: Sequence[Given], name: str) -> Iterator[Value]:
    """A choice each; of several at once those of a scenario with one more or one less."""
    if not type_.many:
        yield from type_.choices
        return
    yield from some_sets([*type_.choices])
    for value in [given[name] for given in seeds if name in given]:
        for choice in type_.choices if isinstance(value, frozenset) else ():
            yield value ^ {choice}  # type: ignore[operator]


def _named_values(ruleset: Ruleset) -> dict[str, set[Value]]:
    """The values that conditions name, by what they are compared with."""
    named: dict[str, set[Value]] = {}
    for place in places(ruleset):
        for operand in place.test.operands:
            if not isinstance(operand, FactRef):
                named.setdefault(place.test.subject, set()).add(operand)
    return named


def _beside(value: Value) -> Iterator[Value]:
    yield value
    match value:
        case datetime():
            return
        case date():
            yield from (value - timedelta(days=1), value + timedelta(days=1))
        case time():
            at = datetime.combine(date(2000, 1, 2), value)
            yield from ((at + timedelta(minutes=step)).time() for step in (-1, 1))
        case bool():
            return
        case int() | float():
            yield from (value - 1, value + 1)


def _moments(
    ruleset: Ruleset, seeds: Sequence[Given], named: Mapping[str, set[Value]]
) -> dict[str, list[Value]]:
    """For each moment that something is computed from, the moments at which that turns."""
    found: dict[str, dict[Value, None]] = {}
    for fact in ruleset.facts.values():
        if fact.computed is None:
            continue
        wanted = sorted({v for n in named.get(fact.id, ()) for v in _beside(n)}, key=str)
        for given in seeds:
            operands = fact.computed.facts
            if len(operands) < len(fact.computed.operands) or not operands:
                continue
            first, *more = (given.get(name) for name in operands)
            if not isinstance(first, datetime):
                continue
            moved = operands[-1]
            start = first if more else None
            for value in _turning(start, first, wanted):
                if allowed(ruleset.facts[moved].type, value):
                    found.setdefault(moved, {})[value] = None
    return {name: [*values] for name, values in found.items()}


def _turning(start: datetime | None, moment: datetime, wanted: Iterable[Value]) -> Iterator[Value]:
    for value in wanted:
        if isinstance(value, time):
            yield datetime.combine(moment.date(), value)
        elif isinstance(value, int | float) and not isinstance(value, bool) and start is not None:
            for unit in (timedelta(hours=1), timedelta(days=1)):
                if abs(value) < 10_000:
                    yield start + value * unit
            if 0 <= value <= 30:  # as many working days: every weekend adds two
                yield start + timedelta(days=value + 2 * ((start.weekday() + value) // 5))
