"""Propositions as a circuit of gates, which is looked at in many worlds at once.

A world is a bit of a whole number, so one operation on numbers settles a gate in thousands of
worlds. Every gate also tells which atoms it is made of: whatever it may depend on in any world.

Source of the idea: bit-parallel simulation of circuits, which finds most of what differs before a
solver has to (A. Kuehlmann and F. Krohm, Equivalence Checking Using Cuts and Heaps, 1997).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from random import Random
from types import MappingProxyType
from typing import Any, NamedTuple


class PartKind(Enum):
    """What a gate makes of its parts; its ``detail`` says the rest.

    ``REACH`` is true where the weights of the true parts, none below zero, sum up to so much: its
    detail is the weights and the sum. ``CASE`` is true where a fact has a case: its name, and the
    case's place. ``LOOSE`` is like it, of something that worlds may leave to its part.
    """

    ALL = "all"
    ANY = "any"
    NOT = "not"
    DIFFER = "differ"
    REACH = "reach"
    CASE = "case"
    LOOSE = "loose"


MOST_KEPT = 1 << 17
"""Worlds of which the order is kept for whoever looks at as many: some 16 KB for each case."""

DIGITS = 16
"""Binary digits of the numbers that are drawn for which way a fact is in a world."""

_numbers = itertools.count()


class Part:
    """A proposition.

    Attributes:
        kind: What it makes of its parts.
        parts: The gates that it is made of.
        detail: What ``kind`` wants besides.
        made_of: A bit for each atom that it may depend on.
        told: Whether that was told when it was made, rather than found from the parts.
        number: Greater than that of every gate that it is made of.
    """

    __slots__ = ("detail", "kind", "made_of", "number", "parts", "told")

    def __init__(
        self, kind: PartKind, parts: Sequence[Part], detail: Any = None, made_of: int | None = None
    ) -> None:
        self.kind = kind
        self.parts = parts
        self.detail = detail
        self.made_of: int = together(parts) if made_of is None else made_of
        self.told = made_of is not None
        self.number = next(_numbers)

    def get_id(self) -> int:
        """What no other gate has."""
        return self.number

    def eq(self, other: Part) -> bool:
        """Whether it is the same gate."""
        return self is other


def together(gates: Iterable[object]) -> int:
    """The atoms of which some gates are made; what is certain is made of none."""
    found = 0
    for gate in gates:
        found |= gate.made_of if isinstance(gate, Part) else 0
    return found


def always(gate: Part, known: Mapping[int, bool]) -> bool | None:
    """What a gate is in every world, going by those of its parts of which that is known."""
    said = [known.get(part.number) for part in gate.parts]
    if all(each is None for each in said):
        return None
    match gate.kind:
        case PartKind.ALL:
            return False if False in said else None if None in said else True
        case PartKind.ANY:
            return True if True in said else None if None in said else False
        case PartKind.NOT:
            return not said[0]
        case PartKind.DIFFER:
            return None if None in said else said[0] is not said[1]
        case PartKind.REACH:
            weights, least = gate.detail
            sure = sum(w for w, each in zip(weights, said, strict=True) if each)
            most = sum(w for w, each in zip(weights, said, strict=True) if each is not False)
            return True if sure >= least else False if most < least else None
        case _:
            return None


def gate_of(what: bool | Part) -> Part:
    """A gate that says the same; one of no parts where it is certain."""
    return what if isinstance(what, Part) else Part(PartKind.ALL if what else PartKind.ANY, ())


class View:
    """A circuit in some worlds.

    Attributes:
        everywhere: The bits of all worlds.
    """

    def __init__(
        self,
        worlds: int,
        places: Mapping[str, Sequence[int]],
        known: Mapping[int, int] = MappingProxyType({}),
    ) -> None:
        """See so many worlds.

        Args:
            worlds: How many there are.
            places: For each fact, and each of its cases, the bits of the worlds that have it.
            known: The bits of gates that are not to be looked into, by their numbers.
        """
        self.everywhere = (1 << worlds) - 1
        self._places = places
        self._bits = {**known}

    @property
    def settled(self) -> int:
        """How many gates were looked at."""
        return len(self._bits)

    def bits(self, gate: Part) -> int:
        """A bit for each world in which a gate is true."""
        found = self._bits
        if gate.number not in found:
            for each in self._needed(gate):
                found[each.number] = self._settled(each)
        return found[gate.number]

    def _needed(self, gate: Part) -> Iterable[Part]:
        """The gates that must be settled for one, itself included, in an order that does."""
        needed: dict[int, Part] = {}
        todo = [gate]
        while todo:
            each = todo.pop()
            if each.number not in needed and each.number not in self._bits:
                needed[each.number] = each
                if not (each.kind is PartKind.LOOSE and each.detail[0] in self._places):
                    todo += each.parts
        return [needed[number] for number in sorted(needed)]

    def _settled(self, gate: Part) -> int:
        found = self._bits
        kind = gate.kind
        if kind is PartKind.ALL:
            bits = self.everywhere
            for part in gate.parts:
                bits &= found[part.number]
        elif kind is PartKind.ANY:
            bits = 0
            for part in gate.parts:
                bits |= found[part.number]
        elif kind is PartKind.NOT:
            bits = found[gate.parts[0].number] ^ self.everywhere
        elif kind is PartKind.DIFFER:
            bits = found[gate.parts[0].number] ^ found[gate.parts[1].number]
        elif kind is PartKind.REACH:
            weights, least = gate.detail
            bits = self._reached([found[part.number] for part in gate.parts], weights, least)
        else:
            name, place = gate.detail
            loose = kind is PartKind.LOOSE and name not in self._places
            bits = found[gate.parts[0].number] if loose else self._places[name][place]
        return bits

    def _reached(self, parts: Sequence[int], weights: Sequence[int], least: int) -> int:
        planes: list[int] = []  # the sum in binary: each of its digits, in all worlds
        for bits, weight in zip(parts, weights, strict=True):
            for place in range(weight.bit_length()):
                if weight >> place & 1:
                    _add(planes, bits, place)
        reached = self.everywhere
        for place in range(max(len(planes), least.bit_length())):
            plane = planes[place] if place < len(planes) else 0
            # What a higher digit decides, the lower ones do not.
            reached = plane & reached if least >> place & 1 else plane | reached
        return reached


def _add(planes: list[int], carry: int, place: int) -> None:
    """Add a digit to the sum of every world that has it."""
    while carry:
        while place >= len(planes):
            planes.append(0)
        planes[place], carry = planes[place] ^ carry, planes[place] & carry
        place += 1


class Axis(NamedTuple):
    """Where the neighbours of worlds stand that differ from them in one fact alone."""

    step: int
    having: int

    def changes(self, bits: int) -> bool:
        """Whether some world and its neighbour differ in a gate with these bits."""
        return bool((bits ^ bits >> self.step) & self.having)


class WorldsInOrder(NamedTuple):
    """Worlds in an order.

    Attributes:
        worlds: How many there are.
        places: For each fact, and each of its ways to be, the bits of the worlds in which it is so.
        axes: For each fact, the neighbours that differ in it.
    """

    worlds: int
    places: Mapping[str, Sequence[int]]
    axes: Mapping[str, Axis]


def sampled(
    sizes: Mapping[str, int], bases: int, varied: Container[str] | None = None
) -> WorldsInOrder:
    """Some worlds drawn at random, each with every change of one fact alone.

    Args:
        sizes: In how many ways each fact may be.
        bases: How many worlds are drawn.
        varied: The facts that are changed, if not all.
    """
    apart = [varied is None or name in varied for name in sizes]
    places, axes = _laid_out(tuple(sizes.values()), tuple(apart), bases)
    changed = [name for name, of in zip(sizes, apart, strict=True) if of]
    worlds = bases * sum(sizes[name] for name in changed)
    return WorldsInOrder(
        worlds, dict(zip(sizes, places, strict=True)), dict(zip(changed, axes, strict=True))
    )


@lru_cache(maxsize=32)
def _laid_out(
    sizes: Sequence[int], varied: Sequence[bool], bases: int
) -> tuple[Sequence[Sequence[int]], Sequence[Axis]]:
    """The places and axes of a sample: kept, for clients leave the same things open."""
    block = (1 << bases) - 1
    blocks = sum(size for size, of in zip(sizes, varied, strict=True) if of)
    places, axes = [], []
    first = 0
    for number, (size, is_varied) in enumerate(zip(sizes, varied, strict=True)):
        drawn = [repeated(bits, bases, blocks) for bits in _drawn(size, bases, number)]
        if is_varied:
            elsewhere = ~(((1 << bases * size) - 1) << bases * first)
            drawn = [
                bits & elsewhere | block << bases * (first + way) for way, bits in enumerate(drawn)
            ]
            axes.append(Axis(bases, ((1 << bases * (size - 1)) - 1) << bases * first))
            first += size
        places.append(drawn)
    return places, axes


@lru_cache(maxsize=512)
def _drawn(ways: int, worlds: int, seed: int) -> Sequence[int]:
    """For each of some ways, the bits of the worlds that have drawn it."""
    draw = Random(seed)  # noqa: S311 - the same worlds each time are what is wanted
    everywhere = (1 << worlds) - 1
    digits = [draw.getrandbits(worlds) for _ in range(DIGITS)]  # of a number for each world
    found, before = [], 0
    for way in range(1, ways + 1):
        limit = (way << DIGITS) // ways
        less, equal = (everywhere, 0) if way == ways else (0, everywhere)
        for place, digit in enumerate(reversed(digits), 1):
            if limit >> DIGITS - place & 1:
                less |= equal & ~digit
                equal &= digit
            else:
                equal &= ~digit
        found.append(less & ~before)
        before = less
    return found


def all_worlds(sizes: Mapping[str, int]) -> WorldsInOrder:
    """Every combination of the ways in which some facts may be."""
    worlds = math.prod(sizes.values())
    lay_out = _all_laid_out if worlds <= MOST_KEPT else _all_laid_out.__wrapped__
    places, axes = lay_out(tuple(sizes.values()))
    return WorldsInOrder(
        worlds, dict(zip(sizes, places, strict=True)), dict(zip(sizes, axes, strict=True))
    )


@lru_cache(maxsize=16)
def _all_laid_out(sizes: Sequence[int]) -> tuple[Sequence[Sequence[int]], Sequence[Axis]]:
    """The places and axes of all worlds: kept, for clients leave the same things open."""
    worlds = math.prod(sizes)
    places, axes = [], []
    step = 1
    for size in sizes:
        period = step * size
        stretch = (1 << step) - 1
        first = repeated(stretch, period, worlds // period)
        places.append([first << step * way for way in range(size)])
        axes.append(Axis(step, repeated((1 << step * (size - 1)) - 1, period, worlds // period)))
        step = period
    return places, axes


def repeated(bits: int, period: int, times: int) -> int:
    """Bits again and again, each time so many places further on."""
    made = size = 0
    while times:  # doubled as often as it takes
        if times & 1:
            made |= bits << size
            size += period
        bits |= bits << period
        period *= 2
        times >>= 1
    return made


def places_of(ways: Sequence[int], bits: Sequence[int], cases: int) -> list[int]:
    """Where each case is, if those that stand for others are where they are."""
    found = [0] * (cases + 1)
    for case, at in zip(ways, bits, strict=True):
        found[case] = at
    return found


def first_of_each(signatures: Sequence[Sequence[Hashable]]) -> list[int]:
    """Of the cases that nothing tells apart, the first each; past the last is being unknown."""
    found: dict[tuple[Hashable, ...], int] = {}
    for case, told in enumerate(zip(*signatures, strict=True)):
        found.setdefault(told, case)
    return [*found.values()]
