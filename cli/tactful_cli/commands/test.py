"""``tactful test``: whether a ruleset's scenarios come out as they expect, and what they miss."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from tactful.language.as_json import as_text
from tactful.language.model import Ruleset
from tactful.scenarios.scenario import Scenario
from tactful.testing.report import SuiteReport, nothing_to_run, report_page
from tactful.testing.wire import tested
from tactful.workspace import reviewing
from tactful_cli.failures import COULD_NOT_RUN, FINDINGS, CouldNotRun
from tactful_cli.inputs import holds_rules, ruleset_path, usable_ruleset, usable_scenarios
from tactful_cli.options import examples, format_option
from tactful_cli.screen.progress import progress
from tactful_cli.screen.saying import say, say_json
from tactful_cli.screen.showing import show
from tactful_cli.writing import write_whole


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
    format_: str,
) -> None:
    """Run a ruleset's scenarios and compare with what they expect.

    PATH is a ruleset, whose own scenarios are run, or a file or folder of scenarios. Without
    PATH, the scenarios of the ruleset are run, and without --ruleset the packaged follow-up rules
    are meant. The exit code is 1 if a scenario fails, and 3 if no title has the WORD in it.
    """
    asked = _Asked(
        paths, ruleset, word, format_, coverage, mutate or suggest is not None, suggest, junit
    )
    if watch:
        _watch(asked)
    code = _test(asked)
    if code:
        raise click.exceptions.Exit(code)


def _watch(asked: _Asked) -> None:
    from tactful.workspace.watching import state, wait_for_change

    home = [ruleset_path(asked.ruleset)] if asked.ruleset is not None or not asked.paths else []
    paths = [*map(Path, asked.paths), *home]
    before = state(paths)
    while True:
        try:
            _test(asked)
        except CouldNotRun as failure:
            failure.show()  # half-typed text is what an editor saves; the next save mends it
        say("\nWaiting for a file to change. Ctrl-C ends it.", err=True)
        before = wait_for_change(paths, before)
        say()


def _test(asked: _Asked) -> int:
    """Do what is asked once; the exit code: 0 if every scenario passed."""
    groups = list(_groups(asked.paths, asked.ruleset))
    picked = [(rules, _picked(scenarios, asked.word)) for rules, scenarios in groups]
    if any(scenarios for _, scenarios in groups) and not any(some for _, some in picked):
        # Somebody who mistypes a word must not read in a green build that all is well.
        say(f"No scenario has `{asked.word}` in its title, so nothing was run.", err=True)
        return COULD_NOT_RUN
    made = [_report(rules, scenarios, asked) for rules, scenarios in picked]
    if asked.format_ == "json":
        say_json([as_text(tested(made))])
    elif not any(group.tested for group in made):
        show([nothing_to_run([*asked.paths], groups[0][0])], asked.format_)
    else:
        show([report_page(made)], asked.format_)
    if asked.junit is not None:
        from tactful.testing.junit import junit

        suites = [(group.ruleset.id, group.tested) for group in made]
        write_whole(Path(asked.junit), junit(suites))
    if asked.suggest is not None:
        _suggest(made, Path(asked.suggest))
    failed = any(one.failures for group in made for one in group.tested)
    return FINDINGS if failed else 0


def _groups(
    paths: Sequence[str], ruleset: str | None
) -> Iterable[tuple[Ruleset, tuple[Scenario, ...]]]:
    """Each ruleset to test, with the scenarios to run."""
    of_their_own = [Path(p) for p in paths if ruleset is None and holds_rules(Path(p))]
    for path in of_their_own:
        rules = usable_ruleset(path)
        yield rules, usable_scenarios([path], rules)
    others = [path for path in map(Path, paths) if path not in of_their_own]
    if others or not paths:
        home = ruleset_path(ruleset)
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


def _suggest(groups: Sequence[SuiteReport], path: Path) -> None:
    """Write scenarios that notice the survivors of the only ruleset that was tested."""
    from tactful.scenarios.writing import scenario_file
    from tactful.testing.suggestions import REMARK, suggest

    if len(groups) != 1:
        raise click.UsageError("--suggest takes one ruleset at a time")
    (group,) = groups
    survivors = group.trial.survivors if group.trial else ()
    if not survivors:
        say("Nothing to suggest: every small change is noticed.", err=True)
        return
    with progress("Looking for scenarios") as moved:
        scenarios = [one.scenario for one in group.tested]
        found = suggest(group.ruleset, scenarios, survivors, progress=moved)
    if found.scenarios:
        write_whole(path, scenario_file(found.scenarios, group.ruleset, REMARK), replace=False)
        say(f"{len(found.scenarios)} suggested: {path}", err=True)
    if found.unsolved:
        count = len(found.unsolved)
        say(f"No situation was found for {count} of {len(survivors)} changes.", err=True)
