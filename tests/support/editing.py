"""A folder of rules as somebody works on it: its texts, with a cursor in them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

from tactful.text.library import packaged
from tactful.workspace.opened import Opened, opened

SMALL = {
    "ruleset.yaml": """\
title: Coffee
clock: {now: now}
sources:
  book: {claim: Strong coffee wakes people., section: Mornings}
decisions:
  drink:
    question: What to drink?
    options: {water: some water, tea: a tea, coffee: a coffee}
    fallback: water
""",
    "facts.yaml": """\
facts:
  mood:
    type: choice
    ordered: yes
    choices: {low: rather low, fair: all right, high: in high spirits}
    question: How do you feel?
  now: {type: datetime, question: What is the date and time?}
  late: {type: yes/no, question: Is it late?}
  awake: {type: yes/no, question: Are you awake?}
""",
    "rules/drinks.yaml": """\
rules:
  - id: coffee-wakes
    when: {mood: low, late: no}
    then: {drink: {coffee: strongly for}}
    because: You feel {mood}, and coffee wakes people.
    source: book
  - id: late-is-late
    when:
      late: yes
      any:
        - mood: at least fair
        - awake: yes
    then: {drink: {tea: for, coffee: strongly against}}
    because: It is late.
    source: house
    overrides: [coffee-wakes]
""",
    "scenarios/drinks.yaml": """\
scenarios:
  - scenario: A low morning
    facts: {mood: low, late: no}
    expect: {drink: coffee, fired: [coffee-wakes]}
  - scenario: A late evening
    facts: {mood: high, late: yes}
    expect: {drink: water}
""",
}
"""A small ruleset in all its files; the second scenario fails."""


def laid(folder: Path, texts: dict[str, str] | None = None) -> Path:
    """Some texts as files of a folder."""
    for name, text in (SMALL if texts is None else texts).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@cache
def follow_up() -> Opened:
    """The packaged rules, opened once."""
    return opened(packaged())


def placed(text: str) -> tuple[str, int, int]:
    """A text without the sign ``|`` that stands last in it, and the line and column of that."""
    before, _, after = text.rpartition("|")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


def found(text: str, words: str) -> tuple[int, int]:
    """The line and column in which some words stand first."""
    place = text.index(words)
    return text[:place].count("\n") + 1, place - text.rfind("\n", 0, place)


def alike(thing: object) -> object:
    """A model, with its places, as what can be compared."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: alike(getattr(thing, field.name)) for field in fields(thing)}
    return thing
