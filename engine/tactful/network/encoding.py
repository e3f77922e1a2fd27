"""Values as codes in a message: what the network is told about a scenario.

Each property's text is made beforehand, one for each code, so that telling the network a value
costs a look-up and nothing that a client wrote is ever put into a message. Given values are
checked on the same way: what is no value of the fact's type is refused, never coerced.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from tactful.language.conclusions import Known, Origin
from tactful.language.lowering import Codes
from tactful.language.model import Fact
from tactful.language.native import NATIVE
from tactful.language.values import NONE, Kind, NotAValue, Value

Encoder: TypeAlias = Callable[[Any], str]
"""From a value to its property's text in a message."""


MOST_NAMES = 20_000
"""Generated names that are known not to collide: durable-rules compares them by a 32-bit hash."""


class TooLarge(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised when a ruleset needs more properties or stages than can be told apart safely."""


def property_name(place: int) -> str:
    """The name of a property in messages.

    Raises:
        TooLarge: past the names that are known to have different hashes.
    """
    return f"p{_nameable(place)}"


def stage_name(stage: int) -> str:
    """The name of the property that says at which stage a message is.

    Raises:
        TooLarge: past the names that are known to have different hashes.
    """
    return f"s{_nameable(stage)}"


def _nameable(number: int) -> int:
    if number < MOST_NAMES:
        return number
    raise TooLarge(f"this ruleset is too large: it needs more than {MOST_NAMES} names")


def reserved_names() -> Iterator[str]:
    """Every name in a message but those of properties."""
    yield from ("sid", "id", "dist", "prime", "$s")
    yield from (stage_name(stage) for stage in range(MOST_NAMES))


def fragment(name: str, code: int) -> str:
    """A property's text in a message."""
    return f',"{name}":{code}'


def encoder(codes: Codes, name: str) -> Encoder:
    """The encoder for a fact or decision whose property has this name."""
    if codes.type.many:
        return lambda _: ""  # each choice has a property of its own
    texts = [fragment(name, code) for code in range(codes.largest + 1)]
    if codes.type.none is not None:
        encode = _of_values(codes, texts)
        return lambda value: texts[-1] if value is NONE else encode(value)
    return _of_values(codes, texts)


def _of_values(codes: Codes, texts: list[str]) -> Encoder:
    if codes.dense:
        return dict(zip(codes.constants, texts, strict=True)).__getitem__
    if codes.type.kind is Kind.TEXT:
        return _among(codes.constants, texts)
    return _between(codes.constants, texts)


def _among(constants: tuple[Value, ...], texts: list[str]) -> Encoder:
    """For texts, which are only ever equal or not: all that are not named share the first gap."""
    known = {constant: texts[2 * place + 1] for place, constant in enumerate(constants)}
    return lambda value: known.get(value, texts[0])


def _between(constants: tuple[Any, ...], texts: list[str]) -> Encoder:
    """For values with an order: by binary search among the constants."""
    count = len(constants)

    def encode(value: Any) -> str:
        place = bisect_left(constants, value)
        return texts[2 * place + (place < count and constants[place] == value)]

    return encode


Accepted: TypeAlias = tuple[Known, str]
"""A given value as a known fact, and its property's text (empty if no condition reads it)."""


Acceptor: TypeAlias = Callable[[Any], Accepted | None]


def acceptor(fact: Fact, encode: Encoder | None) -> Acceptor:
    """What takes a given value of this fact; it answers ``None`` to what it does not take.

    That may still be the same as a value that it takes: ``given.checked`` knows.
    ``encode`` is ``None`` for a fact that no condition compares with anything.
    """
    if fact.type.kind is Kind.CHOICE and not fact.type.many:
        return _from_table(tuple(fact.type.choices), encode, str)
    if fact.type.kind is Kind.YES_NO:
        return _from_table((False, True), encode, bool)
    check = fact.type.check

    def accept(value: Any) -> Accepted | None:
        if type(value) not in NATIVE:
            return None
        try:
            check(value)
        except NotAValue:
            return None
        return Known(value, Origin.GIVEN), encode(value) if encode else ""

    return accept


def _from_table(values: tuple[Value, ...], encode: Encoder | None, kind: type) -> Acceptor:
    """For the few values of a small type everything is made beforehand."""
    table: dict[Any, Accepted] = {
        v: (Known(v, Origin.GIVEN), encode(v) if encode else "") for v in values
    }

    def accept(value: Any) -> Accepted | None:
        # A 1 would be found where True is.
        return table.get(value) if value.__class__ is kind else None

    return accept
