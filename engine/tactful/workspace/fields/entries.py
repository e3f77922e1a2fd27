"""Where the entries of a ruleset stand in its texts: rules, facts, decisions, scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tactful.text.nodes import Mapping as Group
from tactful.text.nodes import Node, Scalar, Sequence
from tactful.workspace.fields.data import DataPath
from tactful.workspace.fields.surgery import Unchangeable, read
from tactful.workspace.opened import Opened

SECTIONS = {"fact": "facts", "decision": "decisions", "source": "sources"}
"""The sections whose entries stand under their names."""

LISTS = {"rule": ("rules", "id"), "scenario": ("scenarios", "scenario")}
"""The sections that are lists, and the line that has an entry's name."""

HOMES = {
    "ruleset": "ruleset.yaml",
    "source": "ruleset.yaml",
    "decision": "ruleset.yaml",
    "fact": "facts.yaml",
    "rule": "rules/rules.yaml",
    "scenario": "scenarios/scenarios.yaml",
}
"""The files that entries go to where none of their kind is there yet."""


class FoundEntry(NamedTuple):
    """An entry: its file, the path that leads to it, what stands there, and its name."""

    file: str
    path: DataPath
    node: Node
    id: str


def entries(opened: Opened, kind: str) -> Iterator[FoundEntry]:
    """Every entry of a kind. A file that cannot be read has none."""
    for file in sorted(opened.texts, key=_order):
        root = _root(opened, file)
        if isinstance(root, Group):
            yield from _entries(file, root, kind)


def _root(opened: Opened, file: str) -> Node | None:
    """What a file says, if there is no mistake in it as a text."""
    parsed = opened.kept.get(file)
    if parsed is not None:
        sound = parsed.whole and not any(found.is_error for found in parsed.found)
        return parsed.node if sound else None
    try:
        return read(opened.texts[file], file)
    except Unchangeable:
        return None


def entry(opened: Opened, kind: str, id_: str) -> FoundEntry:
    """The entry of a kind and name.

    Raises:
        Unchangeable: if there is none that can be read.
    """
    for found in entries(opened, kind):
        if found.id == id_:
            return found
    for file in sorted(opened.texts):
        if id_ in opened.texts[file]:
            read(opened.texts[file], file)  # a file with mistakes says where they are
    raise Unchangeable(f"There is no {kind} `{id_}` here.")


def _order(file: str) -> tuple[int, str]:
    return (0 if file == "ruleset.yaml" else 1 if file == "facts.yaml" else 2), file


def _entries(file: str, root: Group, kind: str) -> Iterator[FoundEntry]:
    tops = {key.text: value for key, value in root.entries}
    if kind == "ruleset":
        if "title" in tops:
            yield FoundEntry(file, (), root, "ruleset")
    elif kind in SECTIONS:
        yield from _named(file, tops, kind)
    elif "scenario" in tops and kind == "scenario":
        yield FoundEntry(file, (), root, _text(tops["scenario"]))
    else:
        section, name = LISTS[kind]
        listed = tops.get(section)
        items = listed.items if isinstance(listed, Sequence) else ()
        for place, item in enumerate(items):
            if isinstance(item, Group):
                id_ = next((_text(value) for key, value in item.entries if key.text == name), "")
                yield FoundEntry(file, (section, place), item, id_)


def _named(file: str, tops: Mapping[str, Node], kind: str) -> Iterator[FoundEntry]:
    section = SECTIONS[kind]
    homes: list[tuple[DataPath, Node | None]] = [((section,), tops.get(section))]
    several = tops.get("each")
    for key, of_each in several.entries if isinstance(several, Group) else ():
        inner = of_each.entries if isinstance(of_each, Group) else ()
        homes += [(("each", key.text, k.text), v) for k, v in inner if k.text == section]
    is_scenario = "scenario" in tops
    for path, group in homes:
        if isinstance(group, Group) and not (is_scenario and path == ("facts",)):
            for key, value in group.entries:
                yield FoundEntry(file, (*path, key.text), value, key.text)


def _text(node: Node) -> str:
    return node.text.strip() if isinstance(node, Scalar) else ""
