"""What is proposed to mend a mistake does so, and says what its author meant.

Each proposal is put in, read again, and evaluated at the very values where it turns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from casefiles import CASES, told, underlined
from tactful.language.conclusions import told as came_to
from tactful.language.reference import evaluate
from tactful.reading.ruleset import load_ruleset_text
from tactful.text.diagnostic import Diagnostic
from tactful.text.names import Speller

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
FACTS = {
    "t": "{type: time, question: q}",
    "n": "{type: number, question: q}",
    "day": "{type: date, question: q}",
    "ok": "{type: yes/no, question: q}",
    "far": "{type: yes/no, question: q}",
    "new": "{type: yes/no, question: q}",
    "field": "{type: choice, choices: [law, finance, art], question: q}",
    "mood": "{type: choice, ordered: yes, choices: [cold, mild, warm], question: q}",
    "weekday": f"{{type: choice, ordered: yes, choices: [{', '.join(DAYS)}], question: q}}",
}
TEXT = """\
title: Remedies
facts:
{facts}
decisions:
  d: {{options: {{miss: miss, hit: hit}}, fallback: miss}}
rules:
  - id: r
    when: {{{condition}}}
    then: {{d: {{hit: for}}}}
    because: b
    source: house
"""


def text_with(condition: str) -> str:
    facts = "\n".join(f"  {name}: {declared}" for name, declared in FACTS.items())
    return TEXT.format(facts=facts, condition=condition)


def clock(*hours: str) -> list[dict[str, Any]]:
    return [{"t": time.fromisoformat(hour)} for hour in hours]


def numbers(*values: float) -> list[dict[str, Any]]:
    return [{"n": value} for value in values]


def three() -> list[dict[str, Any]]:
    ways = (True, False)
    return [{"ok": a, "far": b, "new": c} for a in ways for b in ways for c in ways]


class Row(NamedTuple):
    """A slip, what is to be found in the help, how it is put in, and what was meant."""

    slip: str
    proposal: str
    whole: str
    situations: list[dict[str, Any]]
    meant: Callable[[Mapping[str, Any]], bool]


def against_five(signs: tuple[int, ...]) -> Callable[[Mapping[str, Any]], bool]:
    return lambda s: (s["n"] > 5) - (s["n"] < 5) in signs


NIGHT = clock("21:59:59", "22:00", "23:30", "00:00", "05:59", "06:00", "06:00:01", "12:00")
PARTS = "[{ok: yes}, {far: yes}, {new: yes}]"
FIELDS: list[dict[str, Any]] = [{"field": f} for f in ("law", "finance", "art")]
MOODS: list[dict[str, Any]] = [{"mood": m} for m in ("cold", "mild", "warm")]
ROWS = [
    Row(
        "t: between 22:00 and 06:00",
        r"`(any: .*?\]`)",
        "{0}",
        NIGHT,
        lambda s: s["t"] >= time(22) or s["t"] <= time(6),
    ),
    Row(
        "t: between 22:00 and 06:00",
        r"the day `(.*?)`",
        "t: {0}",
        NIGHT,
        lambda s: time(6) <= s["t"] <= time(22),
    ),
    Row(
        "n: between 20 and 10",
        r"write `(.*?)`",
        "n: {0}",
        numbers(9, 10, 15, 20, 21),
        lambda s: 10 <= s["n"] <= 20,
    ),
    Row(
        "mood: between warm and mild",
        r"write `(.*?)`",
        "mood: {0}",
        MOODS,
        lambda s: s["mood"] != "cold",
    ),
    Row(
        "weekday: between friday and monday",
        r"write `(\[.*?\])`",
        "weekday: {0}",
        [{"weekday": day} for day in DAYS],
        lambda s: s["weekday"] in ("friday", "saturday", "sunday", "monday"),
    ),
    Row(
        "weekday: between friday and monday",
        r"else `(.*?)`",
        "weekday: {0}",
        [{"weekday": day} for day in DAYS],
        lambda s: s["weekday"] in DAYS[:5],
    ),
    Row(
        "field: not law or finance",
        r"write `(.*?)`",
        "field: {0}",
        FIELDS,
        lambda s: s["field"] == "art",
    ),
    Row(
        "field: law or finance",
        r"a list: `(.*?)`",
        "field: {0}",
        FIELDS,
        lambda s: s["field"] != "art",
    ),
    Row(
        "mood: {not: [at least warm, cold]}",
        r"under `(none:)`",
        "{0} [{mood: at least warm}, {mood: cold}]",
        MOODS,
        lambda s: s["mood"] == "mild",
    ),
    Row(
        "mood: [at least warm, cold]",
        r"under `(any:)`",
        "{0} [{mood: at least warm}, {mood: cold}]",
        MOODS,
        lambda s: s["mood"] != "mild",
    ),
    Row("n: n/a", r"write `(.*?)`", "n: {0}", [{}, {"n": 1}], lambda s: "n" not in s),
    Row("field: not n/a", r"write `(.*?)`", "field: {0}", [{}, *FIELDS], lambda s: "field" in s),
    Row(
        "day: since 2026-11-20",
        r"did you mean `(.*?)`",
        "day: {0}",
        [{"day": date(2026, 11, day)} for day in (19, 20, 21)],
        lambda s: s["day"] >= date(2026, 11, 20),
    ),
    Row(
        f"at most 2 of: {PARTS}",
        r"write `(none: .*?)`",
        "{0}",
        three(),
        lambda s: sum(s.values()) <= 2,
    ),
    Row(
        f"no more than one of: {PARTS}",
        r"write `(none: .*?)`",
        "{0}",
        three(),
        lambda s: sum(s.values()) <= 1,
    ),
    Row(
        f"exactly 2 of: {PARTS}",
        r"write `(all: .*?)`",
        "{0}",
        three(),
        lambda s: sum(s.values()) == 2,
    ),
    Row(
        f"more than 1 of: {PARTS}",
        r"did you mean `(.*?)`",
        "{0}: " + PARTS,
        three(),
        lambda s: sum(s.values()) > 1,
    ),
    Row(
        f"at least two of: {PARTS}",
        r"did you mean `(.*?)`",
        "{0}: " + PARTS,
        three(),
        lambda s: sum(s.values()) >= 2,
    ),
    Row(f"not all: {PARTS}", r"write `(.*?)`", "{0}", three(), lambda s: sum(s.values()) < 3),
    Row(
        f"neither: {PARTS}",
        r"did you mean `(.*?)`",
        "{0}: " + PARTS,
        three(),
        lambda s: sum(s.values()) == 0,
    ),
    *(
        Row(
            f'n: "{words} 5"',
            r"did you mean `(.*?)`",
            "n: {0}",
            numbers(4, 5, 6),
            against_five(signs),
        )
        for words, signs in {
            ">=": (0, 1),
            "=>": (0, 1),
            "<=": (-1, 0),
            "=<": (-1, 0),
            ">": (1,),
            "<": (-1,),
            "!=": (-1, 1),
            "is not": (-1, 1),
            "over": (1,),
            "above": (1,),
            "under": (-1,),
            "fewer than": (-1,),
            "no more than": (-1, 0),
            "not less than": (0, 1),
            "not at least": (-1,),
            "not more than": (-1, 0),
            "is not over": (-1, 0),
            "up to": (-1, 0),
            "at lest": (0, 1),
            "atmost": (-1, 0),
            "more then": (1,),
            "less then": (-1,),
            "equals": (0,),
            "minimum": (0, 1),
            "maximum": (-1, 0),
        }.items()
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.slip} {row.proposal}")
def test_what_is_proposed_says_what_was_meant(row: Row) -> None:
    loaded = load_ruleset_text(text_with(row.slip))
    (found,) = loaded.diagnostics
    proposed = re.search(row.proposal, found.help)
    assert proposed is not None, found.help
    words = proposed[1].removesuffix("`").replace("[...]", PARTS)
    mended = load_ruleset_text(text_with(row.whole.replace("{0}", words)))
    assert mended.ruleset is not None, (words, told(mended.diagnostics, mended.texts))
    for situation in row.situations:
        came = came_to(evaluate(mended.ruleset, situation).decisions["d"])[1] == ("hit",)
        assert came is row.meant(situation), (words, situation)


def proposals() -> Iterator[tuple[Path, int, Diagnostic, str]]:
    """Every "did you mean" of the case files: another word for what is underlined."""
    for path in sorted((CASES / "reading").glob("*.yaml")):
        loaded = load_ruleset_text(path.read_text(), path.name)
        for number, found in enumerate(loaded.diagnostics):
            meant = re.match(r"did you mean `([^`]+)`\?", found.help)
            if meant and underlined(found.span, loaded.texts):
                yield path, number, found, meant[1]


def test_every_word_that_may_be_meant_makes_the_mistake_go_away() -> None:
    tried = 0
    for path, _, found, meant in proposals():
        lines = path.read_text().split("\n")
        span = found.span
        line = lines[span.line - 1]
        lines[span.line - 1] = line[: span.column - 1] + meant + line[span.end_column - 1 :]
        again = load_ruleset_text("\n".join(lines), path.name).diagnostics
        left = [d for d in again if (d.span.line, d.span.column) == (span.line, span.column)]
        assert not any(d.code == found.code for d in left), (path.name, found, left)
        tried += 1
    assert tried > 25


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("unlikely", "likely"),
        ("email_unknown", "email_known"),
        ("not_interested", "interested"),
        ("interested", "not_interested"),
        ("informal", "formal"),
        ("dislikes", "likes"),
        ("no_gift", "gift"),
    ],
)
def test_the_opposite_of_a_word_is_never_meant(word: str, name: str) -> None:
    assert Speller().nearest(word, [name]) is None
    assert Speller().nearest(word, [name, word + "x"]) == word + "x"


@pytest.mark.parametrize("word", ["unlikly", "raport", "industri", "uninterestd", "nterview"])
def test_a_slip_is_still_known(word: str) -> None:
    names = ["unlikely", "rapport", "industry", "uninterested", "interview"]
    assert Speller().nearest(word, names) in names
