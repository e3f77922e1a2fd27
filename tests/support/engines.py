"""What matches the rules while the tests run: durable-rules, wherever it can be loaded.

Where it cannot, as on a machine without a compiler, the plain matcher is asked for by name, so
that there is nothing to say about it beside what a test reads; and tests that are marked
``about_durable_rules`` are not selected, since what they are about is not there. The first lines
of a run say which it was. Tests of what is said without durable-rules make that surrounding
themselves (``without_durable_rules``).
"""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Any

import pytest

from running import environment
from tactful.network.matching import VARIABLE, engine

about_durable_rules = pytest.mark.about_durable_rules

ENGINES = (pytest.param("durable", marks=about_durable_rules), "plain")
"""Both, for a test that is about either."""

STAND_IN = 'raise ImportError("no C compiler, for a test")\n'
"""What the build hook leaves where it cannot compile."""


def chosen_for_tests() -> str:
    """Ask for the plain matcher where there is no other; what matches the rules, in words.

    Raises:
        NoSuchEngine: if the environment names neither engine.
        EngineMissing: if the environment insists on what cannot be loaded.
    """
    chosen = engine()
    if chosen.name == "durable":
        return f"rules matched by durable-rules {durable_rules().VERSION}"
    os.environ[VARIABLE] = chosen.name
    if chosen.instead is None:
        return f"rules matched in Python, as {VARIABLE} says"
    return (
        f"rules matched in Python: durable-rules cannot be loaded ({chosen.instead}), "
        "and the tests about it are left out"
    )


def durable_rules() -> Any:
    """The layer over the C module, for tests that reach into it.

    Raises:
        ImportError: where there is no C module.
    """
    return importlib.import_module("tactful.network.durable")


def can_be_loaded() -> bool:
    """Whether there is a C module here, whatever the environment asks for."""
    try:
        durable_rules()
    except ImportError:
        return False
    return True


def without_durable_rules(folder: Path, **changes: str) -> dict[str, Any]:
    """An environment in which the C module was not compiled, and nobody chose an engine."""
    (folder / "tactful_durable_rules.py").write_text(STAND_IN)
    path = os.pathsep.join((str(folder), environment()["PYTHONPATH"]))
    return {VARIABLE: "", "PYTHONPATH": path, **changes}
