"""Every place of a text in which a fact, decision, rule, option, choice or source is named.

A text is walked by its shape, not by what was made of it, so that names are found in rules that
cannot be read yet, too. In sentences names stand in braces; among tests they are whole words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from tactful.language.model import Ruleset
from tactful.reading.shapes import within
from tactful.text.diagnostic import Span
from tactful.text.nodes import Mapping, Node, Scalar, Sequence
from tactful.text.scene import NAMES


class Sort(Enum):
    """What a name is the name of."""

    FACT = "fact"
    DECISION = "decision"
    OPTION = "option"
    CHOICE = "choice"
    RULE = "rule"
    SOURCE = "source"
    CONSTRAINT = "constraint"


class Named(NamedTuple):
    """Something that has a name; ``owner`` is the decision of an option, the fact of a choice."""

    sort: Sort
    name: str
    owner: str = ""


class Occurrence(NamedTuple):
    """A place in which something is named; ``declares`` where it gets its name there."""

    named: Named
    span: Span
    declares: bool = False


_WORD = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
_BRACED = re.compile(r"\{ *([a-z][a-z0-9]*(?:[_-][a-z0-9]+)*) *\}")
_TESTS = frozenset(("when", "unless", "applies when", "never"))
_FATES = frozenset(("fired", "not fired", "set aside", "assumes"))
_SENTENCES = frozenset(
    (
        *("title", "about", "label", "question", "unit", "claim", "section", "because", "text"),
        *("subject", "opening", "closing", "scenario", "none", "also", "type", "name"),
    )
)
"""Names of values in which a word that is some fact's name is only a word."""


def occurrences(node: Node | None, text: str, ruleset: Ruleset) -> list[Occurrence]:
    """The places of one text in which something of a ruleset is named, in its order.

    Args:
        node: The tree of the text.
        text: The text.
        ruleset: What could be read of the ruleset: its names.
    """
    walk = _Walk(ruleset, text.split("\n"))
    if isinstance(node, Mapping):
        walk.file(node)
    found = {one.span: one for one in sorted(walk.found, key=lambda one: one.declares)}
    return sorted(found.values(), key=lambda one: one.span)


class _Walk:
    def __init__(self, ruleset: Ruleset, lines: list[str]) -> None:
        self.ruleset = ruleset
        self.lines = lines
        self.found: list[Occurrence] = []

    def add(self, named: Named, span: Span, *, declares: bool = False) -> None:
        self.found.append(Occurrence(named, span, declares))

    def subject(self, name: str) -> Named | None:
        """The fact or decision of a name."""
        if name in self.ruleset.facts:
            return Named(Sort.FACT, name)
        return Named(Sort.DECISION, name) if name in self.ruleset.decisions else None

    def inner(self, subject: str, name: str) -> Named | None:
        """The option of a decision, or choice of a fact."""
        decision = self.ruleset.decisions.get(subject)
        if decision is not None:
            return Named(Sort.OPTION, name, subject) if name in decision.options else None
        fact = self.ruleset.facts.get(subject)
        known = fact is not None and name in fact.type.choices
        return Named(Sort.CHOICE, name, subject) if known else None

    def file(self, group: Mapping) -> None:
        is_scenario = any(key.text == "scenario" for key, _ in group.entries)
        for key, value in group.entries:
            section = key.text
            if section == "facts" and is_scenario:
                self.given(value)
            elif section in _DECLARING:
                _DECLARING[section](self, value)
            elif section == "expect":
                self.expected(value)
            elif section == "clock":
                for inner, said in _entries(value):
                    self.anything(inner.text, said)
            else:
                self.anything(section, value)

    def facts(self, node: Node) -> None:
        for key, value in _entries(node):
            self.add(Named(Sort.FACT, key.text), key.span, declares=True)
            for inner, said in _entries(value):
                if inner.text == "choices":
                    for choice in _names(said):
                        named = Named(Sort.CHOICE, choice.text, key.text)
                        self.add(named, choice.span, declares=True)
                    self.anything("label", said)
                elif inner.text in ("default", "changeable", "reachable"):
                    self.test(key.text, said)
                else:
                    self.anything(inner.text, said)

    def decisions(self, node: Node) -> None:
        for key, value in _entries(node):
            self.add(Named(Sort.DECISION, key.text), key.span, declares=True)
            for inner, said in _entries(value):
                if inner.text == "options":
                    for option in _names(said):
                        named = Named(Sort.OPTION, option.text, key.text)
                        self.add(named, option.span, declares=True)
                    for option, body in _entries(said):
                        self.anything("label" if isinstance(body, Scalar) else option.text, body)
                elif inner.text == "fallback":
                    self.test(key.text, said)
                else:
                    self.anything(inner.text, said)

    def each(self, node: Node) -> None:
        for _, value in _entries(node):
            for inner, said in _entries(value):
                if inner.text in ("facts", "decisions") and isinstance(said, Mapping):
                    _DECLARING[inner.text](self, said)
                else:
                    self.anything(inner.text, said)

    def sources(self, node: Node) -> None:
        for key, value in _entries(node):
            self.add(Named(Sort.SOURCE, key.text), key.span, declares=True)
            self.anything("claim", value)

    def rules(self, node: Node) -> None:
        for item in _items(node):
            for key, value in _entries(item):
                if key.text == "id" and isinstance(value, Scalar):
                    self.add(Named(Sort.RULE, value.text), value.span, declares=True)
                elif key.text == "source" and isinstance(value, Scalar):
                    if value.text in self.ruleset.sources:
                        self.add(Named(Sort.SOURCE, value.text), value.span)
                elif key.text == "overrides":
                    self.listed_rules(value)
                else:
                    self.anything(key.text, value)

    def constraints(self, node: Node) -> None:
        for item in _items(node):
            for key, value in _entries(item):
                if key.text == "id" and isinstance(value, Scalar):
                    self.add(Named(Sort.CONSTRAINT, value.text), value.span, declares=True)
                else:
                    self.anything(key.text, value)

    def listed_rules(self, node: Node) -> None:
        for item in _items(node):
            if isinstance(item, Scalar) and item.text in self.ruleset.rules:
                self.add(Named(Sort.RULE, item.text), item.span)

    def scenarios(self, node: Node) -> None:
        for item in _items(node):
            for key, value in _entries(item):
                if key.text == "facts":
                    self.given(value)
                elif key.text == "expect":
                    self.expected(value)
                else:
                    self.anything(key.text, value)

    def given(self, node: Node) -> None:
        for key, value in _entries(node):
            self.about(key, value)

    def expected(self, node: Node) -> None:
        for key, value in _entries(node):
            if key.text in _FATES:
                self.listed_rules(value)
            elif key.text == "conflicts":
                self.anything(key.text, value)
            elif self.subject(_bare(key.text)) is not None:
                self.about(key, value)
            else:
                self.expected(value)

    def about(self, key: Scalar, value: Node) -> None:
        """A fact or decision before a colon, and a test, value or argument after it."""
        name = _bare(key.text)
        named = self.subject(name)
        if named is None:
            self.anything(key.text, value)
            return
        self.add(named, within(key, 0, len(name)))
        self.test(name, value)

    def test(self, subject: str, node: Node) -> None:
        """What a fact or decision is put to, or comes to."""
        if isinstance(node, Scalar):
            self.words(subject, node)
        elif isinstance(node, Sequence):
            for item in node.items:
                self.test(subject, item)
        else:
            for key, value in node.entries:
                inner = self.inner(subject, key.text)
                if inner is not None:
                    self.add(inner, key.span)
                else:
                    self.test(subject, value)

    def words(self, subject: str, node: Scalar) -> None:
        for found in _WORD.finditer(node.text):
            named = self.inner(subject, found[0]) or self.subject(found[0])
            if named is not None:
                self.add(named, within(node, found.start(), found.end()))

    def anything(self, key: str, node: Node) -> None:
        """What stands under any other name."""
        if isinstance(node, Mapping):
            for inner, value in node.entries:
                is_word = inner.text in NAMES or inner.text in _SENTENCES
                if is_word and (key not in _TESTS and key not in ("then", "after")):
                    self.anything(inner.text, value)
                elif self.subject(_bare(inner.text)) is not None:
                    self.about(inner, value)
                else:
                    self.anything(key if key in _TESTS else inner.text, value)
        elif isinstance(node, Sequence):
            for item in node.items:
                self.anything(key, item)
        elif key in _SENTENCES or "{" in node.text:
            self.sentence(node)
        else:
            named = self.subject(node.text)
            if named is not None:
                self.add(named, node.span)
            elif key == "without":
                self.listed_rules(node)

    def sentence(self, node: Scalar) -> None:
        """What a sentence quotes in braces."""
        span = node.span
        if "{" not in node.text:
            return
        for number in range(span.line, span.end_line + 1):
            line = self.lines[number - 1] if number <= len(self.lines) else ""
            start = span.column - 1 if number == span.line else 0
            end = span.end_column - 1 if number == span.end_line else len(line)
            for found in _BRACED.finditer(line, start, end):
                named = self.subject(found[1])
                if named is not None:
                    place = Span(span.file, number, found.start(1) + 1, number, found.end(1) + 1)
                    self.add(named, place)


_DECLARING = {
    "facts": _Walk.facts,
    "decisions": _Walk.decisions,
    "each": _Walk.each,
    "sources": _Walk.sources,
    "rules": _Walk.rules,
    "constraints": _Walk.constraints,
    "scenarios": _Walk.scenarios,
}


def _bare(text: str) -> str:
    """The name that is said of somebody: ``rapport`` of ``rapport[Ana]``."""
    return text.partition("[")[0]


def _entries(node: Node) -> Iterable[tuple[Scalar, Node]]:
    return node.entries if isinstance(node, Mapping) else ()


def _items(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else (node,)


def _names(node: Node) -> Iterator[Scalar]:
    """The names that a group gives, or those of a list."""
    if isinstance(node, Mapping):
        yield from (key for key, _ in node.entries)
    elif isinstance(node, Sequence):
        yield from (item for item in node.items if isinstance(item, Scalar))
