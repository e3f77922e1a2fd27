"""Verbs that agree with a label: "your wishes include", "the basket includes"."""

from __future__ import annotations

from collections.abc import Sequence


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


def denied(words: Sequence[str], verb: int) -> str:
    """A clause denied at its verb: ``you have not said thank you``, ``you cannot come``.

    What says "not" already is affirmed instead: nobody says "you have not not written". What is
    denied to be so still is so no longer.
    """
    before, rest = words[:verb], words[verb + 1 :]
    match words[verb], rest[:1]:
        case "cannot", _:
            said: Sequence[str] = ("can", *rest)
        case "must", ["not" | "never"]:
            said = ("may", *rest[1:])
        case verb_said, ["not" | "never"]:
            said = (verb_said, *rest[1:])
        case verb_said, ["still"]:
            said = (verb_said, "no longer", *rest[1:])
        case "can", _:
            said = ("cannot", *rest)
        case "must", _:  # "must not" forbids, and says more than that it is not so
            said = ("need not", *rest)
        case verb_said, _:
            said = (verb_said, "not", *rest)
    return " ".join((*before, *said))
