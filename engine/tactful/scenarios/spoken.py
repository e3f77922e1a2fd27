"""What people say, as an author would write it: labels and other words, y and n, their own dates.

Rules are written in one way only, since a reader should see at once what they mean. Whoever says
something of a client writes as they speak: "Civil service" for ``government``, "20.11.2026" for
``2026-11-20``. What could mean two things is left as it is, and then is no value.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tactful.language.model import Ruleset
from tactful.language.values import NONE, Kind, NotAValue, Value, ValueType
from tactful.scenarios.everyday import amount, clock_time, days, moments
from tactful.text.names import spaced

_SHEETS_TRUE = (
    "wahr vrai verdadero verdadeiro vero waar sant sann sand tosi prawda pravda igaz doğru "
    "adevărat истина αληθησ αληθεσ"
)
_SHEETS_FALSE = (
    "falsch faux falso onwaar falskt usann falsk epätosi fałsz nepravda hamis yanliş fals "
    "yanl\u0131ş ложь ψευδησ ψευδεσ"
)
_OTHERS_YES = "ja oui sí si sim tak ano igen да"
_OTHERS_NO = "nein non nee nej nei não nao nie ne nem нет"
_YES = frozenset(f"yes y true on j {_SHEETS_TRUE} {_OTHERS_YES}".split())
_NO = frozenset(f"no n false off {_SHEETS_FALSE} {_OTHERS_NO}".split())
"""Yes and no as people write them; spreadsheets show the words for true of their own language."""

NO_SUCH = frozenset({"none", "no", "nothing", "there is none"})
"""What people say where there is none, besides the fact's own words for it."""


def as_written(ruleset: Ruleset, fact: str, said: str, now: datetime | None = None) -> str:
    """What an author would write for what somebody said of a fact; the same if that is not clear.

    Args:
        ruleset: The rules; they say in which order people write the day and the month.
        fact: The fact.
        said: What was said.
        now: The present moment, by which "yesterday" and a day without a year are understood.
    """
    return in_writing(ruleset.facts[fact].type, said, ruleset.day_first, now)


def in_writing(
    type_: ValueType, said: str, day_first: bool | None, now: datetime | None = None
) -> str:
    """What an author would write for what somebody said; the same if that is not clear.

    Args:
        type_: The type of the fact that it is said of.
        said: What was said.
        day_first: Whether people write the day before the month; ``None`` where that is not said.
        now: The present moment, by which "yesterday" and a day without a year are understood.
    """
    words = " ".join(said.split())
    if type_.none is not None and _says_none(words, type_):
        return NONE.value
    if type_.kind is Kind.YES_NO:
        low = words.casefold()
        return "yes" if low in _YES else "no" if low in _NO else said
    if type_.kind is Kind.CHOICE:
        return _chosen(words, type_) or said
    meant = _readings(type_, said, now, day_first)
    return type_.show(meant[0]) if len(meant) == 1 else said


def readings(ruleset: Ruleset, fact: str, said: str, now: datetime | None) -> tuple[Value, ...]:
    """All that somebody may have meant by an everyday day, time or amount; empty if it is none."""
    return _readings(ruleset.facts[fact].type, said, now, ruleset.day_first)


def _readings(
    type_: ValueType, said: str, now: datetime | None, day_first: bool | None
) -> tuple[Value, ...]:
    if type_.kind is Kind.DATE:
        return days(said, now, day_first)
    if type_.kind is Kind.DATETIME:
        return moments(said, now, day_first)
    if type_.kind is Kind.TIME:
        at = clock_time(said)
        return () if at is None else (at,)
    if type_.kind is Kind.NUMBER:
        number = amount(said, type_)
        try:
            return () if number is None else (type_.read(number),)
        except NotAValue:  # more digits than are exact: whoever reads it as it stands says so
            return ()
    return ()


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
