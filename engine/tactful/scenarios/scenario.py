"""Scenarios: what is known of a client, and what should come of it.

A file holds one scenario, or many under ``scenarios:``; in a ruleset of one file they stand
beside the rules. Words such as ``rapport=warm`` are read here too, by the same checks.
"""

from __future__ import annotations

import bisect
import contextlib
import re
from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from tactful.grounding.ground import ground
from tactful.grounding.names import told_name
from tactful.grounding.people import People
from tactful.language.model import Ruleset
from tactful.language.terms import NOWHERE
from tactful.language.values import Value
from tactful.reading.clock import check_clock_value, check_moments
from tactful.reading.defects.bases import nothing_to_replace
from tactful.reading.defects.names import unknown_fact
from tactful.reading.homes import MAIN, ON_DISK, RulesetFiles
from tactful.reading.shapes import Enough, Form, Shapes, report_the_rest
from tactful.scenarios.defects import (
    duplicate_setting,
    duplicate_title,
    given_decision,
    listed_scenarios,
    malformed_setting,
)
from tactful.scenarios.expectation import Expectation
from tactful.scenarios.people import Gathered, check_said, expected, listed
from tactful.scenarios.spoken import as_written
from tactful.scenarios.subjects import parted, subjects
from tactful.scenarios.values import read_given, zone_in
from tactful.text.diagnostic import Diagnostic, Diagnostics, Span
from tactful.text.files import SourceText, decode, paused
from tactful.text.nodes import Mapping, Node, Scalar, Sequence

_KEYS = ("scenario", "replaces", "facts", "expect")
_EXAMPLES = {"scenario": "scenario: a title", "facts": "facts: {}"}
_MANY = Form("a file of scenarios", ("scenarios",))
_OF_A_RULESET = frozenset(
    ("title", "about", "sources", "clock", "weights", "summary", "decisions", "rules")
)


UNTITLED = "Your situation"
"""The title of a scenario to which nobody gave one."""


@dataclass(frozen=True)
class Scenario:
    """One client's situation, and what is expected of the advice.

    ``places`` says where each given fact was written. Where some of what there may be several of
    are listed, ``people`` has their names, and facts are those of the ruleset's ground for them.
    """

    title: str
    given: Map[str, Value]
    expect: tuple[Expectation, ...] = ()
    places: Map[str, Span] = field(default_factory=dict)
    span: Span = NOWHERE
    people: People = field(default_factory=dict)


class LoadedScenarios(NamedTuple):
    """What came of loading scenarios: those without mistakes, and the mistakes of the others."""

    scenarios: tuple[Scenario, ...]
    diagnostics: tuple[Diagnostic, ...]
    texts: Map[str, str]


class Settings(NamedTuple):
    """What came of reading ``fact=value`` words. ``texts`` has one line for each of them."""

    given: Map[str, Value]
    diagnostics: tuple[Diagnostic, ...]
    texts: Map[str, str]


def load_scenarios(
    path: Path | str, ruleset: Ruleset, files: RulesetFiles = ON_DISK
) -> LoadedScenarios:
    """Load the scenarios of a file, of a folder of files, or of a ruleset's folder.

    A ruleset that builds on others has their scenarios, too, before its own. ``files`` is where
    the texts are had.
    """
    diagnostics = Diagnostics()
    path = Path(path)
    reading = _Reading(ruleset, diagnostics, files)
    own = [files.read(file, diagnostics) for file in scenario_files(path, diagnostics, files)]
    if files.has(path / MAIN) or any(_is_ruleset(source) for source in own):
        for base in ruleset.bases:
            for file in scenario_files(Path(base.path), diagnostics, files):
                reading.read(files.read(file, diagnostics))
    reading.inherited = {one.title: n for n, one in enumerate(reading.scenarios)}
    for source in own:
        reading.read(source)
    return reading.loaded(str(path))


def scenario_files(path: Path, diagnostics: Diagnostics, files: RulesetFiles) -> list[Path]:
    """The files in which the scenarios of a folder are; a file is the only one of itself."""
    if not files.has_folder(path):
        return [path]
    inner = path / "scenarios"
    found = files.within(inner if files.has_folder(inner) else path, diagnostics, path)
    return [file for file in found if file.name not in (MAIN, "facts.yaml")]


def _is_ruleset(source: SourceText | None) -> bool:
    return source is not None and re.search(r"^extends:", source.text, re.MULTILINE) is not None


def scenarios_from(data: bytes, file: str, ruleset: Ruleset) -> LoadedScenarios:
    """The scenarios in some bytes; ``file`` is what to call them."""
    diagnostics = Diagnostics()
    reading = _Reading(ruleset, diagnostics)
    reading.read(decode(data, file, diagnostics))
    return reading.loaded(file)


class _Reading:
    def __init__(
        self, ruleset: Ruleset, diagnostics: Diagnostics, files: RulesetFiles = ON_DISK
    ) -> None:
        self.ruleset = ruleset
        self.files = files
        self.diagnostics = diagnostics
        self.shapes = Shapes(diagnostics)
        self.scenarios: list[Scenario] = []
        self.texts: dict[str, str] = {}
        self.inherited: Map[str, int] = {}  # the places of a base's scenarios, by title
        self.damaged: list[int] = []  # the lines of mistakes in the text of the file being read

    def loaded(self, name: str) -> LoadedScenarios:
        report_the_rest(self.diagnostics, Span(name))
        return LoadedScenarios(tuple(self.scenarios), self.diagnostics.sorted(), self.texts)

    def read(self, source: SourceText | None) -> None:
        """Read one file's scenarios."""
        if source is None:
            return
        self.texts[source.file] = source.text
        with paused(len(source.text)), contextlib.suppress(Enough):
            self.read_text(source)

    def read_text(self, source: SourceText) -> None:
        before = len(self.diagnostics.found)
        node = self.files.parse(source, self.diagnostics)
        self.damaged = sorted(found.span.line for found in self.diagnostics.found[before:])
        titles: dict[str, Span] = {}
        for item in self.listed(node) if node is not None else ():
            self.scenario(item, titles)

    def listed(self, node: Node) -> Iterable[Node]:
        if isinstance(node, Sequence):
            self.shapes.report(listed_scenarios(), node)
            return ()
        example = "`scenario: a title`, and `facts:` below it"
        group = self.shapes.group(node, "the file", example)
        if group is None:
            return ()
        keys = {entry.key.text: entry.value for entry in group.entries}
        if "scenario" in keys and "scenarios" not in keys:
            return (group,)
        if "scenarios" not in keys:
            return () if "rules" in keys or "decisions" in keys else (group,)
        if not _OF_A_RULESET & keys.keys():
            self.shapes.entries(group, _MANY)
        return self.shapes.items(keys["scenarios"], "`scenarios`", "`- scenario: a title`") or ()

    def scenario(self, node: Node, titles: dict[str, Span]) -> None:
        before = len(self.diagnostics.found)
        group = self.shapes.group(node, "a scenario", "`scenario: a title`, and `facts:` below it")
        if group is None:
            return
        said = next((entry.value for entry in group.entries if entry.key.text == "replaces"), None)
        replaces = said is not None and self.shapes.flag(said, "`replaces`") is True
        found = self.shapes.entries(group, self.form(replaces=replaces))
        title = None
        if "scenario" in found:
            title = self.shapes.sentence(found["scenario"], "`scenario`")
        if title is not None:
            self.check_title(title, found["scenario"].span, titles)
        known = self.known(found)
        rules = ground(self.ruleset, known.people)
        expect: tuple[Expectation, ...] = ()
        if "expect" in found:
            from tactful.scenarios.expect_section import (
                read_expectations,  # clients' scenarios have none
            )

            wanted = expected(self.shapes, found["expect"], self.ruleset, known.people)
            expect = () if wanted is None else read_expectations(self.shapes, wanted, rules)
        if (
            title is not None
            and len(self.diagnostics.found) == before
            and not self.is_damaged(node.span)
        ):
            span = found["scenario"].span
            made = Scenario(title, known.given, expect, known.places, span, known.people)
            self.keep(made, replaces=replaces, has_facts="facts" in found)

    def known(self, found: Map[str, Node]) -> Gathered:
        """What a scenario gives, of all and of each of those whom it lists."""
        given: dict[str, Value] = {}
        places: dict[str, Span] = {}
        facts = self.facts(found["facts"]) if "facts" in found else None
        entries = () if facts is None else facts.entries
        if entries:
            given, places = self.given([(entry.key, entry.value) for entry in entries])
        several = listed(self.shapes, self.ruleset, found, lambda own: self.given(own, given))
        check_said(self.shapes, self.ruleset, several.people, [entry.key for entry in entries])
        return Gathered(several.people, {**given, **several.given}, {**places, **several.places})

    def form(self, *, replaces: bool) -> Form:
        """What a scenario may say: also who is listed of what there may be several of."""
        keys = (*_KEYS[:-1], *(each.plural for each in self.ruleset.each.values()), _KEYS[-1])
        needed = ("scenario",) if replaces else ("scenario", "facts")
        return Form("a scenario", keys, needed, _EXAMPLES)

    def keep(self, made: Scenario, *, replaces: bool, has_facts: bool) -> None:
        """Add a scenario, or have it stand in the place of a base's, with its facts perhaps."""
        place = self.inherited.get(made.title) if replaces else None
        if replaces and place is None:
            mistake = nothing_to_replace(made.title, self.inherited, self.shapes.speller)
            self.shapes.report(mistake, made.span)
        if place is None:
            self.scenarios.append(made)
            return
        theirs = self.scenarios[place]
        if not has_facts:
            made = replace(made, given=theirs.given, places=theirs.places, people=theirs.people)
        self.scenarios[place] = made

    def is_damaged(self, span: Span) -> bool:
        """Whether a mistake in the text itself lies within a span."""
        place = bisect.bisect_left(self.damaged, span.line)
        return place < len(self.damaged) and self.damaged[place] <= span.end_line

    def facts(self, node: Node) -> Mapping | None:
        """The facts given; there need not be any."""
        if isinstance(node, Mapping) and not node.entries:
            return None
        if isinstance(node, Scalar) and not node.text and not node.quoted and not node.spoilt:
            return None
        return self.shapes.group(node, "`facts`", "`rapport: warm`, or `{}` for none")

    def check_title(self, title: str, span: Span, titles: dict[str, Span]) -> None:
        first = titles.setdefault(title, span)
        if first is not span:
            self.shapes.report(duplicate_title(title, first), span)

    def given(
        self, entries: list[tuple[Scalar, Node]], otherwise: Map[str, Value] | None = None
    ) -> tuple[dict[str, Value], dict[str, Span]]:
        """The values of some facts, and where they stand. The time zone is read first."""
        known = [(key, node) for key, node in entries if self.is_fact(key)]
        clock = self.ruleset.clock
        given: dict[str, Value] = {}
        zone = zone_in(self.ruleset, otherwise or {})
        for key, node in sorted(known, key=lambda pair: pair[0].text != clock.timezone):
            fact = self.ruleset.facts[key.text]
            told = fact._replace(id=told_name(self.ruleset, fact.id))
            value = read_given(self.shapes, node, told, zone)
            if value is not None and check_clock_value(
                self.shapes, self.ruleset, fact.id, value, node.span
            ):
                given[fact.id] = value
            if fact.id == clock.timezone:
                zone = str(given.get(fact.id, ""))  # what is wrong with it has been said
        places = {key.text: node.span for key, node in known if key.text in given}
        check_moments(self.shapes, self.ruleset, {**(otherwise or {}), **given}, places)
        in_order = {key.text: given[key.text] for key, _ in known if key.text in given}
        return in_order, places

    def is_fact(self, key: Scalar) -> bool:
        name = key.text
        if name in self.ruleset.facts:
            return True
        if name in self.ruleset.decisions:
            decision = self.ruleset.decisions[name]
            told = decision._replace(id=told_name(self.ruleset, name))
            self.shapes.report(given_decision(told), key)
        else:
            self.shapes.report(unknown_fact(name, self.ruleset.facts, self.shapes.speller), key)
        return False

    def settings(self, lines: list[str], otherwise: Map[str, Value], file: str) -> Map[str, Value]:
        """The values of ``fact=value`` lines."""
        entries: dict[str, tuple[Scalar, Node]] = {}
        for number, line in enumerate(lines, 1):
            name, value = parted(line)
            whole = Span(file, number, 1, number, len(line) + 1)
            key = part_of(name, whole, 0)
            if value is None or not name.strip():
                self.shapes.report(malformed_setting(line), whole)
                continue
            said = part_of(value, whole, len(name) + 1)
            for subject in subjects(key, self.ruleset, self.shapes, only_facts=True):
                if subject in entries:
                    told = told_name(self.ruleset, subject)
                    self.shapes.report(duplicate_setting(told, entries[subject][0].span), key)
                    continue
                if subject in self.ruleset.facts:
                    meant = as_written(self.ruleset, subject, said.text)
                    entries[subject] = key._replace(text=subject), said._replace(text=meant)
                else:
                    entries[subject] = key._replace(text=subject), said
        given, _ = self.given(list(entries.values()), otherwise)
        return given


def settings_from(
    words: Iterable[str], ruleset: Ruleset, file: str, given: Map[str, Value] | None = None
) -> Settings:
    """Read settings such as ``rapport=warm``.

    Args:
        words: One text a setting.
        ruleset: The rules they are for, made plain for those who are listed.
        file: What the places of diagnostics name, there being no file: where they were written.
        given: What is known already; its time zone tells moments written with an offset.
    """
    reading = _Reading(ruleset, Diagnostics())
    lines = [" ".join(word.split("\n")) for word in words]
    found: Map[str, Value] = {}
    with contextlib.suppress(Enough):
        found = reading.settings(lines, given or {}, file)
    report_the_rest(reading.diagnostics, Span(file))
    return Settings(found, reading.diagnostics.sorted(), {file: "\n".join(lines)})


def part_of(text: str, whole: Span, start: int) -> Scalar:
    """A part of a word, without the spaces around it, where it stands in the whole."""
    start += len(text) - len(text.lstrip())
    tidy = text.strip()
    span = whole._replace(column=start + 1, end_column=start + len(tidy) + 1)
    return Scalar(tidy, span)
