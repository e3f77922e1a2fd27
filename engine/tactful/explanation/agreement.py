"""Verbs that agree with a label: "your wishes include", "the basket includes"."""

from __future__ import annotations


def is_plural(label: str) -> bool:
    """Whether a label ends as a plural does, as "your reminders"."""
    last = label.rpartition(" ")[2]
    return last.endswith("s") and not last.endswith(("ss", "us", "is"))


def are(label: str, holds: bool) -> str:
    """The verb between a label and what it is, or is not."""
    return ("are" if is_plural(label) else "is") + ("" if holds else " not")


def includes(label: str, holds: bool) -> str:
    """The verb between a label and one of several things that are so at once."""
    if holds:
        return "include" if is_plural(label) else "includes"
    return "do not include" if is_plural(label) else "does not include"
