"""A JSON Schema of one ruleset's own vocabulary, for editors that complete and check YAML.

It knows the ruleset's facts, values, options, rules and sources, so an editor offers them by name,
whole tests among them (``at least warm``), and shows a fact's question where it is used. It says
of a file what ``check`` would say, as far as a schema can: names, values, stances and shapes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

from tactful.language.as_json import Json
from tactful.language.computations import COMPUTATIONS
from tactful.language.conclusions import WITHOUT_OPTION, Status
from tactful.language.model import HOUSE, PARTS, USUAL_WEIGHTS, Decision, Fact, Ruleset, Stance
from tactful.language.operators import EQUAL, OPERATORS, Operator
from tactful.language.values import Kind, ValueType
from tactful.text.gate import Mark
from tactful.workspace.facts_schema import OF_FACTS

Schema = dict[str, Json]

_ID = r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$"
_NUMBER = r"[+-]?\d+(\.\d+)?"
_WRITTEN: Mapping[Kind, str] = {
    Kind.NUMBER: _NUMBER,
    Kind.DATE: r"\d{4}-\d{2}-\d{2}",
    Kind.TIME: r"\d{1,2}:\d{2}(:\d{2})?",
    Kind.DATETIME: r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?",
    Kind.TEXT: r".*\S.*",
}
_FALLBACKS = tuple(
    WITHOUT_OPTION[status].written
    for status in (Status.NONE, Status.NOT_APPLICABLE, Status.CONFLICT)
)
_SENTENCE: Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
_TIME: Schema = {"type": "string", "pattern": r"^\d{1,2}:\d{2}(:\d{2})?$"}
_WORD: Schema = {"type": ["string", "number", "boolean"]}


_TITLE = ": rules, facts and scenarios"
_LARGEST = 2**24


def is_schema(path: Path) -> bool:
    """Whether a file is such a schema, or one of facts alone, of whichever ruleset.

    Raises:
        OSError: if it cannot be read.
    """
    with path.open("rb") as stream:
        data = stream.read(_LARGEST)
    try:
        made = json.loads(data)
    except (ValueError, RecursionError):
        return False
    ours = isinstance(made, dict) and {"$schema", "title", "properties"} <= {*made}
    return ours and str(made["title"]).endswith((_TITLE, OF_FACTS))


SCHEMA = Mark("schema", is_schema)


def editor_schema(ruleset: Ruleset) -> Schema:
    """The schema; it fits every file of the ruleset, whichever sections the file has."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"{ruleset.title}{_TITLE}",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "title": _SENTENCE,
            "about": _SENTENCE,
            "sources": _named({"anyOf": [_SENTENCE, _group(claim=_SENTENCE, section=_SENTENCE)]}),
            "clock": _closed(dict.fromkeys(("now", "timezone", "country", "region"), _SENTENCE)),
            "weights": _closed({stance.value: {"type": "integer"} for stance in USUAL_WEIGHTS}),
            "summary": _list({"anyOf": [_SENTENCE, _list(_SENTENCE)]}),
            "facts": {
                # In a scenario's file `facts` are given; in the ruleset's they are declared.
                "anyOf": [_named(_declared_fact()), {"$ref": "#/definitions/given"}]
            },
            "decisions": _named(_declared_decision()),
            "rules": _list({"$ref": "#/definitions/rule"}),
            "scenarios": _list({"$ref": "#/definitions/scenario"}),
            "scenario": _SENTENCE,
            "expect": {"$ref": "#/definitions/expect"},
        },
        "definitions": {
            "condition": _condition(ruleset),
            "rule": _rule(ruleset),
            "given": _given(ruleset),
            "expect": _expect(ruleset),
            "scenario": {
                **_closed(
                    {
                        "scenario": _SENTENCE,
                        "facts": {"$ref": "#/definitions/given"},
                        "expect": {"$ref": "#/definitions/expect"},
                    }
                ),
                "required": ["scenario", "facts"],
            },
        },
    }


def _closed(properties: Mapping[str, Json]) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def _group(**properties: Json) -> Schema:
    return {**_closed(properties), "required": ["claim"]}


def _named(value: Json) -> Schema:
    """Entries with names of the author's choice."""
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "patternProperties": {_ID: value},
    }


def _list(items: Json) -> Schema:
    return {"type": "array", "minItems": 1, "items": items}


def _declared_fact() -> Schema:
    computed: Schema = {
        row.name: {**_closed(dict.fromkeys(row.keys, _SENTENCE)), "required": [*row.keys]}
        for row in COMPUTATIONS.values()
    }
    labels: Json = {"anyOf": [_list(_WORD), _named(_WORD), {"type": "object", "minProperties": 1}]}
    made = _closed(
        {
            "type": {"enum": [kind.value for kind in Kind]},
            "label": _SENTENCE,
            "question": _SENTENCE,
            "choices": labels,
            "ordered": {"enum": ["yes", "no"]},
            "unit": _SENTENCE,
            "min": _WORD,
            "max": _WORD,
            "whole": {"enum": ["yes", "no"]},
            "default": _WORD,
            "changeable": {"enum": ["yes", "no"]},
            "computed": {"anyOf": [*computed.values()]},
        }
    )
    return {**made, "required": ["type"]}


def _declared_decision() -> Schema:
    long: Schema = _closed(
        {
            "label": _SENTENCE,
            "window": _window(),
            "after": {"type": "object", "patternProperties": {_ID: _WORD}},
            "draft": {"anyOf": [_piece(), _list(_piece())]},
        }
    )
    option: Json = {"anyOf": [_WORD, {**long, "required": ["label"]}]}
    made = _closed(
        {
            "question": _SENTENCE,
            "label": _SENTENCE,
            "choose": {"enum": ["one", "many"]},
            "applies when": {"$ref": "#/definitions/condition"},
            "options": {"anyOf": [_named(option), _list(_WORD)]},
            "fallback": _SENTENCE,
        }
    )
    return {**made, "required": ["options"]}


def _window() -> Schema:
    """When an option is to be acted on."""
    hours: Schema = dict.fromkeys(("from", "until"), _TIME)
    part: Json = {**_closed(hours), "required": ["from", "until"]}
    named: Json = {"anyOf": [_SENTENCE, _list(_SENTENCE)]}
    later: Json = {"type": "integer", "minimum": 0}
    parts: Schema = {
        "day": named,
        "working days later": later,
        "hours later": later,
        **hours,
        "except": part,
        "otherwise": part,
    }
    return {**_closed(parts), "required": ["day", "from", "until"]}


def _piece() -> Schema:
    """A part of a draft, and when it counts."""
    parts: Schema = dict.fromkeys(PARTS, _SENTENCE)
    whole: Schema = {"one paragraph": {"enum": ["yes", "no"]}}
    return _closed({"when": {"$ref": "#/definitions/condition"}, **parts, **whole})


def _condition(ruleset: Ruleset) -> Schema:
    parts = _list({"$ref": "#/definitions/condition"})
    properties: Schema = dict.fromkeys(("any", "all", "none"), parts)
    for fact in ruleset.facts.values():
        properties[fact.id] = _described(_test(fact.type, _alike(fact, ruleset)), fact)
    for decision in ruleset.decisions.values():
        tests = _test(decision.type, (), is_decision=True)
        properties[decision.id] = _described(tests, decision)
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": properties,
        "patternProperties": {r"^at +least +[1-9]\d* +of$": parts},
    }


def _described(schema: Schema, about: Fact | Decision) -> Schema:
    """The schema with what an editor shows on hover."""
    question = f": {about.question}" if about.question else ""
    return {"description": f"{about.label}{question}", **schema}


def _alike(fact: Fact, ruleset: Ruleset) -> tuple[str, ...]:
    """The facts that this one may be compared with."""
    return tuple(
        other.id
        for other in ruleset.facts.values()
        if other.id != fact.id and other.type.same_as(fact.type)
    )


def _test(type_: ValueType, facts: Iterable[str], *, is_decision: bool = False) -> Schema:
    """What may stand after a fact's name in a condition."""
    one = _value(type_, facts)
    ways: list[Json] = [*_tests(type_, tuple(facts), is_decision), one, _list(one)]
    ways.append({**_closed({"not": {"anyOf": [one, _list(one)]}}), "required": ["not"]})
    return {"anyOf": ways}


def _tests(type_: ValueType, facts: tuple[str, ...], is_decision: bool) -> Iterator[Json]:
    fitting = [
        operator
        for operator in OPERATORS
        if operator.fits(type_)
        and not (is_decision and operator.ordered)
        and operator is not EQUAL
        and not operator.takes_list
    ]
    listed = _listed(type_)
    if listed is None:
        operand = "|".join([_WRITTEN[type_.kind], *map(re.escape, facts)])
        words = [re.escape(o.pattern).replace(r"\ ", " +") for o in fitting]
        patterns = [word.replace(r"\{\}", f"({operand})") for word in words]
        yield {"type": "string", "pattern": f"^({'|'.join(patterns)})$"}
        examples = [operator.pattern for operator in fitting if "{}" not in operator.pattern]
        yield {"enum": [*examples]}
        return
    yield {"enum": [words for o in fitting for words in _whole(o, listed, facts)]}


def _whole(operator: Operator, values: list[str], facts: tuple[str, ...]) -> Iterator[str]:
    """Whole tests of a type whose values can be listed."""
    count = operator.pattern.count("{}")
    if count == 0:
        yield operator.pattern
    elif count == 1:
        yield from (operator.pattern.format(word) for word in (*values, *facts))
    else:
        pairs = [*combinations(values, 2), *((value, value) for value in values)]
        yield from (operator.pattern.format(*pair) for pair in pairs)
        mixed = [(a, b) for a in (*values, *facts) for b in facts]
        mixed += [(fact, value) for fact in facts for value in values]
        yield from (operator.pattern.format(*pair) for pair in mixed if pair[0] != pair[1])


def _listed(type_: ValueType) -> list[str] | None:
    """The values of a type as an author writes them; ``None`` if there are too many to list."""
    if type_.kind is Kind.YES_NO:
        return ["yes", "no"]
    return [*type_.choices] if type_.kind is Kind.CHOICE else None


def _value(type_: ValueType, facts: Iterable[str] = ()) -> Schema:
    """A value of a type, or the name of a fact that holds one."""
    names = [*facts]
    listed = _listed(type_)
    if listed is not None:
        return {"enum": [*listed, *names]}
    if type_.kind is Kind.TEXT:
        return _SENTENCE
    ways: list[Json] = [{"type": "string", "pattern": f"^{_WRITTEN[type_.kind]}$"}]
    if type_.kind is Kind.NUMBER:
        number: Schema = {"type": "integer" if type_.whole else "number"}
        for key, bound in (("minimum", type_.minimum), ("maximum", type_.maximum)):
            if isinstance(bound, int | float):
                number[key] = bound
        ways = [number, *ways]  # what stands in quotation marks is a number, too
    return {"anyOf": [*ways, {"enum": [*names]}]} if names else {"anyOf": ways}


def _rule(ruleset: Ruleset) -> Schema:
    said: Schema = {
        f.id: _described(_value(f.type), f) for f in ruleset.facts.values() if f.computed is None
    }
    stances: Json = {"enum": [stance.value for stance in Stance]}
    for decision in ruleset.decisions.values():
        arguments = _closed(dict.fromkeys(decision.options, stances))
        said[decision.id] = _described({**arguments, "minProperties": 1}, decision)
    names: Json = {"enum": [*ruleset.rules]}
    properties: Schema = {
        "id": {"type": "string", "pattern": _ID},
        "when": {"$ref": "#/definitions/condition"},
        "unless": {"$ref": "#/definitions/condition"},
        "then": {**_closed(said), "minProperties": 1},
        "because": _SENTENCE,
        "source": {"enum": [HOUSE, *ruleset.sources]},
        "overrides": {"anyOf": [names, _list(names)]},
    }
    return {**_closed(properties), "required": ["id", "then", "source", "because"]}


def _given(ruleset: Ruleset) -> Schema:
    """The facts that a scenario gives. A moment may carry its offset there."""
    properties: Schema = {}
    for fact in ruleset.facts.values():
        schema = _value(fact.type)
        if fact.type.kind is Kind.DATETIME:
            pattern = f"^{_WRITTEN[Kind.DATETIME]}(Z|[+-]\\d{{2}}:\\d{{2}})?$"
            schema = {"type": "string", "pattern": pattern}
        properties[fact.id] = _described(schema, fact)
    return {"anyOf": [_closed(properties), {"type": "null"}]}


def _expect(ruleset: Ruleset) -> Schema:
    rules: Json = {"enum": [*ruleset.rules]}
    fates: Json = {"anyOf": [rules, _list(rules)]}
    properties: Schema = dict.fromkeys(("fired", "not fired", "set aside", "assumes"), fates)
    about: Json = {"enum": [*ruleset.facts, *ruleset.decisions]}
    properties["conflicts"] = {"anyOf": [about, _list(about)]}
    subjects: Schema = {}
    for fact in ruleset.facts.values():
        subjects[fact.id] = _described(_test(fact.type, _alike(fact, ruleset)), fact)
    for decision in ruleset.decisions.values():
        option: Json = {"enum": [*decision.options]}
        several: Json = {"anyOf": [option, {"type": "array", "items": option}]}
        tests: list[Json] = [several, {"enum": [*_FALLBACKS]}]
        if decision.many:
            tests.append(
                {**_closed({"includes": several, "excludes": several}), "minProperties": 1}
            )
        else:
            tests.append(_test(decision.type, (), is_decision=True))
        subjects[decision.id] = _described({"anyOf": tests}, decision)
    moment: Json = {"type": "string", "pattern": f"^{_WRITTEN[Kind.DATETIME]}$"}
    opens = {**_closed({"from": moment, "until": moment}), "minProperties": 1}
    properties["window"] = {"anyOf": [opens, {"enum": ["none"]}]}
    properties["not"] = {**_closed(subjects), "minProperties": 1}
    return {**_closed({**properties, **subjects}), "minProperties": 1}
