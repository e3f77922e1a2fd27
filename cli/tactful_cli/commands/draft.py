"""``tactful draft``: the message itself, for the client to fill in and look over."""

from __future__ import annotations

from pathlib import Path

import click

from tactful.explanation.message import MAIL, Draft, mail, message_page
from tactful.explanation.page import page
from tactful.explanation.sending import sending
from tactful.network.evaluator import Network
from tactful.pages.page import Page
from tactful.scenarios.scenario import Scenario
from tactful.text.gate import Gate, Output
from tactful.workspace.advising import NoSuchStep, advised, planned_message
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
        "tactful draft interview.yaml --step 2",
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
@click.option(
    "--step",
    type=click.IntRange(1),
    metavar="N",
    help="The message of the N-th step of the plan that is to be taken, instead of the first.",
)
@my_timezone_option
def command(
    files: tuple[str, ...],
    ruleset: str | None,
    settings: tuple[str, ...],
    now: str | None,
    format_: str,
    eml: Path | None,
    step: int | None,
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
        if step is not None:
            made, laid_out = _of_step(scenario, network, step, my_timezone)
            pages.append(laid_out)
            continue
        told, made, moment = sending(network, advised(scenario, network, questions=False))
        pages.append(message_page(page(told, my_timezone), made, moment))
    code = 0 if output is None else _save_mail(made, output)
    show(pages, format_)
    return code


def _of_step(
    scenario: Scenario, network: Network, step: int, my_timezone: str | None
) -> tuple[Draft | None, Page]:
    from tactful.plans.plan import HORIZON  # only those who ask pay for it

    if network.ruleset.clock.now is None:
        raise click.UsageError("this ruleset does not look at the time, so there is no plan")
    try:
        told, made, when = planned_message(scenario, network, step, HORIZON, my_timezone)
    except NoSuchStep as none:
        raise click.UsageError(_no_such_step(step, none.acts)) from None
    return made, message_page(page(told, my_timezone), made, step=when)


def _no_such_step(step: int, acts: int) -> str:
    from tactful.explanation.wording import counted

    if acts == 0:
        return f"--step {step}: the plan has no step to take; `tactful plan` shows it"
    least = "1" if acts == 1 else f"a number from 1 to {acts}"
    has = counted(acts, "step")
    return f"--step {step}: the plan has {has} to take, so give {least}; `tactful plan` shows them"


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
