"""The rulesets that an editor has files of open: each with the texts that are not saved."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from tactful.reading.homes import home_of
from tactful.text.diagnostic import Diagnostic
from tactful.workspace.lenses import findings
from tactful.workspace.opened import Opened, opened

_CONTEXT = multiprocessing.get_context("spawn")  # threads of the server's are not copied


@dataclass
class Folder:
    """One ruleset that is worked on.

    Attributes:
        path: The folder, or the file where that is a ruleset by itself.
        unsaved: The texts of files that are open in the editor, by name.
        now: What they come to; ``None`` until somebody asks.
        found: What the checks found when they last came to an end.
        told: The files of which an editor was told something that is wrong.
    """

    path: Path
    unsaved: dict[str, str] = field(default_factory=dict)
    now: Opened | None = None
    found: tuple[Diagnostic, ...] = ()
    told: set[Path] = field(default_factory=set)

    def opened(self) -> Opened:
        """The ruleset as its texts stand."""
        if self.now is None:
            self.now = opened(self.path, self.unsaved)
        return self.now

    def read_again(self) -> Opened:
        """The same, after a text has changed, here or on the disk."""
        self.now = opened(self.path, self.unsaved, self.now)
        return self.now

    def name_of(self, file: Path) -> str:
        """The name of a file within the folder; its path where it is none of it."""
        home = self.opened().folder
        with contextlib.suppress(ValueError):
            return file.relative_to(home).as_posix()
        return str(file)

    def file_of(self, name: str) -> Path:
        """The file of a name."""
        return self.opened().folder / name

    def text(self, name: str) -> str:
        """The text of a file as it stands."""
        return self.opened().text(name) or self.unsaved.get(name, "")


class Folders:
    """All rulesets that are worked on, found by their files."""

    def __init__(self) -> None:
        self._by_path: dict[Path, Folder] = {}

    def __iter__(self) -> Iterator[Folder]:
        return iter(tuple(self._by_path.values()))

    def of(self, file: Path) -> Folder | None:
        """The ruleset that a file belongs to; ``None`` if it belongs to none."""
        home = _home(file)
        if home is None:
            return None
        return self._by_path.setdefault(home, Folder(home))


def _home(file: Path) -> Path | None:
    """The folder of a ruleset that a file is a part of, or the file where it is one by itself."""
    file = Path(os.path.abspath(file))  # noqa: PTH100 - a link stays where it stands
    if file.suffix != ".yaml":
        return None
    for folder in file.parents[:2]:
        if (folder / "ruleset.yaml").exists() or file.name == "ruleset.yaml":
            parts = file.relative_to(folder).parts
            inside = len(parts) == 1 or parts[0] in ("rules", "scenarios")
            return folder if inside else None
    return home_of(file)


class Search:
    """Looks for findings in a process of its own, which is ended where nobody waits any more."""

    def __init__(self, path: Path, unsaved: Mapping[str, str]) -> None:
        self._mine, theirs = _CONTEXT.Pipe(duplex=False)
        arguments = (theirs, path, dict(unsaved))
        self._process = _CONTEXT.Process(target=_search, args=arguments, daemon=True)
        self._process.start()
        theirs.close()

    def found(self) -> tuple[Diagnostic, ...] | None:
        """Wait for what is found; ``None`` where the search was ended before that."""
        try:
            made: tuple[Diagnostic, ...] = self._mine.recv()
        except (EOFError, OSError):
            return None
        self.end()
        return made

    def end(self) -> None:
        """End the search."""
        self._process.kill()
        self._process.join()


def _search(connection: Connection, path: Path, unsaved: Mapping[str, str]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.dup2(2, 1)  # what a library may print is nothing that an editor could read
    with contextlib.suppress(AttributeError):  # not every system has it
        os.nice(10)  # whoever types comes first
    with contextlib.suppress(OSError):  # nobody waits for it any more
        connection.send(findings(path, unsaved))


def _end_with_parent() -> None:
    """Look for nothing where the server is gone, however it ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
