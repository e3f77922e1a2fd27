"""``tactful check``: what is wrong with a ruleset, and where."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

import tactful
from tactful.checking.page import findings_page, unfinished
from tactful.checking.wire import findings
from tactful.language.as_json import as_text
from tactful.language.model import Ruleset
from tactful.pages.page import Page
from tactful.reading.ruleset import Loaded, load_ruleset
from tactful.scenarios.scenario import LoadedScenarios, load_scenarios
from tactful.scenarios.writing import SCENARIOS
from tactful.text.diagnostic import Diagnostic
from tactful.text.gate import Gate, NewFiles
from tactful.workspace.reviewing import examined, shown_by
from tactful_cli.failures import FINDINGS, CouldNotRun
from tactful_cli.inputs import (
    changed_rulesets,
    judged_path,
    ruleset_path,
    rulesets_of,
    usable_ruleset,
)
from tactful_cli.options import changed_option, examples, format_option
from tactful_cli.screen.progress import progress
from tactful_cli.screen.saying import say, say_commands, say_json
from tactful_cli.screen.showing import show

if TYPE_CHECKING:
    from tactful.checking.examine import LeftOpen
    from tactful.checking.finding import Finding


class _Examined(NamedTuple):
    """What came of looking at one ruleset."""

    page: Page
    ruleset: Ruleset | None
    mistakes: Sequence[Diagnostic]
    found: Sequence[Finding]
    left_open: Sequence[LeftOpen]
    shown: Mapping[Diagnostic, str]

    @property
    def everything(self) -> list[Diagnostic]:
        return [*self.mistakes, *(one.diagnostic for one in self.found)]


@click.command(
    "check",
    epilog=examples(
        "tactful check",
        "tactful check my-rules/ --strict --witnesses",
        "tactful check my-rules.yaml --format sarif > findings.sarif",
    ),
)
@click.argument("rulesets", nargs=-1, metavar="[RULESET]...")
@click.option("--strict", is_flag=True, help="Leave with exit code 1 for warnings too.")
@click.option("--quick", is_flag=True, help="Only read the text; prove nothing about the rules.")
@click.option("--witnesses", is_flag=True, help="Show the situation behind each finding.")
@click.option(
    "--write-scenarios", metavar="DIR", help="Save those situations as scenarios, a file each."
)
@click.option(
    "--show-compiled", is_flag=True, help="Print the Python function that RULESET comes to."
)
@changed_option
@format_option("text", "json", "sarif", "github", "html", writes="the findings")
def command(
    rulesets: tuple[str, ...],
    strict: bool,
    quick: bool,
    witnesses: bool,
    write_scenarios: str | None,
    show_compiled: bool,
    changed: bool,
    format_: str,
) -> None:
    """Check that a ruleset can be read and makes sense.

    RULESET is a folder or a file; any file in a ruleset's folder stands for the ruleset. If left
    out, it is the ruleset that the working folder is in, or else the packaged follow-up rules.
    The scenarios in the folder are read too. The exit code is 1 if there are errors, 3 if there
    is nothing to read.
    """
    paths = _paths(rulesets, changed=changed)
    if format_ == "json" and len(paths) > 1:
        raise click.UsageError("--format json takes one ruleset at a time")
    if show_compiled:
        _show_compiled(paths)
        return
    saved = None if write_scenarios is None else _claimed(paths, Path(write_scenarios))
    loaded = [load_ruleset(path) for path in paths]
    nothing = [one for one in loaded if not one.texts]
    if nothing:
        raise CouldNotRun([d for one in nothing for d in one.diagnostics], {})
    made = [
        _examined(path, one, quick=quick, witnesses=witnesses, kept=write_scenarios is not None)
        for path, one in zip(paths, loaded, strict=True)
    ]
    everything = [diagnostic for one in made for diagnostic in one.everything]
    if saved is not None:
        found = [one for examined in made for one in examined.found]
        _save(found, {d: text for one in made for d, text in one.shown.items()}, saved)
    if format_ == "json":
        for one in made:
            say_json([as_text(findings(one.ruleset, one.mistakes, one.found, one.left_open))])
    elif format_ in ("sarif", "github"):
        _annotate(everything, [left for one in made for left in one.left_open], format_)
    elif made:
        show([one.page for one in made], format_, title="Findings")
    if any(strict or one.is_error for one in everything):
        raise click.exceptions.Exit(FINDINGS)


def _show_compiled(paths: Sequence[Path]) -> None:
    """Print what rulesets are compiled to; only one that can be read without errors is."""
    from tactful.compiled.compiler import source_of

    for path in paths:
        say(source_of(usable_ruleset(path)), end="")


def _paths(named: Sequence[str], *, changed: bool) -> list[Path]:
    """Where the rulesets are that are to be checked."""
    if not named and not changed:
        return [judged_path("check")]
    if changed:
        return changed_rulesets(named)
    found, others = rulesets_of(ruleset_path(name) for name in named)
    return [*found, *others]


def _examined(path: Path, loaded: Loaded, *, quick: bool, witnesses: bool, kept: bool) -> _Examined:
    """Look at what was loaded of a ruleset, and at the scenarios in its folder."""
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
    shown = shown_by(found, rules) if rules is not None and (witnesses or kept) else {}
    everything = [*mistakes, *(one.diagnostic for one in found)]
    name = rules.id if rules is not None else path.resolve().stem
    told = shown if witnesses else {}
    page = findings_page(name, rules, len(read.scenarios), everything, texts, told, left_open)
    return _Examined(page, rules, mistakes, found, left_open, shown)


def _annotate(
    everything: Sequence[Diagnostic], left_open: Sequence[LeftOpen], format_: str
) -> None:
    """Write what other programs show beside the text; they have no place for what is left open."""
    from tactful.checking.sarif import github, sarif

    if format_ == "sarif":
        say_json([json.dumps(sarif(everything, tactful.__version__), indent=2)])
    else:
        say_commands(github(everything))
    if left_open:
        say(unfinished(left_open), err=True)


def _claimed(rulesets: Sequence[Path], folder: Path) -> NewFiles:
    """The way to save situations, made sure of before there are any."""
    return Gate(rulesets).claim_files(folder, SCENARIOS)


def _save(found: Sequence[Finding], shown: Mapping[Diagnostic, str], saved: NewFiles) -> None:
    """Save each scenario in a file of its own, all of them new."""
    if not shown:
        say("No finding has a situation to save.", err=True)
        return
    numbers: dict[str, int] = {}
    files = {}
    for diagnostic in (one.diagnostic for one in found if one.diagnostic in shown):
        numbers[diagnostic.name] = numbers.get(diagnostic.name, 0) + 1
        files[f"{diagnostic.name}-{numbers[diagnostic.name]}.yaml"] = shown[diagnostic]
    saved.write(files)
    for name in files:
        say(f"saved {saved.folder / name}", err=True)
