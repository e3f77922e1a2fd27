"""``tactful evaluate``: advice for scenarios, with its reasons."""

from __future__ import annotations

import click

from tactful.explanation import Explanation
from tactful.network import Network
from tactful_cli.examples import examples
from tactful_cli.output import show, show_json
from tactful_cli.situations import advised, situation_options, situations


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
    type=click.Choice(["text", "json", "markdown", "html"]),
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
    rules, scenarios = situations(files, ruleset, settings, now, command="evaluate")
    network = Network(rules)
    _write([advised(scenario, network) for scenario in scenarios], format_, scores)


def _write(explanations: list[Explanation], format_: str, scores: bool) -> None:
    if format_ == "json":
        from tactful.wire import results

        show_json(results(explanations))
        return
    from tactful.page import page

    show([page(explanation) for explanation in explanations], format_, scores=scores)
