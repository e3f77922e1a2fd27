"""Values as authors write them, with what is wrong in words that know the other names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tactful.language.values import Kind, NotAValue, Value, ValueType
from tactful.reading.defects.shapes import duplicate_item
from tactful.reading.defects.values import expected, misplaced_offset, wrong_value
from tactful.reading.shapes import Shapes
from tactful.text.nodes import Node, Scalar, Sequence, head

LONGEST_VALUE = 200
"""Characters. A longer text is no number, date or choice, and is not searched for one."""


def value_of(shapes: Shapes, node: Node, type_: ValueType, what: str) -> Value | None:
    """The node as a value of a type; ``None`` once it is reported that it is none."""
    if type_.many and isinstance(node, Sequence):
        return several_of(shapes, node, type_, what)
    word = shapes.word(node, what, expected(type_))
    return None if word is None else parsed(shapes, word, type_, what)


def several_of(shapes: Shapes, node: Sequence, type_: ValueType, what: str) -> Value | None:
    """A list as several choices at once; an empty one says that it is none of them."""
    one = type_.single
    found = [value_of(shapes, item, one, what) for item in node.items]
    if None in found:
        return None
    for place, item in enumerate(node.items):
        if found[place] in found[:place]:
            first = head(node.items[found.index(found[place])])
            shapes.report(duplicate_item(str(found[place]), first), item)
    return frozenset(str(value) for value in found)


def parsed(shapes: Shapes, word: Scalar, type_: ValueType, what: str) -> Value | None:
    """A scalar as a value of a type; ``None`` once it is reported that it is none."""
    if word.quoted and type_.kind is Kind.TEXT:
        return word.text
    try:
        value = parse(text_of(word, type_), type_)
    except NotAValue as error:
        shapes.report(wrong_value(word.text, type_, what, error, shapes.speller), word)
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        shapes.report(misplaced_offset(word.text, what), word)
        return None
    return value


def text_of(word: Scalar, type_: ValueType) -> str:
    """What a word says for a value of a type: JSON has true and false for yes and no."""
    return word.as_yes_or_no if type_.kind is Kind.YES_NO else word.text


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
