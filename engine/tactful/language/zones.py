"""Time zones from the newer of two tables: the system's, and that of the package ``tzdata``.

Governments change their clocks at short notice. A system that is not kept up to date, or an
environment that is not, tells yesterday's time; whichever of the two is newer knows better.

``zoneinfo`` looks at the system first, whatever its age. It is not told otherwise, for it belongs
to the whole process: where the package is newer, its files are read here.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterable
from datetime import tzinfo
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tactful.text.absence import is_absence

UNKNOWN_AGE = "of unknown age"

_VERSION = re.compile(r"(\d{4})([a-z]+)")


class ZoneTable(NamedTuple):
    """A table of time zones.

    Attributes:
        version: As IANA names it, ``2026b``; ``None`` if the table does not say.
        folder: Where its files are.
    """

    version: str | None
    folder: Path

    @property
    def age(self) -> tuple[int, int, str]:
        """To be compared with another's: the greater, the newer."""
        found = _VERSION.fullmatch(self.version or "")
        return (int(found[1]), len(found[2]), found[2]) if found else (0, 0, "")


def system_table(folders: Iterable[str]) -> ZoneTable | None:
    """The first table in some folders where a system may have one; ``None`` if none has."""
    for folder in map(Path, folders):
        if folder.is_dir():
            return ZoneTable(_stated(folder), folder)
    return None


def _stated(folder: Path) -> str | None:
    """The version that a folder's files tell: most systems have one of these two."""
    for name, words in (("tzdata.zi", r"# version (\S+)"), ("+VERSION", r"(\S+)")):
        try:
            with (folder / name).open(encoding="ascii", errors="replace") as stream:
                found = re.match(words, stream.readline(100))
        except OSError as error:
            if not is_absence(error):
                raise
            continue
        if found and _VERSION.fullmatch(found[1]):
            return found[1]
    return None


def package_table() -> ZoneTable | None:
    """The table of the package ``tzdata``; ``None`` if it is not there, or not as files."""
    try:
        import tzdata  # type: ignore[import-untyped]
    except ImportError:
        return None
    folder = Path(tzdata.__file__ or "").parent / "zoneinfo"
    return ZoneTable(tzdata.IANA_VERSION, folder) if folder.is_dir() else None


def table_used() -> tuple[str, str]:
    """The version of the table in use, and whose it is: ``("2026b", "package")``.

    The other is ``"system"``. A table that does not tell its version is ``UNKNOWN_AGE``.
    """
    package = _newer_package()
    used = package or system_table(zoneinfo.TZPATH)
    version = used.version if used is not None else None
    return version or UNKNOWN_AGE, "system" if package is None else "package"


@lru_cache(maxsize=1)
def _newer_package() -> ZoneTable | None:
    """The package's table if it is the newer one, or the system's does not tell its age."""
    package, system = package_table(), system_table(zoneinfo.TZPATH)
    if package is None or system is None or package.age > system.age:
        return package
    return None


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """The zones of the newer package: no other name is looked for among its files."""
    package = _newer_package()
    if package is None:
        return frozenset()
    try:
        return frozenset((package.folder.parent / "zones").read_text("ascii").split())
    except OSError as error:
        if not is_absence(error):
            raise
        return frozenset()


class _Zone(zoneinfo.ZoneInfo):
    """A zone that was read from a file. It travels between processes by its name."""

    def __reduce__(self) -> tuple[object, ...]:
        return zone, (self.key,)


@lru_cache(maxsize=1024)  # two zones of one name are not the same zone to ``datetime``
def zone(name: str) -> tzinfo:
    """The time zone of this IANA name, from the newer table, or the other where it has none.

    Raises:
        KeyError, ValueError, OSError: if there is none.
    """
    package = _newer_package()
    if package is not None and name in _names():
        with (package.folder / name).open("rb") as stream:
            return _Zone.from_file(stream, key=name)
    return zoneinfo.ZoneInfo(name)
