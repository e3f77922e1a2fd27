"""The boundary where a program hands facts to an evaluator: nothing wrong gets past it.

Texts are checked as they are read, with places. Here a program is talking, so a mistake is the
caller's misuse and raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from tactful.language.calendar import countries, zone_exists
from tactful.language.model import Clock, Ruleset
from tactful.language.values import NotAValue, Value

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
