"""``tactful evaluate``: advice for scenarios, with its reasons."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

import click

from tactful import defects
from tactful.computations import zone_named
from tactful.explanation import Explanation, explain
from tactful.model import Ruleset
from tactful.network import Network
from tactful.scenario import Scenario, settings_from
from tactful.values import Value
from tactful_cli.examples import examples
from tactful_cli.failures import COULD_NOT_RUN, USAGE, CouldNotRun
from tactful_cli.inputs import STANDARD_INPUT, ruleset_path, usable_ruleset, usable_scenarios

UNTITLED = "Your situation"
"""The title of a scenario that is made of ``--set`` alone."""

_NOTHING_GIVEN = """\
there is nothing to advise on yet. Describe the situation in a file, or with --set:

  tactful evaluate --set rapport=warm --set email_known=yes

`tactful evaluate --help` shows more."""


@click.command(
    "evaluate",
    epilog=examples(
        "tactful evaluate interview.yaml",
        "tactful evaluate --set industry=law --set rapport=warm --now 2026-11-20T14:00",
        "tactful evaluate monday.yaml friday.yaml --format json",
    ),
)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--ruleset", metavar="PATH", help="The ruleset to use; the follow-up rules if left out."
)
@click.option(
    "--set",
    "settings",
    metavar="FACT=VALUE",
    multiple=True,
    help="State a fact. Beats what a file says. Repeat for more.",
)
@click.option(
    "--now",
    metavar="MOMENT",
    help="Advise for this moment, as 2026-11-20T14:00. Beats what a file says. Without it, and "
    "where a file names no moment, the clock's.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to write the result.",
)
@click.option("--scores", is_flag=True, help="Show each option's net support as a number.")
def command(
    files: tuple[str, ...],
    ruleset: str | None,
    settings: tuple[str, ...],
    now: str | None,
    format_: str,
    scores: bool,
) -> None:
    """Advise on one or more scenarios, and say why.

    Each FILE holds one scenario or many; "-" reads one from standard input.
    """
    if not files and not settings and now is None:
        files = (STANDARD_INPUT,)
        if sys.stdin.isatty() or not _waiting():
            raise click.UsageError(_NOTHING_GIVEN)
    rules = usable_ruleset(ruleset_path(ruleset))
    scenarios = usable_scenarios(files, rules) if files else (Scenario(UNTITLED, {}),)
    if not scenarios:
        raise click.UsageError(f"there are no scenarios in {' or '.join(f'`{f}`' for f in files)}")
    stated = [_stated(scenario, settings, now, rules) for scenario in scenarios]
    network = Network(rules)
    _write([_explained(scenario, rules, network) for scenario in stated], format_, scores)


def _waiting() -> bool:
    """Whether there is anything at all on standard input; waits until that is clear."""
    stdin = sys.stdin.buffer
    return not isinstance(stdin, io.BufferedReader) or bool(stdin.peek(1))


def _stated(
    scenario: Scenario, settings: Iterable[str], now: str | None, ruleset: Ruleset
) -> Scenario:
    """The scenario with some of its facts stated anew on the command line."""
    read = settings_from(settings, ruleset, scenario.given)
    if any(d.is_error for d in read.diagnostics):
        malformed = any(d.defect is defects.MALFORMED_SETTING for d in read.diagnostics)
        raise CouldNotRun(read.diagnostics, read.texts, USAGE if malformed else COULD_NOT_RUN)
    given = {**scenario.given, **read.given}
    return replace(scenario, given={**given, **_moment(now, ruleset, given)})


def _moment(now: str | None, ruleset: Ruleset, given: Mapping[str, Value]) -> Mapping[str, Value]:
    if now is None:
        return {}
    if ruleset.clock.now is None:
        raise click.UsageError("--now: this ruleset does not look at the time")
    read = settings_from([f"{ruleset.clock.now}={now}"], ruleset, given)
    for wrong in read.diagnostics:
        raise click.UsageError(f"--now: {wrong.message}; {wrong.help}")
    return read.given


def _explained(scenario: Scenario, ruleset: Ruleset, network: Network) -> Explanation:
    conclusions = network.evaluate(scenario.given, now=_clock(scenario, ruleset))
    return explain(ruleset, scenario.title, conclusions)


def _clock(scenario: Scenario, ruleset: Ruleset) -> datetime | None:
    """The present minute where the scenario plays; ``None`` if it says what the moment is."""
    clock = ruleset.clock
    if clock.now is None or clock.now in scenario.given:
        return None
    zone = scenario.given.get(clock.timezone or "")
    if zone is None and clock.timezone is not None:
        zone = ruleset.facts[clock.timezone].default
    here = datetime.now(zone_named(str(zone))) if zone is not None else datetime.now().astimezone()
    return here.replace(second=0, microsecond=0, tzinfo=None)


def _write(explanations: list[Explanation], format_: str, scores: bool) -> None:
    if format_ == "json":
        from tactful.wire import as_text, results

        encoding = (sys.stdout.encoding or "").lower()
        click.echo(as_text(results(explanations), ascii_only=not encoding.startswith("utf")))
        return
    from tactful.page import page

    pages = [page(explanation) for explanation in explanations]
    if format_ == "markdown":
        from tactful.markdown import markdown

        click.echo(markdown(pages))
    elif sys.stdout.isatty():
        from tactful_cli import terminal  # rich costs a third of the start

        terminal.show(pages, scores=scores)
    else:
        from tactful_cli.plain import plain

        click.echo(plain(pages, scores=scores))
