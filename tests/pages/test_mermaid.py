"""Graphs as Mermaid text."""

from __future__ import annotations

import re

from tactful.pages.graph import Edge, Graph, GraphNode
from tactful.pages.mermaid import WIDTH, mermaid

GRAPH = Graph(
    "A graph",
    (
        GraphNode("o0", "chosen", "A note"),
        GraphNode("o1", "not chosen", "A call"),
        GraphNode("n2", "reason", "It went so well (cheerful) that a call is welcome."),
        GraphNode("n3", "given", "The mood: cheerful"),
    ),
    (
        Edge("n2", "o1", "speaks for"),
        Edge("n2", "o0", "speaks against"),
        Edge("n3", "n2", "leads to"),
        Edge("n3", "o1", "rules out"),
    ),
)


def test_shapes_and_arrows_tell_what_is_what() -> None:
    assert mermaid(GRAPH) == (
        "flowchart LR\n"
        '  o0[["A note"]]\n'
        '  o1["A call"]\n'
        '  n2["It went so well #40;cheerful#41;<br>that a call is welcome."]\n'
        '  n3(["The mood: cheerful"])\n'
        "  n2 -->|for| o1\n"
        "  n2 -.->|against| o0\n"
        "  n3 --> n2\n"
        "  n3 --x|rules out| o1\n"
        "  classDef chosen stroke-width:3px\n"
        "  class o0 chosen"
    )


def test_an_authors_words_never_become_markup() -> None:
    nasty = 'a "b" <c> [d] {e} (f) #quot; ; --> end `g` &amp; |h|'
    graph = Graph(
        "Nasty",
        (GraphNode("n0", "reason", nasty), GraphNode("o1", "chosen", nasty)),
        (Edge("n0", "o1", "speaks for"),),
    )
    _, first, *_ = mermaid(graph).splitlines()
    text = first.removeprefix('  n0["').removesuffix('"]').replace("<br>", " ")
    assert not re.search(r"[\"<>\[\]{}()`&|]", text)
    decoded = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), text)
    assert decoded.split() == nasty.split()


def test_lines_are_short() -> None:
    graph = GRAPH._replace(nodes=(GraphNode("n0", "reason", "many words " * 12),), edges=())
    _, node = mermaid(graph).splitlines()
    assert all(len(line) <= WIDTH + len('  n0["') for line in node.split("<br>"))
