"""``tactful test``: whether a ruleset's scenarios come out as they expect."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from tactful.diagnostic import Span
from tactful.expectations import Failure, failures
from tactful.model import Ruleset
from tactful.network import Network
from tactful.scenario import Scenario
from tactful.wire import Json
from tactful.wording import counted
from tactful_cli.examples import examples
from tactful_cli.failures import FINDINGS
from tactful_cli.inputs import holds_rules, ruleset_path, usable_ruleset, usable_scenarios


class Tested(NamedTuple):
    """A scenario that was run, and the expectations it did not meet."""

    scenario: Scenario
    failures: tuple[Failure, ...]


@click.command(
    "test",
    epilog=examples(
        "tactful test",
        "tactful test my-rules/",
        "tactful test tricky.yaml --ruleset my-rules/ -k gift",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--ruleset", metavar="PATH", help="The ruleset to test; PATHs are then scenarios.")
@click.option(
    "-k", "word", metavar="WORD", help="Run only scenarios with this word in their title."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write the outcome.",
)
def command(paths: tuple[str, ...], ruleset: str | None, word: str | None, format_: str) -> None:
    """Run a ruleset's scenarios and compare with what they expect.

    PATH is a ruleset, whose own scenarios are run, or a file or folder of scenarios. Without
    PATH, the scenarios of the ruleset are run, and without --ruleset the packaged follow-up rules
    are meant. The exit code is 1 if a scenario fails.
    """
    groups = list(_groups(paths, ruleset))
    picked = [(rules, _picked(scenarios, word)) for rules, scenarios in groups]
    tested = [t for rules, scenarios in picked for t in _run(rules, scenarios)]
    if format_ == "json":
        click.echo(json.dumps(_as_json(tested), indent=2))
    elif not tested:
        click.echo(_nothing_to_run([*paths], groups, word))
    else:
        _write(tested)
    if any(t.failures for t in tested):
        raise click.exceptions.Exit(FINDINGS)


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


def _run(ruleset: Ruleset, scenarios: Sequence[Scenario]) -> list[Tested]:
    """Run scenarios. One that names no moment has none: a test must not depend on the clock."""
    if not scenarios:
        return []
    network = Network(ruleset)
    return [Tested(s, failures(s, network.evaluate(s.given), ruleset)) for s in scenarios]


def _write(tested: Sequence[Tested]) -> None:
    failed = [t for t in tested if t.failures]
    for scenario, missed in failed:
        click.echo(f"{scenario.span}: {scenario.title}")
        for failure in missed:
            click.echo(f"  {failure.span}: {failure}")
        click.echo()
    passed = len(tested) - len(failed)
    click.echo(f"{counted(len(tested), 'scenario')}, {passed} passed, {len(failed)} failed")


def _nothing_to_run(
    paths: Sequence[str], groups: Sequence[tuple[Ruleset, Sequence[Scenario]]], word: str | None
) -> str:
    if word is not None and any(scenarios for _, scenarios in groups):
        return f"No scenario has `{word}` in its title."
    ruleset = groups[0][0]
    decision = next(iter(ruleset.decisions.values()), None)
    expect = "a_decision: an_option"
    if decision is not None:
        expect = f"{decision.id}: {next(iter(decision.options))}"
    where = f"`{paths[0]}`" if paths else f"`{ruleset.id}`"
    return (
        f"There are no scenarios in {where} yet. A scenario is a case whose answer you know.\n"
        "Put it into a file, in the ruleset's folder `scenarios`, or under `scenarios:` where the\n"
        "ruleset is one file:\n\n"
        f"  scenario: What this case shows\n  facts: {{}}\n  expect:\n    {expect}"
    )


def _as_json(tested: Sequence[Tested]) -> dict[str, Json]:
    failed = sum(bool(t.failures) for t in tested)
    return {
        "passed": len(tested) - failed,
        "failed": failed,
        "scenarios": [
            {
                "scenario": scenario.title,
                **_place(scenario.span),
                "passed": not missed,
                "failures": [_failure(failure) for failure in missed],
            }
            for scenario, missed in tested
        ],
    }


def _failure(failure: Failure) -> Json:
    return {
        "about": failure.about,
        "expected": failure.expected,
        "came": failure.came,
        "rules": [*failure.rules],
        **_place(failure.span),
    }


def _place(span: Span) -> dict[str, Json]:
    return {"file": span.file, "line": span.line, "column": span.column}
