"""Writing files, and what people are told where that fails."""

from __future__ import annotations

from pathlib import Path

import click

from tactful.text.files import whole
from tactful_cli.failures import COULD_NOT_RUN


class CannotWrite(click.ClickException):
    """Raised when a file cannot be written; nothing is left half-written."""

    exit_code = COULD_NOT_RUN


def write_whole(path: Path, text: str, *, replace: bool = True) -> None:
    """Write a file: it appears with all of its text, or an older one stays as it was.

    Raises:
        CannotWrite: if it cannot be written, or exists and is not to be replaced.
    """
    if not replace and path.exists():
        raise CannotWrite(f"{path} exists already, and is left as it is: name another file")
    if path.exists() and not path.is_file():
        what = "a folder" if path.is_dir() else "not an ordinary file"
        raise CannotWrite(f"{path} is {what}, and is left as it is: name a file")
    try:
        with whole(path) as made:
            made.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = (error.strerror or "the name cannot be that of a file").lower()
        raise CannotWrite(f"{path} cannot be written: {reason}") from None


def make_folder(path: Path) -> None:
    """Make a folder, and those it lies in, where there is none.

    Raises:
        CannotWrite: if it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "the name cannot be that of a folder").lower()
        raise CannotWrite(f"{path} cannot be made: {reason}") from None
