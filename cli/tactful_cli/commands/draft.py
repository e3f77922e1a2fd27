"""``tactful draft``: the message itself, for the client to fill in and look over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from tactful.explanation.explanation import Explanation
from tactful.explanation.message import MAIL, mail
from tactful.explanation.sending import Sending, mail_paths, sent_page
from tactful.network.evaluator import Network
from tactful.scenarios.scenario import Scenario
from tactful.text.gate import Gate
from tactful.workspace.advising import NoSuchStep, planned_messages, written
from tactful_cli.failures import FINDINGS
from tactful_cli.inputs import ruleset_path
from tactful_cli.options import examples, format_option, my_timezone_option, situation_options
from tactful_cli.screen.saying import say
from tactful_cli.screen.showing import show
from tactful_cli.situations import situations


@click.command(
    "draft",
    epilog=examples(
        "tactful draft interview.yaml --eml thanks.eml",
        "tactful draft panel.yaml --eml thanks.eml  # thanks-ana.eml, thanks-ben.eml",
        "tactful draft interview.yaml --step 2",
    ),
)
@situation_options
@format_option("text", "html", writes="the message")
@click.option(
    "--eml",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write the message as a mail file, which a mail program opens; of several messages "
    "each into a file of its own, named after who gets it.",
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

    What only you can know stands in square brackets, and is listed below the message. Where each
    of several gets their own, it says who would get the same words. Each FILE holds one scenario
    or many; "-" reads one from standard input.
    """
    rules, scenarios = situations(files, ruleset, settings, now, command="draft")
    if eml is not None and len(scenarios) > 1:
        raise click.UsageError(
            f"--eml: a mail file holds one message, and there are {len(scenarios)} scenarios"
        )
    gate = Gate([*files, ruleset_path(ruleset)])
    if eml is not None and not any(scenario.people for scenario in scenarios):
        gate.claim(eml, MAIL)
    network = Network(rules)
    made = [_made(scenario, network, step, my_timezone) for scenario in scenarios]
    pages = [sent_page(*one, my_timezone) for one in made]
    code = 0 if eml is None else _save_mails(*made[0][:2], eml, gate)
    show(pages, format_)
    return code


def _made(
    scenario: Scenario, network: Network, step: int | None, my_timezone: str | None
) -> tuple[Explanation, Sequence[Sending], str | None]:
    """The advice, the messages, and when they are sent where a step of the plan is asked for."""
    if step is None:
        return (*written(scenario, network), None)
    from tactful.plans.plan import HORIZON  # only those who ask pay for it

    if network.ruleset.clock.now is None:
        raise click.UsageError("this ruleset does not look at the time, so there is no plan")
    try:
        return planned_messages(scenario, network, step, HORIZON, my_timezone)
    except NoSuchStep as none:
        raise click.UsageError(_no_such_step(step, none.acts)) from None


def _no_such_step(step: int, acts: int) -> str:
    from tactful.explanation.wording import counted

    if acts == 0:
        return f"--step {step}: the plan has no step to take; `tactful plan` shows it"
    least = "1" if acts == 1 else f"a number from 1 to {acts}"
    has = counted(acts, "step")
    return f"--step {step}: the plan has {has} to take, so give {least}; `tactful plan` shows them"


def _save_mails(told: Explanation, sent: Sequence[Sending], eml: Path, gate: Gate) -> int:
    """Write a file for each message that is a mail; to one of several it has a name of its own."""
    mails = [one for one in sent if one.message is not None and one.message.subject is not None]
    if not mails:
        is_none = all(one.message is None for one in sent)
        why = "there is nothing to write now" if is_none else "this message is no mail"
        say(f"--eml: {why}, so no file was written.", err=True)
        return FINDINGS
    paths = mail_paths(eml, [one.whom for one in mails], told.ruleset)
    outputs = [gate.claim(path, MAIL) for path in paths]  # all of them, before any is written
    for output, one in zip(outputs, mails, strict=True):
        assert one.message is not None  # noqa: S101 - those without are no mails
        output.write(mail(one.message))
        say(f"Wrote {output.path}.", err=True)
    return 0
