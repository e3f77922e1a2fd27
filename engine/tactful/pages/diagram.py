"""Where everything in a graph's picture goes: boxes in columns, and the lines between them.

The layering and the order within a layer, which keeps lines from crossing, are the library's;
sizes, line breaks and curves are ours. It runs from left to right: facts, reasons, options.

Source of the idea: K. Sugiyama, S. Tagawa and M. Toda, Methods for visual understanding of
hierarchical system structures (1981), as carried out by fast-sugiyama, or plainly by ``layers``
where that library cannot be had.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from typing import NamedTuple

from tactful.pages.graph import Edge, Graph, GraphNode, Way
from tactful.pages.layers import layers

CHARACTERS = 24
"""How many characters fit on a line of a box."""

MOST_LINES = 5
WIDTH, LINE, PADDING = 216, 17, 9
COLUMN, GAP, MARGIN = 274, 14, 4


class Box(NamedTuple):
    """A node in its place, in pixels from the top left; ``lines`` pairs each with its baseline."""

    node: GraphNode
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[float, str], ...]


class EdgePath(NamedTuple):
    """An edge as a path in the notation of SVG."""

    edge: Edge
    path: str


class Diagram(NamedTuple):
    """A picture of a graph."""

    title: str
    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[EdgePath, ...]

    @property
    def ways(self) -> tuple[Way, ...]:
        """The kinds of line that occur, for the legend."""
        return tuple(dict.fromkeys(line.edge.way for line in self.lines))


class _Place(NamedTuple):
    column: int
    row: float


def diagram(graph: Graph) -> Diagram:
    """Lay a graph out. Every node has to be at an end of some edge."""
    words = [_wrapped(node.text) for node in graph.nodes]
    row = max(map(len, words)) * LINE + 2 * PADDING + GAP
    numbers = {node.id: number for number, node in enumerate(graph.nodes)}
    places, ways = _places(graph, numbers)
    boxes = []
    for node, lines in zip(graph.nodes, words, strict=True):
        place = places[numbers[node.id]]
        height = len(lines) * LINE + 2 * PADDING
        x, y = MARGIN + place.column * COLUMN, MARGIN + place.row * row + (row - GAP - height) / 2
        baselines = tuple(
            (y + PADDING + LINE * (number + 0.75), text) for number, text in enumerate(lines)
        )
        boxes.append(Box(node, x, y, WIDTH, height, baselines))
    lines_ = tuple(
        EdgePath(edge, _path([_middle(places[n], row) for n in way])) for edge, way in ways.items()
    )
    columns = max(place.column for place in places.values())
    rows = max(place.row for place in places.values())
    width = 2 * MARGIN + columns * COLUMN + WIDTH
    return Diagram(graph.title, width, 2 * MARGIN + (rows + 1) * row - GAP, tuple(boxes), lines_)


def places_of(graph: Graph) -> dict[str, tuple[int, float]]:
    """For each node its layer, and its place among those of the layer."""
    numbers = {node.id: number for number, node in enumerate(graph.nodes)}
    places, _ = _places(graph, numbers)
    return {name: (places[number].column, places[number].row) for name, number in numbers.items()}


def _wrapped(text: str) -> list[str]:
    lines = textwrap.wrap(text, CHARACTERS, max_lines=MOST_LINES, placeholder=" …")
    return lines or [""]


def _places(
    graph: Graph, numbers: dict[str, int]
) -> tuple[dict[int, _Place], dict[Edge, list[int]]]:
    """Each node's place, and for each edge the nodes it passes, invisible ones included."""
    edges = [(numbers[edge.source], numbers[edge.target]) for edge in graph.edges]
    try:
        from fast_sugiyama import from_edges
    except ImportError:  # nobody has built it for some systems
        plain = layers(len(numbers), edges)
        ways = (list(way) for way in plain.ways)
        found = {number: _Place(*place) for number, place in plain.places.items()}
        return found, dict(zip(graph.edges, ways, strict=True))
    places: dict[int, _Place] = {}
    onwards: dict[int, list[int]] = defaultdict(list)
    above = 0.0
    invisible = len(numbers)  # the parts of a graph in pieces each count theirs from the start
    for positions, _, _, drawn in from_edges(edges, vertex_spacing=1, dummy_vertices=True):
        names: dict[int | str, int] = {}
        for number, _ in positions:
            names[number] = int(number)
            if names[number] >= len(numbers):
                names[number], invisible = invisible, invisible + 1
        least = min(across for _, (across, _) in positions)
        for number, (across, along) in positions:
            places[names[number]] = _Place(round(along), above + across - least)
        for source, target in drawn or edges:
            if source in names and target in names:
                onwards[names[source]].append(names[target])
        above += max(across for _, (across, _) in positions) - least + 1
    deepest = max(place.column for place in places.values())
    flipped = {number: _Place(deepest - column, row) for number, (column, row) in places.items()}
    return flipped, {
        edge: _way(*ends, onwards, len(numbers))
        for edge, ends in zip(graph.edges, edges, strict=True)
    }


def _way(source: int, target: int, onwards: dict[int, list[int]], visible: int) -> list[int]:
    """The nodes from one end of an edge to the other: invisible ones lead to a single next."""
    for first in onwards[source]:
        way = [source, first]
        while way[-1] >= visible:
            way.append(onwards[way[-1]][0])
        if way[-1] == target:
            return way
    return [source, target]


def _middle(place: _Place, row: float) -> tuple[float, float]:
    return MARGIN + place.column * COLUMN, MARGIN + place.row * row + (row - GAP) / 2


def _path(points: list[tuple[float, float]]) -> str:
    """A curve from the right of the first place to the left of the last, level at each of them."""
    x, y = points[0][0] + WIDTH, points[0][1]
    path = f"M{x:g} {y:g}"
    for number, (left, middle) in enumerate(points[1:], 1):
        bend = (left - x) / 2
        path += f"C{x + bend:g} {y:g} {left - bend:g} {middle:g} {left:g} {middle:g}"
        x, y = left, middle
        if number < len(points) - 1:  # straight on where a box would be
            x += WIDTH
            path += f"H{x:g}"
    return path
