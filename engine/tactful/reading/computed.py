"""How a fact is computed from others: the ``computed`` key of a fact."""

from __future__ import annotations

from tactful.language.computations import COMPUTATIONS, Computation
from tactful.language.model import Computed, Fact
from tactful.language.values import Kind
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.text import defects
from tactful.text.diagnostic import Related, Span
from tactful.text.lines import quoted, shortened
from tactful.text.nodes import Node, head


def read_computed(shapes: Shapes, name: str, node: Node, scope: Scope) -> Fact | None:
    """The fact with the way it is computed."""
    group = shapes.group(node, "`computed`", "`{hours from: interview_ended, to: now}`")
    if group is None:
        return None
    row = next((COMPUTATIONS[k.text] for k, _ in group.entries if k.text in COMPUTATIONS), None)
    if row is None:
        key = group.entries[0].key
        shapes.report(
            defects.UNKNOWN_COMPUTATION,
            key,
            f"no fact can be computed by `{shortened(key.text)}`",
            shapes.speller.help(key.text, COMPUTATIONS, "the ways"),
        )
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
    word = shapes.word(node, f"`{key}`", "write the name of a fact")
    if word is None:
        return None
    fact = scope.facts.get(word.text)
    if fact is None:
        if scope.is_missing(word.text):
            shapes.report(
                defects.UNKNOWN_FACT,
                word,
                f"there is no fact `{shortened(word.text)}`",
                shapes.speller.help(word.text, scope.facts, "the facts"),
            )
        return None
    kinds = row.operand_kinds[place]
    if fact.type.kind not in kinds:
        wanted = " or ".join(f"`{kind.value}`" for kind in Kind if kind in kinds)
        shapes.report(
            defects.MISFIT_COMPUTATION,
            word,
            f"`{key}` takes a fact of type {wanted}, and `{fact.id}` is `{fact.type.kind.value}`",
            "name another fact, or change its type",
            [Related(fact.span, f"`{fact.id}` is declared here")],
        )
        return None
    return fact.id


def _result_fits(shapes: Shapes, fact: Fact, row: Computation, place: Span) -> bool:
    if fact.type.kind is not row.result.kind:
        shapes.report(
            defects.MISFIT_COMPUTATION,
            place,
            f"`{row.name}` gives a `{row.result.kind.value}`, and `{fact.id}` is "
            f"`{fact.type.kind.value}`",
            f"write `type: {row.result.kind.value}`",
            [Related(fact.span, f"`{fact.id}` is declared here")],
        )
        return False
    if fact.type.whole and not row.result.whole:
        shapes.report(
            defects.MISFIT_COMPUTATION,
            place,
            f"`{row.name}` gives parts of a whole too, and `{fact.id}` takes whole numbers only",
            "remove `whole: yes`",
        )
        return False
    if row.result.choices and set(fact.type.choices) != set(row.result.choices):
        shapes.report(
            defects.MISFIT_COMPUTATION,
            place,
            f"`{row.name}` gives {quoted(row.result.choices)}, and `{fact.id}` has other choices",
            "leave `choices` out",
        )
        return False
    return True
