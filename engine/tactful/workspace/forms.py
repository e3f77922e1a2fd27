"""Any rule, fact, decision, source or scenario as a form, and what is filled in as edits.

The texts are the truth: a form is read from them each time, and a change is an edit of them that
leaves every other character where it was. So text and form cannot disagree.

Source of the idea: lenses, with which a view of a text can be changed and the text with it
(J. N. Foster and others, "Combinators for bidirectional tree transformations", 2007).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tactful.language.model import Ruleset
from tactful.text.diagnostic import Edit
from tactful.text.names import whole_number
from tactful.text.nodes import Node
from tactful.workspace.editing.edits import difference
from tactful.workspace.fields.adding import addition
from tactful.workspace.fields.data import DataPath, data_of, node_at
from tactful.workspace.fields.entries import FoundEntry, entry
from tactful.workspace.fields.field import (
    EntryForm,
    FieldGroup,
    FilledIn,
    FormField,
    fields_in,
    found_in,
)
from tactful.workspace.fields.forming import EMPTY, fields_of, form_of
from tactful.workspace.fields.surgery import Unchangeable, read, with_value, without
from tactful.workspace.fields.uses import uses
from tactful.workspace.fields.values import FieldPlace
from tactful.workspace.opened import Opened

KINDS = ("ruleset", "source", "fact", "decision", "rule", "scenario")
"""What there are forms for."""


def form(opened: Opened, kind: str, id_: str) -> EntryForm:
    """The form of an entry.

    Args:
        opened: The texts.
        kind: One of ``KINDS``.
        id_: The entry's name; a scenario's title; ``ruleset`` for what the ruleset says of itself.

    Raises:
        Unchangeable: if it is not there, or cannot be read.
    """
    return form_of(opened, kind, entry(opened, kind, id_))


def changed(opened: Opened, kind: str, id_: str, field: str, value: FilledIn) -> Sequence[Edit]:
    """The edits that give a field of an entry another value; none where it has that already.

    Args:
        opened: The texts.
        kind: What the entry is.
        id_: Its name.
        field: The field's path, of one that is there or may be added.
        value: What is to stand there; nothing (``""`` or an empty list) takes the line out.

    Raises:
        Unchangeable: with a sentence for people, if that cannot be.
    """
    found = entry(opened, kind, id_)
    made = form_of(opened, kind, found)
    part = found_in(made, field)
    if part is None or (isinstance(part, FormField) and part.write is None):
        raise Unchangeable("That can be changed in the text only.")
    text = opened.texts[found.file]
    whole = (*found.path, *path_of(field, found.node))
    if isinstance(part, FieldGroup) or _is_nothing(value):
        if value and not _is_nothing(value):
            raise Unchangeable("Choose what is to stand in this group.")
        if isinstance(part, FormField) and part.needed:
            raise Unchangeable(f"This cannot be empty: {part.label}.")
        return difference(found.file, text, _pruned(text, whole, kind, len(found.path)))
    assert part.write is not None  # noqa: S101 - looked at above
    data = part.write(value)
    if data is None or same_answer(part.value, value):
        return ()
    after = with_value(text, whole, data)
    node = node_at(read(after) or found.node, found.path)
    now = None if node is None else _again(kind, found, node, opened.partial or EMPTY, field)
    if now is None or not same_answer(_tidy(now.value), _tidy(value)):
        raise Unchangeable("That would be read as something else. Write it in the text.")
    return difference(found.file, text, after)


def _again(
    kind: str, found: FoundEntry, node: Node, ruleset: Ruleset, field: str
) -> FormField | None:
    """The field once more, from what now stands there."""
    parts = fields_of(kind, FieldPlace("", node), found.id, ruleset)
    return next((one for one in fields_in(parts) if one.path == field), None)


def _tidy(value: FilledIn) -> FilledIn:
    words = [value] if isinstance(value, str) else value
    return [" ".join(word.split()) for word in words if word.strip()]


def same_answer(one: FilledIn, other: FilledIn) -> bool:
    """Whether two answers are the same, be they one word or a list of one."""
    first, second = ([a] if isinstance(a, str) else list(a) for a in (one, other))
    return first == second


def _is_nothing(value: FilledIn) -> bool:
    words = [value] if isinstance(value, str) else value
    return all(not word.strip() for word in words)


def path_of(field: str, node: Node) -> DataPath:
    """A field's path, with the places in lists as numbers."""
    steps: list[str | int] = []
    for step in field.split("/"):
        above = node_at(node, tuple(steps))
        listed = above is not None and isinstance(data_of(above), list)
        grouped = (steps and steps[-1] in _LISTED) or str(steps[-1] if steps else "").endswith(
            " of"
        )
        number = whole_number(step) if listed or grouped else None
        steps.append(step if number is None else number)
    return tuple(steps)


_LISTED = ("any", "all", "none")


def _pruned(text: str, path: DataPath, kind: str, depth: int) -> str:
    """The text without a line, and without what then has nothing in it."""
    root = read(text)
    assert root is not None  # noqa: S101 - there is an entry in it
    while len(path) > depth + 1 and (kind, path[depth:-1]) != ("scenario", ("facts",)):
        above = node_at(root, path[:-1])
        if above is None or len(data_of(above)) != 1:
            break
        path = path[:-1]
    if node_at(root, path) is None:
        return text
    return without(text, path)


def moved(opened: Opened, kind: str, id_: str, field: str, group: str) -> Sequence[Edit]:
    """The edits that move a test, or a whole group of them, to another group of the entry.

    Args:
        opened: The texts.
        kind: What the entry is.
        id_: Its name.
        field: The path of the test.
        group: The path of the group that it goes to: ``unless``, or ``when/any/0``.

    Raises:
        Unchangeable: with a sentence for people, if that cannot be.
    """
    found = entry(opened, kind, id_)
    made = form_of(opened, kind, found)
    part, target = found_in(made, field), found_in(made, group)
    if part is None or not isinstance(target, FieldGroup) or target.make is None:
        raise Unchangeable("That cannot be moved there.")
    if group == field or group.startswith(f"{field}/"):
        raise Unchangeable("A group cannot be moved into itself.")
    name = field.rpartition("/")[2]
    wanted = f"{group}/{name}"
    if target.listed:
        wanted = f"{group}/{len(target.parts)}/{name}"
    place = path_of(wanted, found.node)
    if node_at(found.node, place) is not None:
        raise Unchangeable("There is one of the same name already.")
    source = path_of(field, found.node)
    node = node_at(found.node, source)
    if node is None:
        raise Unchangeable("That is not there any more.")
    text = opened.texts[found.file]
    more = with_value(text, (*found.path, *place), data_of(node))
    return difference(
        found.file, text, _pruned(more, (*found.path, *source), kind, len(found.path))
    )


def removed(opened: Opened, kind: str, id_: str) -> Sequence[Edit]:
    """The edits that take an entry out, with the comment directly above it.

    Raises:
        Unchangeable: if something else names it, or it cannot be taken out.
    """
    found = entry(opened, kind, id_)
    used = uses(opened.partial or EMPTY, opened.scenarios, kind, id_)
    if used:
        raise Unchangeable(f"Take it out of these first: {', '.join(used[:8])}.")
    if not found.path:
        raise Unchangeable("It is all that stands in its file. Remove the file instead.")
    text = opened.texts[found.file]
    return difference(found.file, text, without(text, found.path, comments=True))


def added(opened: Opened, kind: str, values: Mapping[str, object]) -> Sequence[Edit]:
    """The edits that add an entry; in a folder that has none of its kind, a file is made for it.

    Args:
        opened: The texts.
        kind: What to add.
        values: What stands in it, by the names of the text: words, lists and groups of them. Its
            name is under ``id`` (of a scenario, ``scenario``); where there is none, one is made of
            its label or its reason. ``file`` may say where it is to go.

    Raises:
        Unchangeable: with a sentence for people, if that cannot be.
    """
    return addition(opened, kind, values)
