"""A ruleset's text to its model, with every mistake that reading can find.

A ruleset is a folder (``ruleset.yaml``, ``facts.yaml``, ``rules/*.yaml``) or one file with all
of it. All mistakes are collected, one diagnostic for each cause; where something could not be
read, what refers to it is left in peace.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from tactful.grounding.ground import for_one, ground
from tactful.language.model import Base, Clock, Ruleset, Source
from tactful.language.strata import Step, circles
from tactful.language.terms import NOWHERE, Sentence
from tactful.reading.bases import Sections, extended, find_base
from tactful.reading.clock import check_clock_uses, check_stated_values, read_clock
from tactful.reading.computed import check_windows
from tactful.reading.constraints import read_constraints
from tactful.reading.decisions import read_decisions
from tactful.reading.defects.rules import circle
from tactful.reading.defects.shapes import missing_section
from tactful.reading.each import check_each, read_each
from tactful.reading.facts import read_facts
from tactful.reading.homes import MAIN, ON_DISK, RulesetFiles
from tactful.reading.rules import Rules
from tactful.reading.scope import Declarations, Scope
from tactful.reading.settings import (
    read_dates,
    read_questions,
    read_sources,
    read_summary,
    read_weights,
)
from tactful.reading.shapes import Enough, Form, Shapes, report_the_rest
from tactful.text.defects import misplaced_file, part_of_a_ruleset
from tactful.text.diagnostic import Diagnostic, Diagnostics, InvalidText, Span
from tactful.text.files import SourceText, decode, has_fit_name, paused
from tactful.text.nodes import Node, Scalar

_MAIN = (
    "title",
    "extends",
    "without",
    "about",
    "sources",
    "clock",
    "dates",
    "weights",
    "summary",
    "questions",
    "constraints",
    "each",
    "decisions",
    "facts",
    "rules",
    "scenarios",
)
_CHANGING = frozenset(("rules", "scenarios"))
"""Sections that nothing else that is declared depends on."""

_RULESET = Form("a ruleset", _MAIN, ("title",), {"title": "title: what it is about"})
_PLACES = {
    **dict.fromkeys(_MAIN, "`ruleset.yaml`"),
    "facts": "`facts.yaml`",
    "rules": "a file in the folder `rules`",
    "scenarios": "a file in the folder `scenarios`",
}
_FACTS = Form("`facts.yaml`", ("facts", "each"), ("facts",), elsewhere=_PLACES)
_RULES = Form("a file of rules", ("rules",), ("rules",), elsewhere=_PLACES)


class Loaded(NamedTuple):
    """What came of loading a ruleset.

    ``ruleset`` is ``None`` if and only if a diagnostic is an error. ``texts`` holds the text of
    every file that was read, by the name that spans use, for excerpts. ``partial`` is what could be
    read although there are errors; it serves for its names and words, and is not to be evaluated.
    """

    ruleset: Ruleset | None
    diagnostics: tuple[Diagnostic, ...]
    texts: Map[str, str]
    partial: Ruleset | None = None


class _File(NamedTuple):
    """A file of a ruleset: its name for people and within the ruleset, its form, its text."""

    name: str
    relative: str
    form: Form
    source: SourceText | None


def load_ruleset(path: Path | str, files: RulesetFiles = ON_DISK) -> Loaded:
    """Load a ruleset from a folder or from one file; ``files`` is where their texts are had."""
    diagnostics = Diagnostics()
    path = Path(path)
    name = path.stem
    if files.has_folder(path):
        name = path.name if path.name not in ("", "..") else path.resolve().name
    reading = _Reading(name, diagnostics, path, files)
    return reading.load(_files_of(path, diagnostics, files))


def _files_of(path: Path, diagnostics: Diagnostics, files: RulesetFiles) -> list[_File]:
    if files.has_folder(path):
        has_fit_name(path, diagnostics)
        return list(_in_folder(path, diagnostics, files))
    return [_File(files.named(path), path.name, _RULESET, files.read(path, diagnostics))]


def load(path: Path | str) -> Ruleset:
    """The ruleset of a folder or file, for programs that have no use for a broken one.

    Raises:
        InvalidText: if it has errors; the exception carries every diagnostic.
    """
    loaded = load_ruleset(path)
    if loaded.ruleset is None:
        raise InvalidText(loaded.diagnostics)
    return loaded.ruleset


def load_ruleset_text(text: str, file: str = "<text>") -> Loaded:
    """Load a ruleset from the text of its only file."""
    diagnostics = Diagnostics()
    source = decode(text.encode("utf-8", "surrogatepass"), file, diagnostics)
    name = Path(file).stem if file != "<text>" else "text"
    reading = _Reading(name, diagnostics, Path(file), ON_DISK)
    return reading.load([_File(file, file, _RULESET, source)])


def _in_folder(folder: Path, diagnostics: Diagnostics, files: RulesetFiles) -> Iterable[_File]:
    main = folder / MAIN
    called = files.named(main)
    if not files.has(main) and files.has(folder.parent / MAIN):
        diagnostics.add(part_of_a_ruleset(folder), Span(called))
        yield _File(called, MAIN, _RULESET, None)
        return
    found = files.within(folder, diagnostics)
    source = None
    if main in found or not main.is_symlink():  # else it is a link that leads out
        source = files.read(main, diagnostics)
    yield _File(called, MAIN, _RULESET, source)
    for path in found:
        called = files.named(path)
        if path.name == "facts.yaml":
            yield _File(called, path.name, _FACTS, files.read(path, diagnostics))
        elif path.name != MAIN:
            said = files.sections(path)
            parts = {_PLACES[key]: key for key in _MAIN if key in said}
            diagnostics.add(misplaced_file(path, parts), Span(called))
    rules = folder / "rules"
    for path in files.within(rules, diagnostics, folder) if files.has_folder(rules) else ():
        source = files.read(path, diagnostics)
        yield _File(files.named(path), f"rules/{path.name}", _RULES, source)


class _Reading:
    """One load: the files' sections are gathered first, and then read in the order of need."""

    def __init__(
        self,
        name: str,
        diagnostics: Diagnostics,
        path: Path,
        files: RulesetFiles,
        chain: tuple[Path, ...] = (),
    ) -> None:
        self.name = name
        self.path = path
        self.files = files
        self.chain = (*chain, path.resolve())
        self.bases: tuple[Base, ...] = ()
        self.left_out: frozenset[str] = frozenset()
        self.diagnostics = diagnostics
        self.texts: dict[str, str] = {}
        self.sections: Sections = {}
        self.complete = True

    def load(self, files: list[_File]) -> Loaded:
        shapes = Shapes(self.diagnostics)
        main = Span(files[0].name)
        ruleset = None
        size = sum(len(file.source.text) for file in files if file.source is not None)
        with paused(size), contextlib.suppress(Enough):
            texts = self.gather_all(shapes, files)
            ruleset = self.ruleset(shapes, main, tuple(texts))
        report_the_rest(self.diagnostics, main)
        whole = None if self.diagnostics.has_errors else ruleset
        return Loaded(whole, self.diagnostics.sorted(), self.texts, ruleset)

    def gather_all(self, shapes: Shapes, files: list[_File]) -> list[tuple[str, str]]:
        """Take the sections of all files, and of the ruleset that this one builds on."""
        texts = [(file.relative, self.gather(shapes, file)) for file in files]
        node = self.only("extends")
        home = self.path if self.files.has_folder(self.path) else self.path.parent
        found = find_base(shapes, node, home, self.chain) if node is not None else None
        if found is None:
            self.complete = self.complete and node is None
            return texts
        base = _Reading(found.name, self.diagnostics, found.path, self.files, self.chain)
        theirs = base.gather_all(shapes, _files_of(found.path, self.diagnostics, self.files))
        self.texts = {**base.texts, **self.texts}
        self.complete = self.complete and base.complete
        title = base.only("title")
        called = title.text if isinstance(title, Scalar) else found.name
        self.bases = (*base.bases, Base(found.name, called, str(found.path), tuple(base.texts)))
        self.sections, left_out = extended(shapes, base.sections, self.sections)
        self.left_out = base.left_out | left_out
        return [*((f"{found.name}/{name}", text) for name, text in theirs), *texts]

    def gather(self, shapes: Shapes, file: _File) -> str:
        """Take a file's sections; returns its text."""
        source = file.source
        if source is None:
            self.complete = False
            return ""
        self.texts[file.name] = source.text
        node = self.files.parse(source, self.diagnostics)
        group = None
        if node is not None:
            group = shapes.group(node, "the file", "`title: ...`, a name and a value a line")
        if group is None or group.damaged:
            self.complete = False
        if group is None:
            return source.text
        for key, value in shapes.entries(group, file.form).items():
            self.sections.setdefault(key, []).append(value)
        return source.text

    def only(self, key: str) -> Node | None:
        found = self.sections.get(key)
        return found[0] if found else None

    def ruleset(self, shapes: Shapes, main: Span, texts: tuple[tuple[str, str], ...]) -> Ruleset:
        told = self.declared(shapes)
        scope = told.scope
        rules = Rules(shapes, scope, told.weights, told.sources, told.rules)
        every_rule = rules.read(self.sections.get("rules", ()), self.complete)
        if self.files.declared() is told:
            self.files.keep(replace(told, rules=rules.sound))
        if self.complete:
            self.check_whole(shapes, main)
        constraints = read_constraints(shapes, self.sections.get("constraints", ()), scope)
        if self.only("clock") is None:
            check_clock_uses(shapes, told.clock, scope)
        made = Ruleset(
            self.name,
            told.title or "",
            scope.facts,
            scope.decisions,
            every_rule,
            told.sources or {},
            told.summary,
            told.clock,
            told.about,
            texts,
            constraints,
            read_questions(shapes, self.only("questions"), scope),
            read_dates(shapes, self.only("dates")),
            self.bases,
            self.left_out,
            scope.each,
        )
        check_stated_values(shapes, made)
        check_each(shapes, self.sections.get("each", ()), made, scope)
        return self.plain(shapes, made)

    def declared(self, shapes: Shapes) -> Declarations:
        """What is said besides rules: as it was read before, if that was of the same nodes.

        Only what was read without a mistake is kept, since each reading tells all of its own.
        """
        nodes = {key: said for key, said in self.sections.items() if key not in _CHANGING}
        before = self.files.declared()
        if before is not None and self.complete and before.is_of(nodes):
            return before
        known = len(self.diagnostics.found)
        made = self.declarations(shapes, nodes)
        if self.complete and len(self.diagnostics.found) == known:
            self.files.keep(made)
        return made

    def declarations(self, shapes: Shapes, nodes: Sections) -> Declarations:
        title = self.sentence(shapes, "title")
        about = self.sentence(shapes, "about")
        sources: dict[str, Source] | None = {} if self.complete else None
        for listed in self.sections.get("sources", ()):
            read = read_sources(shapes, listed)
            sources = None if read is None or sources is None else {**sources, **read}
        scope = Scope(complete=self.complete)
        of_each = read_each(shapes, self.sections.get("each", ()), scope)
        read_facts(shapes, (*self.sections.get("facts", ()), *of_each.facts), scope)
        read_decisions(shapes, (*self.sections.get("decisions", ()), *of_each.decisions), scope)
        check_windows(shapes, scope)
        clock_node, summary_node = self.only("clock"), self.only("summary")
        clock = read_clock(shapes, clock_node, scope) if clock_node else Clock()
        weights = read_weights(shapes, self.only("weights"))
        summary: tuple[tuple[Sentence, ...], ...] = ()
        if summary_node is not None:
            summary = read_summary(shapes, summary_node, scope)
        return Declarations(nodes, title, about, sources, scope, clock, weights, summary)

    def plain(self, shapes: Shapes, template: Ruleset) -> Ruleset:
        """The ruleset for one of each thing that there may be several of; without circles."""
        if not template.each or self.diagnostics.has_errors:
            _report_circles(shapes, template)
            return template
        one = for_one(template)
        _report_circles(shapes, one)
        if not self.diagnostics.has_errors:
            two = ground(one, dict.fromkeys(template.each, (None, None)))
            _report_circles(shapes, two, template)
        return one

    def sentence(self, shapes: Shapes, key: str) -> str | None:
        node = self.only(key)
        return None if node is None else shapes.sentence(node, f"`{key}`")

    def check_whole(self, shapes: Shapes, main: Span) -> None:
        """What can be said only where every file was read."""
        for key in ("facts", "rules"):
            if key not in self.sections:
                shapes.report(missing_section(key), main)


def _report_circles(shapes: Shapes, ruleset: Ruleset, template: Ruleset | None = None) -> None:
    """Report each circle once, at the first of its rules, as a coach would follow it.

    ``template`` is what the ruleset is the ground of; circles are then told in its words.
    """
    words = ruleset if template is None else template
    told: set[frozenset[str]] = set()
    for steps in circles(ruleset):
        if template is not None:
            steps = tuple(step._replace(id=step.id.partition("[")[0]) for step in steps)
        if frozenset(step.id for step in steps) in told:
            continue
        told.add(frozenset(step.id for step in steps))
        names = dict.fromkeys(step.id for step in steps if step.kind == "rule")
        around = sorted((words.rules[name] for name in names), key=lambda rule: rule.span)
        place = around[0].span if around else _place(steps[0], words)
        shapes.report(circle(steps, around, across=template is not None), place)


def _place(step: Step, ruleset: Ruleset) -> Span:
    if step.kind == "rule":
        return ruleset.rules[step.id].span
    if step.kind == "fact":
        return ruleset.facts[step.id].span
    return ruleset.decisions[step.id].span if step.id in ruleset.decisions else NOWHERE
