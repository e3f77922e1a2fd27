"""A plain layout of a graph in columns, where the library that does it better cannot be had.

Each node stands as far along as the longest way to it. An edge across several columns passes
invisible nodes in those between, so that no line runs through a box. Each column is put in order
by where its neighbours stand, there and back a few times, which undoes most crossings.

Source of the idea: K. Sugiyama, S. Tagawa and M. Toda, Methods for visual understanding of
hierarchical system structures (1981).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

_SWEEPS = 8


class Layers(NamedTuple):
    """A layout.

    Attributes:
        places: For each node the column and the row, which may lie between two whole ones. Nodes
            past those of the graph are invisible.
        ways: For each edge the nodes that it passes, from its source to its target.
    """

    places: Mapping[int, tuple[int, float]]
    ways: Sequence[Sequence[int]]


def layers(count: int, edges: Sequence[tuple[int, int]]) -> Layers:
    """Lay out ``count`` nodes, numbered from nought, between which there are some edges.

    In a circle one edge at least leads backwards.
    """
    column = _columns(count, edges)
    ways = []
    for source, target in edges:
        first = len(column)
        column += range(column[source] + 1, column[target])
        ways.append([source, *range(first, len(column)), target])
    pieces = [pair for way in ways for pair in pairwise(way)]
    ordered = _in_order(column, pieces)
    most = max(map(len, ordered), default=0)
    places = {
        node: (number, row + (most - len(nodes)) / 2)
        for number, nodes in enumerate(ordered)
        for row, node in enumerate(nodes)
    }
    return Layers(places, ways)


def _columns(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The column of each node: the longest way to it, or just before where it is wanted."""
    before: dict[int, set[int]] = {node: set() for node in range(count)}
    after: dict[int, set[int]] = {node: set() for node in range(count)}
    for source, target in edges:
        if source != target:
            before[target].add(source)
            after[source].add(target)
    found: dict[int, int] = {}
    left = dict.fromkeys(range(count))
    while left:
        # Where none is free there is a circle, which is cut at its first node.
        free = [n for n in left if not before[n] & left.keys()] or [next(iter(left))]
        for node in free:
            found[node] = max((found[b] + 1 for b in before[node] if b in found), default=0)
        for node in free:
            del left[node]
    for node in range(count):
        if not before[node] and after[node]:
            found[node] = max(min(found[n] for n in after[node]) - 1, 0)
    return [found[node] for node in range(count)]


def _in_order(column: Sequence[int], pieces: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The nodes of each column from top to bottom."""
    before: dict[int, list[int]] = defaultdict(list)
    after: dict[int, list[int]] = defaultdict(list)
    for source, target in pieces:
        before[target].append(source)
        after[source].append(target)
    ordered: list[list[int]] = [[] for _ in range(max(column, default=-1) + 1)]
    for node, number in enumerate(column):
        ordered[number].append(node)
    place = {n: row / len(nodes) for nodes in ordered for row, n in enumerate(nodes)}

    def middle(node: int, beside: Mapping[int, list[int]]) -> float:
        others = beside.get(node) or [node]
        return sum(place[other] for other in others) / len(others)

    for sweep in range(_SWEEPS):
        beside, way = (before, 1) if sweep % 2 == 0 else (after, -1)
        for nodes in ordered[::way]:
            nodes.sort(key=lambda node, beside=beside: middle(node, beside))  # type: ignore[misc]
            place.update({node: row / len(nodes) for row, node in enumerate(nodes)})
    return ordered
