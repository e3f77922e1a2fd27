"""``tactful check``: what is wrong with a ruleset, and where."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

import tactful
from tactful.checking.page import findings_page, unfinished
from tactful.checking.wire import findings
from tactful.language.as_json import as_text
from tactful.reading.ruleset import load_ruleset
from tactful.scenarios.scenario import LoadedScenarios, load_scenarios
from tactful.text.diagnostic import Diagnostic
from tactful.workspace.reviewing import examined, shown_by
from tactful_cli.failures import FINDINGS, CouldNotRun
from tactful_cli.inputs import ruleset_path
from tactful_cli.options import examples, format_option
from tactful_cli.screen.progress import progress
from tactful_cli.screen.showing import show

if TYPE_CHECKING:
    from tactful.checking.examine import LeftOpen
    from tactful.checking.finding import Finding


@click.command(
    "check",
    epilog=examples(
        "tactful check",
        "tactful check my-rules/ --strict --witnesses",
        "tactful check my-rules.yaml --format sarif > findings.sarif",
    ),
)
@click.argument("ruleset", required=False, metavar="[RULESET]")
@click.option("--strict", is_flag=True, help="Leave with exit code 1 for warnings too.")
@click.option("--quick", is_flag=True, help="Only read the text; prove nothing about the rules.")
@click.option("--witnesses", is_flag=True, help="Show the situation behind each finding.")
@click.option(
    "--write-scenarios", metavar="DIR", help="Save those situations as scenarios, a file each."
)
@format_option("text", "json", "sarif", "github", "html", writes="the findings")
def command(
    ruleset: str | None,
    strict: bool,
    quick: bool,
    witnesses: bool,
    write_scenarios: str | None,
    format_: str,
) -> None:
    """Check that a ruleset can be read and makes sense.

    RULESET is a folder or a file; the packaged follow-up rules if left out. The scenarios in the
    folder are read too. The exit code is 1 if there are errors, 3 if there is nothing to read.
    """
    path = ruleset_path(ruleset)
    loaded = load_ruleset(path)
    if not loaded.texts:
        raise CouldNotRun(loaded.diagnostics, loaded.texts)
    rules = loaded.ruleset
    mistakes = list(loaded.diagnostics)
    texts = dict(loaded.texts)
    read = LoadedScenarios((), (), {})
    found: Sequence[Finding] = ()
    left_open: Sequence[LeftOpen] = ()
    if rules is not None:
        read = load_scenarios(path, rules)
        mistakes += [d for d in read.diagnostics if d not in mistakes]
        texts.update(read.texts)
        if not quick:
            with progress("Checking") as moved:
                found, left_open = examined(rules, read.scenarios, loaded.texts, moved)
    shown = shown_by(found, rules) if rules is not None and (witnesses or write_scenarios) else {}
    everything = [*mistakes, *(one.diagnostic for one in found)]
    if format_ == "json":
        click.echo(as_text(findings(rules, mistakes, found, left_open)))
    elif format_ in ("sarif", "github"):
        _annotate(everything, left_open, format_)
    else:
        name = rules.id if rules is not None else path.resolve().stem
        told = shown if witnesses else {}
        counted = len(read.scenarios)
        page = findings_page(name, rules, counted, everything, texts, told, left_open)
        show([page], format_)
    if write_scenarios is not None:
        _save(found, shown, Path(write_scenarios))
    if any(strict or one.is_error for one in everything):
        raise click.exceptions.Exit(FINDINGS)


def _annotate(
    everything: Sequence[Diagnostic], left_open: Sequence[LeftOpen], format_: str
) -> None:
    """Write what other programs show beside the text; they have no place for what is left open."""
    from tactful.checking.sarif import github, sarif

    if format_ == "sarif":
        click.echo(json.dumps(sarif(everything, tactful.__version__), indent=2))
    else:
        click.echo(github(everything), nl=False)
    if left_open:
        click.echo(unfinished(left_open), err=True)


def _save(found: Sequence[Finding], shown: Mapping[Diagnostic, str], folder: Path) -> None:
    """Save each scenario in a file of its own, all of them new."""
    from tactful_cli.writing import make_folder, write_whole

    if not shown:
        click.echo("No finding has a situation to save.", err=True)
        return
    make_folder(folder)
    numbers: dict[str, int] = {}
    for diagnostic in (one.diagnostic for one in found if one.diagnostic in shown):
        numbers[diagnostic.name] = numbers.get(diagnostic.name, 0) + 1
        file = folder / f"{diagnostic.name}-{numbers[diagnostic.name]}.yaml"
        write_whole(file, shown[diagnostic], replace=False)
        click.echo(f"saved {file}", err=True)
