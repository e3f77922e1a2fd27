"""Where something turns: a value among the constants it is compared with, a moment on the clock."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


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
    yield 0, place_among(constants, begin)
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
    """Every place at which something changes that moves one way only, and where it then lies.

    Args:
        lies: Where it lies at a place, as anything that can be compared.
        low: The first place.
        at_low: Where it lies there.
        high: The last place.
        at_high: Where it lies there; if that is the same, it changes nowhere between.
    """
    if at_low == at_high:
        return
    if high - low <= 1:
        yield high, at_high
        return
    middle = (low + high) // 2
    at_middle = lies(middle)
    yield from halved(lies, low, at_low, middle, at_middle)
    yield from halved(lies, middle, at_middle, high, at_high)


def first_moment(
    holds: Callable[[datetime], bool], low: datetime, high: datetime, step: timedelta = SECOND
) -> datetime:
    """The first moment from which on something holds that does not yet at ``low``.

    Args:
        holds: Whether it holds; once it does, it goes on.
        low: A moment at which it does not hold.
        high: A later one at which it does.
        step: How far moments are apart, counted from ``low``.
    """
    while high - low > step:
        middle = low + (high - low) // step // 2 * step
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


def first_moment_around(
    holds: Callable[[datetime], bool],
    around: datetime,
    step: timedelta,
    within: tuple[datetime, datetime],
) -> datetime | None:
    """The same where nothing is known but a moment near it; ``None`` if there is none ``within``.

    It is looked for in strides from a day on, each twice as long as the one before.
    """
    first, last = within
    low = high = around
    stride = DAY
    while holds(low):
        if low <= first + stride:
            return None
        low, stride = low - stride, stride * 2
    stride = DAY
    while not holds(high):
        if high >= last - stride:
            return None
        high, stride = high + stride, stride * 2
    return first_moment(holds, low, high, step)
