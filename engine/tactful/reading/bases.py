"""Building on another ruleset: ``extends``, ``without`` and ``replaces``.

A ruleset that extends another has all of its entries and its own. Entries are put together as
nodes, before any is read, so that whatever is wrong is told where its words stand, in whichever
file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from tactful.reading.defects.bases import (
    circle_of_bases,
    nothing_to_leave_out,
    nothing_to_replace,
    standing_in_base,
    unknown_base,
)
from tactful.reading.shapes import Shapes
from tactful.text.library import packaged, packaged_names
from tactful.text.nodes import Mapping, Node, Pair, Scalar
from tactful.text.nodes import Sequence as List

REPLACES = "replaces"
LONGEST_CHAIN = 4
"""How many rulesets may stand on each other."""

Sections: TypeAlias = dict[str, list[Node]]
"""For each top-level key of a ruleset, what stands under it in its files."""

_NAMED = ("sources", "facts", "decisions")
_LISTED = ("constraints", "rules")


class Found(NamedTuple):
    """Where a base is, and what people call it."""

    name: str
    path: Path


def find_base(shapes: Shapes, node: Node, home: Path, chain: Sequence[Path]) -> Found | None:
    """The ruleset that is named: a path from the ruleset's own folder, or a packaged ruleset.

    Args:
        shapes: Where to report.
        node: What stands under ``extends``.
        home: The folder that paths start from.
        chain: The rulesets that stand on each other already, each as its resolved path.
    """
    word = shapes.word(node, "`extends`", "the name or path of a ruleset, as `follow-up`")
    if word is None:
        return None
    path = home / word.text
    if not _exists(path) and word.text in packaged_names():
        path = packaged(word.text)
    if not _exists(path):
        shapes.report(unknown_base(word.text, packaged_names(), shapes.speller), word)
        return None
    if path.resolve() in chain or len(chain) >= LONGEST_CHAIN:
        shapes.report(circle_of_bases(word.text, LONGEST_CHAIN, path.resolve() in chain), word)
        return None
    return Found(path.stem if path.is_file() else path.resolve().name, path)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def extended(shapes: Shapes, base: Sections, own: Sections) -> tuple[Sections, frozenset[str]]:
    """The sections of a ruleset that builds on another: its base's, with its own in and around.

    What is not a list or group of entries, such as the title, is its own where it has one. The
    rules that are left out come with it.
    """
    left_out = _left_out(shapes, base, own.get("without", ()))
    merged: Sections = {}
    for key in dict.fromkeys((*base, *own)):
        theirs, ours = base.get(key, []), own.get(key, [])
        if key in _NAMED:
            merged[key] = _named(shapes, key, theirs, ours)
        elif key in _LISTED:
            merged[key] = _listed(shapes, _without(theirs, left_out), ours)
        elif key == "each":
            merged[key] = theirs + ours
        elif key not in ("scenarios", "extends", "without"):
            merged[key] = ours or theirs
    return merged, left_out


def _left_out(shapes: Shapes, base: Sections, nodes: Iterable[Node]) -> frozenset[str]:
    """The rules that are left out; those that the base does not have are reported."""
    theirs = {name for node in base.get("rules", ()) for name, _ in _items(node)}
    found = set()
    for node in nodes:
        for item in shapes.one_or_more(node, "`without`", "`[no-bribes]`") or ():
            word = shapes.word(item, "`without`", "the name of a rule")
            if word is None:
                continue
            found.add(word.text)
            if word.text not in theirs:
                shapes.report(nothing_to_leave_out(word.text, theirs, shapes.speller), word)
    return frozenset(found)


def _items(node: Node) -> Iterable[tuple[str, Mapping]]:
    """The entries of a list that have a name."""
    for item in node.items if isinstance(node, List) else ():
        name = _id(item)
        if name is not None and isinstance(item, Mapping):
            yield name, item


def _id(item: Node) -> str | None:
    found = _id_node(item)
    return found.text if found is not None else None


def _id_node(item: Node) -> Scalar | None:
    entries = item.entries if isinstance(item, Mapping) else ()
    found = next((value for key, value in entries if key.text == "id"), None)
    return found if isinstance(found, Scalar) else None


def _without(nodes: Iterable[Node], left_out: frozenset[str]) -> list[Node]:
    """Lists of rules without those that are left out, and without a word about them."""
    kept: list[Node] = []
    for node in nodes:
        if not isinstance(node, List):
            kept.append(node)
            continue
        items = [_silent(item, left_out) for item in node.items if _id(item) not in left_out]
        if items:
            kept.append(node._replace(items=tuple(items)))
    return kept


def _silent(rule: Node, left_out: frozenset[str]) -> Node:
    """A rule that overrides none of the rules that are left out."""
    if not left_out or not isinstance(rule, Mapping):
        return rule
    entries = []
    for key, value in rule.entries:
        if key.text == "overrides":
            items = value.items if isinstance(value, List) else (value,)
            kept = tuple(i for i in items if not (isinstance(i, Scalar) and i.text in left_out))
            if not kept:
                continue
            value = value._replace(items=kept) if isinstance(value, List) else value
        entries.append(Pair(key, value))
    return rule._replace(entries=tuple(entries))


def _replacing(shapes: Shapes, node: Node) -> tuple[Node, Scalar | None]:
    """An entry without the words that say it replaces another; and their place, if it does."""
    if not isinstance(node, Mapping):
        return node, None
    said = next((entry for entry in node.entries if entry.key.text == REPLACES), None)
    if said is None:
        return node, None
    rest = tuple(entry for entry in node.entries if entry is not said)
    flag = shapes.flag(said.value, f"`{REPLACES}`")
    return node._replace(entries=rest), said.key if flag else None


def _listed(shapes: Shapes, theirs: list[Node], ours: list[Node]) -> list[Node]:
    """Lists of entries, each of ours that replaces one of theirs in its place."""
    names = {name: item.span for node in theirs for name, item in _items(node)}
    instead: dict[str, Node] = {}
    own: list[Node] = []
    for node in ours:
        if not isinstance(node, List):
            own.append(node)
            continue
        kept = []
        for item in node.items:
            entry, place = _replacing(shapes, item)
            name = _id(entry)
            if place is not None and name in names and name not in instead:
                instead[name] = entry
                continue
            if place is not None and name is not None:
                shapes.report(
                    nothing_to_replace(name, names, shapes.speller), _id_node(entry) or place
                )
            elif name in names:
                shapes.report(standing_in_base(name, names[name]), _id_node(entry) or entry)
                continue
            kept.append(entry)
        if kept or not node.items:
            own.append(node._replace(items=tuple(kept)))
    changed: list[Node] = []
    for node in theirs:
        if isinstance(node, List):
            items = tuple(instead.get(_id(item) or "", item) for item in node.items)
            node = node._replace(items=items)
        changed.append(node)
    return changed + own


def _named(shapes: Shapes, section: str, theirs: list[Node], ours: list[Node]) -> list[Node]:
    """Groups of entries, each of ours that replaces one of theirs in its place."""
    pairs = {p.key.text: p for node in theirs if isinstance(node, Mapping) for p in node.entries}
    instead: dict[str, Pair] = {}
    own: list[Node] = []
    for node in ours:
        if not isinstance(node, Mapping):
            own.append(node)
            continue
        kept = []
        for pair in node.entries:
            entry, place = _replacing(shapes, pair.value)
            name = pair.key.text
            if place is not None and name in pairs:
                instead[name] = Pair(pair.key, entry)
                continue
            if place is not None:
                shapes.report(nothing_to_replace(name, pairs, shapes.speller), pair.key)
            elif section == "decisions" and name in pairs and _adds_options(entry):
                instead[name] = _with_options(shapes, pairs[name], entry)
                continue
            elif name in pairs:
                shapes.report(standing_in_base(name, pairs[name].key.span), pair.key)
                continue
            kept.append(Pair(pair.key, entry))
        if kept or not node.entries:
            own.append(node._replace(entries=tuple(kept)))
    changed: list[Node] = []
    for node in theirs:
        if isinstance(node, Mapping):
            entries = tuple(instead.get(pair.key.text, pair) for pair in node.entries)
            node = node._replace(entries=entries)
        changed.append(node)
    return changed + own


def _adds_options(entry: Node) -> bool:
    """Whether all that is said of a base's decision are further options."""
    return isinstance(entry, Mapping) and [pair.key.text for pair in entry.entries] == ["options"]


def _with_options(shapes: Shapes, theirs: Pair, ours: Node) -> Pair:
    """A base's decision with further options, and with some in the place of its own."""
    more = ours.entries[0].value if isinstance(ours, Mapping) else None
    if not isinstance(theirs.value, Mapping) or not isinstance(more, Mapping):
        return theirs
    entries = []
    for pair in theirs.value.entries:
        if pair.key.text == "options" and isinstance(pair.value, Mapping):
            options = _named(shapes, "options", [pair.value], [more])
            every = tuple(p for node in options if isinstance(node, Mapping) for p in node.entries)
            pair = Pair(pair.key, pair.value._replace(entries=every))
        entries.append(pair)
    return Pair(theirs.key, theirs.value._replace(entries=tuple(entries)))
