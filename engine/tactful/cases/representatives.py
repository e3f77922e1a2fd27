"""Values that stand for a type: what it is compared with, and something of every stretch between.

The plainest value of a stretch is taken, because people will read it: a whole number, a full
hour, the next day.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from tactful.language.turning import DAY, SECOND, second_of_day
from tactful.language.values import NONE, Kind, NotAValue, Value, ValueType

OTHER_WORDS = "something else"
"""A text that stands for every text that no rule mentions."""

MOST_CHOICES = 5
"""Choices of which all sets are looked at one by one."""

SOME_DAY = datetime(2026, 6, 15, 12)
"""Where to look for moments when none is known."""


def representatives(type_: ValueType, constants: Set[Any], count: int = 1) -> tuple[Value, ...]:
    """The constants of a type, and values in every stretch between them, in order.

    Args:
        type_: The type.
        constants: Values that are told apart.
        count: How many different values each stretch needs, where so many facts are compared
            with each other.

    That there is none comes last, where that can be said.
    """
    if type_.none is not None:
        return (*representatives(replace(type_, none=None), constants - {NONE}, count), NONE)
    if type_.many:
        return some_sets([choice for choice in type_.choices if choice in constants])
    if type_.kind is Kind.YES_NO:
        return (True, False)
    if type_.kind is Kind.CHOICE:
        return tuple(type_.choices)
    if type_.kind is Kind.TEXT:
        words = sorted(constants)
        others = (f"{OTHER_WORDS} {n}" if n else OTHER_WORDS for n in itertools.count())
        fresh = (word for word in others if word not in constants)
        return (*words, *itertools.islice(fresh, count))
    ordered = sorted(constants)
    found: list[Any] = []
    for low, high in zip([None, *ordered], [*ordered, None], strict=True):
        found += _between(type_, low, high, count)
        if high is not None:
            found.append(high)
    return tuple(value for value in dict.fromkeys(found) if allowed(type_, value))


def some_sets(choices: Sequence[str]) -> tuple[frozenset[str], ...]:
    """Several choices at once: every set of a few; of many those of which few are, or are not.

    A proof does not rest on them, since it knows of each choice by itself.
    """
    sizes = [*range(len(choices) + 1)]
    if len(choices) > MOST_CHOICES:
        sizes = [0, 1, 2, len(choices) - 1, len(choices)]
    return tuple(
        frozenset(some) for size in sizes for some in itertools.combinations(choices, size)
    )


def allowed(type_: ValueType, value: Value) -> bool:
    """Whether a value is one of a type's."""
    try:
        type_.check(value)
    except NotAValue:
        return False
    return True


def _between(type_: ValueType, low: Any, high: Any, count: int) -> list[Any]:
    """Up to ``count`` values strictly between two constants; ``None`` is no bound."""
    low, high = _bounds(type_, low, high)
    if type_.kind is Kind.NUMBER:
        return _numbers(type_.whole, low, high, count)
    if type_.kind is Kind.TIME:
        return _times(low, high, count)
    step = DAY if type_.kind is Kind.DATE else timedelta(hours=1)
    return _stretch(low, high, step, count)


def _bounds(type_: ValueType, low: Any, high: Any) -> tuple[Any, Any]:
    """The bounds of a stretch, as narrow as the type's own, which still belong to it."""
    least, most = type_.minimum, type_.maximum
    if least is not None:
        before = _beside(type_, least, -1)
        low = before if low is None or (before is not None and before > low) else low
    if most is not None:
        after = _beside(type_, most, 1)
        high = after if high is None or (after is not None and after < high) else high
    return low, high


def _beside(type_: ValueType, bound: Any, side: int) -> Any:
    """What lies just outside a bound; ``None`` where a day begins or ends with it."""
    if type_.kind is Kind.NUMBER:
        return bound + side
    if type_.kind is not Kind.TIME:
        return bound + side * DAY
    second = second_of_day(bound) + side
    return _at_second(second) if 0 <= second < 86_400 else None


def _at_second(second: int) -> time:
    return time(second // 3600, second // 60 % 60, second % 60)


def _numbers(whole: bool, low: Any, high: Any, count: int) -> list[Any]:
    if low is None and high is None:
        return [*range(count)]
    if low is None:
        return [high - n - 1 for n in range(count)]
    if high is None:
        return [low + n + 1 for n in range(count)]
    if whole:
        first, last = int(low // 1) + 1, -int(-high // 1) - 1
        return [*range(first, min(last, first + count - 1) + 1)]
    span = high - low
    inner = [low + span * (n + 1) / (count + 1) for n in range(count)]
    tidy = [_tidy(value, low, high) for value in inner]
    chosen = tidy if len(set(tidy)) == count else inner
    return [value for value in chosen if low < value < high]


def _tidy(value: float, low: float, high: float) -> float:
    """The value rounded to as few digits as still lie between the bounds."""
    for digits in range(4):
        rounded = round(value, digits)
        if low < rounded < high:
            return int(rounded) if digits == 0 else rounded
    return value


def _times(low: time | None, high: time | None, count: int) -> list[Any]:
    first = 0 if low is None else second_of_day(low) + 1
    last = 86_399 if high is None else second_of_day(high) - 1
    if first > last:
        return []
    spread = sorted({first + (last - first) * (n + 1) // (count + 1) for n in range(count)})
    whole_minutes = [s - s % 60 if s - s % 60 >= first else s for s in spread]
    chosen = whole_minutes if len(set(whole_minutes)) == len(spread) else spread
    return [_at_second(s) for s in chosen]


def _stretch(low: Any, high: Any, step: timedelta, count: int) -> list[Any]:
    if low is None and high is None:
        low = SOME_DAY if step < DAY else SOME_DAY.date()
    if low is None:
        return [high - step * (n + 1) for n in range(count)]
    if high is None:
        return [low + step * (n + 1) for n in range(count)]
    if high - low > step * count:
        return [low + step * (n + 1) for n in range(count)]
    if step >= DAY:
        return [low + step * (n + 1) for n in range((high - low) // step - 1)]
    return [low + SECOND * (n + 1) for n in range(min(count, (high - low) // SECOND - 1))]
