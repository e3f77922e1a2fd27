"""Several of a thing in a scenario: who is listed, what is said of each, what each expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from typing import NamedTuple, TypeAlias

from tactful.grounding.ground import about
from tactful.grounding.people import MOST, People, copy_name
from tactful.language.model import Ruleset
from tactful.language.terms import Each
from tactful.language.values import Value
from tactful.reading.defects.names import unknown_fact, unknown_name
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
from tactful.text.names import place_in
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


_RULES = ("fired", "not fired", "set aside", "assumes")
_NAMES = (*_RULES, "conflicts")
"""Keys of an expectation below which rules, or facts and decisions, are listed."""


def expected(shapes: Shapes, node: Node, ruleset: Ruleset, people: People) -> Node | None:
    """What a scenario expects, with that of each under the names of the ground ruleset.

    Lines under one's name are about that one; a line about one of several that stands by itself is
    about every one of them. ``None`` where nothing is left once that is reported which is wrong.
    """
    if not isinstance(node, Mapping) or not people or not node.entries:
        return node
    entries = tuple(_Expected(shapes, ruleset, people).entries(node))
    return node._replace(entries=entries) if entries else None


class _Expected:
    """The lines under ``expect``, while they are put to those whom they are about."""

    def __init__(self, shapes: Shapes, ruleset: Ruleset, people: People) -> None:
        self.shapes = shapes
        self.ruleset = ruleset
        self.people = people
        self.every = [(ruleset.each[e], range(1, len(names) + 1)) for e, names in people.items()]

    def entries(self, node: Mapping) -> Iterator[Pair]:
        for pair in node.entries:
            who = None if self.is_name(pair.key.text) else self.who(pair.key.text)
            if who is not None:
                each, place = who
                example = f"`{each.decisions[0] if each.decisions else each.facts[0]}: ...`"
                what = f"what is expected of `{pair.key.text}`"
                group = self.shapes.group(pair.value, what, example)
                for inner in group.entries if group else ():
                    yield from self.put(inner, [(each, range(place, place + 1))])
            elif self.is_name(pair.key.text):
                yield from self.put(pair, self.every)
            else:
                self.unknown(pair.key)

    def is_name(self, text: str) -> bool:
        ruleset = self.ruleset
        known = (*_NAMES, "not", "window")
        return text in ruleset.facts or text in ruleset.decisions or text in known

    def unknown(self, key: Scalar) -> None:
        """Report a line that is about nothing and nobody."""
        who = [
            name or f"{each} {place}"
            for each, names in self.people.items()
            for place, name in enumerate(names, start=1)
        ]
        known = (*who, *self.ruleset.decisions, *self.ruleset.facts, *_NAMES, "not")
        what = "things and people to expect something of"
        self.shapes.report(unknown_name(key.text, known, self.shapes.speller, what), key)

    def who(self, text: str) -> tuple[Each, int] | None:
        """Who is meant by a name, or by "interviewer 2"."""
        said = text.strip().casefold()
        for id_, names in self.people.items():
            known = [None if name is None else name.casefold() for name in names]
            if said in known:
                return self.ruleset.each[id_], known.index(said) + 1
            word, _, number = said.rpartition(" ")
            place = place_in(number, len(names))
            if word == id_ and place is not None:
                return self.ruleset.each[id_], place
        return None

    def put(self, pair: Pair, to: list[tuple[Each, range]]) -> Iterator[Pair]:
        """A line, for each of those whom it is about."""
        key, value = pair
        for each, places in to:
            if key.text in each.facts or key.text in each.decisions:
                for place in places:
                    yield Pair(key._replace(text=copy_name(key.text, place)), value)
                return
        if key.text == "not" and isinstance(value, Mapping):
            inner = tuple(one for entry in value.entries for one in self.put(entry, to))
            value = value._replace(entries=inner)
        elif key.text in _NAMES:
            value = self.copies(value, to, of_rules=key.text in _RULES)
        yield Pair(key, value)

    def copies(self, value: Node, to: list[tuple[Each, range]], *, of_rules: bool) -> Node:
        """Rules, facts or decisions that are named, for each of those whom they are about."""
        if isinstance(value, Scalar):
            names = [*self.copied(value, to, of_rules=of_rules)]
            return names[0] if len(names) == 1 else Sequence(tuple(names), value.span)
        if not isinstance(value, Sequence):
            return value
        items: list[Node] = []
        for item in value.items:
            if isinstance(item, Scalar):
                items += self.copied(item, to, of_rules=of_rules)
            else:
                items.append(item)
        return value._replace(items=tuple(items))

    def copied(
        self, word: Scalar, to: list[tuple[Each, range]], *, of_rules: bool
    ) -> Iterator[Scalar]:
        template = self.ruleset.template
        owners = self.ruleset.each
        if of_rules and template is not None and word.text in template.rules:
            kind = about(template.rules[word.text], template)
        else:
            said = (e.id for e in owners.values() if word.text in (*e.facts, *e.decisions))
            kind = None if of_rules else next(said, None)
        places = next((found for each, found in to if each.id == kind), None)
        if places is None:
            yield word
        for place in places or ():
            yield word._replace(text=copy_name(word.text, place))
