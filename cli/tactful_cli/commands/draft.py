"""``tactful draft``: the message itself, for the client to fill in and look over."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import click

from tactful.explanation.explanation import Explanation
from tactful.explanation.message import Draft, draft, mail
from tactful.explanation.page import page
from tactful.network.evaluator import Network
from tactful.workspace.advising import advised
from tactful_cli.failures import FINDINGS
from tactful_cli.options import examples, my_timezone_option, situation_options
from tactful_cli.screen.diagnostics import wants_colour
from tactful_cli.situations import situations

WIDTH = 80


@click.command(
    "draft",
    epilog=examples(
        "tactful draft interview.yaml",
        "tactful draft interview.yaml --eml thanks.eml",
    ),
)
@situation_options
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
    network = Network(rules)
    made: Draft | None = None
    for number, scenario in enumerate(scenarios):
        told = advised(scenario, network)
        made = draft(rules, told.conclusions)
        if number:
            click.echo("\n")
        _show(told, made, my_timezone)
    return _save_mail(made, eml) if eml is not None else 0


def _show(explanation: Explanation, made: Draft | None, my_timezone: str | None) -> None:
    colour = wants_colour(sys.stdout)
    told = page(explanation, my_timezone)
    click.echo(click.style(told.title, bold=True) if colour else told.title)
    click.echo("=" * min(len(told.title), WIDTH))
    click.echo()
    for line in told.headline:
        _paragraph(line)
    if made is None:
        click.echo("\nThere is nothing to write now.")
        return
    click.echo()
    click.echo("-" * WIDTH)
    if made.subject is not None:
        click.echo(f"Subject: {_marked(made.subject, made, colour)}\n")
    for number, paragraph in enumerate(made.paragraphs):
        if number:
            click.echo()
        for line in paragraph.split("\n"):
            click.echo(_marked(textwrap.fill(line, WIDTH, break_on_hyphens=False), made, colour))
    click.echo("-" * WIDTH)
    if made.blanks:
        click.echo("\nFill in before you send it:\n")
        for blank in made.blanks:
            click.echo(f"  - {blank[1:-1]}")


def _paragraph(text: str) -> None:
    click.echo(textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="  "))


def _marked(text: str, made: Draft, colour: bool) -> str:
    if colour:
        for blank in made.blanks:
            text = text.replace(blank, click.style(blank, fg="yellow", bold=True))
    return text


def _save_mail(made: Draft | None, path: Path) -> int:
    from tactful_cli.writing import write_whole

    if made is None:
        click.echo("--eml: there is nothing to write now, so no file was written.", err=True)
        return FINDINGS
    if made.subject is None:
        click.echo("--eml: this message is no mail, so no file was written.", err=True)
        return FINDINGS
    write_whole(path, mail(made).decode("ascii"), replace=False)
    click.echo(f"Wrote {path}.", err=True)
    return 0
