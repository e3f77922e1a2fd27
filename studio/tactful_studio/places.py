"""Places in the texts, as the page names them: the file within the folder, lines from 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tactful.language.as_json import Json
from tactful.text.diagnostic import Edit, Span
from tactful.workspace.opened import Opened


class RulePlace(NamedTuple):
    """Where a rule stands."""

    file: str
    line: int


def places(opened: Opened) -> Mapping[str, RulePlace]:
    """Where each rule of the folder stands, by its name; those of a base stand elsewhere."""
    rules = {} if opened.partial is None else opened.partial.rules
    return {
        rule.id: RulePlace(rule.span.file, rule.span.line)
        for rule in rules.values()
        if rule.span.file in opened.texts
    }


def place(span: Span) -> dict[str, Json]:
    """A stretch of a file; its first sign where it has no place in particular."""
    start = [max(span.line, 1), max(span.column, 1)]
    end = [span.end_line, span.end_column] if span.end_line else start
    return {"file": span.file, "start": [*start], "end": [*end]}


def edits(some: Iterable[Edit]) -> list[Json]:
    """Edits as the page carries them out."""
    return [{**place(edit.span), "file": edit.file, "text": edit.text} for edit in some]
