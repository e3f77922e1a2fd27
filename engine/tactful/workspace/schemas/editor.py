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

from tactful.grounding.people import MOST
from tactful.language.as_json import Json
from tactful.language.conclusions import WITHOUT_OPTION, Status
from tactful.language.model import HOUSE, USUAL_WEIGHTS, Decision, Fact, Ruleset, Stance
from tactful.language.operators import ALL_OF, EQUAL, OPERATORS, Operator
from tactful.language.values import NONE, Kind, ValueType
from tactful.reading.clock import CLOCK_KEYS
from tactful.text.gate import Mark
from tactful.workspace.schemas.declared import (
    NAME,
    REPLACES,
    SENTENCE,
    Schema,
    closed,
    constraint,
    declared_decision,
    declared_each,
    declared_fact,
    entries,
    listed,
    section,
    source,
)
from tactful.workspace.schemas.facts import OF_FACTS

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
            "title": SENTENCE,
            "about": SENTENCE,
            "extends": SENTENCE,
            "without": {"anyOf": [SENTENCE, listed(SENTENCE)]},
            "dates": {"enum": ["day first", "month first"]},
            "sources": entries({"anyOf": [SENTENCE, source()]}),
            "clock": closed(dict.fromkeys(CLOCK_KEYS, SENTENCE)),
            "weights": closed({stance.value: {"type": "integer"} for stance in USUAL_WEIGHTS}),
            "summary": listed({"anyOf": [SENTENCE, listed(SENTENCE)]}),
            "facts": {
                # In a scenario's file `facts` are given; in the ruleset's they are declared.
                "anyOf": [entries(declared_fact()), {"$ref": "#/definitions/given"}]
            },
            "decisions": entries(declared_decision()),
            "each": entries(declared_each()),
            **_people(ruleset),
            "rules": listed({"$ref": "#/definitions/rule"}),
            "constraints": listed(constraint()),
            "questions": listed(section(ruleset)),
            "scenarios": listed({"$ref": "#/definitions/scenario"}),
            "scenario": SENTENCE,
            "expect": {"$ref": "#/definitions/expect"},
            **REPLACES,
        },
        "definitions": {
            "condition": _condition(ruleset),
            "rule": _rule(ruleset),
            "given": _given(ruleset),
            "expect": _expect(ruleset),
            "scenario": _scenario(ruleset),
        },
    }


def _people(ruleset: Ruleset) -> Schema:
    """The lists of those of whom a scenario may have several."""
    given = _given_values(ruleset)
    found: Schema = {}
    for each in ruleset.each.values():
        own: Schema = {"name": SENTENCE, **{name: given[name] for name in each.facts}}
        found[each.plural] = {"type": "array", "maxItems": MOST, "items": closed(own)}
    return found


def _scenario(ruleset: Ruleset) -> Schema:
    properties: Schema = {
        "scenario": SENTENCE,
        "facts": {"$ref": "#/definitions/given"},
        **_people(ruleset),
        "expect": {"$ref": "#/definitions/expect"},
        **REPLACES,
    }
    either: list[Json] = [{"required": ["facts"]}, {"required": ["replaces"]}]
    return {**closed(properties), "required": ["scenario"], "anyOf": either}


def _condition(ruleset: Ruleset) -> Schema:
    parts = listed({"$ref": "#/definitions/condition"})
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
        "patternProperties": {r"^at +least +[1-9]\d* +of$": parts, **_groups_over(ruleset)},
    }


def _groups_over(ruleset: Ruleset) -> Schema:
    """Groups over several of a thing: a condition that is put to each."""
    names = "|".join(re.escape(n) for e in ruleset.each.values() for n in (e.id, e.plural))
    pattern = rf"^(any|every|no|at least [1-9]\d*)( other)? ({names})$"
    return {pattern: {"$ref": "#/definitions/condition"}} if names else {}


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
    one = _value(type_.single, facts)
    ways: list[Json] = [*_tests(type_, tuple(facts), is_decision), one, listed(one)]
    if type_.none is not None:
        ways.append({"enum": [f"not {NONE.value}"]})
    if type_.many:
        ways += [{**closed({ALL_OF.name: listed(one)}), "required": [ALL_OF.name]}]
        ways.append({"type": "string", "pattern": rf"^{ALL_OF.name} *\[.+\]$"})
    ways.append({**closed({"not": {"anyOf": [one, listed(one)]}}), "required": ["not"]})
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
    values = _all_values(type_)
    if values is None:
        operand = "|".join([_WRITTEN[type_.kind], *map(re.escape, facts)])
        words = [re.escape(o.pattern).replace(r"\ ", " +") for o in fitting]
        patterns = [word.replace(r"\{\}", f"({operand})") for word in words]
        yield {"type": "string", "pattern": f"^({'|'.join(patterns)})$"}
        examples = [operator.pattern for operator in fitting if "{}" not in operator.pattern]
        yield {"enum": [*examples]}
        return
    yield {"enum": [words for o in fitting for words in _whole(o, values, facts)]}


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
        yield from (operator.pattern.format(*pair) for pair in mixed)


def _all_values(type_: ValueType) -> list[str] | None:
    """The values of a type as an author writes them; ``None`` if there are too many to list."""
    if type_.kind is Kind.YES_NO:
        return ["yes", "no"]
    return [*type_.choices] if type_.kind is Kind.CHOICE else None


def _value(type_: ValueType, facts: Iterable[str] = ()) -> Schema:
    """A value of a type, or the name of a fact that holds one."""
    if type_.many:
        return _several(type_)
    names = [*facts, *([NONE.value] if type_.none is not None else [])]
    words = _all_values(type_)
    if words is not None:
        return {"enum": [*words, *names]}
    if type_.kind is Kind.TEXT:
        return SENTENCE
    ways: list[Json] = [{"type": "string", "pattern": f"^{_WRITTEN[type_.kind]}$"}]
    if type_.kind is Kind.NUMBER:
        number: Schema = {"type": "integer" if type_.whole else "number"}
        for key, bound in (("minimum", type_.minimum), ("maximum", type_.maximum)):
            if isinstance(bound, int | float):
                number[key] = bound
        ways = [number, *ways]  # what stands in quotation marks is a number, too
    return {"anyOf": [*ways, {"enum": [*names]}]} if names else {"anyOf": ways}


def _several(type_: ValueType) -> Schema:
    """Several choices at once: a list, which may be empty, or one of them, or a list as a text."""
    choices = "|".join(map(re.escape, type_.choices))
    words = rf"({choices})( *, *({choices}))*"
    text: Schema = {"type": "string", "pattern": rf"^(\[ *({words})? *\]|{words})$"}
    one: Schema = {"enum": [*type_.choices]}
    return {"anyOf": [one, {"type": "array", "items": one, "uniqueItems": True}, text]}


def _rule(ruleset: Ruleset) -> Schema:
    said: Schema = {
        f.id: _described(_value(f.type), f) for f in ruleset.facts.values() if f.computed is None
    }
    stances: Json = {"enum": [stance.value for stance in Stance]}
    for decision in ruleset.decisions.values():
        arguments = closed(dict.fromkeys(decision.options, stances))
        said[decision.id] = _described({**arguments, "minProperties": 1}, decision)
    names: Json = {"enum": [*ruleset.rules]}
    branch = closed({"when": {"$ref": "#/definitions/condition"}, "text": SENTENCE})
    branch["required"] = ["text"]
    properties: Schema = {
        "id": {"type": "string", "pattern": NAME},
        "when": {"$ref": "#/definitions/condition"},
        "unless": {"$ref": "#/definitions/condition"},
        "then": {**closed(said), "minProperties": 1},
        "because": {"anyOf": [SENTENCE, listed(branch)]},
        "source": {"enum": [HOUSE, *ruleset.sources]},
        "overrides": {"anyOf": [names, listed(names)]},
        **REPLACES,
    }
    return {**closed(properties), "required": ["id", "then", "source", "because"]}


def _given(ruleset: Ruleset) -> Schema:
    """The facts that a scenario gives."""
    return {"anyOf": [closed(_given_values(ruleset)), {"type": "null"}]}


def _given_values(ruleset: Ruleset) -> Schema:
    """What may stand for each fact. A moment may carry its offset there."""
    properties: Schema = {}
    for fact in ruleset.facts.values():
        schema = _value(fact.type)
        if fact.type.kind is Kind.DATETIME:
            pattern = f"^{_WRITTEN[Kind.DATETIME]}(Z|[+-]\\d{{2}}:\\d{{2}})?$"
            schema = {"type": "string", "pattern": pattern}
            if fact.type.none is not None:
                schema = {"anyOf": [schema, {"enum": [NONE.value]}]}
        properties[fact.id] = _described(schema, fact)
    return properties


def _expect(ruleset: Ruleset) -> Schema:
    rules: Json = {"enum": [*ruleset.rules]}
    fates: Json = {"anyOf": [rules, listed(rules)]}
    properties: Schema = dict.fromkeys(("fired", "not fired", "set aside", "assumes"), fates)
    about: Json = {"enum": [*ruleset.facts, *ruleset.decisions]}
    properties["conflicts"] = {"anyOf": [about, listed(about)]}
    subjects: Schema = {}
    for fact in ruleset.facts.values():
        subjects[fact.id] = _described(_test(fact.type, _alike(fact, ruleset)), fact)
    for decision in ruleset.decisions.values():
        option: Json = {"enum": [*decision.options]}
        several: Json = {"anyOf": [option, {"type": "array", "items": option}]}
        tests: list[Json] = [several, {"enum": [*_FALLBACKS]}]
        if decision.many:
            tests.append({**closed({"includes": several, "excludes": several}), "minProperties": 1})
        else:
            tests.append(_test(decision.type, (), is_decision=True))
        subjects[decision.id] = _described({"anyOf": tests}, decision)
    moment: Json = {"type": "string", "pattern": f"^{_WRITTEN[Kind.DATETIME]}$"}
    opens = {**closed({"from": moment, "until": moment}), "minProperties": 1}
    properties["window"] = {"anyOf": [opens, {"enum": ["none"]}]}
    properties["not"] = {**closed(subjects), "minProperties": 1}
    made = {**closed({**properties, **subjects}), "minProperties": 1}
    if ruleset.each:  # what else stands there is about somebody, by name
        made["additionalProperties"] = {"$ref": "#/definitions/expect"}
    return made
