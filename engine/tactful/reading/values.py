"""Values as authors write them, with what is wrong in words that know the other names."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from tactful.language.values import Kind, NotAValue, Value, ValueType
from tactful.reading.shapes import Shapes
from tactful.text import defects
from tactful.text.lines import quoted, shortened
from tactful.text.nodes import Node, Scalar

LONGEST_VALUE = 200
"""Characters. A longer text is no number, date or choice, and is not searched for one."""

_NOT_KNOWN = frozenset(("unknown", "null", "~", "?", "n/a", "none", "not known", "tbd"))


def value_of(shapes: Shapes, node: Node, type_: ValueType, what: str) -> Value | None:
    """The node as a value of a type; ``None`` once it is reported that it is none."""
    word = shapes.word(node, what, f"write {expected(type_)}")
    return None if word is None else parsed(shapes, word, type_, what)


def parsed(shapes: Shapes, word: Scalar, type_: ValueType, what: str) -> Value | None:
    """A scalar as a value of a type; ``None`` once it is reported that it is none."""
    try:
        value = parse(word.text, type_)
    except NotAValue as error:
        wrong_value(shapes, word, type_, what, error)
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        shapes.report(
            defects.MISPLACED_OFFSET,
            word,
            f"{what}: `{shortened(word.text)}` carries an offset",
            "write the local time, without Z or what follows the minutes",
        )
        return None
    return value


def parse(text: str, type_: ValueType) -> Value:
    """Read a value; a datetime may come out with an offset, and is then not checked for range.

    Raises:
        NotAValue: if the text is no value of the type.
    """
    if type_.kind is not Kind.TEXT and len(text) > LONGEST_VALUE:
        raise NotAValue("this is too long for a value", f"write {expected(type_)}")
    if type_.kind is not Kind.DATETIME:
        return type_.parse(text)
    value = replace(type_, minimum=None, maximum=None).parse(text)
    if isinstance(value, datetime) and value.tzinfo is None:
        type_.check(value)
    return value


def wrong_value(
    shapes: Shapes, word: Scalar, type_: ValueType, what: str, error: NotAValue
) -> None:
    """Report that a scalar is no value of a type."""
    if type_.kind is Kind.CHOICE and type_.choices:
        defect = defects.UNKNOWN_CHOICE
        message = f"{what}: `{shortened(word.text)}` is not one of the choices"
        help_ = shapes.speller.help(word.text, type_.choices, "the choices")
        several = re.split(r"\s+or\s+|\s*[,/|]\s*", word.text.strip())
        if len(several) > 1 and all(one in type_.choices for one in several):
            help_ = f"for any of several, write a list: `[{', '.join(several)}]`"
    else:
        defect, help_ = defects.WRONG_VALUE, error.help
        message = f"{what}: {error.message}"
    if word.text.strip().casefold() in _NOT_KNOWN:
        help_ = "leave it out: what is not said is unknown"
    shapes.report(defect, word, message, help_)


def expected(type_: ValueType) -> str:
    """What to write for a value of a type, for the help of a diagnostic."""
    if type_.kind is Kind.CHOICE:
        return f"one of {quoted(type_.choices)}"
    return _EXPECTED[type_.kind]


_EXPECTED = {
    Kind.YES_NO: "`yes` or `no`",
    Kind.NUMBER: "a number, as 40 or 2.5",
    Kind.DATE: "a date, as 2026-11-20",
    Kind.TIME: "a time of day, as 16:30",
    Kind.DATETIME: "a date and a time, as 2026-11-20T14:00",
    Kind.TEXT: "a text",
}
