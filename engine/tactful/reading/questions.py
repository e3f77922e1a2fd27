"""How people are asked: the ``questions`` of a ruleset, in sections, and its ``dates``."""

from __future__ import annotations

from tactful.language.model import QuestionSection
from tactful.reading.defects.names import decision_as_fact, unknown_fact
from tactful.reading.defects.rules import asked_computation
from tactful.reading.defects.shapes import duplicate_item
from tactful.reading.defects.values import neither_day_nor_month
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.text.diagnostic import Span
from tactful.text.nodes import Node

_FORM = Form(
    "a section",
    ("title", "ask"),
    ("title", "ask"),
    {"title": "title: How the talk went", "ask": "ask: [interview_ended, rapport]"},
)
_ORDERS = {"day first": True, "month first": False}


def read_questions(shapes: Shapes, node: Node | None, scope: Scope) -> tuple[QuestionSection, ...]:
    """The sections of the questions, in the order in which they are asked."""
    if node is None:
        return ()
    example = "`- {title: How the talk went, ask: [interview_ended, rapport]}`"
    sections = []
    asked: dict[str, Span] = {}
    for item in shapes.items(node, "`questions`", example) or ():
        group = shapes.group(item, "a section", example)
        if group is None:
            continue
        found = shapes.entries(group, _FORM)
        title = shapes.sentence(found["title"], "`title`") if "title" in found else None
        facts = _asked(shapes, found["ask"], scope, asked) if "ask" in found else ()
        if title is not None and facts:
            sections.append(QuestionSection(title, facts, group.entries[0].key.span))
    return tuple(sections)


def _asked(shapes: Shapes, node: Node, scope: Scope, asked: dict[str, Span]) -> tuple[str, ...]:
    found = []
    for item in shapes.items(node, "`ask`", "`[interview_ended, rapport]`") or ():
        word = shapes.word(item, "`ask`", "the name of a fact")
        if word is None:
            continue
        fact = scope.facts.get(word.text)
        if fact is None and word.text in scope.decisions:
            shapes.report(decision_as_fact(word.text), word)
        elif fact is None:
            if scope.is_missing(word.text):
                shapes.report(unknown_fact(word.text, scope.facts, shapes.speller), word)
        elif fact.computed is not None:
            shapes.report(asked_computation(fact), word)
        elif fact.id in asked:
            shapes.report(duplicate_item(fact.id, asked[fact.id]), word)
        else:
            asked[fact.id] = word.span
            found.append(fact.id)
    return tuple(found)


def read_dates(shapes: Shapes, node: Node | None) -> bool | None:
    """Whether people write the day before the month; ``None`` where that is not said."""
    word = None if node is None else shapes.word(node, "`dates`", "`day first` or `month first`")
    if word is None:
        return None
    order = _ORDERS.get(" ".join(word.text.split()))
    if order is None:
        shapes.report(neither_day_nor_month(word.text), word)
    return order
