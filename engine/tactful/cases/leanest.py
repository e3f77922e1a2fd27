"""A situation made smaller, fact by fact, as long as something is still so."""

from __future__ import annotations

from collections.abc import Callable

from tactful.language.given import Given

MOST_SINGLY = 12
"""Facts of a situation past which they are not left out one at a time from the start."""


def smallest(given: Given, holds: Callable[[Given], bool]) -> Given:
    """The situation without what can be left out of it.

    In ever smaller pieces, and at last one fact at a time, which saves most of the trials where
    much is given and little matters; after delta debugging (Zeller and Hildebrandt, 2002).
    """
    kept = dict(given)
    pieces = (len(kept) // 4, len(kept) // 16, 1) if len(kept) > MOST_SINGLY else (1,)
    for many in dict.fromkeys(max(piece, 1) for piece in pieces):
        names = list(kept)
        for start in range(0, len(names), many):
            left_out = {*names[start : start + many]}
            tried = {n: value for n, value in kept.items() if n not in left_out}
            if holds(tried):
                kept = tried
    return kept
