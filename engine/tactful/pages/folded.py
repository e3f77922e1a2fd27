"""A graph's picture from top to bottom, folded to so many boxes beside each other.

For a telephone and for paper, where a picture from left to right would be cut off, or made too
small to read. The layers are those of ``diagram``; a layer that is too wide goes on below. Lines
that pass a row run down between its boxes, and never behind one.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import groupby

from tactful.pages.diagram import GAP, LINE, MARGIN, PADDING, Box, Diagram, EdgePath, places_of
from tactful.pages.graph import Edge, Graph, GraphNode

WIDTH = 162
"""Pixels of a box: two of them fit on a telephone, four on a sheet of paper."""

CHARACTERS = 18
MOST_LINES = 7
BETWEEN = 34
"""Pixels between two rows, so that a line has room to turn and to point."""


def folded(graph: Graph, across: int) -> Diagram:
    """Lay a graph out from top to bottom.

    Args:
        graph: The graph. Every node has to be at an end of some edge.
        across: How many boxes stand beside each other at most.
    """
    rows = [*_rows(graph, across)]
    boxes: dict[str, tuple[Box, int]] = {}
    top: float = MARGIN
    for number, row in enumerate(rows):
        told = [
            (node, textwrap.wrap(node.text, CHARACTERS, max_lines=MOST_LINES, placeholder=" …"))
            for node in row
        ]
        heights = [max(len(lines), 1) * LINE + 2 * PADDING for _, lines in told]
        for place, ((node, lines), height) in enumerate(zip(told, heights, strict=True)):
            x = MARGIN + place * (WIDTH + GAP)
            baselines = tuple(
                (top + PADDING + LINE * (line + 0.75), text) for line, text in enumerate(lines)
            )
            boxes[node.id] = Box(node, x, top, WIDTH, height, baselines), number
        top += max(heights) + BETWEEN
    tops = [min(box.y for box, row in boxes.values() if row == n) for n in range(len(rows))]
    widest = max(map(len, rows))
    width = 2 * MARGIN + widest * WIDTH + (widest - 1) * GAP
    lines_ = tuple(EdgePath(edge, _path(edge, boxes, tops, across)) for edge in graph.edges)
    drawn = tuple(box for box, _ in boxes.values())
    return Diagram(graph.title, width, top - BETWEEN + MARGIN, drawn, lines_)


def _rows(graph: Graph, across: int) -> list[Sequence[GraphNode]]:
    """The nodes row by row: each layer in as many rows as it needs."""
    places = places_of(graph)
    listed = sorted(graph.nodes, key=lambda node: places[node.id])
    rows: list[Sequence[GraphNode]] = []
    for _, layer in groupby(listed, key=lambda node: places[node.id][0]):
        nodes = [*layer]
        rows += [nodes[start : start + across] for start in range(0, len(nodes), across)]
    return rows


def _path(edge: Edge, boxes: dict[str, tuple[Box, int]], tops: Sequence[float], across: int) -> str:
    """A curve from below one box to above another, past the rows between them."""
    (source, row), (target, last) = boxes[edge.source], boxes[edge.target]
    x, y = source.x + source.width / 2, source.y + source.height
    end_x, end_y = target.x + target.width / 2, target.y
    if last <= row:  # in a circle one edge at least leads backwards
        return (
            f"M{x:g} {y:g}C{x:g} {y + BETWEEN:g} {end_x:g} {end_y - BETWEEN:g} {end_x:g} {end_y:g}"
        )
    path = f"M{x:g} {y:g}"
    lowest = tops[row + 1] - BETWEEN  # where the tallest box of the row ends
    if lowest > y:
        path += f"V{lowest:g}"
    if last > row + 1:
        between = [MARGIN + n * (WIDTH + GAP) - GAP / 2 for n in range(1, max(across, 2))]
        aside = min(between, key=lambda place: abs(place - (x + end_x) / 2))
        down, up = tops[row + 1], tops[last] - BETWEEN
        bend = (lowest + down) / 2
        path += f"C{x:g} {bend:g} {aside:g} {bend:g} {aside:g} {down:g}V{up:g}"
        x, lowest = aside, up
    bend = (lowest + end_y) / 2
    return f"{path}C{x:g} {bend:g} {end_x:g} {bend:g} {end_x:g} {end_y:g}"
