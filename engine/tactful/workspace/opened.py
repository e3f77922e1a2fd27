"""A folder of rules that somebody works on: its texts as they stand, saved or not, and their sense.

What was read of a text is kept while the text is the same, so that after a key is pressed only
the file that it went into is read anew. Nothing raises: a file that cannot be read, a folder with
nothing in it and a text with mistakes are all diagnostics, and what could be read goes on to serve.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tactful.language.model import Ruleset
from tactful.reading.homes import Files, sections_in
from tactful.reading.ruleset import load_ruleset
from tactful.scenarios.scenario import Scenario, load_scenarios
from tactful.text.diagnostic import Diagnostic, Diagnostics
from tactful.text.files import SourceText, decode, is_folder, read_file, yaml_files
from tactful.text.nodes import Node
from tactful.text.parser import parse_text
from tactful.workspace.salvaging import salvaged


@dataclass(frozen=True)
class Parsed:
    """What a text was read as.

    Attributes:
        source: The text.
        node: What it says; of a text that cannot be read as a whole, what its other entries say.
        found: What is wrong with it as a text.
        whole: Whether it could be read as a whole.
    """

    source: SourceText
    node: Node | None
    found: tuple[Diagnostic, ...]
    whole: bool


@dataclass(frozen=True)
class Opened:
    """A folder of rules that somebody works on, unsaved texts included.

    Attributes:
        folder: Where the files are; names of files start from there.
        texts: The text of every file of the folder by its name, such as ``rules/gifts.yaml``, with
            line feeds only. Files that are no text in UTF-8 are left out, lest one saves them.
        ruleset: The rules, if there is no error in them.
        partial: What could be read although there are errors, for names and words; it is not to
            be evaluated where there are. The rules themselves where there are none.
        scenarios: The scenarios that could be read.
        diagnostics: Whatever is wrong, by file and place. Files are named as in ``texts``.
        outside: The texts of the rulesets elsewhere that this one builds on, by path.
        path: What was opened: the folder, or the one file that is the ruleset.
        kept: What each text was read as.
    """

    folder: Path
    texts: Mapping[str, str]
    ruleset: Ruleset | None
    partial: Ruleset | None
    scenarios: Sequence[Scenario]
    diagnostics: Sequence[Diagnostic]
    outside: Mapping[str, str] = field(default_factory=dict)
    path: Path = Path()
    kept: Mapping[str, Parsed] = field(default_factory=dict, repr=False, compare=False)

    def text(self, file: str) -> str | None:
        """The text of a file, be it of this folder or of a ruleset that this one builds on."""
        return self.texts.get(file, self.outside.get(file))


def opened(
    folder: Path, unsaved: Mapping[str, str] | None = None, before: Opened | None = None
) -> Opened:
    """Open a folder of rules, or a ruleset of one file.

    Args:
        folder: The folder, or the file.
        unsaved: Texts that stand in the place of those on the disk, or beside them, by name.
        before: The folder as it was opened last; what it was read as is kept where it still holds.
    """
    folder = Path(folder)
    alone = not is_folder(folder) and folder.suffix == ".yaml"
    home = folder.parent if alone else folder
    files = _Texts(home, unsaved or {}, before.kept if before is not None else {})
    loaded = load_ruleset(folder, files)
    scenarios: tuple[Scenario, ...] = ()
    found = [*loaded.diagnostics]
    if loaded.partial is not None:
        read = load_scenarios(folder, loaded.partial, files)
        scenarios = read.scenarios
        found += read.diagnostics if loaded.ruleset else _certain(read.diagnostics)
    files.read_the_rest(folder if alone else None)
    return Opened(
        home,
        {name: text for name, text in sorted(files.texts.items()) if _is_inside(name)},
        loaded.ruleset,
        loaded.partial,
        scenarios,
        files.sorted(found),
        {name: text for name, text in sorted(files.texts.items()) if not _is_inside(name)},
        folder,
        files.parsed,
    )


def _certain(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What is wrong with scenarios as texts: true whatever the rules say that cannot be read."""
    return [one for one in found if one.code.startswith("T1")]


def _is_inside(name: str) -> bool:
    return not name.startswith("../") and not Path(name).is_absolute()


class _Texts(Files):
    """The files of a folder, with unsaved texts over them, each parsed once while it is the same."""

    def __init__(
        self, folder: Path, unsaved: Mapping[str, str], kept: Mapping[str, Parsed]
    ) -> None:
        self.folder = folder
        self.unsaved = unsaved
        self.kept = kept
        self.parsed: dict[str, Parsed] = {}
        self.texts: dict[str, str] = {}

    def named(self, path: Path) -> str:
        try:
            return path.relative_to(self.folder).as_posix()
        except ValueError:
            return str(path)

    def told(self, text: str) -> str:
        """A text about files, with the names that they have here."""
        return text.replace(f"{self.folder}{os.sep}", "") if text != str(self.folder) else "."

    def has(self, path: Path) -> bool:
        return self.named(path) in self.unsaved or super().has(path)

    def has_folder(self, path: Path) -> bool:
        inside = f"{self.named(path)}/"
        new = path == self.folder or any(name.startswith(inside) for name in self.unsaved)
        return new or super().has_folder(path)

    def within(
        self, folder: Path, diagnostics: Diagnostics, whole_folder: Path | None = None
    ) -> list[Path]:
        noted = Diagnostics()
        found = yaml_files(folder, noted, whole_folder) if is_folder(folder) else []
        diagnostics.found += [one.renamed(self.told) for one in noted.found]
        new = (self.folder / name for name in self.unsaved)
        kind = (path for path in new if path.suffix == ".yaml" and not path.name.startswith("."))
        return sorted({*found, *(path for path in kind if path.parent == folder)})

    def read(self, path: Path, diagnostics: Diagnostics) -> SourceText | None:
        name = self.named(path)
        noted = Diagnostics()
        if name in self.unsaved:
            data = self.unsaved[name].encode("utf-8", "surrogatepass")
            source = decode(data, name, noted)
        else:
            source = read_file(path, noted)
        diagnostics.found += [one.renamed(self.told) for one in noted.found]
        if source is None:
            return None
        if source.sound:
            self.texts[name] = source.text
        return source._replace(file=name)

    def sections(self, path: Path) -> frozenset[str]:
        name = self.named(path)
        return sections_in(self.unsaved[name]) if name in self.unsaved else super().sections(path)

    def parse(self, source: SourceText, diagnostics: Diagnostics) -> Node | None:
        parsed = self.parsed.get(source.file) or self.kept.get(source.file)
        if parsed is None or parsed.source != source:
            parsed = _parsed(source)
        self.parsed[source.file] = parsed
        diagnostics.found += parsed.found
        return parsed.node

    def read_the_rest(self, alone: Path | None) -> None:
        """Take the texts that belong to no part of the ruleset, so that one can see and mend them."""
        noted = Diagnostics()
        places = (self.folder, self.folder / "rules", self.folder / "scenarios")
        paths = [path for place in places for path in self.within(place, noted)]
        for path in paths if alone is None else [self.folder / name for name in self.unsaved]:
            if self.named(path) not in self.texts:
                self.read(path, noted)

    def sorted(self, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Each mistake once, by file and place; of a text that cannot be read, that alone."""
        broken = {name for name, parsed in self.parsed.items() if not parsed.whole}
        textual = {one for parsed in self.parsed.values() for one in parsed.found}
        kept = (one for one in found if one.span.file not in broken or one in textual)
        return tuple(sorted(dict.fromkeys(kept), key=lambda d: (d.span, d.code, d.message)))


def _parsed(source: SourceText) -> Parsed:
    diagnostics = Diagnostics()
    node = parse_text(source, diagnostics)
    if node is None and source.sound:
        return Parsed(source, salvaged(source, diagnostics.found), (*diagnostics.found,), False)
    return Parsed(source, node, (*diagnostics.found,), source.sound)
