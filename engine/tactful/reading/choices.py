"""The ``choices`` of a fact: names with labels, and the other words that people have for them."""

from __future__ import annotations

from typing import NamedTuple

from tactful.language.operators import reads_like_operator
from tactful.reading.defects.declarations import (
    doubled_synonym,
    operator_like_name,
    too_few_choices,
)
from tactful.reading.defects.shapes import duplicate_item
from tactful.reading.shapes import Form, Shapes
from tactful.text.diagnostic import Span
from tactful.text.lines import shortened
from tactful.text.names import RESERVED_OPTIONS, spaced
from tactful.text.nodes import Mapping, Node, Scalar, Sequence

_LABELLED = Form("a choice", ("label", "also"), (), {"label": "label: Friendly"})
_EXAMPLE = "`{cold: It stayed stiff, warm: Friendly}`, in your words"


class Choices(NamedTuple):
    """What a fact chooses between: labels by name, and further words by name."""

    labels: dict[str, str]
    also: dict[str, tuple[str, ...]]


def read_choices(shapes: Shapes, name: str, node: Node) -> Choices | None:
    """The choices of a fact; ``None`` once it is reported that they cannot be told."""
    reader = _Reader(shapes)
    found = reader.listed(node) if isinstance(node, Sequence) else reader.labelled(node)
    if found is None:
        return None
    if len(found.labels) == 1:
        shapes.report(too_few_choices(name), node)
    return found


def option_id(shapes: Shapes, key: Scalar, what: str) -> str | None:
    """The name of a choice or option; one that a test would read as its words is refused."""
    operator = reads_like_operator(key.text) if len(key.text) < 100 else None
    if operator is not None and not key.spoilt:
        shapes.report(operator_like_name(key.text, what), key)
        return None
    return shapes.id(key, what, reserved=RESERVED_OPTIONS if what == "an option" else ())


class _Reader:
    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.words: dict[str, tuple[str, Span]] = {}
        """Everything that people may write, folded: for which choice, and where it stands."""

    def listed(self, node: Node) -> Choices | None:
        found: dict[str, str] = {}
        places: dict[str, Span] = {}
        fine = True
        for item in self.shapes.items(node, "`choices`", "`[cold, warm]`") or ():
            word = self.shapes.word(item, "a choice", "a name, as `warm`")
            choice = word and option_id(self.shapes, word, "a choice")
            if not word or not choice:
                fine = False
            elif choice in found:
                self.shapes.report(duplicate_item(word.text, places[choice]), word)
            else:
                found[choice] = spaced(choice)
                places[choice] = word.span
        return Choices(found, {}) if found and fine else None

    def labelled(self, node: Node) -> Choices | None:
        group = self.shapes.group(node, "`choices`", _EXAMPLE)
        if group is None:
            return None
        labels: dict[str, str] = {}
        more: list[tuple[str, Node]] = []
        fine = True
        for key, value in group.entries:
            choice = option_id(self.shapes, key, "a choice")
            label, also = self.label(value, shortened(key.text), key.span)
            if choice is None:
                fine = False
                continue
            labels[choice] = label or spaced(choice)
            if also is not None:
                more.append((choice, also))
            for word in (choice, labels[choice]):
                self.words.setdefault(word.casefold(), (choice, key.span))
        also_said = {choice: self.synonyms(choice, node) for choice, node in more}
        return Choices(labels, also_said) if fine else None

    def label(self, node: Node, name: str, place: Span) -> tuple[str | None, Node | None]:
        """A choice's label, and the node of its other words."""
        what = f"the label of `{name}`"
        if not isinstance(node, Mapping) or not node.entries:
            return self.shapes.sentence(node, what), None
        found = self.shapes.entries(node, _LABELLED, place, f"`{name}`")
        label = found.get("label")
        return (self.shapes.sentence(label, what) if label else None), found.get("also")

    def synonyms(self, choice: str, node: Node) -> tuple[str, ...]:
        found: list[str] = []
        for item in self.shapes.one_or_more(node, "`also`", "`also: [IT, software]`") or ():
            word = self.shapes.word(item, "`also`", "words that people use for it")
            if word is None:
                continue
            text = " ".join(word.text.split())
            first, place = self.words.setdefault(text.casefold(), (choice, word.span))
            if first != choice:
                self.shapes.report(doubled_synonym(text, first, place), word)
            elif place is word.span:
                found.append(text)
        return tuple(found)
