"""``tactful pack``: a folder for each client, with all that a client is handed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from tactful.explanation.wording import counted
from tactful.extras import require
from tactful.language.model import Ruleset
from tactful.scenarios.scenario import Scenario
from tactful.text.gate import Gate
from tactful.workspace.packing import ALL, INDEX, PackedClient, Packing, PackSettings
from tactful_cli.cohorts import is_table
from tactful_cli.inputs import ruleset_path, usable_ruleset
from tactful_cli.options import (
    OfColumns,
    column_options,
    examples,
    my_timezone_option,
    situation_options,
)
from tactful_cli.screen.progress import progress
from tactful_cli.screen.saying import say
from tactful_cli.situations import situations, stated

MOST_SAID = 20
"""Rows of a table of which is said that they were left out or not understood."""

DAYS = 28
"""Days that plans look ahead; four weeks see nearly every follow-up to its end."""


@click.command(
    "pack",
    epilog=examples(
        "tactful pack clients.yaml --out packs",
        "tactful pack clients.xlsx --out packs --now 2026-11-20T14:00",
        "tactful pack monday.yaml friday.yaml --out packs --my-timezone Europe/Paris",
    ),
)
@situation_options
@column_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    required=True,
    help="The folder to make, or an earlier pack to go on with.",
)
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=DAYS,
    show_default=True,
    help="How far plans look ahead.",
)
@my_timezone_option
def command(
    files: tuple[str, ...],
    ruleset: str | None,
    settings: tuple[str, ...],
    now: str | None,
    maps: tuple[str, ...],
    dates: tuple[str, ...],
    assume_time: str | None,
    out: Path,
    days: int,
    my_timezone: str | None,
) -> None:
    """Make a folder for each client: a page, the message, a calendar.

    The page has the advice, why in short, the plan and the message. DIR also gets a page of
    contents, and one page with everything, to print. What was made before of the same facts and
    rules is kept, so a pack that was interrupted goes on where it stopped. Each FILE holds one
    scenario or many, or is a table of clients as `batch` reads them; "-" reads one scenario from
    standard input.
    """
    rules, scenarios = _read(files, ruleset, settings, now, (maps, dates, assume_time))
    gate = Gate([*files, ruleset_path(ruleset)])
    packing = Packing(out, gate, PackSettings(rules, days, my_timezone))
    done: list[PackedClient] = []
    with progress("Packing") as moved:
        for client in packing.clients(scenarios):
            done.append(client)
            moved(len(done), len(scenarios))
    packing.finish(done)
    kept = sum(client.kept for client in done)
    same = f", {kept} of them unchanged" if kept else ""
    say(f"Packed {counted(len(done), 'client')}{same}. Open {out / INDEX}, or print {out / ALL}.")
    left = packing.left_over(done)
    if left:
        say(
            f"{counted(len(left), 'folder')} of an earlier pack "
            f"{'is' if len(left) == 1 else 'are'} left as before: {', '.join(left[:5])}"
            f"{' and others' if len(left) > 5 else ''}.",
            err=True,
        )


def _read(
    files: tuple[str, ...],
    ruleset: str | None,
    settings: tuple[str, ...],
    now: str | None,
    columns: OfColumns,
) -> tuple[Ruleset, list[Scenario]]:
    """The ruleset and the clients, of files of scenarios or of tables."""
    tables = [name for name in files if is_table(name)]
    if not tables:
        if any(columns):
            raise click.UsageError("--map, --dates and --assume-time are for tables of clients")
        return situations(files, ruleset, settings, now, command="pack")
    if len(tables) != len(files):
        raise click.UsageError("pack takes tables of clients or files of scenarios, not both")
    rules = usable_ruleset(ruleset_path(ruleset))
    read = [_clients(Path(name), rules, columns, now) for name in tables]
    scenarios = [stated(one, settings, now, rules) for some in read for one in some]
    if not scenarios:
        raise click.UsageError(f"there are no clients in {', '.join(tables)}")
    return rules, scenarios


def _clients(path: Path, rules: Ruleset, columns: OfColumns, now: str | None) -> Sequence[Scenario]:
    """The clients of a table; what was left out or not understood is said."""
    require("polars")
    from tactful.cohort.batch import Advisor
    from tactful.workspace.cohort_scenarios import clients_of
    from tactful_cli.cohorts import REMEDIES, moment_stated, said_of_columns, usable_cohort

    opened = usable_cohort(path, rules, said_of_columns(*columns))
    moment = None if now is None else moment_stated(now, rules)
    styles = opened.styles.by_fact
    found = clients_of(
        opened, Advisor(rules, opened.matching, moment, REMEDIES, styles, opened.spread)
    )
    for remark in found.remarks[:MOST_SAID]:
        told = f"row {remark.row}, {remark.column} “{remark.value}”: {remark.reason}"
        say(f"{path}: {remark.what.value}: {told}", err=True)
    if len(found.remarks) > MOST_SAID:
        say(f"{path}: and {len(found.remarks) - MOST_SAID} more", err=True)
    return found.scenarios
