"""What an option says of acting on it: its ``window``, its ``after`` and its ``draft``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from tactful.language.model import PARTS, Effect, Fact, Hours, Piece, Window
from tactful.language.terms import FactRef, Operand, Sentence
from tactful.language.values import Kind, ValueType
from tactful.reading.conditions import read_condition
from tactful.reading.defects.declarations import (
    computed_effect,
    misfit_day,
    misfit_effect,
    nothing_left,
    reversed_window,
)
from tactful.reading.defects.names import decision_as_fact, unknown_fact
from tactful.reading.defects.shapes import duplicate_day
from tactful.reading.defects.values import expected
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.reading.values import parsed, several_of, value_of
from tactful.text.diagnostic import Span
from tactful.text.nodes import Mapping, Node, Scalar, Sequence

MOST_DAYS = 250
"""Working days. A window that lies further off than a year is a slip of the pen."""

_WINDOW_EXAMPLE = '`{day: interview_ended, from: "16:30", until: "18:00"}`'
_HOURS = ("from", "until")
_WINDOW = Form(
    "a window",
    ("day", "working days later", "hours later", *_HOURS, "except", "otherwise"),
    ("day", *_HOURS),
    {"day": "day: interview_ended", "from": 'from: "16:30"', "until": 'until: "18:00"'},
)
_PART = Form(
    "this part of a window", _HOURS, _HOURS, {"from": 'from: "08:30"', "until": 'until: "10:00"'}
)
_TIME = ValueType(Kind.TIME)
_LATER = ValueType(Kind.NUMBER, whole=True, minimum=0, maximum=MOST_DAYS)
_SOONEST = ValueType(Kind.NUMBER, whole=True, minimum=0, maximum=23)
_MORE = "one more"


def read_window(shapes: Shapes, node: Node, scope: Scope) -> Window | None:
    """The window of an option."""
    group = shapes.group(node, "`window`", _WINDOW_EXAMPLE)
    if group is None:
        return None
    found = shapes.entries(group, _WINDOW)
    days = _days(shapes, found["day"], scope) if "day" in found else None
    hours = _hours(shapes, found, group.span)
    later: object = 0
    if "working days later" in found:
        later = value_of(shapes, found["working days later"], _LATER, "`working days later`")
    soonest: object = 0
    if "hours later" in found:
        soonest = value_of(shapes, found["hours later"], _SOONEST, "`hours later`")
    otherwise, avoided = (_part(shapes, found.get(key), key) for key in ("otherwise", "except"))
    if avoided is not None and hours is not None:
        _leaves_something(shapes, avoided, [hours, otherwise], found["except"].span)
    if not days or hours is None or not isinstance(later, int) or not isinstance(soonest, int):
        return None
    return Window(days, hours, later, otherwise, group.span, soonest, avoided)


def _part(shapes: Shapes, node: Node | None, key: str) -> Hours | None:
    if node is None:
        return None
    inner = shapes.group(node, f"`{key}`", '`{from: "08:30", until: "10:00"}`')
    return inner and _hours(shapes, shapes.entries(inner, _PART), inner.span)


def _leaves_something(
    shapes: Shapes, avoided: Hours, windows: Iterable[Hours | None], place: Span
) -> None:
    """Report hours to avoid that are all there is, so that the window would never open."""
    for hours in windows:
        if hours and avoided.start <= hours.start and hours.end <= avoided.end:
            shapes.report(nothing_left(hours), place)


def _days(shapes: Shapes, node: Node, scope: Scope) -> tuple[str, ...] | None:
    items: tuple[Node, ...] | None = (node,)
    if isinstance(node, Sequence):
        items = shapes.items(node, "`day`", "`day: interview_ended`")
    found: list[str] = []
    for item in items or ():
        fact = _fact(shapes, item, "`day`", scope)
        if fact is None:
            continue
        if fact.type.kind not in (Kind.DATE, Kind.DATETIME):
            shapes.report(misfit_day(fact), item)
        elif fact.id in found:
            shapes.report(duplicate_day(fact.id), item)
        else:
            found.append(fact.id)
    return tuple(found) or None


def _fact(shapes: Shapes, node: Node, what: str, scope: Scope) -> Fact | None:
    word = shapes.word(node, what, "the name of a fact")
    if word is None:
        return None
    fact = scope.facts.get(word.text)
    if fact is None and scope.is_missing(word.text):
        shapes.report(unknown_fact(word.text, scope.facts, shapes.speller), word)
    elif fact is None and word.text in scope.decisions:
        shapes.report(decision_as_fact(word.text), word)
    return fact


def _hours(shapes: Shapes, found: dict[str, Node], place: Span) -> Hours | None:
    read = [value_of(shapes, found[k], _TIME, f"`{k}`") for k in _HOURS if k in found]
    if len(read) < len(_HOURS):
        return None
    start, end = read
    if not isinstance(start, time) or not isinstance(end, time):
        return None
    if end <= start:
        shapes.report(reversed_window(start, end), place)
        return None
    return Hours(start, end)


def read_after(shapes: Shapes, node: Node, scope: Scope) -> tuple[Effect, ...]:
    """What is known once an option was acted on; ``{}`` for nothing new."""
    if isinstance(node, Mapping) and not node.entries:
        return ()
    group = shapes.group(node, "`after`", "`{thank_you_sent: yes, last_contact: now}`")
    effects = []
    for key, value in group.entries if group else ():
        fact = _fact(shapes, key, "`after`", scope)
        effect = _effect(shapes, fact, key, value, scope) if fact is not None else None
        if effect is not None:
            effects.append(effect)
    return tuple(effects)


def _effect(shapes: Shapes, fact: Fact, key: Scalar, node: Node, scope: Scope) -> Effect | None:
    if fact.computed is not None:
        shapes.report(computed_effect(fact), key)
        return None
    if fact.type.many and isinstance(node, Sequence):
        several = several_of(shapes, node, fact.type, f"`{fact.id}`")
        return None if several is None else Effect(fact.id, several)
    word = shapes.word(node, f"`{fact.id}`", expected(fact.type))
    if word is None:
        return None
    if word.text == _MORE and not word.quoted and fact.type.kind is Kind.NUMBER:
        return Effect(fact.id, None, 1)
    other = None if word.quoted else scope.facts.get(word.text)
    if other is not None and other.id != fact.id and word.text not in fact.type.choices:
        if other.type.same_as(fact.type):
            return Effect(fact.id, FactRef(other.id))
        shapes.report(misfit_effect(fact, other), word)
        return None
    value: Operand | None = parsed(shapes, word, fact.type, f"`{fact.id}`")
    return None if value is None else Effect(fact.id, value)


# What an option adds to the message that a client sends: its ``draft``.


_DRAFT_EXAMPLE = "`{text: Thank you for your time.}`"
_WHOLE = "one paragraph"
_PIECE = Form("a piece of a draft", ("when", *PARTS, _WHOLE))


def read_draft(shapes: Shapes, node: Node, scope: Scope) -> tuple[Piece, ...]:
    """The pieces of an option's draft: one, or a list of them."""
    items: tuple[Node, ...] | None = (node,)
    if isinstance(node, Sequence):
        items = shapes.items(node, "`draft`", f"`- {_DRAFT_EXAMPLE[1:]}")
    pieces = [_piece(shapes, item, scope) for item in items or ()]
    return tuple(piece for piece in pieces if piece is not None)


def _piece(shapes: Shapes, node: Node, scope: Scope) -> Piece | None:
    group = shapes.group(node, "a piece of a draft", _DRAFT_EXAMPLE)
    if group is None:
        return None
    found = shapes.entries(group, _PIECE)
    when = None
    if "when" in found:
        when = read_condition(shapes, found["when"], "`when`", scope)
        if when is None:
            return None
    parts: dict[str, Sentence] = {}
    for part in PARTS:
        if part in found:
            text = shapes.template(found[part], f"`{part}`", scope)
            if text is not None:
                parts[part] = text
    whole = _WHOLE in found and shapes.flag(found[_WHOLE], f"`{_WHOLE}`")
    return Piece(parts, when, group.span, bool(whole)) if parts or whole else None
