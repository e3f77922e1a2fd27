"""What processes of their own do for the studio: panes and lights that prove things or take long.

They are sent the rules once, as they stand in the page and as they are saved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tactful.workspace.opened import Opened
from tactful_studio.asked import Asked, Present
from tactful_studio.panes_found import Light, found


class Travels(NamedTuple):
    """Of what a pane is asked with, that which is another each time."""

    facts: Mapping[str, object]
    clock: Present
    form: Mapping[str, str]
    tables: Mapping[str, tuple[str, Path]]


def drawn(opened: Opened, saved: Opened, pane: str, rest: Travels) -> str:
    """A pane."""
    return found()[pane].draw(Asked(opened, saved, *rest))


def lit(opened: Opened, saved: Opened, pane: str, rest: Travels) -> Light | None:
    """The light of a pane; none where it has none to show."""
    light = found()[pane].light
    return None if light is None else light(Asked(opened, saved, *rest))


WORK: Mapping[str, Callable[..., Any]] = {"drawn": drawn, "lit": lit}
