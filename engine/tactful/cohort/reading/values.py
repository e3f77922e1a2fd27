"""A cohort's columns as facts' values: nothing is guessed, and nothing is lost.

A text is read by the fact it belongs to, as in a scenario, and then as people write. Texts in the
usual shape, and numbers and dates in the column's style, are read a column at a time; any other
text is looked up in ``words``, once for each distinct text. A typed column keeps its type, and
has to fit. An empty cell is unknown.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any, NamedTuple

import polars as pl

from tactful.cohort.output import in_json, is_nested, plain
from tactful.cohort.reading import styles
from tactful.cohort.reading.styles import PLAIN, Style
from tactful.cohort.reading.typed import Typed, nothing
from tactful.cohort.reading.words import (
    CellWords,
    NotKnown,
    day_alone,
    second_of_two,
    without_zone,
)
from tactful.cohort.remedies import FACELESS, Remedies
from tactful.columns.conditions import outer_dtype
from tactful.columns.numbers import distinct
from tactful.columns.usual import USUAL, in_range
from tactful.language.calendar import zone_named
from tactful.language.model import Clock, Fact
from tactful.language.values import NONE, Kind, NotAValue, Value, ValueType
from tactful.reading.defects.values import expected
from tactful.text.lines import quoted, shortened

_MOMENTS = (Kind.DATE, Kind.TIME, Kind.DATETIME)
_SERIAL = re.compile(r"[0-9]{5,6}(\.[0-9]+)?|0\.[0-9]+")
"""Days since 1900, which a spreadsheet shows where a date or a time has lost its format."""


class ColumnValues(NamedTuple):
    """A column read as a fact's values, and which of its rows hold something else.

    ``none`` tells where there is none of the fact; ``None`` where that cannot be said of it.
    """

    values: pl.Series
    wrong: pl.Series
    none: pl.Series | None = None


class ColumnReader:
    """Reads the columns of one fact, batch after batch, and several batches at a time."""

    def __init__(
        self, fact: Fact, clock: Clock, remedies: Remedies = FACELESS, style: Style = PLAIN
    ) -> None:
        self.fact = fact
        self._remedies = remedies
        self._style = style
        # Places and time zones are few, and are looked up again and again: so they get numbers.
        is_place = fact.type.kind is Kind.TEXT and fact.id in clock
        self.dtype = pl.Categorical(pl.Categories.random()) if is_place else outer_dtype(fact.type)
        self._words = CellWords(fact, clock, remedies, style)
        self._typed = Typed(fact.type, self.dtype, style.time)

    def read(self, column: pl.Series, zones: pl.Series | None) -> ColumnValues:
        """The values of a column.

        Args:
            column: The column as it came.
            zones: Each row's time zone, in which a moment with an offset is told.
        """
        if self.fact.type.none is None:
            return self._read(column, zones)
        column, none = _without_none(column)
        read = self._read(column, zones)
        return read._replace(none=none if read.none is None else none | read.none)

    def _read(self, column: pl.Series, zones: pl.Series | None) -> ColumnValues:
        if isinstance(column.dtype, pl.Categorical | pl.Enum):
            return self._from_categories(column, zones)
        if column.dtype == pl.String:
            return self._from_text(column, zones)
        values = self._typed.values(column, zones)
        if values is None:
            return ColumnValues(nothing(column, self.dtype), column.is_not_null())
        if values.null_count() == column.null_count():
            return ColumnValues(values, pl.Series([False]).new_from_index(0, len(values)))
        return ColumnValues(values, column.is_not_null() & values.is_null())

    def reason(self, value: object, zone: str | None) -> str:
        """Why a value is none of the fact's."""
        text = as_text(value)
        found = self._words.meaning(text.strip(), zone) if isinstance(value, str) else None
        if isinstance(found, NotAValue):
            if self.fact.type.kind in _MOMENTS and _SERIAL.fullmatch(text.strip()):
                return self._is_a_number(text)
            return self._two_ways(text) or _said(found, self.fact.type)
        if isinstance(value, datetime) and value.tzinfo is not None:
            if zone is None:
                return str(without_zone(text))
            if value.astimezone(zone_named(zone)).fold:
                return str(second_of_two(text, zone, self._remedies))
        if isinstance(value, float | int) and not isinstance(value, bool):
            if self.fact.type.kind in _MOMENTS:
                return self._is_a_number(text)
            try:
                self.fact.type.check(value)
            except NotAValue as error:
                return f"{error.message}; {error.help}"
        if self.fact.type.kind is Kind.DATETIME and type(value) is date:
            return _said(day_alone(text, self._remedies), self.fact.type)
        return f"`{shortened(text)}` does not fit; write {_written(self.fact.type)}"

    def _two_ways(self, text: str) -> str | None:
        """What a text could mean, where that is two things and the column does not tell which."""
        could_be = styles.evidence(pl.Series([text.strip()]), self.fact.type).either
        if not could_be:
            return None
        if self.fact.type.kind is Kind.NUMBER:
            known, one, other = self._style.decimal_comma, "with a decimal comma", "without one"
            return (
                None
                if known is not None
                else (
                    f"`{shortened(text)}` is one number {one} and another {other}; write it with a "
                    "decimal point and nothing between thousands"
                )
            )
        if self._style.day_first is not None:
            return None
        return (
            f"`{shortened(text)}` could be two days, by whether the day or the month is first; "
            f"say which with {self._remedies.dates}"
        )

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
            return ColumnValues(values, nothing(values, pl.Boolean()).fill_null(value=False))
        text = column.str.strip_chars()
        text = text.set(text == "", None)
        left = text.is_not_null() & values.is_null()
        if self.fact.type.kind in (Kind.NUMBER, Kind.DATE, Kind.DATETIME) and left.any():
            values = values.scatter(left.arg_true(), self._in_style(text.filter(left)))
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
            return values if all(map(self._words.is_plain, told)) else nothing(text, self.dtype)
        if kind is Kind.NUMBER and self._style.decimal_comma and not self._style.typed:
            return nothing(text, self.dtype)  # 1.234 is more than a thousand there
        return in_range(USUAL[kind](text), self.fact.type)

    def _in_style(self, text: pl.Series) -> pl.Series:
        """The values of texts in the column's style; null for every other text."""
        if self.fact.type.kind is Kind.NUMBER:
            return in_range(styles.numbers(text, self.fact.type, self._style), self.fact.type)
        moments, timed = styles.moments(text, self._style.day_first)
        moment = pl.lit(moments)
        if self.fact.type.kind is Kind.DATE:
            told: pl.Expr = pl.when(moment.dt.time() == time(0)).then(moment.dt.date())
        else:
            assumed = pl.lit(None) if self._style.time is None else pl.lit(self._style.time)
            told = (
                pl.when(pl.lit(timed))
                .then(moment)
                .otherwise(moment.dt.date().dt.combine(assumed.cast(pl.Time), "us"))
            )
        return in_range(pl.select(told).to_series(), self.fact.type)

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
        found = [self._words.meaning(*key) for key in different.iter_rows()]
        meant = pl.Series("value", [*map(_in_column, found)], dtype=self.dtype, strict=False)
        read = keyed.join(
            different.with_columns(
                meant,
                pl.Series("wrong", [isinstance(v, NotAValue) for v in found], dtype=pl.Boolean),
                pl.Series("none", [v is NONE for v in found], dtype=pl.Boolean),
            ),
            on=["text", "zone"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        where = left.arg_true()
        wrong, none = (
            pl.Series([False]).new_from_index(0, len(values)).scatter(where, read[name])
            for name in ("wrong", "none")
        )
        said_none = none if self.fact.type.none is not None else None
        return ColumnValues(values.scatter(where, read["value"]), wrong, said_none)

    def _several(self, column: pl.Series) -> ColumnValues:
        """Texts as several choices at once: ``[a, b]``, ``a, b`` or ``a; b``."""
        cells = pl.DataFrame({"text": column.str.strip_chars()})
        different = cells.unique()
        found = [self._words.meaning(text, None) if text else None for text in different["text"]]
        lists = [self.fact.type.in_order(v) if isinstance(v, frozenset) else None for v in found]
        meant = different.with_columns(
            pl.Series("value", lists, dtype=self.dtype),
            pl.Series("wrong", [isinstance(v, NotAValue) for v in found], dtype=pl.Boolean),
        )
        joined = cells.join(meant, on="text", how="left", nulls_equal=True, maintain_order="left")
        return ColumnValues(joined["value"], joined["wrong"])


def _in_column(found: Value | NotAValue | NotKnown) -> Value | None:
    return None if isinstance(found, NotAValue | NotKnown) or found is NONE else found


def _said(wrong: NotAValue, type_: ValueType) -> str:
    return f"{wrong.message}; {wrong.help}{_or_none(type_)}"


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
