"""Locks that a process holds until it lets go or dies, on every system that has such locks.

Wherever the system has none, or the file system keeps none, nobody can tell who is alive.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

_Take: TypeAlias = Callable[[int], None]


def _flock() -> _Take:
    """The way of Linux, macOS and the others of their family."""
    fcntl = import_module("fcntl")
    return lambda descriptor: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _locking() -> _Take:
    """The way of Windows: a byte of the file is locked, whether it is there or not."""
    msvcrt = import_module("msvcrt")
    return lambda descriptor: msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)


def _taking() -> _Take | None:
    for way in (_flock, _locking):
        with contextlib.suppress(ImportError):
            return way()
    return None


def lock(descriptor: int) -> bool | None:
    """Whether the lock of an open file could be had; ``None`` where there are no locks.

    It is held until the descriptor is closed, by whatever ends the process if need be.
    """
    take = _taking()
    if take is None:
        return None
    try:
        take(descriptor)
    except (BlockingIOError, PermissionError):  # the words of the one way, and of the other
        return False
    except OSError:
        return None
    return True


def held(path: Path) -> int | None:
    """The descriptor of a new file whose lock is ours, or cannot be had by anybody.

    ``None`` if somebody came by before the lock, and took the file for a dead process's.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    if lock(descriptor) is not False and os.fstat(descriptor).st_size == 0:
        return descriptor
    os.close(descriptor)
    return None


def let_go(path: Path) -> bool:
    """Whether the process that made a file has let go of it or died. If so, nobody gets it again.

    Windows removes no file that is open, so the lock must be free before the file can go. Whoever
    has not taken it by then learns from its length that it is given up.
    """
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        if not lock(descriptor):
            return False
        os.ftruncate(descriptor, 1)  # needs no room on a full disk
        return True
    finally:
        os.close(descriptor)
