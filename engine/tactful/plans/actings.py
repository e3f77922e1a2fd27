"""What can be acted on at one time: all that is advised, or where each has their time, of one.

Where windows are of each of several, what is advised for each of them is a step of its own.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, TypeAlias

from tactful.grounding.names import copy_of
from tactful.grounding.windows import windows_of_each
from tactful.language.conclusions import Conclusions
from tactful.language.model import Decision, Ruleset
from tactful.language.terms import Copy
from tactful.language.windows import PlacedWindow, has_windows, window_of

Act: TypeAlias = tuple[str, str]
"""A decision, and the option of it that is acted on."""


class Acting(NamedTuple):
    """What can be acted on at one time.

    Attributes:
        whom: For which of several, by a copy that names nothing; ``None`` for all.
        acts: What is acted on.
        window: When, if the ruleset says so.
        begins: When at the earliest, local to the employer.
    """

    whom: Copy | None
    acts: tuple[Act, ...]
    window: PlacedWindow | None
    begins: datetime


def steering(ruleset: Ruleset) -> tuple[Decision, ...]:
    """The decisions that say what to do and when: those with a window or a step in an option."""
    return tuple(
        decision
        for decision in ruleset.decisions.values()
        if any(o.windows or o.waits or o.after is not None for o in decision.options.values())
    )


def whose(decision: str, ruleset: Ruleset) -> Copy | None:
    """Of which of several a decision is; ``None`` for all, as where nobody has their own time."""
    copy = copy_of(ruleset, decision)
    return None if copy is None or not _have_their_own(ruleset) else copy._replace(of="")


def _have_their_own(ruleset: Ruleset) -> bool:
    copies = {} if ruleset.ground is None else ruleset.ground.copies
    return any(has_windows(ruleset.decisions[name]) for name in copies if name in ruleset.decisions)


def window_for(
    whom: Copy | None, ruleset: Ruleset, conclusions: Conclusions
) -> PlacedWindow | None:
    """When to act on what is settled for one of several: their own window, or that of all."""
    if not _have_their_own(ruleset):
        return window_of(ruleset, conclusions)
    own = None if whom is None else windows_of_each(ruleset, conclusions).get(whom)
    return own or _of_all(ruleset, conclusions)


def _of_all(ruleset: Ruleset, conclusions: Conclusions) -> PlacedWindow | None:
    for name, decision in ruleset.decisions.items():
        if copy_of(ruleset, name) is None and has_windows(decision):
            window = window_of(ruleset, conclusions, name)
            if window is not None:
                return window
    return None


def actings(
    ruleset: Ruleset, conclusions: Conclusions, acts: tuple[Act, ...], now: datetime
) -> tuple[Acting, ...]:
    """What can be acted on, the earliest first.

    Args:
        ruleset: The rules.
        conclusions: What follows from them.
        acts: All that is to be acted on.
        now: The moment before which nothing can be done.
    """
    of_whom: dict[Copy | None, list[Act]] = {}
    for act in acts:
        of_whom.setdefault(whose(act[0], ruleset), []).append(act)
    found = []
    for whom, own in of_whom.items():
        window = window_for(whom, ruleset, conclusions)
        begins = now if window is None else max(now, window.start.replace(tzinfo=None))
        found.append(Acting(whom, tuple(own), window, begins))
    return tuple(sorted(found, key=lambda one: one.begins))
