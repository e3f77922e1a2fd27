"""What people and programs call a fact, decision or rule of one of several: ``rapport[Ana]``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from tactful.grounding.people import called, copy_name
from tactful.language.as_json import Json
from tactful.language.model import Ruleset
from tactful.language.terms import Copy

_OF_ONE = re.compile(r"([^\[\]]+)\[(.*)\]")

_COPY = re.compile(r"[\w-]+\[\d+\]")

_Item = TypeVar("_Item")


def copy_of(ruleset: Ruleset, name: str) -> Copy | None:
    """What a fact, decision or rule was copied from; ``None`` for one of all."""
    ground = ruleset.ground
    return None if ground is None else ground.copies.get(name) or ground.rules.get(name)


def name_of_one(ruleset: Ruleset, copy: Copy) -> str:
    """What the one is called for whom something was copied, as sentences say it."""
    ground = ruleset.ground
    names = () if ground is None else ground.names[copy.each]
    return called(ruleset.each[copy.each], names, copy.place)


def told_name(ruleset: Ruleset, name: str) -> str:
    """A name as people read and write it: ``rapport[Ana]``, or ``rapport[2]`` of the nameless."""
    copy = copy_of(ruleset, name)
    if copy is None or ruleset.ground is None:
        return name
    known = ruleset.ground.names[copy.each][copy.place - 1]
    return name if known is None else f"{copy.of}[{known}]"


def parts_of(text: str) -> tuple[str, str] | None:
    """``rapport[Ana]`` as the author's name and who is meant; ``None`` for any other text."""
    found = _OF_ONE.fullmatch(text)
    return None if found is None else (found[1].strip(), " ".join(found[2].split()))


def meant_name(ruleset: Ruleset, text: str) -> str:
    """The name in the ground ruleset that is meant by what somebody wrote; the text if none is.

    A person is meant by the name, in capitals or not, or by the place in the list, from 1.
    """
    parts = parts_of(text)
    if parts is None or ruleset.ground is None:
        return text
    name, who = parts
    for names in ruleset.ground.names.values():
        folded = ["" if known is None else " ".join(known.split()).casefold() for known in names]
        place = folded.index(who.casefold()) + 1 if who and who.casefold() in folded else 0
        if not place and who.isdecimal():
            place = int(who[:3])
        made = copy_name(name, place)
        if place and copy_of(ruleset, made) is not None:
            return made
    return text


def authors_name(ruleset: Ruleset, name: str) -> str:
    """The name that the author of a ruleset gave a fact, decision or rule."""
    copy = copy_of(ruleset, name)
    return name if copy is None else copy.of


def told_text(ruleset: Ruleset, text: str) -> str:
    """A condition as it is written, with every name in it as ``told_name`` has it."""
    return _COPY.sub(lambda found: told_name(ruleset, found[0]), text)


def told_json(data: Json, ruleset: Ruleset) -> Json:
    """Results for programs, with every name as ``told_name`` has it; values stay as they are."""
    if ruleset.ground is None:
        return data
    if isinstance(data, dict):
        return {
            told_name(ruleset, key): _told_of(key, value, ruleset) for key, value in data.items()
        }
    if isinstance(data, list):
        return [told_json(item, ruleset) for item in data]
    return told_name(ruleset, data) if isinstance(data, str) else data


def _told_of(key: str, value: Json, ruleset: Ruleset) -> Json:
    if key == "assumed" and isinstance(value, str):
        return told_text(ruleset, value)
    return value if key == "value" else told_json(value, ruleset)


def of_each(
    ruleset: Ruleset, items: Mapping[str, _Item]
) -> tuple[dict[str, _Item], dict[str, list[dict[str, _Item]]]]:
    """Facts or decisions by name: those of all, and for each thing those of each one of it.

    What is of one is under the name that its author gave it.
    """
    of_all: dict[str, _Item] = {}
    names = {} if ruleset.ground is None else ruleset.ground.names
    ones: dict[str, list[dict[str, _Item]]] = {e: [{} for _ in n] for e, n in names.items()}
    for name, item in items.items():
        copy = copy_of(ruleset, name)
        if copy is None:
            of_all[name] = item
        else:
            ones[copy.each][copy.place - 1][copy.of] = item
    return of_all, ones
