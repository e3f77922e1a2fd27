"""Computed facts for many clients at once, equal to ``computations`` to the last digit.

What has a formula is an expression. What depends on a time zone or on public holidays is looked
up in small tables that are made with ``computations`` itself, one for each zone, or country and
year, that occurs. A computation that has no row here is carried out once for each distinct set
of operands, so a new one works before it is fast.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from tactful.columns_formulas import DTYPES, inner_dtype, literal
from tactful.computations import (
    COMPUTATIONS,
    WEEKDAYS,
    Setting,
    weekday_holidays,
    zone_named,
)
from tactful.model import Fact
from tactful.values import Kind, Value, ValueType

_HOUR = 3_600_000_000
_SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1)
_FIRST_DAY = date(1970, 1, 1).toordinal()

Clockwork: TypeAlias = Mapping[str, pl.Expr | None]
"""The columns of the clock's facts, by field of ``Setting``; ``None`` if never known."""


def computed(
    fact: Fact, operands: Sequence[pl.Expr], types: Sequence[ValueType], clock: Clockwork
) -> pl.Expr:
    """The value of a computed fact, null where it cannot be computed.

    Args:
        fact: The fact, which is computed.
        operands: The columns of what it is computed from.
        types: Their types.
        clock: The columns of the clock's facts.

    Raises:
        ValueError: if the fact is not computed.
    """
    if fact.computed is None:
        raise ValueError(f"`{fact.id}` is not computed")
    make = _EXPRESSIONS.get(fact.computed.name, _one_by_one)
    return make(fact, operands, types, clock)


def _moment(column: pl.Expr, type_: ValueType) -> pl.Expr:
    return column if type_.kind is Kind.DATETIME else column.cast(DTYPES[Kind.DATETIME])


def _day(column: pl.Expr, type_: ValueType) -> pl.Expr:
    return column.dt.date() if type_.kind is Kind.DATETIME else column


def _elapsed(start: pl.Expr, end: pl.Expr, zone: pl.Expr | None) -> pl.Expr:
    columns = [start, end, *([] if zone is None else [zone])]
    return pl.map_batches(columns, _hours, return_dtype=pl.Float64(), is_elementwise=True)


def _hours(columns: Sequence[pl.Series]) -> pl.Series:
    """Hours between two moments, by the same divisions as one pair takes.

    Polars would multiply by a reciprocal, which differs in the last digit.
    """
    start, end, *zones = _level(columns)
    known = start.is_not_null() & end.is_not_null()
    begun, ended = (c.cast(pl.Int64).fill_null(0).to_numpy() for c in (start, end))
    hours = (ended - begun) / _HOUR
    if zones:
        zoned = known & zones[0].is_not_null()
        seconds = [
            (moments - _offsets(moments, zones[0], zoned)) / _SECOND for moments in (ended, begun)
        ]
        hours = np.where(zoned.to_numpy(), (seconds[0] - seconds[1]) / 3600, hours)
    return pl.Series(hours).set(~known, None)


def _offsets(moments: Any, zones: pl.Series, known: pl.Series) -> Any:
    """Microseconds between local time and universal time, where the zone is known."""
    result = np.zeros(len(moments), np.int64)
    for (name,), rows in _groups(pl.DataFrame({"by": zones}), known):
        places = rows.to_numpy()
        breaks, offsets = _zone_table(str(name), *_years(moments[places]))
        result[places] = offsets[np.searchsorted(breaks, moments[places], side="right")]
    return result


def skipped_times(moments: pl.Series, zones: pl.Series) -> pl.Series:
    """Which local times never were, since the clocks of their zone went forward past them."""
    result = np.zeros(len(moments), np.bool_)
    local = moments.cast(pl.Int64).fill_null(0).to_numpy()
    known = moments.is_not_null() & zones.is_not_null()
    for (name,), rows in _groups(pl.DataFrame({"by": zones}), known):
        places = rows.to_numpy()
        first, last = _years(local[places])
        breaks, offsets = _zone_table(str(name), first, last + 1)  # a gap may end in the next
        if len(breaks):
            coming = np.searchsorted(breaks, local[places], side="right")
            nearest = np.minimum(coming, len(breaks) - 1)
            gap = (offsets[1:] - offsets[:-1])[nearest]
            inside = local[places] >= breaks[nearest] - gap
            result[places] = (coming < len(breaks)) & (gap > 0) & inside
    return pl.Series(result)


def _level(columns: Sequence[pl.Series]) -> tuple[pl.Series, ...]:
    """Columns of one length: what is the same for all may come as a single value."""
    height = max(len(column) for column in columns)
    return tuple(c if len(c) == height else c.new_from_index(0, height) for c in columns)


def _groups(by: pl.DataFrame, known: pl.Series) -> list[tuple[tuple[Any, ...], pl.Series]]:
    """The distinct values among the known rows, each with the numbers of its rows."""
    numbered = by.with_row_index("row").filter(known)
    grouped = numbered.group_by(by.columns, maintain_order=True).agg("row")
    rows = grouped["row"]
    return [(key, rows[place]) for place, key in enumerate(grouped.drop("row").iter_rows())]


def _years(local: Any) -> tuple[int, int]:
    years = local[[local.argmin(), local.argmax()]].astype("datetime64[us]").astype("datetime64[Y]")
    first, last = (int(year) for year in years.astype(np.int64) + 1970)
    return first, last


@lru_cache(maxsize=1024)
def _zone_table(name: str, first: int, last: int) -> tuple[Any, Any]:
    """When a zone's offset changes in some years, in local microseconds, and the offsets between.

    The first offset holds before the first change. It is found by asking the zone itself, day by
    day, so local times that a change skips or repeats get the offset that ``datetime`` gives.
    """
    zone = zone_named(name)

    def offset(at: int) -> int:
        found = (_EPOCH + timedelta(microseconds=at)).replace(tzinfo=zone).utcoffset()
        return 0 if found is None else found // timedelta(microseconds=1)

    day = 24 * _HOUR
    start = (date(first, 1, 1).toordinal() - _FIRST_DAY) * day
    stop = (date(last, 12, 31).toordinal() - _FIRST_DAY + 1) * day
    breaks, offsets = [], [offset(start)]
    for low in range(start, stop, day):
        if offset(min(low + day, stop - 1)) != offsets[-1]:
            before, after = low, low + day
            while after - before > 1:
                middle = (before + after) // 2
                before, after = (
                    (before, middle) if offset(middle) != offsets[-1] else (middle, after)
                )
            breaks.append(after)
            offsets.append(offset(after))
    return np.array(breaks, np.int64), np.array(offsets, np.int64)


def _working_days(columns: Sequence[pl.Series]) -> pl.Series:
    """Holidays on weekdays after the first day up to the second, at the place of each client."""
    starts, ends, *places = _level(columns)
    result = np.zeros(len(starts), np.int64)
    known = starts.is_not_null() & ends.is_not_null() & places[0].is_not_null()
    by = pl.DataFrame([place.alias(str(n)) for n, place in enumerate(places)])
    for place, rows in _groups(by, known):
        start, end = (c.gather(rows).cast(pl.Int64).to_numpy() for c in (starts, ends))
        low, high = np.minimum(start, end), np.maximum(start, end)
        found = np.zeros(len(low), np.int64)
        years = [side.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
                 for side in (low, high)]  # fmt: skip
        for year in range(int(years[0].min()), int(years[1].max()) + 1):
            days = _holiday_table(place, year)
            counted = np.searchsorted(days, high, "right") - np.searchsorted(days, low, "right")
            found += np.where((years[0] <= year) & (year <= years[1]), counted, 0)
        result[rows.to_numpy()] = np.where(end < start, -found, found)
    return pl.Series(result)


@lru_cache(maxsize=4096)
def _holiday_table(place: tuple[Any, ...], year: int) -> Any:
    days = sorted(day.toordinal() - _FIRST_DAY for day in weekday_holidays(*place, year))
    return np.array(days, np.int64)


def _weekdays_until(day: pl.Expr) -> pl.Expr:
    ordinal = day.cast(pl.Int64) + _FIRST_DAY  # day 1 of the calendar was a Monday
    return ordinal // 7 * 5 + pl.min_horizontal(ordinal % 7, pl.lit(5, dtype=pl.Int64))


def _working_days_from(
    _: Fact, operands: Sequence[pl.Expr], types: Sequence[ValueType], clock: Clockwork
) -> pl.Expr:
    start, end = (_day(o, t) for o, t in zip(operands, types, strict=True))
    weekdays = _weekdays_until(end) - _weekdays_until(start)
    if clock["country"] is not None:
        uses = COMPUTATIONS["working days from"].uses
        nowhere = pl.lit(None, dtype=pl.String)
        place = [nowhere if column is None else column for column in map(clock.get, uses)]
        weekdays = weekdays - pl.map_batches(
            [start, end, *place], _working_days, return_dtype=pl.Int64(), is_elementwise=True
        )
    return weekdays.cast(pl.Float64)


def _weekday_of(
    fact: Fact, operands: Sequence[pl.Expr], types: Sequence[ValueType], __: Clockwork
) -> pl.Expr:
    number = _day(operands[0], types[0]).dt.weekday()
    choices = list(fact.type.choices)
    places = {n: choices.index(day) for n, day in enumerate(WEEKDAYS, start=1)}
    return number.replace_strict(places, return_dtype=inner_dtype(fact.type))


def _hours_until(
    _: Fact, operands: Sequence[pl.Expr], types: Sequence[ValueType], clock: Clockwork
) -> pl.Expr:
    now = clock["now"]
    if now is None:
        return pl.lit(None, dtype=DTYPES[Kind.NUMBER])
    return _elapsed(now, _moment(operands[0], types[0]), clock["timezone"])


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
            [c.alias(str(n)) for n, c in enumerate(_level(columns))]
        ).with_row_index("row")
        distinct = frame.group_by(pl.exclude("row"), maintain_order=True).agg("row")
        results: list[Value | None] = [None] * frame.height
        for *found, rows in distinct.iter_rows():
            known = tuple(
                list(t.choices)[v] if t.kind is Kind.CHOICE and v is not None else v
                for v, t in zip(found, types, strict=False)
            )
            if None not in known:
                setting = Setting(**dict(zip(uses, found[len(types) :], strict=True)))
                value = computation.compute(known, setting)
                for row in rows:
                    results[row] = value
        if fact.type.kind is Kind.CHOICE:
            choices = list(fact.type.choices)
            results = [None if v is None else choices.index(str(v)) for v in results]
        return pl.Series(results, dtype=inner_dtype(fact.type), strict=False)

    return pl.map_batches(
        [*operands, *uses.values()], compute, return_dtype=inner_dtype(fact.type),
        is_elementwise=True,
    )  # fmt: skip


_Maker: TypeAlias = Callable[[Fact, Sequence[pl.Expr], Sequence[ValueType], Clockwork], pl.Expr]

_EXPRESSIONS: Mapping[str, _Maker] = {
    "hours from": lambda _, x, __, clock: _elapsed(x[0], x[1], clock["timezone"]),
    "days from": lambda _, x, t, __: (
        _day(x[1], t[1]).cast(pl.Int64) - _day(x[0], t[0]).cast(pl.Int64)
    ).cast(pl.Float64),
    "working days from": _working_days_from,
    "time of day": lambda _, x, __, ___: x[0].dt.time(),
    "date of": lambda _, x, __, ___: x[0].dt.date(),
    "weekday of": _weekday_of,
    "hours until": _hours_until,
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
