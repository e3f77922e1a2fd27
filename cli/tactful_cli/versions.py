"""What ``tactful --version`` says: what this is, and what it runs on."""

from __future__ import annotations

import platform

import tactful
from tactful.language.zones import table_used
from tactful.network.matching import engine
from tactful.workspace.remembering import home


def versions() -> str:
    """The version, and below it the Python, what matches rules, and two places.

    They are where the table of time zones is from, and where rulesets are kept that were read.

    Raises:
        EngineMissing: if the environment insists on an engine that cannot be loaded.
        NoSuchEngine: if the environment names none.
    """
    version, whose = table_used()
    kept = home()
    lines = [
        f"tactful {tactful.__version__}",
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}",
        f"rules matched {_by()}",
        f"time zones {version} from the {whose}",
        "rulesets are read each time" if kept is None else f"rulesets kept in {kept}",
    ]
    return "\n".join(lines)


def _by() -> str:
    chosen = engine()
    if chosen.name == "durable":
        from tactful.network.durable import VERSION  # only where it can be loaded

        return f"by durable-rules {VERSION}"
    because = f" (durable-rules cannot be loaded: {chosen.instead})" if chosen.instead else ""
    return f"in Python{because}"
