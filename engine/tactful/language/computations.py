"""The closed list of ways in which a fact can follow from others without a rule.

One row a computation: the words an author writes, what it takes, what it gives, and how. There
is no expression language on purpose: a coach reads ``{hours from: interview_ended, to: now}``
as a sentence, and every reading of the model can carry out a closed list exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from tactful.language.calendar import WEEKDAYS, date_of, elapsed_hours, start_of, working_days
from tactful.language.model import Clock, Fact
from tactful.language.values import Kind, Value, ValueType


class Setting(NamedTuple):
    """Where and when a scenario plays, as far as it is known: what a computation may depend on."""

    now: datetime | None = None
    timezone: str | None = None
    country: str | None = None
    region: str | None = None

    @classmethod
    def of(cls, clock: Clock, values: Mapping[str, Value]) -> Setting:
        """The setting as the clock's facts tell it."""
        get = values.get
        return cls(*[get(name or "") for name in clock])  # type: ignore[arg-type]  # reading checks the types


NO_SETTING = Setting()
"""For what depends on no part of it."""


class Computation(NamedTuple):
    """One computation.

    Attributes:
        name: How the model names it.
        keys: The words that introduce its operands, in order: ``("hours from", "to")``.
        operand_kinds: For each operand, the kinds of fact it can be.
        result: The type of the computed fact. A computed number takes its unit from the author.
        compute: From the operands' values and the setting to the value; ``None`` if the setting
            lacks what it needs.
        uses: Which parts of the setting it depends on (fields of ``Setting``).
        meaning: One line for the language reference.
    """

    name: str
    keys: tuple[str, ...]
    operand_kinds: tuple[frozenset[Kind], ...]
    result: ValueType
    compute: Callable[[tuple[Any, ...], Setting], Value | None]
    meaning: str
    uses: tuple[str, ...] = ()


def computed_value(fact: Fact, values: Mapping[str, Value], clock: Clock) -> Value | None:
    """What a computed fact comes to, given what is known; ``None`` if that does not tell."""
    if fact.computed is None:
        return None
    operands = tuple([values.get(name) for name in fact.computed.operands])
    if None in operands:
        return None
    row = COMPUTATIONS[fact.computed.name]
    return row.compute(operands, Setting.of(clock, values) if row.uses else NO_SETTING)


def computed_by(
    fact: Fact, names: Sequence[str], clock: Clock
) -> Callable[[Sequence[Value | None]], Value | None]:
    """``computed_value`` as a function of the values of some facts, all others being unknown."""
    if fact.computed is None:
        return lambda _: None
    place = {name: number for number, name in enumerate(names)}
    if not all(operand in place for operand in fact.computed.operands):
        return lambda _: None
    row = COMPUTATIONS[fact.computed.name]
    operands_at = [place[operand] for operand in fact.computed.operands]
    setting_at = [place.get(name or "") for name in clock]
    compute, uses = row.compute, bool(row.uses)

    def computed(values: Sequence[Value | None]) -> Value | None:
        operands = tuple([values[at] for at in operands_at])
        if None in operands:
            return None
        if not uses:
            return compute(operands, NO_SETTING)
        known: list[Any] = [None if at is None else values[at] for at in setting_at]
        return compute(operands, Setting(*known))

    return computed


def following(
    fact: Fact, name: str, values: Mapping[str, Value], clock: Clock
) -> Callable[[Value], Value | None]:
    """``computed_value`` as a function of one fact, where all else is known or stays unknown."""
    known = dict(values)

    def follow(value: Value) -> Value | None:
        known[name] = value
        return computed_value(fact, known, clock)

    operands = () if fact.computed is None else fact.computed.operands
    if fact.computed is None or name in clock:
        return follow
    if not all(each in known for each in operands if each != name):
        return lambda _: None
    # All but the one operand is looked up once.
    compute, setting = COMPUTATIONS[fact.computed.name].compute, Setting.of(clock, known)
    if operands == (name,):
        return lambda value: compute((value,), setting)
    if len(operands) != 2:
        return follow
    first, second = (known.get(each) for each in operands)
    if operands[0] == operands[1]:
        return lambda value: compute((value, value), setting)
    if operands[0] == name:
        return lambda value: compute((value, second), setting)
    return lambda value: compute((first, value), setting)


def _hours_until(operands: tuple[Any, ...], setting: Setting) -> Value | None:
    if setting.now is None:
        return None
    return elapsed_hours(setting.now, start_of(operands[0]), setting.timezone)


_MOMENT = frozenset({Kind.DATETIME})
_DAY = frozenset({Kind.DATE, Kind.DATETIME})
_NUMBER = ValueType(Kind.NUMBER)
_WHOLE = ValueType(Kind.NUMBER, whole=True)

COMPUTATIONS: Mapping[str, Computation] = {
    row.name: row
    for row in (
        Computation(
            "hours from",
            ("hours from", "to"),
            (_MOMENT, _MOMENT),
            _NUMBER,
            lambda x, setting: elapsed_hours(x[0], x[1], setting.timezone),
            "hours that pass from one moment to another",
            uses=("timezone",),
        ),
        Computation(
            "days from",
            ("days from", "to"),
            (_DAY, _DAY),
            _WHOLE,
            lambda x, _: (date_of(x[1]) - date_of(x[0])).days,
            "calendar days from one day to another",
        ),
        Computation(
            "working days from",
            ("working days from", "to"),
            (_DAY, _DAY),
            _WHOLE,
            lambda x, s: working_days(date_of(x[0]), date_of(x[1]), s.country, s.region),
            "working days after the first day, up to and including the second",
            uses=("country", "region"),
        ),
        Computation(
            "time of day",
            ("time of day",),
            (_MOMENT,),
            ValueType(Kind.TIME),
            lambda x, _: x[0].time(),
            "the time of day of a moment",
        ),
        Computation(
            "date of",
            ("date of",),
            (_MOMENT,),
            ValueType(Kind.DATE),
            lambda x, _: x[0].date(),
            "the day of a moment",
        ),
        Computation(
            "weekday of",
            ("weekday of",),
            (_DAY,),
            ValueType(Kind.CHOICE, choices={day: day.capitalize() for day in WEEKDAYS}),
            lambda x, _: WEEKDAYS[x[0].weekday()],
            "the day of the week",
        ),
        Computation(
            "hours until",
            ("hours until",),
            (_DAY,),
            _NUMBER,
            _hours_until,
            "hours from the clock's now until a moment, or until a day begins",
            uses=("now", "timezone"),
        ),
    )
}
"""Every computation, by name."""
