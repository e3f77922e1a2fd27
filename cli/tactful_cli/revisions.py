"""Rulesets out of a git repository: ``HEAD~1:rulesets/follow-up``."""

from __future__ import annotations

import io
import posixpath
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click

from tactful.text.files import LARGEST_FILE
from tactful_cli.failures import COULD_NOT_RUN, CouldNotRun

_LINK, _SUBMODULE = "120000", "160000"
_MOST_FILES = 10_000
_AT_ONCE = 100
"""Files whose contents are asked for together; so not all are in memory."""


class NoRevision(click.ClickException):
    """Raised when git does not have what is asked of it."""

    exit_code = COULD_NOT_RUN


class _Entry(NamedTuple):
    """What stands in a tree of git: ``path`` within it, the number and the bytes of its content."""

    path: str
    mode: str
    number: str
    size: int


@contextmanager
def checked_out(name: str) -> Iterator[Path]:
    """The path of a ruleset: a folder or file as it is, or a copy of a revision while it is used.

    What is wrong with the copy is told of the revision: nobody knows the copy's name.

    Raises:
        NoRevision: if the name is a revision that git does not have.
        CouldNotRun: as whoever uses the copy raises it, with the revision's names.
    """
    revision, colon, inside = name.partition(":")
    if not colon or not revision or Path(name).exists():
        yield Path(name)
        return
    with tempfile.TemporaryDirectory(prefix="tactful-") as scratch:
        target = Path(scratch) / (posixpath.basename(inside.rstrip("/")) or "ruleset")
        if target.name in (".", ".."):
            target = Path(scratch) / "ruleset"
        _copy(_Source(name, revision, inside), target)
        try:
            yield target
        except CouldNotRun as failure:
            start = name if name.endswith((":", "/")) else f"{name}/"
            names = {f"{target}/": start, str(target): name}
            raise failure.renamed(names) from None


class _Source:
    """One tree or file of a revision."""

    def __init__(self, name: str, revision: str, inside: str) -> None:
        self.name = name
        if revision.startswith("-"):
            raise NoRevision(f"`{name}` names no revision: one does not begin with `-`")
        if not self._has(f"{revision}:{inside}") and self._has(f"{revision}:./{inside}"):
            inside = f"./{inside}"  # counted from the folder that people are in, as they mean it
        self.git("cat-file", "-t", f"{revision}:{inside}")  # git says best why it has none
        if inside.startswith(("./", "../")) or inside in (".", ".."):
            here = self.git("rev-parse", "--show-prefix").decode().removesuffix("\n")
            inside = posixpath.normpath(posixpath.join(here, inside)).removeprefix(".")
        self.root = f"{revision}:{inside.rstrip('/')}"
        self.kind, self.number, self.size = self.followed("")

    def _has(self, place: str) -> bool:
        """Whether there is something in a revision."""
        try:
            self.git("cat-file", "-e", place)
        except NoRevision:
            return False
        return True

    def followed(self, path: str) -> tuple[str, str, int]:
        """The kind, number and size of something in the tree, links followed as far as they go."""
        place = self.root + (f"/{path}" if path and not self.root.endswith(":") else path)
        asked = f"{place}\n".encode()
        said = self.git("cat-file", "--batch-check", "--follow-symlinks", given=asked).decode()
        first, _, rest = said.partition("\n")
        words = first.rsplit(" ", 2)
        if first.startswith("symlink "):
            raise NoRevision(
                f"`{place}` is a link to `{rest.strip()}`, which lies outside of the repository: "
                "no revision has it"
            )
        if len(words) < 3 or words[1] not in ("blob", "tree"):
            raise NoRevision(f"`{place}` is a link that leads nowhere in that revision")
        return words[1], words[0], int(words[2])

    def entries(self, number: str, folder: str = "") -> Iterator[_Entry]:
        """All that stands in a tree, those below it included."""
        listed = self.git("ls-tree", "-r", "-l", "-z", "--full-tree", number).decode(
            "utf-8", "surrogateescape"
        )
        for line in filter(None, listed.split("\0")):
            about, _, path = line.partition("\t")
            mode, _, blob, size = about.split()
            if mode != _SUBMODULE:
                bytes_ = int(size) if size.isdecimal() else 0
                yield _Entry(posixpath.join(folder, path), mode, blob, bytes_)

    def contents(self, numbers: Sequence[str]) -> Iterator[bytes]:
        """The bytes of some files, in their order."""
        for start in range(0, len(numbers), _AT_ONCE):
            asked = "".join(f"{number}\n" for number in numbers[start : start + _AT_ONCE])
            stream = io.BytesIO(self.git("cat-file", "--batch", given=asked.encode()))
            while said := stream.readline():
                yield stream.read(int(said.split()[2]))
                stream.readline()

    def git(self, *arguments: str, given: bytes | None = None) -> bytes:
        """What git answers.

        Raises:
            NoRevision: if it cannot.
        """
        try:
            done = subprocess.run(
                ["git", *arguments], input=given, capture_output=True, check=False
            )
        except OSError:
            raise NoRevision(
                f"`{self.name}` looks like a revision, and git is not installed"
            ) from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
            raise NoRevision(
                f"git has no `{self.name}`: {said.splitlines()[0] if said else 'no reason given'}"
            )
        return done.stdout


def _copy(source: _Source, target: Path) -> None:
    """Copy the texts of a revision, and nothing else: links become what they lead to."""
    texts = [(target, source.number, source.size)]
    if source.kind == "tree":
        target.mkdir()
        texts = [(target / one.path, one.number, one.size) for one in _texts(source)]
    if len(texts) > _MOST_FILES:
        raise NoRevision(f"`{source.name}` has {len(texts):,} texts in it: name the ruleset's own")
    for path, _, size in texts:
        path.parent.mkdir(parents=True, exist_ok=True)
        if size > LARGEST_FILE:
            with path.open("wb") as stream:  # of what is too large only the size is looked at
                stream.truncate(size)
    small = [(path, number) for path, number, size in texts if size <= LARGEST_FILE]
    for (path, _), content in zip(
        small, source.contents([number for _, number in small]), strict=True
    ):
        path.write_bytes(content)


def _texts(source: _Source) -> Iterator[_Entry]:
    """The files of a tree that a ruleset may be made of."""
    entries = deque(source.entries(source.number))
    while entries:
        one = entries.popleft()
        if one.mode != _LINK:
            if _may_be_text(one.path):
                yield one
        elif _may_be_text(one.path) or one.path in ("rules", "scenarios"):
            kind, number, size = source.followed(one.path)
            if kind == "tree":
                entries += source.entries(number, one.path)
            else:
                entries.append(_Entry(one.path, "", number, size))


def _may_be_text(path: str) -> bool:
    *folders, name = path.split("/")
    return len(folders) < 2 and ".." not in folders and name.lower().endswith((".yaml", ".yml"))
