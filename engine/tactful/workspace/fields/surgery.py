"""Changes of a text that leave all else in it as it is: one value, one line, one entry of a list.

A change is tried in the ways in which an author may have written it. Each result is read again,
and counts only if it says what was wanted and nothing else has changed. So whatever somebody's
layout is, a change comes out right or is refused; it never surprises.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from tactful.text.diagnostic import Diagnostics, Span
from tactful.text.files import SourceText
from tactful.text.nodes import Mapping, Node, Pair, Scalar, Sequence
from tactful.text.parser import parse_text
from tactful.workspace.fields.data import (
    Data,
    DataPath,
    child,
    data_of,
    dropped,
    node_at,
    put,
    same,
)
from tactful.workspace.fields.rewriting import rewritten
from tactful.workspace.fields.spelling import (
    STEP,
    WIDEST,
    in_braces,
    lines,
    spelt,
)


class Unchangeable(Exception):  # noqa: N818 - reads as what it says
    """Raised where a form cannot make a change; the message is a sentence for people."""


@lru_cache(maxsize=16)
def read(text: str, file: str = "") -> Node | None:
    """The tree of a text; ``None`` where there is nothing in it but comments.

    Raises:
        Unchangeable: if something in the text cannot be read.
    """
    if all(not line.strip() or line.lstrip().startswith("#") for line in text.split("\n")):
        return None
    diagnostics = Diagnostics()
    node = parse_text(SourceText(file, text), diagnostics)
    for found in diagnostics.sorted():
        if found.is_error:
            at = f"line {found.span.line}" + (f" of {file}" if file else "")
            raise Unchangeable(f"The text has to be mended first, at {at}: {found.message}.")
    return node


def with_value(text: str, path: DataPath, value: Data) -> str:
    """The text with another value at a path, or one where there was none.

    Raises:
        Unchangeable: if that cannot be written without touching anything else.
    """
    root = read(text)
    if root is None:
        made = put({}, path, value)
        return text + ("" if not text or text.endswith("\n") else "\n") + _all(made)
    wanted = put(data_of(root), path, value)
    if same(wanted, data_of(root)) and same(data_of(root), wanted):
        return text
    depth = next(d for d in range(len(path), -1, -1) if node_at(root, path[:d]) is not None)
    node = node_at(root, path[:depth])
    assert node is not None  # noqa: S101 - the root itself is there
    if depth == len(path):
        found = _replaced(text, root, path, node, value)
    else:
        made = put("", path[depth + 1 :], value)
        found = _added(text, root, path[:depth], node, path[depth], made)
    return _first_that_says(found, wanted, text)


def without(text: str, path: DataPath, *, comments: bool = False) -> str:
    """The text without what stands at a path.

    Args:
        text: The text.
        path: Leads to a line of a group, or to an entry of a list.
        comments: Whether the comment directly above goes with it.

    Raises:
        Unchangeable: if that cannot be written without touching anything else.
    """
    root = read(text)
    parent = None if root is None else node_at(root, path[:-1])
    if root is None or parent is None or child(parent, path[-1]) is None:
        raise Unchangeable("That is not there any more.")
    wanted = dropped(data_of(root), path)
    entries = parent.entries if isinstance(parent, Mapping) else getattr(parent, "items", ())
    if len(entries) == 1:
        empty: Data = {} if isinstance(parent, Mapping) else []
        found = _replaced(text, root, path[:-1], parent, empty)
    else:
        found = _shortened(text, parent, path[-1], comments)
    return _first_that_says(found, wanted, text)


def _first_that_says(found: Iterable[str], wanted: Data, before: str) -> str:
    for text in found:
        if text == before:
            continue
        try:
            node = read(text)
        except Unchangeable:
            continue
        if node is not None and same(wanted, data_of(node)):
            return text
    raise Unchangeable(
        "The way in which this is written leaves no room for that change. Make it in the text."
    )


def _all(data: Data) -> str:
    return "".join(f"{line}\n" for line in lines(data, 0))


def offset(text: str, line: int, column: int) -> int:
    """How many characters stand before a place; lines and columns count from 1."""
    begun = 0
    for _ in range(line - 1):
        begun = text.index("\n", begun) + 1
    return begun + column - 1


def _bounds(text: str, span: Span) -> tuple[int, int]:
    return offset(text, span.line, span.column), offset(text, span.end_line, span.end_column)


def _end_of_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _start_of_line(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _is_flow(text: str, node: Node) -> bool:
    start, _ = _bounds(text, node.span)
    return not isinstance(node, Scalar) and text[start : start + 1] in ("{", "[")


def _in_flow(text: str, root: Node, path: DataPath) -> bool:
    """Whether what stands at a path is within brackets or braces."""
    above = (node_at(root, path[:depth]) for depth in range(len(path)))
    return any(node is not None and _is_flow(text, node) for node in above)


# Another value.


def _replaced(text: str, root: Node, path: DataPath, node: Node, value: Data) -> Iterator[str]:
    start, end = _bounds(text, node.span)
    flow = _in_flow(text, root, path)
    if isinstance(value, str) and isinstance(node, Scalar):
        for one in rewritten(text[start:end], node, value, flow):
            yield text[:start] + _apart(text, start, one) + text[end:]
        return
    if isinstance(value, list) and isinstance(node, Sequence) and value:
        yield from _items_changed(text, path, node, value)
    begun = _after_colon(text, root, path, start)
    if isinstance(value, str):
        yield text[:begun] + " " + spelt(value, flow) + text[end:]
        return
    short = in_braces(value)
    one_line = text[:start] + _apart(text, start, short) + text[end:]
    own_line = None
    if not flow and path and value:
        indent = _indent(root, path) + STEP
        own_line = text[:begun].rstrip(" ") + "\n" + "\n".join(lines(value, indent)) + text[end:]
    begun_line = _start_of_line(text, start)
    is_short = start - begun_line + len(short) <= WIDEST and not _is_deep(value)
    yield from (one for one in ((one_line, own_line) if is_short else (own_line, one_line)) if one)
    yield text[:begun] + " " + short + text[end:]


def _is_deep(value: Data) -> bool:
    inner = value.values() if isinstance(value, dict) else value
    return any(isinstance(one, dict) and len(one) > 1 for one in inner)


def _apart(text: str, start: int, value: str) -> str:
    """A value, with a space before it where a colon would touch it."""
    return f" {value}" if text[start - 1 : start] == ":" else value


def _after_colon(text: str, root: Node, path: DataPath, start: int) -> int:
    """The place behind the colon, or the dash, that a value stands after, or behind a remark."""
    parent = node_at(root, path[:-1]) if path else None
    begun = len(text[:start].rstrip(" \n"))
    if isinstance(parent, Mapping):
        key = next(key for key, _ in parent.entries if key.text == path[-1])
        begun = text.index(":", _bounds(text, key.span)[1]) + 1
    if "#" not in text[begun:start]:
        return begun
    return _start_of_line(text, start) - 1


def _indent(root: Node, path: DataPath) -> int:
    """How many spaces stand before the line whose value is at a path."""
    parent = node_at(root, path[:-1])
    return 0 if parent is None else parent.span.column - 1


def _items_changed(text: str, path: DataPath, node: Sequence, value: list[Data]) -> Iterator[str]:
    """A list with entries taken out and others added at its end, where that is all."""
    before = [data_of(item) for item in node.items]
    kept = [item for item in before if item in value]
    if not kept or value[: len(kept)] != kept:
        return
    made = text
    try:
        for place in reversed(range(len(before))):
            if before[place] not in value:
                made = without(made, (*path, place))
        for place, item in enumerate(value[len(kept) :], start=len(kept)):
            made = with_value(made, (*path, place), item)
    except Unchangeable:
        return
    yield made


# One more line, or one more entry of a list.


def _added(
    text: str, root: Node, path: DataPath, node: Node, step: str | int, value: Data
) -> Iterator[str]:
    whole: Data = {str(step): value} if isinstance(step, str) else [value]
    if isinstance(node, Scalar):
        if node.text and isinstance(step, str):
            return
        yield from _replaced(text, root, path, node, whole)
        return
    entries = node.entries if isinstance(node, Mapping) else node.items
    if isinstance(node, Mapping) is not isinstance(step, str):
        return
    if not entries:
        yield from _replaced(text, root, path, node, whole)
        return
    last = _predecessor(node, step)
    end = _bounds(text, _value(last).span)[1]
    if _is_flow(text, node) or _in_flow(text, root, path):
        inside = in_braces(whole)[1:-1] if isinstance(whole, dict) else in_braces(value)
        yield f"{text[:end]}, {inside}{text[end:]}"
        return
    indent = node.span.column - 1
    end = _end_of_line(text, end)
    gap = "\n" if _is_spaced(text, node) else ""
    made = "\n".join(lines(whole, indent))
    yield f"{text[:end]}\n{gap}{made}{text[end:]}"


def _value(entry: Pair | Node) -> Node:
    return entry.value if isinstance(entry, Pair) else entry


ORDERS: tuple[tuple[str, ...], ...] = (
    ("file", "id", "replaces", "when", "unless", "then", "because", "source", "overrides"),
    ("file", "scenario", "replaces", "facts", "expect"),
    (
        *("id", "type", "label", "ordered", "many", "choices", "none", "unit", "whole"),
        *("min", "max", "question", "default", "changeable", "needed"),
    ),
    ("id", "question", "label", "choose", "applies when", "options", "fallback"),
    ("title", "extends", "about", "sources", "clock", "summary", "each", "decisions", "facts"),
)
"""The orders in which authors write the lines of a rule, a scenario, a fact and a decision."""


def _predecessor(node: Mapping | Sequence, step: str | int) -> Pair | Node:
    """What a new line or entry stands after."""
    if isinstance(node, Sequence):
        return node.items[-1]
    names = {key.text for key, _ in node.entries}
    order = next((o for o in ORDERS if step in o and len(names & {*o}) > len(names) // 2), ())
    before = order[: order.index(str(step))] if order else ()
    fitting = [entry for entry in node.entries if entry.key.text in before]
    return fitting[-1] if fitting else node.entries[-1]


def _is_spaced(text: str, node: Mapping | Sequence) -> bool:
    """Whether an empty line stands before the last entry, as before those of rules."""
    entries = node.entries if isinstance(node, Mapping) else node.items
    if len(entries) == 1:
        within = not isinstance(_value(entries[0]), Scalar) and node.span.column <= STEP + 1
        start, end = _bounds(text, node.span)
        return within and "\n" in text[start:end]
    last = entries[-1]
    start = _bounds(text, (last.key if isinstance(last, Pair) else last).span)[0]
    above = text[: _start_of_line(text, start)].split("\n")[:-1]
    while above and above[-1].lstrip().startswith("#"):
        above.pop()
    return bool(above) and not above[-1].strip()


# One line less, or one entry of a list.


def _shortened(text: str, parent: Node, step: str | int, comments: bool) -> Iterator[str]:
    entries: tuple[Pair | Node, ...] = ()
    place = 0
    if isinstance(parent, Mapping):
        entries = parent.entries
        place = next(n for n, (key, _) in enumerate(parent.entries) if key.text == step)
    elif isinstance(parent, Sequence) and isinstance(step, int):
        entries, place = parent.items, step
    start = _begin(text, entries[place])
    end = _bounds(text, _value(entries[place]).span)[1]
    is_last = place == len(entries) - 1
    if _is_flow(text, parent) or text[start - 1 : start] in "{[,":
        if is_last:
            yield text[: _bounds(text, _value(entries[place - 1]).span)[1]] + text[end:]
        else:
            yield text[:start] + text[_begin(text, entries[place + 1]) :]
        return
    line = _start_of_line(text, start)
    dashed = text[line:start].strip(" ") not in ("", "-")
    after = _end_of_line(text, end)
    if not dashed and (isinstance(parent, Sequence) or not text[line:start].strip(" ")):
        yield _without_lines(text, line, after, comments)
    if not is_last:
        yield text[:start] + text[_begin(text, entries[place + 1]) :]


def _begin(text: str, entry: Pair | Node) -> int:
    return _bounds(text, (entry.key if isinstance(entry, Pair) else entry).span)[0]


def _without_lines(text: str, start: int, end: int, comments: bool) -> str:
    """The text without some whole lines, and with one empty line where there would be two."""
    column = len(text[start:]) - len(text[start:].lstrip(" "))
    above = text[:start].split("\n")
    above.pop()
    while comments and above and above[-1].startswith(" " * column + "#"):
        above.pop()
    below = text[end + 1 :].split("\n") if end < len(text) else []
    if above and not above[-1].strip() and (not below or not below[0].strip()):
        above.pop()
    return "\n".join([*above, *below])
