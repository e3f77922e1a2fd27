"""Runs commands where something is missing, in a process of its own: other systems, played here.

``python elsewhere.py '["fcntl", "os.fork"]' '[["evaluate", "a.yaml"], ...]'`` runs each command
without these modules and attributes, with an answer to every question, and says how it ended.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class Missing(MetaPathFinder):
    """Finds some modules missing."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


def take_away(names: Sequence[str]) -> None:
    """Let modules, ``fcntl``, and attributes of modules, ``os.fork``, be missing from now on."""
    modules = frozenset(name for name in names if "." not in name)
    for name in [*sys.modules]:
        if name.partition(".")[0] in modules:
            del sys.modules[name]
    sys.meta_path.insert(0, Missing(modules))
    for name in names:
        module, _, attribute = name.partition(".")
        if attribute and hasattr(importlib.import_module(module), attribute):
            delattr(importlib.import_module(module), attribute)


def run_all(commands: Sequence[Sequence[str]]) -> None:
    from tactful_cli.app import main

    for words in commands:
        sys.stdin = io.TextIOWrapper(io.BytesIO(b"\n" * 40), encoding="utf-8")
        print(f"$ {words[0]}", flush=True)
        try:
            main(words)
        except SystemExit as end:
            print(f"ended with {end.code or 0}", flush=True)


if __name__ == "__main__":
    take_away(json.loads(sys.argv[1]))
    run_all(json.loads(sys.argv[2]))
