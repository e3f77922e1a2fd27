"""Where something turns: a value among the constants it is compared with, a moment on the clock."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time
from typing import Any


def place_among(constants: Sequence[Any], value: Any) -> int:
    """A value's place: odd for that of a constant, even for the gaps around them."""
    place = bisect_left(constants, value)
    return 2 * place + (place < len(constants) and constants[place] == value)


def second_of_day(at: time) -> int:
    """Whole seconds since midnight."""
    return at.hour * 3600 + at.minute * 60 + at.second


def turns_of_clock(
    constants: list[int], first: datetime, last: datetime
) -> Iterator[tuple[int, object]]:
    """The turns of a time of day: at each constant, and again a second later."""
    begin, end = second_of_day(first.time()), second_of_day(last.time())
    found = bisect_left(constants, begin)
    place = 2 * found + (found < len(constants) and constants[found] == begin)
    yield 0, place
    turns: dict[int, int] = {}
    for number, constant in enumerate(constants):
        turns[constant + 1] = 2 * number + 2
        turns[constant] = 2 * number + 1
    for second in sorted(turns):
        if begin < second <= end:
            yield second - begin, turns[second]


def halved(
    lies: Callable[[int], object], low: int, at_low: object, high: int, at_high: object
) -> Iterator[tuple[int, object]]:
    """Every second at which something changes that moves one way only."""
    if at_low == at_high:
        return
    if high - low <= 1:
        yield high, at_high
        return
    middle = (low + high) // 2
    at_middle = lies(middle)
    yield from halved(lies, low, at_low, middle, at_middle)
    yield from halved(lies, middle, at_middle, high, at_high)
