"""``tactful evaluate``: advice for scenarios, with its reasons."""

from __future__ import annotations

import sys

import click

from tactful.explanation import Explanation, explain
from tactful.model import Ruleset
from tactful.network import Network
from tactful.scenario import Scenario
from tactful_cli.examples import examples
from tactful_cli.situations import clock, my_timezone_option, situation_options, situations


@click.command(
    "evaluate",
    epilog=examples(
        "tactful evaluate interview.yaml",
        "tactful evaluate --set industry=law --set rapport=warm --now 2026-11-20T14:00",
        "tactful evaluate monday.yaml friday.yaml --format json",
    ),
)
@situation_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to write the result.",
)
@my_timezone_option
@click.option("--scores", is_flag=True, help="Show each option's net support as a number.")
def command(
    files: tuple[str, ...],
    ruleset: str | None,
    settings: tuple[str, ...],
    now: str | None,
    format_: str,
    my_timezone: str | None,
    scores: bool,
) -> None:
    """Advise on one or more scenarios, and say why.

    Each FILE holds one scenario or many; "-" reads one from standard input.
    """
    rules, scenarios = situations(files, ruleset, settings, now, command="evaluate")
    network = Network(rules)
    _write(
        [_explained(scenario, rules, network) for scenario in scenarios],
        format_,
        scores,
        my_timezone,
    )


def _explained(scenario: Scenario, ruleset: Ruleset, network: Network) -> Explanation:
    conclusions = network.evaluate(scenario.given, now=clock(scenario, ruleset))
    return explain(ruleset, scenario.title, conclusions)


def _write(
    explanations: list[Explanation], format_: str, scores: bool, my_timezone: str | None
) -> None:
    if format_ == "json":
        from tactful.wire import as_text, results

        encoding = (sys.stdout.encoding or "").lower()
        click.echo(as_text(results(explanations), ascii_only=not encoding.startswith("utf")))
        return
    from tactful.page import page

    pages = [page(explanation, my_timezone) for explanation in explanations]
    if format_ == "markdown":
        from tactful.markdown import markdown

        click.echo(markdown(pages))
    elif sys.stdout.isatty():
        from tactful_cli import terminal  # rich costs a third of the start

        terminal.show(pages, scores=scores)
    else:
        from tactful_cli.plain import plain

        click.echo(plain(pages, scores=scores))
