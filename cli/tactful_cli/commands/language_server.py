"""``tactful language-server``: for editors, while somebody writes rules."""

from __future__ import annotations

import importlib

import click

from tactful.extras import require
from tactful_cli.options import examples


@click.command("language-server", epilog=examples("tactful language-server"))
@click.option("--stdio", is_flag=True, help="What it does anyway; some editors say so.")
def command(*, stdio: bool) -> None:
    """Help an editor with rules, at standard input and output.

    Editors start it by themselves: docs/editors.md says how for each. It tells mistakes while you
    type and what the checks find after a pause, offers the ruleset's own words, says what a name
    means and where it is used, gives things other names, and mends what can be mended.
    """
    del stdio
    require("pygls", "lsprotocol")
    # By name: faces do not know each other, and this one need not be there.
    importlib.import_module("tactful_server.language_server").serve()
