"""``tactful draft``: the message itself, for the client to fill in and look over."""

from __future__ import annotations

from pathlib import Path

import click

from tactful.explanation.message import MAIL, Draft, mail, message_page
from tactful.explanation.page import page
from tactful.explanation.sending import sending
from tactful.network.evaluator import Network
from tactful.text.gate import Gate, Output
from tactful.workspace.advising import advised
from tactful_cli.failures import FINDINGS
from tactful_cli.inputs import ruleset_path
from tactful_cli.options import examples, format_option, my_timezone_option, situation_options
from tactful_cli.screen.saying import say
from tactful_cli.screen.showing import show
from tactful_cli.situations import situations


@click.command(
    "draft",
    epilog=examples(
        "tactful draft interview.yaml",
        "tactful draft interview.yaml --eml thanks.eml",
    ),
)
@situation_options
@format_option("text", "html", writes="the message")
@click.option(
    "--eml",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write the message as a mail file, which a mail program opens.",
)
@my_timezone_option
def command(
    files: tuple[str, ...],
    ruleset: str | None,
    settings: tuple[str, ...],
    now: str | None,
    format_: str,
    eml: Path | None,
    my_timezone: str | None,
) -> int:
    """Write the message that the advice is about.

    What only you can know stands in square brackets, and is listed below the message. Each FILE
    holds one scenario or many; "-" reads one from standard input.
    """
    rules, scenarios = situations(files, ruleset, settings, now, command="draft")
    if eml is not None and len(scenarios) > 1:
        raise click.UsageError(
            f"--eml: a mail file holds one message, and there are {len(scenarios)} scenarios"
        )
    output = None if eml is None else Gate([*files, ruleset_path(ruleset)]).claim(eml, MAIL)
    network = Network(rules)
    made: Draft | None = None
    pages = []
    for scenario in scenarios:
        told, made, moment = sending(network, advised(scenario, network, questions=False))
        pages.append(message_page(page(told, my_timezone), made, moment))
    code = 0 if output is None else _save_mail(made, output)
    show(pages, format_)
    return code


def _save_mail(made: Draft | None, output: Output) -> int:
    if made is None:
        say("--eml: there is nothing to write now, so no file was written.", err=True)
        return FINDINGS
    if made.subject is None:
        say("--eml: this message is no mail, so no file was written.", err=True)
        return FINDINGS
    output.write(mail(made))
    say(f"Wrote {output.path}.", err=True)
    return 0
