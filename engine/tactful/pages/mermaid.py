"""A graph as Mermaid text, which many Markdown viewers draw."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from tactful.pages.graph import Graph

WIDTH = 28
"""Characters a line of a node."""

_SHAPES = {
    "given": '(["{}"])',
    "taken": '(["{}"])',
    "worked out": '("{}")',
    "reason": '["{}"]',
    "chosen": '[["{}"]]',
    "not chosen": '["{}"]',
}
_ARROWS = {
    "leads to": "-->",
    "speaks for": "-->|for|",
    "speaks against": "-.->|against|",
    "rules out": "--x|rules out|",
}


def mermaid(graph: Graph) -> str:
    """The graph as a Mermaid flowchart from left to right, without a final line feed."""
    return "\n".join(_lines(graph))


def _lines(graph: Graph) -> Iterator[str]:
    yield "flowchart LR"
    for node in graph.nodes:
        text = "<br>".join(map(_escaped, textwrap.wrap(node.text, WIDTH)))
        yield f"  {node.id}{_SHAPES[node.role].format(text)}"
    for edge in graph.edges:
        yield f"  {edge.source} {_ARROWS[edge.way]} {edge.target}"
    chosen = [node.id for node in graph.nodes if node.role == "chosen"]
    if chosen:
        yield "  classDef chosen stroke-width:3px"
        yield f"  class {','.join(chosen)} chosen"


def _escaped(text: str) -> str:
    """The text with everything that Mermaid or HTML would read as markup made plain."""
    return "".join(c if c.isalnum() or c in " .,!?-:“”" else f"#{ord(c)};" for c in text)
