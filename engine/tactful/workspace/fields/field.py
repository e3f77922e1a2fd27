"""A form: what stands in an entry of a ruleset, as fields with the words that may stand there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from tactful.language.values import ValueType
from tactful.text.diagnostic import Span
from tactful.workspace.fields.data import Data

FilledIn: TypeAlias = "str | Sequence[str]"
"""What stands in a field: words, or several. Nothing (``""`` or none) leaves its line out."""

Shape: TypeAlias = Literal[
    "sentence",  # a line of prose
    "choice",  # one of the words offered
    "choices",  # several of the words offered
    "number",
    "date",
    "time",
    "moment",
    "text",
    "words",  # several words of the author's own
    "test",  # a word for the test, and then what it compares with
    "fixed",  # shown as it is written; to be changed in the text
]


class FieldChoice(NamedTuple):
    """A word that may stand in a field, what it is called for people, and more about it."""

    value: str
    label: str
    detail: str = ""


class KindOfTest(NamedTuple):
    """A test that can be put to a fact.

    Attributes:
        name: The operator's name.
        label: What people read before what it compares with.
        least: With how many values it compares at least.
        most: With how many at most; ``None`` if with any number.
    """

    name: str
    label: str
    least: int
    most: int | None


class FormField(NamedTuple):
    """One thing that an entry says.

    Attributes:
        path: Leads to it from the entry, in the names of the text: ``when/rapport``.
        label: What it is called for people.
        shape: How it is filled in.
        value: What stands there.
        offers: The words that may stand there; for a test, those it may compare with. The name of
            another fact stands in braces there.
        tests: For a test, the tests that can be put.
        hint: More about it: a fact's question.
        note: Why it cannot be filled in, or what is to be known.
        of: The type of what stands there, where it is a fact's or decision's.
        needed: Whether it cannot be left empty.
        span: Where it stands; ``None`` where it does not yet.
        write: From an answer to what is to stand in the text; ``None`` to leave the line out.
    """

    path: str
    label: str
    shape: Shape
    value: FilledIn = ""
    offers: tuple[FieldChoice, ...] = ()
    tests: tuple[KindOfTest, ...] = ()
    hint: str = ""
    note: str = ""
    of: ValueType | None = None
    needed: bool = False
    span: Span | None = None
    write: Callable[[FilledIn], Data | None] | None = None


class FieldGroup(NamedTuple):
    """Fields that belong together: the tests of a condition, the options of a decision.

    Attributes:
        path: Leads to it from the entry.
        label: What it is called for people: "When all of this holds".
        parts: What is in it, in the text's order.
        offers: What may be added to it, by its name in the text.
        adds: What one more of its own is called, where it can have any: "a choice".
        make: The empty field for something to be added, by its name.
        listed: Whether its parts are entries of a list, so that one more goes at its end.
    """

    path: str
    label: str
    parts: tuple[FormField | FieldGroup, ...] = ()
    offers: tuple[FieldChoice, ...] = ()
    adds: str = ""
    make: Callable[[str], FormField | FieldGroup] | None = None
    listed: bool = False


class EntryForm(NamedTuple):
    """All of an entry.

    Attributes:
        kind: What it is: a rule, a fact, a decision, a scenario or the ruleset.
        id: Its name; a scenario's is its title.
        title: What it is called for people.
        file: The file that it stands in.
        span: Where it stands.
        parts: Its fields.
    """

    kind: str
    id: str
    title: str
    file: str
    span: Span
    parts: tuple[FormField | FieldGroup, ...]


def fields_in(parts: Sequence[FormField | FieldGroup]) -> Iterator[FormField]:
    """Every field, in order."""
    for part in parts:
        if isinstance(part, FormField):
            yield part
        else:
            yield from fields_in(part.parts)


def groups_in(parts: Sequence[FormField | FieldGroup]) -> Iterator[FieldGroup]:
    """Every group, those within others after them."""
    for part in parts:
        if isinstance(part, FieldGroup):
            yield part
            yield from groups_in(part.parts)


def found_in(form: EntryForm, path: str) -> FormField | FieldGroup | None:
    """The field or group at a path, an empty one where it may be added; ``None`` if it may not."""
    for field in fields_in(form.parts):
        if field.path == path:
            return field
    groups = list(groups_in(form.parts))
    for group in groups:
        if group.path == path:
            return group
    above = [g for g in groups if g.make is not None and path.startswith(f"{g.path}/")]
    for group in sorted(above, key=lambda one: -len(one.path)):
        assert group.make is not None  # noqa: S101 - the others were left out
        try:
            return group.make(path.removeprefix(f"{group.path}/"))
        except KeyError:
            continue
    return None
