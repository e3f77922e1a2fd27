"""When to act on what is settled for each of several, and until when to wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tactful.language.conclusions import Conclusions
from tactful.language.model import Decision, Ruleset
from tactful.language.terms import Copy
from tactful.language.windows import (
    PlacedWait,
    PlacedWindow,
    can_wait,
    has_windows,
    wait_of,
    window_of,
)

_Placed = TypeVar("_Placed", PlacedWindow, PlacedWait)


def windows_of_each(ruleset: Ruleset, conclusions: Conclusions) -> dict[Copy, PlacedWindow]:
    """For each one for whom a choice has a window, the first of their windows, in order.

    The keys name nothing: they only say who it is. None where nothing is settled for each, or
    windows are only of what is settled for all.
    """
    return _of_each(ruleset, conclusions, has_windows, window_of)


def waits_of_each(ruleset: Ruleset, conclusions: Conclusions) -> dict[Copy, PlacedWait]:
    """For each one for whom a choice waits, until when: the first of their waits, in order."""
    return _of_each(ruleset, conclusions, can_wait, wait_of)


def _of_each(
    ruleset: Ruleset,
    conclusions: Conclusions,
    has_any: Callable[[Decision], bool],
    placed_of: Callable[[Ruleset, Conclusions, str], _Placed | None],
) -> dict[Copy, _Placed]:
    found: dict[Copy, _Placed] = {}
    copies = {} if ruleset.ground is None else ruleset.ground.copies
    for name, copy in copies.items():
        decision = ruleset.decisions.get(name)
        one = copy._replace(of="")
        if decision is not None and one not in found and has_any(decision):
            placed = placed_of(ruleset, conclusions, name)
            if placed is not None:
                found[one] = placed
    return found
