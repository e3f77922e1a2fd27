"""Facts from JSON and from web forms: what programs are sent, as what an evaluator takes.

A text is read by the fact it belongs to, as in a scenario, and what a browser or another program
writes for yes and no is understood, too. All mistakes are said at once, to a program.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time

from tactful.grounding.ground import ground
from tactful.grounding.names import told_name
from tactful.grounding.people import MOST, copy_name
from tactful.language.calendar import countries, existing, regions, zone_exists, zone_named
from tactful.language.conclusions import Origin
from tactful.language.given import (
    InvalidGiven,
    WrongFact,
    no_such_fact,
    shown,
    taken,
    wanted_of,
    wrong_places,
)
from tactful.language.model import Fact, Ruleset
from tactful.language.native import native
from tactful.language.terms import Each
from tactful.language.values import NONE, YEARS, Kind, NotAValue, Value
from tactful.reading.values import LONGEST_VALUE
from tactful.scenarios.people import NAME
from tactful.scenarios.scenario import UNTITLED, Scenario
from tactful.scenarios.values import zone_in
from tactful.text.names import Speller
from tactful.text.signs import first_unfit

_SAID = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_FRACTION = r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}\.[0-9]{1,6}"
_WRITTEN = {
    Kind.DATE: "'2026-11-20'",
    Kind.TIME: "'16:30'",
    Kind.DATETIME: "'2026-11-20T14:00'",
}


def facts(ruleset: Ruleset, json_object: Mapping[str, object]) -> dict[str, Value]:
    """The facts of a JSON object or a web form, as ``Network.evaluate`` takes them.

    A yes/no fact is true or false, or a text: "yes", "no", "true", "false", "on", "off". A number,
    a date, a time and a moment may be texts, too. ``None`` and a text without a sign in it say
    that the fact is not given. A moment with an offset becomes local time in the time zone that
    is given, or else in the ruleset's own. Values of NumPy, decimals and fractions are taken where
    they are exactly a number or moment of Python.

    Several choices at once are a list, or a text as ``[one, other]``; that there is none of a fact
    is the text "none".

    A result's ``facts`` are read as well, ``{"value": ..., "origin": ...}`` each: those that were
    given. The others follow from them again.

    Args:
        ruleset: The rules that the facts are for.
        json_object: Values by the facts' names.

    Raises:
        InvalidGiven: with everything that is wrong, in ``mistakes``.
    """
    if not isinstance(json_object, Mapping):
        problem = f"{shown(json_object)} is not an object with a value for each fact"
        raise InvalidGiven([WrongFact(None, json_object, problem, "give {} for no facts")])
    reading = _Reading(ruleset)
    found = reading.read(json_object)
    reading.mistakes += [*wrong_places(ruleset.clock, found), *_wrong_moments(ruleset, found)]
    if reading.mistakes:
        raise InvalidGiven(reading.mistakes)
    return found


def scenario(
    ruleset: Ruleset, json_object: Mapping[str, object], title: str = UNTITLED
) -> Scenario:
    """The situation of a JSON object: facts, and those of whom there are several, in lists.

    Beside facts, as ``facts`` reads them, the object may have what a ruleset calls several of a
    thing: ``"interviewers": [{"name": "Ana", "rapport": "warm"}]``. A name may be left out, as any
    fact may; an empty list says that there is nobody at all. ``network_with`` has the network that
    evaluates such a situation.

    Args:
        ruleset: The rules, as they were loaded.
        json_object: Values by the facts' names, and lists.
        title: What the situation is called.

    Raises:
        InvalidGiven: with everything that is wrong, in ``mistakes``.
    """
    lists = {each.plural: each for each in ruleset.each.values()}
    if not isinstance(json_object, Mapping) or not lists.keys() & json_object.keys():
        return Scenario(title, facts(ruleset, json_object))
    listed = _Listed(ruleset)
    stated: dict[str, object] = {}
    for name, value in json_object.items():
        if name in lists:
            listed.add(lists[name], value)
        else:
            stated[name] = value
    listed.check(stated)
    if listed.mistakes:
        raise InvalidGiven(listed.mistakes)
    named = ground(ruleset, listed.people)
    try:
        given = facts(named, {**stated, **listed.stated})
    except InvalidGiven as error:
        raise InvalidGiven(_told(one, named) for one in error.mistakes) from None
    return Scenario(title, given, people=listed.people)


def _told(mistake: WrongFact, ruleset: Ruleset) -> WrongFact:
    name = mistake.fact
    return mistake._replace(fact=None if name is None else told_name(ruleset, name))


class _Listed:
    """Those who are listed in one object, and what is wrong with that so far."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.people: dict[str, tuple[str | None, ...]] = {}
        self.stated: dict[str, object] = {}
        self.mistakes: list[WrongFact] = []
        self.speller = Speller()

    def wrong(self, about: str, value: object, problem: str, wanted: str) -> None:
        self.mistakes.append(WrongFact(about, value, problem, wanted))

    def add(self, each: Each, value: object) -> None:
        """Take a list of them."""
        example = f'give a list, as [{{"name": "Ana", "{next(iter(each.facts), "name")}": ...}}]'
        if value is None:
            return
        if not isinstance(value, list | tuple):
            self.wrong(each.plural, value, f"{shown(value)} is not a list", example)
            return
        if len(value) > MOST:
            problem = f"{len(value)} are listed, and there may be up to {MOST}"
            self.wrong(each.plural, value, problem, "leave some out")
            return
        names = [self.one(each, place, item, example) for place, item in enumerate(value, 1)]
        told = [name.casefold() for name in names if name is not None]
        for name in names:
            if name is not None and told.count(name.casefold()) > 1:
                told.remove(name.casefold())
                problem = f"two of them are called {shown(name)}"
                self.wrong(each.plural, name, problem, "add what tells them apart")
        self.people[each.id] = tuple(names)

    def one(self, each: Each, place: int, item: object, example: str) -> str | None:
        """Take one of them; the name, where there is one."""
        about = f"{each.plural}[{place}]"
        if not isinstance(item, Mapping):
            self.wrong(about, item, f"{shown(item)} is not an object", example)
            return None
        found = None
        for name, value in item.items():
            if name in each.facts:
                self.stated[copy_name(name, place)] = value
            elif name != NAME:
                near = self.speller.nearest(str(name), [NAME, *each.facts])
                wanted = f"did you mean `{near}`?" if near else f"give facts of one {each.label}"
                if name in self.ruleset.facts:
                    wanted = "give it beside the list"
                problem = f"this is no fact of one {each.label}"
                self.mistakes.append(WrongFact(f"{about}.{name}", value, problem, wanted, near))
            elif value is not None and not isinstance(value, str):
                self.wrong(f"{about}.{NAME}", value, f"{shown(value)} is no name", "give a text")
            else:
                found = (value or "").strip() or None
        if found is not None and first_unfit(found) is not None:
            self.wrong(f"{about}.{NAME}", found, f"{shown(found)} is no name", "give a plain text")
        return found

    def check(self, stated: Mapping[str, object]) -> None:
        """Note facts of one of several that stand among those of all, where some are listed."""
        for each in (self.ruleset.each[name] for name in self.people):
            for name in each.facts:
                if stated.get(name) is not None:
                    problem = f"it is of one {each.label}, and the {each.plural} are listed"
                    self.wrong(name, stated[name], problem, f"give it within `{each.plural}`")


class _Reading:
    """One object that is being read, and what is wrong with it so far."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.mistakes: list[WrongFact] = []
        self.speller = Speller()
        self.zone: str | None = None

    def read(self, stated: Mapping[str, object]) -> dict[str, Value]:
        """What is given; the time zone is read first, since moments may need it."""
        raw = dict(self.stated(stated))
        timezone = self.ruleset.clock.timezone
        first: dict[str, Value] = {}
        if timezone is not None and timezone in raw:
            zone = self.value(self.ruleset.facts[timezone], raw[timezone])
            if not isinstance(zone, WrongFact):
                first[timezone] = zone
        self.zone = zone_in(self.ruleset, first)
        found: dict[str, Value] = {}
        for name, value in raw.items():
            made = self.value(self.ruleset.facts[name], value)
            if isinstance(made, WrongFact):
                self.mistakes.append(made)
            else:
                found[name] = made
        return found

    def stated(self, stated: Mapping[str, object]) -> Iterator[tuple[str, object]]:
        """The facts that are given, with their values as they came."""
        for name, value in stated.items():
            fact = self.ruleset.facts.get(name)
            if fact is None:
                self.mistakes.append(no_such_fact(self.ruleset, name, value, self.speller))
                continue
            if isinstance(value, Mapping) and "value" in value:
                if value.get("origin", Origin.GIVEN.value) != Origin.GIVEN.value:
                    continue
                value = NONE if value.get("none") is True else value["value"]
            own = native(value)
            if not (own is None or (isinstance(own, str) and not own.strip())):
                yield fact.id, own

    def value(self, fact: Fact, value: object) -> Value | WrongFact:
        """One value, or what is wrong with it."""
        read = value
        if fact.type.many and isinstance(value, list | tuple | set):
            read = frozenset(map(str, value))
        elif isinstance(value, str) and value.strip() == NONE.value and fact.type.none is not None:
            read = NONE
        elif isinstance(value, str) and fact.type.kind is not Kind.TEXT:
            try:
                read = self.read_text(value.strip(), fact)
            except NotAValue as error:
                wanted = error.help or wanted_of(fact.type)
                if fact.type.kind in _WRITTEN:
                    wanted = f"{wanted_of(fact.type)}, or a text as {_WRITTEN[fact.type.kind]}"
                return WrongFact(fact.id, value, error.message, wanted)
        if isinstance(read, datetime) and read.tzinfo is not None:
            if self.zone is None:
                problem, wanted = f"{shown(value)} carries an offset", "the time zone, too"
                if self.ruleset.clock.timezone is not None:
                    wanted = f"`{self.ruleset.clock.timezone}`, too"
                return WrongFact(fact.id, value, problem, f"give the local time, or {wanted}")
            # What is wrong with the zone is said by itself, and so is an impossible year.
            if zone_exists(self.zone) and read.year in YEARS:
                read = read.astimezone(zone_named(self.zone))
            read = read.replace(tzinfo=None)
        made = taken(fact.id, read, fact.type, self.speller)
        return made._replace(value=value) if isinstance(made, WrongFact) else made

    def read_text(self, text: str, fact: Fact) -> object:
        """A text by its fact's type. A choice stays a text, a moment keeps its offset.

        Raises:
            NotAValue: if it is none of that type.
        """
        kind = fact.type.kind
        if kind is Kind.CHOICE and not fact.type.many:
            return text
        if kind is Kind.YES_NO:
            said = _SAID.get(text.casefold())
            if said is None:
                raise NotAValue(f"{shown(text)} is neither yes nor no", "")
            return said
        if kind is Kind.TIME and re.fullmatch(_FRACTION, text):
            with contextlib.suppress(ValueError):
                return time.fromisoformat(text.zfill(len("00") + len(text.partition(":")[2]) + 1))
        if len(text) > LONGEST_VALUE:
            raise NotAValue(f"{shown(text)} is too long for a value", wanted_of(fact.type))
        return fact.type.read(text)


def _wrong_moments(ruleset: Ruleset, given: Mapping[str, Value]) -> Iterator[WrongFact]:
    """Local times that no clock ever shows, and a region that its country does not have."""
    clock = ruleset.clock
    country, region = given.get(clock.country or ""), given.get(clock.region or "")
    if region is not None and isinstance(country, str) and country in countries():
        known = regions(country)
        if region not in known:
            wanted = f"give one of {', '.join(map(repr, known))}" if known else "leave it out"
            problem = f"{country} has no region {shown(region)} with holidays of its own"
            yield WrongFact(clock.region, region, problem, wanted)
    zone = given.get(clock.timezone or "")
    if not isinstance(zone, str) or not zone_exists(zone):
        return
    for name, moment in given.items():
        if isinstance(moment, datetime):
            real = existing(moment, zone)
            if real != moment:
                problem = f"the clocks of {zone} went forward, past {moment.isoformat(' ')}"
                yield WrongFact(name, moment, problem, f"was it {real.isoformat(' ')}?")
