"""Sentences live with their defects: nobody else words a mistake that reading finds."""

from __future__ import annotations

import ast

from house import modules, tree
from mistakes import CATALOGUES


def test_a_mistake_is_worded_beside_its_defect() -> None:
    for name in {*modules()} - {*CATALOGUES}:
        for node in ast.walk(tree(modules()[name])):
            called = node.func if isinstance(node, ast.Call) else None
            assert not (isinstance(called, ast.Name) and called.id == "Mistake"), name


def test_each_way_to_word_a_mistake_says_when_it_is_one() -> None:
    for name in CATALOGUES:
        for node in tree(modules()[name]).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{name}.{node.name}"
