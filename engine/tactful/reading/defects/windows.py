"""Windows and waits that are not written as they could be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from tactful.language.model import Fact
from tactful.language.terms import Hours
from tactful.reading.defects.conditions import declared
from tactful.reading.defects.shapes import UNKNOWN_KEY, WRONG_SHAPE
from tactful.text.diagnostic import Mistake, Related, Span, error
from tactful.text.lines import shortened, to_write
from tactful.text.names import Speller

MISFIT_WINDOW = error(
    "T245",
    "misfit-window",
    "A window is counted from a fact that is no day or moment, or in two ways, or never opens.",
)


def misfit_day(fact: Fact) -> Mistake:
    """A window is counted from a fact that is no day or moment."""
    return Mistake(
        MISFIT_WINDOW,
        f"`day` takes a `date` or a `datetime`, and `{fact.id}` is `{fact.type.kind.value}`",
        "name another fact",
        (declared(fact),),
    )


def no_time_at_all(at: time) -> Mistake:
    """A window ends as it begins."""
    return Mistake(
        MISFIT_WINDOW,
        f"these hours would end at {at:%H:%M}, as they begin",
        "write two times; where `until` is the earlier one, it is that of the next day",
    )


def nothing_left(hours: Hours) -> Mistake:
    """The hours to avoid are all there is, so that the window would never open."""
    return Mistake(
        MISFIT_WINDOW,
        f"`except` takes away all of this window, from {hours.start:%H:%M} to {hours.end:%H:%M}",
        "leave some of it, before or after the hours to avoid",
    )


def counted_twice(keys: Sequence[str]) -> Mistake:
    """A window says in two ways how far off its day is."""
    said = " and ".join(f"`{key}`" for key in keys)
    return Mistake(
        MISFIT_WINDOW,
        f"this is counted in two ways, by {said}",
        f"keep one of them, such as `{keys[0]}`",
    )


def hours_later_than_before(hours: int, key: str) -> Mistake:
    """A window is counted back from a moment and has to be some hours after it as well."""
    return Mistake(
        MISFIT_WINDOW,
        f"`{key}` counts back to a day before, which is never {hours} hours later",
        f"leave out `hours later: {hours}`",
    )


def days_the_other_way(key: str, count: str) -> Mistake:
    """Days are counted one way by a number below 0 of the other."""
    other = "days before" if key == "days later" else "days later"
    return Mistake(
        MISFIT_WINDOW,
        f"`{key}` counts from 0, and not `{count}`",
        to_write(f"{other}: {count[1:]}"),
    )


def words_for_counting_back(words: str, said: str, where: str) -> Mistake:
    """A way to count back that has other words here."""
    count = int(said) if said.isdecimal() and len(said) < 4 else 2
    help_: str = to_write(f"working days later: {-count}")
    if not words.startswith("work"):
        help_ = "count back in days, by `days before: 1` or `working days later: -1`"
    return Mistake(UNKNOWN_KEY, f"`{shortened(words)}` means nothing in {where}", help_)


def neither_any_nor_working(text: str, speller: Speller) -> Mistake:
    """The days on which a window may be are neither all days nor those on which people work."""
    help_ = speller.help(text, ("any", "working"), "the words for days")
    return Mistake(WRONG_SHAPE, f"`{shortened(text)}` says nothing of which days will do", help_)


def hidden_pieces(key: str) -> Mistake:
    """A piece that always counts stands before others."""
    return Mistake(
        WRONG_SHAPE,
        f"this piece of `{key}` always counts, so that none after it ever can",
        "say with `when: {...}` when it counts, or move it to the end",
    )


def windowed_wait(option: str, window: Span) -> Mistake:
    """An option has a window in which to act, whatever is so, and waits."""
    return Mistake(
        MISFIT_WINDOW,
        f"`{shortened(option)}` has a `window` to act in, and waits as well",
        "keep `window` if there is something to do, and `wait until` if there is nothing yet; "
        "or say with `when` in the window where there is something to do",
        (Related(window, "the window is here"),),
    )


def acting_wait(option: str, after: Span) -> Mistake:
    """An option waits, and says what is known once it was acted on."""
    return Mistake(
        MISFIT_WINDOW,
        f"`{shortened(option)}` waits, and waiting leaves nothing behind for `after` to tell",
        "take `after` away, or write `window` in place of `wait until` if there is something to do",
        (Related(after, "what it would leave behind is here"),),
    )
