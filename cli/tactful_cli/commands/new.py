"""``tactful new``: a ruleset to start from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from tactful.text.defects import forbidden_in_name
from tactful.text.gate import NewFolder
from tactful.text.library import packaged_names
from tactful.text.signs import first_unfit
from tactful.workspace.starter import copied_ruleset, new_ruleset, ruleset_on
from tactful_cli.options import examples
from tactful_cli.screen.saying import say


@click.command(
    "new",
    epilog=examples(
        "tactful new my-rules",
        "tactful new mine --extends follow-up",
        "tactful new mine --from follow-up",
    ),
)
@click.argument("name")
@click.option(
    "--from",
    "source",
    type=click.Choice(packaged_names()),
    help="Start with a copy of this packaged ruleset.",
)
@click.option(
    "--extends",
    "base",
    type=click.Choice(packaged_names()),
    help="Build on this packaged ruleset: have its rules, and add your own.",
)
def command(name: str, source: str | None, base: str | None) -> None:
    """Start a ruleset that passes check and test.

    NAME is the folder to make. A folder with something in it is left as it is.
    """
    folder = Path(name)
    if first_unfit(folder.name) is not None:
        wrong = forbidden_in_name(folder)
        raise click.UsageError(f"{wrong.message}; choose one with letters that can be seen")
    Path.cwd()  # where that has been deleted, this is what has to be said, whatever the name
    if folder.name in ("", ".."):
        raise click.UsageError(
            f"`{name}` is a folder that is there; name one to be made, as `tactful new my-rules`"
        )
    if not any(map(str.isalpha, folder.name)):
        raise click.UsageError(
            f"`{folder.name}` has no letter to make a name of; choose one such as `my-rules`"
        )
    if source and base:
        raise click.UsageError("--from copies a ruleset and --extends builds on it; give one")
    new = NewFolder(folder)
    new.write(_files(folder.name, source, base))
    say(f"{folder} is ready. Next:\n\n  tactful check {folder}\n  tactful test {folder}")


def _files(name: str, source: str | None, base: str | None) -> Mapping[str, str]:
    tester = "`tactful test`"
    if base:
        return ruleset_on(base, name, tester)
    return copied_ruleset(source) if source else new_ruleset(name, tester)
