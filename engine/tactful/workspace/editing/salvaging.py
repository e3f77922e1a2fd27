"""What the other entries of a text say where one of them cannot be read.

While somebody types, a text is broken for a moment: a quotation mark is open, a brace is not
closed. The entry that it is in (a rule, a fact, a scenario) is then left out, and the rest read.

Source of the idea: the panic mode of compilers, which skip to where the next statement begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tactful.text.diagnostic import Diagnostic, Diagnostics
from tactful.text.files import SourceText
from tactful.text.nodes import Mapping, Node
from tactful.text.parser import parse_text

MOST_LEFT_OUT = 3
"""Entries that are left out before a text is given up: each costs one reading of it."""

_SAID = re.compile(r"\s*[^\s#]")


def salvaged(source: SourceText, found: Iterable[Diagnostic]) -> Node | None:
    """The tree of nodes of a text without the entries that keep it from being read.

    Args:
        source: A text that could not be read.
        found: What was found to be wrong with it.

    Returns:
        A group that is ``damaged``; ``None`` where too much would have to be left out.
    """
    lines = source.text.split("\n")
    for _ in range(MOST_LEFT_OUT):
        place = next((one.span.line for one in found if one.is_error and one.span.line), None)
        if place is None or not _leave_out(lines, place - 1):
            return None
        diagnostics = Diagnostics()
        node = parse_text(source._replace(text="\n".join(lines)), diagnostics)
        if node is not None:
            return node._replace(damaged=True) if isinstance(node, Mapping) else None
        found = diagnostics.found
    return None


def _leave_out(lines: list[str], place: int) -> bool:
    """Empty the entry that a line is in, or the one above it if that line is empty already."""
    while place >= 0 and (place >= len(lines) or not _SAID.match(lines[place])):
        place -= 1
    if place < 0:
        return False
    step = _step(lines)
    starts = [n for n, line in enumerate(lines) if _begins_entry(line, step)]
    start = max((n for n in starts if n <= place), default=place)
    end = min((n for n in starts if n > place), default=len(lines))
    lines[start:end] = [""] * (end - start)
    return True


def _step(lines: list[str]) -> int:
    """How far the entries of the outermost groups are indented: the least that anything is."""
    indents = (len(line) - len(line.lstrip(" ")) for line in lines if _SAID.match(line))
    return min((indent for indent in indents if indent), default=0)


def _begins_entry(line: str, step: int) -> bool:
    return _SAID.match(line) is not None and len(line) - len(line.lstrip(" ")) <= step
