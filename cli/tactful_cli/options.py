"""What several commands share of their options and their help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., object])

ruleset_option = click.option(
    "--ruleset",
    metavar="PATH",
    help="The ruleset to use; without it the one around, or the follow-up rules.",
)
"""The word for the ruleset that a command uses."""

_OPTIONS = (
    click.argument("files", nargs=-1, metavar="[FILE]..."),
    ruleset_option,
    click.option(
        "--set",
        "settings",
        metavar="FACT=VALUE",
        multiple=True,
        help="State a fact. Beats what a file says. Repeat for more.",
    ),
    click.option(
        "--now",
        metavar="MOMENT",
        help="Advise for this moment, as 2026-11-20T14:00. Beats what a file says. Without it, "
        "and where a file names no moment, the clock's.",
    ),
)


def situation_options(command: _Command) -> _Command:
    """Give a command the words that say what to advise on: FILE, --ruleset, --set and --now."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


OfColumns: TypeAlias = tuple[Sequence[str], Sequence[str], str | None]
"""What ``--map``, ``--dates`` and ``--assume-time`` say, as it was written."""

_COLUMNS = (
    click.option(
        "--map",
        "maps",
        metavar="COLUMN=FACT",
        multiple=True,
        help="Which fact a column gives, where its name does not say so; a day and a time of day "
        "in two columns may give one moment. Or a file saved by --save-map. Repeat for more.",
    ),
    click.option(
        "--dates",
        metavar="[COLUMN=]ORDER",
        multiple=True,
        help="How dates such as 5/6/2026 are to be read: day first or month first, in all columns "
        "or in one.",
    ),
    click.option(
        "--assume-time",
        metavar="HH:MM",
        help="The time of day to take where a moment has only its day. Without it such a moment "
        "is not known.",
    ),
)


def column_options(command: _Command) -> _Command:
    """Give a command the words that say what a cohort's columns are: --map, --dates and more."""
    for option in reversed(_COLUMNS):
        command = option(command)
    return command


def my_timezone_option(command: _Command) -> _Command:
    """Give a command the word for the reader's own time zone."""
    option = click.option(
        "--my-timezone",
        metavar="ZONE",
        callback=lambda _ctx, _param, zone: _zone(zone),
        help="Tell the times in your own time zone as well, as Europe/Paris.",
    )
    return option(command)


def _zone(name: str | None) -> str | None:
    if name is None:
        return None
    from tactful.language.calendar import zone_exists  # every command's help would load it

    if not zone_exists(name):
        raise click.BadParameter(f"there is no time zone `{name}`; write one as Europe/Paris")
    return name


def changed_option(command: _Command) -> _Command:
    """Give a command the word for being told of files that changed, whosever they are."""
    option = click.option(
        "--changed",
        is_flag=True,
        help="Take what is named for files that changed: look at each ruleset that any of them "
        "belongs to, and leave other tools' files alone. For hooks.",
    )
    return option(command)


def format_option(*formats: str, writes: str = "the result") -> Callable[[_Command], _Command]:
    """Give a command the word that says how its result is written, as its ``format_``.

    Args:
        formats: What can be asked for; the first is meant where nothing is.
        writes: What is written, in words for ``--help``.
    """
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help=f"How to write {writes}.",
    )


def reader_option(command: _Command) -> _Command:
    """Give a command the word that says for whom its page is, as its ``reader``."""
    option = click.option(
        "--for",
        "reader",
        type=click.Choice(("client", "coach")),
        help="For whom the page is: a client's is without workings, a coach's has all of them. "
        "Left out, it is for either.",
    )
    return option(command)


PAGES = ("text", "json", "markdown", "html")
"""The formats of what is shown to clients as well as to programs."""


def examples(*commands: str) -> str:
    """Commands to try, for click's ``epilog``, which would otherwise fill them into a paragraph."""
    return "\n".join(("\b", "Examples:", *(f"  {command}" for command in commands)))
