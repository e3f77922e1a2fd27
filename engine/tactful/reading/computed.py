"""How a fact is computed from others: the ``computed`` key of a fact."""

from __future__ import annotations

from tactful.language.computations import COMPUTATIONS, Computation
from tactful.language.model import Computed, Fact
from tactful.reading.defects.declarations import (
    misfit_choices,
    misfit_operand,
    misfit_parts,
    misfit_result,
    unknown_computation,
)
from tactful.reading.defects.names import unknown_fact
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.text.diagnostic import Span
from tactful.text.nodes import Node, head


def read_computed(shapes: Shapes, name: str, node: Node, scope: Scope) -> Fact | None:
    """The fact with the way it is computed."""
    group = shapes.group(node, "`computed`", "`{hours from: interview_ended, to: now}`")
    if group is None:
        return None
    row = next((COMPUTATIONS[k.text] for k, _ in group.entries if k.text in COMPUTATIONS), None)
    if row is None:
        key = group.entries[0].key
        shapes.report(unknown_computation(key.text, COMPUTATIONS, shapes.speller), key)
        return None
    example = {key: f"{key}: {'now' if key == 'to' else '...'}" for key in row.keys}
    form = Form(f"`{row.name}`", row.keys, row.keys, example)
    found = shapes.entries(group, form)
    operands = [
        _operand(shapes, found[key], row, place, scope)
        for place, key in enumerate(row.keys)
        if key in found
    ]
    fact = scope.facts[name]
    fits = _result_fits(shapes, fact, row, head(group))
    if not fits or len(operands) != len(row.keys) or None in operands:
        return None
    computed = Computed(row.name, tuple(o for o in operands if o), head(group))
    return Fact(
        fact.id, fact.type, fact.label, fact.question, None, fact.changeable, computed, fact.span
    )


def _operand(shapes: Shapes, node: Node, row: Computation, place: int, scope: Scope) -> str | None:
    key = row.keys[place]
    word = shapes.word(node, f"`{key}`", "the name of a fact")
    if word is None:
        return None
    fact = scope.facts.get(word.text)
    if fact is None:
        if scope.is_missing(word.text):
            shapes.report(unknown_fact(word.text, scope.facts, shapes.speller), word)
        return None
    kinds = row.operand_kinds[place]
    if fact.type.kind not in kinds:
        shapes.report(misfit_operand(key, kinds, fact), word)
        return None
    return fact.id


def _result_fits(shapes: Shapes, fact: Fact, row: Computation, place: Span) -> bool:
    if fact.type.kind is not row.result.kind:
        shapes.report(misfit_result(row, fact), place)
        return False
    if fact.type.whole and not row.result.whole:
        shapes.report(misfit_parts(row, fact), place)
        return False
    if row.result.choices and set(fact.type.choices) != set(row.result.choices):
        shapes.report(misfit_choices(row, fact), place)
        return False
    return True
