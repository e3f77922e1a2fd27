"""A rule as fields."""

from __future__ import annotations

from collections.abc import Sequence as Several

from tactful.explanation.wording import capitalised
from tactful.language.model import HOUSE, Ruleset, Stance
from tactful.text.names import spaced
from tactful.text.nodes import Mapping, Sequence
from tactful.workspace.fields.conditions import Vocabulary, condition_group
from tactful.workspace.fields.field import FieldChoice, FieldGroup, FormField
from tactful.workspace.fields.values import (
    FieldPlace,
    choice_field,
    fixed,
    sentence_field,
    several_field,
    value_field,
)

STANCES = tuple(
    FieldChoice(one.value, one.value, "settles the matter" if one.settles else "") for one in Stance
)
"""What a rule can say of an option."""


def rule_fields(place: FieldPlace, words: Vocabulary) -> Several[FormField | FieldGroup]:
    """The fields of a rule."""
    ruleset = words.ruleset
    own = next((key for key in ("id",) if place.under(key).node is not None), None)
    name = "" if own is None else getattr(place.under("id").node, "text", "")
    others = [FieldChoice(id_, capitalised(spaced(id_))) for id_ in ruleset.rules if id_ != name]
    parts = [
        condition_group(place.under("when"), "When all of this holds", words),
        condition_group(place.under("unless"), "Unless all of this holds", words),
        _then(place.under("then"), words),
        _because(place.under("because"), words),
        choice_field(place.under("source"), "Where it comes from", sources(ruleset), needed=True),
        several_field(place.under("overrides"), "Rules that it overrides", others),
    ]
    if place.under("replaces").node is not None:
        parts.append(fixed(place.under("replaces"), "Replaces one of the rules built on"))
    return parts


def sources(ruleset: Ruleset) -> list[FieldChoice]:
    """Where a rule may come from."""
    house = FieldChoice(HOUSE, "your own judgement")
    return [house, *(FieldChoice(one.id, one.claim) for one in ruleset.sources.values())]


def _then(place: FieldPlace, words: Vocabulary) -> FormField | FieldGroup:
    node = place.node
    if node is not None and not isinstance(node, Mapping):
        return fixed(place, "Then")
    keys = [key.text for key, _ in node.entries] if node is not None else []

    def make(rest: str) -> FormField | FieldGroup:
        first, _, inner = rest.partition("/")
        part = _consequence(place.under(first), first, words)
        if not inner:
            return part
        if isinstance(part, FieldGroup) and part.make is not None:
            return part.make(inner)
        raise KeyError(rest)

    parts = tuple(
        _consequence(place.under(key), key, words)
        if key in words.scope
        else fixed(place.under(key), key)
        for key in keys
    )
    ruleset = words.ruleset
    new = [o for o in words.offers() if o.value not in keys and _can_follow(o.value, ruleset)]
    return FieldGroup(place.path, "Then", parts, tuple(new), "what follows", make)


def _can_follow(name: str, ruleset: Ruleset) -> bool:
    return name in ruleset.decisions or ruleset.facts[name].computed is None


def _consequence(place: FieldPlace, name: str, words: Vocabulary) -> FormField | FieldGroup:
    fact = words.ruleset.facts.get(name)
    if fact is not None:
        return value_field(place, words.called(name), fact.type, fact.question or "")
    decision = words.ruleset.decisions[name]
    node = place.node
    if node is not None and not isinstance(node, Mapping):
        return fixed(place, words.called(name))

    def make(option: str) -> FormField:
        return choice_field(place.under(option), decision.options[option].label, STANCES)

    keys = [key.text for key, _ in node.entries] if node is not None else []
    parts = tuple(
        make(key) if key in decision.options else fixed(place.under(key), key) for key in keys
    )
    new = tuple(FieldChoice(o.id, o.label) for o in decision.options.values() if o.id not in keys)
    label = decision.question or words.called(name)
    return FieldGroup(place.path, label, parts, new, "an option", make)


def _because(place: FieldPlace, words: Vocabulary) -> FormField | FieldGroup:
    label, hint = "Why", "Names of facts in braces are filled in."
    node = place.node
    if not isinstance(node, Sequence):
        return sentence_field(place, label, hint, needed=True)
    parts: list[FormField | FieldGroup] = []
    for number, item in enumerate(node.items):
        one = place.under(number)
        inner: list[FormField | FieldGroup] = []
        if isinstance(item, Mapping):
            if one.under("when").node is not None:
                inner.append(condition_group(one.under("when"), "Where this holds", words))
            inner.append(sentence_field(one.under("text"), "Why", hint, needed=True))
        else:
            inner.append(fixed(one, "Why"))
        parts.append(FieldGroup(one.path, "A reason", tuple(inner)))
    return FieldGroup(place.path, label, tuple(parts))
