"""The rules that are served: read anew when their files change, and kept where they break."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tactful.language.model import Ruleset
from tactful.network.evaluator import Network
from tactful.network.kept import network_of
from tactful.reading.ruleset import Loaded, load_ruleset
from tactful.text.diagnostic import Diagnostic
from tactful.workspace.watching import State, state

LOOK = 1.0
"""Seconds between two looks at the files."""


class Served(NamedTuple):
    """ServedRules that requests are answered by, from first to last.

    Attributes:
        ruleset: The rules.
        path: Where they are.
        network: What evaluates them.
    """

    ruleset: Ruleset
    path: Path
    network: Network


class NoRules(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where there never were rules without errors; ``diagnostics`` has what is wrong."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("the rules have errors")
        self.diagnostics = tuple(diagnostics)


class ServedRules:
    """The rules at a path, as they are now; safe in any thread.

    Args:
        path: A ruleset's folder or file.

    Raises:
        NoRules: if they have errors.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._looked = time.monotonic()
        self.errors: tuple[Diagnostic, ...] = ()
        self.reloads = 0
        loaded = load_ruleset(path)
        if loaded.ruleset is None:
            raise NoRules(loaded.diagnostics)
        self._served = Served(loaded.ruleset, path, network_of(loaded.ruleset))
        self._seen = self._state()

    def now(self) -> Served:
        """The rules to answer a request by: those that were right last."""
        if time.monotonic() - self._looked >= LOOK and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._served

    def _look(self) -> None:
        self._looked = time.monotonic()
        seen = self._state()
        if seen == self._seen:
            return
        self._seen = seen
        loaded: Loaded = load_ruleset(self._path)
        self.errors = tuple(d for d in loaded.diagnostics if d.is_error)
        ruleset = loaded.ruleset
        if ruleset is not None and ruleset.fingerprint != self._served.ruleset.fingerprint:
            self.reloads += 1
            self._served = Served(ruleset, self._path, network_of(ruleset))

    def _state(self) -> State:
        bases = [Path(base.path) for base in self._served.ruleset.bases]
        return state([self._path, *bases])
