"""Conditions as lists of sentences, each leading to what it is about."""

from __future__ import annotations

from collections.abc import Iterable

from tactful.explanation.wording import capitalised
from tactful.language.model import Ruleset
from tactful.language.terms import (
    Condition,
    FactRef,
    Group,
    Join,
    Quantified,
    Test,
    whole_conditions,
)
from tactful.pages.leaf import LeafItem, Link, Linked
from tactful.workspace.leaves.book import Book


def condition_items(condition: Condition | None, book: Book) -> tuple[LeafItem, ...]:
    """What has to hold, each as one of a list."""
    return tuple(_item(part, book) for part in whole_conditions(condition))


def _item(condition: Condition, book: Book) -> LeafItem:
    if isinstance(condition, Test):
        return LeafItem(_test(condition, book))
    parts: Iterable[Condition] = condition.parts
    if isinstance(condition, Quantified):
        parts = (part for one in condition.parts for part in whole_conditions(one))
    under = tuple(_item(part, book) for part in parts)
    return LeafItem((_head(condition, book.ruleset),), under)


def _head(group: Group, ruleset: Ruleset) -> str:
    """What is said of the parts of a group."""
    if isinstance(group, Quantified):
        each = ruleset.each[group.over]
        other = "other " if group.other else ""
        noun = f"{other}{each.label}"
        return {
            Join.ANY: f"Of any {noun}:",
            Join.ALL: f"Of every {noun}:",
            Join.NONE: f"Of no {noun}:",
            Join.AT_LEAST: f"Of at least {group.count} {other}{each.plural}:",
        }[group.join]
    return {
        Join.ANY: "Any of these:",
        Join.ALL: "All of these:",
        Join.NONE: "None of these:",
        Join.AT_LEAST: f"At least {group.count} of these:",
    }[group.join]


def _test(test: Test, book: Book) -> Linked:
    """A test in words that lead to its subject, and to the facts that it compares with."""
    said = capitalised(book.wording.clause(test))
    words: list[str | Link] = [book.named(test.subject, said)]
    others = [operand.fact for operand in test.operands if isinstance(operand, FactRef)]
    for number, name in enumerate(others):
        words += [", " if number else " (see ", book.named(name, book.wording.label(name))]
    return (*words, ")") if others else tuple(words)
