"""What programs read of findings: as JSON, described by ``schemas/findings.schema.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tactful.checking.numbers import numbers
from tactful.grounding.ground import ground
from tactful.language.as_json import Json, identity
from tactful.language.model import Ruleset
from tactful.text.diagnostic import Diagnostic, Span

if TYPE_CHECKING:
    from tactful.checking.examine import LeftOpen
    from tactful.checking.finding import Finding


def findings(
    ruleset: Ruleset | None,
    mistakes: Sequence[Diagnostic],
    found: Sequence[Finding],
    left_open: Sequence[LeftOpen] = (),
) -> dict[str, Json]:
    """What is wrong with a ruleset: mistakes of reading, then what the checks found.

    The ruleset is ``None`` if it could not be read. Which checks were cut short is told only
    where some were.
    """
    if ruleset is None:
        return {"ruleset": None, "findings": [_finding(d) for d in mistakes]}
    from tactful.scenarios.writing import shown

    witnesses = [
        None if f.witness is None else shown(f.witness, ground(ruleset, f.people)) for f in found
    ]
    counts: dict[str, Json] = {}
    if ruleset.each:
        counts["looked_at_for"] = [*numbers(ruleset)]
    return {
        "ruleset": {
            **identity(ruleset),
            "rules": len(ruleset.rules),
            "facts": len(ruleset.facts),
            "decisions": len(ruleset.decisions),
        },
        "findings": [
            *(_finding(diagnostic) for diagnostic in mistakes),
            *(_finding(f.diagnostic, w) for f, w in zip(found, witnesses, strict=True)),
        ],
        **counts,
        **({"left_open": [one._asdict() for one in left_open]} if left_open else {}),
    }


def _finding(finding: Diagnostic, witness: Mapping[str, str] | None = None) -> Json:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.defect.severity.value,
        "message": finding.message,
        "help": finding.help,
        **_place(finding.span),
        "related": [
            {"message": related.message, **_place(related.span)} for related in finding.related
        ],
        "witness": None if witness is None else dict(witness),
    }


def _place(span: Span) -> dict[str, Json]:
    """Where something is; a place that is a whole file has no line."""
    numbers = (span.line, span.column, span.end_line, span.end_column)
    names = ("line", "column", "end_line", "end_column")
    shown = numbers if span.line else (None, None, None, None)
    return {"file": span.file, **dict(zip(names, shown, strict=True))}
