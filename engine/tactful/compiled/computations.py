"""What facts come to that follow from others, and how two facts compare: calls of compiled code.

Each is made for one fact once, so that what it looks at is looked up by name and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeAlias

from tactful.compiled.codes import UNKNOWN
from tactful.language.calendar import NO_SETTING, Setting
from tactful.language.computations import COMPUTATIONS, Computation
from tactful.language.conditions import TypeOf, Values
from tactful.language.model import Clock, Computed
from tactful.language.values import NONE, Kind, Value

MOST_REMEMBERED = 256
"""What one computation is remembered for: so many different values."""

Compute: TypeAlias = Callable[[Values], Value | None]
"""From what is known to a fact's value; ``None`` if that does not tell."""


def computing(computed: Computed, clock: Clock, type_of: TypeOf) -> Compute:
    """What a computed fact comes to, one that is not the start of a window."""
    row = COMPUTATIONS[computed.name]
    made = _computing(computed, row, clock)
    uses = [name for part in row.uses if (name := getattr(clock, part)) is not None]
    return remembering(made, (*computed.facts, *uses), type_of) if row.uses else made


def remembering(compute: Compute, names: Iterable[str], type_of: TypeOf) -> Compute:
    """The same, which looks into no calendar twice for the same values of what it depends on.

    ``names`` are all that it depends on. Two moments that differ in nothing but which of an hour
    that comes twice they are in are equal in Python, so such are worked out each time.
    """
    looked_at = tuple(dict.fromkeys(names))
    moments = tuple(name for name in looked_at if type_of(name).kind is Kind.DATETIME)

    @lru_cache(maxsize=MOST_REMEMBERED)
    def kept(*values: Value | None) -> Value | None:
        told = zip(looked_at, values, strict=True)
        return compute({name: value for name, value in told if value is not None})

    def remembered(known: Values) -> Value | None:
        get = known.get
        for name in moments:
            if getattr(get(name), "fold", 0):
                return compute(known)
        return kept(*[get(name) for name in looked_at])

    return remembered


def _computing(computed: Computed, row: Computation, clock: Clock) -> Compute:
    compute, operands = row.compute, computed.operands
    setting = setting_of(clock, row.uses)
    if len(operands) == 1 and isinstance(operands[0], str):
        return _of_one(operands[0], compute, setting)
    if len(operands) == 2 and operands == computed.facts:
        return _of_two(computed.facts[0], computed.facts[1], compute, setting)

    def of_several(known: Values) -> Value | None:
        values = tuple([known.get(o) if isinstance(o, str) else o for o in operands])
        if None in values or NONE in values:
            return None
        return compute(values, setting(known))

    return of_several


_ToSetting: TypeAlias = Callable[[Values], Setting]


def _of_one(
    fact: str, compute: Callable[[tuple[Any, ...], Setting], Value | None], setting: _ToSetting
) -> Compute:
    def of_one(known: Values) -> Value | None:
        value = known.get(fact)
        return None if value is None or value is NONE else compute((value,), setting(known))

    return of_one


def _of_two(
    one: str,
    other: str,
    compute: Callable[[tuple[Any, ...], Setting], Value | None],
    setting: _ToSetting,
) -> Compute:
    def of_two(known: Values) -> Value | None:
        first, second = known.get(one), known.get(other)
        if first is None or second is None or first is NONE or second is NONE:
            return None
        return compute((first, second), setting(known))

    return of_two


def setting_of(clock: Clock, uses: tuple[str, ...]) -> _ToSetting:
    """The setting as far as some parts of it go; the others are as if they were not known."""
    named = [(part, getattr(clock, part)) for part in uses if getattr(clock, part) is not None]
    if not named:
        return lambda _: NO_SETTING
    parts = [Setting._fields.index(part) for part, _ in named]
    names = [name for _, name in named]

    def setting(known: Values) -> Setting:
        told: list[Any] = [None] * len(Setting._fields)
        for part, name in zip(parts, names, strict=True):
            value = known.get(name)
            told[part] = None if value is NONE else value
        return Setting._make(told)

    return setting


def ordering(fact: str, other: str, rank: Callable[[Value], Any]) -> Callable[[Values], int]:
    """How two facts compare: 0 where the first is less, 1 where they are equal, 2 where it is more.

    ``UNKNOWN`` where one is not known, or there is none of it.
    """

    def order(known: Values) -> int:
        one, two = known.get(fact), known.get(other)
        if one is None or two is None or one is NONE or two is NONE:
            return UNKNOWN
        first, second = rank(one), rank(two)
        return 1 + bool(first > second) - bool(first < second)

    return order
