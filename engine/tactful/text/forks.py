"""What a forked child must not take over from its parent: locks that other threads held.

A fork copies memory and only the thread that forks. A lock that another thread holds at that
instant is held in the child for ever, since whoever would let go of it is not there. So here are
the locks of this package, and a child finds every one of them free. What they guard is left in
order whenever an exception may come, and so it is when a fork does.
"""

from __future__ import annotations

import os
import sys
import threading
import weakref
from functools import cached_property

_every: weakref.WeakSet[Locked] = weakref.WeakSet()


class Locked:
    """Something with a lock of its own, ``lock``, which is free in a forked child.

    A signal handler that comes back to it in the thread that holds it gets in.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        _every.add(self)


def _free_in_child() -> None:
    for one in [*_every]:
        one.lock = threading.RLock()
    if sys.version_info < (3, 12):
        _free_cached_properties()


def _free_cached_properties() -> None:
    """Python 3.11 lets one thread at a time work out a cached property, of whatever object."""
    names = [name for name in sys.modules if name.split(".", 1)[0] in ("tactful", "tactful_cli")]
    there = (one for name in names for one in vars(sys.modules[name]).values())
    for kind in {one for one in there if isinstance(one, type)}:
        for made in vars(kind).values():
            if isinstance(made, cached_property):
                made.lock = threading.RLock()  # type: ignore[attr-defined]  # gone since 3.12


if hasattr(os, "register_at_fork"):  # Windows has no forks
    os.register_at_fork(after_in_child=_free_in_child)
