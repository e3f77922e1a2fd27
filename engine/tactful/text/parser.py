"""Bytes to nodes with places: the only module that knows YAML.

Nodes are built from the parser's events, one at a time and without recursion, so that a hostile
text is given up at the first limit it breaks: nothing is expanded, copied or nested any further.
Whatever YAML has beyond lists, groups and words (anchors, aliases, tags, merge keys, several
documents) is refused, each with its own diagnostic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from tactful.text.defects import (
    alias,
    anchor,
    another_begins,
    duplicate_key,
    empty_file,
    empty_key,
    forbidden_character,
    forbidden_escape,
    keep_one,
    merge_key,
    missing_space,
    odd_key,
    second_document,
    tag,
    too_deep,
    too_many_parts,
    unusual_space,
)
from tactful.text.diagnostic import MOST_FOUND, Diagnostics, Mistake, Span
from tactful.text.files import SourceText, decode
from tactful.text.lines import UNUSUAL_SPACES, Lines
from tactful.text.nodes import Mapping, Node, Pair, Scalar, Sequence
from tactful.text.scene import BEGINNERS, CONDITIONS, Problem
from tactful.text.signs import first_unfit, unfit_signs

DEEPEST = 24
MOST_NODES = 150_000

_LOADER = getattr(yaml, "CLoader", yaml.Loader)  # the C parser where PyYAML was built with it
_COMMENT = re.compile(r"[ \t]+#")
_UNUSUAL = re.compile(f"[{UNUSUAL_SPACES}]")
_GLUED_KEY = r"[^\s:]+:\S"
_EDGE_SPACE = re.compile("^-?[X]+|[X]+$|^[a-z][\\w -]*:[X]".replace("X", UNUSUAL_SPACES))


def parse(data: bytes, file: str, diagnostics: Diagnostics) -> Node | None:
    """The tree of nodes of some bytes; ``None``, with a diagnostic, if there is none."""
    source = decode(data, file, diagnostics)
    return None if source is None else parse_text(source, diagnostics)


def parse_text(source: SourceText, diagnostics: Diagnostics) -> Node | None:
    """The tree of nodes of a text; ``None``, with a diagnostic, if there is none.

    Mistakes that leave the rest of the text readable (a name that stands twice, a tag) are
    reported and the tree is returned without the part in question.
    """
    if not source.sound:
        return None
    lines = Lines(source.file, source.text.split("\n"))
    if _report_forbidden(source.text, lines, diagnostics):
        return None
    if not source.text.strip():
        _report_empty(source.file, diagnostics)
        return None
    builder = _Builder(lines, diagnostics, _is_json(source.text))
    try:
        for event in _events(source.text):
            if not builder.take(event):
                return None
    except yaml.YAMLError as error:
        from tactful.text.syntax import explain  # only mistakes need it

        said = getattr(error, "problem", None) or "", getattr(error, "context", None) or ""
        trouble = explain(Problem(*said, *_places(error)), lines)
        for group in builder.open:
            builder.report_doubled(group)
        if all(found.span != trouble.span for found in diagnostics.found):
            diagnostics.add(*trouble)
        return None
    if builder.root is None:
        _report_empty(source.file, diagnostics)
    return builder.root


def _events(text: str) -> Iterator[Any]:
    return iter(yaml.parse(text, Loader=_LOADER))


def _is_json(text: str) -> bool:
    """Whether a text that may be YAML as well is JSON, with a true or false in it that counts."""
    if not text.lstrip().startswith(("{", "[")) or not ("true" in text or "false" in text):
        return False
    import json  # few scenarios are

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _report_empty(file: str, diagnostics: Diagnostics) -> None:
    diagnostics.add(empty_file(file), Span(file))


def _report_forbidden(text: str, lines: Lines, diagnostics: Diagnostics) -> bool:
    """Report the first sign of each line that has no place in a text."""
    line = begun = 0
    end = -1
    for found in unfit_signs(text):
        if found.start < end or diagnostics.is_full:
            continue  # one a line is enough
        line += text.count("\n", begun, found.start)
        begun = text.rfind("\n", 0, found.start) + 1
        end = text.find("\n", begun)
        end = len(text) if end < 0 else end
        column = found.start - begun
        diagnostics.add(forbidden_character(found), lines.span(line, column, line, column + 1))
    return end >= 0


def _places(error: yaml.YAMLError) -> list[tuple[int, int] | None]:
    """The places of the problem and of its context, as far as the error has them."""
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    return [(mark.line, mark.column) if mark else None for mark in marks]


class _Open:
    """A list or group that is not closed yet. ``last`` is the place of what came last in it."""

    __slots__ = (
        "damaged",
        "doubled",
        "entries",
        "first",
        "flow",
        "is_mapping",
        "items",
        "key",
        "last",
        "span",
    )

    def __init__(self, span: Span, last: Span, flow: bool, is_mapping: bool) -> None:
        self.span = span
        self.last = last
        self.flow = flow
        self.is_mapping = is_mapping
        self.items: list[Node] = []
        self.entries: list[Pair] = []
        self.first: dict[str, Span] = {}
        self.damaged = False
        self.doubled: list[Scalar] = []
        self.key: Node | None = None


class _Builder:
    """Takes events and makes nodes. ``root`` is the finished tree."""

    def __init__(self, lines: Lines, diagnostics: Diagnostics, is_json: bool) -> None:
        self.lines = lines
        self.diagnostics = diagnostics
        self.is_json = is_json
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.nodes = 0
        self.documents = 0

    def take(self, event: Any) -> bool:
        """Take the next event; false if the text is to be given up."""
        if len(self.diagnostics.found) >= MOST_FOUND:
            return False
        if isinstance(event, yaml.ScalarEvent):
            return self.count(event) and self.add(self.scalar(event))
        if isinstance(event, yaml.CollectionStartEvent):
            return self.count(event) and self.start(event)
        if isinstance(event, yaml.CollectionEndEvent):
            return self.add(self.finished(event))
        if isinstance(event, yaml.AliasEvent):
            self.report_sign(alias, event)
            return self.add(Scalar("", self.lines.event(event), spoilt=True))
        if isinstance(event, yaml.DocumentStartEvent):
            return self.document(event)
        return True

    def document(self, event: Any) -> bool:
        self.documents += 1
        if self.documents == 1:
            return True
        self.diagnostics.add(second_document(), self.lines.event(event))
        return False

    def count(self, event: Any) -> bool:
        self.nodes += 1
        if event.anchor is not None:
            self.report_sign(anchor, event)
        if event.tag is not None:
            self.report_sign(tag, event)
        if self.nodes > MOST_NODES:
            self.diagnostics.add(too_many_parts(MOST_NODES), self.lines.event(event))
            return False
        return True

    def report_sign(self, mistake: Callable[[str], Mistake], event: Any) -> None:
        span = self.lines.event(event)
        self.diagnostics.add(mistake(self.lines.word(span)), span)

    def start(self, event: Any) -> bool:
        span = self.lines.event(event)
        if len(self.open) == DEEPEST:
            self.diagnostics.add(too_deep(DEEPEST), span)
            return False
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.open.append(_Open(span, span, bool(event.flow_style), is_mapping))
        return True

    def scalar(self, event: Any) -> Scalar:
        span = self.lines.event(event)
        text: str = event.value
        if event.style:
            if event.style in "|>":
                span = self.lines.trimmed(span)
            spoilt = event.style == '"' and self.report_escaped(text, span)
            return Scalar(text, span, True, None, spoilt)
        if text and (not text.isascii()) and self.report_space(text, span):
            return Scalar(text, span, spoilt=True)
        cut_at = None
        if text:
            line = self.lines.texts[span.end_line - 1]
            found = _COMMENT.match(line, span.end_column - 1)
            if found:
                cut_at = self.lines.span(
                    span.end_line - 1, found.end() - 1, span.end_line - 1, len(line)
                )
        return Scalar(text, span, False, cut_at, False, self.is_json and text in ("true", "false"))

    def report_escaped(self, text: str, span: Span) -> bool:
        found = first_unfit(text)
        if found is not None:
            self.diagnostics.add(forbidden_escape(found), span)
        return found is not None

    def report_space(self, text: str, span: Span) -> bool:
        found = _EDGE_SPACE.search(text)
        if found is None:
            return False
        place = span
        for number in range(span.line - 1, span.end_line):
            start = span.column - 1 if number == span.line - 1 else 0
            sign = _UNUSUAL.search(self.lines.line(number), start)
            if sign:
                place = self.lines.span(number, sign.start(), number, sign.end())
                break
        self.diagnostics.add(unusual_space(), place)
        return True

    def finished(self, event: Any) -> Node:
        done = self.open[-1]
        self.report_doubled(done)
        self.open.pop()
        line, column = event.end_mark.line + 1, event.end_mark.column + 1
        if not done.flow:
            # The parser ends a block where the next one begins; we end it with its last value.
            line, column = done.last.end_line, done.last.end_column
        span = Span(done.span.file, done.span.line, done.span.column, line, column)
        if done.is_mapping:
            return Mapping(tuple(done.entries), span, done.damaged)
        return Sequence(tuple(done.items), span)

    def add(self, node: Node) -> bool:
        if not self.open:
            if self.root is None:
                self.root = node
            return True
        parent = self.open[-1]
        parent.last = node.span
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = node
        else:
            key, parent.key = parent.key, None
            if self.key_is_fine(key, node, parent) and not self.is_cut(key, node, parent):
                parent.entries.append(Pair(key, node))  # type: ignore[arg-type]
            else:
                parent.damaged = True
        return True

    def forgive_the_line_above(self, parent: _Open) -> None:
        """A line indented with odd spaces belongs to the empty line above it, as its author saw."""
        if parent.entries:
            key, value = parent.entries[-1]
            if isinstance(value, Scalar) and not value.text:
                parent.entries[-1] = Pair(key, value._replace(spoilt=True))

    def key_is_fine(self, key: Node, value: Node, parent: _Open) -> bool:
        if not isinstance(key, Scalar):
            self.diagnostics.add(
                odd_key("list" if isinstance(key, Sequence) else "group"), key.span
            )
            return False
        if key.spoilt:
            self.forgive_the_line_above(parent)
            return False
        return self.is_name(key, value) and self.is_new(key, parent)

    def is_name(self, key: Scalar, value: Node) -> bool:
        if not key.text.strip():
            self.diagnostics.add(empty_key(), key.span)
            return False
        if key.text == "<<" and not key.quoted:
            self.diagnostics.add(merge_key(), key.span)
            return False
        empty = isinstance(value, Scalar) and not value.text and not value.quoted
        if empty and not key.quoted and re.match(_GLUED_KEY, key.text):
            self.diagnostics.add(missing_space(self.lines.word(key.span)), key.span)
            return False
        return True

    def is_new(self, key: Scalar, parent: _Open) -> bool:
        first = parent.first.setdefault(key.text, key.span)
        if first is key.span:
            return True
        parent.doubled.append(key)
        return False

    def report_doubled(self, group: _Open) -> None:
        """Report names that stand twice in a group, once for each entry that seems to begin."""
        if not group.doubled:
            return
        runs: list[list[Scalar]] = []
        for key in group.doubled:
            if not runs or any(key.text == other.text for other in runs[-1]):
                runs.append([])
            runs[-1].append(key)
        around = self.open[: self.open.index(group)]
        in_list = bool(around) and not around[-1].is_mapping
        testing = any(isinstance(o.key, Scalar) and o.key.text in CONDITIONS for o in around)
        for run in runs:
            begins = len(run) > 1 or run[0].text in BEGINNERS
            for key in run[:1] if begins else run:
                word = self.lines.word(key.span)
                help_ = keep_one(testing=testing)
                if begins:
                    help_ = another_begins(word, in_list=in_list)
                self.diagnostics.add(duplicate_key(word, group.first[key.text], help_), key.span)

    def is_cut(self, key: Node, value: Node, parent: _Open) -> bool:
        """Whether a comma, and no colon, made a name of what belongs to the value before."""
        if not (parent.flow and isinstance(key, Scalar) and isinstance(value, Scalar)):
            return False
        if key.quoted or value.quoted or value.text or not parent.entries:
            return False
        after = self.lines.line(key.span.end_line - 1)[key.span.end_column - 1 :].lstrip()
        name, before = parent.entries[-1]
        if after[:1] == ":" or not isinstance(before, Scalar) or before.quoted or not before.text:
            return False
        if not before.spoilt:
            from tactful.text.marks import cut_value  # only mistakes need it

            trouble = cut_value(self.lines, before.span, key.span)
            if trouble is None:
                return False
            self.diagnostics.add(*trouble)
            parent.entries[-1] = Pair(name, before._replace(spoilt=True))
        return True
