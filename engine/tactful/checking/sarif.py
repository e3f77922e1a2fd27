"""Findings in SARIF 2.1.0, the form in which code hosts and editors take them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from tactful.language.as_json import Json
from tactful.text.diagnostic import Defect, Diagnostic, Fix, Severity, Span
from tactful.text.signs import visible

_LINK = re.compile(r"(\[[^\[\]]*)\]\(")
_BRACE = re.compile(r"[{}]")

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def sarif(diagnostics: Sequence[Diagnostic], version: str) -> dict[str, Json]:
    """One run with a result for each diagnostic; paths are relative where they can be."""
    defects = dict.fromkeys(diagnostic.defect for diagnostic in diagnostics)
    places = {defect: place for place, defect in enumerate(defects)}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "tactful",
                        "version": version,
                        "rules": [_rule(defect) for defect in defects],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(d, places[d.defect]) for d in diagnostics],
            }
        ],
    }


def _rule(defect: Defect) -> Json:
    return {
        "id": defect.code,
        "name": defect.name,
        "shortDescription": {"text": defect.meaning},
        "defaultConfiguration": {"level": _LEVELS[defect.severity]},
    }


def _result(diagnostic: Diagnostic, place: int) -> Json:
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": place,
        "level": _LEVELS[diagnostic.defect.severity],
        "message": _said(f"{_sentence(diagnostic.message)} {_sentence(diagnostic.help)}"),
        "locations": [_location(diagnostic.span)],
        "relatedLocations": [
            {**_location(related.span), "message": _said(related.message)}
            for related in diagnostic.related
        ],
        **({"fixes": [_fix(fix) for fix in diagnostic.fixes]} if diagnostic.fixes else {}),
    }


def _fix(fix: Fix) -> Json:
    """The edits of a fix, file by file."""
    changes: list[Json] = []
    for file, edits in groupby(sorted(fix.edits), key=lambda edit: edit.file):
        replacements: list[Json] = [
            {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
            for edit in edits
        ]
        changes.append({"artifactLocation": _artifact(file), "replacements": replacements})
    return {"description": _said(fix.title), "artifactChanges": changes}


def _said(text: str) -> Json:
    """A message in which nothing an author wrote is a link, ``[text](address)``, or is filled in.

    What stands in braces is a placeholder there, and doubled braces are braces (3.11.5).
    """
    return {"text": _BRACE.sub(r"\g<0>\g<0>", _LINK.sub(r"\\\1\\](", visible(text)))}


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "?", "!")) else ".")


def _location(span: Span) -> dict[str, Json]:
    where: dict[str, Json] = {"artifactLocation": _artifact(span.file)}
    if span.line:
        where["region"] = _region(span)
    return {"physicalLocation": where}


def _artifact(file: str) -> Json:
    return {"uri": quote(relative(file), safe="/", errors="surrogatepass")}


def _region(span: Span) -> Json:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def relative(file: str) -> str:
    """A path relative to the working folder if it lies in it, with slashes."""
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()


def github(diagnostics: Iterable[Diagnostic]) -> str:
    """The diagnostics as the workflow commands by which GitHub marks lines, a line each."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    places = {"file": relative(span.file)}
    if span.line:
        end = {"endColumn": span.end_column} if span.end_line == span.line else {}
        numbers = {"line": span.line, "endLine": span.end_line, "col": span.column, **end}
        places |= {key: str(number) for key, number in numbers.items()}
    places["title"] = f"{diagnostic.name} ({diagnostic.code})"
    said = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in places.items())
    level = _LEVELS[diagnostic.defect.severity]
    message = f"{_sentence(diagnostic.message)} {_sentence(diagnostic.help)}"
    return f"::{level} {said}::{_escaped(message)}"


def _escaped(text: str, also: str = "") -> str:
    """Text as GitHub's workflow commands want it."""
    for character in "%\r\n" + also:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
