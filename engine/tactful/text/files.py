"""Files: what can be opened and read as a text. How one is written stands in ``gate``."""

from __future__ import annotations

import gc
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tactful.text.defects import (
    device_as_file,
    file_too_large,
    folder_as_file,
    forbidden_file,
    forbidden_folder,
    forbidden_in_name,
    leads_out,
    misnamed_file,
    missing_file,
    not_utf_8,
    unreadable_file,
    utf_16,
)
from tactful.text.diagnostic import Diagnostics, Mistake, Span
from tactful.text.signs import first_unfit

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


def is_device(path: Path) -> bool:
    """Whether something of this name is a pipe or a device, which could block or never end."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def is_working_folder_gone() -> bool:
    """Whether the folder that this process works in has been deleted under its feet."""
    try:
        Path.cwd()
    except OSError:
        return True
    return False


def within(path: Path, folder: Path, diagnostics: Diagnostics) -> bool:
    """Whether a path in a folder leads to no place outside of it; if it does, that is noted.

    A ruleset may be a stranger's, and what a link leads to may be nobody's business: what is
    wrong with a file is shown with the line that it stands on.
    """
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return True  # it leads nowhere, which whoever opens it is told
    if not inside:
        diagnostics.add(leads_out(path), Span(str(path)))
    return inside


def yaml_files(
    folder: Path, diagnostics: Diagnostics, whole_folder: Path | None = None
) -> list[Path]:
    """The ``.yaml`` files of a folder by name; a ``.yml`` file, easily taken for one, is noted.

    Args:
        folder: Where to look.
        diagnostics: Where to note what is not read.
        whole_folder: The folder that links may not lead out of; left out, the folder itself.
    """
    root = folder if whole_folder is None else whole_folder
    if not within(folder, root, diagnostics):
        return []
    try:
        found = sorted(folder.iterdir())
    except OSError:
        diagnostics.add(forbidden_folder(folder), Span(str(folder)))
        return []
    for path in found:
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
            diagnostics.add(misnamed_file(path), Span(str(path)))
    named = [path for path in found if path.suffix == ".yaml" and not path.name.startswith(".")]
    return [path for path in named if not path.is_symlink() or within(path, root, diagnostics)]


def read_file(path: Path | str, diagnostics: Diagnostics) -> SourceText | None:
    """The text of a file; ``None``, with a diagnostic, if it cannot be had.

    The size is looked at first and no more than the limit is ever read. Pipes and devices,
    which could block or never end, are refused.
    """

    def refuse(mistake: Mistake) -> None:
        diagnostics.add(mistake, Span(str(path)))

    try:
        found = Path(path).stat()
        if stat.S_ISDIR(found.st_mode):
            refuse(folder_as_file(path))
            return None
        if not stat.S_ISREG(found.st_mode):
            refuse(device_as_file(path))
            return None
        if not has_fit_name(Path(path), diagnostics):
            return None
        if not _fits(found.st_size, str(path), diagnostics):
            return None
        with Path(path).open("rb") as stream:
            return decode(stream.read(LARGEST_FILE + 1), str(path), diagnostics)
    except FileNotFoundError:
        refuse(missing_file(path))
    except PermissionError:
        refuse(forbidden_file(path))
    except (OSError, ValueError) as error:
        refuse(unreadable_file(path, getattr(error, "strerror", None)))
    return None


def has_fit_name(path: Path, diagnostics: Diagnostics) -> bool:
    """Whether the name of a file or folder, which people are shown, is held to a text's rule."""
    if first_unfit(path.name) is None:
        return True
    diagnostics.add(forbidden_in_name(path), Span(str(path)))
    return False


def _fits(size: int, file: str, diagnostics: Diagnostics) -> bool:
    if size <= LARGEST_FILE:
        return True
    diagnostics.add(file_too_large(file), Span(file))
    return False


def decode(data: bytes, file: str, diagnostics: Diagnostics) -> SourceText | None:
    """The text of some bytes; ``None``, with a diagnostic, if there are too many.

    Where bytes are not UTF-8 a diagnostic says where, and the text is not sound.
    """
    if not _fits(len(data), file, diagnostics):
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        diagnostics.add(utf_16(file), Span(file))
        return SourceText(file, "", False)
    try:
        return SourceText(file, _tidy(data.decode("utf-8")))
    except UnicodeDecodeError as error:
        before = _tidy(data[: error.start].decode("utf-8"))
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        diagnostics.add(not_utf_8(data[error.start]), Span(file, line, column, line, column + 1))
        return SourceText(file, _tidy(data.decode("utf-8", "replace")), False)


def _tidy(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


# Python's garbage collector, told to wait while a large text is read.
#
# Reading makes hundreds of thousands of small objects, none of them in a circle, and the collector
# walks all of them again and again: it doubles the time. Their number is bounded by the size a
# text may have, so nothing is lost by looking for garbage a second later.

WORTH_IT = 2**16
"""Characters. A shorter text is read before the collector would notice."""


@contextmanager
def paused(size: int) -> Iterator[None]:
    """Pause the collector while a text of this size is read; it is left as it was found."""
    if size < WORTH_IT or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
