"""What the fixture ``golden`` of ``conftest.py`` gives to a test."""

from __future__ import annotations

from collections.abc import Callable

Golden = Callable[[str, str], None]
"""Compares a text with the golden file of this name, or renews the file."""
