"""The boundary where a program hands facts to an evaluator: nothing wrong gets past it.

Texts are checked as they are read, with places. Here a program is talking, so a mistake is the
caller's misuse and raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from tactful.language.calendar import countries, zone_exists
from tactful.language.model import Clock, Ruleset
from tactful.language.values import Kind, NotAValue, Value, ValueType

Given: TypeAlias = Mapping[str, Value]
"""What is given of a situation: facts by name, with their values."""


class InvalidGiven(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised when facts are given that the ruleset does not have, or cannot take."""


def checked(ruleset: Ruleset, given: Mapping[str, Value]) -> Mapping[str, Value]:
    """``given`` itself, once every value is known to be of its fact's type.

    Raises:
        InvalidGiven: naming the fact and what is wrong.
    """
    for name, value in given.items():
        fact = ruleset.facts.get(name)
        if fact is None:
            raise no_such_fact(name)
        try:
            fact.type.check(value)
        except NotAValue as error:
            raise refuse(name, error) from None
    check_place(ruleset.clock, given)
    return given


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
        raise InvalidGiven(
            f"`{name}`: `{now}` (of type {kind}) is not a date with a time; give a "
            "datetime.datetime without tzinfo, in the client's local time"
        )
    if now.tzinfo is not None:
        zone = f"the zone of `{clock.timezone}`" if clock.timezone else "the client's time zone"
        raise InvalidGiven(
            f"`{name}`: `{now.isoformat()}` carries an offset, and rules read local times; give "
            f"{name}.astimezone(zone).replace(tzinfo=None), where zone is {zone}"
        )
    fact = ruleset.facts.get(clock.now or "")
    try:
        (_ANY_MOMENT if fact is None else fact.type).check(now)
    except NotAValue as error:
        raise refuse(name, error) from None


_ANY_MOMENT = ValueType(Kind.DATETIME)


def check_place(clock: Clock, given: Mapping[str, Value]) -> None:
    """Check that the time zone and the country, where given, exist.

    A region that the country does not have says nothing, and is let pass.

    Raises:
        InvalidGiven: if one does not.
    """
    timezone = given.get(clock.timezone or "")
    if timezone is not None and not zone_exists(str(timezone)):
        raise InvalidGiven(f"`{timezone}` is not a time zone")
    country = given.get(clock.country or "")
    if country is not None and country not in countries():
        raise InvalidGiven(f"`{country}` is not a country whose public holidays are known")


def no_such_fact(name: str) -> InvalidGiven:
    """The exception for a fact that the ruleset does not have."""
    return InvalidGiven(f"`{name}` is not a fact of this ruleset")


def refuse(name: str, error: NotAValue) -> InvalidGiven:
    """The exception for a value that is not of the fact's type."""
    return InvalidGiven(f"`{name}`: {error.message}; {error.help}")
