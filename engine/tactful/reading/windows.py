"""When an option is to be acted on, or until when it waits: its ``window`` or ``wait until``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from typing import NamedTuple, TypeGuard

from tactful.language.model import Fact
from tactful.language.terms import Group, Hours, Join, Window
from tactful.language.values import Kind, ValueType
from tactful.language.windows import parts
from tactful.reading.conditions import read_condition
from tactful.reading.defects.names import decision_as_fact, unknown_fact
from tactful.reading.defects.shapes import duplicate_day
from tactful.reading.defects.windows import (
    counted_twice,
    days_the_other_way,
    hidden_pieces,
    hours_later_than_before,
    misfit_day,
    neither_any_nor_working,
    no_time_at_all,
    nothing_left,
    words_for_counting_back,
)
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.reading.values import value_of
from tactful.text.diagnostic import Span
from tactful.text.nodes import Mapping, Node, Scalar, Sequence, over

MOST_DAYS = {"working days later": 250, "days later": 366, "days before": 366}
"""Each way to count days, with the most. What lies further off than a year is a slip of the pen."""

_COUNTS = {
    key: ValueType(Kind.NUMBER, whole=True, minimum=-most if "work" in key else 0, maximum=most)
    for key, most in MOST_DAYS.items()
}
_BACK = (["before"], ["earlier"], ["ago"], ["back"])
"""How words may end that count back. What is spelt most like them here would count on."""

_HOURS = ("from", "until")
_KEYS = ("when", "day", "days", *_COUNTS, "hours later", *_HOURS, "except", "otherwise")
_EXAMPLES = {"day": "day: interview_ended", "from": 'from: "16:30"', "until": 'until: "18:00"'}
_PART = {"from": 'from: "08:30"', "until": 'until: "10:00"'}
_TIME = ValueType(Kind.TIME)
_SOONEST = ValueType(Kind.NUMBER, whole=True, minimum=0, maximum=23)


class _Way(NamedTuple):
    """How a window is written, or how a wait is, which need not say until what hour."""

    key: str
    form: Form
    part: Form
    avoided: Form
    example: str


def _way(key: str, name: str, hours: tuple[str, ...], example: str) -> _Way:
    return _Way(
        key,
        Form(name, _KEYS, ("day", *hours), _EXAMPLES),
        Form(f"this part of {name}", _HOURS, hours, _PART),
        Form(f"this part of {name}", _HOURS, _HOURS, _PART),
        example,
    )


_WINDOW = _way(
    "window", "a window", _HOURS, '`{day: interview_ended, from: "16:30", until: "18:00"}`'
)
_WAIT = _way("wait until", "a wait", ("from",), '`{day: interview_ended, from: "16:30"}`')


def read_window(shapes: Shapes, node: Node, scope: Scope) -> tuple[Window, ...]:
    """The pieces of an option's window: one, or a list of them."""
    return _pieces(shapes, node, scope, _WINDOW)


def read_wait(shapes: Shapes, node: Node, scope: Scope) -> tuple[Window, ...]:
    """Until when an option waits, in one piece or in a list of them."""
    return _pieces(shapes, node, scope, _WAIT)


def without_window(waits: tuple[Window, ...], windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same waits, which count only where no piece of the option's window does."""
    whens = tuple(piece.when for piece in windows if piece.when is not None)
    if not whens:
        return waits
    outside = Group(Join.NONE, whens)
    return tuple(
        piece._replace(
            when=outside if piece.when is None else Group(Join.ALL, (outside, piece.when))
        )
        for piece in waits
    )


def _pieces(shapes: Shapes, node: Node, scope: Scope, way: _Way) -> tuple[Window, ...]:
    items: tuple[Node, ...] | None = (node,)
    if isinstance(node, Sequence):
        items = shapes.items(node, f"`{way.key}`", f"`- {way.example[1:]}")
    for item in (items or ())[:-1]:
        if isinstance(item, Mapping) and all(key.text != "when" for key, _ in item.entries):
            shapes.report(hidden_pieces(way.key), item)
    found = [_piece(shapes, item, scope, way) for item in items or ()]
    return tuple(piece for piece in found if piece is not None) if None not in found else ()


def _piece(shapes: Shapes, node: Node, scope: Scope, way: _Way) -> Window | None:
    group = shapes.group(node, f"`{way.key}`", way.example)
    if group is None:
        return None
    found = shapes.entries(_without_words_back(shapes, group, way.form), way.form)
    days = _days(shapes, found["day"], scope) if "day" in found else None
    hours = _hours(shapes, found, way.form, group.span)
    otherwise = _part(shapes, found, "otherwise", way.part)
    avoided = _part(shapes, found, "except", way.avoided)
    if avoided is not None and hours is not None:
        _leaves_something(shapes, avoided, [hours, otherwise], found["except"].span)
    count = _count(shapes, found, group)
    any_day = _any_day(shapes, found.get("days"))
    condition = found.get("when")
    when = None if condition is None else read_condition(shapes, condition, "`when`", scope)
    if not days or hours is None or count is None or any_day is None:
        return None
    if condition is not None and when is None:
        return None
    ends = [node for node in (group, found.get("otherwise")) if isinstance(node, Mapping)]
    return Window(
        days,
        hours,
        count.later,
        otherwise,
        group.span,
        count.hours_later,
        avoided,
        when,
        any_day,
        count.whole_days,
        open_ended=any(all(key.text != "until" for key, _ in node.entries) for node in ends),
    )


def _without_words_back(shapes: Shapes, group: Mapping, form: Form) -> Mapping:
    """The group without its author's own words for counting back, of which each is reported."""
    kept = []
    for entry in group.entries:
        words = entry.key.text
        if words not in form.keys and words.split()[-1:] in _BACK:
            said = entry.value.text if isinstance(entry.value, Scalar) else ""
            shapes.report(words_for_counting_back(words, said, form.name), over(*entry))
        else:
            kept.append(entry)
    return group._replace(entries=tuple(kept))


def _hours(shapes: Shapes, found: dict[str, Node], form: Form, place: Span) -> Hours | None:
    """Hours, which end at midnight where no end has to be written and none is."""
    if any(key in form.required and key not in found for key in _HOURS):
        return None
    read = {k: value_of(shapes, found[k], _TIME, f"`{k}`") for k in _HOURS if k in found}
    start, end = read.get("from"), read.get("until", time())
    if not isinstance(start, time) or not isinstance(end, time):
        return None
    if end == start and "until" in read:
        shapes.report(no_time_at_all(start), place)
        return None
    return Hours(start, end)


def _part(shapes: Shapes, found: dict[str, Node], key: str, form: Form) -> Hours | None:
    if key not in found:
        return None
    inner = shapes.group(found[key], f"`{key}`", '`{from: "08:30", until: "10:00"}`')
    return inner and _hours(shapes, shapes.entries(inner, form), form, inner.span)


def _leaves_something(
    shapes: Shapes, avoided: Hours, windows: Iterable[Hours | None], place: Span
) -> None:
    """Report hours to avoid that are all there is, so that the window would never open."""
    for hours in windows:
        if hours is not None and not parts(hours, avoided):
            shapes.report(nothing_left(hours), place)


class _Count(NamedTuple):
    """How far a window is from the day it is counted from."""

    later: int
    whole_days: bool
    hours_later: int


def _count(shapes: Shapes, found: dict[str, Node], group: Mapping) -> _Count | None:
    said = [key for key in _COUNTS if key in found]
    if len(said) > 1:
        shapes.report(counted_twice(said), group.span)
        return None
    entry = next((entry for entry in group.entries if entry.key.text in said), None)
    if entry is not None and _COUNTS[said[0]].minimum == 0 and _counts_the_other_way(entry.value):
        shapes.report(days_the_other_way(said[0], entry.value.text), over(*entry))
        return None
    types = {**{key: _COUNTS[key] for key in said}, "hours later": _SOONEST}
    read = {k: value_of(shapes, found[k], t, f"`{k}`") for k, t in types.items() if k in found}
    hours = read.get("hours later", 0)
    days = read.get(said[0]) if said else 0
    if not isinstance(days, int) or not isinstance(hours, int):
        return None
    later = -days if said == ["days before"] else days
    if later < 0 and hours:
        shapes.report(hours_later_than_before(hours, said[0]), found["hours later"])
        return None
    return _Count(later, said not in ([], ["working days later"]), hours)


def _counts_the_other_way(node: Node) -> TypeGuard[Scalar]:
    return isinstance(node, Scalar) and re.fullmatch(r"-\d{1,3}", node.text) is not None


def _any_day(shapes: Shapes, node: Node | None) -> bool | None:
    """Whether any day will do; ``None`` where that could not be read."""
    if node is None:
        return False
    word = shapes.word(node, "`days`", "`any` or `working`")
    if word is None:
        return None
    if word.text not in ("any", "working"):
        shapes.report(neither_any_nor_working(word.text, shapes.speller), word)
        return None
    return word.text == "any"


def _days(shapes: Shapes, node: Node, scope: Scope) -> tuple[str, ...] | None:
    items: tuple[Node, ...] | None = (node,)
    if isinstance(node, Sequence):
        items = shapes.items(node, "`day`", "`day: interview_ended`")
    found: list[str] = []
    for item in items or ():
        fact = named_fact(shapes, item, "`day`", scope)
        if fact is None:
            continue
        if fact.type.kind not in (Kind.DATE, Kind.DATETIME):
            shapes.report(misfit_day(fact), item)
        elif fact.id in found:
            shapes.report(duplicate_day(fact.id), item)
        else:
            found.append(fact.id)
    return tuple(found) or None


def named_fact(shapes: Shapes, node: Node, what: str, scope: Scope) -> Fact | None:
    """The fact that a word names; ``None`` once it is reported that it names none."""
    word = shapes.word(node, what, "the name of a fact")
    if word is None:
        return None
    fact = scope.facts.get(word.text)
    if fact is None and scope.is_missing(word.text):
        shapes.report(unknown_fact(word.text, scope.facts, shapes.speller), word)
    elif fact is None and word.text in scope.decisions:
        shapes.report(decision_as_fact(word.text), word)
    return fact
