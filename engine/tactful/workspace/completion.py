"""What can be written where a cursor stands, in the ruleset's own words.

What may stand where is told by the schema that editors use (``editor_schema``), so that words have
one source; where that leaves a value open which the ruleset has names for, those are added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from tactful.language.as_json import Json
from tactful.language.model import HOUSE, Fact, Ruleset
from tactful.language.values import Kind
from tactful.text.diagnostic import Span
from tactful.text.library import packaged_names
from tactful.text.nodes import Mapping as Group
from tactful.workspace.editing.cursor import ITEM, Cursor, cursor
from tactful.workspace.opened import Opened
from tactful.workspace.schemas.editor import editor_schema

MOST_OFFERED = 400
"""Words that are offered at once; whoever types on sees the others."""


_Schema: TypeAlias = dict[str, Json]


class Word(NamedTuple):
    """Something that can be written.

    Attributes:
        label: What is shown in the list.
        text: What is written.
        detail: What it means, in a line: a label, a question, a claim.
        kind: What it is: ``key``, ``fact``, ``decision``, ``option``, ``choice``, ``test``,
            ``rule``, ``source`` or ``value``.
        span: What it stands in the place of.
    """

    label: str
    text: str
    detail: str
    kind: str
    span: Span


class _Offer(NamedTuple):
    text: str
    kind: str
    detail: str = ""


def completions(opened: Opened, file: str, line: int, column: int) -> list[Word]:
    """What can be written in a place, what fits what is typed already first.

    Args:
        opened: The folder with its unsaved texts.
        file: The file's name.
        line: The line, from 1.
        column: The column, from 1, in characters.
    """
    text, ruleset = opened.text(file), opened.partial
    if text is None or ruleset is None or _in_comment(text, line, column):
        return []
    at = cursor(text, line, column, file)
    offers = _offers(at, file, opened, ruleset)
    typed = at.typed.casefold()
    fitting = [one for one in offers if _fits(typed, one)]
    fitting.sort(key=lambda one: not one.text.casefold().startswith(typed))
    return [_word(one, at) for one in fitting[:MOST_OFFERED]]


def _in_comment(text: str, line: int, column: int) -> bool:
    before = text.split("\n")[line - 1][: column - 1] if line <= text.count("\n") + 1 else ""
    return re.search(r"(^|\s)#", before) is not None


def _fits(typed: str, offer: _Offer) -> bool:
    """Whether what is typed begins the words offered, or a word in them."""
    if not typed:
        return True
    words = offer.text.casefold()
    return words.startswith(typed) or re.search(rf"[\W_]{re.escape(typed)}", words) is not None


def _word(offer: _Offer, at: Cursor) -> Word:
    is_name = not at.is_value and not at.has_colon
    text = f"{offer.text}: " if is_name else offer.text
    return Word(offer.text, text, offer.detail, offer.kind, at.span)


def _offers(at: Cursor, file: str, opened: Opened, ruleset: Ruleset) -> list[_Offer]:
    if at.in_braces:
        return [*_subjects(ruleset)]
    schemas = _schemas_at(at.path, file, opened, ruleset)
    if at.is_value:
        found = [*_values(schemas, at, ruleset), *_own_values(at, ruleset)]
    else:
        found = [*_names(schemas, at, ruleset)]
        if ITEM in at.path[-1:]:  # an entry of a list may be a value, too
            found += _values(schemas, at, ruleset)
    return list({one.text: one for one in reversed(found)}.values())[::-1]


def _subjects(ruleset: Ruleset) -> Iterator[_Offer]:
    for fact in ruleset.facts.values():
        yield _Offer(fact.id, "fact", fact.question or fact.label)
    for decision in ruleset.decisions.values():
        yield _Offer(decision.id, "decision", decision.question or decision.label)


@lru_cache(maxsize=4)
def _schema(ruleset: Ruleset) -> _Schema:
    return editor_schema(ruleset)


_OF_FILE = {
    "facts.yaml": ("facts", "each"),
    "rules": ("rules",),
    "scenarios": ("scenario", "scenarios", "facts", "expect", "replaces"),
}


def _schemas_at(
    path: tuple[str, ...], file: str, opened: Opened, ruleset: Ruleset
) -> list[_Schema]:
    """The schemas of what may stand in a place: several where there are several forms of it."""
    whole = _schema(ruleset)
    properties = _group(whole["properties"])
    is_scenario = file.startswith("scenarios/") or _is_scenario(opened, file)
    kept = _OF_FILE.get("scenarios" if is_scenario else file.partition("/")[0])
    plurals = [each.plural for each in ruleset.each.values()] if is_scenario else []
    keys = [key for key in properties if kept is None or key in (*kept, *plurals)]
    if kept is None:
        keys = [key for key in keys if key not in ("scenario", "expect", "replaces")]
    top: dict[str, Json] = {key: properties[key] for key in keys}
    if "facts" in top:  # given in a scenario, declared everywhere else
        forms = _group(properties["facts"])["anyOf"]
        declared = forms[0] if isinstance(forms, list) else None
        top["facts"] = _GIVEN if is_scenario else declared
    schemas: list[_Schema] = [{"properties": top}]
    for step in path:
        schemas = [one for schema in schemas for one in _step(schema, step, whole)]
    return schemas


_GIVEN: dict[str, Json] = {"$ref": "#/definitions/given"}


def _group(schema: Json) -> dict[str, Json]:
    return schema if isinstance(schema, dict) else {}


def _is_scenario(opened: Opened, file: str) -> bool:
    parsed = opened.kept.get(file)
    node = parsed.node if parsed is not None else None
    keys = {key.text for key, _ in node.entries} if isinstance(node, Group) else set()
    return "scenario" in keys


def _forms(schema: Json, whole: _Schema) -> Iterator[_Schema]:
    """The forms that a schema allows, without ``anyOf`` and references."""
    if not isinstance(schema, dict):
        return
    ref, ways = schema.get("$ref"), schema.get("anyOf")
    if isinstance(ref, str):
        yield from _forms(_group(whole["definitions"])[ref.rpartition("/")[2]], whole)
    elif isinstance(ways, list) and "properties" not in schema:
        for way in ways:
            yield from _forms(way, whole)
    else:
        yield schema


def _step(schema: _Schema, step: str, whole: _Schema) -> Iterator[_Schema]:
    """What may stand under a name, or in an entry of a list."""
    if step == ITEM:
        yield from _forms(schema.get("items"), whole)
        return
    properties = _group(schema.get("properties"))
    if step in properties:
        yield from _forms(properties[step], whole)
        return
    patterns = schema.get("patternProperties")
    for pattern, value in _group(patterns).items():
        if re.search(pattern, step):
            yield from _forms(value, whole)


def _names(schemas: Iterable[_Schema], at: Cursor, ruleset: Ruleset) -> Iterator[_Offer]:
    """Names that may stand before a colon, without those that stand there already."""
    for schema in schemas:
        for name, value in _group(schema.get("properties")).items():
            if name not in at.present:
                yield _named(name, value, at, ruleset)
    if at.path[-1:] == ("after",):
        yield from (one for one in _subjects(ruleset) if one.kind == "fact")


def _named(name: str, value: Json, at: Cursor, ruleset: Ruleset) -> _Offer:
    described = _group(value).get("description")
    if isinstance(described, str):
        about: Fact | None = ruleset.facts.get(name)
        kind = "fact" if about is not None else "decision"
        return _Offer(name, kind, described)
    decision = ruleset.decisions.get(at.path[-1]) if at.path else None
    if decision is not None and name in decision.options:
        return _Offer(name, "option", decision.options[name].label)
    return _Offer(name, "key")


def _values(schemas: Iterable[_Schema], at: Cursor, ruleset: Ruleset) -> Iterator[_Offer]:
    """Values that can be listed, what they are called beside them: plain ones before tests."""
    labels, whole = _labels(at, ruleset), _schema(ruleset)
    words: list[str] = []
    for schema in schemas:
        listed = schema.get("enum")
        if isinstance(listed, list):
            words += [str(word) for word in listed]
        inner = schema.get("items") if at.path[-1:] != (ITEM,) else None
        for one in _forms(inner, whole):
            items = one.get("enum")
            words += [str(word) for word in items] if isinstance(items, list) else []
    words.sort(key=lambda word: word not in labels and word not in ("yes", "no"))
    for word in dict.fromkeys(words):
        if word in labels:
            yield labels[word]
        elif word in ruleset.rules:
            yield _Offer(word, "rule", _plain(ruleset, word))
        elif word in ruleset.facts:
            yield _Offer(word, "fact", ruleset.facts[word].label)
        elif " " in word:
            yield _Offer(word, "test")
        else:
            yield _Offer(word, "value")


def _plain(ruleset: Ruleset, rule: str) -> str:
    """A rule's reason as it is written."""
    parts = ruleset.rules[rule].because
    return "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in parts)


def _subject(at: Cursor, ruleset: Ruleset) -> str | None:
    """The fact or decision whose value is being typed."""
    names = (name for name in reversed(at.path) if name != ITEM)
    return next((n for n in names if n in ruleset.facts or n in ruleset.decisions), None)


def _labels(at: Cursor, ruleset: Ruleset) -> dict[str, _Offer]:
    """What the words are called that may be typed as a value."""
    name = _subject(at, ruleset)
    if at.path[-1:] == ("source",):
        found = {s.id: _Offer(s.id, "source", s.claim) for s in ruleset.sources.values()}
        return {HOUSE: _Offer(HOUSE, "source", "your own judgement"), **found}
    if name in ruleset.decisions and name is not None:
        options = ruleset.decisions[name].options.values()
        return {option.id: _Offer(option.id, "option", option.label) for option in options}
    choices = ruleset.facts[name].type.choices if name is not None else {}
    return {choice: _Offer(choice, "choice", label) for choice, label in choices.items()}


_CLOCK = {
    "now": Kind.DATETIME,
    "timezone": Kind.TEXT,
    "country": Kind.TEXT,
    "region": Kind.TEXT,
    "working week": Kind.CHOICE,
}


def _own_values(at: Cursor, ruleset: Ruleset) -> Iterator[_Offer]:
    """Values that the schema leaves open and the ruleset, or the calendar, has words for."""
    path = tuple(name for name in at.path if name != ITEM)
    last, above = path[-1:] or ("",), path[-2:-1] or ("",)
    facts = ruleset.facts.values()
    if above == ("clock",) and last[0] in _CLOCK:
        wanted: tuple[Kind, ...] = (_CLOCK[last[0]],)
        yield from _facts_of(facts, wanted)
    elif last == ("day",):
        yield from _facts_of(facts, (Kind.DATE, Kind.DATETIME))
    elif "computed" in path:
        yield from _facts_of(facts, tuple(Kind))
    elif last == ("fallback",) or (last == ("default",) and "facts" in path):
        yield from _labels(at, ruleset).values()
    elif last == ("extends",):
        yield from (_Offer(name, "value") for name in packaged_names() if name != ruleset.id)
    elif above == ("after",) and last[0] in ruleset.facts:
        choices = ruleset.facts[last[0]].type.choices
        yield from (_Offer(choice, "choice", label) for choice, label in choices.items())
    else:
        yield from _of_the_calendar(last[0], at.typed, ruleset)


def _facts_of(facts: Iterable[Fact], kinds: tuple[Kind, ...]) -> Iterator[_Offer]:
    for fact in facts:
        if fact.type.kind in kinds:
            yield _Offer(fact.id, "fact", fact.question or fact.label)


def _of_the_calendar(name: str, typed: str, ruleset: Ruleset) -> Iterator[_Offer]:
    """Time zones and countries, for the facts of the clock."""
    clock = ruleset.clock
    if name and name == clock.timezone:
        from zoneinfo import available_timezones  # it reads a folder

        regional = (zone for zone in available_timezones() if "/" in zone)
        yield from (_Offer(zone, "value") for zone in sorted(regional))
    elif name and name == clock.country and not typed.islower():
        from tactful.language.calendar import countries

        yield from (_Offer(country, "value") for country in sorted(countries()))
