"""``tactful diff``: what a change of a ruleset means."""

from __future__ import annotations

import json

import click

from tactful.change_report import Report, report_json, text
from tactful.changes import affected, compare
from tactful.scenario import load_scenarios
from tactful_cli.examples import examples
from tactful_cli.failures import FINDINGS
from tactful_cli.inputs import usable_ruleset, usable_scenarios
from tactful_cli.progress import progress
from tactful_cli.revisions import checked_out


@click.command(
    "diff",
    epilog=examples(
        "tactful diff my-rules/ my-rules-new/",
        "tactful diff HEAD~1:rulesets/follow-up rulesets/follow-up --format markdown",
        "tactful diff old.yaml new.yaml --cohort clients.yaml",
    ),
)
@click.argument("old")
@click.argument("new")
@click.option("--cohort", metavar="FILE", help="Scenarios of clients: say whose advice changes.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to write the difference.",
)
def command(old: str, new: str, cohort: str | None, format_: str) -> None:
    """Say whose advice a change of the rules changes, and how.

    OLD and NEW are folders, files, or revisions in git, as HEAD~1:rulesets/follow-up. The exit
    code is 1 if anybody's advice changes.
    """
    with checked_out(old) as before, checked_out(new) as after:
        rulesets = usable_ruleset(before), usable_ruleset(after)
        # Only what their clients are like counts, so those that can still be read are enough.
        read = load_scenarios(after, rulesets[1]).scenarios
        read = read or load_scenarios(before, rulesets[0]).scenarios
    with progress("Comparing") as moved:
        difference = compare(*rulesets, [scenario.given for scenario in read], moved)
    report = Report(difference)
    if cohort is not None:
        clients = usable_scenarios([cohort], rulesets[1])
        changed = tuple(affected(difference, ((c.title, c.given) for c in clients)))
        report = Report(difference, changed, len(clients))
    if format_ == "json":
        click.echo(json.dumps(report_json(report), indent=2))
    else:
        click.echo(text(report, markdown=format_ == "markdown"))
    if difference.changes_advice:
        raise click.exceptions.Exit(FINDINGS)
