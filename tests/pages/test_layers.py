"""The plain layout: columns from left to right, nothing on top of anything else."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tactful.pages.layers import Layers, layers

Edges = list[tuple[int, int]]


def crossings(found: Layers) -> int:
    """How many pairs of lines between two neighbouring columns cross."""
    lines = [(found.places[a], found.places[b]) for way in found.ways for a, b in pairwise(way)]
    return sum(
        one[0][0] == other[0][0] and (one[0][1] - other[0][1]) * (one[1][1] - other[1][1]) < 0
        for number, one in enumerate(lines)
        for other in lines[:number]
    )


def draw_edges(rng: Random) -> tuple[int, Edges]:
    count = rng.randint(1, 25)
    pairs = [(a, b) for b in range(count) for a in range(b) if rng.random() < 0.15]
    renamed = rng.sample(range(count), count)
    return count, [(renamed[a], renamed[b]) for a, b in pairs]


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 2**32))
def test_edges_go_forward_column_by_column_and_no_two_nodes_meet(seed: int) -> None:
    count, edges = draw_edges(Random(seed))
    found = layers(count, edges)
    assert [(way[0], way[-1]) for way in found.ways] == edges
    assert set(range(count)) <= found.places.keys()
    for way in found.ways:
        assert all(found.places[b][0] == found.places[a][0] + 1 for a, b in pairwise(way))
        assert all(node >= count for node in way[1:-1])
    passed = Counter(node for way in found.ways for node in way[1:-1])
    assert set(passed.values()) <= {1}
    for one, (column, row) in found.places.items():
        assert column >= 0 <= row
        for other, (beside, there) in found.places.items():
            assert one == other or column != beside or abs(row - there) >= 1


def test_a_node_stands_next_to_where_it_is_wanted() -> None:
    found = layers(5, [(0, 1), (1, 2), (2, 3), (4, 3)])
    assert [found.places[n][0] for n in range(5)] == [0, 1, 2, 3, 2]


def test_lines_that_need_not_cross_do_not() -> None:
    assert crossings(layers(6, [(0, 5), (1, 4), (2, 3)])) == 0
    assert crossings(layers(7, [(0, 4), (1, 3), (2, 4), (3, 5), (4, 6)])) == 0


def test_a_circle_is_laid_out_too() -> None:
    found = layers(3, [(0, 1), (1, 2), (2, 0), (1, 1)])
    assert set(found.places) >= {0, 1, 2}
    assert [(way[0], way[-1]) for way in found.ways] == [(0, 1), (1, 2), (2, 0), (1, 1)]


def test_the_same_graph_is_always_laid_out_alike() -> None:
    count, edges = draw_edges(Random(7))
    assert layers(count, edges) == layers(count, edges)
