"""A JSON Schema of a ruleset's facts, for programs that hand them in.

OpenAPI 3.1 takes it as it is, code generators make a model of it, and web forms their fields. It
tells the JSON of each value apart from everything else: what it accepts, ``facts`` reads. What
the clock's facts stand for it cannot know: whether a time zone exists, or a local time ever was;
nor whether a sign that some languages need is where they need it, as a joiner between letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tactful.language.as_json import Json, value_as_json
from tactful.language.model import Fact, Ruleset
from tactful.language.values import LARGEST_NUMBER, NONE, Kind
from tactful.text.signs import NOWHERE_WELCOME

_YEAR = "(19|20|21)[0-9]{2}"
_LEAP_YEAR = "((19|20|21)(0[48]|[2468][048]|[13579][26])|2000)"
_DAY = (
    f"({_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    f"|02-(0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_TIME = r"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_OFFSET = "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?"
_BOUNDS = {
    Kind.NUMBER: ("minimum", "maximum"),
    Kind.DATE: ("formatMinimum", "formatMaximum"),
    Kind.TIME: ("formatMinimum", "formatMaximum"),
    Kind.DATETIME: ("formatMinimum", "formatMaximum"),
}
"""JSON Schema itself knows bounds of numbers only; the others are known to ``ajv-formats``."""


OF_FACTS = ": a client's facts"
"""What such a schema is called, after the ruleset's title."""


def facts_schema(ruleset: Ruleset) -> dict[str, Json]:
    """The JSON Schema (draft 2020-12) of an object that gives some of a ruleset's facts.

    Required are the facts that are needed. A property's title is the fact's question, its
    description the label.
    """
    needed: list[Json] = [fact.id for fact in ruleset.facts.values() if fact.needed]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{ruleset.title}{OF_FACTS}",
        "type": "object",
        "additionalProperties": False,
        "properties": {fact.id: _property(fact, ruleset) for fact in ruleset.facts.values()},
        **({"required": needed} if needed else {}),
    }


def _property(fact: Fact, ruleset: Ruleset) -> Json:
    type_ = fact.type
    label = f"{fact.label} ({type_.unit})" if type_.unit else fact.label
    named: dict[str, Json] = {"title": fact.question or fact.label, "description": label}
    if type_.many:
        labels: Mapping[str, Json] = type_.choices
        one: dict[str, Json] = {"type": "string", "enum": [*type_.choices]}
        return {**named, "type": "array", "items": one, "x-labels": dict(labels)}
    value = _value(fact, ruleset)
    if type_.none is None:
        return {**named, **value}
    none: dict[str, Json] = {"const": NONE.value, "title": type_.none}
    return {**named, "anyOf": [value, none, _NONE_IN_A_RESULT]}


_NONE_IN_A_RESULT: dict[str, Json] = {
    "type": "object",
    "properties": {"value": {"type": "null"}, "none": {"const": True}},
    "required": ["value", "none"],
    "additionalProperties": False,
}
"""That there is none of a fact, as results say it."""


def _value(fact: Fact, ruleset: Ruleset) -> dict[str, Json]:
    type_ = fact.type
    said = dict(_OF_KIND[type_.kind])
    if type_.kind is Kind.CHOICE:
        labels: Mapping[str, Json] = type_.choices
        said |= {"enum": [*type_.choices], "x-labels": dict(labels)}
    if type_.kind is Kind.NUMBER:
        said |= {"minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}
        if type_.whole:
            said["type"] = "integer"
    if type_.kind is Kind.DATETIME:
        offset = _OFFSET if ruleset.clock.timezone is not None else ""
        said["pattern"] = f"^{_DAY}[T ]{_TIME}{offset}$"
    for key, bound in zip(
        _BOUNDS.get(type_.kind, ()), (type_.minimum, type_.maximum), strict=False
    ):
        if bound is not None:
            said[key] = value_as_json(bound, type_)
    return said


_UNFIT = re.sub(r"[^-]", lambda sign: f"\\u{ord(sign[0]):04x}", NOWHERE_WELCOME)
_TEXT = rf"^[^\S{_UNFIT}]*[^\s{_UNFIT}][^{_UNFIT}]*$"

_OF_KIND: Mapping[Kind, dict[str, Json]] = {
    Kind.YES_NO: {"type": "boolean"},
    Kind.CHOICE: {"type": "string"},
    Kind.NUMBER: {"type": "number"},
    Kind.DATE: {"type": "string", "format": "date", "pattern": f"^{_DAY}$"},
    # No formats: those of JSON Schema want an offset.
    Kind.TIME: {"type": "string", "pattern": f"^{_TIME}$"},
    Kind.DATETIME: {"type": "string"},
    Kind.TEXT: {"type": "string", "pattern": _TEXT},
}
