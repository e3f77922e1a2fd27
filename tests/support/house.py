"""The modules of the engine and its faces, and what each imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from running import ROOT

ENGINE = ROOT / "engine" / "tactful"
FACES = {
    "tactful_cli": ROOT / "cli" / "tactful_cli",
    "tactful_server": ROOT / "server" / "tactful_server",
    "tactful_studio": ROOT / "studio" / "tactful_studio",
}
"""What people and programs meet: each shows what the engine knows, and knows nothing of others."""


@cache
def modules() -> dict[str, Path]:
    """Every module of the engine and its faces, by the name it is imported by."""
    found = {}
    for package in (ENGINE, *FACES.values()):
        for path in sorted(package.rglob("*.py")):
            parts = path.relative_to(package.parent).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def defined(path: Path) -> frozenset[str]:
    """The classes, functions and other names that a module defines at its top."""
    found: set[str] = set()
    for node in tree(path).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return frozenset(found)


def imports(path: Path) -> Iterator[str]:
    """What a module imports, wherever it does: whole modules, by name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in modules() else node.module or ""


def strings(path: Path) -> Iterator[str]:
    """The texts in a module that somebody may be shown: all but what describes its parts."""
    described = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and id(node) not in described:
            yield str(node.value)
