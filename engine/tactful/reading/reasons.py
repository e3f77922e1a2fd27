"""Why a rule holds: one sentence, or one for each branch of what it asks."""

from __future__ import annotations

from typing import NamedTuple

from tactful.language.model import Because
from tactful.language.terms import Condition, Sentence
from tactful.reading.conditions import read_condition
from tactful.reading.defects.rules import misplaced_branch
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.text.nodes import Node, Sequence

_BRANCH = Form("a reason", ("when", "text"), ("text",), {"text": "text: why this follows"})
_EXAMPLE = "`- {when: {rapport: warm}, text: why this follows}`"


def read_reasons(
    shapes: Shapes, node: Node, scope: Scope
) -> tuple[Sentence | None, tuple[Because, ...]]:
    """A rule's reason where no branch counts, and the reasons of its branches, in order."""
    if not isinstance(node, Sequence):
        return shapes.template(node, "`because`", scope), ()
    items = shapes.items(node, "`because`", _EXAMPLE) or ()
    read = [_branch(shapes, item, scope) for item in items]
    for place, (item, branch) in enumerate(zip(items, read, strict=True)):
        is_last = place == len(items) - 1
        if branch is not None and branch.asks is is_last:
            shapes.report(misplaced_branch(is_last=is_last), item)
    found = [branch for branch in read if branch is not None]
    reasons = [Because(b.when, b.text) for b in found if b.when is not None and b.text is not None]
    return (found[-1].text if found else None), tuple(reasons)


class _Branch(NamedTuple):
    asks: bool
    when: Condition | None
    text: Sentence | None


def _branch(shapes: Shapes, node: Node, scope: Scope) -> _Branch | None:
    group = shapes.group(node, "a reason", _EXAMPLE)
    if group is None:
        return None
    found = shapes.entries(group, _BRANCH)
    when = read_condition(shapes, found["when"], "`when`", scope) if "when" in found else None
    text = shapes.template(found["text"], "`text`", scope) if "text" in found else None
    return _Branch("when" in found, when, text)
