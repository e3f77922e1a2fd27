"""What somebody meant who wrote a value as it is written elsewhere.

In Word, a spreadsheet or another country the same number, day or hour looks different. Where
there is only one reading, or a few, they can be offered; each is a value that the fact can have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product

from tactful.language.calendar import MONTHS
from tactful.language.values import Kind, NotAValue, ValueType
from tactful.text.lines import without_word_quotes

MOST = 120
"""Characters. A longer text is no value that was written another way."""

_DASHES = dict.fromkeys(range(0x2010, 0x2016), "-") | {0x2212: "-"}
_NUMBER_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_IN_MINUTES = {"minute": 1, "min": 1, "hour": 60, "hr": 60, "h": 60, "day": 1440, "week": 10080}
_SIGNS = {"€": "eur", "$": "usd", "£": "gbp", "¥": "jpy", "%": "percent"}
_FIRST_DAY = date(1899, 12, 30)
"""The day that spreadsheets count from."""

_SERIALS = range(20_000, 80_000)
"""Days of 1954 to 2119: other numbers are hardly meant for a day."""


def plain(text: str) -> str:
    """A text with ordinary digits, hyphens and spaces, and without Word's quotation marks."""
    tidy = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return " ".join(without_word_quotes(tidy).split())


def readings(text: str, type_: ValueType) -> tuple[str, ...]:
    """What a text that is no value may mean, as the author of a ruleset writes it."""
    if len(text) > MOST:
        return ()
    tidy = plain(text)
    one = type_.single
    found = (tidy, *_READERS[type_.kind](tidy, type_))
    return tuple(dict.fromkeys(w for w in found if w != text and _is_value(w, one)))


def unit_in(text: str) -> tuple[str, str] | None:
    """The number and the unit of a text such as ``5 minutes``; ``None`` if it is none such."""
    found = re.fullmatch(r"([+-]?[\d.,]+)\s*([^\d\s.,+-][^\d]*)", plain(text)[:MOST])
    return (found[1], found[2].strip()) if found else None


def _is_value(text: str, type_: ValueType) -> bool:
    try:
        value = type_.read(text)
    except NotAValue:
        return False
    with suppress(NotAValue, TypeError):
        type_.check(value)
        return True
    return False


def _choices(text: str, type_: ValueType) -> Iterable[str]:
    """Choices by their labels, and by the other words that people have for them."""
    folded = text.casefold()
    for choice, label in type_.choices.items():
        words = (choice, label, *type_.also.get(choice, ()))
        if folded in (" ".join(word.split()).casefold() for word in words):
            yield choice


def _numbers(text: str, type_: ValueType) -> Iterable[str]:
    if text.casefold() in _NUMBER_WORDS:
        yield str(_NUMBER_WORDS.index(text.casefold()))
    yield from _bare(text)
    before = re.fullmatch(r"([^\d\s+-]+)\s*([\d.,]+)", text)
    parted = (before[2], before[1]) if before else unit_in(text)
    if parted is None or type_.unit is None:
        return
    unit, own = _unit(parted[1]), _unit(type_.unit)
    for number in dict.fromkeys((parted[0], *_bare(parted[0]))):
        if unit == own:
            yield number
        elif (
            unit in _IN_MINUTES
            and own in _IN_MINUTES
            and re.fullmatch(r"\d{1,9}(\.\d{1,9})?", number)
        ):
            whole = Decimal(number) * _IN_MINUTES[unit] / _IN_MINUTES[own]
            if whole == round(whole, 6):
                yield f"{whole.normalize():f}"


def _unit(word: str) -> str:
    folded = _SIGNS.get(word, word).casefold()
    return folded.removesuffix("s") if len(folded) > 1 else folded


def _bare(text: str) -> Iterator[str]:
    """A number with a decimal comma, or with signs between its thousands."""
    sign, digits = re.fullmatch(r"([+-]?)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    for thousands, point in ((",", r"\."), (r"\.", ","), ("[ '\u2019]", "[.,]")):
        grouped = rf"([1-9]\d{{0,2}}(?:{thousands}\d{{3}})+)(?:{point}(\d+))?"
        found = re.fullmatch(grouped, digits)
        if found:
            whole = re.sub(r"\D", "", found[1])
            yield sign + (f"{whole}.{found[2]}" if found[2] else whole)
    simple = re.fullmatch(r"(\d*)[.,](\d*)", digits)
    if simple and (simple[1] or simple[2]):
        whole, part = simple[1] or "0", simple[2].rstrip("0")
        yield sign + (f"{whole}.{part}" if part else whole)


def _dates(text: str, _: ValueType) -> Iterable[str]:
    if re.fullmatch(r"[0-9]{5}", text) and int(text) in _SERIALS:
        yield (_FIRST_DAY + timedelta(int(text))).isoformat()
    if re.fullmatch(r"(19|20|21)\d{6}", text):
        yield f"{text[:4]}-{text[4:6]}-{text[6:]}"
    for year, month, day in _parts(text):
        with suppress(ValueError):
            yield date(year, month, day).isoformat()


def _parts(text: str) -> Iterator[tuple[int, int, int]]:
    """Year, month and day of a date as it is written elsewhere; two where it can be read so."""
    first = re.fullmatch(r"(\d{4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,2})\.?", text)
    if first:
        yield int(first[1]), int(first[2]), int(first[3])
    last = re.fullmatch(r"(\d{1,2})([-/.]) ?(\d{1,2})[-/.] ?(\d{4}|\d{2})", text)
    if last:
        year = int(last[4]) + (2000 if len(last[4]) == 2 else 0)
        yield year, int(last[3]), int(last[1])
        if last[2] != "." or int(last[3]) > len(MONTHS):
            yield year, int(last[1]), int(last[3])
    words = re.findall(r"[a-z]+|\d+", re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text.casefold()))
    named = [w for w in words if w.isalpha() and w not in ("of", "the")]
    numbers = [int(w) for w in words if w.isdecimal()]
    if len(named) == 1 and len(named[0]) > 2 and len(numbers) == 2:
        day, year = sorted(numbers)
        months = [place for place, month in enumerate(MONTHS, 1) if month.startswith(named[0])]
        yield from ((year, month, day) for month in months)


def _times(text: str, _: ValueType) -> Iterable[str]:
    folded = re.sub(r"\s*(uhr|o'clock|hrs?|hours)$", "", text.casefold())
    yield from {"noon": ("12:00",), "midday": ("12:00",), "midnight": ("00:00",)}.get(folded, ())
    half = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])\.?\s*m\.?", folded)
    if half and 1 <= int(half[1]) <= 12:
        yield f"{int(half[1]) % 12 + 12 * (half[3] == 'p'):02}:{half[2] or '00'}"
    found = re.fullmatch(r"(\d{1,2}) ?[.:h] ?(\d{2})(?:h|\b)", folded) or re.fullmatch(
        r"(\d{2})(\d{2})", folded
    )
    if found:
        yield f"{int(found[1]):02}:{found[2]}"
    hour = re.fullmatch(r"(\d{1,2})(h?)", folded)
    if hour and (hour[2] or folded != text.casefold() or int(hour[1]) > len(MONTHS)):
        yield f"{int(hour[1]):02}:00"


def _moments(text: str, _: ValueType) -> Iterable[str]:
    serial = re.fullmatch(r"(\d{5})\.(\d+)", text)
    if serial and int(serial[1]) in _SERIALS:
        seconds = round(float(f"0.{serial[2]}") * 86_400)
        at = datetime.combine(_FIRST_DAY, datetime.min.time())
        yield (at + timedelta(int(serial[1]), seconds)).isoformat(timespec="minutes")
    day, time = ValueType(Kind.DATE), ValueType(Kind.TIME)
    for parted in re.finditer(r",? at |, |t(?=\d)| ", text, re.IGNORECASE):
        written = text[: parted.start()].strip(), text[parted.end() :].strip()
        days = [written[0], *_dates(written[0], day)]
        times = [written[1], *_times(written[1], time)]
        for one, other in product(days, times):
            if _is_value(one, day) and _is_value(other, time):
                yield f"{one}T{other:0>5}"


def _yes_no(text: str, _: ValueType) -> Iterable[str]:
    yield text.casefold()


def _nothing(_: str, __: ValueType) -> Iterable[str]:
    return ()


_READERS: dict[Kind, Callable[[str, ValueType], Iterable[str]]] = {
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choices,
    Kind.NUMBER: _numbers,
    Kind.DATE: _dates,
    Kind.TIME: _times,
    Kind.DATETIME: _moments,
    Kind.TEXT: _nothing,
}
