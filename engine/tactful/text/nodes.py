"""What a text is made of before anything is known about rules: words, lists and groups.

Every scalar stays text. The fact it belongs to decides later what it means, so ``no``, ``007``
and ``16:30`` never turn into something else on the way. Named tuples, since a large file has
two hundred thousand of them.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from tactful.text.diagnostic import Span


class Scalar(NamedTuple):
    """A word, a number, a sentence: whatever stands on its own. An empty value has no text.

    Attributes:
        text: What it says, without quotation marks, folded to one line where YAML folds it.
        span: Where it stands, quotation marks included.
        quoted: Whether it stands in quotation marks or in a block (``|`` or ``>``).
        cut_at: Where a `` #`` follows an unquoted text on its last line; else ``None``.
        spoilt: A mistake in it has been reported already, so its text is not to be trusted and
            nothing more is to be said about it.
        boolean: Whether it is the ``true`` or ``false`` of a JSON text.
    """

    text: str
    span: Span
    quoted: bool = False
    cut_at: Span | None = None
    spoilt: bool = False
    boolean: bool = False

    @property
    def as_yes_or_no(self) -> str:
        """What it says where yes or no is wanted: programs that write JSON have true and false."""
        if not self.boolean:
            return self.text
        return "yes" if self.text == "true" else "no"


class Sequence(NamedTuple):
    """A list, in the author's order."""

    items: tuple[Node, ...]
    span: Span


class Pair(NamedTuple):
    """One ``key: value`` line of a mapping."""

    key: Scalar
    value: Node


class Mapping(NamedTuple):
    """A group of ``key: value`` lines, in the author's order. No key stands twice.

    It is ``damaged`` where a line is left out because of a mistake that has been reported: what
    seems to be missing may have stood there.
    """

    entries: tuple[Pair, ...]
    span: Span
    damaged: bool = False


Node: TypeAlias = Scalar | Sequence | Mapping


def head(node: Node) -> Span:
    """Where to point for a node: all of a word or list; of a group, its first name."""
    if isinstance(node, Mapping) and node.entries:
        return node.entries[0].key.span
    return node.span


def written(node: Node) -> str:
    """A node on one line, as an author may write it."""
    if isinstance(node, Scalar):
        return f'"{node.text}"' if node.quoted and '"' not in node.text else node.text
    if isinstance(node, Sequence):
        return f"[{', '.join(map(written, node.items))}]"
    return f"{{{', '.join(f'{written(k)}: {written(v)}' for k, v in node.entries)}}}"


def over(key: Scalar, value: Node) -> Span:
    """From the beginning of a key to the end of its value."""
    start, end = key.span, value.span
    return Span(start.file, start.line, start.column, end.end_line, end.end_column)
