"""What the page asks for with every key: what is wrong, which rules speak, what is advised."""

from __future__ import annotations

from pathlib import Path

from tactful.workspace.opened import Opened

from tactful.language.as_json import Json
from tactful.text.diagnostic import Diagnostic, Span
from tactful_studio.advice import client
from tactful_studio.drafts import Drafts
from tactful_studio.panes_found import found
from tactful_studio.requests import Sent, asked_in, text

UNTITLED = "A ruleset without a title"


def title(drafts: Drafts) -> str:
    """What the ruleset is called."""
    opened = drafts.saved()
    return opened.partial.title if opened.partial is not None else UNTITLED


def ruleset(drafts: Drafts) -> dict[str, Json]:
    """What there is: the title, and every file with its version."""
    files: dict[str, Json] = {**drafts.files.versions()}
    return {"title": title(drafts), "files": files, "one_file": drafts.files.is_one_file}


def look(body: Sent, drafts: Drafts) -> dict[str, Json]:
    """What comes of the texts and the facts as they stand in the page.

    What is asked with is ``asked.Asked``, and ``pane`` is the one that is shown.
    """
    asked = asked_in(body, drafts)
    opened = asked.opened
    shown = found().get(text(body, "pane"))
    told = client(asked)
    fired: list[Json] = []
    if told is not None:
        advice = told.advice()
        fired += [*dict.fromkeys(name.partition("[")[0] for name in advice.conclusions.fired)]
    return {
        "title": UNTITLED if opened.partial is None else opened.partial.title,
        "diagnostics": [diagnostic(one, opened) for one in opened.diagnostics],
        "outline": outline(opened),
        "fired": fired,
        "usable": opened.ruleset is not None,
        "html": shown.draw(asked) if shown is not None and shown.live else None,
    }


def outline(opened: Opened) -> dict[str, Json]:
    """The rules of every file, each with its line."""
    listed: dict[str, list[Json]] = {file: [] for file in opened.texts}
    rules = {} if opened.partial is None else opened.partial.rules
    for rule in rules.values():
        file = within(rule.span, opened)
        if file in listed:
            listed[file].append({"id": rule.id, "line": rule.span.line})
    return {file: [*rules] for file, rules in listed.items()}


def diagnostic(found: Diagnostic, opened: Opened) -> dict[str, Json]:
    """A mistake, with its place and what would mend it."""
    return {
        **place(found.span, opened),
        "severity": found.defect.severity.value,
        "code": found.code,
        "message": found.message,
        "help": found.help,
    }


def place(span: Span, opened: Opened) -> dict[str, Json]:
    """A stretch of a file, lines and columns from 1; all of it where it has no place."""
    line, column = max(span.line, 1), max(span.column, 1)
    end = [span.end_line, span.end_column] if span.end_line else [line, column]
    return {"file": within(span, opened), "start": [line, column], "end": [*end]}


def within(span: Span, opened: Opened) -> str:
    """The name of a span's file, as the page calls it."""
    if span.file in opened.texts:
        return span.file
    path = Path(span.file)
    if path == opened.folder:
        return path.name
    return path.relative_to(opened.folder).as_posix() if path.is_relative_to(opened.folder) else ""
