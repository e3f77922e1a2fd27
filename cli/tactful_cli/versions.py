"""What ``tactful --version`` says: what this is, and what it runs on."""

from __future__ import annotations

import platform

import tactful
from tactful.matching import engine


def versions() -> str:
    """The version, and below it the Python and what matches rules.

    Raises:
        EngineMissing: if the environment insists on an engine that cannot be loaded.
        NoSuchEngine: if the environment names none.
    """
    lines = [
        f"tactful {tactful.__version__}",
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}",
        f"rules matched {_by()}",
    ]
    return "\n".join(lines)


def _by() -> str:
    chosen = engine()
    if chosen.name == "durable":
        from tactful.durable import VERSION  # only where it can be loaded

        return f"by durable-rules {VERSION}"
    because = f" (durable-rules cannot be loaded: {chosen.instead})" if chosen.instead else ""
    return f"in Python{because}"
