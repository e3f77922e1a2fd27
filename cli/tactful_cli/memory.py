"""Memory that a batch frees, kept for the next one.

The arrays of one batch of rows are as large as those of the next. glibc gives blocks of such a
size back to the system each time, and the system hands out each page anew, which takes longer
than much of what is done with them.
"""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""What ``mallopt`` calls its settings, in glibc's ``malloc.h``."""

_KEPT = 1 << 30
_OWN = 32 << 20


def keep_freed_memory() -> bool:
    """Have this process keep memory that it frees, up to a gigabyte.

    It holds for the whole process, so a program decides this and not a library. Only glibc can
    do it; whether it does is told.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is None:
        return False
    settings = ((_MMAP_THRESHOLD, _OWN), (_TRIM_THRESHOLD, _KEPT), (_ARENA_MAX, 1))
    return all(mallopt(*setting) for setting in settings)
