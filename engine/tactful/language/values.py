"""What a fact's value can be, how it is written, and how two values compare.

No scalar has a type of its own: the fact it belongs to decides. ``no``, ``007`` and ``16:30``
are text until a ``ValueType`` reads them, and ``"48"`` is never the number 48.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from enum import Enum
from functools import cached_property
from typing import TypeAlias

from tactful.text.defects import forbidden_in_text
from tactful.text.diagnostic import instead
from tactful.text.lines import quoted
from tactful.text.signs import first_unfit


class Nothing(Enum):
    """The value of a fact of which there is none: "they named no date" is known, and no date."""

    NONE = "none"


NONE = Nothing.NONE

Value: TypeAlias = bool | int | float | str | date | time | datetime | frozenset[str] | Nothing
"""A known value. Choices and texts are ``str``; several choices at once are a ``frozenset``."""

LARGEST_NUMBER = 2**53
"""Past this a number and its neighbour are the same to a computer, so it is refused."""

YEARS = range(1900, 2200)
"""A date outside these years is a slip of the pen, and calendars do not reach it."""


class Kind(Enum):
    """The types a fact can have, named as an author writes them."""

    YES_NO = "yes/no"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    TEXT = "text"


class NotAValue(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised when a text is no value of a type. ``message`` says why, ``help`` what would be."""

    def __init__(self, message: str, help: str) -> None:  # noqa: A002 - as in Diagnostic
        super().__init__(message)
        self.message = message
        self.help = help


@dataclass(frozen=True)
class ValueType:
    """The type of a fact or decision: its kind and whatever narrows it.

    ``choices`` maps ids to labels, in the author's order. ``ordered`` says that order is from
    low to high. ``many`` is for choices of several at once: their value is a set. ``none`` says
    in words that there is none, where that can be said; ``also`` has other words for a choice.
    """

    kind: Kind
    choices: Mapping[str, str] = field(default_factory=dict)
    ordered: bool = False
    unit: str | None = None
    minimum: Value | None = None
    maximum: Value | None = None
    whole: bool = False
    many: bool = False
    none: str | None = None
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def single(self) -> ValueType:
        """The type of one of several choices at once; itself where it is of one."""
        return replace(self, many=False) if self.many else self

    @property
    def comparable(self) -> bool:
        """Whether one value can be more or less than another."""
        if self.kind is Kind.CHOICE:
            return self.ordered and not self.many
        return self.kind in (Kind.NUMBER, Kind.DATE, Kind.TIME, Kind.DATETIME)

    @cached_property
    def rank(self) -> Callable[[Value], object]:
        """A key by which values of this type sort: a choice by its place in the list."""
        if self.kind is Kind.CHOICE:
            places = {choice: place for place, choice in enumerate(self.choices)}
            return lambda value: places[value]  # type: ignore[index]
        return lambda value: value

    def __getstate__(self) -> dict[str, object]:
        """The fields: what was worked out from them is found anew, and functions do not travel."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def same_as(self, other: ValueType) -> bool:
        """Whether a value of one type means the same in the other, so that they may be compared.

        That there may be none of one makes no difference: none compares with nothing.
        """
        return (
            self.kind is other.kind
            and not self.many
            and not other.many
            and list(self.choices) == list(other.choices)
            and self.unit == other.unit
        )

    @cached_property
    def takes(self) -> Callable[[object], bool]:
        """Whether a Python value is of the right Python type; it may be out of range."""
        if self.many:
            return lambda value: isinstance(value, frozenset)
        return _RIGHT_TYPE[self.kind]

    @cached_property
    def _integers(self) -> tuple[float, float]:
        """The range in which any integer is a value: none, unless this is a number."""
        if self.kind is not Kind.NUMBER:
            return 1, 0
        low, high = self.minimum, self.maximum
        least: float = -LARGEST_NUMBER if low is None else low  # type: ignore[assignment]
        most: float = LARGEST_NUMBER if high is None else high  # type: ignore[assignment]
        return max(least, -LARGEST_NUMBER), min(most, LARGEST_NUMBER)

    def check(self, value: Value) -> None:
        """Refuse a Python value that is not one of this type's (no coercion whatever).

        Raises:
            NotAValue: if the type is wrong, the choice unknown or the value out of range.
        """
        least, most = self._integers
        if value.__class__ is int and least <= value <= most:
            return
        if value is NONE and self.none is not None:
            return
        if not self.takes(value):
            what, right = _WRITTEN_MANY if self.many else _WRITTEN[self.kind]
            raise NotAValue(f"`{value}` is not {what}", f"give {right}")
        if self.kind is Kind.YES_NO or self.kind is Kind.TEXT:  # nothing narrows them
            if isinstance(value, str):
                check_signs(value)
            return
        if self.kind is Kind.CHOICE:
            for choice in value if isinstance(value, frozenset) else (value,):
                if choice not in self.choices:
                    raise self._no_such_choice(str(choice))
            return
        if isinstance(value, datetime | time) and value.tzinfo is not None:
            raise NotAValue(
                f"`{value.isoformat()}` carries an offset",
                "give the local time in the fact's time zone",
            )
        if isinstance(value, float) and not abs(value) <= LARGEST_NUMBER:
            raise NotAValue(f"`{value}` is not a number anyone can use", "give a smaller number")
        self._check_range(value)

    def _no_such_choice(self, text: str) -> NotAValue:
        help_ = f"use one of {quoted(self.choices)}"
        return NotAValue(f"`{text}` is not one of the choices", help_)

    def parse(self, text: str) -> Value:
        """Read a value as an author writes it. A moment with an offset keeps it.

        Several choices at once are written ``[one, other]``, and none of them ``[]``.

        Raises:
            NotAValue: with what is wrong and what would be right.
        """
        value = self.read(text)
        if isinstance(value, Nothing | frozenset):
            return value
        if not (isinstance(value, datetime) and value.tzinfo):  # no range until it is local
            self._check_range(value)
        return value

    def read(self, text: str) -> Value:
        """Read a value as an author writes it, in its range or out of it.

        Raises:
            NotAValue: with what is wrong and what would be right.
        """
        if self.none is not None and text == NONE.value:
            return NONE
        if self.many:
            return self._parse_several(text)
        return _PARSERS[self.kind](text, self)

    def _parse_several(self, text: str) -> Value:
        inner = text.strip()
        if inner.startswith("[") and inner.endswith("]"):
            inner = inner[1:-1]
        words = [word.strip() for word in inner.split(",")] if inner.strip() else []
        return self.several(words)

    def several(self, words: Iterable[str]) -> Value:
        """The value that has all of these choices at once.

        Raises:
            NotAValue: if a word is no choice.
        """
        return frozenset(str(_choice(word, self)) for word in words)

    def _check_range(self, value: Value) -> None:
        if self.kind is Kind.NUMBER:
            number: float = value  # type: ignore[assignment]
            if abs(number) > LARGEST_NUMBER:
                raise NotAValue(
                    f"`{self.show(value)}` is too large to be exact",
                    f"use a number up to {LARGEST_NUMBER:,}".replace(",", " "),
                )
            if self.whole and number != int(number):
                raise NotAValue(f"`{self.show(value)}` is not a whole number", "round it")
        if isinstance(value, date) and value.year not in YEARS:
            raise NotAValue(
                f"`{self.show(value)}` is in a year that cannot be meant",
                f"use a year from {YEARS[0]} to {YEARS[-1]}",
            )
        low, high = self.minimum, self.maximum
        if low is not None and value < low:  # type: ignore[operator]
            raise NotAValue(
                f"`{self.show(value)}` is below the least this can be, {self.show(low)}",
                self._range_help(),
            )
        if high is not None and value > high:  # type: ignore[operator]
            raise NotAValue(
                f"`{self.show(value)}` is above the most this can be, {self.show(high)}",
                self._range_help(),
            )

    def _range_help(self) -> str:
        low, high = self.minimum, self.maximum
        if low is not None and high is not None:
            return f"give a value between {self.show(low)} and {self.show(high)}"
        if low is not None:
            return f"give {self.show(low)} or more"
        return f"give {self.show(high)} or less" if high is not None else "give another value"

    def show(self, value: Value) -> str:
        """The value as an author would write it: the inverse of ``parse``."""
        match value:
            case bool():
                return "yes" if value else "no"
            case float():
                return str(int(value)) if value.is_integer() else repr(value)
            case datetime() | time():
                to_the_minute = not (value.second or value.microsecond)
                return value.isoformat(timespec="minutes" if to_the_minute else "auto")
            case date():
                return value.isoformat()
            case frozenset():
                return f"[{', '.join(self.in_order(value))}]"
            case Nothing():
                return value.value
        return str(value)

    def in_order(self, several: Iterable[str]) -> list[str]:
        """Several choices in the author's order."""
        return sorted(several, key=list(self.choices).index)


# Patterns stay text: ``re`` compiles and keeps those that are used, and start-up pays for none.
_NUMBER = r"[+-]?(\d+)(\.\d+)?"
_DATE = r"(\d{4})-(\d{2})-(\d{2})"
_TIME = r"(\d{1,2}):(\d{2})(?::(\d{2}))?"
_DATETIME = r"(\d{4}-\d{2}-\d{2})[T ](\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(\S*)"
_OFFSET = r"(?:Z|[+-]\d{2}:\d{2})?"
_EITHER = "write `yes` or `no`"
_HOURS = "hours go from 00 to 23, minutes to 59"


def _yes_no(text: str, _: ValueType) -> Value:
    if text in ("yes", "no"):
        return text == "yes"
    meant = {"true": "yes", "on": "yes", "y": "yes", "false": "no", "off": "no", "n": "no"}
    if (hint := {**meant, "yes": "yes", "no": "no"}.get(text.lower())) is None:
        raise NotAValue(f"`{text}` is neither yes nor no", instead(_EITHER, "yes", "no"))
    wrong = "has a capital letter" if hint == text.lower() else f"is another word for {hint}"
    raise NotAValue(f"`{text}` {wrong}", instead(f"write `{hint}`, in small letters", hint))


def _choice(text: str, type_: ValueType) -> Value:
    if text in type_.choices:
        return text
    raise type_._no_such_choice(text)  # noqa: SLF001 - its own module


def _number(text: str, _: ValueType) -> Value:
    found = re.fullmatch(_NUMBER, text) if text.isascii() else None
    if not found:
        raise NotAValue(
            f"`{text}` is not a number", "write digits only, with a point for decimals: 1000 or 2.5"
        )
    if len(found[1].lstrip("0")) > 16:
        raise NotAValue(f"`{text}` is too large to be exact", "use a number up to 16 digits")
    if found[2] and int(found[1]) >= LARGEST_NUMBER and found[2].strip(".0"):
        raise NotAValue(f"`{text}` is too large to be exact", "use a number up to 15 digits")
    whole = int(text.partition(".")[0])
    return whole if not found[2] or abs(whole) > LARGEST_NUMBER else float(text)


def _date(text: str, _: ValueType) -> Value:
    help_ = "check the month and the day of the month"
    found = re.fullmatch(_DATE, text) if text.isascii() else None
    if found:
        return _existing(date, found, f"`{text}` is a date that does not exist", help_)
    raise NotAValue(f"`{text}` is not a date", "write year-month-day, as 2026-11-20")


def _time(text: str, _: ValueType) -> Value:
    found = re.fullmatch(_TIME, text) if text.isascii() else None
    if found:
        return _existing(time, found, f"`{text}` is a time that does not exist", _HOURS)
    raise NotAValue(f"`{text}` is not a time of day", "write hours:minutes, as 16:30")


def _existing(make: Callable[..., Value], found: re.Match[str], message: str, help_: str) -> Value:
    """What the whole numbers of a match make, which may be more than there are."""
    try:
        return make(*(int(number or 0) for number in found.groups()))
    except ValueError:
        raise NotAValue(message, help_) from None


def _datetime(text: str, type_: ValueType) -> Value:
    found = re.fullmatch(_DATETIME, text) if text.isascii() else None
    if not found or not re.fullmatch(_OFFSET, found[3]):
        more = " and a time of day" if re.fullmatch(_DATE, text) else ""
        raise NotAValue(
            f"`{text}` is not a date with a time",
            f"write the date{more or ', a T and the time'}, as 2026-11-20T14:00",
        )
    clock = found[2] if found[2][1] != ":" else "0" + found[2]
    day = _date(found[1], type_)
    try:
        return datetime.fromisoformat(f"{day}T{clock}{found[3]}")
    except ValueError:
        raise NotAValue(f"`{text}` has a time that does not exist", _HOURS) from None


def _text(text: str, _: ValueType) -> Value:
    if not text.strip():
        raise NotAValue("this text is empty", "write something, or leave the fact out")
    check_signs(text)
    return text


def check_signs(text: str) -> None:
    """Hold a text from outside to the rule that files are held to.

    Raises:
        NotAValue: if there is a sign in it that has no place in a text.
    """
    found = first_unfit(text)
    if found is not None:
        wrong = forbidden_in_text(found)
        raise NotAValue(wrong.message, wrong.help)


_PARSERS: dict[Kind, Callable[[str, ValueType], Value]] = {
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.DATETIME: _datetime,
    Kind.TEXT: _text,
}

_RIGHT_TYPE: dict[Kind, Callable[[object], bool]] = {
    Kind.YES_NO: lambda v: isinstance(v, bool),
    Kind.CHOICE: lambda v: isinstance(v, str),
    Kind.NUMBER: lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    Kind.DATE: lambda v: isinstance(v, date) and not isinstance(v, datetime),
    Kind.TIME: lambda v: isinstance(v, time),
    Kind.DATETIME: lambda v: isinstance(v, datetime),
    Kind.TEXT: lambda v: isinstance(v, str),
}

_WRITTEN_MANY = ("a set of choices", "a set of choices, as frozenset({'one', 'other'})")

_WRITTEN: dict[Kind, tuple[str, str]] = {
    Kind.YES_NO: ("yes or no", "`yes` or `no`"),
    Kind.CHOICE: ("a choice", "one of the choices"),
    Kind.NUMBER: ("a number", "a number, as 40 or 2.5"),
    Kind.DATE: ("a date", "a date, as 2026-11-20"),
    Kind.TIME: ("a time of day", "a time, as 16:30"),
    Kind.DATETIME: ("a date with a time", "a date with a time, as 2026-11-20T14:00"),
    Kind.TEXT: ("a text", "a text"),
}
