"""The shapes of an author's text: groups with certain keys, lists, words, sentences.

Every question asked of a node here either answers it or reports, once, what stands there
instead; the answer is then ``None`` and whoever asked goes on with the next thing. A node whose
mistake has been reported already (``spoilt``) answers ``None`` in silence.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Mapping as Keys
from typing import NamedTuple

from tactful.language.terms import Placeholder, Sentence
from tactful.language.values import Kind, NotAValue, ValueType
from tactful.reading.defects.shapes import (
    bad_braces,
    bad_id,
    empty_group,
    empty_list,
    empty_value,
    misplaced_section,
    missing_key,
    null_value,
    reserved_word,
    stray_line,
    unknown_key,
    unknown_placeholder,
    wrong_shape,
)
from tactful.reading.defects.values import neither_yes_nor_no
from tactful.reading.scope import Scope
from tactful.text.defects import cut_sentence, missing_space, too_many_mistakes
from tactful.text.diagnostic import MOST_FOUND, Diagnostics, Mistake, Severity, Span
from tactful.text.names import Speller, as_id, is_id
from tactful.text.nodes import Mapping, Node, Scalar, Sequence, head

_YES_NO = ValueType(Kind.YES_NO)
_NULLS = frozenset(("~", "null", "Null", "NULL"))
"""Words that every other reader of YAML takes for nothing at all, editors among them."""

_LINES = "lines of the form `name: value`"
_GLUED = re.compile(r"([\w][\w-]*):(?=[^\s/:\d])")


_MEANT = {
    "if": "when", "reason": "because", "why": "because", "except": "unless", "name": "id",
    "rule": "id", "condition": "when", "conditions": "when", "override": "overrides",
    "values": "choices", "minimum": "min", "maximum": "max", "description": "label",
    "text": "label", "title": "scenario", "given": "facts", "expected": "expect",
    "formula": "computed", "integer": "whole", "till": "until", "to": "until", "body": "text",
    "wait": "wait until", "waits": "wait until",
}  # fmt: skip  # a table of words


class Form(NamedTuple):
    """What a group of lines may say: its name in messages, its keys, and which it must have.

    ``examples`` shows, for a key, how to write it; it is shown where a required key is missing.
    ``elsewhere`` tells where a key belongs that is written here all the same.
    """

    name: str
    keys: tuple[str, ...]
    required: tuple[str, ...] = ()
    examples: Keys[str, str] = {}
    elsewhere: Keys[str, str] = {}


class Enough(Exception):  # noqa: N818 - it is no error, only the end
    """Raised within reading, and caught where it began, once there are mistakes enough."""


def report_the_rest(diagnostics: Diagnostics, place: Span) -> None:
    """Say so where more mistakes were made than are listed."""
    if diagnostics.is_full and diagnostics.has_errors:
        diagnostics.add(too_many_mistakes(MOST_FOUND), place)


class Shapes:
    """Asks nodes for shapes and reports what is wrong with them."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self.diagnostics = diagnostics
        self.speller = Speller()

    def report(self, mistake: Mistake, place: Span | Node) -> None:
        """Record one mistake.

        Raises:
            Enough: if there are so many already that reading should stop.
        """
        if self.diagnostics.is_full:
            if mistake.defect.severity is Severity.WARNING:
                return
            raise Enough
        span = place if isinstance(place, Span) else head(place)
        self.diagnostics.add(mistake, span)

    def group(self, node: Node, what: str, example: str) -> Mapping | None:
        """The node as a group of ``name: value`` lines."""
        if isinstance(node, Mapping):
            if node.entries or node.damaged:
                return node if node.entries else None
            self.report(empty_group(what, example), node.span)
            return None
        if isinstance(node, Scalar) and self._is_hopeless(node, what, example):
            return None
        self.wrong_shape(node, what, _LINES, example)
        return None

    def items(self, node: Node, what: str, example: str) -> tuple[Node, ...] | None:
        """The node as a list with something in it."""
        if isinstance(node, Sequence):
            if node.items:
                return node.items
            self.report(empty_list(what, example), node.span)
            return None
        if isinstance(node, Scalar) and self._is_hopeless(node, what, example):
            return None
        self.wrong_shape(node, what, "a list", example)
        return None

    def one_or_more(self, node: Node, what: str, example: str) -> tuple[Node, ...] | None:
        """The node as a list with something in it, or as a single value that stands for one."""
        return (node,) if isinstance(node, Scalar) else self.items(node, what, example)

    def word(self, node: Node, what: str, example: str) -> Scalar | None:
        """The node as a single value that is not empty; ``example`` is what to write there."""
        if isinstance(node, Scalar):
            if not node.quoted and node.text in _NULLS:
                self.report(null_value(node.text, what), node)
                return None
            return None if self._is_hopeless(node, what, example) else node
        self.wrong_shape(node, what, "a single value", example)
        return None

    def wrong_shape(self, node: Node, what: str, wanted: str, example: str) -> None:
        """Report that something else stands where a shape is wanted."""
        if isinstance(node, Scalar) and not node.quoted:
            glued = _GLUED.match(node.text)
            if glued:
                self.report(missing_space(node.text, grouped=wanted == _LINES), node)
                return
        self.report(wrong_shape(node, what, wanted, example), node)

    def _is_hopeless(self, node: Scalar, what: str, example: str) -> bool:
        if node.spoilt:
            return True
        if node.text.strip():
            return False
        self.report(empty_value(what, example), node)
        return True

    def entries(
        self, mapping: Mapping, form: Form, place: Span | None = None, name: str | None = None
    ) -> dict[str, Node]:
        """The values of a group's keys; unknown and missing keys are reported.

        ``place`` is where to report a missing key; the group's beginning if there is no better.
        ``name`` is what to call the group, where it has a name.
        """
        found: dict[str, Node] = {}
        name = name or form.name
        above = (None, *mapping.entries)
        for before, (key, value) in zip(above, mapping.entries, strict=False):
            if key.text in form.keys:
                found[key.text] = value
                continue
            if key.text in form.elsewhere:
                self.report(misplaced_section(key.text, name, form.elsewhere[key.text]), key)
                found[key.text] = value
                continue
            near = self.speller.nearest(key.text, form.keys)
            if near is None and _MEANT.get(key.text.casefold()) in form.keys:
                near = _MEANT[key.text.casefold()]
            if near is None and before is not None and _is_sentence(before.value, key):
                self.report(stray_line(key.text, name, before.key.text, form.keys), key)
            else:
                self.report(unknown_key(key.text, name, near, form.keys), key)
            if near is not None and near not in found:
                found[near] = Scalar("", key.span, spoilt=True)  # so that it is not missing too
        elsewhere = found.keys() & form.elsewhere.keys()
        for key_text in () if mapping.damaged or elsewhere else form.required:
            if key_text not in found:
                example = form.examples.get(key_text, f"{key_text}: ...")
                missing = missing_key(name, key_text, example, named=place is not None)
                self.report(missing, place or head(mapping))
        return found

    def sentence(self, node: Node, what: str) -> str | None:
        """The node as a sentence or phrase for people."""
        word = self.word(node, what, "it after the colon")
        if word is None:
            return None
        if word.cut_at is not None:
            kept = word.text.split()[-1]
            self.report(cut_sentence(kept), word.cut_at)
            return None
        return word.text.strip()

    def flag(self, node: Node, what: str) -> bool | None:
        """The node as ``yes`` or ``no``."""
        word = self.word(node, what, "`yes` or `no`")
        if word is None:
            return None
        try:
            return _YES_NO.parse(word.as_yes_or_no) is True
        except NotAValue as error:
            self.report(neither_yes_nor_no(word.text, what, error), word)
            return None

    def id(
        self, node: Scalar, what: str, joint: str = "_", reserved: Collection[str] = ()
    ) -> str | None:
        """A scalar as the name of something that is declared here."""
        text = node.text
        if node.spoilt:
            return None
        if not is_id(text):
            self.report(bad_id(text, what, joint, as_id(text, joint)), node)
            return None
        if text in reserved:
            self.report(reserved_word(text, what), node)
            return None
        return text

    def template(self, node: Node, what: str, scope: Scope) -> Sentence | None:
        """The node as a sentence with facts and decisions in braces."""
        text = self.sentence(node, what)
        if text is None or not isinstance(node, Scalar):
            return None
        shift = len(node.text) - len(node.text.lstrip())
        parts: list[str | Placeholder] = []
        end, fine = 0, True
        for found in _BRACES.finditer(text):
            place = within(node, shift + found.start(), shift + found.end())
            name = found[1]
            if name is None or not name.strip():
                fine = False
                self.report(bad_braces(found[0]), place)
                continue
            fine = self._placeholder(name.strip(), place, scope) and fine
            if found.start() > end:
                parts.append(text[end : found.start()])
            parts.append(Placeholder(name.strip()))
            end = found.end()
        if end < len(text):
            parts.append(text[end:])
        return tuple(parts) if fine else None

    def _placeholder(self, name: str, place: Span, scope: Scope) -> bool:
        if name in scope or name in scope.each:
            return True
        if scope.is_missing(name):
            self.report(unknown_placeholder(name, [*scope.names, *scope.each], self.speller), place)
        return False


_BRACES = re.compile(r"\{\{+[^{}]*\}\}+|\{\{+|\}\}+|\{([^{}]*)\}|[{}]")


def within(node: Scalar, start: int, end: int) -> Span:
    """The span of some characters of a scalar's text; all of it where escapes blur the columns."""
    span = node.span
    quotes = 2 * node.quoted
    if span.line != span.end_line or span.end_column - span.column != len(node.text) + quotes:
        return span
    column = span.column + quotes // 2
    return Span(span.file, span.line, column + start, span.line, column + end)


def _is_sentence(node: Node, key: Scalar) -> bool:
    """Whether an unquoted sentence ends on the line above a key, which may be the rest of it."""
    if not isinstance(node, Scalar) or node.quoted or node.spoilt:
        return False
    return len(node.text.split()) > 2 and node.span.end_line + 1 == key.span.line
