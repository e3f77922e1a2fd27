"""A cohort's columns as facts' values: nothing is guessed, and nothing is lost.

A text is read by the fact it belongs to, as in a scenario: ``no``, ``007`` and ``16:30`` never
turn into something else. Texts in the usual shape are read a column at a time; any other text is
put to the very code that reads scenarios, once for each distinct text. A typed column keeps its
type, and has to fit. An empty cell is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, NamedTuple

import polars as pl

from tactful.cohort.output import in_json, is_nested, plain, within_years
from tactful.cohort.remedies import FACELESS, Remedies
from tactful.columns.conditions import DTYPES, outer_dtype
from tactful.columns.numbers import distinct
from tactful.columns.usual import USUAL, exact, in_range
from tactful.language.calendar import countries, zone_exists, zone_named
from tactful.language.model import Clock, Fact
from tactful.language.values import NONE, Kind, NotAValue, Value, ValueType, check_signs
from tactful.reading.defects.values import expected
from tactful.reading.values import parse
from tactful.text.lines import quoted, shortened

EXCEL_ERRORS = {
    "NA": "#N/A",
    "Div0": "#DIV/0!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "Num": "#NUM!",
    "Null": "#NULL!",
    "Name": "#NAME?",
    "GettingData": "#GETTING_DATA",
}
"""What a cell shows whose formula has no result, by what fastexcel calls it."""

_LATER_ERRORS = ("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!")
_ERRORS = frozenset((*EXCEL_ERRORS.values(), *_LATER_ERRORS))

_MOMENTS = (Kind.DATE, Kind.TIME, Kind.DATETIME)
_SERIAL = re.compile(r"[0-9]{5,6}(\.[0-9]+)?|0\.[0-9]+")
"""Days since 1900, which a spreadsheet shows where a date or a time has lost its format."""

_MOST_REMEMBERED = 100_000
"""Distinct texts whose meaning is kept for the batches that follow."""


class ColumnValues(NamedTuple):
    """A column read as a fact's values, and which of its rows hold something else.

    ``none`` tells where there is none of the fact; ``None`` where that cannot be said of it.
    """

    values: pl.Series
    wrong: pl.Series
    none: pl.Series | None = None


class ColumnReader:
    """Reads the columns of one fact, batch after batch, and several batches at a time."""

    def __init__(self, fact: Fact, clock: Clock, remedies: Remedies = FACELESS) -> None:
        self.fact = fact
        self._remedies = remedies
        self._check = _check_of(fact, clock)
        # Places and time zones are few, and are looked up again and again: so they get numbers.
        is_place = fact.type.kind is Kind.TEXT and fact.id in clock
        self.dtype = pl.Categorical(pl.Categories.random()) if is_place else outer_dtype(fact.type)
        self._known: dict[tuple[str, str | None], Value | NotAValue] = {}

    def read(self, column: pl.Series, zones: pl.Series | None) -> ColumnValues:
        """The values of a column.

        Args:
            column: The column as it came.
            zones: Each row's time zone, in which a moment with an offset is told.
        """
        if self.fact.type.none is None:
            return self._read(column, zones)
        column, none = _without_none(column)
        return self._read(column, zones)._replace(none=none)

    def _read(self, column: pl.Series, zones: pl.Series | None) -> ColumnValues:
        if isinstance(column.dtype, pl.Categorical | pl.Enum):
            return self._from_categories(column, zones)
        if column.dtype == pl.String:
            return self._from_text(column, zones)
        values = self._from_typed(column, zones)
        if values is None:
            return ColumnValues(_nothing(column, self.dtype), column.is_not_null())
        if values.null_count() == column.null_count():
            return ColumnValues(values, pl.Series([False]).new_from_index(0, len(values)))
        return ColumnValues(values, column.is_not_null() & values.is_null())

    def reason(self, value: object, zone: str | None) -> str:
        """Why a value is none of the fact's."""
        text = as_text(value)
        found = self._parsed(text.strip(), zone) if isinstance(value, str) else None
        if isinstance(found, NotAValue):
            if self.fact.type.kind in _MOMENTS and _SERIAL.fullmatch(text.strip()):
                return self._is_a_number(text)
            return f"{found.message}; {found.help}{_or_none(self.fact.type)}"
        if isinstance(value, datetime) and value.tzinfo is not None:
            if zone is None:
                return str(_without_zone(text))
            if value.astimezone(zone_named(zone)).fold:
                return str(_second(text, zone, self._remedies))
        if isinstance(value, float | int) and not isinstance(value, bool):
            if self.fact.type.kind in _MOMENTS:
                return self._is_a_number(text)
            try:
                self.fact.type.check(value)
            except NotAValue as error:
                return f"{error.message}; {error.help}"
        return f"`{shortened(text)}` does not fit; write {_written(self.fact.type)}"

    def _is_a_number(self, text: str) -> str:
        return (
            f"`{shortened(text)}` is a number; give the column the format of a date or a "
            f"time where it was made, or write {_written(self.fact.type)}"
        )

    def _from_categories(self, column: pl.Series, zones: pl.Series | None) -> ColumnValues:
        """A column of few texts; those of a choice that are choices need not be looked at."""
        if self.fact.type.kind is not Kind.CHOICE or self.fact.type.many:
            return self._from_text(column.cast(pl.String), zones)
        values = column if column.dtype == self.dtype else column.cast(self.dtype, strict=False)
        left = column.is_not_null() & values.is_null()
        if not left.any():
            return ColumnValues(values, left)
        return self._from_text(column.cast(pl.String), zones)

    def _from_text(self, column: pl.Series, zones: pl.Series | None) -> ColumnValues:
        if self.fact.type.many:
            return self._several(column)
        values = self._usual(column)
        if values.null_count() == column.null_count():
            return ColumnValues(values, _nothing(values, pl.Boolean()).fill_null(value=False))
        text = column.str.strip_chars()
        text = text.set(text == "", None)
        left = text.is_not_null() & values.is_null()
        if not left.any():
            return ColumnValues(values, left)
        return self._one_by_one(text, values, left, zones)

    def _usual(self, text: pl.Series) -> pl.Series:
        """The values of texts in the usual shape; null for every other text."""
        kind = self.fact.type.kind
        if kind is Kind.CHOICE:
            return text.cast(self.dtype, strict=False)
        if kind is Kind.YES_NO:
            said = pl.lit(text)
            named = pl.when(said == "yes").then(True).when(said == "no").then(False)
            return pl.select(named).to_series()
        if kind is Kind.TEXT:
            values = text.cast(self.dtype)
            numbered = values.dtype == pl.Categorical
            words = distinct(values)[1] if numbered else text.unique()
            told = (word for word in words if word is not None)
            as_they_are = all(w == w.strip() and self._parsed(w, None) == w for w in told)
            return values if as_they_are else _nothing(text, self.dtype)
        return in_range(USUAL[kind](text), self.fact.type)

    def _one_by_one(
        self, text: pl.Series, values: pl.Series, left: pl.Series, zones: pl.Series | None
    ) -> ColumnValues:
        kind = self.fact.type.kind
        keyed = pl.DataFrame({"text": text.filter(left)}).with_columns(
            (zones.filter(left) if zones is not None and kind is Kind.DATETIME else pl.lit(None))
            .cast(pl.String)
            .alias("zone")
        )
        different = keyed.unique()
        found = [self._parsed(*key) for key in different.iter_rows()]
        meant = pl.Series(
            "value",
            [None if isinstance(v, NotAValue) else v for v in found],
            dtype=self.dtype,
            strict=False,
        )
        read = keyed.join(
            different.with_columns(meant),
            on=["text", "zone"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        where = left.arg_true()
        values = values.scatter(where, read["value"])
        return ColumnValues(values, text.is_not_null() & values.is_null())

    def _several(self, column: pl.Series) -> ColumnValues:
        """Texts as several choices at once: ``[a, b]``, ``a, b`` or ``a; b``."""
        cells = pl.DataFrame({"text": column.str.strip_chars()})
        different = cells.unique()
        found = [text and self._parsed(text, None) for text in different["text"]]
        lists = [self.fact.type.in_order(v) if isinstance(v, frozenset) else None for v in found]
        meant = different.with_columns(pl.Series("value", lists, dtype=self.dtype))
        joined = cells.join(meant, on="text", how="left", nulls_equal=True, maintain_order="left")
        values, said = joined["value"], (cells["text"] != "").fill_null(value=False)
        return ColumnValues(values, said & values.is_null())

    def _parsed(self, text: str, zone: str | None) -> Value | NotAValue:
        known, key = self._known, (text, zone)
        found = known.get(key)
        if found is None:
            if len(known) >= _MOST_REMEMBERED:
                self._known = known = {}  # others may still be reading the old one
            try:
                found = self._parse(text, zone)
            except NotAValue as error:
                found = NotAValue(_fit(error.message, text), error.help)
            known[key] = found
        return found

    def _parse(self, text: str, zone: str | None) -> Value:
        if text in _ERRORS:
            raise NotAValue(
                f"`{text}` is an error of Excel, and no value",
                "mend the formula, or empty the cell",
            )
        check_signs(text)
        if self.fact.type.many:
            return self.fact.type.parse(text.replace(";", ","))
        value = parse(text, self.fact.type)
        if isinstance(value, datetime) and value.tzinfo is not None:
            if zone is None or not zone_exists(zone):
                raise _without_zone(text)
            value = value.astimezone(zone_named(zone)).replace(tzinfo=None)
            if value.fold:
                raise _second(text, zone, self._remedies)
            self.fact.type.check(value)
        self._check(value)
        return value

    def _from_typed(self, column: pl.Series, zones: pl.Series | None) -> pl.Series | None:
        """A typed column as values; ``None`` if its type can never be the fact's."""
        kind, dtype = self.fact.type.kind, column.dtype
        if isinstance(dtype, pl.Date | pl.Datetime):
            column = pl.select(within_years(pl.lit(column), dtype)).to_series()
        if dtype == pl.Null:
            return _nothing(column, self.dtype)
        if isinstance(dtype, pl.List) and self.fact.type.many:
            return self._from_lists(column)
        if kind is Kind.YES_NO and dtype == pl.Boolean:
            return column
        if kind is Kind.NUMBER and dtype.is_numeric():
            return in_range(exact(column).cast(pl.Float64, strict=False), self.fact.type)
        if kind is Kind.DATE and dtype == pl.Date:
            return in_range(column, self.fact.type)
        if kind is Kind.TIME and dtype == pl.Time:
            return in_range(column, self.fact.type)
        if isinstance(dtype, pl.Datetime):
            return self._from_moments(column, zones)
        return None

    def _from_lists(self, column: pl.Series) -> pl.Series | None:
        """Lists of names as several choices at once, in the author's order."""
        inner = column.dtype.inner  # type: ignore[attr-defined]  # that of a List
        if not isinstance(inner, pl.String | pl.Null | pl.Enum | pl.Categorical):
            return None
        name, choices = pl.element(), list(self.fact.type.choices)
        names = pl.lit(column.cast(pl.List(pl.String)))
        fit = names.list.eval(name.is_in(choices).fill_null(value=False)).list.all()
        places = names.list.eval(name.cast(pl.Enum(choices), strict=False)).list.unique()
        return pl.select(pl.when(fit).then(places.list.sort()).cast(self.dtype)).to_series()

    def _from_moments(self, column: pl.Series, zones: pl.Series | None) -> pl.Series | None:
        kind = self.fact.type.kind
        if getattr(column.dtype, "time_zone", None) is not None:
            if kind is not Kind.DATETIME or zones is None:
                return None if kind is not Kind.DATETIME else _nothing(column, self.dtype)
            column = _local(column, zones)
        column = column.cast(DTYPES[Kind.DATETIME])
        if kind is Kind.DATETIME:
            return in_range(column, self.fact.type)
        if kind is Kind.DATE:  # how spreadsheets keep a day
            midnight = column.dt.time() == time(0)
            return in_range(
                pl.select(pl.when(midnight).then(column.dt.date())).to_series(), self.fact.type
            )
        return None


def shown_value(column: pl.Series, place: int) -> Any:
    """What stands in a column, as people are shown it where it is no value of the fact's."""
    one, dtype = column[place : place + 1], column.dtype
    if dtype == pl.List(pl.String):
        return one.item()  # as several choices are written
    if is_nested(dtype):
        return pl.select(in_json(pl.lit(one), dtype)).item()
    if not isinstance(dtype, pl.Date | pl.Datetime | pl.Duration | pl.Binary):
        return one.item()
    told = pl.select(plain(pl.lit(one), dtype)).item()
    return one.to_physical().item() if told is None else told


def _nothing(like: pl.Series, dtype: Any) -> pl.Series:
    return pl.Series([None], dtype=dtype).new_from_index(0, len(like))


def _without_none(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """A column without the cells that say that there is none, and where these are."""
    if not isinstance(column.dtype, pl.String | pl.Categorical | pl.Enum):
        return column, pl.Series([False]).new_from_index(0, len(column))
    text = column.cast(pl.String)
    none = (text.str.strip_chars() == NONE.value).fill_null(value=False)
    return text.set(none, None), none


def _written(type_: ValueType) -> str:
    """What to write into a cell."""
    if type_.many:
        return f"a list of {quoted(type_.choices)}, as `[{', '.join([*type_.choices][:2])}]`"
    return f"{expected(type_)}{_or_none(type_)}"


def _or_none(type_: ValueType) -> str:
    return "" if type_.none is None else f", or `{NONE.value}` where there is none"


def as_text(value: object) -> str:
    """What a cell holds, as text."""
    if isinstance(value, str):
        return value
    if isinstance(value, pl.Series):
        return f"[{', '.join(map(as_text, value))}]"
    if isinstance(value, bool | int | float | date | time):
        type_ = ValueType(Kind.TEXT)
        return type_.show(value)
    return str(value)


def _fit(message: str, text: str) -> str:
    """A message that quotes a long text in part."""
    return message.replace(f"`{text}`", f"`{shortened(text)}`")


def _without_zone(text: str) -> NotAValue:
    return NotAValue(
        f"`{shortened(text)}` carries an offset, and no time zone is given",
        "give the time zone as well, as Europe/Paris, or the local time",
    )


def _second(text: str, zone: str, remedies: Remedies) -> NotAValue:
    """A column keeps a local time, and not which of two: a wrong hour is worse than none."""
    return NotAValue(
        f"the clocks of {zone} went back, and `{shortened(text)}` is the second of two alike",
        f"advise on this client with {remedies.alone}, which tells the two apart",
    )


def _local(column: pl.Series, zones: pl.Series) -> pl.Series:
    """Moments of universal time as each row's local time; null where its zone is not known."""
    utc, zones = column.cast(pl.Datetime("us", "UTC")), zones.cast(pl.String)
    result = _nothing(column, DTYPES[Kind.DATETIME])
    for name in zones.drop_nulls().unique():
        rows = (zones == name).fill_null(value=False).arg_true()
        zone = zone_named(name)
        told = [m and m.astimezone(zone) for m in utc.gather(rows)]
        moments = [None if m is None or m.fold else m.replace(tzinfo=None) for m in told]
        result = result.scatter(rows, pl.Series(moments, dtype=DTYPES[Kind.DATETIME]))
    return result


def _check_of(fact: Fact, clock: Clock) -> Callable[[Value], None]:
    """What a value has to pass beyond its type: a zone and a country have to exist."""

    def zone(value: Value) -> None:
        if not zone_exists(str(value)):
            raise NotAValue(f"`{value}` is not a time zone", "write it as Europe/Paris")

    def country(value: Value) -> None:
        if value not in countries():
            raise NotAValue(
                f"`{value}` is not a country whose public holidays are known",
                "write its two capital letters, as FR or US",
            )

    checks = {clock.timezone: zone, clock.country: country}
    return checks.get(fact.id, lambda _: None)
