"""The values a scenario gives: checked by their facts, and by what the clock's facts stand for.

A time zone has to exist, a country needs known public holidays, and a moment written with its
offset becomes local time. Past this point no value can surprise an evaluator.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tactful.language.calendar import zone_exists, zone_named
from tactful.language.model import Fact, Ruleset
from tactful.language.values import Kind, NotAValue, Value
from tactful.reading.defects.values import expected, wrong_value
from tactful.reading.shapes import Shapes
from tactful.reading.values import parse, several_of, text_of
from tactful.scenarios.defects import offset_without_zone
from tactful.text.nodes import Node, Scalar, Sequence


def read_given(shapes: Shapes, node: Node, fact: Fact, zone: str | None) -> Value | None:
    """A node as the value of a fact; ``None`` once it is reported that it is none.

    ``zone`` is the scenario's time zone, in which a moment with an offset is told; the ruleset's
    clock is not looked at, see ``check_clock_value``.
    """
    what = f"`{fact.id}`"
    if fact.type.many and isinstance(node, Sequence):
        return several_of(shapes, node, fact.type, what)
    word = shapes.word(node, what, f"{expected(fact.type)}, or leave the fact out")
    if word is None:
        return None
    if word.quoted and fact.type.kind is Kind.TEXT:
        return word.text
    try:
        value = parse(text_of(word, fact.type), fact.type)
        if isinstance(value, datetime) and value.tzinfo is not None:
            local = _local(shapes, word, value, zone)
            if local is not None:
                fact.type.check(local)
            return local
    except NotAValue as error:
        shapes.report(wrong_value(word.text, fact.type, what, error, shapes.speller), word)
        return None
    return value


def _local(shapes: Shapes, word: Scalar, moment: datetime, zone: str | None) -> datetime | None:
    if zone is not None and zone_exists(zone):
        return moment.astimezone(zone_named(zone)).replace(tzinfo=None)
    if zone is None:
        shapes.report(offset_without_zone(word.text), word)
    return None


def zone_in(ruleset: Ruleset, given: Mapping[str, Value]) -> str | None:
    """The time zone that some given values, or else the ruleset's default, tell."""
    name = ruleset.clock.timezone
    if name is None:
        return None
    zone = given.get(name, ruleset.facts[name].default)
    return zone if isinstance(zone, str) else None
