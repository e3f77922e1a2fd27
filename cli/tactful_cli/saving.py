"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click


def save(path: Path, data: bytes, option: str) -> None:
    """Put a file in its place in one go: whoever reads it sees the old one or the new one.

    Args:
        path: Where.
        data: What.
        option: The option that named the file, for messages.

    Raises:
        click.UsageError: if it cannot be written there.
    """
    refuse_folder(path, option)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise click.UsageError(_sorry(option, path, error)) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        temporary.chmod(0o666 & ~_mask())
        temporary.replace(path)
    except OSError as error:
        raise click.UsageError(_sorry(option, path, error)) from None
    finally:
        temporary.unlink(missing_ok=True)


def refuse_folder(path: Path, option: str) -> None:
    """Refuse a folder where a file is wanted.

    Raises:
        click.UsageError: if it is one.
    """
    if path.is_dir():
        raise click.UsageError(f"{option}: `{path}` is a folder; name a file in it")


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sorry(option: str, path: Path, error: OSError) -> str:
    return f"{option}: `{path}` cannot be written ({(error.strerror or 'unknown cause').lower()})"
