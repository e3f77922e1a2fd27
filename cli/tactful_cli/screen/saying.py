r"""The one place that writes for terminals, pipes and logs.

Names, cells and files are strangers' words. What a terminal would take for a command in them
(``\x1b]0;...``), or an eye for another text, is written out; and so is what a build service would
take for one (``::error`` at the beginning of a line).
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from tactful.text.signs import unfit_signs, visible

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 100
"""Columns. What is laid out for a terminal is no wider, however wide the terminal is."""

_BUILD_SERVICES = ("GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")
"""What GitHub, Azure Pipelines and TeamCity set where they read along."""

_LINE_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
_INLINE_COMMAND = re.compile(r"#(?=#(?:\w*)\[)")


def say(text: str = "", *, err: bool = False, end: str = "\n") -> None:
    """Print words, strangers' among them.

    Args:
        text: The words.
        err: Whether they go to standard error, being no result.
        end: What follows them.
    """
    say_laid_out(visible(text), err=err, end=end)


def say_laid_out(text: str, *, err: bool = False, end: str = "\n") -> None:
    """Print what is laid out and painted; its words were made visible before."""
    click.echo(_no_command(text, r"\x3a", r"\x23") + end, err=err, nl=False)


def say_json(parts: Iterable[str]) -> None:
    """Print JSON in parts as they come, for it may be longer than memory."""
    for part in parts:
        sys.stdout.write(_no_command(_escaped(part), r"\u003a", r"\u0023"))
    click.echo()


def say_html(text: str) -> None:
    """Print a page for the web. It says that it is UTF-8, whatever this terminal may speak."""
    click.echo(_no_command(text, "&#58;", "&#35;").encode("utf-8", "replace"))


def say_commands(text: str) -> None:
    """Print commands to a build service that are meant as such."""
    click.echo(visible(text), nl=False)


def wants_colour(stream: Any) -> bool:
    """Whether to colour what goes to this stream, and to draw bars there.

    It has to be a terminal that knows colours, and ``NO_COLOR`` not to be set.
    """
    dumb = os.environ.get("TERM") == "dumb"
    return bool(stream.isatty() and not os.environ.get("NO_COLOR") and not dumb)


def columns() -> int:
    """How wide to lay out for this terminal."""
    import shutil  # slow to import

    from tactful.pages.plain import NARROWEST

    return max(min(shutil.get_terminal_size().columns, WIDEST), NARROWEST)


def console(*, err: bool = False) -> Console:
    """What rich draws on; its texts are to be made visible before."""
    from rich.console import Console  # rich costs a third of the start

    from tactful.pages.plain import NARROWEST

    made = Console(stderr=err, highlight=False, soft_wrap=False)
    made.width = max(min(made.width, WIDEST), NARROWEST)
    return made


def _escaped(text: str) -> str:
    """JSON in which signs that have no place in a text are written as JSON may write them."""
    parts, place = [], 0
    for sign, start in unfit_signs(text):
        parts += [text[place:start], json.dumps(sign)[1:-1] if sign > "\x7f" else "\\u007f"]
        place = start + 1
    return "".join((*parts, text[place:])) if parts else text


def _no_command(text: str, colon: str, number_sign: str) -> str:
    """The text with nothing in it that a build service which reads along would obey."""
    if not any(name in os.environ for name in _BUILD_SERVICES):
        return text
    text = _LINE_COMMAND.sub(lambda found: found[1] + colon, text)
    return _INLINE_COMMAND.sub(lambda _: number_sign, text)
