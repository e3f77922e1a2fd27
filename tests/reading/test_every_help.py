"""Every fix is put into the text that it was made for, and mends it.

A help that says what to write has a fix, or only the author knows the words: ``AUTHORS`` says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from casefiles import CASES, told
from tactful.language.conclusions import told as came_to
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.reading.ruleset import load_ruleset, load_ruleset_text
from tactful.scenarios.scenario import scenarios_from
from tactful.text.diagnostic import Diagnostic, Fix
from tactful.workspace.editing.edits import edited
from tactful.workspace.editing.mending import with_fixes

SAYS_WHAT = re.compile(r"(write|did you mean|add|put|begin|use) ")
"""A help that says what to write, and not only what to think about or to leave out."""


def mended(text: str, fix: Fix, file: str) -> str:
    return edited({file: text}, fix.edits)[file]


def fixes(found: Diagnostic, text: str) -> tuple[Fix, ...]:
    (one,) = with_fixes([found], {found.span.file: text})
    return one.fixes


class Slip(NamedTuple):
    """A mangled text, and the mistakes that are found in it, one after the other."""

    name: str
    was: str
    becomes: str
    found: tuple[str, ...]


WHOLE = """\
title: Slips
facts:
  mood: {type: choice, ordered: yes, choices: [cold, mild, warm], question: How was it?}
  sure: {type: number, min: 1.5, question: How sure?}
decisions:
  channel: {options: {email: an email, small_gift: a gift}, fallback: email}
rules:
  - id: first
    when:
      mood: at least mild
      sure: at least 2
    then: {channel: {small_gift: for, email: against}}
    because: When it went well, so flowers would be nice
    source: house
  - id: second
    when: {mood: cold}
    then: {channel: {email: for}}
    because: "Clouds: they may"
    source: house
"""
SECOND = """\
  - id: second
    when: {mood: cold}
    then: {channel: {email: for}}
    because: "Clouds: they may"
    source: house
"""
INDENTED, COLON = "wrong-indentation", "unquoted-colon"
SLIPS = [
    Slip("when short", "    when:\n", "   when:\n", (INDENTED,)),
    Slip("when far", "    when:\n", "     when:\n", (INDENTED,)),
    Slip("when below the dash", "    when:\n", "  when:\n", (INDENTED,)),
    Slip("then short", "    then: {channel: {small", "   then: {channel: {small", (INDENTED,)),
    Slip("source short", "nice\n    source", "nice\n   source", (INDENTED,)),
    Slip("source far", "nice\n    source", "nice\n      source", (INDENTED,)),
    Slip("test short", "      sure: at", "     sure: at", (INDENTED,)),
    Slip("test far", "      sure: at", "       sure: at", (INDENTED,)),
    Slip("fact far", "  sure: {", "   sure: {", (INDENTED,)),
    Slip("entry short", SECOND, SECOND.replace("  - ", " - "), (INDENTED,)),
    Slip("entry far", SECOND, SECOND.replace("  - ", "   - "), (INDENTED,)),
    Slip("rule short", SECOND, SECOND.replace("    ", "   ").replace("  -", " -"), 5 * (INDENTED,)),
    Slip("wide dash", "  - id: first", "  -  id: first", (INDENTED,)),
    Slip("no dash", "  - id: second", "    id: second", ("duplicate-key",)),
    Slip("no dash, further left", "  - id: second", "  id: second", (INDENTED,)),
    Slip("glued dash", "  - id: second", "  -id: second", (INDENTED,)),
    Slip("sentence", ", so flowers", ",\nso flowers", ("line-without-colon",)),
    Slip("sentence below its name", ", so flowers", ",\n    so flowers", ("line-without-colon",)),
    Slip("sentence with a colon", ", so flowers", ",\n    so: flowers", ("unknown-key",)),
    Slip("three lines", "so flowers would", "\nso flowers\nwould", 2 * ("line-without-colon",)),
    Slip("word quotes", '"Clouds: they may"', "\u201cClouds: they may\u201d", ("word-quotes",)),
    Slip("low quotes", '"Clouds: they may"', "\u201eClouds: they may\u201c", ("word-quotes",)),
    Slip("angles", '"Clouds: they may"', "\xabClouds: they may\xbb", ("word-quotes",)),
    Slip("single", '"Clouds: they may"', "\u2018Clouds: they may\u2019", ("word-quotes",)),
    Slip("half word", '"Clouds: they may"', '"Clouds: they may\u201d', ("word-quotes",)),
    Slip("other half", '"Clouds: they may"', '\u201cClouds: they may"', ("word-quotes",)),
    Slip("no quotes", '"Clouds: they may"', "Clouds: they may", (COLON,)),
    Slip("quoted comma", "How sure?", "\u201cHow sure, then?\u201d", ("word-quotes",)),
    Slip("decimal comma", "min: 1.5", "min: 1,5", ("unquoted-comma",)),
    Slip("decimal comma in a test", "at least 2\n", "at least 2,0\n", ("wrong-value",)),
    Slip("no inner braces", "{channel: {email: for}}", "{channel: email: for}", (COLON,)),
    Slip("no braces", "{channel: {email: for}}", "channel: email: for", (COLON,)),
    Slip(
        "two options",
        "{channel: {small_gift: for, email: against}}",
        "{channel: small_gift: for, email: against}",
        (COLON,),
    ),
    Slip("no braces around a test", "{mood: cold}", "mood: cold", (COLON,)),
]  # fmt: skip  # a table of rows


def advised(ruleset: Ruleset) -> list[object]:
    """What comes out for every mood, by which rules, and why."""
    facts = [{"mood": m, "sure": s} for m in ("cold", "mild", "warm") for s in (1.5, 2, 3)]
    came = [came_to(evaluate(ruleset, given).decisions["channel"]) for given in facts]
    return [*came, *((rule.id, rule.because) for rule in ruleset.rules.values())]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_one_message_at_a_time_mends_a_slip(slip: Slip) -> None:
    assert WHOLE.count(slip.was) == 1
    text = WHOLE.replace(slip.was, slip.becomes)
    for name in slip.found:
        loaded = load_ruleset_text(text)
        (found,) = loaded.diagnostics
        assert found.name == name, told(loaded.diagnostics, loaded.texts)
        ways = fixes(found, text)
        assert ways, found.help
        text = mended(text, ways[0], found.span.file)
    loaded = load_ruleset_text(text)
    assert loaded.ruleset is not None, text + told(loaded.diagnostics, loaded.texts)
    whole = load_ruleset_text(WHOLE).ruleset
    assert whole is not None
    assert advised(loaded.ruleset)[:9] == advised(whole)[:9]
    assert list(loaded.ruleset.rules) == list(whole.rules)


AUTHORS = [
    r"\.\.\.`", r"^write (it|one|a|an|the|two|hours|digits|plain|each|as|something) ",
    r"in your words", r"as in `", r"^write `\w+` for ", r"\bX\b", r"^add (another|one more|a `)",
    r"^add what tells",
    r"^write `[^`]+`, (one|a) ", r", or leave it out$", r"^write `yes` or `no`", r"\[one, two\]",
    r"or give it another name", r"^did you mean `\w+`\? groups", r"^write `needed: yes` at",
    r"^write `[^`]+`,? (or|for|and) ", r"^write `\w+: ` and", r"naming a datetime fact",
    r"^put (it|a|`)", r"^begin (each|it) (line|on|exactly|with)", r"^use (spaces|a) ",
    r"^add `(rules|facts):` with", r"marks if ", r"names the present", r"^add `\w+: [^`]+`$",
    r"^write (hours|`scenarios:` above)", r"to expect that nothing is chosen",
    r"^write `\w+: \w+`$", r"what means it", r"^write `day first`",
    r"^put the whole text in quotation marks; write an",
]  # fmt: skip  # a table of rows
"""Helps after which only the author can go on: they name a form, or say what to decide."""

FORMS = ("wrong-shape", "empty-value", "empty-list", "missing-key")
"""Mistakes of form, whose help shows one: what stands in it is an example."""

DOUBLED = Counter({"T110": 1, "T220": 1})
"""Where the right name stands beside the wrong one, it then stands there twice."""


def left_to_the_author(help_: str) -> bool:
    return any(re.search(pattern, help_) for pattern in AUTHORS)


def said(path: Path, text: str) -> Iterable[Diagnostic]:
    if path.parent.name == "scenarios":
        base = load_ruleset(path).ruleset or load_ruleset(path.with_name("base.yaml")).ruleset
        assert base is not None
        return scenarios_from(text.encode(), path.name, base).diagnostics
    return load_ruleset_text(text, str(path)).diagnostics


def cases() -> Iterator[tuple[Path, Diagnostic]]:
    for path in sorted(
        [*(CASES / "reading").glob("*.yaml"), *(CASES / "scenarios").glob("*.yaml")]
    ):
        for found in said(path, path.read_text()):
            if found.span.file in (str(path), path.name):
                yield path, found


def kinds(found: Iterable[Diagnostic], code: str) -> Counter[str]:
    """How many of each there are; of a text that could not be read, what is wrong with it as such.

    Once a fact can be read, so can what is asked of it, wrong values with it.
    """
    counted = (d.code for d in found)
    if code.startswith("T1"):
        return Counter(c for c in counted if c.startswith("T1"))
    return Counter(c for c in counted if code != "T214" or c != "T218")


def test_every_help_says_what_to_write_or_leaves_it_to_the_author() -> None:
    said = {f.help for _, f in cases() if f.name not in FORMS and not f.mends}
    helps = {words for words in said if SAYS_WHAT.match(words)}
    assert {one for one in helps if not left_to_the_author(one)} == set()


def test_every_fix_of_the_case_files_mends_what_it_was_made_for() -> None:
    tried: Counter[str] = Counter()
    left: list[object] = []
    for path, found in cases():
        text = path.read_text()
        lines = text.split("\n")
        if found.span.line:  # what the case file says of the line is none of the author's
            place = found.span.line - 1
            lines[place] = lines[place].partition(" # expect")[0]
        bare = "\n".join(lines)
        for fix in fixes(found, bare):
            after = kinds(said(path, mended(bare, fix, found.span.file)), found.code)
            before = kinds(said(path, text), found.code)
            before[found.code] -= 1
            if not after <= before + DOUBLED:
                left.append((path.name, found.span.line, found.help, fix.title, after - before))
            tried[found.name] += 1
    assert left == []
    assert sum(tried.values()) > 100
    assert len(tried) > 25
