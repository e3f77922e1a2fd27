"""Places beside an output where it is made: hidden, held by a lock, and gone when done.

A process that is killed cannot clean up, but it lets go of its locks. So whoever writes to the
same place next takes away what nobody holds any more, and leaves alone what somebody does.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tactful.text.locks import held, let_go

_held_now: dict[Path, int] = {}
"""The folders of this process, with the descriptors that hold their locks."""

_TRIES = 100
"""Times that a folder is taken away in which somebody is still making files."""


@contextmanager
def scratch(path: Path) -> Iterator[Path]:
    """A place to make what is to become ``path``: whatever is left there goes with the block.

    It is in a folder of its own. So a thread that is late cannot make the file anew when the
    block has been left.

    Raises:
        OSError: if there can be none.
    """
    _clear(path)
    folder, ours = _folder(path), os.getpid()
    try:
        yield folder / path.name
    finally:
        if os.getpid() == ours:  # a child that was forked in the block leaves it, too
            _let_go(folder)


def abandon() -> None:
    """Take away what this process holds, when it is about to end.

    Ctrl-C while Polars is at work interrupts twice: Polars and Python each raise. So what the
    first one was about to leave in order may never be left.
    """
    for folder in [*_held_now]:
        _let_go(folder)


def _leave_to_parent() -> None:
    """In a forked child: what its parent holds is not its own, and must not outlive the parent."""
    while _held_now:
        os.close(_held_now.popitem()[1])


if hasattr(os, "register_at_fork"):  # Windows has no forks
    os.register_at_fork(after_in_child=_leave_to_parent)


def _let_go(folder: Path) -> None:
    descriptor = _held_now.pop(folder, None)
    if descriptor is not None:
        os.close(descriptor)
    for _ in range(_TRIES):
        if not folder.exists():
            break
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)


def _folder(path: Path) -> Path:
    """A new folder whose lock this process holds."""
    while True:
        folder = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        folder.mkdir(mode=0o700)
        try:
            descriptor = held(_lock_file(folder, path))
        except FileNotFoundError:
            continue  # another process came by, and took the folder for a dead one's
        except OSError:
            folder.rmdir()
            raise
        if descriptor is not None:
            _held_now[folder] = descriptor
            return folder


def whose_scratch(path: Path) -> Path | None:
    """What is to become of a file in such a place, or of the place; ``None`` for other files."""
    for place in (path, path.parent):
        start, _, end = place.name.rpartition(".")
        name, dot, _ = start[1:].rpartition(".")
        if start.startswith(".") and dot and end == "part":
            return place.with_name(name)
    return None


def _lock_file(folder: Path, path: Path) -> Path:
    """Beside what is made in a folder; its name is never that of what is made."""
    return folder / f"{path.name}.lock"


def _clear(path: Path) -> None:
    """Take away the places of processes that have died."""
    start, end = f".{path.name}.", ".part"
    try:
        found = [p for p in path.parent.iterdir() if p.name.startswith(start)]
    except OSError:
        return  # a folder that may be written to need not be one that may be read
    for place in found:
        if not place.name.endswith(end) or "." in place.name[len(start) : -len(end)]:
            continue
        if place.is_symlink():
            continue  # not of our making
        with contextlib.suppress(OSError):
            _clear_one(place, _lock_file(place, path))


def _clear_one(place: Path, lock_file: Path) -> None:
    try:
        dead = let_go(lock_file)
    except FileNotFoundError:
        dead = _is_left(place, lock_file)
    if dead:
        shutil.rmtree(place)


def _is_left(place: Path, lock_file: Path) -> bool:
    """Whether somebody died while taking away a folder; an empty one is taken away here.

    The lock is what a folder gets first. So whoever is about to make it finds no folder, and
    where there is something but no lock there was one.
    """
    try:
        place.rmdir()
    except OSError:
        return not lock_file.exists()
    return False
