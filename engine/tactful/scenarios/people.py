"""Several of a thing in a scenario: who is listed, what is said of each, what each expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from typing import NamedTuple, TypeAlias

from tactful.grounding.people import MOST, People, copy_name
from tactful.language.model import Ruleset
from tactful.language.terms import Each
from tactful.language.values import Value
from tactful.reading.defects.names import unknown_fact
from tactful.reading.shapes import Shapes
from tactful.scenarios.defects import (
    given_decision,
    namesake,
    not_of_one,
    number_as_name,
    said_of_nobody,
    too_many_listed,
)
from tactful.text.diagnostic import Span
from tactful.text.nodes import Mapping, Node, Pair, Scalar, Sequence

NAME = "name"
"""The key of one's name, beside the facts."""

ReadFacts: TypeAlias = tuple[dict[str, Value], dict[str, Span]]
"""The values of some facts, and where they stand."""


class Gathered(NamedTuple):
    """Who is listed, and what is given of each of them, under the names of the ground facts."""

    people: People
    given: Map[str, Value]
    places: Map[str, Span]


def listed(
    shapes: Shapes,
    ruleset: Ruleset,
    found: Map[str, Node],
    read: Callable[[list[tuple[Scalar, Node]]], ReadFacts],
) -> Gathered:
    """Read who is listed in a scenario.

    Args:
        shapes: Where to report.
        ruleset: The rules, as they were loaded.
        found: The lines of the scenario.
        read: Reads the values of facts.
    """
    people: dict[str, tuple[str | None, ...]] = {}
    given: dict[str, Value] = {}
    places: dict[str, Span] = {}
    for each in ruleset.each.values():
        node = found.get(each.plural)
        if node is None:
            continue
        names: dict[str, Span] = {}
        called: list[str | None] = []
        for place, item in enumerate(_items(shapes, node, each), start=1):
            name, entries = _one(shapes, item, each, ruleset)
            if name is not None:
                folded = " ".join(name.text.split()).casefold()
                if folded.isdecimal():
                    shapes.report(number_as_name(folded, each), name)
                if folded in names:
                    shapes.report(namesake(name.text, names[folded], each), name)
                names[folded] = name.span
            called.append(None if name is None else name.text.strip())
            values, spans = read(entries)
            given |= {copy_name(fact, place): value for fact, value in values.items()}
            places |= {copy_name(fact, place): span for fact, span in spans.items()}
        people[each.id] = tuple(called)
    return Gathered(people, given, places)


def _items(shapes: Shapes, node: Node, each: Each) -> tuple[Node, ...]:
    if isinstance(node, Sequence) and not node.items:
        return ()
    example = f"`- {{name: ..., {', '.join(f'{fact}: ...' for fact in each.facts[:2])}}}`"
    items = shapes.items(node, f"`{each.plural}`", example) or ()
    if len(items) > MOST:
        shapes.report(too_many_listed(len(items), MOST, each), items[MOST])
    return items[:MOST]


def _one(
    shapes: Shapes, node: Node, each: Each, ruleset: Ruleset
) -> tuple[Scalar | None, list[tuple[Scalar, Node]]]:
    """The name of one of several, where there is one, and the facts about that one."""
    if isinstance(node, Mapping) and not node.entries and not node.damaged:
        return None, []
    group = shapes.group(node, f"one of `{each.plural}`", "`{name: ...}`")
    name = None
    entries: list[tuple[Scalar, Node]] = []
    for key, value in group.entries if group else ():
        if key.text == NAME and NAME not in each.facts:
            name = shapes.word(value, "`name`", "a name")
        elif key.text in each.facts:
            entries.append((key, value))
        elif key.text in ruleset.facts:
            shapes.report(not_of_one(key.text, each), key)
        elif key.text in ruleset.decisions:
            shapes.report(given_decision(ruleset.decisions[key.text]), key)
        else:
            shapes.report(unknown_fact(key.text, (NAME, *each.facts), shapes.speller), key)
    return name, entries


def check_said(shapes: Shapes, ruleset: Ruleset, people: People, keys: list[Scalar]) -> None:
    """Report facts of one of several that stand among those of all, where some are listed."""
    for key in keys:
        for name in people:
            each = ruleset.each[name]
            if key.text in each.facts:
                shapes.report(said_of_nobody(key.text, each), key)


def expected(node: Node, ruleset: Ruleset, people: People) -> Node:
    """What a scenario expects, with that of each under the names of the ground ruleset.

    Lines under one's name are about that one; a line about one of several that stands by itself is
    about every one of them.
    """
    if not isinstance(node, Mapping) or not people:
        return node
    entries: list[Pair] = []
    for pair in node.entries:
        who = _who(pair.key.text, ruleset, people)
        if who is None:
            every = [(ruleset.each[e], range(1, len(names) + 1)) for e, names in people.items()]
            entries += _put(pair, every)
        elif isinstance(pair.value, Mapping):
            each, place = who
            for inner in pair.value.entries:
                entries += _put(inner, [(each, range(place, place + 1))])
        else:
            entries.append(pair)
    return node._replace(entries=tuple(entries))


def _who(text: str, ruleset: Ruleset, people: People) -> tuple[Each, int] | None:
    """Who is meant by a name, or by "interviewer 2"."""
    for id_, names in people.items():
        if text in names:
            return ruleset.each[id_], names.index(text) + 1
        word, _, number = text.rpartition(" ")
        if word == id_ and number.isdecimal() and 1 <= int(number[:3]) <= len(names):
            return ruleset.each[id_], int(number)
    return None


def _put(pair: Pair, to: list[tuple[Each, range]]) -> Iterator[Pair]:
    """A line, for each of those whom it is about."""
    key, value = pair
    for each, places in to:
        if key.text in each.facts or key.text in each.decisions:
            for place in places:
                yield Pair(key._replace(text=copy_name(key.text, place)), value)
            return
    if key.text == "not" and isinstance(value, Mapping):
        inner = tuple(one for entry in value.entries for one in _put(entry, to))
        value = value._replace(entries=inner)
    yield Pair(key, value)
