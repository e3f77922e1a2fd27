"""When to act on what is settled for each of several."""

from __future__ import annotations

from tactful.language.conclusions import Conclusions
from tactful.language.model import Ruleset
from tactful.language.terms import Copy
from tactful.language.windows import PlacedWindow, has_windows, window_of


def windows_of_each(ruleset: Ruleset, conclusions: Conclusions) -> dict[Copy, PlacedWindow]:
    """For each one for whom a choice has a window, the first of their windows, in order.

    The keys name nothing: they only say who it is. None where nothing is settled for each, or
    windows are only of what is settled for all.
    """
    found: dict[Copy, PlacedWindow] = {}
    copies = {} if ruleset.ground is None else ruleset.ground.copies
    for name, copy in copies.items():
        decision = ruleset.decisions.get(name)
        one = copy._replace(of="")
        if decision is not None and one not in found and has_windows(decision):
            window = window_of(ruleset, conclusions, name)
            if window is not None:
                found[one] = window
    return found
