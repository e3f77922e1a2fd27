"""Files: what can be opened and read as a text, and how one is written whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tactful.text import defects
from tactful.text.diagnostic import Defect, Diagnostics, Span

LARGEST_FILE = 2**20
"""Bytes. A thousand pages of rules; more is another kind of file that was named by mistake."""


class SourceText(NamedTuple):
    """A file's text, with line feeds only and no byte order mark.

    ``file`` is its name as the user gave it. A text that is not ``sound`` was no UTF-8: it has
    replacement characters in it and serves for excerpts only.
    """

    file: str
    text: str
    sound: bool = True


def is_folder(path: Path) -> bool:
    """Whether there is a folder of this name that can be looked at."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def yaml_files(folder: Path, diagnostics: Diagnostics) -> list[Path]:
    """The ``.yaml`` files of a folder by name; a ``.yml`` file, easily taken for one, is noted."""
    try:
        found = sorted(folder.iterdir())
    except OSError:
        diagnostics.add(
            defects.UNREADABLE_FILE,
            Span(str(folder)),
            f"the folder `{folder}` may not be read",
            "ask its owner, or change who may read it",
        )
        return []
    for path in found:
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
            report_ignored(path, f"rename it to `{path.stem}.yaml`", diagnostics)
    return [path for path in found if path.suffix == ".yaml" and not path.name.startswith(".")]


def report_ignored(path: Path, help_: str, diagnostics: Diagnostics) -> None:
    """Warn that a file is not read, though its name looks as if it should be."""
    diagnostics.add(defects.IGNORED_FILE, Span(str(path)), f"`{path}` is not read", help_)


def read_file(path: Path | str, diagnostics: Diagnostics) -> SourceText | None:
    """The text of a file; ``None``, with a diagnostic, if it cannot be had.

    The size is looked at first and no more than the limit is ever read. Pipes and devices,
    which could block or never end, are refused.
    """

    def refuse(defect: Defect, message: str, help_: str) -> None:
        diagnostics.add(defect, Span(str(path)), message, help_)

    try:
        found = Path(path).stat()
        if stat.S_ISDIR(found.st_mode):
            refuse(
                defects.UNREADABLE_FILE,
                f"`{path}` is a folder, not a file",
                "name the file in it that you mean",
            )
            return None
        if not stat.S_ISREG(found.st_mode):
            refuse(
                defects.UNREADABLE_FILE,
                f"`{path}` is not an ordinary file",
                "name a file that holds text, or use `-` to read from standard input",
            )
            return None
        if not _fits(found.st_size, str(path), diagnostics):
            return None
        with Path(path).open("rb") as stream:
            return decode(stream.read(LARGEST_FILE + 1), str(path), diagnostics)
    except FileNotFoundError:
        refuse(defects.MISSING_FILE, f"there is no file `{path}`", "check the name and the folder")
    except PermissionError:
        refuse(
            defects.UNREADABLE_FILE,
            f"`{path}` may not be read",
            "ask its owner, or change who may read it",
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be that of a file"
        refuse(
            defects.UNREADABLE_FILE,
            f"`{path}` cannot be read: {reason.lower()}",
            "check the name and the folder",
        )
    return None


def _fits(size: int, file: str, diagnostics: Diagnostics) -> bool:
    if size <= LARGEST_FILE:
        return True
    diagnostics.add(
        defects.FILE_TOO_LARGE,
        Span(file),
        f"`{file}` has more than 1 MiB",
        "check that it is the file you mean, or split it into several",
    )
    return False


def decode(data: bytes, file: str, diagnostics: Diagnostics) -> SourceText | None:
    """The text of some bytes; ``None``, with a diagnostic, if there are too many.

    Where bytes are not UTF-8 a diagnostic says where, and the text is not sound.
    """
    if not _fits(len(data), file, diagnostics):
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        diagnostics.add(
            defects.NOT_UTF_8, Span(file), f"`{file}` is saved as UTF-16", "save it again as UTF-8"
        )
        return SourceText(file, "", False)
    try:
        return SourceText(file, _tidy(data.decode("utf-8")))
    except UnicodeDecodeError as error:
        before = _tidy(data[: error.start].decode("utf-8"))
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        diagnostics.add(
            defects.NOT_UTF_8,
            Span(file, line, column, line, column + 1),
            f"this is not UTF-8: the byte {data[error.start]:#04x} stands where a letter should",
            "save the file again as UTF-8 (in Word or Notepad: Save as, Encoding, UTF-8)",
        )
        return SourceText(file, _tidy(data.decode("utf-8", "replace")), False)


def _tidy(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file to write that takes the place of ``path`` when the block is left without an error.

    Whatever happens before, ``path`` stays as it was; it does, too, if nothing is written.

    Raises:
        OSError: if it cannot be written.
    """
    from tactful.text.scratch import scratch  # whoever only reads has no use for it

    with scratch(path) as made:
        yield made
        if made.exists():
            with made.open("rb+") as stream:
                os.fsync(stream.fileno())
            made.replace(path)
