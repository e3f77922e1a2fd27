"""Which errors say that there is no such file, rather than that nobody can tell just now."""

from __future__ import annotations

import errno

_ABSENT = frozenset(
    {
        *(errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EACCES, errno.EPERM),
        *(errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL),
    }
)


def is_absence(error: OSError) -> bool:
    """Whether an error tells of a file what it would tell tomorrow: there is none to be read.

    Too many open files, a disk that fails and a ``TimeoutError`` that a signal handler raised tell
    nothing of it. To take them for an answer would be wrong, and to remember it worse.
    """
    return error.errno in _ABSENT
