"""What somebody keeps who tries rules out: a client as a scenario, a finding that is to stay."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tactful.scenarios.writing import Written, scenario_file, scenario_text
from tactful.text.diagnostic import Diagnostic, Diagnostics, Edit, Span
from tactful.text.files import SourceText
from tactful.text.nodes import Mapping, Node, Scalar, Sequence
from tactful.text.parser import parse_text
from tactful.workspace.opened import Opened

LONGEST_NAME = 48
"""Letters of a file's name that is made of a title."""

FOLDER = "scenarios"


def kept(scenario: Written, opened: Opened) -> list[Edit]:
    """The edit that keeps a scenario: in a file of its own, or where the only file has its others.

    Args:
        scenario: What to keep, of rules that can be read.
        opened: Where to keep it.

    Returns:
        Nothing where the only file has its scenarios between brackets, with no line for another.
    """
    ruleset = opened.ruleset
    assert ruleset is not None  # noqa: S101 - whoever has a scenario to keep has its rules
    if _is_folder(opened):
        name = _free(scenario.title, opened.texts)
        return [Edit(name, Span(name, 1, 1, 1, 1), scenario_text(scenario, ruleset))]
    ((name, text),) = opened.texts.items()
    lines = text.split("\n")
    scenarios = _scenarios(name, text)
    listed = scenario_file([scenario], ruleset).partition("\n\n")[2]
    if scenarios is None:
        place, made = len(lines), f"\n{FOLDER}:\n\n{listed}"
    else:
        item = scenarios.items[-1]
        if lines[item.span.line - 1][: item.span.column - 1].strip(" ") != "-":
            return []
        place, by = _end(item) + 1, " " * (item.span.column - len("- ") - 1)
        made = "\n" + "".join(f"{by}{line[2:]}\n" for line in listed.splitlines())
    return [_at_line(name, lines, place, made)]


def allowed(found: Diagnostic, reason: str, opened: Opened) -> Edit | None:
    """The edit that allows a finding: a comment on the line above it.

    Args:
        found: The finding.
        reason: Why it is to stay.
        opened: Where it was found.

    Returns:
        None: where its place is in no text of the folder.
    """
    span = found.span
    text = opened.texts.get(span.file)
    if text is None or not span.line:
        return None
    line = text.split("\n")[span.line - 1]
    indent = line[: len(line) - len(line.lstrip(" "))]
    said = f"{indent}# tactful: allow {found.name} because {' '.join(reason.split())}\n"
    return Edit(span.file, Span(span.file, span.line, 1, span.line, 1), said)


def _is_folder(opened: Opened) -> bool:
    return opened.path == opened.folder


def _free(title: str, taken: Iterable[str]) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
    stem = words[:LONGEST_NAME].rstrip("-") or "kept"
    names, number = {*taken}, 1
    name = f"{FOLDER}/{stem}.yaml"
    while name in names:
        number += 1
        name = f"{FOLDER}/{stem}-{number}.yaml"
    return name


def _scenarios(name: str, text: str) -> Sequence | None:
    """The scenarios that a file lists, if it lists any."""
    node = parse_text(SourceText(name, text), Diagnostics())
    for pair in node.entries if isinstance(node, Mapping) else ():
        if pair.key.text == FOLDER and isinstance(pair.value, Sequence) and pair.value.items:
            return pair.value
    return None


def _end(node: Node) -> int:
    """The last line on which a node says something."""
    if isinstance(node, Scalar):
        return node.span.end_line - (node.span.end_column == 1 and node.span.end_line > 1)
    inner: Iterable[Node] = (
        node.items if isinstance(node, Sequence) else (p.value for p in node.entries)
    )
    keys = [p.key.span.line for p in node.entries] if isinstance(node, Mapping) else []
    closed = node.span.end_line if node.span.end_column > 1 else 0
    return max([node.span.line, closed, *keys, *map(_end, inner)])


def _at_line(name: str, lines: list[str], line: int, text: str) -> Edit:
    """An edit that puts a text before a line; at the end of the file where there is none."""
    if line <= len(lines) and not (line == len(lines) and lines[-1]):
        return Edit(name, Span(name, line, 1, line, 1), text)
    last, column = len(lines), len(lines[-1]) + 1
    return Edit(name, Span(name, last, column, last, column), f"\n{text}")
