"""Moments that fit together: what a real calendar can make of a ruleset's computed facts.

A proof needs no calendar, but a witness does: nobody reads a scenario in which the interview was
an hour ago and three weeks ago. So witnesses are built on sets of moments near each
other, chosen so that the computed facts fall on and beside what conditions ask about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import NamedTuple

from tactful.cases.chains import Computing
from tactful.cases.representatives import allowed
from tactful.language.conditions import every_test
from tactful.language.model import Ruleset
from tactful.language.terms import FactRef
from tactful.language.values import NONE, Kind, Value

BASE = datetime(2026, 11, 18, 14, 0)
"""A Wednesday afternoon, with no public holiday near it that many countries keep."""

MOST = 1200
"""How many combinations of moments are tried."""


class FittingMoments(NamedTuple):
    """Moments that are given, and what is computed from them."""

    moments: Mapping[str, Value]
    computed: Mapping[str, Value]


def fitting_moments(ruleset: Ruleset) -> Iterator[FittingMoments]:
    """Sets of moments for a ruleset, the emptiest first; the same ones each time."""
    names = list(_moments(ruleset))
    if not names:
        return
    near = {name: _candidates(ruleset, name) for name in names}
    rng = Random(len(names))  # noqa: S311 - the same moments each time are what is wanted
    seen: set[tuple[Value | None, ...]] = set()
    for number in range(MOST):
        missing = (0.7, 0.3, 0.0, 0.1)[number % 4]
        chosen = tuple(None if rng.random() < missing else rng.choice(near[name]) for name in names)
        if chosen in seen:
            continue
        seen.add(chosen)
        moments = {n: v for n, v in zip(names, chosen, strict=True) if v is not None}
        if not _has_happened(ruleset, moments):
            continue
        yield FittingMoments(moments, dict(computed_values(ruleset, moments)))


def _has_happened(ruleset: Ruleset, moments: Mapping[str, Value]) -> bool:
    """Whether no moment lies after now. A mere date may: it can be a deadline."""
    now = moments.get(ruleset.clock.now or "")
    return not isinstance(now, datetime) or not any(
        isinstance(moment, datetime) and moment > now for moment in moments.values()
    )


def computed_values(ruleset: Ruleset, known: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """The computed facts that follow from some moments, with their values; what is known stays."""
    values = dict(known)
    waiting = [one for one in _computing(ruleset) if one.name not in known]
    while waiting:
        left = []
        for one in waiting:
            value = one.value(values)
            if value is None:
                left.append(one)
            else:
                values[one.name] = value
                yield one.name, value
        if len(left) == len(waiting):
            return
        waiting = left


@lru_cache(maxsize=8)
def _computing(ruleset: Ruleset) -> tuple[Computing, ...]:
    """The computed facts, each with how it is computed: looked up once for many moments."""
    return tuple(Computing(f, ruleset) for f in ruleset.facts.values() if f.computed is not None)


def _moments(ruleset: Ruleset) -> Iterator[str]:
    for fact in ruleset.facts.values():
        if fact.computed is None and fact.type.kind in (Kind.DATE, Kind.DATETIME):
            yield fact.id


def _candidates(ruleset: Ruleset, name: str) -> Sequence[Value]:
    """Values of one moment: about the base, and where something computed turns."""
    fact = ruleset.facts[name]
    asked = _asked(ruleset)
    offsets = {timedelta(), timedelta(hours=1), timedelta(days=1), timedelta(days=-1)}
    times = {time(9, 0), time(14, 0), time(17, 0)}
    found: set[datetime] = set()
    for other in ruleset.facts.values():
        if other.computed is None or name not in other.computed.facts:
            continue
        for value in asked.get(other.id, ()):
            if isinstance(value, time):
                times.update(_near(value))
            elif isinstance(value, date):
                found.update(_whole_days(value))
            elif isinstance(value, int | float) and not isinstance(value, bool):
                offsets.update(_spans(value))
    for value in asked.get(name, ()):
        if isinstance(value, date):
            found.update(_whole_days(value))
    for offset in offsets:
        found.add(BASE + offset)
        found.add(BASE - offset)
    found.update(datetime.combine(BASE.date(), at) for at in times)
    found.update(BASE + timedelta(days=days) for days in range(-4, 5))
    values: Iterable[Value] = sorted(found)
    if fact.type.kind is Kind.DATE:
        values = sorted({moment.date() for moment in found})
    fitting = [value for value in values if allowed(fact.type, value)]
    return fitting if fact.type.none is None else [*fitting, *[NONE] * (len(fitting) // 4 + 1)]


def _asked(ruleset: Ruleset) -> Mapping[str, set[Value]]:
    """What conditions compare each fact with."""
    found: dict[str, set[Value]] = {}
    for test in every_test(ruleset):
        constants = {o for o in test.operands if not isinstance(o, FactRef)}
        found.setdefault(test.subject, set()).update(constants)
    return found


def _near(at: time) -> Iterator[time]:
    moment = datetime.combine(BASE.date(), at)
    for minutes in (-30, 0, 30):
        moved = moment + timedelta(minutes=minutes)
        if moved.date() == BASE.date():
            yield moved.time()


def _whole_days(value: date) -> Iterator[datetime]:
    moment = value if isinstance(value, datetime) else datetime.combine(value, time(12, 0))
    for days in (-1, 0, 1):
        yield moment + timedelta(days=days)


def _spans(value: float) -> Iterator[timedelta]:
    """Spans about a number of hours, of days and of working days."""
    if abs(value) > 10_000:
        return
    for step in (-1, 0, 1):
        yield timedelta(hours=value + step)
        yield timedelta(days=value + step)
    weeks, rest = divmod(int(abs(value)), 5)
    for days in (0, 1, 2, 3):
        yield timedelta(days=7 * weeks + rest + days)
