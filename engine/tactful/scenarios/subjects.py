"""What a setting or an inquiry is about where there are several: ``rapport[Ana]``, ``rapport[2]``.

A bare name of one of several means each of those who are listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tactful.grounding.names import authors_name, meant_name, parts_of, told_name
from tactful.grounding.people import copy_name, owners_of
from tactful.language.model import Ruleset
from tactful.reading.defects.names import unknown_fact, unknown_name
from tactful.reading.shapes import Shapes
from tactful.scenarios.defects import (
    nobody_called,
    nobody_listed,
    of_all,
)
from tactful.text.diagnostic import Mistake
from tactful.text.nodes import Scalar

_SETTING = re.compile(r"([^=\[\]]*\[.*?\]\s*)(?:=(.*))?", re.DOTALL)


class Parted(NamedTuple):
    """A setting or an inquiry: a name, and a value where there is an equals sign."""

    name: str
    value: str | None


def parted(line: str) -> Parted:
    """A line such as ``rapport[Ana]=warm`` as a name and a value; a name may have an ``=``."""
    found = _SETTING.fullmatch(line)
    if found is not None:
        return Parted(found[1], found[2])
    name, sign, value = line.partition("=")
    return Parted(name, value if sign else None)


def subjects(
    word: Scalar, ruleset: Ruleset, shapes: Shapes, *, only_facts: bool = False
) -> tuple[str, ...]:
    """The facts or decisions that a name is of: several where it is of each of several.

    Args:
        word: The name, as somebody wrote it.
        ruleset: The rules, made plain for those who are listed.
        shapes: Where to report a name that is of nothing; there are no subjects then.
        only_facts: Whether decisions cannot be meant.
    """
    text = word.text
    named = text in ruleset.facts or text in ruleset.decisions
    if named and parts_of(text) is None:
        return (text,)
    meant = meant_name(ruleset, text)
    if meant in ruleset.facts or meant in ruleset.decisions:
        return (meant,)
    template = ruleset.template
    owners: Mapping[str, str] = {} if template is None else owners_of(template)
    if text in owners and ruleset.ground is not None:
        names = ruleset.ground.names.get(owners[text], ())
        if names:
            return tuple(copy_name(text, place) for place in range(1, len(names) + 1))
    shapes.report(_mistake(text, ruleset, owners, shapes, only_facts), word)
    return ()


def _mistake(
    text: str, ruleset: Ruleset, owners: Mapping[str, str], shapes: Shapes, only_facts: bool
) -> Mistake:
    name, who = parts_of(text) or (text, None)
    each = ruleset.each.get(owners.get(name, ""))
    if each is not None:
        listed = {} if ruleset.ground is None else ruleset.ground.names
        people = listed.get(each.id, ())
        if not people:
            return nobody_listed(name, who, each, is_one=each.id not in listed)
        ones = [told_name(ruleset, copy_name(name, n)) for n in range(1, len(people) + 1)]
        return nobody_called(who or "", each, ones, shapes.speller)
    if who is not None and (name in ruleset.facts or name in ruleset.decisions):
        return of_all(name)
    facts, decisions = (
        [f"{known}[{who}]" if who and known in owners else known for known in _told(ruleset, names)]
        for names in (ruleset.facts, ruleset.decisions)
    )
    if only_facts:
        return unknown_fact(text, facts, shapes.speller)
    return unknown_name(text, (*decisions, *facts), shapes.speller)


def _told(ruleset: Ruleset, names: Iterable[str]) -> tuple[str, ...]:
    """Names as their author wrote them, each once."""
    return tuple(dict.fromkeys(authors_name(ruleset, name) for name in names))
