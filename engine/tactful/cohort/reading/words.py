"""What the text of one cell means: as an author would write it, or in people's own words.

What an author would write is tried first, so that it means what it always meant; then everyday
words, labels, other words for a choice, the true and false of spreadsheets, and ticks. What could
mean two things is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from tactful.cohort.reading.styles import PLAIN, Style
from tactful.cohort.remedies import FACELESS, Remedies
from tactful.language.calendar import countries, zone_exists, zone_named
from tactful.language.model import Clock, Fact
from tactful.language.values import NONE, Kind, NotAValue, Value, ValueType, check_signs
from tactful.reading.values import LONGEST_VALUE, parse
from tactful.scenarios.places import country_named, zones_named
from tactful.scenarios.spoken import in_writing
from tactful.text.lines import shortened

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

_TICKS = {
    **dict.fromkeys(("x", "1", "1.0", "✓", "✔", "☑", "✅", "√"), "yes"),
    **dict.fromkeys(("0", "0.0", "✗", "✘", "☐", "❌"), "no"),
}
"""How people tick a cell; in an answer to a question the same signs would say nothing."""

NOT_KNOWN = frozenset(
    {"?", "??", "unknown", "not known", "don't know", "dont know", "not sure", "no idea", "unclear"}
)
"""Cells that say themselves that it is not known."""

_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
"""What programs write after a day, which they keep as its midnight."""

_MOST_REMEMBERED = 100_000
"""Distinct texts whose meaning is kept for the batches that follow."""


class NotKnown(NamedTuple):
    """The meaning of a cell that says that it is not known."""


class CellWords:
    """The meaning of the texts in the cells of one fact."""

    def __init__(
        self, fact: Fact, clock: Clock, remedies: Remedies = FACELESS, style: Style = PLAIN
    ) -> None:
        self._type = fact.type
        self._day = ValueType(Kind.DATE)
        self._remedies = remedies
        self._style = style
        self._check, self._named = _place_of(fact, clock)
        self._known: dict[tuple[str, str | None], Value | NotAValue | NotKnown] = {}

    def meaning(self, text: str, zone: str | None) -> Value | NotAValue | NotKnown:
        """What a text means in a time zone, or why it is no value of the fact's."""
        known, key = self._known, (text, zone)
        found = known.get(key)
        if found is None:
            if len(known) >= _MOST_REMEMBERED:
                self._known = known = {}  # others may still be reading the old one
            known[key] = found = self._meaning(text, zone)
        return found

    def is_plain(self, text: str) -> bool:
        """Whether a text is its own meaning."""
        return text == text.strip() and self.meaning(text, None) == text

    def _meaning(self, text: str, zone: str | None) -> Value | NotAValue | NotKnown:
        try:
            return self._parse(text, zone)
        except NotAValue as error:
            wrong = NotAValue(
                error.message.replace(f"`{text}`", f"`{shortened(text)}`"), error.help
            )
        if text in _ERRORS or len(text) > LONGEST_VALUE:
            return wrong
        try:
            said = self._in_writing(text)
            if said is not None:
                return self._parse(said, zone)
        except NotAValue:  # as "x" for a number that may not be one
            return wrong
        if " ".join(text.split()).casefold() in NOT_KNOWN:
            return NotKnown()
        return self._of_day(text, wrong)

    def _in_writing(self, text: str) -> str | None:
        """What an author would write for a text; ``None`` if that is not clear."""
        if self._named is not None:
            return self._named(text)
        if self._type.kind is Kind.YES_NO and text.casefold() in _TICKS:
            return _TICKS[text.casefold()]
        said = _MIDNIGHT.sub("", text) if self._type.kind is Kind.DATE else text
        said = in_writing(self._type, said, self._style.day_first)
        return None if said == text else said

    def _of_day(self, text: str, wrong: NotAValue) -> Value | NotAValue:
        """A moment of which the cell has but the day."""
        if self._type.kind is not Kind.DATETIME:
            return wrong
        try:
            day = parse(in_writing(self._day, text, self._style.day_first), self._day)
        except NotAValue:
            return wrong
        if not isinstance(day, date):
            return wrong
        if self._style.time is None:
            return day_alone(text, self._remedies)
        value = datetime.combine(day, self._style.time)
        try:
            self._type.check(value)
        except NotAValue as error:
            return error
        return value

    def _parse(self, text: str, zone: str | None) -> Value:
        if text in _ERRORS:
            raise NotAValue(
                f"`{text}` is an error of Excel, and no value",
                "mend the formula, or empty the cell",
            )
        check_signs(text)
        if self._type.many:
            return self._type.parse(text.replace(";", ","))
        value = parse(text, self._type)
        if isinstance(value, datetime) and value.tzinfo is not None:
            if zone is None or not zone_exists(zone):
                raise without_zone(text)
            value = value.astimezone(zone_named(zone)).replace(tzinfo=None)
            if value.fold:
                raise second_of_two(text, zone, self._remedies)
            self._type.check(value)
        if value is not NONE:
            self._check(value)
        return value


def day_alone(text: str, remedies: Remedies) -> NotAValue:
    """What is wrong with a day where a moment is asked for: no time is made up for it."""
    return NotAValue(
        f"`{shortened(text)}` is a day without a time of day",
        f"write the time as well, or say which column has it with {remedies.choose}, or which "
        f"time to take for all with {remedies.time}",
    )


def without_zone(text: str) -> NotAValue:
    """What is wrong with an offset where nobody knows the client's time zone."""
    return NotAValue(
        f"`{shortened(text)}` carries an offset, and no time zone is given",
        "give the time zone as well, as Europe/Paris, or the local time",
    )


def second_of_two(text: str, zone: str, remedies: Remedies) -> NotAValue:
    """A column keeps a local time, and not which of two: a wrong hour is worse than none."""
    return NotAValue(
        f"the clocks of {zone} went back, and `{shortened(text)}` is the second of two alike",
        f"advise on this client with {remedies.alone}, which tells the two apart",
    )


def _place_of(
    fact: Fact, clock: Clock
) -> tuple[Callable[[Value], None], Callable[[str], str | None] | None]:
    """What a value has to pass beyond its type, and how places are found by their names."""
    if fact.id == clock.timezone:
        return _check_zone, _zone_of
    if fact.id == clock.country:
        return _check_country, country_named
    return lambda _: None, None


def _check_zone(value: Value) -> None:
    if not zone_exists(str(value)):
        raise NotAValue(f"`{value}` is not a time zone", "write it as Europe/Paris")


def _check_country(value: Value) -> None:
    if value not in countries():
        raise NotAValue(
            f"`{value}` is not a country whose public holidays are known",
            "write its two capital letters, as FR or US",
        )


def _zone_of(text: str) -> str | None:
    found = zones_named(text)
    return found[0] if len(found) == 1 else None
