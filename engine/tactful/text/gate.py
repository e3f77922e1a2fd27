"""The gate through which every file goes that is written: no output ever eats an input.

What somebody works with is told to a ``Gate``, and what is to be written is claimed from it before
the work begins. It refuses what is read, what is part of a ruleset, and what is there already and
is no earlier output of the same kind: each kind has a ``Mark`` by which it is known again. What
has been claimed is written whole or not at all. It keeps who may read it, and a link to it stays.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tactful.text.diagnostic import Mistake
from tactful.text.files import is_working_folder_gone
from tactful.text.output_defects import (
    Refused,
    existing_file,
    foreign_file,
    named_twice,
    no_file,
    no_folder,
    no_name,
    output_is_input,
    part_of_the_rules,
    unwritable_file,
)
from tactful.text.scratch import scratch

_YAML = (".yaml", ".yml")
_MAIN = "ruleset.yaml"


class Mark(NamedTuple):
    """How a file of one kind is known again, so that a new one may take its place.

    Attributes:
        noun: What such a file is, without an article: "calendar".
        known: Whether a file that is not empty is one; ``None`` where none is ever replaced,
            because people go on working in it.
        home: The folder of a ruleset in which such files belong, if there is one.
    """

    noun: str
    known: Callable[[Path], bool] | None = None
    home: str | None = None


_EXTENDS = re.compile(r"""^extends:[ ]+["']?([^"'#\n]+?)["']?[ ]*(?:#.*)?$""", re.MULTILINE)
_DEEPEST = 8
"""Rulesets that stand on each other; more than any ruleset may have."""


def with_bases(inputs: Iterable[Path]) -> Iterator[Path]:
    """Some inputs and, of rulesets among them, the files and folders that they build on."""
    todo = [(path, 0) for path in inputs]
    seen: set[Path] = set()
    while todo:
        path, depth = todo.pop(0)
        if path in seen or depth > _DEEPEST:
            continue
        seen.add(path)
        yield path
        with contextlib.suppress(OSError, ValueError):
            main = path / _MAIN if path.is_dir() else path
            if main.suffix.lower() in _YAML and main.is_file():
                text = main.read_text(encoding="utf-8", errors="replace")
                named = [main.parent / found[1] for found in _EXTENDS.finditer(text)]
                todo += [(base, depth + 1) for base in named if base.exists()]


class Gate:
    """What one piece of work reads, and what it may write.

    Args:
        inputs: The files and folders that are read. What is no file (``-``) counts for nothing.
    """

    def __init__(self, inputs: Iterable[Path | str] = ()) -> None:
        self._inputs = tuple(with_bases(map(Path, inputs)))
        self._claimed: dict[str, str] = {}

    def claim(self, path: Path, mark: Mark, like: Path | None = None) -> Output:
        """The way to write a file, if it may be written.

        Args:
            path: Its name.
            mark: What is to be written.
            like: A file beside it: where that is there, a new one may be read by the same people.

        Raises:
            Refused: if it may not be written, or cannot be.
        """
        output = Output(self, path, mark, like)
        output.look()
        if self._claimed.setdefault(output.target, mark.noun) != mark.noun:
            raise Refused(path, named_twice(path))
        try:
            with scratch(Path(output.target)):
                pass
        except (OSError, ValueError) as error:
            raise Refused(path, unwritable_file(path, reason(error))) from None
        return output

    def claim_files(self, folder: Path, mark: Mark) -> NewFiles:
        """The way to write some files into a folder, which is made if there is none.

        Raises:
            Refused: if nothing can be written there.
        """
        return NewFiles(self, folder, mark)

    def claim_folder(self, path: Path, proof: str) -> OwnFolder:
        """The way to make a whole folder, in place of an earlier one.

        Args:
            path: Its name.
            proof: The name of the file that is in each such folder.

        Raises:
            Refused: if something else is there.
        """
        return OwnFolder(path, proof)

    def reads(self, target: Path) -> bool:
        """Whether a file that exists is read."""
        for one in self._inputs:
            with contextlib.suppress(OSError, ValueError):
                if one.is_dir():
                    inside = target.is_relative_to(os.path.realpath(one))
                    if inside and target.suffix.lower() in _YAML:
                        return True
                elif target.samefile(one):
                    return True
        return False


class Output:
    """A file that may be written: ``Gate.claim`` gives it."""

    def __init__(self, gate: Gate, path: Path, mark: Mark, like: Path | None) -> None:
        self.path = path
        self._gate = gate
        self._mark = mark
        self._like = like
        try:
            self.target = os.path.realpath(path)
        except (OSError, ValueError) as error:
            raise Refused(path, unwritable_file(path, reason(error))) from None

    def look(self) -> None:
        """Make sure that the file may be written, as things are now.

        Raises:
            Refused: if not.
        """
        if str(self.path) == "-":
            raise Refused(self.path, no_name(self.path))
        try:
            mistake = self._refusal(Path(self.target))
        except (OSError, ValueError) as error:
            mistake = unwritable_file(self.path, reason(error))
        if mistake is not None:
            raise Refused(self.path, mistake)

    def _refusal(self, target: Path) -> Mistake | None:
        path, mark = self.path, self._mark
        try:
            about = target.stat()
        except FileNotFoundError:
            if not target.parent.is_dir():
                return no_folder(path)
            return part_of_the_rules(path, f"a {mark.noun}") if self._misplaced(target) else None
        if not stat.S_ISREG(about.st_mode):
            return no_file(path)
        if self._gate.reads(target):
            return output_is_input(path)
        if mark.known is None:
            return existing_file(path)
        if self._misplaced(target):
            return part_of_the_rules(path, f"a {mark.noun}")
        if about.st_size and not mark.known(target):
            return foreign_file(path, mark.noun)
        return None if os.access(target, os.W_OK) else unwritable_file(path, "permission denied")

    def _misplaced(self, target: Path) -> bool:
        """Whether the file is where a ruleset's own files are, and is to be none of them."""
        if target.suffix.lower() not in _YAML:
            return False
        folder = target.parent
        if (folder / _MAIN).exists():
            return self._mark.home is None
        part = folder.name if folder.name in ("rules", "scenarios") else None
        return part is not None and part != self._mark.home and (folder.parent / _MAIN).exists()

    @contextmanager
    def made(self) -> Iterator[Path]:
        """A place to make the file, which is put where it belongs when the block is left.

        After an error, or if nothing is made there, all stays as it was.

        Raises:
            Refused: if by then there is another file of the name.
            OSError: if it cannot be written.
        """
        target = Path(self.target)
        with scratch(target) as made:
            yield made
            if made.exists():
                with made.open("rb+") as stream:
                    os.fsync(stream.fileno())
                self.look()
                _keep(target if target.exists() else self._like, made)
                made.replace(target)

    def write(self, data: str | bytes) -> None:
        """Write the whole file; a text in UTF-8, with line feeds alone.

        Raises:
            Refused: if it cannot be written.
        """
        try:
            with self.made() as made:
                made.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
        except (OSError, ValueError) as error:
            raise Refused(self.path, unwritable_file(self.path, reason(error))) from None

    def remove(self) -> None:
        """Take away an earlier file of this kind, if there is one.

        Raises:
            Refused: if there is something else.
        """
        self.look()
        if os.path.lexists(self.path):
            self.path.unlink(missing_ok=True)


class NewFolder:
    """A folder that is to be made, with files in it.

    Raises:
        Refused: if there is something of its name, or it cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._top = Path(os.path.realpath(path))
        self._inside = Path()
        try:
            if self._top.exists() and not (self._top.is_dir() and not any(self._top.iterdir())):
                raise Refused(path, existing_file(path))
            while not self._top.parent.exists():
                self._inside = self._top.name / self._inside
                self._top = self._top.parent
            with scratch(self._top):
                pass
        except (OSError, ValueError) as error:
            raise Refused(path, unwritable_file(path, reason(error))) from None

    def write(self, files: Mapping[str, str]) -> None:
        """Make the folder with its files, by their places in it: all of them or none.

        Raises:
            Refused: if that cannot be done.
        """
        try:
            with scratch(self._top) as made:
                for place, text in files.items():
                    file = made / self._inside / place
                    file.parent.mkdir(parents=True, exist_ok=True)
                    with file.open("wb") as stream:
                        stream.write(text.encode("utf-8"))
                        stream.flush()
                        os.fsync(stream.fileno())
                if self._top.exists():
                    shutil.copymode(self._top, made)
                    if os.name == "nt":  # there, nothing takes the place of a folder
                        self._top.rmdir()
                made.replace(self._top)
        except (OSError, ValueError) as error:
            raise Refused(self.path, unwritable_file(self.path, reason(error))) from None


class OwnFolder:
    """A folder that is made whole, in place of an earlier one: ``Gate.claim_folder`` gives it.

    It is known again by a file in it, so that nobody else's folder is ever replaced.
    """

    def __init__(self, path: Path, proof: str) -> None:
        self.path = path
        self._proof = proof
        self.look()

    def look(self) -> None:
        """Make sure that the folder may be made, as things are now.

        Raises:
            Refused: if something else is there.
        """
        try:
            if self.path.is_symlink() or (self.path.exists() and not self.path.is_dir()):
                raise Refused(self.path, foreign_file(self.path, "folder"))
            taken = self.path.is_dir() and any(self.path.iterdir())
            if taken and not (self.path / self._proof).is_file():
                raise Refused(self.path, foreign_file(self.path, "folder"))
        except (OSError, ValueError) as error:
            raise Refused(self.path, unwritable_file(self.path, reason(error))) from None

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Make the folder with these files and no others, the one it is known by among them.

        Whoever stops this half-way finds the earlier folder, or the new one.

        Raises:
            Refused: if it cannot be made, or something else is there by now.
        """
        self.look()
        try:
            with scratch(self.path) as made:
                made.mkdir()
                for name, data in files.items():
                    (made / name).write_bytes(data.encode() if isinstance(data, str) else data)
                if self.path.exists():
                    self.path.rename(made.with_name("earlier"))
                made.rename(self.path)
        except (OSError, ValueError) as error:
            raise Refused(self.path, unwritable_file(self.path, reason(error))) from None


class NewFiles:
    """New files in a folder that may be there already: ``Gate.claim_files`` gives them."""

    def __init__(self, gate: Gate, folder: Path, mark: Mark) -> None:
        self.folder = folder
        self._gate = gate
        self._mark = mark
        self._new = None if folder.is_dir() else NewFolder(folder)
        if self._new is None:
            try:
                with scratch(folder / mark.noun):
                    pass
            except OSError as error:
                raise Refused(folder, unwritable_file(folder, reason(error))) from None

    def write(self, files: Mapping[str, str]) -> None:
        """Write the files, by their names; none of them if one is there already.

        Raises:
            Refused: if they cannot be written.
        """
        if self._new is not None:
            self._new.write(files)
            return
        claimed = [(self._gate.claim(self.folder / name, self._mark), name) for name in files]
        for output, name in claimed:
            output.write(files[name])


def reason(error: OSError | ValueError) -> str:
    """What the system says of a file, as the end of a sentence."""
    if isinstance(error, UnicodeError):
        return "there is something in it that is no character"
    if isinstance(error, FileNotFoundError) and is_working_folder_gone():
        return "the folder that you are in is no longer there"
    said = error.strerror if isinstance(error, OSError) else None
    return (said or "the name cannot be that of a file").lower()


def _keep(old: Path | None, made: Path) -> None:
    """Let a new file be read and written by whoever could read and write the old one."""
    if old is None or not old.exists():
        return
    about = old.stat()
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(made, -1, about.st_gid)
        with contextlib.suppress(OSError):
            os.chown(made, about.st_uid, -1)
    shutil.copystat(old, made)
    os.utime(made)
    if made.stat().st_gid != about.st_gid:  # what that group might, another may not
        mode = stat.S_IMODE(about.st_mode)
        others = (mode & stat.S_IRWXO) << 3
        made.chmod(mode & (~stat.S_IRWXG | others))
