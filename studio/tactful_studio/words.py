"""The words of the texts: what can stand in a place, what a name means, where it is, renaming it.

All of it is found by the engine's ``workspace``; here it becomes what the page takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from starlette.exceptions import HTTPException

from tactful.language.as_json import Json
from tactful.text.diagnostic import Span
from tactful.workspace.completion import completions
from tactful.workspace.editing.merging import merged
from tactful.workspace.editing.naming import NotRenamed, rename
from tactful.workspace.language import definition, hover, references
from tactful.workspace.opened import Opened
from tactful_studio.drafts import Drafts
from tactful_studio.places import edits, place
from tactful_studio.requests import Sent, text, texts, whole


class _Cursor(NamedTuple):
    """Where the cursor is, in the texts as they stand in the page."""

    opened: Opened
    file: str
    line: int
    column: int


def _cursor(sent: Sent, drafts: Drafts) -> _Cursor:
    opened = drafts.read(texts(sent))
    return _Cursor(opened, text(sent, "file"), whole(sent, "line"), whole(sent, "column"))


def offered(sent: Sent, drafts: Drafts) -> dict[str, Json]:
    """What can be written at the cursor."""
    words: list[Json] = [
        {
            **place(word.span),
            "label": word.label,
            "text": word.text,
            "detail": word.detail,
            "kind": word.kind,
        }
        for word in completions(*_cursor(sent, drafts))
    ]
    return {"words": words}


def names(sent: Sent, drafts: Drafts) -> Mapping[str, Json]:
    """What the name at the cursor means, where it is declared or used, or its renaming.

    Raises:
        HTTPException: if something else is asked.
    """
    at, ask = _cursor(sent, drafts), text(sent, "ask")
    if ask == "hover":
        told = hover(*at)
        if told is None:
            return {"hover": None}
        return {"hover": {**place(told.span), "text": "\n".join([told.title, *told.lines])}}
    if ask == "definition":
        found = definition(*at)
        inside = found is not None and found.file in at.opened.texts
        return {"place": place(found.span) if found is not None and inside else None}
    if ask == "references":
        return _uses(at)
    if ask == "rename":
        try:
            return {"edits": edits(rename(*at, text(sent, "new")))}
        except NotRenamed as error:
            said = str(error)
            return {"edits": None, "why": f"{said[:1].upper()}{said[1:]}."}
    raise HTTPException(400, f"Nobody knows how to answer `{ask}`.")


def _uses(at: _Cursor) -> dict[str, Json]:
    """Every place of a name in the folder, each with its line."""
    found: list[Json] = []
    name = ""
    for one in references(*at):
        lines = (at.opened.texts.get(one.file) or "").split("\n")
        if one.file in at.opened.texts and one.span.line <= len(lines):
            line = lines[one.span.line - 1]
            name = name or _word(line, one.span)
            found.append({**place(one.span), "text": line.strip()})
    return {"places": found, "name": name}


def _word(line: str, span: Span) -> str:
    return line[span.column - 1 : span.end_column - 1]


def merge(sent: Sent, drafts: Drafts) -> dict[str, Json]:  # noqa: ARG001 - as all have it
    """Two edits of one text put together, with the number of places where both changed the same."""
    made = merged(text(sent, "base"), text(sent, "mine"), text(sent, "theirs"))
    return {"text": made.text, "clashes": len(made.clashes)}
