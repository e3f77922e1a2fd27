"""The panes that there are: every module of ``panes`` that has a ``TITLE`` and a ``pane``.

A module without a title helps others. A pane may have a ``light`` besides: a word or two on how
things stand, for the top of the page. A pane that is ``LIVE`` is drawn anew with every key, and
takes no more than a few hundredths of a second; the others follow when nobody types. One that
``PROVES`` something or runs scenarios is drawn in a process of its own, which can be ended.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal, NamedTuple

from tactful_studio import panes
from tactful_studio.pane_input import PaneInput

ORDER = (
    "client",
    "why",
    "whatif",
    "plan",
    "message",
    "scenarios",
    "findings",
    "changes",
    "rule",
    "form",
    "coverage",
    "clients",
)
"""Which panes stand first, in this order; all others follow by their names."""


class Light(NamedTuple):
    """How things stand, at the top of the page.

    Attributes:
        text: In a few words: "217 of 220 scenarios".
        tone: Whether that is as it should be, or somebody should look; or that it takes a while.
    """

    text: str
    tone: Literal["good", "look", "bad", "wait"]


class Pane(NamedTuple):
    """A pane: its name in addresses, its title, what draws it and its light, whether it is live."""

    name: str
    title: str
    draw: Callable[[PaneInput], str]
    light: Callable[[PaneInput], Light | None] | None
    live: bool
    proves: bool = False


@cache
def found() -> Mapping[str, Pane]:
    """Every pane by its name, in the order in which they are shown."""
    names = sorted(module.name for module in pkgutil.iter_modules(panes.__path__))
    names.sort(key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    made = {}
    for name in names:
        module = importlib.import_module(f"{panes.__name__}.{name}")
        title = getattr(module, "TITLE", None)
        if title is not None:
            light, live = getattr(module, "light", None), getattr(module, "LIVE", False)
            proves = getattr(module, "PROVES", False)
            made[name] = Pane(name, title, module.pane, light, live, proves)
    return made
