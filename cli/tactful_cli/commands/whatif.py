"""``tactful whatif``: the smallest changes that lead to other advice, or before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tactful.explanation.explanation import Explanation
from tactful.network.evaluator import Network
from tactful.workspace.advising import Compared, compared, ways_to_change
from tactful_cli.options import PAGES, examples, format_option, situation_options
from tactful_cli.screen.showing import show, show_json
from tactful_cli.situations import NO_SITUATION, answerable, changes, situations, targets

if TYPE_CHECKING:
    from tactful.proofs.counterfactual import Counterfactuals

REST = "`--all` shows all"
"""Where more is told than fits on a screen."""


@click.command(
    "whatif",
    epilog=examples(
        "tactful whatif interview.yaml --to channel=small_gift",
        "tactful whatif interview.yaml --set rapport=cold",
        "tactful whatif panel.yaml --set 'rapport[Ana]=cold'",
    ),
)
@situation_options
@click.option(
    "--to",
    "to",
    metavar="DECISION[=OPTION]",
    multiple=True,
    help="Look for changes that lead a decision to this option, or away from what it is now. "
    "Repeat for more; every decision that comes up if left out.",
)
@click.option(
    "--all", "whole", is_flag=True, help="Tell every way, and not just what fits on a screen."
)
@format_option(*PAGES)
def command(
    files: tuple[str, ...],
    ruleset: str | None,
    settings: tuple[str, ...],
    now: str | None,
    to: tuple[str, ...],
    whole: bool,
    format_: str,
) -> None:
    """Find what would change the advice, or compare before and after.

    Each FILE holds one scenario or many; "-" reads one from standard input. With --set the
    advice is compared with and without it; otherwise the smallest changes are looked for that
    lead elsewhere, among those that a client can bring about, and what they may find out.
    """
    if settings and to:
        raise click.UsageError("--set compares and --to searches: use one of them")
    from tactful.proofs.counterfactual import Goal  # the solver is slow to import

    rules, scenarios = situations(files, ruleset, (), now, command="whatif", hint=NO_SITUATION)
    aims = answerable(scenarios, rules, lambda ground: targets(to, ground, "--to"))
    network = Network(rules)
    if settings:
        pairs = [(scenario, changes(scenario, settings, rules)) for scenario in scenarios]
        _write_comparisons([compared(*pair, network) for pair in pairs], format_)
    else:
        found = [
            ways_to_change(scenario, network, [Goal(*target) for target in wanted])
            for scenario, wanted in aims
        ]
        _write_answers(found, network, format_, rest="" if whole else REST)


def _write_answers(
    answered: list[tuple[Explanation, list[Counterfactuals]]],
    network: Network,
    format_: str,
    *,
    rest: str,
) -> None:
    if format_ == "json":
        from tactful.answers.wire import counterfactuals_as_json

        show_json(counterfactuals_as_json(answered))
    else:
        from tactful.answers.whatif import what_if

        show([what_if(*one, network, rest) for one in answered], format_)


def _write_comparisons(pairs: list[Compared], format_: str) -> None:
    if format_ == "json":
        from tactful.answers.wire import comparisons_as_json

        show_json(comparisons_as_json(pairs))
    else:
        from tactful.answers.whatif import before_and_after

        show([before_and_after(*one) for one in pairs], format_)
