"""``tactful plan``: what to do and when, step by step, until there is nothing left to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tactful.grounding.ground import ground
from tactful.network.evaluator import Network
from tactful.plans.plan import HORIZON
from tactful.plans.timeline import Timeline
from tactful.text.gate import Gate
from tactful.workspace.advising import planned
from tactful_cli.inputs import ruleset_path
from tactful_cli.options import (
    PAGES,
    examples,
    format_option,
    my_timezone_option,
    situation_options,
)
from tactful_cli.screen.progress import each
from tactful_cli.screen.saying import say
from tactful_cli.screen.showing import show, show_json
from tactful_cli.situations import situations

if TYPE_CHECKING:
    from tactful.plans.ics_file import CalendarFile

MOST_DAYS = 1000
FEW = 5
"""Plans that are made before anybody looks for a progress bar."""


@click.command(
    "plan",
    epilog=examples(
        "tactful plan interview.yaml",
        "tactful plan interview.yaml --my-timezone Europe/Paris --ics follow-up.ics",
        "tactful plan interview.yaml --format html > plan.html",
    ),
)
@situation_options
@format_option(*PAGES, writes="the plan")
@click.option(
    "--ics",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write a calendar file, with an event and a reminder for each step.",
)
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    default=HORIZON,
    show_default=True,
    help="How far to look ahead.",
)
@my_timezone_option
def command(
    files: tuple[str, ...],
    ruleset: str | None,
    settings: tuple[str, ...],
    now: str | None,
    format_: str,
    ics: Path | None,
    days: int,
    my_timezone: str | None,
) -> None:
    """Say what to do and when, step by step, as time passes.

    Each FILE holds one scenario or many; "-" reads one from standard input.
    """
    rules, scenarios = situations(files, ruleset, settings, now, command="plan")
    if rules.clock.now is None:
        raise click.UsageError(
            "this ruleset does not look at the time, so there is nothing to plan"
        )
    saved = None
    if ics is not None:
        from tactful.plans.ics_file import CalendarFile  # only those who ask pay for it
        from tactful.plans.owners import owner

        owners = [owner(ground(rules, one.people), one.title, one.given) for one in scenarios]
        saved = CalendarFile(ics, Gate([*files, ruleset_path(ruleset)]), owners)
    network = Network(rules)
    told = [
        planned(scenario, network, days, my_timezone)
        for scenario in each(scenarios, "Planning", FEW)
    ]
    if saved is not None:
        _save_calendar(told, saved)
    _write(told, format_)


def _save_calendar(told: list[Timeline], saved: CalendarFile) -> None:
    saved.write(told)
    steps = sum(entry.act for one in told for entry in one.entries)
    events = "1 event" if steps == 1 else f"{steps or 'no'} events"
    say(f"Wrote {saved.path} with {events}. Importing it again updates them.", err=True)


def _write(told: list[Timeline], format_: str) -> None:
    if format_ == "json":
        from tactful.plans.wire import plans

        show_json(plans(told))
    else:
        from tactful.explanation.wording import counted
        from tactful.plans.page import plan_page

        several = counted(len(told), "plan").capitalize()
        show([plan_page(one) for one in told], format_, title=several)
