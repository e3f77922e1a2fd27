"""One test of one fact or decision: a value, a list, or words such as ``at least warm``.

A quoted text is always a literal where the fact is a text. Elsewhere a word that is one of the
fact's own values is that value, and only then the name of another fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Several
from dataclasses import replace

from tactful.language.calendar import WEEKDAYS
from tactful.language.model import Decision, Fact
from tactful.language.operators import ALL_OF, EQUAL, NONE_OF, NOT, ONE_OF, OPERATORS, Operator
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
from tactful.reading.defects.values import misplaced_offset, says_unknown, wrong_value
from tactful.reading.scope import Scope
from tactful.reading.shapes import Shapes
from tactful.reading.values import LONGEST_VALUE, parse, text_of
from tactful.text.diagnostic import Span
from tactful.text.nodes import Mapping, Node, Scalar, Sequence

_WORDED = tuple(o for o in OPERATORS if o.pattern != "{}" and not o.takes_list)
_INCOMPLETE = frozenset(o.name for o in _WORDED if "{}" in o.pattern)
_ALL_OF = re.compile(r"all\s+of\s*\[([^\[\]]*)\]", re.DOTALL)
_SQUEEZED = {o.name.replace(" ", ""): o.name for o in _WORDED}
_OPPOSITES = {
    "at least": "less than",
    "less than": "at least",
    "at most": "more than",
    "more than": "at most",
    "before": "at least",
    "after": "at most",
    "known": "unknown",
    "unknown": "known",
}
_DAYS = frozenset(day[:length].casefold() for day in WEEKDAYS for length in (3, len(day)))
_MEANT = {
    ">=": "at least", "=>": "at least", "≥": "at least", "<=": "at most", "=<": "at most",
    "≤": "at most", ">": "more than", "<": "less than", "!=": "not", "<>": "not", "≠": "not",
    "==": "", "=": "", "is": "", "equals": "", "equal to": "", "is not": "not", "isn't": "not",
    "over": "more than", "above": "more than", "greater than": "more than",
    "higher than": "more than", "under": "less than", "below": "less than",
    "lower than": "less than", "fewer than": "less than", "no more than": "at most",
    "not more than": "at most", "no less than": "at least", "not less than": "at least",
    "up to": "at most", "min": "at least", "max": "at most", "from": "at least",
    "minimum": "at least", "maximum": "at most", "until": "before", "earlier than": "before",
    "later than": "after", "since": "at least", "except": "not",
}  # fmt: skip  # a table of words

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
        operator, texts = (EQUAL, [node.text]) if literal else _split(node.text)
        if operator is EQUAL and not literal and self.report_slip(node):
            return None
        if operator is NOT and self.report_negated_test(node, texts[0]):
            return None
        if not self.fits(operator, node):
            return None
        operands = self.operands([node._replace(text=text) for text in texts], operator)
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
        operator, _ = _split(word.text)
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
        operator = next((o for o in _WORDED if o.name == key), None)
        asked = node.entries[0].value if operator is not None else None
        value_text = asked.text if isinstance(asked, Scalar) else None
        self.shapes.report(grouped_test(self.subject, key, value_text), node)
        return None

    def fits(self, operator: Operator, node: Node) -> bool:
        if operator.fits(self.type) and not (self.is_decision and operator.ordered):
            return True
        self.shapes.report(misfit_operator(operator, self.declared), node)
        return False

    def operands(self, words: Several[Scalar], operator: Operator) -> tuple[Operand, ...] | None:
        found = [self.operand(word, operator) for word in words]
        whole = tuple(operand for operand in found if operand is not None)
        return whole if len(whole) == len(found) else None

    def operand(self, word: Scalar, operator: Operator) -> Operand | None:
        if self.type.kind is Kind.TEXT:
            if self.type.none is not None and word.text == NONE.value and not word.quoted:
                return NONE
            other = self.scope.facts.get(word.text)
            if not word.quoted and other is not None and other.type.kind is Kind.TEXT:
                return self.reference(word)
            return word.text
        try:
            value = parse(text_of(word, self.type), replace(self.type, many=False))
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

    def report_slip(self, node: Scalar) -> bool:
        """Report words that were surely meant as a test; whether there were any."""
        text = node.text.strip()
        if text in self.type.choices or text in self.scope:
            return False
        if text.casefold() in _INCOMPLETE or (
            text.casefold().startswith("between ") and self.type.kind is not Kind.TEXT
        ):
            example = next(o.example for o in _WORDED if text.casefold().startswith(o.name))
            self.shapes.report(unfinished_test(text, example), node)
            return True
        if self.type.kind is Kind.TEXT or self.is_value(text):
            return False
        meant = _meant(text)
        if meant is None:
            return False
        self.shapes.report(unknown_operator(text, meant), node)
        return True

    def report_negated_test(self, node: Scalar, rest: str) -> bool:
        """Report ``not`` before another test, which has words for its opposite."""
        if self.type.kind is Kind.TEXT or self.is_value(rest) or rest in self.scope:
            return False
        meant = _negated(f"not {rest}")
        if meant.startswith("not "):
            return False
        self.shapes.report(unknown_operator(node.text, meant), node)
        return True

    def is_value(self, text: str) -> bool:
        try:
            parse(text, replace(self.type, many=False))
        except NotAValue:
            return False
        return True


def _split(text: str) -> tuple[Operator, list[str]]:
    """A test's operator and the texts it compares with."""
    if len(text) > 2 * LONGEST_VALUE:
        return EQUAL, [text]
    for operator in _WORDED:
        found = operator.words.fullmatch(text)
        if found:
            return operator, list(found.groups())
    return EQUAL, [text]


def _meant(text: str) -> str | None:
    """The test that was probably meant by words that are none; ``None`` if none is near."""
    if len(text) > LONGEST_VALUE:
        return None
    signs = re.match(r"([<>=!≤≥≠]+)\s*(.+)", text, re.DOTALL)
    if signs:
        return f"{_MEANT[signs[1]]} {signs[2]}".strip() if signs[1] in _MEANT else None
    words = text.split()
    for count in (3, 2, 1):
        first, rest = " ".join(words[:count]).casefold(), " ".join(words[count:])
        if rest and first in _MEANT:
            return _negated(f"{_MEANT[first]} {rest}".strip())
        name = _respelt(first)
        if name is not None and bool(rest) is (name not in ("known", "unknown")):
            return f"{name} {rest}".strip()
    return None


def _negated(text: str) -> str:
    """The words for the opposite where ``not`` stands before another test."""
    operator, texts = _split(text)
    if operator is not NOT:
        return text
    inner, operands = _split(_meant(texts[0]) or texts[0])
    opposite = _OPPOSITES.get(inner.name)
    return text if opposite is None else " ".join((opposite, *operands))


def _respelt(first: str) -> str | None:
    """The operator whose words are written a little differently here."""
    squeezed = re.sub(r"[\s_-]+", "", first)
    if squeezed in _SQUEEZED:
        return _SQUEEZED[squeezed]
    long = [name for name in _SQUEEZED if len(name) > 5]
    import difflib  # only mistakes need it

    near = difflib.get_close_matches(squeezed, long, n=1, cutoff=0.8)
    return _SQUEEZED[near[0]] if near else None
