"""``tactful explain``: the whole reasoning behind some advice, or why and why not."""

from __future__ import annotations

import click

from tactful.answers.answer import Answer
from tactful.answers.grounds import Reasoning
from tactful.explanation.page import Audience
from tactful.language.model import Ruleset
from tactful.network.evaluator import Network
from tactful.scenarios.words import Inquiry, read_inquiries
from tactful.workspace.advising import reasoned
from tactful_cli.failures import COULD_NOT_RUN, USAGE, CouldNotRun
from tactful_cli.options import PAGES, examples, format_option, reader_option, situation_options
from tactful_cli.screen.showing import show, show_json
from tactful_cli.situations import answerable, situations


@click.command(
    "explain",
    epilog=examples(
        "tactful explain interview.yaml",
        "tactful explain interview.yaml --why channel=email --why-not channel=small_gift",
        "tactful explain panel.yaml --why 'channel[Ana]' --why-not 'channel[Ben]=card'",
    ),
)
@situation_options
@click.option(
    "--why",
    "whys",
    metavar="NAME[=VALUE]",
    multiple=True,
    help="Say why a decision or a fact is as it is. Repeat for more.",
)
@click.option(
    "--why-not",
    "why_nots",
    metavar="NAME=VALUE",
    multiple=True,
    help="Say why an option or a value was not chosen, and what would have helped.",
)
@click.option(
    "--depth",
    type=click.IntRange(min=1),
    metavar="LEVELS",
    help="How many levels of the reasoning to show; all of them if left out.",
)
@click.option("--sources", is_flag=True, help="Name the rules and where their advice comes from.")
@reader_option
@format_option(*PAGES)
def command(
    files: tuple[str, ...],
    ruleset: str | None,
    settings: tuple[str, ...],
    now: str | None,
    whys: tuple[str, ...],
    why_nots: tuple[str, ...],
    depth: int | None,
    sources: bool,
    reader: Audience | None,
    format_: str,
) -> None:
    """Show the reasoning behind some advice, or answer why and why not.

    Each FILE holds one scenario or many; "-" reads one from standard input.
    """
    rules, scenarios = situations(files, ruleset, settings, now, command="explain")
    asked = answerable(scenarios, rules, lambda ground: _asked(whys, why_nots, ground))
    network = Network(rules)
    told = [reasoned(scenario, network, inquiries) for scenario, inquiries in asked]
    _write(told, format_, depth, sources=sources, reader=reader)


def _asked(
    whys: tuple[str, ...], why_nots: tuple[str, ...], ruleset: Ruleset
) -> tuple[Inquiry, ...]:
    """What is asked; the mistakes in all of it together."""
    read = (
        read_inquiries(whys, "why", ruleset, "--why"),
        read_inquiries(why_nots, "why not", ruleset, "--why-not"),
    )
    diagnostics = [found for one in read for found in one.diagnostics]
    if diagnostics:
        texts = {file: text for one in read for file, text in one.texts.items()}
        malformed = any(one.malformed for one in read)
        raise CouldNotRun(diagnostics, texts, USAGE if malformed else COULD_NOT_RUN)
    return tuple(inquiry for one in read for inquiry in one.inquiries)


def _write(
    told: list[tuple[Reasoning, tuple[Answer, ...]]],
    format_: str,
    depth: int | None,
    *,
    sources: bool,
    reader: Audience | None,
) -> None:
    if format_ == "json":
        from tactful.answers.wire import explanations

        show_json(explanations(told))
        return
    from tactful.answers.page import reasoned_page

    pages = [reasoned_page(*one, depth=depth, sources=sources, reader=reader) for one in told]
    show(pages, format_)
