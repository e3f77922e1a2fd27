"""``tactful studio``: write, try and prove rules in a page of the browser."""

from __future__ import annotations

import importlib
import threading
import webbrowser
from pathlib import Path

import click

from tactful.extras import require
from tactful.reading.homes import home_of, is_home, is_whole
from tactful.text.defects import missing_file, part_of_a_ruleset
from tactful.text.diagnostic import Mistake, Span
from tactful.text.library import packaged, packaged_names
from tactful_cli.failures import COULD_NOT_RUN, CouldNotRun
from tactful_cli.options import examples
from tactful_cli.screen.saying import say

PORT = 8766
"""Browsers keep unsaved text by address, so the address is the same each time."""


@click.command(
    "studio",
    epilog=examples(
        "tactful studio",
        "tactful studio rulesets/mine --port 8800 --no-browser",
    ),
)
@click.argument("folder", required=False, metavar="[FOLDER]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port to listen at; 0 for any that is free.",
)
@click.option("--no-browser", is_flag=True, help="Print the address, and open no browser.")
def command(folder: str | None, port: int, no_browser: bool) -> None:
    """Write rules, try them and see whose advice changes, in a page of the browser.

    FOLDER is a ruleset's, or one in which to start a ruleset; left out, it is the one around the
    working folder, or else that folder. The page is for this machine alone, and only the address
    that is printed opens it.
    """
    home = _home(folder)
    require("starlette", "uvicorn")
    # By name: faces do not know each other, and this one need not be there.
    studio = importlib.import_module("tactful_studio.main")

    def started(address: str) -> None:
        say(f"The studio for {home} is at {address} (Ctrl-C ends it).")
        if not no_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    try:
        studio.run(home, port, started)
    except OSError as error:
        say(
            f"The studio cannot listen at port {port}: {(error.strerror or '').lower()}. "
            f"Another studio may be open there; choose another port, as --port {PORT + 1}.",
            err=True,
        )
        raise click.exceptions.Exit(COULD_NOT_RUN) from None


def _home(folder: str | None) -> Path:
    """The ruleset's folder or file, or a folder without rules.

    Raises:
        CouldNotRun: if there is no such folder, or it is a part of a ruleset.
    """
    if folder is None:
        return home_of(Path()) or Path()
    path = Path(folder)
    if folder in packaged_names() and not path.exists():
        return packaged(folder)
    if path.is_dir():
        inside = not is_home(path) and path.name in ("rules", "scenarios") and is_home(path.parent)
        if inside:
            raise _cannot_be(part_of_a_ruleset(path), path)
        return path
    if path.is_file():
        if is_whole(path):
            return path
        home = home_of(path)
        if home is not None:
            return home
    raise _cannot_be(missing_file(path), path)


def _cannot_be(mistake: Mistake, path: Path) -> CouldNotRun:
    return CouldNotRun((mistake.at(Span(str(path))),), {})
