"""What an option adds to the message that a client sends: its ``draft``."""

from __future__ import annotations

from tactful.model import PARTS, Piece, Sentence
from tactful.names import Scope
from tactful.nodes import Node, Sequence
from tactful.reading_conditions import read_condition
from tactful.reading_shapes import Form, Shapes

_EXAMPLE = "`{text: Thank you for your time.}`"
_WHOLE = "one paragraph"
_PIECE = Form("a piece of a draft", ("when", *PARTS, _WHOLE))


def read_draft(shapes: Shapes, node: Node, scope: Scope) -> tuple[Piece, ...]:
    """The pieces of an option's draft: one, or a list of them."""
    items: tuple[Node, ...] | None = (node,)
    if isinstance(node, Sequence):
        items = shapes.items(node, "`draft`", f"`- {_EXAMPLE[1:]}")
    pieces = [_piece(shapes, item, scope) for item in items or ()]
    return tuple(piece for piece in pieces if piece is not None)


def _piece(shapes: Shapes, node: Node, scope: Scope) -> Piece | None:
    group = shapes.group(node, "a piece of a draft", _EXAMPLE)
    if group is None:
        return None
    found = shapes.entries(group, _PIECE)
    when = None
    if "when" in found:
        when = read_condition(shapes, found["when"], "`when`", scope)
        if when is None:
            return None
    parts: dict[str, Sentence] = {}
    for part in PARTS:
        if part in found:
            text = shapes.template(found[part], f"`{part}`", scope)
            if text is not None:
                parts[part] = text
    whole = _WHOLE in found and shapes.flag(found[_WHOLE], f"`{_WHOLE}`")
    return Piece(parts, when, group.span, bool(whole)) if parts or whole else None
