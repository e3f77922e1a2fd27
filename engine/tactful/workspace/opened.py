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
from tactful.reading.homes import RulesetFiles, sections_in
from tactful.reading.ruleset import load_ruleset
from tactful.reading.scope import Declarations
from tactful.scenarios.scenario import LoadedScenarios, Scenario, load_scenarios, scenario_files
from tactful.text.diagnostic import Diagnostic, Diagnostics
from tactful.text.files import SourceText, decode, is_folder, read_file, yaml_files
from tactful.text.nodes import Node
from tactful.text.parser import parse_text
from tactful.workspace.editing.mending import with_fixes
from tactful.workspace.editing.salvaging import salvaged


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
        diagnostics: Whatever is wrong, by file and place. RulesetFiles are named as in ``texts``.
        outside: The texts of the rulesets elsewhere that this one builds on, by path.
        path: What was opened: the folder, or the one file that is the ruleset.
        kept: What each text was read as.
        declared: What was read last without mistakes of all that is no rule.
        read: The scenarios of each file.
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
    declared: Declarations | None = field(default=None, repr=False, compare=False)
    read: Mapping[str, LoadedScenarios] = field(default_factory=dict, repr=False, compare=False)

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
    kept = before.kept if before is not None else {}
    known = before.declared if before is not None else None
    files = _Texts(home, folder if alone else None, unsaved or {}, kept, known)
    loaded = load_ruleset(folder, files)
    read: Mapping[str, LoadedScenarios] = {}
    found = [*loaded.diagnostics]
    if loaded.partial is not None:
        read = _scenarios(folder, loaded.partial, files, before)
        said = [one for each in read.values() for one in each.diagnostics]
        found += said if loaded.ruleset else _certain(said)
    files.read_the_rest()
    return Opened(
        home,
        {name: text for name, text in sorted(files.texts.items()) if files.is_own(name)},
        loaded.ruleset,
        loaded.partial,
        tuple(one for each in read.values() for one in each.scenarios),
        files.sorted(found),
        {name: text for name, text in sorted(files.texts.items()) if not files.is_own(name)},
        folder,
        files.parsed,
        files.known,
        read,
    )


def _scenarios(
    folder: Path, ruleset: Ruleset, files: _Texts, before: Opened | None
) -> Mapping[str, LoadedScenarios]:
    """The scenarios of each file, read anew only where its text or what it names has changed.

    Those of a ruleset that builds on others hang together, since they replace each other.
    """
    if ruleset.bases:
        return {".": load_scenarios(folder, ruleset, files)}
    noted = Diagnostics()
    paths = scenario_files(folder, noted, files)
    same = before is not None and before.partial is not None and _named(before.partial)
    kept = before.read if before is not None and same == _named(ruleset) else {}
    read = {".": LoadedScenarios((), noted.sorted(), {})}
    for path in paths:
        name = files.named(path)
        if name in kept and not kept[name].diagnostics and files.is_kept(path):
            read[name] = kept[name]
        else:
            read[name] = load_scenarios(path, ruleset, files)
    return read


def _named(ruleset: Ruleset) -> tuple[object, ...]:
    """All of a ruleset that a scenario can name, and that tells how it is read."""
    rules = [(rule.id, rule.unless is None) for rule in ruleset.rules.values()]
    facts, decisions = [*ruleset.facts.items()], ruleset.decisions
    return facts, decisions, rules, ruleset.clock, ruleset.day_first, ruleset.each


def _certain(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What is wrong with scenarios as texts: true whatever the rules say that cannot be read."""
    return [one for one in found if one.code.startswith("T1")]


_PARTS = ("rules", "scenarios")


class _Texts(RulesetFiles):
    """The files of a folder, with unsaved texts over them, each parsed once."""

    def __init__(
        self,
        folder: Path,
        alone: Path | None,
        unsaved: Mapping[str, str],
        kept: Mapping[str, Parsed],
        known: Declarations | None,
    ) -> None:
        self.folder = folder
        self.alone = alone
        self.unsaved = {folder / name: text for name, text in unsaved.items()}
        self.kept = kept
        self.known = known
        self.parsed: dict[str, Parsed] = {}
        self.texts: dict[str, str] = {}
        self.own: set[str] = set()

    def named(self, path: Path) -> str:
        """A file's name within the folder; of a file of another ruleset, its whole path."""
        try:
            parts = path.relative_to(self.folder).parts
        except ValueError:
            return str(path)
        inside = len(parts) == 1 or (len(parts) == 2 and parts[0] in _PARTS)
        if not inside or self.alone not in (None, path):
            return str(path)
        name = "/".join(parts)
        self.own.add(name)
        return name

    def is_own(self, name: str) -> bool:
        """Whether a name is that of a file of the folder."""
        return name in self.own

    def told(self, text: str) -> str:
        """A text about files, with the names that they have here."""
        return text.replace(f"{self.folder}{os.sep}", "") if text != str(self.folder) else "."

    def has(self, path: Path) -> bool:
        return path in self.unsaved or super().has(path)

    def has_folder(self, path: Path) -> bool:
        if path == self.folder and self.alone is None:
            return True
        return any(file.parent == path for file in self.unsaved) or super().has_folder(path)

    def within(
        self, folder: Path, diagnostics: Diagnostics, whole_folder: Path | None = None
    ) -> list[Path]:
        noted = Diagnostics()
        found = yaml_files(folder, noted, whole_folder) if is_folder(folder) else []
        diagnostics.found += [one.renamed(self.told) for one in noted.found]
        kind = (
            path
            for path in self.unsaved
            if path.suffix == ".yaml" and not path.name.startswith(".")
        )
        return sorted({*found, *(path for path in kind if path.parent == folder)})

    def read(self, path: Path, diagnostics: Diagnostics) -> SourceText | None:
        name = self.named(path)
        noted = Diagnostics()
        if path in self.unsaved:
            data = self.unsaved[path].encode("utf-8", "surrogatepass")
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
        text = self.unsaved.get(path)
        return super().sections(path) if text is None else sections_in(text)

    def declared(self) -> Declarations | None:
        return self.known

    def keep(self, declared: Declarations) -> None:
        self.known = declared

    def parse(self, source: SourceText, diagnostics: Diagnostics) -> Node | None:
        parsed = self.parsed.get(source.file) or self.kept.get(source.file)
        if parsed is None or parsed.source != source:
            parsed = _parsed(source)
        self.parsed[source.file] = parsed
        diagnostics.found += parsed.found
        return parsed.node

    def is_kept(self, path: Path) -> bool:
        """Whether a text is what it was when it was last parsed, and stays to be had as that."""
        source, name = self.read(path, Diagnostics()), self.named(path)
        kept = self.kept.get(name)
        if kept is None or kept.source != source:
            return False
        self.parsed[name] = kept
        return True

    def read_the_rest(self) -> None:
        """Take the texts that are no part of the ruleset, so that one can see and mend them."""
        noted = Diagnostics()
        places = (self.folder, *(self.folder / part for part in _PARTS))
        for path in () if self.alone else (one for p in places for one in self.within(p, noted)):
            if self.named(path) not in self.texts:
                self.read(path, noted)

    def sorted(self, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Each mistake once, by file and place; of a text that cannot be read, that alone."""
        broken = {n for n, one in self.parsed.items() if not one.whole and one.source.sound}
        textual = {one for parsed in self.parsed.values() for one in parsed.found}
        kept = (one for one in found if one.span.file not in broken or one in textual)
        once = sorted(dict.fromkeys(kept), key=lambda d: (d.span, d.code, d.message))
        texts = {name: text for name, text in self.texts.items() if name in self.own}
        return tuple(with_fixes(once, texts))


def _parsed(source: SourceText) -> Parsed:
    diagnostics = Diagnostics()
    node = parse_text(source, diagnostics)
    if node is None and source.sound:
        return Parsed(source, salvaged(source, diagnostics.found), (*diagnostics.found,), False)
    return Parsed(source, node, (*diagnostics.found,), source.sound)
