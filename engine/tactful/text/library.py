"""Where the rulesets are that come with tactful."""

from __future__ import annotations

from pathlib import Path

PACKAGED = "follow-up"
"""The ruleset that is used where none is named."""


def packaged(name: str = PACKAGED) -> Path:
    """The folder of a packaged ruleset; it exists unless the installation is broken.

    A wheel carries the rulesets inside the package. A checkout has them at its top level. The
    package's own path finds both; ``importlib.resources`` would too, for 15 ms of every start.
    """
    package = Path(__file__).parent.parent
    inside = package / "rulesets" / name
    return inside if inside.is_dir() else package.parent.parent / "rulesets" / name


def packaged_names() -> tuple[str, ...]:
    """The names of the rulesets that come with tactful."""
    home = packaged().parent
    return tuple(sorted(path.parent.name for path in home.glob("*/ruleset.yaml")))
