"""The closed list of ways in which a fact can follow from others without a rule.

One row a computation: the words an author writes, what it takes, what it gives, and how. There
is no expression language on purpose: a coach reads ``{hours from: interview_ended, to: now}``
as a sentence, and every reading of the model can carry out a closed list exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any, NamedTuple

from tactful.language.calendar import (
    NO_SETTING,
    WEEKDAYS,
    Setting,
    Workplace,
    date_of,
    day_off,
    elapsed_hours,
    start_of,
    working_days,
    working_days_later,
)
from tactful.language.model import Clock, Fact, Ruleset
from tactful.language.values import LARGEST_NUMBER, NONE, YEARS, Kind, Value, ValueType
from tactful.language.windows import start_of_window

DAYS = (date(YEARS[0], 1, 1).toordinal(), date(YEARS[-1], 12, 31).toordinal())
"""The first and the last day of the calendar, as Python counts days."""

START_OF_WINDOW = "start of the window of"
"""The computation that gives the moment of acting."""

MILLIONTHS = 1_000_000
"""Arithmetic is rounded to millionths, so that a tenth and two tenths make three tenths."""


class Computation(NamedTuple):
    """One computation.

    Attributes:
        name: How the model names it.
        keys: The words that introduce its operands, in order: ``("hours from", "to")``.
        operand_kinds: For each operand, the kinds of fact it can be; where it takes several, one
            entry for all of them.
        result: The type of the computed fact; ``None`` for the type of what it is computed from.
            A computed number takes its unit from the author.
        compute: From the operands' values and the setting to the value; ``None`` if the setting
            lacks what it needs, or there is no such value.
        uses: Which parts of the setting it depends on (fields of ``Setting``).
        meaning: One line for the language reference.
        example: How an author writes it.
        several: The fewest and the most operands, in a list; ``None`` where each has a key.
        numbers: The places of the operands that may be numbers as well as facts (of a list: 0).
        whole: The operands have to be whole numbers wherever they are numbers.
        of_decision: Its one operand is a decision, of which it takes the start of the window.
        by_day: Of a moment only the day counts.
    """

    name: str
    keys: tuple[str, ...]
    operand_kinds: tuple[frozenset[Kind], ...]
    result: ValueType | None
    compute: Callable[[tuple[Any, ...], Setting], Value | None]
    meaning: str
    uses: tuple[str, ...] = ()
    example: str = ""
    several: tuple[int, int] | None = None
    numbers: frozenset[int] = frozenset()
    whole: bool = False
    of_decision: bool = False
    by_day: bool = False

    def kinds_of(self, place: int) -> frozenset[Kind]:
        """The kinds of fact that the operand at a place can be."""
        return self.operand_kinds[0 if self.several else place]

    def takes_number(self, place: int) -> bool:
        """Whether the operand at a place may be a number instead of a fact."""
        return (0 if self.several else place) in self.numbers


def computed_value(fact: Fact, values: Mapping[str, Value], ruleset: Ruleset) -> Value | None:
    """What a computed fact comes to, given what is known; ``None`` if that does not tell.

    What is known are facts and, where it is the start of a window, settled decisions.
    """
    if fact.computed is None:
        return None
    if fact.computed.decision is not None:
        return start_of_window(ruleset, fact.computed.decision, values)
    operands = tuple([values.get(o) if isinstance(o, str) else o for o in fact.computed.operands])
    if None in operands or NONE in operands:
        return None
    row = COMPUTATIONS[fact.computed.name]
    return row.compute(operands, Setting.of(ruleset.clock, values) if row.uses else NO_SETTING)


def computed_by(
    fact: Fact, names: Sequence[str], clock: Clock
) -> Callable[[Sequence[Value | None]], Value | None]:
    """``computed_value`` as a function of the values of some facts, all others being unknown.

    Never known where it is the start of a window: that no facts tell alone.
    """
    if fact.computed is None or fact.computed.decision is not None:
        return lambda _: None
    place = {name: number for number, name in enumerate(names)}
    if not all(operand in place for operand in fact.computed.facts):
        return lambda _: None
    row = COMPUTATIONS[fact.computed.name]
    of = fact.computed.operands  # a number stands for itself
    operands_at = [(place[o], None) if isinstance(o, str) else (0, o) for o in of]
    compute, setting_at = row.compute, [place.get(n or "") for n in clock] if row.uses else []
    settings: dict[tuple[Any, ...], Setting] = {(): NO_SETTING}

    def computed(values: Sequence[Value | None]) -> Value | None:
        operands = tuple([values[at] if own is None else own for at, own in operands_at])
        if None in operands or NONE in operands:
            return None
        known: tuple[Any, ...] = tuple([None if at is None else values[at] for at in setting_at])
        if known not in settings:  # of many rows few tell of other places
            settings[known] = Setting(*[None if each is NONE else each for each in known])
        return compute(operands, settings[known])

    return computed


def following(
    fact: Fact, name: str, values: Mapping[str, Value], ruleset: Ruleset
) -> Callable[[Value], Value | None]:
    """``computed_value`` as a function of one fact, where all else is known or stays unknown."""
    known, clock = dict(values), ruleset.clock

    def follow(value: Value) -> Value | None:
        known[name] = value
        return computed_value(fact, known, ruleset)

    made = fact.computed
    operands = () if made is None else made.operands
    if made is None or made.decision or name in clock or operands != made.facts:
        return follow
    if not all(known.get(str(each), NONE) is not NONE for each in operands if each != name):
        return lambda _: None
    # All but the one operand is looked up once.
    of, setting = COMPUTATIONS[made.name].compute, Setting.of(clock, known)

    def compute(operands: tuple[Any, ...], setting: Setting) -> Value | None:
        return None if NONE in operands else of(operands, setting)

    if operands == (name,):
        return lambda value: compute((value,), setting)
    if len(operands) != 2:
        return follow
    first, second = (known.get(str(each)) for each in operands)
    if operands[0] == operands[1]:
        return lambda value: compute((value, value), setting)
    if operands[0] == name:
        return lambda value: compute((value, second), setting)
    return lambda value: compute((first, value), setting)


def _hours_until(operands: tuple[Any, ...], setting: Setting) -> Value | None:
    if setting.now is None:
        return None
    return elapsed_hours(setting.now, start_of(operands[0]), setting.timezone)


def rounded(number: float) -> Value | None:
    """A number to the millionth; ``None`` where it is too large to be exact."""
    if not abs(number) <= LARGEST_NUMBER:
        return None
    if not float(number).is_integer():
        number = math.floor(number * MILLIONTHS + 0.5) / MILLIONTHS
    return int(number) if float(number).is_integer() else number


def _sum(numbers: Iterable[Any]) -> Value | None:
    return rounded(reduce(lambda so_far, number: so_far + float(number), numbers, 0.0))


def _product(numbers: Iterable[Any]) -> Value | None:
    return rounded(reduce(lambda so_far, number: so_far * float(number), numbers, 1.0))


def _quotient(number: Any, by: Any) -> Value | None:
    return None if by == 0 else rounded(float(number) / float(by))


def _days_later(operands: tuple[Any, ...], _: Setting) -> Value | None:
    """The day some days after another; ``None`` where the calendar does not reach it."""
    day = date_of(operands[0]).toordinal() + int(operands[1])
    return date.fromordinal(day) if DAYS[0] <= day <= DAYS[1] else None


_MOMENT = frozenset({Kind.DATETIME})
_DAY = frozenset({Kind.DATE, Kind.DATETIME})
_AMOUNT = frozenset({Kind.NUMBER})
_FLAG = frozenset({Kind.YES_NO})
_ORDERED = frozenset({Kind.NUMBER, Kind.DATE, Kind.DATETIME})
_SEVERAL = (2, 20)
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
            by_day=True,
        ),
        Computation(
            "working days from",
            ("working days from", "to"),
            (_DAY, _DAY),
            _WHOLE,
            lambda x, s: working_days(date_of(x[0]), date_of(x[1]), *s.workplace),
            "working days after the first day, up to and including the second",
            uses=Workplace._fields,
            by_day=True,
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
            by_day=True,
        ),
        Computation(
            "weekday of",
            ("weekday of",),
            (_DAY,),
            ValueType(Kind.CHOICE, choices={day: day.capitalize() for day in WEEKDAYS}),
            lambda x, _: WEEKDAYS[x[0].weekday()],
            "the day of the week",
            by_day=True,
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
        Computation(
            "sum of",
            ("sum of",),
            (_AMOUNT,),
            _NUMBER,
            lambda x, _: _sum(x),
            "numbers put together",
            example="{sum of: [salary, bonus]}",
            several=_SEVERAL,
            numbers=frozenset({0}),
        ),
        Computation(
            "difference of",
            ("difference of",),
            (_AMOUNT,),
            _NUMBER,
            lambda x, _: rounded(float(x[0]) - float(x[1])),
            "the first number less the second",
            example="{difference of: [offered, asked]}",
            several=(2, 2),
            numbers=frozenset({0}),
        ),
        Computation(
            "product of",
            ("product of",),
            (_AMOUNT,),
            _NUMBER,
            lambda x, _: _product(x),
            "numbers multiplied",
            example="{product of: [target, 0.95]}",
            several=_SEVERAL,
            numbers=frozenset({0}),
        ),
        Computation(
            "quotient of",
            ("quotient of",),
            (_AMOUNT,),
            _NUMBER,
            lambda x, _: _quotient(*x),
            "the first number divided by the second; not known where that is 0",
            example="{quotient of: [offered, asked]}",
            several=(2, 2),
            numbers=frozenset({0}),
        ),
        Computation(
            "largest of",
            ("largest of",),
            (_ORDERED,),
            None,
            lambda x, _: max(x),
            "the largest number, or the latest day or moment",
            example="{largest of: [first_offer, second_offer]}",
            several=_SEVERAL,
            numbers=frozenset({0}),
        ),
        Computation(
            "smallest of",
            ("smallest of",),
            (_ORDERED,),
            None,
            lambda x, _: min(x),
            "the smallest number, or the earliest day or moment",
            example="{smallest of: [answer_due, other_answer_due]}",
            several=_SEVERAL,
            numbers=frozenset({0}),
        ),
        Computation(
            "how many of",
            ("how many of",),
            (_FLAG,),
            _WHOLE,
            lambda x, _: sum(x),
            "how many of some facts are yes; not known while one is not",
            example="{how many of: [email_known, phone_known]}",
            several=_SEVERAL,
        ),
        Computation(
            "plus days",
            ("day", "plus days"),
            (_DAY, _AMOUNT),
            ValueType(Kind.DATE),
            _days_later,
            "the day so many days later; earlier where the number is below 0",
            example="{day: offer_made, plus days: 7}",
            numbers=frozenset({1}),
            whole=True,
            by_day=True,
        ),
        Computation(
            "plus working days",
            ("day", "plus working days"),
            (_DAY, _AMOUNT),
            ValueType(Kind.DATE),
            lambda x, s: working_days_later(date_of(x[0]), int(x[1]), *s.workplace),
            "the day so many working days later; earlier where the number is below 0",
            uses=Workplace._fields,
            example="{day: offer_made, plus working days: 5}",
            numbers=frozenset({1}),
            whole=True,
            by_day=True,
        ),
        Computation(
            "working day",
            ("working day",),
            (_DAY,),
            ValueType(Kind.YES_NO),
            lambda x, s: day_off(date_of(x[0]), *s.workplace) is None,
            "whether people work on a day",
            uses=Workplace._fields,
            example="{working day: today}",
            by_day=True,
        ),
        Computation(
            START_OF_WINDOW,
            (START_OF_WINDOW,),
            (frozenset(),),
            ValueType(Kind.DATETIME),
            lambda x, _: x[0],
            "when to act on what a decision comes to: when its window opens, or now if it is open",
            uses=Setting._fields,
            example="{start of the window of: timing}",
            of_decision=True,
        ),
    )
}
"""Every computation, by name."""
