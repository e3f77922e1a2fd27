"""Every help that says what to write is put into the text it was said of, and mends it.

What stands in backticks is taken from the help itself. Where it takes prose to say it, a row of
``DONE`` does what the prose says; where only the author knows the words, ``AUTHORS`` says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from casefiles import CASES, told
from tactful.language.conclusions import told as came_to
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.reading.ruleset import load_ruleset, load_ruleset_text
from tactful.scenarios.scenario import scenarios_from
from tactful.text.diagnostic import Diagnostic

Mend = Callable[[list[str], Diagnostic, re.Match[str]], None]
"""Does to the lines of a text what the help of a diagnostic says."""

SAYS_WHAT = re.compile(r"(write|did you mean|add|put|begin|use) ")
"""A help that says what to write, and not only what to think about or to leave out."""


def put(lines: list[str], found: Diagnostic, text: str) -> None:
    """Put a text in the place of what is underlined."""
    span = found.span
    end = lines[span.end_line - 1][span.end_column - 1 :]
    lines[span.line - 1 : span.end_line] = [lines[span.line - 1][: span.column - 1] + text + end]


def underlined(lines: list[str], found: Diagnostic) -> str:
    span = found.span
    return lines[span.line - 1][span.column - 1 : span.end_column - 1]


def proposed(lines: list[str], found: Diagnostic, said: re.Match[str]) -> None:
    """Put it in the place of what is underlined, or of the value that the message quotes below."""
    quoted = re.findall(r"`([^`]+)`", found.message)
    if found.name in BELOW:
        place = next(n for n in range(found.span.line - 1, len(lines)) if quoted[0] in lines[n])
        lines[place] = lines[place].replace(quoted[0], said[1])
    else:
        put(lines, found, said[1])


def renamed(lines: list[str], found: Diagnostic, said: re.Match[str]) -> None:
    """Put the name in the place of the other one wherever that is used."""
    old = underlined(lines, found)
    lines[:] = [re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", said[1], line) for line in lines]


def quote(lines: list[str], found: Diagnostic, said: re.Match[str]) -> None:
    """Put quotation marks around the value of the line, up to where a comment begins."""
    del said
    line = lines[found.span.line - 1].partition(" # expect")[0]
    start = line.rfind(": ", 0, found.span.column) + 2 if "{" in line[: found.span.column] else None
    key = re.match(r"\s*(?:- )?(?:[\w ]+: +)?", line)
    assert key is not None
    begins, ends = (key.end(), "") if start is None else (start, "}" * (line.endswith("}")))
    value = line[begins:].removesuffix(ends).replace("\\", "\\\\").replace('"', '\\"')
    lines[found.span.line - 1] = f'{line[:begins]}"{value}"{ends}'


def type_declared(lines: list[str], found: Diagnostic, said: re.Match[str]) -> None:
    """Change the type of the fact that is declared in the related place."""
    place = found.related[0].span.line - 1
    lines[place] = re.sub(r"type: [\w/]+", said[1], lines[place], count=1)


def add_declared(lines: list[str], found: Diagnostic, said: re.Match[str]) -> None:
    """Add to the fact that the help names."""
    for place, line in enumerate(lines):
        if re.match(rf"\s+{said[2]}: {{", line):
            lines[place] = line.replace("{", f"{{{said[1]}, ", 1)
            return
    raise AssertionError(said[0])


def add_beside(lines: list[str], found: Diagnostic, said: re.Match[str]) -> None:
    """Add a line, or an entry between braces, to the group that is underlined."""
    place, column = found.span.line - 1, found.span.column - 1
    line = lines[place]
    if line[:column].rstrip().endswith(("{", ",")):
        lines[place] = f"{line[:column]}{said[1]}, {line[column:]}"
    else:
        inner = re.match(r"(\s*)- ", line)
        indent = inner[1] + "  " if inner else " " * column
        lines.insert(place + 1, indent + said[1])


def moved(lines: list[str], found: Diagnostic, said: re.Match[str]) -> None:
    """Move a line, and it alone."""
    place = found.span.line - 1
    indent = len(lines[place]) - len(lines[place].lstrip())
    by = int(said[1]) * (1 if said[2] == "right" else -1)
    lines[place] = " " * (indent + by) + lines[place].lstrip()


def untabbed(lines: list[str], found: Diagnostic, said: re.Match[str]) -> None:
    """Two spaces for each tab, where the line begins."""
    place = found.span.line - 1
    text = lines[place].lstrip()
    lines[place] = lines[place].removesuffix(text).replace("\t", "  ") + text


def in_with_the_sentence(lines: list[str], found: Diagnostic, said: re.Match[str]) -> None:
    place = found.span.line - 1
    above = next(line for line in reversed(lines[:place]) if line.lstrip().startswith(said[1]))
    indent = len(above) - len(above.lstrip())
    lines[place] = " " * (indent + 2) + lines[place].strip()


def in_with_the_whole(lines: list[str], found: Diagnostic, said: re.Match[str]) -> None:
    """The same where a colon in the line wants the sentence in quotation marks."""
    in_with_the_sentence(lines, found, said)
    place = found.span.line - 1
    key, _, value = lines[place - 1].partition(": ")
    lines[place - 1 : place + 1] = [f'{key}: "{value}', f'{lines[place]}"']


def dashed(lines: list[str], found: Diagnostic, said: re.Match[str]) -> None:
    """Begin an entry with a dash below the dash of the one above."""
    place = found.span.line - 1
    above = next(line for line in reversed(lines[:place]) if line.lstrip().startswith("- "))
    lines[place] = " " * (len(above) - len(above.lstrip())) + f"- {lines[place].strip()}"


def straight(lines: list[str], found: Diagnostic, said: re.Match[str]) -> None:
    """Straight quotation marks in the place of Word's."""
    place, text = found.span.line - 1, underlined(lines, found)
    if len(text) == 1:
        put(lines, found, said[1])
    else:
        lines[place] = lines[place].replace(text, said[1] + text[1:-1] + said[1])


def one_space(lines: list[str], found: Diagnostic, said: re.Match[str]) -> None:
    put(lines, found, "")


BELOW = ("unknown-time-zone", "unknown-country", "unknown-region")
"""Mistakes in a default, which are told where the fact is declared."""

DONE: list[tuple[str, Mend]] = [
    (r"^did you mean `([^`]+)`\? names are", renamed),
    (r"^write `([^`]+)` without them", proposed),
    (r"^use spaces: two for each step", untabbed),
    (r"^did you mean (?:the fact )?`([^`]+)`\?", proposed),
    (r"^write `(type: \w+)`", type_declared),
    (r"^write `(.+)`(?:, in small letters|, whichever is meant| here)?$", proposed),
    (r"^for any of several, write a list: `(.+)`", proposed),
    (r"^write `(.)` before the text and after it", straight),
    (r"^write one space after the dash", one_space),
    (r"^to compare, write `(.+)`", proposed),
    (r"^add `(ordered: yes)` to `(\w+)`", add_declared),
    (r"^to know that there is none add `(.+?)` to `(\w+)`", add_declared),
    (r"^add `(to: \w+)`$", add_beside),
    (r"^begin it (\d+) spaces? further (right|left)", moved),
    (r"^if it goes on with the sentence above, begin it .+ than `(\w+)` and put the whole",
     in_with_the_whole),
    (r"^if it goes on with the sentence above, begin it two spaces further right than `(\w+)`",
     in_with_the_sentence),
    (r"^if another one begins here, write `- (\w+): \.\.\.`", dashed),
    (r"^put the (?:whole text|sentence) in quotation marks", quote),
]  # fmt: skip  # a table of rows


def mend_of(help_: str) -> tuple[Mend, re.Match[str]] | None:
    rows = ((mend, re.search(pattern, help_)) for pattern, mend in DONE)
    return next(((mend, said) for mend, said in rows if said), None)


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
        mend = mend_of(found.help)
        assert mend is not None, found.help
        lines = text.split("\n")
        mend[0](lines, found, mend[1])
        text = "\n".join(lines)
    mended = load_ruleset_text(text)
    assert mended.ruleset is not None, text + told(mended.diagnostics, mended.texts)
    whole = load_ruleset_text(WHOLE).ruleset
    assert whole is not None
    assert advised(mended.ruleset)[:9] == advised(whole)[:9]
    assert list(mended.ruleset.rules) == list(whole.rules)


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
    helps = {found.help for _, found in cases() if SAYS_WHAT.match(found.help)}
    assert {h for h in helps if mend_of(h) is None and not left_to_the_author(h)} == set()


def test_every_help_of_the_case_files_mends_what_it_was_said_of() -> None:
    tried: Counter[str] = Counter()
    left: list[object] = []
    for path, found in cases():
        mend = mend_of(found.help)
        author = left_to_the_author(found.help) or found.name in FORMS
        if mend is None or author or not found.span.line:
            continue
        text = path.read_text()
        lines = text.split("\n")
        mend[0](lines, found, mend[1])
        place = found.span.line - 1
        lines[place] = lines[place].partition(" # expect")[0]
        before = kinds(said(path, text), found.code)
        after = kinds(said(path, "\n".join(lines)), found.code)
        before[found.code] -= 1
        if not after <= before + DOUBLED:
            left.append((path.name, found.span.line, found.message, found.help, after - before))
        tried[found.name] += 1
    assert left == []
    assert sum(tried.values()) > 60
    assert len(tried) > 15
