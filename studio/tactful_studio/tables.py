"""Tables of clients that were dropped on the page: kept while the studio runs, and no longer.

They lie in a folder of their own that nobody else can read, and go with the studio, or as soon as
somebody takes them away. Nothing of them leaves the machine.
"""

from __future__ import annotations

import contextlib
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from tactful.text.scratch import scratch

MOST = 8
"""Tables that are kept at once; the one that was dropped first makes room."""

LARGEST = 16 * 1024 * 1024
"""Bytes of a table, as of anything that the page sends."""

FORMATS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".xls")

LONGEST_NAME = 120


class WrongTable(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for what cannot be a table of clients; the text says why."""


class Tables:
    """The tables that are kept, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, tuple[str, Path]] = {}

    @property
    def paths(self) -> Mapping[str, tuple[str, Path]]:
        """Each by what it goes by here: the name that it had, and where it is."""
        return dict(self._kept)

    def keep(self, name: str, data: bytes) -> str:
        """Keep a table; what it goes by from now on.

        Args:
            name: The file's name, whose ending tells the format.
            data: What is in it.

        Raises:
            WrongTable: if it cannot be one.
        """
        called = PurePath(name.replace("\\", "/")).name[-LONGEST_NAME:]
        ending = PurePath(called).suffix.lower()
        if ending not in FORMATS:
            known = ", ".join(one.removeprefix(".") for one in FORMATS)
            raise WrongTable(f"Drop a table of one of these kinds: {known}.")
        if not data:
            raise WrongTable("There is nothing in this file.")
        mark = secrets.token_hex(8)
        path = self._folder / f"{mark}{ending}"
        self._folder.mkdir(exist_ok=True)
        path.write_bytes(data)
        self._kept[mark] = called, path
        while len(self._kept) > MOST:
            self.remove(next(iter(self._kept)))
        return mark

    def remove(self, mark: str) -> bool:
        """Take one away; whether there was such a table."""
        if mark not in self._kept:
            return False
        _, path = self._kept.pop(mark)
        path.unlink(missing_ok=True)
        return True


@contextlib.contextmanager
def tables() -> Iterator[Tables]:
    """A place for tables, which is gone with the block."""
    with scratch(Path(tempfile.gettempdir()) / "tactful-studio") as folder:
        yield Tables(folder)
