"""What an option says of acting on it: its ``after`` and its ``draft``."""

from __future__ import annotations

from tactful.language.model import PARTS, Effect, Fact, Piece
from tactful.language.terms import FactRef, Operand, Sentence
from tactful.language.values import Kind
from tactful.reading.conditions import read_condition
from tactful.reading.defects.declarations import computed_effect, misfit_effect
from tactful.reading.defects.values import expected
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.reading.values import parsed, several_of
from tactful.reading.windows import named_fact
from tactful.text.nodes import Mapping, Node, Scalar, Sequence

_MORE = "one more"


def read_after(shapes: Shapes, node: Node, scope: Scope) -> tuple[Effect, ...]:
    """What is known once an option was acted on; ``{}`` for nothing new."""
    if isinstance(node, Mapping) and not node.entries:
        return ()
    group = shapes.group(node, "`after`", "`{thank_you_sent: yes, last_contact: now}`")
    effects = []
    for key, value in group.entries if group else ():
        fact = named_fact(shapes, key, "`after`", scope)
        effect = _effect(shapes, fact, key, value, scope) if fact is not None else None
        if effect is not None:
            effects.append(effect)
    return tuple(effects)


def _effect(shapes: Shapes, fact: Fact, key: Scalar, node: Node, scope: Scope) -> Effect | None:
    if fact.computed is not None:
        shapes.report(computed_effect(fact), key)
        return None
    if fact.type.many and isinstance(node, Sequence):
        several = several_of(shapes, node, fact.type, f"`{fact.id}`")
        return None if several is None else Effect(fact.id, several)
    word = shapes.word(node, f"`{fact.id}`", expected(fact.type))
    if word is None:
        return None
    if word.text == _MORE and not word.quoted and fact.type.kind is Kind.NUMBER:
        return Effect(fact.id, None, 1)
    other = None if word.quoted else scope.facts.get(word.text)
    if other is not None and other.id != fact.id and word.text not in fact.type.choices:
        if other.type.same_as(fact.type):
            return Effect(fact.id, FactRef(other.id))
        shapes.report(misfit_effect(fact, other), word)
        return None
    value: Operand | None = parsed(shapes, word, fact.type, f"`{fact.id}`")
    return None if value is None else Effect(fact.id, value)


# What an option adds to the message that a client sends: its ``draft``.


_DRAFT_EXAMPLE = "`{text: Thank you for your time.}`"
_WHOLE = "one paragraph"
_PIECE = Form("a piece of a draft", ("when", *PARTS, _WHOLE))


def read_draft(shapes: Shapes, node: Node, scope: Scope) -> tuple[Piece, ...]:
    """The pieces of an option's draft: one, or a list of them."""
    items: tuple[Node, ...] | None = (node,)
    if isinstance(node, Sequence):
        items = shapes.items(node, "`draft`", f"`- {_DRAFT_EXAMPLE[1:]}")
    pieces = [_piece(shapes, item, scope) for item in items or ()]
    return tuple(piece for piece in pieces if piece is not None)


def _piece(shapes: Shapes, node: Node, scope: Scope) -> Piece | None:
    group = shapes.group(node, "a piece of a draft", _DRAFT_EXAMPLE)
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
