"""Rulesets that were read before, kept in the user's cache: reading is most of what a start takes.

What is kept of a ruleset has the text of every file that it was made of, those of its bases too,
and what their folders held. It serves only where all of that is the same, and where this is the
same tactful among the same libraries; otherwise the ruleset is read as if there were no cache. A
ruleset about which there is anything to say is not kept. Nothing that goes wrong here is told:
what cannot be had is read, and what cannot be kept is not.

Only this user's files are looked at, in a folder that nobody else can write to.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import tactful
from tactful.grounding.stored import NotAModel, as_bytes, from_bytes
from tactful.language.model import Ruleset
from tactful.text.diagnostic import Diagnostics
from tactful.text.files import read_file

if TYPE_CHECKING:
    from tactful.reading.ruleset import Loaded

SWITCH = "TACTFUL_CACHE"
"""The environment variable that has no ruleset kept where it is ``off``."""

MOST = 64
"""Rulesets that are kept; the one that was kept first goes first."""

LARGEST = 2**26
"""Bytes of a kept ruleset that are read."""

_ENDING = ".ruleset"
_OURS = ("text", "language", "grounding", "reading")
"""Folders of the engine that say what a text comes to."""


def home() -> Path | None:
    """The folder in which rulesets are kept; ``None`` if none are.

    Source: the XDG Base Directory Specification. The library platformdirs says the same, and
    loading it takes a third of the time that click and yaml take together.
    """
    if os.environ.get(SWITCH) == "off" or not hasattr(os, "getuid"):
        return None
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not given.is_absolute():
        given = Path(os.path.expanduser("~")) / ".cache"  # noqa: PTH111 - where no home is known
        if not given.is_absolute():
            return None
    return given / "tactful"


def remembered(path: Path) -> Ruleset | None:
    """The ruleset at a path, where it is kept and nothing has changed since."""
    try:
        place = _place(path)
        if place is None or not _is_ours_alone(place.parent):
            return None
        parts = _parted(_read(place))
        if parts is None:
            return None
        seen, data = parts
        ruleset = from_bytes(data)
        return ruleset if _seen(path, ruleset, _files(path, ruleset)) == seen else None
    except (OSError, ValueError, NotAModel, MemoryError, RecursionError):
        return None


def remember(path: Path, loaded: Loaded) -> None:
    """Keep what came of reading a ruleset, if there is nothing to say about it."""
    ruleset = loaded.ruleset
    if ruleset is None or loaded.diagnostics:
        return
    with contextlib.suppress(OSError, ValueError, MemoryError, RecursionError):
        place = _place(path)
        if place is None:
            return
        seen = _seen(path, ruleset, loaded.texts)
        if seen is None or {*_files(path, ruleset)} != {*loaded.texts}:
            return
        if _is_there(place.parent):
            _write(place, seen, as_bytes(ruleset))


def _place(path: Path) -> Path | None:
    """Where what is kept of a ruleset is; its name tells the way to it, and whose work it is."""
    folder = home()
    if folder is None:
        return None
    named = (os.path.realpath(path), str(path), *_version())
    return folder / f"{_digest(part.encode('utf-8', 'surrogatepass') for part in named)}{_ENDING}"


def _version() -> Iterator[str]:
    """What makes the same texts come to the same: this tactful, this Python, these libraries."""
    yield tactful.__version__
    yield sys.version
    package = Path(tactful.__file__).parent
    for name in _OURS:
        with os.scandir(package / name) as found:
            stats = [(one.name, one.stat()) for one in found if one.name.endswith(".py")]
        yield repr(sorted((file, s.st_mtime_ns, s.st_size) for file, s in stats))
    for entry in sys.path:
        if entry.endswith(("site-packages", "dist-packages")):  # installing changes the folder
            with contextlib.suppress(OSError):
                yield f"{entry} {Path(entry).stat().st_mtime_ns}"


def _digest(parts: Iterable[bytes]) -> str:
    import hashlib  # only where something is kept

    made = hashlib.sha256()
    for part in parts:
        made.update(b"%d:" % len(part) + part)
    return made.hexdigest()


# What a ruleset was made of.


def _files(path: Path, ruleset: Ruleset) -> dict[str, str]:
    """The files that a ruleset was made of, as they are now, by the names that they go by."""
    diagnostics = Diagnostics()
    found: dict[str, str] = {}
    for name in _names(path, ruleset):
        source = read_file(name, diagnostics)
        if source is not None:
            found[name] = source.text
    return found if not diagnostics.found else {}


def _names(path: Path, ruleset: Ruleset) -> Iterator[str]:
    bases = dict.fromkeys(name for base in ruleset.bases for name in base.files)
    yield from bases  # a base has the files of its own bases, too
    for name, _ in ruleset.texts[len(bases) :]:
        yield str(path / name) if path.is_dir() else str(path)


def _seen(path: Path, ruleset: Ruleset, texts: Mapping[str, str]) -> str | None:
    """All that reading looked at, in one digest; ``None`` where it may have been something else."""
    parts = [part for name in sorted(texts) for part in (name, texts[name])]
    for folder in _folders(path, ruleset):
        parts.append(str(folder))
        with os.scandir(folder) as found:
            for entry in sorted(found, key=lambda one: one.name):
                if _is_rules(entry.name) and not _is_read(entry, folder, texts):
                    return None
                parts += [entry.name, "/" if entry.is_dir() else ""]
    return _digest(part.encode("utf-8", "surrogatepass") for part in parts)


def _is_rules(name: str) -> bool:
    return name.endswith(".yaml") and not name.startswith(".")


def _is_read(entry: os.DirEntry[str], folder: Path, texts: Mapping[str, str]) -> bool:
    """Whether a file is one of those that were read, and no link: it may have come since."""
    return str(folder / entry.name) in texts and not entry.is_symlink()


def _folders(path: Path, ruleset: Ruleset) -> Iterator[Path]:
    """The folders whose entries tell which files a ruleset is made of, and which base is meant."""
    for one in (path, *(Path(base.path) for base in ruleset.bases)):
        if not one.is_dir():
            if ruleset.bases:
                yield one.parent  # what stands there by the name of a base is the base
            continue
        yield one
        if (one / "rules").is_dir():
            yield one / "rules"


# The file.


def _is_there(folder: Path) -> bool:
    """Whether there is a folder for what is kept; made where that is in a folder of this user's.

    Who works for somebody else, as with ``sudo``, leaves nothing behind in their home.
    """
    around = next(one for one in folder.parents if one.exists())
    if not folder.exists() and around.stat().st_uid == os.getuid():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _is_ours_alone(folder)


def _is_ours_alone(folder: Path) -> bool:
    """Whether a folder is this user's, and nobody else may write to it or read in it."""
    found = folder.lstat()
    own = found.st_uid == os.getuid()
    return own and stat.S_ISDIR(found.st_mode) and not stat.S_IMODE(found.st_mode) & 0o077


def _read(place: Path) -> bytes:
    """The bytes of a file of ours; none where somebody else may have written it."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with open(os.open(place, flags), "rb") as stream:  # noqa: PTH123 - what is open is looked at
        found = os.fstat(stream.fileno())
        ours = found.st_uid == os.getuid() and stat.S_IMODE(found.st_mode) == 0o600
        if not ours or not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            return b""
        return stream.read(LARGEST)


def _parted(data: bytes) -> tuple[str, bytes] | None:
    """What was looked at, and the model; ``None`` for a file that is not whole."""
    head, _, rest = data.partition(b"\n")
    seen, _, model = rest.partition(b"\n")
    if head.decode("ascii", "replace") != _digest((seen, model)):
        return None
    return seen.decode("ascii"), model


def _write(place: Path, seen: str, model: bytes) -> None:
    """Put a file in its place, whole or not at all, and take away what is too much."""
    from tactful.text.scratch import scratch  # most starts write nothing

    head = seen.encode("ascii")
    with scratch(place) as made:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        with open(os.open(made, flags, 0o600), "wb") as stream:  # noqa: PTH123 - with its mode
            stream.write(_digest((head, model)).encode("ascii") + b"\n" + head + b"\n" + model)
        made.replace(place)
    kept = [(one.lstat().st_mtime_ns, one) for one in place.parent.glob(f"*{_ENDING}")]
    for _, one in sorted(kept)[:-MOST]:
        if one != place:
            one.unlink(missing_ok=True)
