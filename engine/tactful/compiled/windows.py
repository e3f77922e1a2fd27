"""When windows open, as calls of compiled code: one for each piece of a window."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tactful.compiled.computations import Compute, remembering
from tactful.language.conditions import TypeOf
from tactful.language.model import Clock, Decision
from tactful.language.terms import Condition, Window
from tactful.language.windows import start_of_piece


class OpeningPiece(NamedTuple):
    """A piece of an option's window: the option's place, when the piece counts, when it opens."""

    option: int
    when: Condition | None
    start: Compute


def opening_pieces(decision: Decision, clock: Clock, type_of: TypeOf) -> Iterator[OpeningPiece]:
    """Every piece of the windows of a decision that chooses one option, in order.

    Of those of one option the first that holds counts.
    """
    for place, option in enumerate(decision.options.values()):
        for piece in option.windows:
            yield OpeningPiece(place, piece.when, _starting(piece, clock, type_of))


def _starting(piece: Window, clock: Clock, type_of: TypeOf) -> Compute:
    names = (*piece.days, *(name for name in clock if name is not None))
    return remembering(lambda known: start_of_piece(piece, known, clock), names, type_of)
