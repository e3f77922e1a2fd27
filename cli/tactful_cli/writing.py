"""Writing files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import click

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
    scratch: str | None = None
    try:
        descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        mask = os.umask(0)
        os.umask(mask)
        Path(scratch).chmod(0o666 & ~mask)
        Path(scratch).replace(path)
        scratch = None
    except OSError as error:
        reason = (error.strerror or "the name cannot be that of a file").lower()
        raise CannotWrite(f"{path} cannot be written: {reason}") from None
    finally:
        if scratch is not None:
            with contextlib.suppress(OSError):
                Path(scratch).unlink()


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
