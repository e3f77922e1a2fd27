"""The ``constraints`` of a ruleset: what cannot be, whatever the rules say."""

from __future__ import annotations

from collections.abc import Iterable

from tactful.language.model import Constraint
from tactful.language.terms import reads
from tactful.reading.conditions import read_condition
from tactful.reading.defects.rules import constrained_decision
from tactful.reading.defects.shapes import duplicate_item
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.text.diagnostic import Span
from tactful.text.nodes import Mapping, Node, Scalar

_FORM = Form(
    "a constraint",
    ("id", "never", "because"),
    ("id", "never", "because"),
    {
        "id": "id: a-short-name",
        "never": "never: {thanked_on: before interview_day}",
        "because": "because: why that cannot be",
    },
)


def read_constraints(
    shapes: Shapes, sections: Iterable[Node], scope: Scope
) -> dict[str, Constraint]:
    """Every constraint by name."""
    found: dict[str, Constraint] = {}
    declared: dict[str, Span] = {}
    for section in sections:
        example = "`- {id: a-short-name, never: {...}, because: why that cannot be}`"
        for item in shapes.items(section, "`constraints`", example) or ():
            group = shapes.group(item, "a constraint", "`id: a-short-name`")
            constraint = group and _constraint(shapes, group, scope, declared)
            if constraint:
                found[constraint.id] = constraint
    return found


def _constraint(
    shapes: Shapes, group: Mapping, scope: Scope, declared: dict[str, Span]
) -> Constraint | None:
    read = shapes.entries(group, _FORM)
    name = None
    node = read.get("id")
    if isinstance(node, Scalar):
        name = shapes.id(node, "a constraint", "-")
        first = declared.setdefault(name, node.span) if name else node.span
        if first is not node.span:
            shapes.report(duplicate_item(node.text, first), node)
            return None
    elif node is not None:
        shapes.word(node, "`id`", "a short name, as `no-call-before-it`")
    never = read_condition(shapes, read["never"], "`never`", scope) if "never" in read else None
    because = shapes.template(read["because"], "`because`", scope) if "because" in read else None
    for decision in sorted(reads(never) & scope.decisions.keys()):
        shapes.report(constrained_decision(decision), read["never"])
        never = None
    if name is None or never is None or because is None:
        return None
    return Constraint(name, never, because, group.entries[0].key.span)
