"""The files of the ruleset: read and saved, and never written over.

A version is the fingerprint of a file's bytes. Whoever saves names the version that was read; if
the file has another one by then, nothing is written. The page knows line feeds only; what line
ends a file has, whether it begins with a byte order mark, who may read it: all that stays.

Source of the idea: optimistic concurrency control (H. T. Kung and J. T. Robinson, 1981), as HTTP's
``If-Match`` has it (RFC 9110, 13.1.1).
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from tactful.text.diagnostic import Diagnostics
from tactful.text.files import LARGEST_FILE, is_folder, read_file, within
from tactful.text.gate import Gate, Mark

_NAMES = re.compile(r"(?:(?:ruleset|facts)|(?:rules|scenarios)/[^/\\.][^/\\]*)\.yaml")
_ENDS = re.compile(r"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"


class NoSuchFile(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a name that is no file of the ruleset."""


class ChangedElsewhere(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where a file is not as it was read; ``found`` is what stands there, if anything."""

    def __init__(self, found: Held | None) -> None:
        super().__init__("the file is another than the one that was read")
        self.found = found


class Unreadable(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where a file's text cannot be had; the text says why."""


class Held(NamedTuple):
    """A file's text, with line feeds only, and its version."""

    text: str
    version: str


class RuleFiles:
    """The files of one ruleset.

    Args:
        home: Its folder, or its only file.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lock = threading.Lock()
        self._seen: dict[Path, tuple[tuple[int, int, int], str]] = {}

    @property
    def is_one_file(self) -> bool:
        """Whether the whole ruleset is one file."""
        return self.home.is_file()

    def versions(self) -> Mapping[str, str]:
        """The version of every file, by its name: what can be read, in the order of reading."""
        return {name: self._version(path) for name, path in self._paths()}

    def read(self, name: str) -> Held:
        """A file's text and version.

        Raises:
            NoSuchFile: if the ruleset has no such file.
            Unreadable: if it is no text, or too large.
        """
        path = self._path(name)
        if not path.is_file():
            raise NoSuchFile(name)
        diagnostics = Diagnostics()
        source = read_file(path, diagnostics)
        if source is None or not source.sound:
            raise Unreadable(diagnostics.found[0].message)
        return Held(source.text, self._version(path))

    def save(self, name: str, text: str, version: str | None) -> str:
        """Write a whole file or nothing; its new version.

        Args:
            name: The file.
            text: All of its text.
            version: The one that was read; ``None`` if there was no file.

        Raises:
            NoSuchFile: if that can be no file of the ruleset.
            ChangedElsewhere: if it has another version by now.
            Unreadable: if it is too large to be read again.
            Refused: if it cannot be written.
        """
        path = self._path(name)
        with self._lock:
            there = path.is_file()
            old = path.read_bytes() if there else b""
            if (_fingerprint(old) if there else None) != version:
                raise ChangedElsewhere(self.read(name) if there else None)
            data = with_ends_of(old, text)
            if len(data) > LARGEST_FILE:
                raise Unreadable(f"a file may have up to {LARGEST_FILE:,} bytes")
            kind = Mark("file of rules", lambda _: True, path.parent.name)
            if there:
                Gate().claim(path, kind).write(data)
            else:
                Gate().claim_files(path.parent, kind).write({path.name: text})
            return _fingerprint(data)

    def _paths(self) -> Iterator[tuple[str, Path]]:
        if self.is_one_file:
            yield self.home.name, self.home
            return
        for part in ("", "rules/", "scenarios/"):
            folder = self.home / part
            for path in sorted(folder.glob("*.yaml")) if is_folder(folder) else ():
                name = part + path.name
                if _NAMES.fullmatch(name) and path.is_file() and self._is_inside(path):
                    yield name, path

    def _path(self, name: str) -> Path:
        if self.is_one_file:
            if name != self.home.name:
                raise NoSuchFile(name)
            return self.home
        path = self.home / name
        if not _NAMES.fullmatch(name) or "\0" in name or not self._is_inside(path):
            raise NoSuchFile(name)
        return path

    def _is_inside(self, path: Path) -> bool:
        return within(path, self.home, Diagnostics())

    def _version(self, path: Path) -> str:
        """The fingerprint of a file as it is now; read anew only where it may have changed."""
        try:
            about = path.stat()
            state = (about.st_mtime_ns, about.st_size, about.st_ino)
            known = self._seen.get(path)
            if known is None or known[0] != state:
                known = self._seen[path] = (state, _fingerprint(path.read_bytes()))
        except OSError:
            return ""
        return known[1]


def _fingerprint(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def with_ends_of(old: bytes, text: str) -> bytes:
    """A text as bytes, with the byte order mark and the line ends that a file has.

    Where a file has several kinds of ends, each line that stays keeps its own, and new lines get
    the kind that most have.
    """
    mark = _BOM if old.startswith(_BOM) else b""
    before = old.decode("utf-8", "replace").removeprefix("\ufeff")
    ends = _ENDS.findall(before)
    kinds = {*ends} or {"\n"}
    usual = max(sorted(kinds), key=ends.count)
    if len(kinds) == 1:
        return mark + text.replace("\n", usual).encode()
    lines, olds = text.split("\n"), _ENDS.split(before)
    given = [usual] * (len(lines) - 1)
    for start, place, size in SequenceMatcher(
        None, olds, lines, autojunk=False
    ).get_matching_blocks():
        for step in range(size):
            if place + step < len(given) and start + step < len(ends):
                given[place + step] = ends[start + step]
    return mark + "".join(map("".join, zip(lines, [*given, ""], strict=True))).encode()
