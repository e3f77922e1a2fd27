"""``tactful check``: what is wrong with a ruleset, and where."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

import click

from tactful.diagnostic import Diagnostic, Span
from tactful.model import Ruleset
from tactful.reading import load_ruleset
from tactful.scenario import load_scenarios
from tactful.wire import Json
from tactful.wording import counted, joined
from tactful_cli.diagnostics import rendered, wants_colour
from tactful_cli.examples import examples
from tactful_cli.failures import FINDINGS, CouldNotRun
from tactful_cli.inputs import ruleset_path


@click.command(
    "check",
    epilog=examples(
        "tactful check",
        "tactful check my-rules/ --strict",
        "tactful check my-rules.yaml --format json",
    ),
)
@click.argument("ruleset", required=False, metavar="[RULESET]")
@click.option("--strict", is_flag=True, help="Leave with exit code 1 for warnings too.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write the findings.",
)
def command(ruleset: str | None, strict: bool, format_: str) -> None:
    """Check that a ruleset can be read and makes sense.

    RULESET is a folder or a file; the packaged follow-up rules if left out. The scenarios in the
    folder are read too. The exit code is 1 if there are errors, 3 if there is nothing to read.
    """
    path = ruleset_path(ruleset)
    loaded = load_ruleset(path)
    if not loaded.texts:
        raise CouldNotRun(loaded.diagnostics, loaded.texts)
    findings = list(loaded.diagnostics)
    texts = dict(loaded.texts)
    scenarios = 0
    if loaded.ruleset is not None:
        read = load_scenarios(path, loaded.ruleset)
        findings += [d for d in read.diagnostics if d not in findings]
        texts.update(read.texts)
        scenarios = len(read.scenarios)
    if format_ == "json":
        click.echo(json.dumps(_as_json(loaded.ruleset, findings), indent=2))
    else:
        colour = wants_colour(sys.stdout)
        if findings:
            click.echo(rendered(findings, texts, colour=colour) + "\n")
        name = loaded.ruleset.id if loaded.ruleset is not None else path.resolve().stem
        click.echo(f"{name}: {_summary(loaded.ruleset, scenarios, findings)}")
    if any(strict or finding.is_error for finding in findings):
        raise click.exceptions.Exit(FINDINGS)


def _summary(ruleset: Ruleset | None, scenarios: int, findings: Sequence[Diagnostic]) -> str:
    parts = []
    if ruleset is not None:
        parts = [
            counted(len(ruleset.rules), "rule"),
            counted(len(ruleset.facts), "fact"),
            counted(len(ruleset.decisions), "decision"),
            counted(scenarios, "scenario"),
        ]
    errors = sum(finding.is_error for finding in findings)
    kinds = {"error": errors, "warning": len(findings) - errors}
    found = [counted(number, kind) for kind, number in kinds.items() if number]
    return ", ".join([*parts, joined(found) or "no findings"])


def _as_json(ruleset: Ruleset | None, findings: Sequence[Diagnostic]) -> Mapping[str, Json]:
    return {
        "ruleset": None
        if ruleset is None
        else {
            "id": ruleset.id,
            "fingerprint": ruleset.fingerprint,
            "rules": len(ruleset.rules),
            "facts": len(ruleset.facts),
            "decisions": len(ruleset.decisions),
        },
        "findings": [
            {
                "code": finding.code,
                "name": finding.name,
                "severity": finding.defect.severity.value,
                "message": finding.message,
                "help": finding.help,
                **_place(finding.span),
                "related": [
                    {"message": related.message, **_place(related.span)}
                    for related in finding.related
                ],
            }
            for finding in findings
        ],
    }


def _place(span: Span) -> dict[str, Json]:
    """Where something is; a place that is a whole file has no line."""
    numbers = (span.line, span.column, span.end_line, span.end_column)
    names = ("line", "column", "end_line", "end_column")
    shown = numbers if span.line else (None, None, None, None)
    return {"file": span.file, **dict(zip(names, shown, strict=True))}
