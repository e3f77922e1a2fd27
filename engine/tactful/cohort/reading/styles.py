"""In which style the cells of a column are written: day or month first, decimal point or comma.

A cell may be read in two ways (5/6/2026, 1,234). Which is meant the other cells of its column
tell, or whoever asks for the advice; where neither does, it is not understood. Everything here is
done a column at a time.
"""

from __future__ import annotations

import re
from datetime import time
from typing import NamedTuple

import polars as pl

from tactful.language.values import Kind, ValueType
from tactful.scenarios.everyday import unit_words

_SPACES = "'\u2019 \u00a0\u202f"
"""What may stand between thousands in whatever country, besides points and commas."""

_DAY = r"([0-9]{1,2})([./-])([0-9]{1,2})([./-])([0-9]{4}|[0-9]{2})"
_CLOCK = (
    r"(?:,?[ T]+(?:at )?([0-9]{1,2})(?:[:.h]([0-9]{2}))?(?:[:.]([0-9]{2})(?:\.0+)?)?"
    r" ?([AaPp])?\.?[Mm]?\.?(?: ?(?:h|Uhr|uhr))?)?"
)
_SEPARATED = f"^{_DAY}{_CLOCK}$"
_PARTS = ("one", "sign", "other", "sign2", "year", "hour", "minute", "second", "half")

_POINT = rf"^(?:[0-9]{{1,3}}(?:[,{_SPACES}][0-9]{{3}})+|[0-9]+)(?:\.[0-9]+)?$"
_COMMA = rf"^(?:[0-9]{{1,3}}(?:[.{_SPACES}][0-9]{{3}})+|[0-9]+)(?:,[0-9]+)?$"


class Style(NamedTuple):
    """How the cells of a column are written.

    Attributes:
        day_first: Whether the day is before the month; ``None`` where that is not known.
        decimal_comma: Whether numbers have a decimal comma; ``None`` where that is not known.
        typed: Whether numbers come as numbers, so that a point in a text is a decimal point.
        time: The time of day to assume where a moment has only its day.
    """

    day_first: bool | None = None
    decimal_comma: bool | None = None
    typed: bool = False
    time: time | None = None


PLAIN = Style()
"""Of a column of which nothing is known."""


class StyleEvidence(NamedTuple):
    """How many cells of a column can be read in which way only.

    ``either`` is one that could be read in both, and ``sign`` stands between day and month.
    """

    first: int = 0
    second: int = 0
    either: str = ""
    sign: str = ""

    def __bool__(self) -> bool:
        return bool(self.first or self.second or self.either)

    def more(self, other: StyleEvidence) -> StyleEvidence:
        """The evidence of two parts of a column together."""
        return StyleEvidence(
            self.first + other.first,
            self.second + other.second,
            self.either or other.either,
            self.sign or other.sign,
        )

    @property
    def decided(self) -> bool | None:
        """Whether all that can be read in one way only is of the first kind, or of the second."""
        if bool(self.first) == bool(self.second):
            return None
        return bool(self.first)


def evidence(column: pl.Series, type_: ValueType) -> StyleEvidence:
    """What some cells of a fact's column tell of its style: day first, or a decimal comma."""
    text = column.str.strip_chars().drop_nulls()
    if type_.kind in (Kind.DATE, Kind.DATETIME):
        return _of_dates(text)
    return _of_numbers(text, type_) if type_.kind is Kind.NUMBER else StyleEvidence()


def _of_dates(text: pl.Series) -> StyleEvidence:
    found = text.filter(text.str.contains(f"^{_DAY}"))
    if found.is_empty():
        return StyleEvidence()
    parts = _split(found.str.extract(f"^({_DAY})", 1))
    one, other = (parts[name].cast(pl.Int32) for name in ("one", "other"))
    either = (one <= 12) & (other <= 12) & (one != other)
    days, months = (one > 12) & (other <= 12), (other > 12) & (one <= 12)
    examples = found.filter(either)
    return StyleEvidence(
        int(days.sum()),
        int(months.sum()),
        examples[0] if len(examples) else "",
        str(parts["sign"][0]),
    )


def _of_numbers(text: pl.Series, type_: ValueType) -> StyleEvidence:
    body = _bodies(text, type_)["body"]
    as_comma, as_point = body.str.contains(_COMMA), body.str.contains(_POINT)
    marked = body.str.contains("[.,]")
    both = body.filter(as_comma & as_point & marked & body.str.contains(",")).drop_nulls()
    return StyleEvidence(
        int((as_comma & ~as_point & marked).sum()),
        int((as_point & ~as_comma & marked).sum()),
        both[0] if len(both) else "",
    )


def _split(text: pl.Series) -> pl.DataFrame:
    groups = pl.lit(text).str.extract_groups(_SEPARATED)
    parts = [groups.struct.field(str(n)).alias(name) for n, name in enumerate(_PARTS, 1)]
    return pl.select(parts)


def moments(text: pl.Series, day_first: bool | None) -> tuple[pl.Series, pl.Series]:
    """Texts such as ``20.11.2026 14:30`` as moments, and whether each has a time of day.

    Where day and month could change places, and nobody said which is first, there is none.
    """
    parts = _split(text)
    one, other = pl.col("one").cast(pl.Int32), pl.col("other").cast(pl.Int32)
    month_first = (one <= 12) & ((other > 12) | (one == other))
    if day_first is None:
        day_is_first: pl.Expr = (
            pl.when((one > 12) | (one == other)).then(True).when(month_first).then(False)
        )
    else:
        day_is_first = pl.lit(day_first)
    year = (
        pl.when(pl.col("year").str.len_bytes() == 2).then("20" + pl.col("year")).otherwise("year")
    )
    hour, late = pl.col("hour").cast(pl.Int32), pl.col("half").str.to_lowercase()
    has_half = late.is_not_null()
    told = pl.when(has_half).then(hour % 12 + 12 * (late == "p").cast(pl.Int32)).otherwise(hour)
    # "14" alone after a day is no time; "3 pm" is.
    is_time = (pl.col("minute").is_not_null() | has_half) & ~(has_half & ~hour.is_between(1, 12))
    day = pl.when(day_is_first).then(one).otherwise(other)
    month = pl.when(day_is_first).then(other).otherwise(one)
    written = pl.format(
        "{}-{}-{} {}:{}:{}",
        year,
        _two(month),
        _two(day),
        _two(pl.when(hour.is_null()).then(0).otherwise(told)),
        pl.col("minute").fill_null("00"),
        pl.col("second").fill_null("00"),
    )
    clear = pl.lit(value=True) if day_first is not None else day_is_first.is_not_null()
    fits = (pl.col("sign") == pl.col("sign2")) & (hour.is_null() | is_time) & clear
    made = parts.select(
        pl.when(fits)
        .then(written)
        .str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us"),
        hour.is_not_null().alias("timed"),
    )
    return made.to_series(0), made.to_series(1)


def _two(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.String).str.zfill(2)


def numbers(text: pl.Series, type_: ValueType, style: Style) -> pl.Series:
    """Texts such as ``$1,200``, ``1.200,50`` or ``40 %`` as numbers; null where it is not clear."""
    found = _bodies(text, type_)
    body = pl.col("body")
    spaceless = body.str.replace_all(f"[{_SPACES}]", "")
    point = pl.when(body.str.contains(_POINT)).then(
        spaceless.str.replace_all(",", "", literal=True)
    )
    comma = pl.when(body.str.contains(_COMMA)).then(
        spaceless.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    )
    one, other = (side.cast(pl.Float64, strict=False) for side in (point, comma))
    if type_.whole:
        one, other = (pl.when(side == side.floor()).then(side) for side in (one, other))
    if style.decimal_comma is None:
        meant: pl.Expr = pl.when(one.is_null() | other.is_null() | (one == other)).then(
            pl.coalesce(one, other)
        )
    else:
        meant = pl.coalesce(*((other, one) if style.decimal_comma else (one, other)))
    minus = pl.when(pl.col("minus") == "-").then(-1.0).otherwise(1.0)
    short = body.str.replace_all("[^0-9]", "").str.len_bytes() <= 15  # more may not be exact
    return found.select(pl.when(short).then(meant * minus)).to_series()


def _bodies(text: pl.Series, type_: ValueType) -> pl.DataFrame:
    """The digits of numbers without sign and unit, and the sign; null where it is no number."""
    words = unit_words(type_.unit) if type_.unit is not None else ()
    unit = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    unit = f"(?:{unit})?" if unit else ""
    shape = rf"^(?i)([+\u2212-]?) ?{unit} ?([+-]?)([0-9][0-9.,{_SPACES}]*[0-9]|[0-9]) ?{unit}$"
    parts = pl.lit(text).str.extract_groups(shape)
    sign = parts.struct.field("1") + parts.struct.field("2")
    return pl.select(
        parts.struct.field("3").alias("body"),
        pl.when(sign.str.contains("[\u2212-]"))
        .then(pl.lit("-"))
        .otherwise(pl.lit(""))
        .alias("minus"),
    )


def order_of(shown: StyleEvidence, day_first: bool) -> str:
    """How dates of a column are read, in words: ``day.month.year``."""
    sign = shown.sign or "."
    return sign.join(("day", "month", "year") if day_first else ("month", "day", "year"))
