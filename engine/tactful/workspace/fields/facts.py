"""A fact as fields."""

from __future__ import annotations

from collections.abc import Sequence as Several

from tactful.explanation.wording import capitalised
from tactful.language.values import Kind
from tactful.text.names import spaced
from tactful.text.nodes import Mapping, Node, Scalar
from tactful.workspace.fields.conditions import Vocabulary
from tactful.workspace.fields.field import FieldChoice, FieldGroup, FormField
from tactful.workspace.fields.values import (
    FieldPlace,
    choice_field,
    fixed,
    sentence_field,
    value_field,
)

_KINDS = {
    Kind.YES_NO: "yes or no",
    Kind.CHOICE: "one of some choices",
    Kind.NUMBER: "a number",
    Kind.DATE: "a day",
    Kind.TIME: "a time of day",
    Kind.DATETIME: "a day with a time",
    Kind.TEXT: "a text",
}
_FLAG = (FieldChoice("yes", "yes"), FieldChoice("no", "no"))
_RANGED = (Kind.NUMBER, Kind.DATE, Kind.TIME, Kind.DATETIME)


def fact_fields(place: FieldPlace, name: str, words: Vocabulary) -> Several[FormField | FieldGroup]:
    """The fields of a fact."""
    if not isinstance(place.node, Mapping):
        return [fixed(place, capitalised(spaced(name)))]
    type_node = place.under("type").node
    said = type_node.text if isinstance(type_node, Scalar) else ""
    kind = next((kind for kind in Kind if kind.value == said), None)
    offers = [FieldChoice(one.value, label) for one, label in _KINDS.items()]
    computed = place.under("computed").node
    parts: list[FormField | FieldGroup] = [
        sentence_field(place.under("label"), "What it is called", "As it stands in a sentence."),
        choice_field(place.under("type"), "What it is", offers, needed=True),
    ]
    if kind is Kind.CHOICE and (computed is None or place.under("choices").node is not None):
        parts.append(labels_group(place.under("choices"), "What there is to choose from", "choice"))
        parts.append(choice_field(place.under("ordered"), "The choices go from low to high", _FLAG))
        parts.append(choice_field(place.under("many"), "Several can be chosen", _FLAG))
    if kind is Kind.NUMBER:
        parts.append(sentence_field(place.under("unit"), "What it is counted in"))
        parts.append(choice_field(place.under("whole"), "Whole numbers only", _FLAG))
    fact = words.ruleset.facts.get(name)
    if fact is not None and kind in _RANGED:
        parts.append(value_field(place.under("min"), "At least", fact.type))
        parts.append(value_field(place.under("max"), "At most", fact.type))
    if kind in (*_RANGED, Kind.TEXT):
        parts.append(sentence_field(place.under("none"), "What people say where there is none"))
    if computed is not None:
        parts.append(fixed(place.under("computed"), "How it is computed"))
        return parts
    parts.append(sentence_field(place.under("question"), "The question that people are asked"))
    if fact is not None:
        parts.append(value_field(place.under("default"), "What it is where nobody says", fact.type))
    parts.append(_flag(place.under("changeable"), "The client can change it"))
    parts.append(_flag(place.under("needed"), "Nobody is advised without it"))
    return parts


def _flag(place: FieldPlace, label: str) -> FormField:
    return choice_field(place, label, _FLAG)


def labels_group(place: FieldPlace, label: str, what: str) -> FormField | FieldGroup:
    """Names with what they are called: choices of a fact."""
    node = place.node
    if node is not None and not isinstance(node, Mapping):
        return fixed(place, label)

    def make(name: str) -> FormField:
        if "/" in name:
            raise KeyError(name)
        return labelled(place.under(name), capitalised(spaced(name)))

    keys = [key.text for key, _ in node.entries] if node is not None else []
    return FieldGroup(place.path, label, tuple(make(key) for key in keys), (), f"a {what}", make)


def labelled(place: FieldPlace, label: str) -> FormField:
    """What one of several is called: the words themselves, or the line that has them."""
    node: Node | None = place.node
    if isinstance(node, Mapping) and any(key.text == "label" for key, _ in node.entries):
        return sentence_field(place.under("label"), label, needed=True)
    return sentence_field(place, label, needed=True)
