"""``tactful evaluate``: advice for scenarios, with its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tactful.explanation.explanation import Explanation
from tactful.network.evaluator import Network
from tactful.workspace.advising import advised
from tactful_cli.failures import FINDINGS
from tactful_cli.options import (
    PAGES,
    examples,
    format_option,
    my_timezone_option,
    reader_option,
    situation_options,
)
from tactful_cli.screen.progress import each
from tactful_cli.screen.showing import show, show_json
from tactful_cli.situations import situations

if TYPE_CHECKING:
    from tactful.explanation.page import Audience

FEW, FEW_PROVEN = 40, 4
"""Scenarios that are advised on before anybody looks for a progress bar."""


@click.command(
    "evaluate",
    epilog=examples(
        "tactful evaluate interview.yaml",
        "tactful evaluate --set industry=law --set rapport=warm --now 2026-11-20T14:00",
        "tactful evaluate monday.yaml friday.yaml --format json",
    ),
)
@situation_options
@reader_option
@format_option(*PAGES)
@my_timezone_option
@click.option(
    "--no-unknown",
    "unknown",
    flag_value=False,
    default=True,
    help="With --format json: leave `unknown` out, and be ten times as fast.",
)
@click.option(
    "--strict", is_flag=True, help="Exit with 1 if a scenario has facts that do not fit together."
)
@click.option("--scores", is_flag=True, help="Show each option's net support as a number.")
def command(
    files: tuple[str, ...],
    ruleset: str | None,
    settings: tuple[str, ...],
    now: str | None,
    reader: Audience | None,
    format_: str,
    my_timezone: str | None,
    unknown: bool,
    strict: bool,
    scores: bool,
) -> int:
    """Advise on one or more scenarios, and say why.

    Facts that cannot be so together come first. Each FILE holds one scenario or many; "-" reads
    one from standard input.
    """
    rules, scenarios = situations(files, ruleset, settings, now, command="evaluate")
    network = Network(rules)
    # For programs, what is unknown is proven to matter: that takes ten times as long.
    programs = format_ == "json"
    if not (unknown or programs):
        raise click.UsageError("--no-unknown leaves something out of JSON; add --format json")
    few = FEW_PROVEN if programs and unknown else FEW
    misfits: list[str] = []

    def explanations() -> Iterator[Explanation]:
        for scenario in each(scenarios, "Advising", few):
            explanation = advised(scenario, network, questions=not programs)
            misfits.extend(one.constraint for one in explanation.does_not_fit)
            yield explanation

    if programs:
        from tactful.explanation.wire import results

        show_json(results(explanations(), unknown=unknown))
        return FINDINGS if strict and misfits else 0
    from tactful.explanation.page import for_reader, page

    pages = [for_reader(page(one, my_timezone), reader) for one in explanations()]
    show(pages, format_, scores=scores)
    return FINDINGS if strict and misfits else 0
