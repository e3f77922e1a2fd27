"""What a person's answer means: by number, label, other words or a few letters, as people write."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from tactful.answers.asking import Asking, Choice, place_of
from tactful.answers.interview import Interview
from tactful.explanation.wording import NONE_OF_THEM, capitalised, joined, quote, said
from tactful.grounding.people import MOST
from tactful.language.calendar import regions
from tactful.language.model import Ruleset
from tactful.language.values import NONE, Kind, NotAValue, Value
from tactful.scenarios.everyday import days
from tactful.scenarios.places import country_name, country_named, zones_named
from tactful.scenarios.spoken import NO_SUCH, as_written, readings, spoken_names
from tactful.text.lines import shortened
from tactful.text.names import Speller, place_in, spaced
from tactful.text.signs import first_unfit

MOST_REGIONS = 20
"""How many regions are listed; nobody knows their abbreviations by heart."""

MOST_MEANT = 9
"""How many readings of an answer are offered to choose from."""


ENOUGH = 3
"""So many letters name a choice by a word within it."""


class Surroundings(NamedTuple):
    """What an answer is understood by besides its question.

    Attributes:
        now: The present moment, for "yesterday" and days without a year.
        country: The country in which a region has to be, if that is known.
    """

    now: datetime | None = None
    country: str | None = None


class Ambiguous(NotAValue):
    """Raised for an answer that may mean several things; ``meant`` are these, with their words."""

    def __init__(self, answer: str, meant: tuple[Choice, ...]) -> None:
        listed = joined((quote(choice.label) for choice in meant), "or")
        super().__init__(f"`{answer}` could be {listed}", "say which")
        self.meant = meant


def understood(
    ruleset: Ruleset, asked: Asking, answer: str, around: Surroundings | None = None
) -> Value:
    """What a person answered to a question for one fact.

    Args:
        ruleset: The rules.
        asked: The question.
        answer: What was answered.
        around: What else it is understood by.

    Raises:
        Ambiguous: if it could be several values.
        NotAValue: with what is wrong and what would be right, if it is no answer.
    """
    around = around or Surroundings()
    words = " ".join(answer.split())
    if asked.many:
        return _several(asked, words)
    if asked.choices:
        return _chosen(asked.choices, words)
    fact = ruleset.facts[asked.fact]
    offered = next((c for n, c in enumerate(asked.offered, 1) if words in (str(n), c.label)), None)
    if offered is not None:
        return offered.value
    place = _place(ruleset, asked.fact, words, around.country)
    if place is not None:
        return place
    meant = readings(ruleset, asked.fact, words, around.now)
    if len(meant) > 1:
        raise Ambiguous(words, tuple(Choice(v, said(v, fact.type)) for v in meant))
    if not meant and fact.type.kind is Kind.DATETIME and days(words, around.now, None):
        raise NotAValue(f"`{words}` is a day without a time", f"add the time, as {words} 14:00")
    if meant:
        fact.type.check(meant[0])
        return meant[0]
    try:
        value = fact.type.parse(as_written(ruleset, asked.fact, words, around.now))
    except NotAValue as wrong:
        if meant or asked.hint is None or fact.type.kind is Kind.TEXT:
            raise
        raise NotAValue(wrong.message, f"say {asked.hint}") from None
    if value is not NONE:
        fact.type.check(value)
    return value


def read_back(interview: Interview, asked: Asking, answer: str, value: Value) -> str | None:
    """What was made of somebody's words, for them to see before it counts; ``None`` if no need.

    Of a time zone that is the country, too, if it follows and was not there to be read.
    """
    type_ = interview.ruleset.facts[asked.fact].type
    if interview.following(asked.fact, value):
        was_read = any(choice.value == value for choice in asked.offered)
        return None if was_read else f"{place_of(str(value))}, whose public holidays count"
    as_it_is_kept = answer.strip().replace(" ", "T") == type_.show(value)
    is_time = type_.kind in (Kind.DATE, Kind.DATETIME, Kind.TIME)
    if not is_time or value is NONE or as_it_is_kept:
        return None
    return capitalised(said(value, type_))


def ticked(asked: Asking, answer: str) -> Mapping[str, Value | None]:
    """What a person answered to a checklist: what they name is so, and the rest is not.

    "1, 3?" says that the first is so, that the third is not known and that the others are not so.

    Raises:
        NotAValue: if a part of it names none of the list.
    """
    words = " ".join(answer.split())
    found: dict[str, Value | None] = {str(choice.value): False for choice in asked.choices}
    if words.casefold().rstrip(".") in (*NO_SUCH, NONE_OF_THEM, "neither", "none of these", "0"):
        return found
    if words.casefold() in ("all", "both", "all of these", "all of them"):
        return dict.fromkeys(found, True)
    for part in _parts(words):
        name = part.removesuffix("?").strip()
        found[str(_chosen(asked.choices, name))] = None if part.endswith("?") else True
    return found


def _place(ruleset: Ruleset, fact: str, words: str, country: str | None) -> Value | None:
    """The code of a place that is named; ``None`` where the fact holds none of the clock's."""
    clock = ruleset.clock
    if fact == clock.timezone:
        zones = zones_named(words)
        if len(zones) > 1:
            shown = zones[:MOST_MEANT]
            raise Ambiguous(words, tuple(Choice(zone, zone.replace("_", " ")) for zone in shown))
        if not zones:
            raise NotAValue(
                f"`{words}` is no time zone that is known",
                "name a large city there, as New York, or the zone, as Europe/Paris",
            )
        return zones[0]
    if fact == clock.country:
        code = country_named(words)
        if code is None:
            raise NotAValue(
                f"`{words}` is not a country whose holidays are known",
                "write its English name, or two letters, as US or FR",
            )
        return code
    if fact == clock.region and country is not None:
        return _region(words, country)
    return None


def _region(region: str, country: str) -> str:
    known = regions(country)
    name = region if region in known else region.upper()
    if name not in known:
        help_ = "press Enter: everywhere in this country has the same holidays"
        if known:
            help_ = Speller().help(region, known, "the regions", MOST_REGIONS)
        named = country_name(country)
        raise NotAValue(f"{named} has no region `{region}` with holidays of its own", help_)
    return name


def _chosen(choices: tuple[Choice, ...], words: str) -> Value:
    place = place_in(words, len(choices))
    if place is not None:
        return choices[place - 1].value
    folded = spaced(words).casefold().rstrip(".")
    names = [(_named(choice), choice.value) for choice in choices]
    for spoken, value in names:
        if folded in spoken:
            return value
    starts = _matching(names, lambda one: one.startswith(folded)) if folded else []
    begun = starts or _matching(names, lambda one: _has_words(folded, one))
    if len(begun) == 1:
        return begun[0]
    listed = joined((quote(choice.label) for choice in choices), "or")
    problem = "could be more than one of the answers" if begun else "is not one of the answers"
    raise NotAValue(f"`{shortened(words)}` {problem}", f"type a number from the list, or {listed}")


def _matching(names: Sequence[tuple[list[str], Value]], like: Callable[[str], bool]) -> list[Value]:
    return [value for spoken, value in names if any(like(one) for one in spoken)]


def _has_words(said_words: str, name: str) -> bool:
    """Whether each of some words begins a word of a name: "hit" for "you hit it off"."""
    own = name.replace(",", " ").split()
    parts = said_words.split()
    return len(said_words) >= ENOUGH and all(
        any(word.startswith(part) for word in own) for part in parts
    )


def _named(choice: Choice) -> list[str]:
    if isinstance(choice.value, bool):
        return [choice.label]
    names = spoken_names(str(choice.value), choice.label, choice.also)
    return [name.rstrip(".") for name in names]


def _parts(words: str) -> list[str]:
    parts = words.replace(";", ",").replace(" and ", ",").split(",")
    if all(part.rstrip("?").isdecimal() for part in words.split()):
        parts = words.split()
    return [part.strip() for part in parts if part.strip()]


def _several(asked: Asking, words: str) -> Value:
    """Several choices: numbers, names or labels with commas between them, or that it is none."""
    whole = words.strip("[]")
    labels = {name for choice in asked.choices for name in _named(choice)}
    if whole.casefold() not in labels:
        if whole.casefold() in (*NO_SUCH, NONE_OF_THEM, ""):
            return frozenset()
        return frozenset(str(_chosen(asked.choices, part)) for part in _parts(whole))
    return frozenset((str(_chosen(asked.choices, whole)),))


def named(text: str) -> tuple[str | None, ...]:
    """Who is meant by a number or by names: ``3``, or ``Ana, Ben and Cem``; one by nothing.

    Raises:
        NotAValue: if there are none, too many, or two of one name.
    """
    words = text.casefold()
    if not words or words in _ONE:
        return (None,)
    if words.isdecimal():
        count = place_in(words, MOST)
        if count is None:
            raise NotAValue("that many cannot be", f"give a number from 1 to {MOST}, or names")
        return (None,) * count
    names = [name.strip() for name in re.split(r",|;|&|\band\b", text) if name.strip()]
    if len(names) > MOST:
        raise NotAValue(f"these are {len(names)} names", f"there may be up to {MOST}")
    folded = [name.casefold() for name in names]
    twice = next((name for name in names if folded.count(name.casefold()) > 1), None)
    if twice is not None:
        raise NotAValue(f"two are called {twice}", "add what tells them apart, as a family name")
    if any(name.isdecimal() or first_unfit(name) is not None for name in names) or not names:
        raise NotAValue("these are no names", "write them with commas between, as “Ana, Ben”")
    return tuple(names)


_ONE = ("one", "just one", "only one", "a", "don't know", "d")
