"""Decisions for many clients at once: the rules of ``choices``, on columns.

An option's support and its place are put into one number, its key: the support counts first, and
of equals the option listed first wins. So the best option is the highest key, and the next best
the highest of the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import polars as pl

from tactful.columns.conditions import any_holds, constant, place_dtype, total
from tactful.columns.lists import key_span
from tactful.language.conclusions import Status
from tactful.language.model import Argument, Decision, Stance

STATUS = pl.Enum([status.value for status in Status])
"""What a status column can say."""

Whens: TypeAlias = Any
"""What ``when`` can be said to: the module, or what came of saying it before."""


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
    votes = [(name, a.weight) for name, a in fired if not a.stance.settles]
    dtype = _score_dtype(sum(abs(weight) for _, weight in votes))
    zero = constant(0, dtype)
    parts = [pl.when(name).then(constant(weight, dtype)).otherwise(zero) for name, weight in votes]
    score = total(parts) if parts else None
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
        if option.vetoed is None:
            return key
        return pl.when(option.vetoed).then(constant(0, self.dtype)).otherwise(key)

    def of_many(self, place: int, option: OptionColumns) -> pl.Expr:
        """An option's key where many are chosen: 0 unless it is one of them."""
        zero = constant(0, self.dtype)
        rank = (zero if option.score is None else option.score.cast(self.dtype)) + self.most + 1
        if option.settled is not None:
            above = constant(2 * self.most + 2, self.dtype)
            rank = rank + pl.when(option.settled).then(above).otherwise(zero)
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


class ChoiceColumns(NamedTuple):
    """A decision's columns: the place of the choice, and the status.

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
    several: pl.Expr | None,
    applies: pl.Expr | None,
    vetoed_fallback: pl.Expr | None,
) -> ChoiceColumns:
    """The outcome of a decision that chooses one.

    Args:
        decision: The decision.
        span: What one point of support is worth in a key.
        best: The highest key.
        certain: For the places of options that a rule may settle, whether one does.
        several: Whether rules settle more than one; ``None`` if they never do.
        applies: Whether the decision applies; ``None`` if it always does.
        vetoed_fallback: Whether the fallback is ruled out; ``None`` if it never is.
    """
    dtype = place_dtype(len(decision.options))
    fallback = None if decision.fallback is None else [*decision.options].index(decision.fallback)
    weighed = best >= span
    chosen = any_holds([weighed, *certain.values()])
    place = _place(certain, weighed, _lowest(best, span, dtype), fallback or 0, dtype)

    status: Whens = pl
    known = []
    if applies is not None:
        known.append(applies)
        status = status.when(~applies).then(_status(Status.NOT_APPLICABLE))
    if several is not None:
        known.append(~several)
        status = status.when(several).then(_status(Status.CONFLICT))
    status = status.when(chosen).then(_status(Status.CHOSEN))
    last = Status.NONE if fallback is None else Status.FALLBACK
    if fallback is None:
        known.append(chosen)
    elif vetoed_fallback is not None:
        known.append(chosen | ~vetoed_fallback)
        status = status.when(vetoed_fallback).then(_status(Status.NONE))

    if certain:
        weighed = weighed & ~any_holds(certain.values())
    return ChoiceColumns(
        pl.when(*known).then(place) if known else place,
        status.otherwise(_status(last)),
        weighed if applies is None else weighed & applies,
    )


def _place(
    certain: Mapping[int, pl.Expr], weighed: pl.Expr, heaviest: pl.Expr, otherwise: int, dtype: Any
) -> pl.Expr:
    """The place that a rule settles, or else the one that weighs most, or else another."""
    choice: Whens = pl
    for number, one in certain.items():
        choice = choice.when(one).then(constant(number, dtype))
    return choice.when(weighed).then(heaviest).otherwise(constant(otherwise, dtype))  # type: ignore[no-any-return]


def _lowest(best: pl.Expr, span: int, dtype: Any) -> pl.Expr:
    """The place in the lowest bits of a key, which is counted from the end."""
    last = span - 1
    return last - (best & last).cast(dtype, wrap_numerical=True)


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
    return pl.lit(status.value, dtype=STATUS)
