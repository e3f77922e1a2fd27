"""The form of an entry, made from what stands in its text and the ruleset's own words."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import dedent

from tactful.explanation.wording import capitalised
from tactful.language.model import Ruleset
from tactful.text.diagnostic import Span
from tactful.text.names import spaced
from tactful.workspace.fields.conditions import Vocabulary
from tactful.workspace.fields.decisions import decision_fields, ruleset_fields, source_fields
from tactful.workspace.fields.entries import FoundEntry
from tactful.workspace.fields.facts import fact_fields
from tactful.workspace.fields.field import EntryForm, FieldGroup, FormField
from tactful.workspace.fields.rules import rule_fields
from tactful.workspace.fields.scenarios import scenario_fields
from tactful.workspace.fields.values import FieldPlace
from tactful.workspace.opened import Opened

EMPTY = Ruleset("", "", {}, {}, {})
"""The words of a folder in which nothing can be read yet."""


def form_of(opened: Opened, kind: str, found: FoundEntry) -> EntryForm:
    """The form of an entry that was found."""
    parts = fields_of(kind, FieldPlace("", found.node), found.id, opened.partial or EMPTY)
    text = opened.texts[found.file]
    title = found.id if kind == "scenario" else capitalised(spaced(found.id))
    shown = tuple(_with_text(part, text) for part in parts)
    return EntryForm(kind, found.id, title, found.file, found.node.span, shown)


def fields_of(
    kind: str, place: FieldPlace, id_: str, ruleset: Ruleset
) -> Sequence[FormField | FieldGroup]:
    """The fields of an entry of a kind, with the ruleset's words, as it was written."""
    words = Vocabulary(ruleset)
    if kind == "rule":
        return rule_fields(place, words)
    if kind == "fact":
        return fact_fields(place, id_, words)
    if kind == "decision":
        return decision_fields(place, id_, words)
    if kind == "scenario":
        return scenario_fields(place, words)
    return source_fields(place, id_) if kind == "source" else ruleset_fields(place)


def _with_text(part: FormField | FieldGroup, text: str) -> FormField | FieldGroup:
    """A field or group in which what a form cannot show stands as it is written."""
    if isinstance(part, FieldGroup):
        return part._replace(parts=tuple(_with_text(one, text) for one in part.parts))
    if part.shape != "fixed" or part.span is None:
        return part
    return part._replace(value=_stretch(text, part.span))


def _stretch(text: str, span: Span) -> str:
    """What stands in a span, as far to the left as it can."""
    first, *rest = text.split("\n")[span.line - 1 : span.end_line]
    rows = [" " * (span.column - 1) + first[span.column - 1 :], *rest]
    rows[-1] = rows[-1][: span.end_column - 1]
    if rows[0].lstrip()[:1] in ("{", "["):  # what runs on within brackets may stand anywhere
        return "\n  ".join(row.strip() for row in rows)
    return dedent("\n".join(rows))
