"""The JSON Schema of what a ruleset declares: facts, decisions, constraints, sections of questions.

Like ``editor``, of which this is a part, it is for editors and knows shapes, not meanings.
"""

from __future__ import annotations

from collections.abc import Mapping

from tactful.language.as_json import Json
from tactful.language.computations import COMPUTATIONS, Computation
from tactful.language.model import PARTS, Ruleset
from tactful.language.values import Kind
from tactful.reading.windows import MOST_DAYS

Schema = dict[str, Json]

NAME = r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$"
SENTENCE: Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
TIME: Schema = {"type": "string", "pattern": r"^\d{1,2}:\d{2}(:\d{2})?$"}
REPLACES: Schema = {"replaces": {"enum": ["yes", "no"]}}
"""What may stand in every entry of a ruleset that builds on another."""
WORD: Schema = {"type": ["string", "number", "boolean"]}


def closed(properties: Mapping[str, Json]) -> Schema:
    """A group of lines with these names and no others."""
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def source() -> Schema:
    """A source in more than one line."""
    told = closed({"claim": SENTENCE, "section": SENTENCE, **REPLACES})
    return {**told, "required": ["claim"]}


def entries(value: Json) -> Schema:
    """Entries with names of the author's choice."""
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "patternProperties": {NAME: value},
    }


def listed(items: Json) -> Schema:
    """A list with something in it."""
    return {"type": "array", "minItems": 1, "items": items}


def constraint() -> Schema:
    """What cannot be."""
    properties: Schema = {
        "id": {"type": "string", "pattern": NAME},
        "never": {"$ref": "#/definitions/condition"},
        "because": SENTENCE,
        **REPLACES,
    }
    return {**closed(properties), "required": ["id", "never", "because"]}


def section(ruleset: Ruleset) -> Schema:
    """Facts that are asked together."""
    asked: Json = {"enum": [fact.id for fact in ruleset.facts.values() if fact.computed is None]}
    yes_or_no = [f.id for f in ruleset.facts.values() if f.type.kind is Kind.YES_NO]
    choices = closed(dict.fromkeys(yes_or_no, SENTENCE))
    checklist: Schema = {
        **closed({"question": SENTENCE, "choices": choices}),
        "required": ["question", "choices"],
    }
    kinds: list[Json] = [asked, checklist]
    either: Json = {"anyOf": kinds} if yes_or_no else asked
    condition: Json = {"$ref": "#/definitions/condition"}
    told = {"title": SENTENCE, "ask": {**listed(either), "uniqueItems": True}, "when": condition}
    made = closed(told)
    return {**made, "required": ["title", "ask"]}


def _computed(row: Computation) -> Schema:
    """A way to compute: a word for each key, or a list under the only one."""
    if row.several is None:
        return {**closed(dict.fromkeys(row.keys, SENTENCE)), "required": [*row.keys]}
    fewest, most = row.several
    operands = {**listed(SENTENCE), "minItems": fewest, "maxItems": most}
    return {**closed({row.keys[0]: operands}), "required": [row.keys[0]]}


def declared_fact() -> Schema:
    """A fact as a ruleset declares it."""
    computed = [_computed(row) for row in COMPUTATIONS.values()]
    choice = closed({"label": WORD, "also": {"anyOf": [WORD, listed(WORD)]}})
    labels: Json = {"anyOf": [listed(WORD), entries({"anyOf": [WORD, choice]})]}
    made = closed(
        {
            "type": {"enum": [kind.value for kind in Kind]},
            "label": SENTENCE,
            "question": SENTENCE,
            "choices": labels,
            "ordered": {"enum": ["yes", "no"]},
            "unit": SENTENCE,
            "min": WORD,
            "max": WORD,
            "whole": {"enum": ["yes", "no"]},
            "many": {"enum": ["yes", "no"]},
            "none": SENTENCE,
            "needed": {"enum": ["yes", "no"]},
            "default": {"anyOf": [WORD, {"type": "array", "items": WORD}]},
            "changeable": {"anyOf": [{"enum": ["yes", "no"]}, listed(WORD)]},
            "computed": {"anyOf": [*computed]},
            **REPLACES,
        }
    )
    return {**made, "required": ["type"]}


def declared_each() -> Schema:
    """Something there are several of, as a ruleset declares it."""
    name = closed({"type": {"enum": [Kind.TEXT.value]}, "question": SENTENCE})
    made = closed(
        {
            "plural": {"type": "string", "pattern": NAME},
            "label": SENTENCE,
            "name": name,
            "facts": {"anyOf": [entries(declared_fact()), listed(SENTENCE)]},
            "decisions": {"anyOf": [entries(declared_decision()), listed(SENTENCE)]},
        }
    )
    return {**made, "minProperties": 1}


def _label_case() -> Schema:
    """A label that an option has where something holds."""
    made = closed({"when": {"$ref": "#/definitions/condition"}, "text": SENTENCE})
    return {**made, "required": ["text"]}


def declared_decision() -> Schema:
    """A decision as a ruleset declares it."""
    several: Json = {"anyOf": [WORD, {"type": "array", "items": WORD}]}
    long: Schema = closed(
        {
            "label": {"anyOf": [SENTENCE, listed(_label_case())]},
            "window": _pieces("from", "until"),
            "wait until": _pieces("from"),
            "after": {"type": "object", "patternProperties": {NAME: several}},
            "draft": {"anyOf": [_piece(), listed(_piece())]},
            **REPLACES,
        }
    )
    option: Json = {"anyOf": [WORD, {**long, "required": ["label"]}]}
    made = closed(
        {
            "question": SENTENCE,
            "label": SENTENCE,
            "choose": {"enum": ["one", "many"]},
            "applies when": {"$ref": "#/definitions/condition"},
            "options": {"anyOf": [entries(option), listed(WORD)]},
            "fallback": SENTENCE,
            **REPLACES,
        }
    )
    return {**made, "required": ["options"]}


def _pieces(*hours: str) -> Schema:
    """When an option is to be acted on, or until when it waits: one piece, or a list of them."""
    times: Schema = dict.fromkeys(("from", "until"), TIME)
    part: Json = {**closed(times), "required": [*hours]}
    whole: Json = {**closed(times), "required": ["from", "until"]}
    counts: Schema = {
        key: {"type": "integer", "minimum": -most if key == "working days later" else 0}
        for key, most in MOST_DAYS.items()
    }
    parts: Schema = {
        "when": {"$ref": "#/definitions/condition"},
        "day": {"anyOf": [SENTENCE, listed(SENTENCE)]},
        "days": {"enum": ["any", "working"]},
        **counts,
        "hours later": {"type": "integer", "minimum": 0},
        **times,
        "except": whole,
        "otherwise": part,
    }
    piece: Json = {**closed(parts), "required": ["day", *hours]}
    return {"anyOf": [piece, listed(piece)]}


def _piece() -> Schema:
    """A part of a draft, and when it counts."""
    parts: Schema = dict.fromkeys(PARTS, SENTENCE)
    whole: Schema = {"one paragraph": {"enum": ["yes", "no"]}}
    return closed({"when": {"$ref": "#/definitions/condition"}, **parts, **whole})
