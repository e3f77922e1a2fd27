"""Where rulesets are: their files, and which one a file belongs to, told without reading one whole.

Other tools have a ``ruleset.yaml``, too. So a folder is a ruleset's home only where what stands in
it looks like ours: with mistakes in it, as long as its sections can be told.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tactful.reading.scope import Declarations
from tactful.text.diagnostic import Diagnostics
from tactful.text.files import SourceText, is_folder, read_file, yaml_files
from tactful.text.nodes import Node

MAIN = "ruleset.yaml"

_FACTS = "facts.yaml"
_SECTIONS = frozenset(
    ("title", "about", "sources", "clock", "weights", "summary", "decisions", "facts", "rules")
)
_OURS = frozenset(("decisions", "facts"))
"""Sections that other tools' rules lack; a title and rules they have, too."""

_ENOUGH = 2**16
"""Bytes of a file that are looked at."""

_MOST_LOOKED_AT = 5_000
"""RulesetFiles past which nobody looks on for rulesets below a folder."""

_LINE = re.compile(r"^( *)[\"']?([A-Za-z][\w -]*?)[\"']?\s*:(?=\s|$)", re.MULTILINE)
_IN_BRACES = re.compile(r"[{,]\s*[\"']?([A-Za-z][\w -]*?)[\"']?\s*:")
_DECLARES = re.compile(r"\btype[\"']?\s*:")


class RulesetFiles:
    """Where the files of rulesets are had from: the disk.

    An editor's texts that are not saved yet are a subclass's, and so is what is known of a text
    that was read before.
    """

    def named(self, path: Path) -> str:
        """What to call a file to those who work with it."""
        return str(path)

    def has(self, path: Path) -> bool:
        """Whether something of this name is there, be it a link that leads nowhere."""
        try:
            return path.is_symlink() or path.exists()
        except (OSError, ValueError):
            return False

    def has_folder(self, path: Path) -> bool:
        """Whether there is a folder of this name that can be looked at."""
        return is_folder(path)

    def within(
        self, folder: Path, diagnostics: Diagnostics, whole_folder: Path | None = None
    ) -> list[Path]:
        """The ``.yaml`` files of a folder by name, as ``yaml_files`` tells them."""
        return yaml_files(folder, diagnostics, whole_folder)

    def read(self, path: Path, diagnostics: Diagnostics) -> SourceText | None:
        """The text of a file; ``None``, with a diagnostic, if it cannot be had."""
        return read_file(path, diagnostics)

    def sections(self, path: Path) -> frozenset[str]:
        """The names at the outermost level of a file, as far as its beginning tells."""
        return sections_of(path)

    def declared(self) -> Declarations | None:
        """What was read last of a ruleset besides its rules, if that is kept."""
        return None

    def keep(self, declared: Declarations) -> None:
        """Take what was read of a ruleset besides its rules, to be had when it is read again."""

    def parse(self, source: SourceText, diagnostics: Diagnostics) -> Node | None:
        """The tree of nodes of a text; ``None``, with a diagnostic, if there is none."""
        from tactful.text.parser import parse_text  # PyYAML: not where a ruleset was kept

        return parse_text(source, diagnostics)


ON_DISK = RulesetFiles()


def is_home(folder: Path) -> bool:
    """Whether a folder holds a ruleset of ours, be it with mistakes."""
    main = folder / MAIN
    keys = sections_of(main)
    if len(keys & _SECTIONS) > 1 and keys & _OURS:
        return True
    return _declares_facts(folder / _FACTS) and (_is_file(main) or (folder / "rules").is_dir())


def is_whole(file: Path) -> bool:
    """Whether a file by itself looks like a ruleset: with rules, and what they are about."""
    keys = sections_of(file) if file.suffix == ".yaml" else frozenset()
    return "rules" in keys and len(keys & {"title", *_OURS}) > 1


def home_of(path: Path) -> Path | None:
    """The ruleset that a file or folder belongs to: the nearest one around it, or itself.

    Returns:
        A folder, as it is best named from the working folder, or a file that is a ruleset by
        itself; ``None`` if there is no ruleset around.
    """
    if path.name != MAIN and is_whole(path):
        return path
    try:
        start = Path(os.path.abspath(path))  # noqa: PTH100 - a link stays where it stands
        here = Path.cwd()
    except OSError:  # the working folder is gone
        return None
    for folder in (start, *start.parents):
        if is_home(folder):
            return Path(os.path.relpath(folder, here)) if not path.is_absolute() else folder
    return None


def rulesets_within(folder: Path) -> tuple[Path, ...]:
    """The rulesets in a folder and in those below it, two deep; hidden ones are left alone."""
    found = (
        path
        for pattern in ("*.yaml", f"*/{MAIN}", f"*/*/{MAIN}")
        for path in _visible(folder, pattern)
    )
    looked = islice(found, _MOST_LOOKED_AT)
    return tuple(
        path.parent if path.name == MAIN else path
        for path in looked
        if (is_home(path.parent) if path.name == MAIN else is_whole(path))
    )


def _visible(folder: Path, pattern: str) -> Iterator[Path]:
    for path in folder.glob(pattern):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _declares_facts(file: Path) -> bool:
    """Whether a file is a list of facts as ours are."""
    text = _start(file)
    return "facts" in sections_in(text) and _DECLARES.search(text) is not None


def sections_of(file: Path) -> frozenset[str]:
    """The names at the outermost level of a file, as far as its beginning tells."""
    return sections_in(_start(file))


def sections_in(text: str) -> frozenset[str]:
    """The names that begin the lines which are indented least, or stand in the outer braces."""
    lines = [*_LINE.finditer(text)]
    if text.lstrip().startswith("{"):
        return frozenset(_IN_BRACES.findall(text))
    least = min((len(m[1]) for m in lines), default=0)
    return frozenset(m[2] for m in lines if len(m[1]) == least)


def _start(file: Path) -> str:
    """The beginning of a file; nothing where there is none that can be read.

    Only a plain one is opened: a pipe would block.
    """
    if not _is_file(file):
        return ""
    try:
        with file.open("rb") as stream:
            return stream.read(_ENOUGH).decode("utf-8", "replace").removeprefix("\ufeff")
    except OSError:
        return ""


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
