"""A decision as fields, and what a ruleset says of itself."""

from __future__ import annotations

from collections.abc import Sequence as Several

from tactful.explanation.wording import capitalised
from tactful.text.names import spaced
from tactful.text.nodes import Mapping
from tactful.workspace.fields.conditions import Vocabulary, condition_group
from tactful.workspace.fields.facts import labelled, labels_group
from tactful.workspace.fields.field import FieldChoice, FieldGroup, FormField
from tactful.workspace.fields.values import FieldPlace, choice_field, fixed, sentence_field

_HOW_MANY = (
    FieldChoice("one", "one of them"),
    FieldChoice("many", "every one that something speaks for"),
)
_EXTRAS = {
    "window": "When to act on it",
    "wait until": "Until when it waits",
    "after": "What is so once it was done",
    "draft": "What it adds to the message",
    "replaces": "Replaces one of those built on",
}


def decision_fields(
    place: FieldPlace, name: str, words: Vocabulary
) -> Several[FormField | FieldGroup]:
    """The fields of a decision."""
    if not isinstance(place.node, Mapping):
        return [fixed(place, capitalised(spaced(name)))]
    decision = words.ruleset.decisions.get(name)
    options = decision.options.values() if decision is not None else ()
    safe = [FieldChoice(option.id, option.label) for option in options]
    parts: list[FormField | FieldGroup] = [
        sentence_field(place.under("question"), "The question that it answers"),
        sentence_field(place.under("label"), "What it is called", "As it stands in a sentence."),
        choice_field(place.under("choose"), "How many options are chosen", _HOW_MANY),
        condition_group(place.under("applies when"), "It applies where all of this holds", words),
        _options(place.under("options")),
    ]
    if decision is None or not decision.many or place.under("fallback").node is not None:
        fallback = choice_field(place.under("fallback"), "What stands where nothing wins", safe)
        parts.append(fallback)
    return parts


def _options(place: FieldPlace) -> FormField | FieldGroup:
    label = "What there is to choose from, safest first"
    node = place.node
    if node is not None and not isinstance(node, Mapping):
        return fixed(place, label)

    def make(option: str) -> FormField:
        if "/" in option:
            raise KeyError(option)
        return labelled(place.under(option), capitalised(spaced(option)))

    parts: list[FormField | FieldGroup] = []
    for key, value in node.entries if node is not None else ():
        one = place.under(key.text)
        parts.append(make(key.text))
        if isinstance(value, Mapping):
            extras = [key.text for key, _ in value.entries if key.text != "label"]
            parts += [fixed(one.under(extra), _EXTRAS.get(extra, extra)) for extra in extras]
    return FieldGroup(place.path, label, tuple(parts), (), "an option", make)


def ruleset_fields(place: FieldPlace) -> Several[FormField | FieldGroup]:
    """What a ruleset says of itself: its title, what it is about, and its sources."""
    return [
        sentence_field(place.under("title"), "Title", needed=True),
        sentence_field(place.under("about"), "Whom it advises, and on what"),
        _sources(place.under("sources")),
    ]


def source_fields(place: FieldPlace, name: str) -> Several[FormField | FieldGroup]:
    """The fields of a source."""
    if isinstance(place.node, Mapping):
        return [
            sentence_field(place.under("claim"), "What it says", needed=True),
            sentence_field(place.under("section"), "Where it says so"),
        ]
    return [sentence_field(place, capitalised(spaced(name)), needed=True)]


def _sources(place: FieldPlace) -> FormField | FieldGroup:
    node = place.node
    if not isinstance(node, Mapping):
        return labels_group(place, "Sources that rules may cite", "source")

    def make(name: str) -> FormField | FieldGroup:
        fields = source_fields(place.under(name), name)
        first = fields[0]
        if len(fields) == 1:
            return first
        return FieldGroup(f"{place.path}/{name}", capitalised(spaced(name)), tuple(fields))

    parts = tuple(make(key.text) for key, _ in node.entries)
    return FieldGroup(place.path, "Sources that rules may cite", parts, (), "a source", make)
