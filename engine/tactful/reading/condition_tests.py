"""One test of one fact or decision: a value, a list, or words such as ``at least warm``.

A quoted text is always a literal where the fact is a text. Elsewhere a word that is one of the
fact's own values is that value, and only then the name of another fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Several

from tactful.language.calendar import WEEKDAYS
from tactful.language.model import Decision, Fact
from tactful.language.operators import ALL_OF, EQUAL, NONE_OF, NOT, ONE_OF, Operator
from tactful.language.terms import FactRef, Operand
from tactful.language.values import NONE, Kind, NotAValue, ValueType
from tactful.reading.defects.conditions import (
    across_midnight,
    across_the_week,
    grouped_test,
    listed_test,
    misfit_operator,
    mismatched_facts,
    ordered_none,
    reversed_bounds,
    self_comparison,
    unfinished_test,
    unknown_as_value,
    unknown_operator,
)
from tactful.reading.defects.names import unknown_option
from tactful.reading.defects.shapes import duplicate_item
from tactful.reading.defects.values import (
    may_be_declared_none,
    misplaced_offset,
    says_unknown,
    undeclared_none,
    wrong_value,
)
from tactful.reading.scope import Scope
from tactful.reading.shapes import Shapes, within
from tactful.reading.tests_in_words import WORDED, meant, negated, split
from tactful.reading.values import LONGEST_VALUE, parse, text_of
from tactful.text.diagnostic import Span
from tactful.text.lines import without_word_quotes
from tactful.text.nodes import Mapping, Node, Scalar, Sequence
from tactful.text.syntax_defects import LISTS, list_after_words, word_quotes_as_text

_BEFORE_A_LIST = re.compile(f"({'|'.join(LISTS)})[ \\[]")
_INCOMPLETE = frozenset(o.name for o in WORDED if "{}" in o.pattern)
_ALL_OF = re.compile(r"all\s+of\s*\[([^\[\]]*)\]", re.DOTALL)
_DAYS = frozenset(day[:length].casefold() for day in WEEKDAYS for length in (3, len(day)))
Operation = tuple[Operator, tuple[Operand, ...]]
"""What a test asks: an operator and what it compares with."""


def read_test(shapes: Shapes, subject: str, node: Node, scope: Scope) -> Operation | None:
    """The test that a node puts to a fact or decision; ``None`` if it is wrong."""
    type_ = scope.type_of(subject)
    if type_ is None:
        return None
    reader = _Test(shapes, subject, type_, scope)
    if isinstance(node, Scalar):
        return reader.words(node)
    if isinstance(node, Sequence):
        return reader.list(node, ONE_OF)
    return reader.negated_list(node)


class _Test:
    """The reading of one test."""

    def __init__(self, shapes: Shapes, subject: str, type_: ValueType, scope: Scope) -> None:
        self.shapes = shapes
        self.subject = subject
        self.type = type_
        self.scope = scope

    @property
    def is_decision(self) -> bool:
        return self.subject in self.scope.decisions

    @property
    def declared(self) -> Fact | Decision:
        return self.scope.facts.get(self.subject) or self.scope.decisions[self.subject]

    def words(self, node: Scalar) -> Operation | None:
        word = self.shapes.word(node, f"the test of `{self.subject}`", "a value or a test")
        if word is None:
            return None
        literal = node.quoted and self.type.kind is Kind.TEXT
        every = None if literal else _ALL_OF.fullmatch(node.text[: 2 * LONGEST_VALUE])
        if every is not None:
            texts = [text.strip() for text in every[1].split(",")]
            items = tuple(node._replace(text=text) for text in texts)
            return self.list(Sequence(items, node.span), ALL_OF, node)
        if not literal and self.report_worded_list(node):
            return None
        operator, texts = (EQUAL, [node.text]) if literal else split(node.text)
        if operator is EQUAL and not literal and self.report_slip(node):
            return None
        if operator is NOT and self.report_negated_test(node, texts[0]):
            return None
        if not self.fits(operator, node):
            return None
        operands = self.operands(_parts(node, operator, texts), operator)
        if operands is None:
            return None
        if operator.ordered and NONE in operands:
            self.shapes.report(ordered_none(self.subject), node)
            return None
        return None if self.is_reversed(operator, operands, node) else (operator, operands)

    def list(
        self, node: Sequence, operator: Operator, place: Scalar | None = None
    ) -> Operation | None:
        if not self.fits(operator, place or node):
            return None
        items = self.shapes.items(node, f"the list of `{self.subject}`", "`[one, two]`")
        if items is None:
            return None
        words: list[Scalar] = []
        first: dict[str, Span] = {}
        for item in items:
            word = self.shapes.word(item, "an entry of this list", "one value")
            if word is None or self.is_test_in_list(word, operator):
                return None
            if word.text in first:
                self.shapes.report(duplicate_item(word.text, first[word.text]), word)
                continue
            first[word.text] = word.span
            words.append(word)
        operands = self.operands(words, operator)
        return None if operands is None else (operator, operands)

    def is_test_in_list(self, word: Scalar, listing: Operator) -> bool:
        if word.quoted and self.type.kind is Kind.TEXT:
            return False
        operator, _ = split(word.text)
        if operator is EQUAL or word.text in self.type.choices:
            return False
        self.shapes.report(
            listed_test(word.text, is_not=operator is NOT, excluded=listing is NONE_OF), word
        )
        return True

    def negated_list(self, node: Mapping) -> Operation | None:
        keys = [entry.key for entry in node.entries]
        if len(keys) == 1 and keys[0].text == "not":
            value = node.entries[0].value
            if isinstance(value, Sequence):
                return self.list(value, NONE_OF)
            word = self.shapes.word(value, "`not`", "`[one, two]`")
            operands = None if word is None else self.operands([word], NOT)
            return None if operands is None else (NOT, operands)
        key = keys[0].text if keys else ""
        if len(keys) == 1 and key == ALL_OF.name and isinstance(node.entries[0].value, Sequence):
            return self.list(node.entries[0].value, ALL_OF)
        operator = next((o for o in WORDED if o.name == key), None)
        asked = node.entries[0].value if operator is not None else None
        value_text = asked.text if isinstance(asked, Scalar) else None
        self.shapes.report(grouped_test(self.subject, key, value_text), node.span)
        return None

    def fits(self, operator: Operator, node: Node) -> bool:
        if operator.fits(self.type) and not (self.is_decision and operator.ordered):
            return True
        text = node.text if isinstance(node, Scalar) else operator.name
        self.shapes.report(misfit_operator(operator, self.declared, text), node)
        return False

    def operands(self, words: Several[Scalar], operator: Operator) -> tuple[Operand, ...] | None:
        found = [self.operand(word, operator) for word in words]
        whole = tuple(operand for operand in found if operand is not None)
        return whole if len(whole) == len(found) else None

    def operand(self, word: Scalar, operator: Operator) -> Operand | None:
        if self.type.kind is Kind.TEXT:
            if word.text == NONE.value and not word.quoted:
                if self.type.none is None:
                    self.report_none(word, operator)
                return NONE if self.type.none is not None else None
            inside = without_word_quotes(word.text)
            if inside != word.text and not word.quoted:
                self.shapes.report(word_quotes_as_text(word.text, inside), word)
                return None
            other = self.scope.facts.get(word.text)
            if not word.quoted and other is not None and other.type.kind is Kind.TEXT:
                return self.reference(word)
            return word.text
        try:
            value = parse(text_of(word, self.type), self.type.single)
        except NotAValue as error:
            return self.not_a_value(word, error, operator)
        if getattr(value, "tzinfo", None) is not None:
            self.shapes.report(misplaced_offset(word.text), word)
            return None
        return value

    def not_a_value(self, word: Scalar, error: NotAValue, operator: Operator) -> Operand | None:
        name = word.text
        excluded = operator in (NOT, NONE_OF)
        if name in self.scope.broken:
            return None
        if name in self.scope and (name not in self.type.choices):
            return self.reference(word)
        if self.is_decision:
            self.shapes.report(
                unknown_option(self.subject, name, self.type.choices, self.shapes.speller), word
            )
            return None
        if not self.scope.complete and re.fullmatch(r"[a-z][a-z0-9_-]*", name[:100]):
            return None  # it may be a fact of the file that could not be read
        if may_be_declared_none(name, self.type):
            self.report_none(word, operator)
            return None
        if says_unknown(name):
            # Left out, as a value elsewhere may be, the test would always pass.
            asked = unknown_as_value(
                name, f"`{self.subject}`", negated=excluded, listed=operator.takes_list
            )
            self.shapes.report(asked, word)
            return None
        near = None
        if self.type.kind is not Kind.CHOICE:
            alike = [n for n, f in self.scope.facts.items() if f.type.same_as(self.type)]
            near = self.shapes.speller.nearest(name, alike)
        speller, what = self.shapes.speller, f"`{self.subject}`"
        mistake = wrong_value(name, self.type, what, error, speller, near, excluded=excluded)
        self.shapes.report(mistake, word)
        return None

    def report_none(self, word: Scalar, operator: Operator) -> None:
        negated = operator in (NOT, NONE_OF)
        fact = self.scope.facts.get(self.subject)
        place = word.span if fact is None else fact.span
        self.shapes.report(undeclared_none(self.subject, place, negated=negated), word)

    def reference(self, word: Scalar) -> FactRef | None:
        """Another fact's name, where its values can be compared with this one's."""
        name = word.text
        if name == self.subject:
            self.shapes.report(self_comparison(name), word)
            return None
        other = self.scope.facts.get(name)
        if other is not None and not self.is_decision and other.type.same_as(self.type):
            return FactRef(name)
        self.shapes.report(
            mismatched_facts(self.declared, other or self.scope.decisions[name]), word
        )
        return None

    def is_reversed(self, operator: Operator, operands: tuple[Operand, ...], node: Scalar) -> bool:
        if operator.name != "between" or any(isinstance(o, FactRef) for o in operands):
            return False
        low, high = operands
        rank = self.type.rank
        if not rank(low) > rank(high):  # type: ignore[operator,arg-type]
            return False
        low_text, high_text = (self.type.show(o) for o in (high, low))  # type: ignore[arg-type]
        mistake = reversed_bounds(low_text, high_text)
        days = [*self.type.choices]
        if self.type.kind is Kind.TIME:
            mistake = across_midnight(self.subject, low_text, high_text)
        elif days and {day.casefold() for day in days} <= _DAYS:
            around = (*days[days.index(high_text) :], *days[: days.index(low_text) + 1])
            mistake = across_the_week(low_text, high_text, around)
        self.shapes.report(mistake, node)
        return True

    def report_worded_list(self, node: Scalar) -> bool:
        """Report words before a list, which is written otherwise; whether there were any."""
        text = node.text[: 2 * LONGEST_VALUE]
        before = _BEFORE_A_LIST.match(text)
        words = before[1] if before else None
        if words is None or (words == ALL_OF.name and text.endswith("]")):
            return False
        rest = text.removeprefix(words).strip()
        inside = rest[1:-1] if rest.startswith("[") and rest.endswith("]") else rest
        items = [item.strip() for item in inside.split(",")]
        if rest == inside and not (items[1:] and all(item in self.type.choices for item in items)):
            return False
        self.shapes.report(list_after_words(words, ", ".join(items), braced=False), node)
        return True

    def report_slip(self, node: Scalar) -> bool:
        """Report words that were surely meant as a test; whether there were any."""
        text = node.text.strip()
        if text in self.type.choices or text in self.scope:
            return False
        if text.casefold() in _INCOMPLETE or (
            text.casefold().startswith("between ") and self.type.kind is not Kind.TEXT
        ):
            example = next(o.example for o in WORDED if text.casefold().startswith(o.name))
            self.shapes.report(unfinished_test(text, example), node)
            return True
        if self.type.kind is Kind.TEXT or self.is_value(text):
            return False
        likely = meant(text)
        if likely is None:
            return False
        self.shapes.report(unknown_operator(text, likely), node)
        return True

    def report_negated_test(self, node: Scalar, rest: str) -> bool:
        """Report ``not`` before another test, which has words for its opposite."""
        if self.type.kind is Kind.TEXT or self.is_value(rest) or rest in self.scope:
            return False
        opposite = negated(f"not {rest}")
        if opposite.startswith("not "):
            return False
        self.shapes.report(unknown_operator(node.text, opposite), node)
        return True

    def is_value(self, text: str) -> bool:
        try:
            parse(text, self.type.single)
        except NotAValue:
            return False
        return True


def _parts(node: Scalar, operator: Operator, texts: list[str]) -> list[Scalar]:
    """The values in a test's words, each where it stands."""
    found = operator.words.fullmatch(node.text) if operator is not EQUAL else None
    if found is None:
        return [node._replace(text=text) for text in texts]
    return [
        node._replace(text=text, span=within(node, found.start(place), found.end(place)))
        for place, text in enumerate(texts, 1)
    ]
