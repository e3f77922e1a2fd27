"""Rulesets out of a git repository: ``HEAD~1:rulesets/follow-up``."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from tactful_cli.failures import COULD_NOT_RUN


class NoRevision(click.ClickException):
    """Raised when git does not have what is asked of it."""

    exit_code = COULD_NOT_RUN


@contextmanager
def checked_out(name: str) -> Iterator[Path]:
    """The path of a ruleset: a folder or file as it is, or a copy of a revision while it is used.

    Raises:
        NoRevision: if the name is a revision that git does not have.
    """
    revision, colon, inside = name.partition(":")
    if not colon or not revision or Path(name).exists():
        yield Path(name)
        return
    with tempfile.TemporaryDirectory(prefix="tactful-") as scratch:
        target = Path(scratch) / (Path(inside.rstrip("/")).name or "ruleset")
        kind = _git("cat-file", "-t", f"{revision}:{inside}", name=name).decode().strip()
        if kind == "blob":
            target.write_bytes(_git("show", f"{revision}:{inside}", name=name))
        else:
            archive = _git("archive", "--format=tar", f"{revision}:{inside}", name=name)
            target.mkdir()
            with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
                # Pythons before 3.11.4 know no filters; git made this of its own files.
                safely: dict[str, Any] = (
                    {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
                )
                tar.extractall(target, **safely)  # noqa: S202 - filtered where it can be
        yield target


def _git(*arguments: str, name: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError:
        raise NoRevision(f"`{name}` looks like a revision, and git is not installed") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise NoRevision(
            f"git has no `{name}`: {said.splitlines()[0] if said else 'no reason given'}"
        )
    return done.stdout
