"""The several of a thing that a situation has: their places, and what each is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

from tactful.language.model import Ruleset
from tactful.language.terms import Each

MOST = 12
"""How many of a thing a situation may have; more would make rulesets too large."""

UNNAMED = 0
"""The place of the only one, where nobody is listed: its facts keep their own names."""

People: TypeAlias = Mapping[str, tuple[str | None, ...]]
"""For each thing that a situation has several of, their names; ``None`` where one has none."""

NOBODY: People = MappingProxyType({})
"""Nobody is listed: then there is one of each, of whom no name is known."""

_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)


def copy_name(name: str, place: int) -> str:
    """What the copy of a fact, decision or rule for one of several is called: ``rapport[2]``."""
    return name if place == UNNAMED else f"{name}[{place}]"


def called(each: Each, names: Sequence[str | None], place: int) -> str:
    """What one of several is called in a sentence: the name, or which it is."""
    name = names[place - 1] if place != UNNAMED else None
    if name is not None:
        return name
    if len(names) < 2:
        return f"the {each.label}"
    return f"the {_ORDINALS[place - 1]} {each.label}"


@lru_cache(maxsize=16)
def owners_of(ruleset: Ruleset) -> Mapping[str, str]:
    """For each fact and decision of one of several, of what it is."""
    return {
        name: each.id for each in ruleset.each.values() for name in (*each.facts, *each.decisions)
    }
