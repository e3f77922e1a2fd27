"""What worlds show of the facts that may matter to a decision, before a solver is asked."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping, Sequence, Set
from operator import or_
from types import MappingProxyType
from typing import NamedTuple

from tactful.proofs.circuit import (
    Part,
    PartKind,
    View,
    WorldsInOrder,
    all_worlds,
    first_of_each,
    places_of,
    sampled,
)
from tactful.proofs.worlds import Worlds

FEW, MANY = 1 << 12, 1 << 17
"""Worlds that are all looked at before a sample is, and after one that left something open."""

ANYHOW, MOST = 1 << 20, 1 << 26
"""Worlds, and worlds times gates, where decisions before may come to anything: 8 MB of bits."""

SAMPLE, MORE = 1 << 8, 1 << 11
"""How many worlds are drawn, besides all their neighbours; and how many for what is left."""


class Evidence(NamedTuple):
    """What worlds show of one decision; a fact in neither cannot matter to it.

    Attributes:
        matters: The open facts that do matter to it.
        left: Those of which that is left open.
    """

    matters: frozenset[str]
    left: frozenset[str]


def evidence(worlds: Worlds, decision: str) -> Evidence:
    """What worlds show of the open facts that may matter to a decision."""
    told = worlds.signatures(worlds.atoms_of(decision))
    left = {name for name in told if name in worlds.open}.union(
        *(worlds.loose_roots[name] for name in told if name in worlds.free)
    )
    if worlds.is_unsure(decision) or not left:
        return Evidence(frozenset(), frozenset(left))
    gates = worlds.changing(decision)
    ways = {n: first_of_each(told[n]) for n in told if n in worlds.open or n in worlds.free}
    sizes = {name: len(way) for name, way in ways.items()}
    are_few = math.prod(sizes.values()) <= FEW
    matters: set[str] = set()
    if not are_few:
        matters = left & _with_roots(worlds, _shown(worlds, gates, ways, sampled(sizes, SAMPLE)))
    # Each option of many is chosen or not by itself.
    units = [[gate] for gate in gates] if worlds.ruleset.decisions[decision].many else [gates]
    unclear: set[str] = set()
    before = Before(worlds)
    for unit in units:
        asked = left - matters if are_few else _not_excluded(before, unit, left - matters)
        if asked:
            seen = _all_seen(worlds, unit, asked, counts=worlds.lets_be(decision))
            matters |= seen.matters
            unclear |= seen.left
    unclear -= matters
    varied = ways.keys() & (unclear | {n for n in worlds.free if unclear & worlds.loose_roots[n]})
    if not are_few and MORE * sum(sizes[name] for name in varied) <= MANY // 4:
        layout = sampled(sizes, MORE, varied)
        matters |= unclear & _with_roots(worlds, _shown(worlds, gates, ways, layout))
    return Evidence(frozenset(matters), frozenset(unclear - matters))


def _not_excluded(before: Before, gates: Sequence[Part], asked: Set[str]) -> Set[str]:
    """Those of some facts that may matter to some gates, if decisions before may be anything.

    Where no change of a fact changes anything then, nor one of what it bears on, it cannot
    matter: whatever really comes of those decisions is among what is looked at.
    """
    worlds = before.worlds
    made_of, met, looked_at = before.met(gates)
    told = worlds.signatures(made_of)
    if not met or not asked:
        return asked
    asked = asked & _with_roots(worlds, told).union(*map(before.bearing, met))
    ways = {name: first_of_each(signatures) for name, signatures in told.items()}
    apart = {name: before.told_apart(name, of) for name, of in met.items()}
    sizes = {name: len(way) for name, way in ways.items()}
    sizes |= {name: len(patterns) for name, patterns in apart.items()}
    count = math.prod(sizes.values())
    if not asked or count > ANYHOW or count * looked_at > MOST:
        return asked
    layout = all_worlds(sizes)
    everywhere = (1 << layout.worlds) - 1
    known = {number: everywhere if so else 0 for number, so in worlds.always.items()}
    for name, patterns in apart.items():
        for place, gate in enumerate(met[name]):
            having = (b for b, of in zip(layout.places[name], patterns, strict=True) if of[place])
            known[gate.number] = functools.reduce(or_, having, 0)
    seen = _bits(worlds, gates, ways, layout, known)
    shown = {name for name, axis in layout.axes.items() if any(map(axis.changes, seen))}
    found = asked & _with_roots(worlds, shown)
    for name in apart.keys() & shown:
        # What comes to the same whatever else is so counts as one.
        alike: dict[object, list[tuple[bool, ...]]] = {}
        step, first = layout.axes[name].step, layout.places[name][0]
        for place, pattern in enumerate(apart[name]):
            told_by = tuple([bits >> step * place & first for bits in seen])
            alike.setdefault(told_by, []).append(pattern)
        suspects = asked & before.bearing(name) - found
        if suspects:
            of = before.coming_to(name, met[name], [*alike.values()])
            change = _all_seen(worlds, of, suspects, counts=False)
            found |= change.matters | change.left
    return found


class Before:
    """What a decision may look at of those before it: whether they come to one of some outcomes."""

    def __init__(self, worlds: Worlds) -> None:
        self.worlds = worlds
        self._owner: dict[int, str | None] = {}
        self._outcomes: dict[str, list[Part]] = {}
        for name in worlds.bearing:
            if not worlds.ruleset.decisions[name].many:
                changing = worlds.changing(name)
                listed = [gate for gate in changing if gate.number not in worlds.always]
                self._outcomes[f"{name} comes to"] = listed
                self._owner |= {gate.number: f"{name} comes to" for gate in listed}

    def bearing(self, name: str) -> Set[str]:
        """The facts that may matter to a decision that is looked at."""
        return self.worlds.bearing[name.removesuffix(" comes to")]

    def met(self, gates: Sequence[Part]) -> tuple[int, dict[str, list[Part]], int]:
        """The atoms that some gates are made of besides, and what they look at of each decision.

        And how many gates there are.
        """
        made_of, todo, done = 0, [*gates], set[int]()
        found: dict[str, list[Part]] = {}
        while todo:
            gate = todo.pop()
            if gate.number in done or gate.number in self.worlds.always:
                continue
            done.add(gate.number)
            owner = self._owned_by(gate)
            if owner is not None:
                found.setdefault(owner, []).append(gate)
            elif gate.told:
                made_of |= gate.made_of
            else:
                todo += gate.parts
        return made_of, found, len(done)

    def _owned_by(self, gate: Part) -> str | None:
        """The decision of which alone a gate is made, down to its outcomes."""
        if gate.number not in self._owner:
            owners = set() if gate.told else {self._owned_by(part) for part in gate.parts}
            self._owner[gate.number] = owners.pop() if len(owners) == 1 else None
        return self._owner[gate.number]

    def told_apart(self, name: str, gates: Sequence[Part]) -> list[tuple[bool, ...]]:
        """Which of some gates of a decision are true together, in each way that there is."""
        return [*dict.fromkeys(self._patterns(name, gates))]

    def coming_to(
        self, name: str, gates: Sequence[Part], ways: Sequence[Sequence[tuple[bool, ...]]]
    ) -> list[Part]:
        """For each of some sets of ways, when a decision comes to one of them."""
        patterns = [*zip(self._outcomes[name], self._patterns(name, gates), strict=True)]
        return [
            Part(PartKind.ANY, [outcome for outcome, pattern in patterns if pattern in way])
            for way in ways
        ]

    def _patterns(self, name: str, gates: Sequence[Part]) -> list[tuple[bool, ...]]:
        """For each outcome of a decision which of some gates are true."""
        outcomes = self._outcomes[name]
        each = {gate.number: 1 << place for place, gate in enumerate(outcomes)}
        always = {n: (1 << len(outcomes)) - 1 if so else 0 for n, so in self.worlds.always.items()}
        view = View(len(outcomes), {}, always | each)
        bits = [view.bits(gate) for gate in gates]
        return [tuple([bool(b >> place & 1) for b in bits]) for place in range(len(outcomes))]


def _all_seen(worlds: Worlds, gates: Sequence[Part], asked: Set[str], *, counts: bool) -> Evidence:
    """What all worlds show of some gates, if they are not too many to look at.

    Whatever may be either ``counts`` as a fact does, or may be otherwise in truth.
    """
    told = worlds.signatures(worlds.made_of(gates))
    roots = worlds.loose_roots
    loose = {name: roots[name] for name in told if name not in worlds.open}
    left = asked & {*told}.union(*loose.values())
    ways = {name: first_of_each(signatures) for name, signatures in told.items()}
    sizes = {name: len(way) for name, way in ways.items()}
    if not left or math.prod(sizes.values()) > MANY:
        return Evidence(frozenset(), frozenset(left))
    shown = _shown(worlds, gates, ways, all_worlds(sizes))
    # What may be either may also change with the facts it depends on.
    found = left & _with_roots(worlds, shown)
    rooted = set[str]() if counts else {root for roots in loose.values() for root in roots}
    return Evidence(frozenset(found - rooted), frozenset(found & rooted))


def _with_roots(worlds: Worlds, names: Iterable[str]) -> set[str]:
    """The facts among some names, and those that the others depend on."""
    listed = {*names}
    return listed.union(*(worlds.loose_roots.get(name, ()) for name in listed))


def _shown(
    worlds: Worlds,
    gates: Sequence[Part],
    ways: Mapping[str, Sequence[int]],
    layout: WorldsInOrder,
) -> set[str]:
    """The facts of which a change alone changes what comes out."""
    seen = _bits(worlds, gates, ways, layout)
    return {name for name, axis in layout.axes.items() if any(map(axis.changes, seen))}


def _bits(
    worlds: Worlds,
    gates: Sequence[Part],
    ways: Mapping[str, Sequence[int]],
    layout: WorldsInOrder,
    known: Mapping[int, int] = MappingProxyType({}),
) -> list[int]:
    """The worlds in which some gates are true, if those that are ``known`` have these bits."""
    places = worlds.places_at_first((1 << layout.worlds) - 1)
    for name, way in ways.items():
        places[name] = places_of(way, layout.places[name], last_of(worlds, name))
    view = View(layout.worlds, places, known)
    return [view.bits(gate) for gate in gates]


def last_of(worlds: Worlds, name: str) -> int:
    """The place of the last way in which a fact may be, or what may be either."""
    if name in worlds.open:
        return len(worlds.open[name])
    return worlds.free.get(name, 3) - 1
