"""Decisions for many clients at once: the rules of ``choices``, on columns.

An option's support and its place are put into one number, its key: the support counts first, and
of equals the option listed first wins. So the best option is the highest key, and the next best
the highest of the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from polars.expr.whenthen import ChainedThen, Then

from tactful.columns_formulas import any_holds, constant, place_dtype
from tactful.columns_lists import key_span
from tactful.conclusions import Status
from tactful.model import Argument, Decision, Stance

STATUSES = tuple(status.value for status in Status)
"""What a status column can say."""


MARGIN = pl.Int32()
"""The type of a margin."""


class OptionColumns(NamedTuple):
    """What the fired rules say about one option; ``None`` where no rule could.

    ``score`` is the net support, ``settled`` and ``vetoed`` whether a rule said ``always`` or
    ``never``.
    """

    score: pl.Expr | None
    settled: pl.Expr | None
    vetoed: pl.Expr | None


def heard(fired: Sequence[tuple[str, Argument]]) -> OptionColumns:
    """What is said about an option by rules, each with the column that says whether it fired."""
    score: pl.Expr | None = None
    dtype = _score_dtype(sum(abs(argument.weight) for _, argument in fired))
    for weight in sorted({a.weight for _, a in fired if not a.stance.settles}):
        votes = [pl.col(name).cast(dtype) for name, a in fired if a.weight == weight]
        total = votes[0]
        for vote in votes[1:]:
            total = total + vote
        if weight != 1:
            total = total * constant(weight, dtype)
        score = total if score is None else score + total
    return OptionColumns(score, _said(fired, Stance.ALWAYS), _said(fired, Stance.NEVER))


def _said(fired: Sequence[tuple[str, Argument]], stance: Stance) -> pl.Expr | None:
    names = [pl.col(name) for name, argument in fired if argument.stance is stance]
    return any_holds(names) if names else None


def _score_dtype(most: int) -> Any:
    return (
        pl.Int8()
        if most < 2**7
        else pl.Int16()
        if most < 2**15
        else pl.Int32()
        if most < 2**31
        else pl.Int64()
    )


class Keys(NamedTuple):
    """How keys are made for a decision whose options' support never exceeds ``most``."""

    options: int
    most: int

    @property
    def span(self) -> int:
        """What one point of support is worth in a key."""
        return key_span(self.options)

    @property
    def dtype(self) -> Any:
        """The type that holds every key."""
        return _score_dtype((4 * self.most + 8) * self.span)

    def of_one(self, place: int, option: OptionColumns) -> pl.Expr:
        """An option's key where one is chosen: below ``span`` if nothing speaks for it."""
        if option.score is None:
            return constant(0, self.dtype)
        key = option.score.cast(self.dtype) * self.span + (self.span - 1 - place)
        return key if option.vetoed is None else key * (~option.vetoed).cast(self.dtype)

    def of_many(self, place: int, option: OptionColumns) -> pl.Expr:
        """An option's key where many are chosen: 0 unless it is one of them."""
        zero = constant(0, self.dtype)
        rank = (zero if option.score is None else option.score.cast(self.dtype)) + self.most + 1
        if option.settled is not None:
            rank = rank + option.settled.cast(self.dtype) * (2 * self.most + 2)
        key = rank * self.span + (self.span - 1 - place)
        return pl.when(is_chosen(option)).then(key).otherwise(zero)


def is_chosen(option: OptionColumns) -> pl.Expr:
    """Whether a decision that chooses many chooses this option."""
    reasons = [] if option.score is None else [option.score > 0]
    if option.settled is not None:
        reasons.append(option.settled)
    if not reasons:
        return pl.lit(value=False)
    supported = any_holds(reasons)
    return supported if option.vetoed is None else supported & ~option.vetoed


class Outcome(NamedTuple):
    """A decision's columns: the choice and the status by their places.

    ``weighed`` says whether the choice was made by weighing one option against others.
    """

    choice: pl.Expr
    status: pl.Expr
    weighed: pl.Expr


def chosen_one(
    decision: Decision,
    span: int,
    best: pl.Expr,
    certain: Mapping[int, pl.Expr],
    applies: pl.Expr | None,
    vetoed_fallback: pl.Expr | None,
) -> Outcome:
    """The outcome of a decision that chooses one.

    Args:
        decision: The decision.
        span: What one point of support is worth in a key.
        best: The highest key.
        certain: For the places of options that a rule may settle, whether one does.
        applies: Whether the decision applies; ``None`` if it always does.
        vetoed_fallback: Whether the fallback is ruled out; ``None`` if it never is.
    """
    place = place_dtype(len(decision.options))
    weighed = best >= span
    choice: Then | ChainedThen = pl.when(weighed).then((span - 1 - (best & (span - 1))).cast(place))
    status: Then | ChainedThen = pl.when(weighed).then(_status(Status.CHOSEN))
    if decision.fallback is not None:
        falls_back = pl.lit(value=True) if vetoed_fallback is None else ~vetoed_fallback
        option = constant([*decision.options].index(decision.fallback), place)
        choice, status = (
            choice.when(falls_back).then(option),
            status.when(falls_back).then(_status(Status.FALLBACK)),
        )
    made, came_out = choice.otherwise(None), status.otherwise(_status(Status.NONE))
    if certain:
        count = sum((one.cast(pl.UInt8) for one in certain.values()), constant(0, pl.UInt8()))
        several = count > 1
        outright: Then | ChainedThen = pl.when(several).then(constant(None, place))
        for number, one in certain.items():
            outright = outright.when(one).then(constant(number, place))
        some = any_holds(certain.values())
        made = outright.otherwise(made)
        came_out = (
            pl.when(several).then(_status(Status.CONFLICT))
            .when(some).then(_status(Status.CHOSEN)).otherwise(came_out)
        )  # fmt: skip
        weighed = weighed & ~some
    if applies is not None:
        made = pl.when(applies).then(made)
        came_out = pl.when(applies).then(came_out).otherwise(_status(Status.NOT_APPLICABLE))
        weighed = weighed & applies
    return Outcome(made, came_out, weighed)


def margins(keys: Sequence[Any], span: int) -> Any:
    """How far the best option is ahead of the next, or of no support: a number for each row."""
    best, following = np.maximum(keys[0], 0), np.zeros_like(keys[0])
    for other in keys[1:]:
        following = np.maximum(following, np.minimum(best, other))
        best = np.maximum(best, other)
    shift = span.bit_length() - 1
    return ((best >> shift) - (following >> shift)).astype(np.int32)


def status_of_many(some: pl.Expr, applies: pl.Expr | None) -> pl.Expr:
    """The status of a decision that chooses many; ``some``: whether any option is chosen."""
    status = pl.when(some).then(_status(Status.CHOSEN)).otherwise(_status(Status.NONE))
    if applies is None:
        return status
    return pl.when(applies).then(status).otherwise(_status(Status.NOT_APPLICABLE))


def _status(status: Status) -> pl.Expr:
    return constant(STATUSES.index(status.value), pl.UInt8())
