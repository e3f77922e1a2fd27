"""What a text says, without its places: words, lists and groups to be changed and written.

A path leads to a part of it: names of a group's lines, and places in a list, from 0.
"""

from __future__ import annotations

from typing import TypeAlias

from tactful.text.nodes import Mapping, Node, Scalar, Sequence

Data: TypeAlias = "str | list[Data] | dict[str, Data]"
DataPath: TypeAlias = tuple[str | int, ...]


class Quoted(str):
    """A word that has to stand in quotation marks, so that it is read as a text and no more."""

    __slots__ = ()


class Bare(str):
    """A word that may not stand in quotation marks: the name of a fact where a text could be."""

    __slots__ = ()


def data_of(node: Node) -> Data:
    """What a node says."""
    if isinstance(node, Scalar):
        return Quoted(node.text) if node.quoted else node.text
    if isinstance(node, Sequence):
        return [data_of(item) for item in node.items]
    return {key.text: data_of(value) for key, value in node.entries}


def node_at(node: Node, path: DataPath) -> Node | None:
    """The node that a path leads to; ``None`` if there is none."""
    for step in path:
        found = child(node, step)
        if found is None:
            return None
        node = found
    return node


def child(node: Node, step: str | int) -> Node | None:
    """What stands under a name or at a place of a node; ``None`` if nothing does."""
    if isinstance(node, Mapping):
        return next((value for key, value in node.entries if key.text == step), None)
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def put(data: Data, path: DataPath, value: Data) -> Data:
    """The data with another value at a path; what is missing on the way is made."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(data) if isinstance(data, list) else []
        before = items[step] if step < len(items) else ""
        return [*items[:step], put(before, rest, value), *items[step + 1 :]]
    group = dict(data) if isinstance(data, dict) else {}
    return {**group, step: put(group.get(step, ""), rest, value)}


def dropped(data: Data, path: DataPath) -> Data:
    """The data without what stands at a path."""
    step, rest = path[0], path[1:]
    if isinstance(data, list) and isinstance(step, int):
        inner = [dropped(data[step], rest)] if rest else []
        return [*data[:step], *inner, *data[step + 1 :]]
    if isinstance(data, dict) and isinstance(step, str):
        if rest:
            return {**data, step: dropped(data[step], rest)}
        return {key: value for key, value in data.items() if key != step}
    return data


def same(wanted: Data, found: Data) -> bool:
    """Whether a text says what it should, with quotation marks where they matter."""
    if isinstance(wanted, str):
        if not isinstance(found, str) or wanted.strip() != found.strip():
            return False
        wrong = Bare if isinstance(found, Quoted) else Quoted
        return not isinstance(wanted, wrong)
    if isinstance(wanted, list):
        return (
            isinstance(found, list)
            and len(wanted) == len(found)
            and all(same(one, other) for one, other in zip(wanted, found, strict=True))
        )
    return (
        isinstance(found, dict)
        and wanted.keys() == found.keys()
        and all(same(value, found[key]) for key, value in wanted.items())
    )
