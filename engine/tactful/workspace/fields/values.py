"""Fields for values of facts, for words to choose from, and for sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tactful.explanation.wording import capitalised
from tactful.language.values import NONE, Kind, NotAValue, ValueType
from tactful.reading.values import parse
from tactful.text.lines import shortened
from tactful.text.nodes import Mapping as Group
from tactful.text.nodes import Node, Scalar, Sequence
from tactful.workspace.fields.data import Bare, Data, Quoted
from tactful.workspace.fields.field import FieldChoice, FilledIn, FormField, Shape
from tactful.workspace.fields.spelling import as_sentence
from tactful.workspace.fields.surgery import Unchangeable

NO_VALUE = "{none}"
"""The answer that there is none, which is told from any text."""

SHAPES: Mapping[Kind, Shape] = {
    Kind.YES_NO: "choice",
    Kind.CHOICE: "choice",
    Kind.NUMBER: "number",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.DATETIME: "moment",
    Kind.TEXT: "text",
}

ONLY_AS_TEXT = "This can be changed in the text only. What stands there is left as it is."
"""What is said of what a form cannot show."""


def offers_of(type_: ValueType) -> tuple[FieldChoice, ...]:
    """The values of a type, where they can be listed."""
    if type_.kind is Kind.YES_NO:
        return FieldChoice("yes", "yes"), FieldChoice("no", "no")
    found = [FieldChoice(id_, label) for id_, label in type_.choices.items()]
    if type_.none is not None:
        found.append(FieldChoice(NO_VALUE, type_.none))
    return tuple(found)


def word_of(answer: FilledIn) -> str:
    """An answer that is one word or sentence.

    Raises:
        Unchangeable: if it is several.
    """
    if isinstance(answer, str):
        return answer.strip()
    if len(answer) > 1:
        raise Unchangeable("Only one answer can stand here.")
    return answer[0].strip() if answer else ""


def words_of(answer: FilledIn) -> list[str]:
    """An answer that may be several words."""
    words = [answer] if isinstance(answer, str) else list(answer)
    return [word.strip() for word in words if word.strip()]


def value_data(answer: str, type_: ValueType) -> Data:
    """One value as it stands in a text.

    Raises:
        Unchangeable: if it is no value of the type.
    """
    if answer == NO_VALUE and type_.none is not None:
        return Bare(NONE.value)
    if type_.kind is Kind.TEXT:
        return Quoted(answer)
    try:
        parse(answer, type_.single)
    except NotAValue as error:
        raise Unchangeable(f"{capitalised(error.message)}; {error.help}.") from None
    return answer


def value_answer(node: Node, type_: ValueType) -> FilledIn | None:
    """What a value's field holds; ``None`` where a form cannot show it."""
    if isinstance(node, Scalar):
        if type_.kind is Kind.TEXT and node.text == NONE.value and not node.quoted:
            return NO_VALUE if type_.none is not None else node.text
        if type_.none is not None and node.text == NONE.value:
            return NO_VALUE
        text = node.as_yes_or_no if type_.kind is Kind.YES_NO else node.text
        return (text,) if type_.many and text else text
    if isinstance(node, Sequence) and type_.many:
        words = tuple(item.text for item in node.items if isinstance(item, Scalar))
        return words if len(words) == len(node.items) else None
    return None


class FieldPlace(NamedTuple):
    """Where a field stands: the path to it, and what stands there; ``None`` if nothing does."""

    path: str
    node: Node | None

    def under(self, step: str | int) -> FieldPlace:
        """What stands under a name, or at a place of a list."""
        found: Node | None = None
        if isinstance(self.node, Group):
            found = next((value for key, value in self.node.entries if key.text == step), None)
        elif isinstance(self.node, Sequence) and isinstance(step, int):
            found = self.node.items[step] if step < len(self.node.items) else None
        return FieldPlace(f"{self.path}/{step}" if self.path else str(step), found)


def value_field(place: FieldPlace, label: str, type_: ValueType, hint: str = "") -> FormField:
    """A field for a value of a type."""

    def write(answer: FilledIn) -> Data | None:
        words = words_of(answer)
        if type_.many:
            return [value_data(word, type_) for word in words] if words else None
        word = word_of(answer)
        return value_data(word, type_) if word else None

    shape: Shape = "choices" if type_.many else SHAPES[type_.kind]
    value: FilledIn | None = "" if place.node is None else value_answer(place.node, type_)
    if value is None:
        return fixed(place, label, hint)
    return FormField(
        place.path,
        label,
        shape,
        value,
        offers_of(type_),
        hint=hint,
        of=type_,
        span=None if place.node is None else place.node.span,
        write=write,
    )


def choice_field(
    place: FieldPlace,
    label: str,
    offers: Iterable[FieldChoice],
    hint: str = "",
    *,
    needed: bool = False,
) -> FormField:
    """A field for one of some words."""
    offered = tuple(offers)

    def write(answer: FilledIn) -> Data | None:
        return one_of(word_of(answer), offered) or None

    if place.node is not None and not isinstance(place.node, Scalar):
        return fixed(place, label, hint)
    return FormField(
        place.path,
        label,
        "choice",
        "" if place.node is None else place.node.text.strip(),
        offered,
        hint=hint,
        needed=needed,
        span=None if place.node is None else place.node.span,
        write=write,
    )


def several_field(
    place: FieldPlace, label: str, offers: Iterable[FieldChoice], hint: str = ""
) -> FormField:
    """A field for any number of some words."""
    offered = tuple(offers)

    def write(answer: FilledIn) -> Data | None:
        words: list[Data] = [one_of(word, offered) for word in words_of(answer)]
        return (words[0] if len(words) == 1 else words) if words else None

    words = listed(place.node)
    if words is None:
        return fixed(place, label, hint)
    return FormField(
        place.path,
        label,
        "choices",
        words,
        offered,
        hint=hint,
        span=None if place.node is None else place.node.span,
        write=write,
    )


def one_of(word: str, offers: Iterable[FieldChoice]) -> str:
    """A word that is offered, or none.

    Raises:
        Unchangeable: if it is another.
    """
    if word and word not in {offer.value for offer in offers}:
        raise Unchangeable(f"`{shortened(word)}` is none of what can stand here.")
    return word


def listed(node: Node | None) -> tuple[str, ...] | None:
    """The words of a list, or one; ``None`` where something else stands there."""
    if node is None:
        return ()
    items = node.items if isinstance(node, Sequence) else (node,)
    words = tuple(item.text.strip() for item in items if isinstance(item, Scalar))
    return words if len(words) == len(items) else None


def sentence_field(
    place: FieldPlace, label: str, hint: str = "", *, needed: bool = False
) -> FormField:
    """A field for a line of prose."""

    def write(answer: FilledIn) -> Data | None:
        return as_sentence(word_of(answer)) or None

    if place.node is not None and not isinstance(place.node, Scalar):
        return fixed(place, label, hint)
    return FormField(
        place.path,
        label,
        "sentence",
        "" if place.node is None else place.node.text.strip(),
        hint=hint,
        needed=needed,
        span=None if place.node is None else place.node.span,
        write=write,
    )


def fixed(place: FieldPlace, label: str, hint: str = "", note: str = ONLY_AS_TEXT) -> FormField:
    """A field that shows what a form cannot; the caller puts the text in."""
    span = None if place.node is None else place.node.span
    return FormField(place.path, label, "fixed", "", hint=hint, note=note, span=span)
