"""A word or sentence in the place of another, in the layout that its author gave that one."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from tactful.text.nodes import Scalar
from tactful.workspace.fields.spelling import in_quotes, spelt

FEWEST_WIDE = 40
"""Characters that a line of several holds at least, however narrow an author's lines are."""


def rewritten(old: str, node: Scalar, value: str, flow: bool) -> Iterator[str]:
    """A word or sentence in the ways in which it may take another's place, the likeliest first."""
    mark = old[:1]
    if node.quoted and mark in ("|", ">"):
        yield from _block(old, value)
    elif "\n" in old:
        yield from _over_lines(node, old, value)
    if node.quoted and mark in ("'", '"'):
        yield in_quotes(value, mark)
    yield spelt(value, flow)
    yield value
    yield in_quotes(value)


def _block(old: str, value: str) -> Iterator[str]:
    """A sentence in a block (``>`` or ``|``) as wide as it was."""
    head, _, body = old.partition("\n")
    written = [line for line in body.split("\n") if line.strip()]
    if not written:
        return
    indent = len(written[0]) - len(written[0].lstrip())
    if head.startswith("|"):
        told = [f"{' ' * indent}{line}" if line.strip() else "" for line in value.split("\n")]
    else:
        told = _filled(value, " " * indent, " " * indent, max(map(len, written)))
    yield "\n".join([head, *told])


def _over_lines(node: Scalar, old: str, value: str) -> Iterator[str]:
    """A sentence that runs on over several lines, as wide as it was."""
    rows = [line for line in old.split("\n")[1:] if line.strip()]
    if not rows:
        return
    inner = " " * (len(rows[0]) - len(rows[0].lstrip()))
    first = " " * (node.span.column - 1)
    mark = old[:1] if node.quoted else ""
    told = in_quotes(value, mark) if mark else value
    width = max(*(len(row) for row in rows), len(first) + old.index("\n"))
    made = _filled(told, first, inner, width)
    yield "\n".join([made[0][len(first) :], *made[1:]])


def _filled(value: str, first: str, inner: str, width: int) -> list[str]:
    return textwrap.wrap(
        value,
        max(width, len(inner) + FEWEST_WIDE),
        initial_indent=first,
        subsequent_indent=inner,
        break_long_words=False,
        break_on_hyphens=False,
    )
