"""What is settled for each of several: a decision with its options, for one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from tactful.grounding.conditions import Putting
from tactful.grounding.sentences import Speech
from tactful.language.model import Decision, Effect, Option, Piece
from tactful.language.terms import Condition, FactRef, LabelCase, Window

_Part = TypeVar("_Part", Window, Piece)


def put_decision(decision: Decision, to: Putting, words: Speech) -> Decision:
    """A decision put to one of several, or to nobody where it is settled for all."""
    is_copied = decision.id in to.owners
    options = {name: _option(option, to, words) for name, option in decision.options.items()}
    type_ = decision.type
    labels = {name: option.label for name, option in options.items()}
    if labels != {**type_.choices}:
        type_ = replace(type_, choices=labels)
    question = decision.question
    return decision._replace(
        id=to.name(decision.id),
        label=words.label(decision.label) if is_copied else decision.label,
        options=options,
        type=type_,
        question=words.question(question) if is_copied and question is not None else question,
        applies_when=to.wanted(decision.applies_when),
    )


def _option(option: Option, to: Putting, words: Speech) -> Option:
    after = option.after
    if after is not None:
        after = tuple(effect for one in after for effect in _effects(one, to))
    label, labels = words.text(option.label), []
    for case in option.labels:
        when = to.condition(case.when)
        if when is True:
            label = words.text(case.text)
            break
        if not isinstance(when, bool):
            labels.append(LabelCase(when, words.text(case.text)))
    return option._replace(
        label=label,
        windows=tuple(_windows(option.windows, to)),
        waits=tuple(_windows(option.waits, to)),
        after=after,
        draft=tuple(_pieces(option.draft, to, words)),
        labels=tuple(labels),
    )


def _effects(effect: Effect, to: Putting) -> Iterator[Effect]:
    """What an option leaves behind: where it is settled for all, of each of them."""
    for one in to.to_all(effect.fact):
        value = effect.value
        if isinstance(value, FactRef):
            value = FactRef(one.name(value.fact))
        yield effect._replace(fact=one.name(effect.fact), value=value)


def _windows(windows: tuple[Window, ...], to: Putting) -> Iterator[Window]:
    for window, when in _possible(windows, to):
        yield window._replace(days=tuple(map(to.name, window.days)), when=when)


def _pieces(pieces: tuple[Piece, ...], to: Putting, words: Speech) -> Iterator[Piece]:
    for piece, when in _possible(pieces, to):
        parts = {name: words.sentence(text, to) for name, text in piece.parts.items()}
        yield piece._replace(parts=parts, when=when)


def _possible(parts: tuple[_Part, ...], to: Putting) -> Iterator[tuple[_Part, Condition | None]]:
    """The parts that there can be for one of several, and when there is each."""
    for part in parts:
        when = True if part.when is None else to.condition(part.when)
        if when is not False:
            yield part, None if when is True else when
