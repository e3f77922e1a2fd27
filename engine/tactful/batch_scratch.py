"""Places beside an output where it is made: hidden, held by a lock, and gone when done.

A process that is killed cannot clean up, but it lets go of its locks. So whoever writes to the
same place next takes away what nobody holds any more, and leaves alone what somebody does.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    folder, descriptor = _held(path)
    try:
        yield folder / path.name
    finally:
        _let_go(folder, descriptor)


def abandon() -> None:
    """Take away what this process holds, when it is about to end.

    Ctrl-C while Polars is at work interrupts twice: Polars and Python each raise. So what the
    first one was about to leave in order may never be left.
    """
    for folder, descriptor in [*_held_now.items()]:
        _let_go(folder, descriptor)


def _let_go(folder: Path, descriptor: int) -> None:
    for _ in range(_TRIES):
        if not folder.exists():
            break
        with contextlib.suppress(OSError):
            _remove(folder)
    if _held_now.pop(folder, None) is not None:
        os.close(descriptor)


def _held(path: Path) -> tuple[Path, int]:
    """A new folder, and the descriptor that holds its lock."""
    while True:
        folder = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        folder.mkdir(mode=0o700)
        descriptor = os.open(folder, os.O_RDONLY)
        # Another process may have come by before the lock, and taken the folder for a dead one's.
        if _lock(descriptor) is not False and _is_at(descriptor, folder):
            _held_now[folder] = descriptor
            return folder, descriptor
        os.close(descriptor)


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
        with contextlib.suppress(OSError):
            descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                if _lock(descriptor) and _is_at(descriptor, place):
                    _remove(place)
            finally:
                os.close(descriptor)


def _lock(descriptor: int) -> bool | None:
    """Whether the lock could be had; ``None`` where the file system has no locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _is_at(descriptor: int, place: Path) -> bool:
    """Whether a descriptor's file still is the one of that name."""
    try:
        return os.path.samestat(os.fstat(descriptor), place.lstat())
    except FileNotFoundError:
        return False


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
