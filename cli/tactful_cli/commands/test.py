"""``tactful test``: whether a ruleset's scenarios come out as they expect, and what they miss."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import click

from tactful.language.as_json import as_text
from tactful.language.model import Ruleset
from tactful.reading.homes import is_whole
from tactful.scenarios.scenario import Scenario
from tactful.testing.report import SuiteReport, nothing_to_run, report_page
from tactful.testing.wire import tested
from tactful.text.gate import Gate, Output
from tactful.workspace import reviewing
from tactful_cli.failures import COULD_NOT_RUN, FINDINGS, CouldNotRun
from tactful_cli.inputs import (
    changed_rulesets,
    holds_rules,
    judged_path,
    ruleset_path,
    rulesets_of,
    usable_ruleset,
    usable_scenarios,
)
from tactful_cli.options import changed_option, examples, format_option
from tactful_cli.screen.progress import progress
from tactful_cli.screen.saying import say, say_json
from tactful_cli.screen.showing import show


class _Asked(NamedTuple):
    """What was asked for on the command line."""

    paths: tuple[str, ...]
    ruleset: str | None
    word: str | None
    format_: str
    coverage: bool
    mutate: bool
    suggest: str | None
    junit: str | None
    changed: bool


class _Written(NamedTuple):
    """The files that are written beside the report."""

    junit: Output | None
    suggest: Output | None


@click.command(
    "test",
    epilog=examples(
        "tactful test my-rules/ --coverage",
        "tactful test my-rules/ --mutate --suggest more.yaml",
        "tactful test tricky.yaml --ruleset my-rules/ -k gift",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--ruleset", metavar="PATH", help="The ruleset to test; PATHs are then scenarios.")
@click.option(
    "-k", "word", metavar="WORD", help="Run only scenarios with this word in their title."
)
@click.option("--coverage", is_flag=True, help="Show what no scenario exercises, and why.")
@click.option(
    "--mutate", is_flag=True, help="Change the rules in small ways; list changes nobody notices."
)
@click.option(
    "--suggest", metavar="FILE", help="Write scenarios that would notice them into a new file."
)
@click.option("--junit", metavar="FILE", help="Also write the outcome as JUnit XML.")
@click.option("--watch", is_flag=True, help="Run again whenever a file changes, until Ctrl-C.")
@changed_option
@format_option("text", "json", "html", writes="the outcome")
def command(
    paths: tuple[str, ...],
    ruleset: str | None,
    word: str | None,
    coverage: bool,
    mutate: bool,
    suggest: str | None,
    junit: str | None,
    watch: bool,
    changed: bool,
    format_: str,
) -> None:
    """Run a ruleset's scenarios and compare with what they expect.

    PATH is a ruleset, whose own scenarios are run, or a file or folder of scenarios; any file in a
    ruleset's folder stands for the ruleset. Without PATH, the scenarios of the ruleset are run.
    Without --ruleset that is the one that the working folder is in, or else the packaged
    follow-up rules. The exit code is 1 if a scenario fails, and 3 if no title has the WORD in it.
    """
    if changed and ruleset is not None:
        raise click.UsageError("--changed finds the rulesets itself: leave --ruleset out")
    mutates = mutate or suggest is not None
    asked = _Asked(paths, ruleset, word, format_, coverage, mutates, suggest, junit, changed)
    if watch:
        _watch(asked)
    code = _test(asked)
    if code:
        raise click.exceptions.Exit(code)


def _watch(asked: _Asked) -> None:
    from tactful.workspace.watching import state, wait_for_change, with_bases

    home = [ruleset_path(asked.ruleset)] if asked.ruleset is not None or not asked.paths else []
    named = [Path(path) for path in asked.paths]
    paths = [*(named if asked.ruleset is not None else chain(*rulesets_of(named))), *home]
    paths = with_bases(paths)
    before = state(paths)
    while True:
        try:
            _test(asked)
        except CouldNotRun as failure:
            failure.show()  # half-typed text is what an editor saves; the next save mends it
        if asked.suggest is not None and Path(asked.suggest).exists():
            asked = asked._replace(suggest=None)  # they are written, and somebody's from now on
        say("\nWaiting for a file to change. Ctrl-C ends it.", err=True)
        before = wait_for_change(paths, before)
        say()


def _test(asked: _Asked) -> int:
    """Do what is asked once; the exit code: 0 if every scenario passed."""
    written = _claimed(asked)
    groups = list(_groups(asked))
    if asked.suggest is not None and len(groups) != 1:
        raise click.UsageError("--suggest takes one ruleset at a time")
    picked = [(rules, _picked(scenarios, asked.word)) for rules, scenarios in groups]
    if any(scenarios for _, scenarios in groups) and not any(some for _, some in picked):
        # Somebody who mistypes a word must not read in a green build that all is well.
        say(f"No scenario has `{asked.word}` in its title, so nothing was run.", err=True)
        return COULD_NOT_RUN
    made = [_report(rules, scenarios, asked) for rules, scenarios in picked]
    if written.junit is not None:
        from tactful.testing.junit import junit

        written.junit.write(junit([(group.ruleset.id, group.tested) for group in made]))
    if written.suggest is not None:
        _suggest(made[0], written.suggest)
    if asked.format_ == "json":
        say_json([as_text(tested(made))])
    elif groups and not any(group.tested for group in made):
        show([nothing_to_run([*asked.paths], groups[0][0])], asked.format_)
    elif made:
        show([report_page(made)], asked.format_)
    failed = any(one.failures for group in made for one in group.tested)
    return FINDINGS if failed else 0


def _claimed(asked: _Asked) -> _Written:
    """The ways to write what is to be written beside the report."""
    home = (
        [ruleset_path(asked.ruleset, told=False)]
        if asked.ruleset is not None or not asked.paths
        else []
    )
    gate = Gate([*asked.paths, *home])
    junit = suggest = None
    if asked.junit is not None:
        from tactful.testing.junit import JUNIT

        junit = gate.claim(Path(asked.junit), JUNIT)
    if asked.suggest is not None:
        from tactful.scenarios.writing import SCENARIOS

        suggest = gate.claim(Path(asked.suggest), SCENARIOS)
    return _Written(junit, suggest)


def _groups(asked: _Asked) -> Iterable[tuple[Ruleset, tuple[Scenario, ...]]]:
    """Each ruleset to test, with the scenarios to run."""
    if asked.ruleset is not None:
        named: list[Path] = []
        others = [Path(path) for path in asked.paths]
    elif asked.changed:
        named, others = changed_rulesets(asked.paths), []
    else:
        found, others = rulesets_of(map(Path, asked.paths))
        everything = [*found, *others]
        named = [path for path in everything if is_whole(path) or holds_rules(path)]
        others = [path for path in everything if path not in named]
    for path in named:
        rules = usable_ruleset(path)
        yield rules, usable_scenarios([path], rules)
    if others or not (asked.paths or asked.changed):
        unnamed = asked.ruleset is None and not asked.paths
        home = judged_path("test") if unnamed else ruleset_path(asked.ruleset)
        rules = usable_ruleset(home)
        yield rules, usable_scenarios(others or [home], rules)


def _picked(scenarios: Iterable[Scenario], word: str | None) -> list[Scenario]:
    return [s for s in scenarios if word is None or word.casefold() in s.title.casefold()]


def _report(ruleset: Ruleset, scenarios: Sequence[Scenario], asked: _Asked) -> SuiteReport:
    made = reviewing.report_on(ruleset, scenarios, coverage=asked.coverage)
    if asked.mutate:
        with progress("Changing the rules") as moved:
            made = reviewing.with_mutants(made, moved)
    return made


def _suggest(group: SuiteReport, output: Output) -> None:
    """Write scenarios that notice the survivors of the only ruleset that was tested."""
    from tactful.scenarios.writing import scenario_file
    from tactful.testing.suggestions import REMARK, suggest

    survivors = group.trial.survivors if group.trial else ()
    if not survivors:
        say("Nothing to suggest: every small change is noticed.", err=True)
        return
    with progress("Looking for scenarios") as moved:
        scenarios = [one.scenario for one in group.tested]
        found = suggest(group.ruleset, scenarios, survivors, progress=moved)
    if found.scenarios:
        output.write(scenario_file(found.scenarios, group.ruleset, REMARK))
        say(f"{len(found.scenarios)} suggested: {output.path}", err=True)
    if found.unsolved:
        count = len(found.unsolved)
        say(f"No situation was found for {count} of {len(survivors)} changes.", err=True)
