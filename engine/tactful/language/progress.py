"""Telling somebody how far long work is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[int, int], None]
"""Told how much is done, of how much."""


def silent(done: int, total: int) -> None:
    """Shows no progress."""
