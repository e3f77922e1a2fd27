"""A new entry: its name, the file that it goes to, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tactful.language.model import HOUSE
from tactful.text.diagnostic import Edit
from tactful.text.names import as_id, is_id
from tactful.workspace.editing.edits import difference
from tactful.workspace.fields.data import Bare, Data, DataPath, Quoted, data_of, node_at
from tactful.workspace.fields.entries import HOMES, LISTS, SECTIONS, FoundEntry, entries
from tactful.workspace.fields.spelling import as_sentence
from tactful.workspace.fields.surgery import ORDERS, Unchangeable, read, with_value
from tactful.workspace.opened import Opened


def addition(opened: Opened, kind: str, values: Mapping[str, object]) -> Sequence[Edit]:
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
    given = {
        str(key): _data(value, str(key))
        for key, value in _in_order({k: v for k, v in values.items() if v not in ("", None)})
    }
    file = given.pop("file", "")
    if kind == "ruleset":
        return _begun(opened, given)
    name = _name(opened, kind, given)
    home, path = _home(opened, kind, str(file), name, given)
    text = opened.texts.get(home, "")
    if kind in SECTIONS:
        given.pop("id", None)
        only = given.get("label") if kind == "source" else None
        return difference(home, text, with_value(text, path, only or given))
    key = LISTS[kind][1]
    whole: dict[str, Data] = {key: name, **{k: v for k, v in given.items() if k != key}}
    if kind == "rule":
        whole.setdefault("source", HOUSE)
    if kind == "scenario":
        whole = {key: name, "facts": whole.get("facts", {}), **whole}
    return difference(home, text, with_value(text, path, whole))


def _data(value: object, under: str = "") -> Data:
    """What was filled in as what stands in a text, lines in the order of authors."""
    if isinstance(value, Mapping):
        inner = under if under in _NAMING else ""
        return {str(key): _data(part, inner or str(key)) for key, part in _in_order(value)}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_data(item, under) for item in value]
    if isinstance(value, Quoted | Bare):
        return value
    text = " ".join(str(value).split())
    return as_sentence(text) if under in _SENTENCES else text


_NAMING = ("options", "choices")
"""Groups in which what stands under a name is what it is called."""

_SENTENCES = frozenset(
    (*_NAMING, *("title", "about", "label", "question", "because", "text", "none", "scenario"))
)
"""Lines that hold prose."""


def _in_order(group: Mapping[object, object]) -> list[tuple[object, object]]:
    order = next((o for o in ORDERS if group.keys() & {*o} == group.keys()), ())
    return sorted(group.items(), key=lambda one: order.index(str(one[0])) if order else 0)


def _begun(opened: Opened, given: Mapping[str, Data]) -> Sequence[Edit]:
    home = _main(opened)
    text = opened.texts.get(home, "")
    if any(entries(opened, "ruleset")):
        raise Unchangeable("There is a ruleset here already.")
    for key in ("title", "about"):
        if key in given:
            text = with_value(text, (key,), given[key])
    return difference(home, opened.texts.get(home, ""), text)


def _name(opened: Opened, kind: str, given: Mapping[str, Data]) -> str:
    """The name of a new entry, which nothing else has."""
    if kind == "scenario":
        title = str(given.get("scenario") or given.get("id") or "").strip()
        if not title:
            raise Unchangeable("Say in a few words what the scenario shows.")
        if any(found.id == title for found in entries(opened, kind)):
            raise Unchangeable("There is a scenario of this title already.")
        return as_sentence(title)
    joint = "-" if kind in ("rule", "source") else "_"
    said = given.get("id") or given.get("label") or given.get("question") or given.get("because")
    name = str(said or "")
    if not is_id(name):
        made = as_id(" ".join(name.split()[:8]), joint)
        if made is None:
            raise Unchangeable("Give it a name in a few words.")
        name = made
    taken = {found.id for one in _RIVALS.get(kind, (kind,)) for found in entries(opened, one)}
    if name in taken and "id" in given:
        raise Unchangeable(f"There is something called `{name}` already.")
    number = 2
    first = name
    while name in taken:
        name, number = f"{first}{joint}{number}", number + 1
    return name


_RIVALS = {"fact": ("fact", "decision"), "decision": ("fact", "decision")}
"""The kinds of which no two entries may have one name."""


def _main(opened: Opened) -> str:
    return opened.path.name if opened.path.suffix == ".yaml" else "ruleset.yaml"


def _home(
    opened: Opened, kind: str, file: str, name: str, given: Mapping[str, Data]
) -> tuple[str, DataPath]:
    """The file that a new entry goes to, and the path to it there."""
    listed = list(entries(opened, kind))
    alone = opened.path.suffix == ".yaml"
    home = file or (_nearest(listed, kind, given) if listed else "")
    if not home:
        home = _main(opened) if alone else HOMES[kind]
    if kind in SECTIONS:
        return home, (SECTIONS[kind], name)
    root = read(opened.texts.get(home, ""), home)
    section = LISTS[kind][0]
    if root is not None and kind == "scenario" and node_at(root, ("scenario",)) is not None:
        home = HOMES[kind] if home != HOMES[kind] else "scenarios/more.yaml"
        root = read(opened.texts.get(home, ""), home)
    before = None if root is None else node_at(root, (section,))
    size = 0 if before is None else len(data_of(before))
    return home, (section, size)


def _nearest(listed: Sequence[FoundEntry], kind: str, given: Mapping[str, Data]) -> str:
    """The file of the last entry about the same; of the last of all, where none is."""
    about = given.get("then")
    subjects = set(about) if isinstance(about, dict) else set()
    for found in reversed(listed):
        node = node_at(found.node, ("then",))
        said = data_of(node) if node is not None else {}
        if kind == "rule" and isinstance(said, dict) and subjects & {*said}:
            return found.file
    own = [f for f in listed if len(f.path) == 2] or list(listed)
    return own[-1].file
