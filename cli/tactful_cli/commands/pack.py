"""``tactful pack``: a folder for each client, with all that a client is handed."""

from __future__ import annotations

from pathlib import Path

import click

from tactful.explanation.wording import counted
from tactful.text.gate import Gate
from tactful.workspace.packing import ALL, INDEX, PackedClient, Packing, PackSettings
from tactful_cli.inputs import ruleset_path
from tactful_cli.options import examples, my_timezone_option, situation_options
from tactful_cli.screen.progress import progress
from tactful_cli.screen.saying import say
from tactful_cli.situations import situations

DAYS = 28
"""Days that plans look ahead; four weeks see nearly every follow-up to its end."""


@click.command(
    "pack",
    epilog=examples(
        "tactful pack clients.yaml --out packs",
        "tactful pack monday.yaml friday.yaml --out packs --my-timezone Europe/Paris",
    ),
)
@situation_options
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
    out: Path,
    days: int,
    my_timezone: str | None,
) -> None:
    """Make a folder for each client: a page, the message, a calendar.

    The page has the advice, why in short, the plan and the message. DIR also gets a page of
    contents, and one page with everything, to print. What was made before of the same facts and
    rules is kept, so a pack that was interrupted goes on where it stopped. Each FILE holds one
    scenario or many; "-" reads one from standard input.
    """
    rules, scenarios = situations(files, ruleset, settings, now, command="pack")
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
