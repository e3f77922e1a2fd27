"""Colour, for where there is any: what paints a text is handed in by who knows a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Paint: TypeAlias = Callable[..., str]
"""Gives a text a colour (``fg``), makes it stronger (``bold``) or weaker (``dim``)."""


def unpainted(text: str, **_: object) -> str:
    """The text as it is."""
    return text
