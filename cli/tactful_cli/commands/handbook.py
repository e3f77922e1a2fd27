"""``tactful handbook``: the rules as a site to read and to print."""

from __future__ import annotations

from pathlib import Path

import click

from tactful.explanation.wording import counted
from tactful.text.gate import Gate
from tactful.workspace.handbook import ALL, INDEX, handbook, place_for
from tactful_cli.inputs import ruleset_path, usable_ruleset, usable_scenarios
from tactful_cli.options import examples
from tactful_cli.screen.progress import progress
from tactful_cli.screen.saying import say


@click.command(
    "handbook",
    epilog=examples(
        "tactful handbook follow-up --out handbook",
        "tactful handbook my-rules --out pages",
    ),
)
@click.argument("ruleset", required=False, metavar="[RULESET]")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    required=True,
    help="The folder to make, or an earlier handbook to make anew.",
)
def command(ruleset: str | None, out: Path) -> None:
    """Write a ruleset as pages to read and to print.

    There is a page for each rule, fact, decision, claim and scenario.

    Every page leads to those that it names: a rule to the facts it asks, the decision it argues
    about, the claim it rests on and the scenarios that show it, and back. The pages need nothing
    else, no script and no network; one more has them all, to be printed. RULESET is a folder, a
    file or the name of a packaged ruleset; left out, the ruleset that you are in.
    """
    path = ruleset_path(ruleset)
    place = place_for(Gate([path]), out)
    rules = usable_ruleset(path)
    scenarios = usable_scenarios([path], rules)
    with progress("Writing") as moved:
        files = handbook(rules, scenarios, moved)
    place.write(files)
    pages = counted(len(files) - 3, "page")
    say(f"Wrote {pages}. Open {out / INDEX}, or print {out / ALL}.")
