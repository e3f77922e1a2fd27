"""What was read last is kept: a change of one file needs no reading of the others."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from tactful.workspace.opened import Opened, opened
from tactful_studio.files import RuleFiles

MOST = 8
"""Readings that are kept: the saved rules and, for a few pages, what stands in them."""


class Drafts:
    """The rules as they are saved and as they stand in pages; safe in any thread.

    Nothing that a page shows is kept here alone: a page sends its unsaved texts with each
    question, so a studio that was ended and started again goes on where it was.
    """

    def __init__(self, files: RuleFiles) -> None:
        self.files = files
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], Opened] = OrderedDict()
        self._last: Opened | None = None

    @property
    def home(self) -> Path:
        """Where the rules are."""
        return self.files.home

    def saved(self) -> Opened:
        """The rules as the folder has them now."""
        return self.read({})

    def read(self, unsaved: Mapping[str, str]) -> Opened:
        """The rules as they stand in a page.

        Args:
            unsaved: The files with unsaved edits, each with all of its text.
        """
        with self._lock:
            return self._read(self.files.versions(), unsaved)

    def both(self, unsaved: Mapping[str, str]) -> tuple[Opened, Opened]:
        """The rules as they stand in a page, and as the folder has them at the same moment."""
        with self._lock:
            versions = self.files.versions()
            saved = self._read(versions, {})
            return self._read(versions, unsaved), saved

    def _read(self, versions: Mapping[str, str], unsaved: Mapping[str, str]) -> Opened:
        key = (*sorted(versions.items()), None, *sorted(unsaved.items()))
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = opened(self.home, unsaved, before=self._last)
            self._last = found
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found
