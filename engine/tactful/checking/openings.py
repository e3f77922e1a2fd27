"""Windows that open later, in situations in which conditions tell moments apart.

Moments are drawn about a few days, on and beside whatever windows and tests name. Of those that
no test tells apart, now and when the window opens, one stands for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple, TypeAlias

from tactful.cases.fitting_moments import computed_values
from tactful.cases.representatives import allowed
from tactful.language.conditions import AskedTest, every_test
from tactful.language.model import Ruleset
from tactful.language.strata import computed_from, reached
from tactful.language.terms import Window, reads
from tactful.language.values import NONE, Kind, Value
from tactful.language.windows import start_of_piece

BASE = date(2026, 11, 18)
"""A Wednesday, with no public holiday near it that many countries keep."""

MOST_DRAWN = 1500
"""Sets of moments."""

_MINUTE = timedelta(minutes=1)

TimeAnswers: TypeAlias = tuple[object, ...]
"""What tests say of some moments: of two sets with the same, one stands for the other."""


class Opening(NamedTuple):
    """A window that opens later than advice is asked for.

    Attributes:
        decision: The decision whose choice brings it.
        option: That choice.
        moments: The moments that are given, now among them.
        start: When it opens.
        told: What tests tell of the moments now, and when it opens.
    """

    decision: str
    option: str
    moments: Mapping[str, Value]
    start: datetime
    told: tuple[TimeAnswers, TimeAnswers]

    def then(self, clock: str) -> Mapping[str, Value]:
        """The moments when it opens."""
        return {**self.moments, clock: self.start}


def openings(ruleset: Ruleset) -> Iterator[Opening]:
    """Windows that open later, one for each way in which tests tell the moments apart."""
    clock = ruleset.clock.now
    if clock is None:
        return
    teller = _Teller(ruleset)
    seen: set[tuple[str, str, TimeAnswers, TimeAnswers]] = set()
    pieces = [*_pieces(ruleset)]
    for moments in _drawn(ruleset, clock):
        known = {**moments, **dict(computed_values(ruleset, moments))}
        now = None
        for decision, option, piece in pieces:
            start = start_of_piece(piece, known, ruleset.clock)
            if start is None or start <= known[clock]:  # type: ignore[operator]  # both moments
                continue
            now = teller.told(moments) if now is None else now
            told = now, teller.told({**moments, clock: start})
            if (decision, option, *told) not in seen:
                seen.add((decision, option, *told))
                yield Opening(decision, option, moments, start, told)


def moment_facts(ruleset: Ruleset) -> frozenset[str]:
    """The facts that are given moments or days."""
    kinds = (Kind.DATE, Kind.DATETIME)
    facts = ruleset.facts.values()
    return frozenset(f.id for f in facts if f.computed is None and f.type.kind in kinds)


def _pieces(ruleset: Ruleset) -> Iterator[tuple[str, str, Window]]:
    """Every piece of a window, whenever it counts, with its decision and option."""
    for decision in ruleset.decisions.values():
        for option in decision.options.values():
            for piece in option.windows:
                yield decision.id, option.id, piece


class _Teller:
    """Tells what the tests of a ruleset say of moments."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        moments = moment_facts(ruleset)

        def parts(name: str) -> tuple[str, ...]:
            return computed_from(ruleset.facts[name], ruleset)

        def is_timed(name: str) -> bool:
            made_of: Iterator[str] = reached([name], parts)
            return not moments.isdisjoint(made_of)

        timed = {*filter(is_timed, ruleset.facts)}
        tests = [test for test in dict.fromkeys(every_test(ruleset)) if reads(test) & timed]
        pure = [test for test in tests if reads(test) <= timed]
        mixed = [test for test in tests if not reads(test) <= timed]
        self._tests = [AskedTest(test, ruleset.type_of) for test in pure]
        self._as_they_are = sorted({name for test in mixed for name in reads(test) & timed})
        starts: dict[str, list[str]] = {}
        for fact in ruleset.facts.values():
            if fact.starts is not None:
                starts.setdefault(fact.starts, []).append(fact.id)
        self._ways = [(tuple(starts[d]), piece) for d, _, piece in _pieces(ruleset) if d in starts]

    def told(self, moments: Mapping[str, Value]) -> TimeAnswers:
        """What they say of some moments, whichever window is looked at."""
        known: dict[str, Value] = {**moments, **dict(computed_values(self._ruleset, moments))}
        found = [*self._said(known)]
        acted: dict[tuple[object, ...], list[object]] = {}  # many windows open at one moment
        for starts, piece in self._ways:
            start = start_of_piece(piece, known, self._ruleset.clock)
            if start is not None:
                if (starts, start) not in acted:
                    acting = {**known, **dict.fromkeys(starts, start)}
                    acting.update(computed_values(self._ruleset, acting))
                    acted[starts, start] = [*self._said(acting)]
                found += acted[starts, start]
            found.append(start is None)
        return tuple(found)

    def _said(self, known: Mapping[str, Value]) -> Iterator[object]:
        for test in self._tests:
            yield test.truth(known)
        for name in self._as_they_are:
            yield known.get(name)


def _drawn(ruleset: Ruleset, clock: str) -> Iterator[Mapping[str, Value]]:
    """Sets of moments, the same ones each time."""
    names = sorted(moment_facts(ruleset) - {clock})
    times = [*_times(ruleset)]
    spans = [*_spans(ruleset)]
    rng = Random(len(names))  # noqa: S311 - the same moments each time are what is wanted
    near = [day for name in (clock, *names) for day in _named(ruleset, name)]
    for _ in range(MOST_DRAWN):
        base = rng.choice(near) if near and rng.random() < 0.3 else BASE
        day = base + timedelta(days=rng.randint(-1, 5))
        now = datetime.combine(day, rng.choice(times))
        found: dict[str, Value] = {clock: now}
        for name in names:
            value = _value(rng, ruleset, name, now, times, spans)
            if value is not None:
                found[name] = value
        if allowed(ruleset.facts[clock].type, now):
            yield found


def _value(
    rng: Random,
    ruleset: Ruleset,
    name: str,
    now: datetime,
    times: list[time],
    spans: list[timedelta],
) -> Value | None:
    type_ = ruleset.facts[name].type
    chance = rng.random()
    if chance < 0.2:
        return None
    if chance < 0.3 and type_.none is not None:
        return NONE
    moment = now - rng.choice(spans)
    if rng.random() < 0.5:
        day = now.date() + timedelta(days=rng.randint(-8, 3))
        moment = datetime.combine(day, rng.choice(times))
    value: Value = moment.date() if type_.kind is Kind.DATE else moment
    return value if allowed(type_, value) else None


def _times(ruleset: Ruleset) -> Iterator[time]:
    """Times of day on and beside those that windows and tests name."""
    found: set[time] = {time(7), time(14), time(20)}
    for _, _, piece in _pieces(ruleset):
        found.update(piece.bounds)
    for test in every_test(ruleset):
        found.update(operand for operand in test.operands if isinstance(operand, time))
    for at in sorted(found):
        moment = datetime.combine(BASE, at.replace(second=0, microsecond=0))
        yield from ((moment + step).time() for step in (-_MINUTE, timedelta(), _MINUTE))


def _spans(ruleset: Ruleset) -> Iterator[timedelta]:
    """How long before now something may have been: on and beside what tests ask of numbers."""
    numbers: set[float] = {0, 1, 24}
    for test in every_test(ruleset):
        fact = ruleset.facts.get(test.subject)
        if fact is not None and fact.computed is not None:
            numbers.update(_few(test.operands))
    for number in sorted(numbers):
        for beside in (-1, 0, 1):
            yield timedelta(hours=number) + beside * _MINUTE
            yield timedelta(days=number) + beside * _MINUTE
        weeks, days = divmod(int(number), 5)
        yield timedelta(days=7 * weeks + days)


def _few(operands: Iterable[object]) -> Iterator[float]:
    for operand in operands:
        is_number = isinstance(operand, int | float) and not isinstance(operand, bool)
        if is_number and abs(operand) < 10_000:  # type: ignore[arg-type]
            yield operand  # type: ignore[misc]


def _named(ruleset: Ruleset, name: str) -> Iterator[date]:
    """The days near which tests name a moment."""
    for test in every_test(ruleset):
        for operand in test.operands if test.subject == name else ():
            if isinstance(operand, datetime):
                yield operand.date()
            elif isinstance(operand, date):
                yield operand
