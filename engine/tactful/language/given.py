"""The boundary where a program hands facts to an evaluator: nothing wrong gets past it.

Texts are checked as they are read, with places. Here a program is talking, so a mistake is the
caller's misuse and raises: once, with everything that is wrong, in the words of a program.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, TypeAlias

from tactful.language.calendar import countries, zone_exists
from tactful.language.model import Clock, Ruleset
from tactful.language.native import NATIVE, is_inexact, native
from tactful.language.values import NONE, Kind, NotAValue, Value, ValueType
from tactful.text.names import Speller

Given: TypeAlias = Mapping[str, Value]
"""What is given of a situation: facts by name, with their values."""


class WrongFact(NamedTuple):
    """One thing that is wrong with facts that a program gives.

    Attributes:
        fact: The name that was given; ``None`` where it is about all of what was given.
        value: The value that was given.
        problem: What is wrong: "`'yes'` is not yes or no".
        wanted: What would be right: "give True or False".
        near: The name of a fact, or the choice, that was probably meant.
    """

    fact: str | None
    value: object
    problem: str
    wanted: str
    near: str | None = None

    def __str__(self) -> str:
        about = "" if self.fact is None else f"`{self.fact}`: "
        return f"{about}{self.problem}; {self.wanted}"


class InvalidGiven(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised when facts are given that the ruleset does not have, or cannot take.

    Attributes:
        mistakes: Everything that is wrong, in the order in which it was given.
    """

    def __init__(self, mistakes: Iterable[WrongFact]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        return "\n".join(str(mistake) for mistake in self.mistakes)


def checked(ruleset: Ruleset, given: Mapping[str, Value]) -> Mapping[str, Value]:
    """``given``, once every value is known to be of its fact's type.

    Values of other libraries that say exactly the same as one of Python's become that; where
    there are none, it is ``given`` itself.

    Raises:
        InvalidGiven: with everything that is wrong.
    """
    mistakes: list[WrongFact] = []
    own: dict[str, Value] = {}
    speller = Speller()
    for name, value in given.items():
        fact = ruleset.facts.get(name)
        if fact is None:
            mistakes.append(no_such_fact(ruleset, name, value, speller))
            continue
        made = taken(fact.id, value, fact.type, speller)
        if isinstance(made, WrongFact):
            mistakes.append(made)
        else:
            own[name] = made
    mistakes += wrong_places(ruleset.clock, own)
    if mistakes:
        raise InvalidGiven(mistakes)
    return given if all(own[name] is value for name, value in given.items()) else own


def taken(fact: str, value: object, type_: ValueType, speller: Speller) -> Value | WrongFact:
    """A value as an evaluator takes it, or what is wrong with it."""
    own = native(value)
    if own.__class__ not in NATIVE or not (own is NONE or type_.takes(own)):
        return _of_another_type(fact, value, type_)
    try:
        type_.check(own)  # type: ignore[arg-type]
    except NotAValue as error:
        message, wanted, near = error.message, error.help, None
        if type_.kind is Kind.CHOICE:
            message = f"{shown(value)} is not one of the choices"
            near = speller.nearest(str(own), type_.choices)
            wanted = speller.help(str(own), type_.choices, "the choices")
        elif getattr(own, "tzinfo", None) is not None:
            wanted = wanted_of(type_)
        return WrongFact(fact, value, message, wanted, near)
    return own  # type: ignore[return-value]


def _of_another_type(fact: str, value: object, type_: ValueType) -> WrongFact:
    if value is None:
        wanted = f"leave it out where it is not known, or {wanted_of(type_)}"
        return WrongFact(fact, value, f"`None` is not {_NOUNS[type_.kind]}", wanted)
    if type_.kind is Kind.NUMBER and is_inexact(value):
        wanted = f"round it, and {wanted_of(type_)}"
        return WrongFact(fact, value, f"no float is exactly {shown(value)}", wanted)
    return WrongFact(fact, value, f"{shown(value)} is not {_NOUNS[type_.kind]}", wanted_of(type_))


def wanted_of(type_: ValueType) -> str:
    """What a program has to give for a fact of a type."""
    if type_.many:
        return f"give a frozenset of {', '.join(map(repr, type_.choices))}"
    if type_.kind is Kind.CHOICE:
        return f"give one of {', '.join(map(repr, type_.choices))}"
    return f"give {_WANTED[type_.kind]}"


def shown(value: object) -> str:
    """A value that somebody gave, to be quoted: as Python writes it, and never too long."""
    return f"`{_SHORT.repr(value)}`"


def no_such_fact(ruleset: Ruleset, name: object, value: object, speller: Speller) -> WrongFact:
    """The mistake of a name that the ruleset has no fact of."""
    if name in ruleset.decisions:
        return WrongFact(
            str(name), value, "this is a decision, which the rules make", "leave it out"
        )
    if any(name == each.plural for each in ruleset.each.values()):
        problem = "this lists several, of whom each has facts of their own"
        wanted = "read the whole object with `tactful.scenario`, which knows how"
        return WrongFact(str(name), value, problem, wanted)
    near = speller.nearest(name, ruleset.facts) if isinstance(name, str) else None
    wanted = "give facts of this ruleset only" if near is None else f"did you mean `{near}`?"
    return WrongFact(str(name), value, "this ruleset has no such fact", wanted, near)


def check_now(ruleset: Ruleset, now: object, name: str = "now") -> None:
    """Check a moment that is given beside the facts, to stand for the clock's.

    One with an offset is refused rather than converted: which zone's clocks it should be told by
    may follow from rules, or not be known at all, and where the clocks go back two moments become
    one. Whoever has it knows where the client is.

    Args:
        ruleset: The rules.
        now: The moment; ``None`` if there is none.
        name: What the caller calls it.

    Raises:
        InvalidGiven: naming it, what is wrong and what would be right.
    """
    if now is None:
        return
    clock = ruleset.clock
    if not isinstance(now, datetime):
        kind = type(now).__name__
        problem = f"{shown(now)} (of type {kind}) is not a date with a time"
        wanted = "give a datetime.datetime without tzinfo, in the client's local time"
        raise InvalidGiven([WrongFact(name, now, problem, wanted)])
    if now.tzinfo is not None:
        zone = f"the zone of `{clock.timezone}`" if clock.timezone else "the client's time zone"
        problem = f"`{now.isoformat()}` carries an offset, and rules read local times"
        wanted = f"give {name}.astimezone(zone).replace(tzinfo=None), where zone is {zone}"
        raise InvalidGiven([WrongFact(name, now, problem, wanted)])
    fact = ruleset.facts.get(clock.now or "")
    try:
        (_ANY_MOMENT if fact is None else fact.type).check(now)
    except NotAValue as error:
        raise InvalidGiven([WrongFact(name, now, error.message, error.help)]) from None


_ANY_MOMENT = ValueType(Kind.DATETIME)


def wrong_places(clock: Clock, given: Mapping[str, Value]) -> list[WrongFact]:
    """What is wrong with the time zone and the country, where given: that there is none.

    A region that the country does not have says nothing, and is let pass.
    """
    found = []
    timezone = given.get(clock.timezone or "")
    if timezone is not None and not zone_exists(str(timezone)):
        problem, wanted = f"{shown(timezone)} is not a time zone", "give a name as 'Europe/Paris'"
        found.append(WrongFact(clock.timezone, timezone, problem, wanted))
    country = given.get(clock.country or "")
    if country is not None and country not in countries():
        problem = f"{shown(country)} is not a country whose public holidays are known"
        wanted = "give two capital letters, as 'FR', or leave it out"
        found.append(WrongFact(clock.country, country, problem, wanted))
    return found


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 80

_NOUNS = {
    Kind.YES_NO: "yes or no",
    Kind.CHOICE: "a choice",
    Kind.NUMBER: "a number",
    Kind.DATE: "a date",
    Kind.TIME: "a time of day",
    Kind.DATETIME: "a date with a time",
    Kind.TEXT: "a text",
}
_WANTED = {
    Kind.YES_NO: "True or False",
    Kind.NUMBER: "an int or a float",
    Kind.DATE: "a datetime.date",
    Kind.TIME: "a datetime.time",
    Kind.DATETIME: "a datetime.datetime without a zone",
    Kind.TEXT: "a str",
}
