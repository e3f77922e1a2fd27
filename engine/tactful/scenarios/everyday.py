"""Days, times and amounts as people say them: "17 Nov 12:15", "yesterday at noon", "50 dollars".

Each reader gives all that the words may mean: nothing, where they are none of these; one value; or
two, where they could be two, so that whoever hears them can ask back. Nothing is filled in by
guess but a year that is not said, which is the one that brings the day nearest to today.

Why this is ours: the libraries that read dates (dateparser, dateutil) take what they can get out
of any text and fill in the rest, and none says that "5/6/2026" could be two days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from tactful.language.calendar import MONTHS, WEEKDAYS, date_of
from tactful.language.values import ValueType

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))? ?(am|pm|a\.m\.|p\.m\.|h|o'clock)?")
_NOON = {"noon": time(12), "midday": time(12)}

_SEPARATED = re.compile(r"(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2})?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_MONTH = re.compile(
    r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?\.?(?: of)? ([a-z]{3,9})\.?,?(?: (\d{4}))?"
)
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (?:the )?(\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")
_AGO = re.compile(r"(?:(in) )?(an?|\d{1,3}|[a-z]+) (day|week)s?(?: (ago|from now))?")
_RELATIVE = {
    "today": 0,
    "this morning": 0,
    "yesterday": -1,
    "the day before yesterday": -2,
    "day before yesterday": -2,
    "tomorrow": 1,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
}

_NUMBERS = {"zero": 0, "once": 1, "twice": 2}
_NUMBERS |= {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
}
_NOT_ANY = frozenset({"no", "none", "never", "not once", "not yet", "nothing", "not at all"})
_CURRENCIES = {
    "USD": ("$", "us$", "usd", "dollar", "dollars", "bucks"),
    "EUR": ("€", "eur", "euro", "euros"),
    "GBP": ("£", "gbp", "pound", "pounds"),
    "CHF": ("chf", "fr.", "franc", "francs"),
    "JPY": ("¥", "jpy", "yen"),
    **dict.fromkeys(("%", "PERCENT"), ("%", "percent", "per cent", "pct")),
}
_AMOUNT = re.compile(r"([^\d.,+-]*?) ?([+-]?\d+(?:\.\d+)?) ?([^\d]*)")
_WORDS = re.compile(rf"({'|'.join(_NUMBERS)})()(?: (.*))?")


def days(said: str, today: date | None, day_first: bool | None) -> tuple[date, ...]:
    """The days that some words may mean, the earlier first.

    Args:
        said: The words.
        today: The present day; without it "yesterday" and days without a year are none.
        day_first: Whether people write the day before the month; ``None`` where that is not said.
    """
    words, weekday = _without_weekday(_folded(said))
    found = {*_days(words, today and date_of(today), day_first)}
    return tuple(sorted(day for day in found if weekday in (None, day.weekday())))


def moments(said: str, now: datetime | None, day_first: bool | None) -> tuple[datetime, ...]:
    """The moments that some words may mean; a time alone is today's."""
    words = _folded(said)
    alone = clock_time(words)
    if alone is not None:
        return () if now is None else (datetime.combine(now, alone),)
    for day_words, clock in _cut(words):
        at = clock_time(clock)
        if at is not None:
            found = days(day_words, now, day_first)
            if found:
                return tuple(datetime.combine(day, at) for day in found)
    return ()


def clock_time(said: str) -> time | None:
    """The time of day that some words mean: "12:15", "3 pm", "noon"."""
    words = _folded(said).removeprefix("at ")
    if words in _NOON:
        return _NOON[words]
    found = _CLOCK.fullmatch(words)
    if found is None or not (found[2] or found[3]):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "").replace(".", "")
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def amount(said: str, type_: ValueType) -> str | None:
    """The number that some words mean for a fact of this type; ``None`` where they are none.

    "50 dollars" is 50 where the unit is USD; "never" is 0 where no number is less.
    """
    words = _folded(said)
    if words in _NOT_ANY and type_.minimum == 0 and type_.none is None:
        return "0"
    found, told = _AMOUNT.fullmatch(words), _WORDS.fullmatch(words)
    if told is not None:
        number, units = str(_NUMBERS[told[1]]), [told[3]]
    elif found is not None:
        number, units = found[2], [found[1], found[3]]
    else:
        return None
    named = [unit.strip() for unit in units if unit]
    return number if all(_is_unit(unit, type_.unit) for unit in named) else None


def _is_unit(said: str, unit: str | None) -> bool:
    return said in (("time", "times") if unit is None else unit_words(unit))


def unit_words(unit: str) -> tuple[str, ...]:
    """The words and signs for a unit, folded: "$", "dollars" and "usd" are ``USD``."""
    own = unit.casefold()
    return (own, own.removesuffix("s"), *_CURRENCIES.get(unit.upper(), ()))


def _folded(said: str) -> str:
    return " ".join(said.replace("\u2019", "'").split()).casefold()


def _cut(words: str) -> Iterator[tuple[str, str]]:
    """A day and a time of day: where the words may be cut."""
    for noon in _NOON:
        if words.endswith(f" {noon}"):
            yield words.removesuffix(noon).strip().removesuffix(" at").rstrip(","), noon
    parts = words.split(" ")
    for place in range(len(parts) - 1, 0, -1):
        day = " ".join(parts[:place]).removesuffix(" at").rstrip(",")
        yield day, " ".join(parts[place:])
        yield " ".join(parts[place:]).removeprefix("on "), " ".join(parts[:place]).rstrip(",")
    day, sign, clock = words.partition("t")
    if sign and day[-1:].isdigit():
        yield day, clock


def _without_weekday(words: str) -> tuple[str, int | None]:
    """A date without the day of the week before it, as in "Tuesday 17 November", and that day."""
    words = words.removeprefix("on ")
    first, _, rest = words.partition(" ")
    named = _weekdays(first.rstrip(","))
    is_before = len(named) == 1 and any(sign.isdigit() for sign in rest)
    return (rest, named[0]) if is_before else (words, None)


def _weekdays(name: str) -> list[int]:
    return [n for n, day in enumerate(WEEKDAYS) if len(name) > 2 and day.startswith(name)]


def _days(words: str, today: date | None, day_first: bool | None) -> Iterator[date]:
    iso = _ISO.fullmatch(words)
    if iso:
        yield from _if_there_is(int(iso[1]), int(iso[2]), int(iso[3]))
    separated = _SEPARATED.fullmatch(words)
    if separated:
        one, other, year = int(separated[1]), int(separated[3]), separated[4]
        if day_first is not False:
            yield from _in_year(year, other, one, today)
        if day_first is not True:
            yield from _in_year(year, one, other, today)
    named = _DAY_MONTH.fullmatch(words)
    if named:
        yield from _in_month(named[1], named[2], named[3], today)
    named = _MONTH_DAY.fullmatch(words)
    if named:
        yield from _in_month(named[2], named[1], named[3], today)
    if today is not None:
        yield from _from_today(words, today)


def _from_today(words: str, today: date) -> Iterator[date]:
    if words in _RELATIVE:
        yield today + timedelta(days=_RELATIVE[words])
    away = _AGO.fullmatch(words)
    if away and bool(away[1]) != bool(away[4]):
        told = {"a": 1, "an": 1, **_NUMBERS}.get(away[2])
        count = int(away[2]) if away[2].isdecimal() else told
        if count is not None:
            length = count * (7 if away[3] == "week" else 1)
            yield today + timedelta(days=-length if away[4] == "ago" else length)
    which, _, name = words.rpartition(" ")
    near = _weekdays(name)
    if len(near) == 1 and which in ("", "last", "next", "this"):
        since = (today.weekday() - near[0]) % 7
        if which in ("", "last"):
            yield today - timedelta(days=since or (7 if which else 0))
        if which in ("", "next", "this"):
            until = (7 - since) % 7
            yield today + timedelta(days=until or (7 if which == "next" else 0))


def _in_month(day: str, name: str, year: str | None, today: date | None) -> Iterator[date]:
    months = [n for n, month in enumerate(MONTHS, 1) if month.casefold().startswith(name)]
    if len(months) == 1:
        yield from _in_year(year, months[0], int(day), today)


def _in_year(year: str | None, month: int, day: int, today: date | None) -> Iterator[date]:
    if year is not None:
        yield from _if_there_is(int(year) + (2000 if len(year) == 2 else 0), month, day)
    elif today is not None:
        near = [d for y in (-1, 0, 1) for d in _if_there_is(today.year + y, month, day)]
        yield from sorted(near, key=lambda found: abs(found - today))[:1]


def _if_there_is(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return
