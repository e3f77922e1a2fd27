"""What a picture of boxes and arrows says, before anything draws it."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Role: TypeAlias = Literal["given", "taken", "worked out", "reason", "chosen", "not chosen"]
Way: TypeAlias = Literal["leads to", "speaks for", "speaks against", "rules out"]

LARGEST = 60
"""Nodes. A larger picture helps nobody."""


class GraphNode(NamedTuple):
    """A fact, a reason or an option: what it is, and what it says."""

    id: str
    role: Role
    text: str


class Edge(NamedTuple):
    """That one node bears on another, and how."""

    source: str
    target: str
    way: Way


class Graph(NamedTuple):
    """Nodes and edges; every edge leads towards the options."""

    title: str
    nodes: tuple[GraphNode, ...]
    edges: tuple[Edge, ...]
