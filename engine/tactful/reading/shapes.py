"""The shapes of an author's text: groups with certain keys, lists, words, sentences.

Every question asked of a node here either answers it or reports, once, what stands there
instead; the answer is then ``None`` and whoever asked goes on with the next thing. A node whose
mistake has been reported already (``spoilt``) answers ``None`` in silence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from collections.abc import Mapping as Keys
from typing import NamedTuple

from tactful.language.model import Placeholder, Sentence
from tactful.language.values import Kind, NotAValue, ValueType
from tactful.reading.scope import Scope
from tactful.text import defects
from tactful.text.diagnostic import Defect, Diagnostics, Related, Severity, Span
from tactful.text.lines import quoted, shortened
from tactful.text.names import Speller, as_id, is_id
from tactful.text.nodes import Mapping, Node, Scalar, Sequence, head

_YES_NO = ValueType(Kind.YES_NO)
_GLUED = re.compile(r"([\w][\w-]*):(?=[^\s/:\d])")


_MEANT = {
    "if": "when", "reason": "because", "why": "because", "except": "unless", "name": "id",
    "rule": "id", "condition": "when", "conditions": "when", "override": "overrides",
    "values": "choices", "minimum": "min", "maximum": "max", "description": "label",
    "text": "label", "title": "scenario", "given": "facts", "expected": "expect",
    "formula": "computed", "integer": "whole", "till": "until", "to": "until", "body": "text",
}  # fmt: skip  # a table of words


class Form(NamedTuple):
    """What a group of lines may say: its name in messages, its keys, and which it must have.

    ``examples`` shows, for a key, how to write it; it is shown where a required key is missing.
    """

    name: str
    keys: tuple[str, ...]
    required: tuple[str, ...] = ()
    examples: Keys[str, str] = {}


class Enough(Exception):  # noqa: N818 - it is no error, only the end
    """Raised within reading, and caught where it began, once there are mistakes enough."""


class Shapes:
    """Asks nodes for shapes and reports what is wrong with them."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self.diagnostics = diagnostics
        self.speller = Speller()

    def report(
        self,
        defect: Defect,
        place: Span | Node,
        message: str,
        help_: str,
        related: Iterable[Related] = (),
    ) -> None:
        """Record one mistake.

        Raises:
            Enough: if there are so many already that reading should stop.
        """
        if self.diagnostics.is_full:
            if defect.severity is Severity.WARNING:
                return
            raise Enough
        span = place if isinstance(place, Span) else head(place)
        self.diagnostics.add(defect, span, message, help_, related)

    def group(self, node: Node, what: str, example: str) -> Mapping | None:
        """The node as a group of ``name: value`` lines."""
        if isinstance(node, Mapping):
            if node.entries or node.damaged:
                return node if node.entries else None
            self.report(
                defects.EMPTY_LIST, node.span, f"{what} has nothing in it", f"write {example}"
            )
            return None
        if isinstance(node, Scalar) and self._is_hopeless(node, what, f"write {example}"):
            return None
        self.wrong_shape(node, what, "lines of the form `name: value`", f"write {example}")
        return None

    def items(self, node: Node, what: str, example: str) -> tuple[Node, ...] | None:
        """The node as a list with something in it."""
        if isinstance(node, Sequence):
            if node.items:
                return node.items
            self.report(
                defects.EMPTY_LIST,
                node.span,
                f"{what} has nothing in it",
                f"write {example}, or leave it out",
            )
            return None
        if isinstance(node, Scalar) and self._is_hopeless(node, what, f"write {example}"):
            return None
        self.wrong_shape(node, what, "a list", f"write {example}")
        return None

    def word(self, node: Node, what: str, help_: str) -> Scalar | None:
        """The node as a single value that is not empty."""
        if isinstance(node, Scalar):
            return None if self._is_hopeless(node, what, help_) else node
        self.wrong_shape(node, what, "a single value", help_)
        return None

    def wrong_shape(self, node: Node, what: str, wanted: str, help_: str) -> None:
        """Report that something else stands where a shape is wanted."""
        if isinstance(node, Scalar) and not node.quoted:
            glued = _GLUED.match(node.text)
            if glued:
                word = shortened(node.text)
                self.report(
                    defects.MISSING_SPACE,
                    node,
                    f"`{word}` has no space after its colon",
                    f"write `{word.replace(':', ': ', 1)}`",
                )
                return
        found = {Scalar: "a single value", Sequence: "a list", Mapping: "a group of lines"}
        self.report(
            defects.WRONG_SHAPE, node, f"{what} should be {wanted}, not {found[type(node)]}", help_
        )

    def _is_hopeless(self, node: Scalar, what: str, help_: str) -> bool:
        if node.spoilt:
            return True
        if node.text.strip():
            return False
        self.report(defects.EMPTY_VALUE, node, f"{what} is empty", help_)
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
        for key, value in mapping.entries:
            if key.text in form.keys:
                found[key.text] = value
                continue
            near = self.speller.nearest(key.text, form.keys)
            if near is None and _MEANT.get(key.text.casefold()) in form.keys:
                near = _MEANT[key.text.casefold()]
            self.report(
                defects.UNKNOWN_KEY,
                key,
                f"`{shortened(key.text)}` means nothing in {name}",
                f"did you mean `{near}`?"
                if near
                else f"what can stand here: {quoted(form.keys, 12)}",
            )
            if near is not None and near not in found:
                found[near] = Scalar("", key.span, spoilt=True)  # so that it is not missing too
        for key_text in () if mapping.damaged else form.required:
            if key_text not in found:
                example = form.examples.get(key_text, f"{key_text}: ...")
                self.report(
                    defects.MISSING_KEY,
                    place or head(mapping),
                    f"{name} has no `{key_text}`",
                    f"add `{example}`",
                )
        return found

    def sentence(self, node: Node, what: str) -> str | None:
        """The node as a sentence or phrase for people."""
        word = self.word(node, what, "write it after the colon")
        if word is None:
            return None
        if word.cut_at is not None:
            kept = word.text.split()[-1]
            self.report(
                defects.CUT_SENTENCE,
                word.cut_at,
                f"the sentence ends after `{shortened(kept)}`: from ` #` on it is a comment",
                "put the sentence in quotation marks; a comment goes on a line of its own",
            )
            return None
        return word.text.strip()

    def flag(self, node: Node, what: str) -> bool | None:
        """The node as ``yes`` or ``no``."""
        word = self.word(node, what, "write `yes` or `no`")
        if word is None:
            return None
        try:
            return _YES_NO.parse(word.text) is True
        except NotAValue as error:
            self.report(
                defects.WRONG_VALUE,
                word,
                f"{what}: `{shortened(word.text)}` is neither yes nor no",
                error.help,
            )
            return None

    def id(
        self, node: Scalar, what: str, joint: str = "_", reserved: Collection[str] = ()
    ) -> str | None:
        """A scalar as the name of something that is declared here."""
        text = node.text
        if node.spoilt:
            return None
        if not is_id(text):
            better = as_id(text, joint)
            hint = f"did you mean `{better}`? " if better and better != text else ""
            self.report(
                defects.BAD_ID,
                node,
                f"`{shortened(text)}` cannot be the name of {what}",
                f"{hint}names are lower-case words joined with `{joint}`, from a letter on",
            )
            return None
        if text in reserved:
            self.report(
                defects.RESERVED_WORD,
                node,
                f"`{text}` cannot be the name of {what}",
                "choose another: the language uses this word itself",
            )
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
                self.report(
                    defects.BAD_BRACES,
                    place,
                    f"`{shortened(found[0])}` is not a name in braces",
                    "write a fact or decision in single braces, as `{rapport}`; a brace cannot "
                    "be printed",
                )
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
        if name in scope:
            return True
        if scope.is_missing(name):
            self.report(
                defects.UNKNOWN_PLACEHOLDER,
                place,
                f"`{{{shortened(name)}}}` names neither a fact nor a decision",
                self.speller.help(name, scope.names, "the facts and decisions"),
            )
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
