"""The examples that end every command's help."""

from __future__ import annotations


def examples(*commands: str) -> str:
    """Commands to try, for click's ``epilog``, which would otherwise fill them into a paragraph."""
    return "\n".join(("\b", "Examples:", *(f"  {command}" for command in commands)))
