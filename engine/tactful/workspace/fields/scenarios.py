"""A scenario as fields: what is known of a client, and what is expected to be advised."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as Several

from tactful.explanation.wording import capitalised
from tactful.language.conclusions import WITHOUT_OPTION, Status
from tactful.language.model import Decision, Ruleset
from tactful.text.names import spaced
from tactful.text.nodes import Mapping, Scalar, Sequence
from tactful.workspace.fields.conditions import Vocabulary, field_of_test
from tactful.workspace.fields.field import FieldChoice, FieldGroup, FormField
from tactful.workspace.fields.values import (
    FieldPlace,
    choice_field,
    fixed,
    sentence_field,
    several_field,
    value_field,
)

_FATES = {
    "fired": "Rules that count",
    "not fired": "Rules that do not count",
    "set aside": "Rules that others override",
    "assumes": "Rules that assume something",
}
_WITHOUT = {
    Status.NONE: "no recommendation",
    Status.NOT_APPLICABLE: "it does not apply",
    Status.CONFLICT: "rules contradict each other",
}


def scenario_fields(place: FieldPlace, words: Vocabulary) -> Several[FormField | FieldGroup]:
    """The fields of a scenario."""
    ruleset = words.ruleset
    of_each = {name for each in ruleset.each.values() for name in each.facts}
    own = [name for name in ruleset.facts if name not in of_each]
    parts: list[FormField | FieldGroup] = [
        sentence_field(place.under("scenario"), "What it shows", needed=True),
        _facts(place.under("facts"), "What is known", [*own, *of_each], words),
    ]
    for each in ruleset.each.values():
        listed = place.under(each.plural)
        if isinstance(listed.node, Sequence):
            ones = [
                _person(listed.under(n), f"{capitalised(each.label)} {n + 1}", each.facts, words)
                for n in range(len(listed.node.items))
            ]
            parts.append(FieldGroup(listed.path, capitalised(each.plural), tuple(ones)))
    parts.append(_expected(place.under("expect"), words))
    return parts


def _facts(
    place: FieldPlace, label: str, names: Iterable[str], words: Vocabulary
) -> FormField | FieldGroup:
    """Facts with their values."""
    node = place.node
    empty = isinstance(node, Scalar) and not node.text
    if node is not None and not empty and not isinstance(node, Mapping):
        return fixed(place, label)

    def make(name: str) -> FormField:
        fact = words.ruleset.facts[name]
        return value_field(place.under(name), words.called(name), fact.type, fact.question or "")

    keys = [key.text for key, _ in node.entries] if isinstance(node, Mapping) else []
    facts = words.ruleset.facts
    parts = tuple(make(key) if key in facts else fixed(place.under(key), key) for key in keys)
    given = [facts[n] for n in names if n not in keys and facts[n].computed is None]
    new = tuple(FieldChoice(f.id, capitalised(f.label), f.question or "") for f in given)
    return FieldGroup(place.path, label, parts, new, "a fact", make)


def _person(
    place: FieldPlace, label: str, names: Iterable[str], words: Vocabulary
) -> FormField | FieldGroup:
    if not isinstance(place.node, Mapping):
        return fixed(place, label)
    facts = _facts(place, label, names, words)
    if isinstance(facts, FormField):
        return facts
    name = sentence_field(place.under("name"), "Name")
    return facts._replace(parts=(name, *(p for p in facts.parts if p.path != name.path)))


def _expected(place: FieldPlace, words: Vocabulary) -> FormField | FieldGroup:
    label = "What is expected"
    node = place.node
    if node is not None and not isinstance(node, Mapping):
        return fixed(place, label)

    def make(name: str) -> FormField:
        return _expectation(place.under(name), name, words)

    keys = [key.text for key, _ in node.entries] if node is not None else []
    known = {*words.scope.names, *_FATES}
    parts = tuple(make(key) if key in known else fixed(place.under(key), key) for key in keys)
    new = [offer for offer in words.offers() if offer.value not in keys]
    new += [FieldChoice(name, label) for name, label in _FATES.items() if name not in keys]
    return FieldGroup(place.path, label, parts, tuple(new), "an expectation", make)


def _expectation(place: FieldPlace, name: str, words: Vocabulary) -> FormField:
    ruleset = words.ruleset
    if name in _FATES:
        return several_field(place, _FATES[name], rule_offers(ruleset))
    decision = ruleset.decisions.get(name)
    if decision is None:
        return field_of_test(place, name, words)
    hint = decision.question or ""
    if decision.many:
        if isinstance(place.node, Mapping):
            return fixed(place, words.called(name), hint)
        return several_field(place, words.called(name), _outcomes(decision), hint)
    field = choice_field(place, words.called(name), _outcomes(decision), hint)
    if field.value and field.value not in {offer.value for offer in field.offers}:
        return fixed(place, words.called(name), hint)
    return field


def _outcomes(decision: Decision) -> list[FieldChoice]:
    found = [FieldChoice(option.id, option.label) for option in decision.options.values()]
    return found + [FieldChoice(WITHOUT_OPTION[s].written, label) for s, label in _WITHOUT.items()]


def rule_offers(ruleset: Ruleset) -> list[FieldChoice]:
    """The rules, by what they are called."""
    return [FieldChoice(id_, capitalised(spaced(id_))) for id_ in ruleset.rules]
