"""What people say, as an author would write it: labels and other words, y and n, their own dates.

Rules are written in one way only, since a reader should see at once what they mean. Whoever says
something of a client writes as they speak: "Civil service" for ``government``, "20.11.2026" for
``2026-11-20``. What could mean two things is left as it is, and then is no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from tactful.language.calendar import MONTHS
from tactful.language.model import Ruleset
from tactful.language.values import NONE, Kind, ValueType
from tactful.text.names import spaced

_YES = frozenset({"yes", "y", "true", "on"})
_NO = frozenset({"no", "n", "false", "off"})

NO_SUCH = frozenset({"none", "no", "nothing", "there is none"})
"""What people say where there is none, besides the fact's own words for it."""

_SEPARATED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})\.? ([a-z]{3,9})\.?,? (\d{4})")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_CLOCK = re.compile(r"(.+?)(?:,| at|T)? ?(\d{1,2})[:.](\d{2})")


def as_written(ruleset: Ruleset, fact: str, said: str) -> str:
    """What an author would write for what somebody said of a fact; the same if that is not clear.

    Args:
        ruleset: The rules; they say in which order people write the day and the month.
        fact: The fact.
        said: What was said.
    """
    type_ = ruleset.facts[fact].type
    words = " ".join(said.split())
    if type_.none is not None and _says_none(words, type_):
        return NONE.value
    if type_.kind is Kind.YES_NO:
        low = words.casefold()
        return "yes" if low in _YES else "no" if low in _NO else said
    if type_.kind is Kind.CHOICE:
        return _chosen(words, type_) or said
    if type_.kind is Kind.DATE:
        return _day(words, ruleset.day_first) or said
    if type_.kind is Kind.DATETIME:
        found = _CLOCK.fullmatch(words)
        day = _day(found[1], ruleset.day_first) if found else None
        return said if found is None or day is None else f"{day}T{int(found[2]):02}:{found[3]}"
    return said


def _says_none(words: str, type_: ValueType) -> bool:
    """Whether somebody says that there is none; a text might say "no" and mean it."""
    said_so = words.casefold().rstrip(".")
    own = (type_.none or "").casefold().rstrip(".")
    return said_so == own or said_so in (NO_SUCH if type_.kind is not Kind.TEXT else {"none"})


def spoken_names(choice: str, label: str, also: Iterable[str]) -> list[str]:
    """All words for a choice: its name, its label and the author's other words, folded."""
    return [spaced(name).casefold() for name in (choice, label, *also)]


def _chosen(words: str, type_: ValueType) -> str | None:
    if not type_.many:
        return _one(words, type_)
    whole = _one(words, type_)
    parts = words.strip("[]").replace(";", ",").split(",")
    found = [_one(part.strip(), type_) for part in parts if part.strip()]
    if whole is not None:
        return f"[{whole}]"
    return None if None in found else f"[{', '.join(map(str, found))}]"


def _one(words: str, type_: ValueType) -> str | None:
    if words in type_.choices:
        return words
    folded = spaced(words).casefold()
    found = [
        choice
        for choice, label in type_.choices.items()
        if folded in spoken_names(choice, label, type_.also.get(choice, ()))
    ]
    return found[0] if len(found) == 1 else None


def _day(words: str, day_first: bool | None) -> str | None:
    """A day as people write it; ``None`` where it is none, or could be two."""
    days = {*_days(words.casefold(), day_first)}
    return days.pop().isoformat() if len(days) == 1 else None


def _days(words: str, day_first: bool | None) -> Iterator[date]:
    separated = _SEPARATED.fullmatch(words)
    if separated:
        one, other, year = int(separated[1]), int(separated[3]), int(separated[4])
        if day_first is not False:
            yield from _if_there_is(year, other, one)
        if day_first is not True:
            yield from _if_there_is(year, one, other)
    named = _DAY_MONTH.fullmatch(words)
    if named:
        yield from _in_month(int(named[3]), named[2], int(named[1]))
    named = _MONTH_DAY.fullmatch(words)
    if named:
        yield from _in_month(int(named[3]), named[1], int(named[2]))


def _in_month(year: int, name: str, day: int) -> Iterable[date]:
    months = [n for n, month in enumerate(MONTHS, 1) if month.startswith(name)]
    return _if_there_is(year, months[0], day) if len(months) == 1 else ()


def _if_there_is(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return
