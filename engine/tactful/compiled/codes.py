"""Values as the small whole numbers that compiled code compares.

A value's code is that of ``lowering.Codes``, and ``UNKNOWN`` where it is not known. Several choices
at once are one number: ``KNOWN``, and a bit for each choice, so that 0 is unknown there. Given
values are checked on the same way: what is no value of the fact's type is refused, never coerced.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, TypeAlias

from tactful.language.lowering import Codes
from tactful.language.model import Ruleset
from tactful.language.native import NATIVE
from tactful.language.terms import FactRef, Test
from tactful.language.values import NONE, YEARS, Kind, NotAValue, Value, ValueType

Coder: TypeAlias = Callable[[Any], int]
"""From a value to its code."""

UNKNOWN = -1
"""The code of what is not known."""

UNKNOWN_SEVERAL = 0
"""The code of several choices at once that are not known."""

KNOWN = 1
"""The bit of several choices at once that says that they are known."""

REFUSED = -2
"""What stands for the code of a value that is refused."""


def unknown(type_: ValueType) -> int:
    """The code that stands for no value of a type."""
    return UNKNOWN_SEVERAL if type_.many else UNKNOWN


def bit_of(type_: ValueType, choice: str) -> int:
    """The bit of one choice among several at once."""
    return 2 << list(type_.choices).index(choice)


def coder(codes: Codes) -> Coder:
    """The codes of the values of a fact or decision."""
    if codes.type.many:
        return _several(codes.type)
    of_none = {} if codes.type.none is None else {NONE: codes.largest}
    if codes.dense:
        table = {value: place for place, value in enumerate(codes.constants)} | of_none
        return table.__getitem__
    if codes.type.kind is Kind.TEXT:  # only ever equal or not: all others share the first gap
        known = {value: 2 * place + 1 for place, value in enumerate(codes.constants)} | of_none
        return lambda value: known.get(value, 0)
    return _between(codes.constants, codes.largest)


def _several(type_: ValueType) -> Coder:
    bits = {choice: 2 << place for place, choice in enumerate(type_.choices)}
    return lambda value: KNOWN | sum([bits[choice] for choice in value])


def _between(constants: tuple[Any, ...], none: int) -> Coder:
    """For values with an order: by binary search among the constants."""
    count = len(constants)

    def code(value: Any) -> int:
        if value is NONE:
            return none
        place = bisect_left(constants, value)
        return 2 * place + (place < count and constants[place] == value)

    return code


def acceptor(type_: ValueType, code: Coder) -> Coder:
    """What takes a given value of a type and tells its code; ``REFUSED`` for what it does not take.

    That may still be the same as a value that it takes: ``given.checked`` knows.
    """
    if type_.kind is Kind.YES_NO:
        return _from_table((False, True), code, bool)
    if type_.kind is Kind.CHOICE and not type_.many:
        return _from_table(tuple(type_.choices), code, str)
    check = type_.check

    def accept(value: Any) -> int:
        if type(value) not in NATIVE:
            return REFUSED
        try:
            check(value)
        except NotAValue:
            return REFUSED
        return code(value)

    usual = _USUAL.get(type_.kind)
    if usual is None or type_.minimum is not None or type_.maximum is not None:
        return accept
    # What most values are is seen at a glance, and then nothing is left to check.
    return lambda value: code(value) if usual(value) else accept(value)


def _is_moment(value: Any) -> bool:
    return value.__class__ is datetime and value.tzinfo is None and value.year in YEARS


_USUAL: Mapping[Kind, Callable[[Any], bool]] = {
    Kind.DATE: lambda value: value.__class__ is date and value.year in YEARS,
    Kind.TIME: lambda value: value.__class__ is time and value.tzinfo is None,
    Kind.DATETIME: _is_moment,
}


def _from_table(values: tuple[Value, ...], code: Coder, kind: type) -> Coder:
    table: dict[Any, int] = {value: code(value) for value in values}

    def accept(value: Any) -> int:
        # A 1 would be found where True is.
        return table.get(value, REFUSED) if value.__class__ is kind else REFUSED

    return accept


def constants_of(ruleset: Ruleset, tests: Iterable[Test]) -> dict[str, set[Value]]:
    """For each fact and decision, everything that a condition compares it with."""
    found: dict[str, set[Value]] = {name: set() for name in ruleset.facts}
    found |= {name: set() for name in ruleset.decisions}
    for test in tests:
        found[test.subject].update(o for o in test.operands if not isinstance(o, FactRef))
    return found


def compared_in(tests: Iterable[Test]) -> frozenset[str]:
    """What is compared with something else that is known: looked at as a value, not as a code."""
    both = (test for test in tests if test.compares)
    return frozenset(
        name
        for test in both
        for name in (test.subject, *(o.fact for o in test.operands if isinstance(o, FactRef)))
    )
