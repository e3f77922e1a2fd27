"""Computed facts for many clients at once, equal to ``computations`` to the last digit.

What has a formula is an expression. What depends on a time zone or on days off is looked
up in small tables. A computation that has no row here is carried out once for each distinct set
of operands, so a new one works before it is fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from tactful.columns.arithmetic import extreme, folded, level
from tactful.columns.conditions import DTYPES, inner_dtype, literal, total
from tactful.columns.days import (
    CALENDAR,
    are_working_days,
    working_days_between,
    working_days_later,
)
from tactful.columns.numbers import PLACE, PLACES, ZONE, ZONES, Numbered, Numbers, week_of
from tactful.columns.zones import DAY, SECOND, UNKNOWN, clocks, in_numbers, years
from tactful.language.calendar import WEEKDAYS, Setting, Workplace
from tactful.language.computations import COMPUTATIONS
from tactful.language.model import Fact
from tactful.language.values import Kind, Value, ValueType

Clockwork: TypeAlias = Mapping[str, pl.Expr | None]
"""The columns of the clock's facts, by field of ``Setting``; ``None`` if never known.

``ZONE`` and ``PLACE`` are the numbers of the time zones, and of where people work. A working week
is a ``WEEK_MASK``.
"""


Operands: TypeAlias = Sequence[pl.Expr | float]
"""What a fact is computed from: columns, and numbers that are the same for all."""


def computed(
    fact: Fact, operands: Operands, types: Sequence[ValueType], clock: Clockwork
) -> pl.Expr:
    """The value of a computed fact, null where it cannot be computed.

    Args:
        fact: The fact, which is computed.
        operands: The columns of what it is computed from, and numbers.
        types: Their types.
        clock: The columns of the clock's facts.

    Raises:
        ValueError: if the fact is not computed.
    """
    if fact.computed is None:
        raise ValueError(f"`{fact.id}` is not computed")
    name = fact.computed.name
    columns = [
        pl.lit(o, dtype=DTYPES[Kind.NUMBER]) if isinstance(o, float) else o for o in operands
    ]
    numbers = [operand for operand in operands if isinstance(operand, float)]
    if len(numbers) == len(operands):
        value = COMPUTATIONS[name].compute(tuple(numbers), Setting())
        return pl.lit(value, dtype=inner_dtype(fact.type))
    return _EXPRESSIONS.get(name, _one_by_one)(fact, columns, types, clock)


def _moment(column: pl.Expr, type_: ValueType) -> pl.Expr:
    return column if type_.kind is Kind.DATETIME else column.cast(DTYPES[Kind.DATETIME])


def _day(column: pl.Expr, type_: ValueType) -> pl.Expr:
    """Days since 1 January 1970. Polars divides quicker than it tells dates."""
    number = column.to_physical()
    if type_.kind is Kind.DATETIME:
        number = (number // DAY).cast(pl.Int32, wrap_numerical=True)
    return number


def _time(column: pl.Expr) -> pl.Expr:
    """The time of day of moments, which Polars counts in nanoseconds."""
    return (column.to_physical() % DAY * 1000).cast(pl.Time)


def _elapsed(start: pl.Expr, end: pl.Expr, zone: pl.Expr | None) -> pl.Expr:
    moments = [in_numbers(start), in_numbers(end)]
    return pl.map_batches(
        [*moments, *([] if zone is None else [zone])],
        _hours,
        return_dtype=pl.Float64(),
        is_elementwise=True,
    )


def _hours(columns: Sequence[pl.Series]) -> pl.Series:
    """Hours between two moments, by the same divisions as one pair takes.

    Polars would multiply by a reciprocal, which differs in the last digit.
    """
    begun, ended, *zones = (column.to_numpy() for column in level(columns))
    unknown = (begun == UNKNOWN) | (ended == UNKNOWN)
    hours = (ended - begun) / (3600 * SECOND)
    if zones:
        zone, names = ZONES.read(zones[0])
        here = clocks(names, *years(begun, ended))
        begun, ended = (here.universal(moment, zone) / SECOND for moment in (begun, ended))
        hours = np.where(zones[0] > 0, (ended - begun) / 3600, hours)
    hours[unknown] = np.nan
    return pl.Series(hours, nan_to_null=True)


def _by_place(
    count: Callable[[list[Numbers], Numbered[Workplace]], Numbers],
    operands: Sequence[pl.Expr],
    types: Sequence[ValueType],
    clock: Clockwork,
) -> pl.Expr:
    """What depends on the days off where each client is, as numbers; null where not known.

    ``count`` makes it of the operands' days and numbers, all of them known, and of the places.
    """
    units = [DAY if type_.kind is Kind.DATETIME else 1 for type_ in types]

    def find(columns: Sequence[pl.Series]) -> pl.Series:
        numbers = [column.to_numpy() for column in level(columns)]
        given, places = numbers[: len(units)], numbers[len(units) :]
        known = np.flatnonzero(np.all([some != UNKNOWN for some in given], axis=0))
        place = PLACES.read(places[0]) if places else PLACES.nobody(len(given[0]))
        days = [some[known] // unit for some, unit in zip(given, units, strict=True)]
        found = np.full(len(given[0]), np.nan)
        found[known] = count(days, place.picked(known))
        return pl.Series(found, nan_to_null=True)

    place = clock[PLACE]
    return pl.map_batches(
        [*map(in_numbers, operands), *([] if place is None else [place])],
        find,
        return_dtype=pl.Float64(),
        is_elementwise=True,
    )


def _working_days_from(
    _: Fact, operands: Sequence[pl.Expr], types: Sequence[ValueType], clock: Clockwork
) -> pl.Expr:
    return _by_place(
        lambda days, at: working_days_between(days[0], days[1], at), operands, types, clock
    )


def _plus_working_days(
    _: Fact, operands: Sequence[pl.Expr], types: Sequence[ValueType], clock: Clockwork
) -> pl.Expr:
    later = _by_place(
        lambda days, at: working_days_later(days[0], days[1], at), operands, types, clock
    )
    return later.cast(pl.Int32).cast(pl.Date)


def _working_day(
    _: Fact, operands: Sequence[pl.Expr], types: Sequence[ValueType], clock: Clockwork
) -> pl.Expr:
    made = _by_place(lambda d, at: are_working_days(d[0], at), operands, types, clock)
    return made.cast(pl.Boolean)


def _plus_days(
    _: Fact, operands: Sequence[pl.Expr], types: Sequence[ValueType], __: Clockwork
) -> pl.Expr:
    later = _day(operands[0], types[0]).cast(pl.Int64) + operands[1].cast(pl.Int64)
    first, last = CALENDAR
    return pl.when(later.is_between(first, last)).then(later).cast(pl.Int32).cast(pl.Date)


def _weekday_of(
    fact: Fact, operands: Sequence[pl.Expr], _: Sequence[ValueType], __: Clockwork
) -> pl.Expr:
    number = operands[0].dt.weekday()
    choices, result = list(fact.type.choices), inner_dtype(fact.type)
    if choices == list(WEEKDAYS):
        return (number - 1).cast(result, wrap_numerical=True)
    places = {n: choices.index(day) for n, day in enumerate(WEEKDAYS, start=1)}
    return number.replace_strict(places, return_dtype=result)


def _hours_until(
    _: Fact, operands: Sequence[pl.Expr], types: Sequence[ValueType], clock: Clockwork
) -> pl.Expr:
    now = clock["now"]
    if now is None:
        return pl.lit(None, dtype=DTYPES[Kind.NUMBER])
    return _elapsed(now, _moment(operands[0], types[0]), clock[ZONE])


def _one_by_one(
    fact: Fact, operands: Sequence[pl.Expr], types: Sequence[ValueType], clock: Clockwork
) -> pl.Expr:
    """Any computation, once for each distinct set of what it depends on."""
    computation = COMPUTATIONS[fact.computed.name] if fact.computed else None
    if computation is None:
        raise ValueError(f"`{fact.id}` is not computed")
    uses = {part: column for part in computation.uses if (column := clock[part]) is not None}

    def compute(columns: Sequence[pl.Series]) -> pl.Series:
        frame = pl.DataFrame(
            [c.alias(str(n)) for n, c in enumerate(level(columns))]
        ).with_row_index("row")
        distinct = frame.group_by(pl.exclude("row"), maintain_order=True).agg("row")
        results: list[Value | None] = [None] * frame.height
        for *found, rows in distinct.iter_rows():
            known = tuple(
                list(t.choices)[v] if t.kind is Kind.CHOICE and v is not None else v
                for v, t in zip(found, types, strict=False)
            )
            if None not in known:
                setting = _setting(zip(uses, found[len(types) :], strict=True))
                value = computation.compute(known, setting)
                for row in rows:
                    results[row] = value
        if fact.type.kind is Kind.CHOICE:
            choices = list(fact.type.choices)
            results = [None if v is None else choices.index(str(v)) for v in results]
        return pl.Series(results, dtype=inner_dtype(fact.type), strict=False)

    return pl.map_batches(
        [*operands, *uses.values()],
        compute,
        return_dtype=inner_dtype(fact.type),
        is_elementwise=True,
    )


def _setting(known: Iterable[tuple[str, Any]]) -> Setting:
    found = dict(known)
    if "working_week" in found:
        found["working_week"] = week_of(found["working_week"])
    return Setting(**found)


_Maker: TypeAlias = Callable[[Fact, Sequence[pl.Expr], Sequence[ValueType], Clockwork], pl.Expr]

_EXPRESSIONS: Mapping[str, _Maker] = {
    "hours from": lambda _, x, __, clock: _elapsed(x[0], x[1], clock[ZONE]),
    "days from": lambda _, x, t, __: (_day(x[1], t[1]) - _day(x[0], t[0])).cast(pl.Float64),
    "working days from": _working_days_from,
    "time of day": lambda _, x, __, ___: _time(x[0]),
    "date of": lambda _, x, t, __: _day(x[0], t[0]).cast(pl.Date),
    "weekday of": _weekday_of,
    "hours until": _hours_until,
    "sum of": lambda _, x, __, ___: folded(np.add, x),
    "difference of": lambda _, x, __, ___: folded(np.subtract, x),
    "product of": lambda _, x, __, ___: folded(np.multiply, x),
    "quotient of": lambda _, x, __, ___: folded(np.divide, x),
    "largest of": lambda _, x, __, ___: extreme(pl.max_horizontal, x),
    "smallest of": lambda _, x, __, ___: extreme(pl.min_horizontal, x),
    "how many of": lambda _, x, __, ___: total([o.cast(pl.Float64) for o in x]),
    "plus days": _plus_days,
    "plus working days": _plus_working_days,
    "working day": _working_day,
}
"""How each computation is carried out on columns."""


def local_now(zone: pl.Expr | None, moment: Callable[[str | None], datetime]) -> pl.Expr:
    """The present moment where each client is; ``moment`` tells it for a zone, or for none."""
    here = literal(moment(None), ValueType(Kind.DATETIME))
    if zone is None:
        return here

    def by_zone(column: pl.Series) -> pl.Series:
        names = column.unique()
        return column.replace_strict(
            names, [moment(name) for name in names], return_dtype=DTYPES[Kind.DATETIME]
        )

    return zone.map_batches(by_zone, return_dtype=DTYPES[Kind.DATETIME], is_elementwise=True)
