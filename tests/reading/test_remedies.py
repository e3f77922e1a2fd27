"""What is proposed to mend a mistake does so, and says what its author meant.

Each proposal is put in, read again, and evaluated at the very values where it turns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casefiles import CASES, told, underlined
from tactful.language.conclusions import told as came_to
from tactful.language.reference import evaluate
from tactful.language.values import Kind, ValueType
from tactful.reading.defects.slips import readings
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
    "h": "{type: number, unit: hours, question: q}",
    "sky": "{type: choice, choices: {raining: Raining already, dry: Still dry}, question: q}",
    "langs": "{type: choice, many: yes, choices: [french, german], question: q}",
    "at": "{type: datetime, question: q}",
    "name": "{type: text, question: q}",
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
    *(
        Row(f"n: {slip}", r"(?:write|as|mean) `([\d.]+)`", f"n: {whole}", numbers(*around), meant)
        for slip, whole, around, meant in [
            ("less than 4,5", "less than {0}", (4, 4.4, 4.5, 5), lambda s: s["n"] < 4.5),
            ("between 2,5 and 3", "between {0} and 3", (2, 2.5, 3), lambda s: s["n"] >= 2.5),
            ("less than 1,500", "less than {0}", (1499, 1500), lambda s: s["n"] < 1500),
            ('"less than 4,5"', "less than {0}", (4, 4.5, 5), lambda s: s["n"] < 4.5),
            ('"1.234,5"', "{0}", (1234, 1234.5), lambda s: s["n"] == 1234.5),
            ('"1,234.5"', "{0}", (1234, 1234.5), lambda s: s["n"] == 1234.5),
            ("more than 1 500", "more than {0}", (1500, 1501), lambda s: s["n"] > 1500),
            ("at least \uff15", "at least {0}", (4, 5), lambda s: s["n"] >= 5),
            ("at least “5”", "at least {0}", (4, 5), lambda s: s["n"] >= 5),
            ("at least five", "at least {0}", (4, 5), lambda s: s["n"] >= 5),
            ("less than 5 minutes", "less than {0}", (4, 5), lambda s: s["n"] < 5),
        ]
    ),
    Row(
        'n: "less than 1,500"',
        r"or `(.*?)`",
        "n: less than {0}",
        numbers(1, 1.5, 2),
        lambda s: s["n"] < 1.5,
    ),
    *(
        Row(
            f"h: less than {slip}",
            r"did you mean `(.*?)`",
            "h: less than {0}",
            [{"h": least}, {"h": least - 0.25}],
            lambda s, least=least: s["h"] < least,  # type: ignore[misc]
        )
        for slip, least in [
            ("5 hours", 5),
            ("5h", 5),
            ("30 minutes", 0.5),
            ("2 days", 48),
        ]
    ),
    *(
        Row(
            f"day: {slip}",
            r"(?:did you mean|write) `(.*?)`",
            "day: {0}",
            [{"day": date(2026, 11, day)} for day in (9, 19, 20, 21)],
            lambda s, day=day: s["day"] == date(2026, 11, day),  # type: ignore[misc]
        )
        for slip, day in [
            ("20.11.2026", 20),
            ("20. 11. 2026", 20),
            ("20.11.26", 20),
            ("9.11.2026", 9),
            ("11/20/2026", 20),
            ("20/11/2026", 20),
            ("46346", 20),
            ("2026-11-9", 9),
            ("2026/11/20", 20),
            ("20261120", 20),
            ("2026\u201311\u201320", 20),
            ("2026\u201111\u201120", 20),
            ("\uff12\uff10\uff12\uff16-11-20", 20),
            ("20 November 2026", 20),
            ("Nov 20th 2026", 20),
            ('"November 20, 2026"', 20),
            ("“2026-11-20”", 20),
            ("09/11/2026", 9),
        ]
    ),
    Row(
        "day: 09/11/2026",
        r"or `(.*?)`",
        "day: {0}",
        [{"day": date(2026, 9, 11)}, {"day": date(2026, 11, 9)}],
        lambda s: s["day"].month == 9,
    ),
    *(
        Row(
            f"t: before {slip}",
            r"did you mean `(.*?)`",
            "t: before {0}",
            clock("04:29", "04:30", "16:29", "16:30"),
            lambda s: s["t"] < time(16, 30),
        )
        for slip in ("16.30", "4:30 pm", "4.30 p.m.", "16h30", "1630", "16:30 Uhr", "16\uff1a30")
    ),
    *(
        Row(
            f"t: {slip}",
            r"did you mean `(.*?)`",
            "t: {0}",
            clock("00:00", "09:00", "12:00", "21:00"),
            lambda s, hour=hour: s["t"] == time(hour),  # type: ignore[misc]
        )
        for slip, hour in [("noon", 12), ("12 am", 0), ("12 pm", 12), ("9 am", 9), ("21h", 21)]
    ),
    *(
        Row(
            f"at: after {slip}",
            r"did you mean `(.*?)`",
            "at: after {0}",
            [{"at": datetime(2026, 11, 20, hour, 1)} for hour in (11, 13, 14)],
            lambda s: s["at"].hour >= 14,
        )
        for slip in (
            "20.11.2026 14:00",
            "2026-11-20 2 pm",
            "11/20/2026 at 2:00 pm",
            "2026-11-20T14.00",
            "20 November 2026 14:00",
        )
    ),
    *(
        Row(
            f"ok: {slip}",
            r"write `(.*?)`, in small letters",
            "ok: {0}",
            [{"ok": True}, {"ok": False}],
            lambda s, yes=yes: s["ok"] is yes,  # type: ignore[misc]
        )
        for slip, yes in [
            *(("Yes", True), ("true", True), ("Y", True), ("ON", True)),
            *(("No", False), ("FALSE", False), ("Off", False)),
        ]
    ),
    *(
        Row(
            f"mood: {slip}",
            r"did you mean `(.*?)`",
            f"mood: {whole}",
            MOODS,
            lambda s, moods=moods: s["mood"] in moods,  # type: ignore[misc]
        )
        for slip, whole, moods in [
            ("“warm”", "{0}", ("warm",)),
            ("„warm“", "{0}", ("warm",)),
            ("«warm»", "{0}", ("warm",)),
            ("\u2018warm\u2019", "{0}", ("warm",)),
            ("not “warm”", "not {0}", ("cold", "mild")),
            ("at least “mild”", "at least {0}", ("mild", "warm")),
            ("[“cold”, mild]", "[{0}, mild]", ("cold", "mild")),
        ]
    ),
    *(
        Row(
            f"sky: {slip}",
            r"did you mean `(.*?)`",
            f"sky: {whole}",
            [{"sky": "raining"}, {"sky": "dry"}],
            lambda s, sky=sky: s["sky"] == sky,  # type: ignore[misc]
        )
        for slip, whole, sky in [
            ("raining already", "{0}", "raining"),
            ("Raining Already", "{0}", "raining"),
            ("not Raining already", "not {0}", "dry"),
            ("[still dry]", "[{0}]", "dry"),
            ("“Still dry”", "{0}", "dry"),
        ]
    ),
    *(
        Row(slip, r"write `(.*)`", "{0}", situations, meant)
        for slip, situations, meant in [
            ("not mood: cold", MOODS, lambda s: s["mood"] != "cold"),
            ("not mod: cold", MOODS, lambda s: s["mood"] != "cold"),
            ("never mood: cold", MOODS, lambda s: s["mood"] != "cold"),
            ("mood not: cold", MOODS, lambda s: s["mood"] != "cold"),
            ("mood is not: cold", MOODS, lambda s: s["mood"] != "cold"),
            ("not mood: [cold, warm]", MOODS, lambda s: s["mood"] == "mild"),
            ("not mood: at least mild", MOODS, lambda s: s["mood"] == "cold"),
            ("not mood: not cold", MOODS, lambda s: s["mood"] == "cold"),
            ("not: {mood: cold}", MOODS, lambda s: s["mood"] != "cold"),
            ("not ok: yes", three(), lambda s: not s["ok"]),
            ("not n: less than 4", numbers(3, 4, 5), lambda s: s["n"] >= 4),
            ("not n: between 3 and 4", numbers(2, 3, 4, 5), lambda s: not 3 <= s["n"] <= 4),
            ("not n: known", [{}, {"n": 4}], lambda s: "n" not in s),
            ("n less than: 4", numbers(3, 4, 5), lambda s: s["n"] < 4),
            ("n over: 4", numbers(3, 4, 5), lambda s: s["n"] > 4),
        ]
    ),
    *(
        Row(
            f"langs: {slip}",
            r"write `(.*)`",
            "langs: {0}",
            [{"langs": frozenset(said)} for said in (["french"], ["german", "french"], [])],
            meant,
        )
        for slip, meant in [
            ("all of [french, german]", lambda s: len(s["langs"]) == 2),
            ('"all of french, german"', lambda s: len(s["langs"]) == 2),
            ("not [french, german]", lambda s: not s["langs"]),
            ("one of [french, german]", lambda s: bool(s["langs"])),
            ("none of [french, german]", lambda s: not s["langs"]),
        ]
    ),
    Row(
        "name: “Acme”",
        r"write `(.*?)` without",
        "name: {0}",
        [{"name": "Acme"}, {"name": "“Acme”"}],
        lambda s: s["name"] == "Acme",
    ),
    Row(
        "name: “Acme”",
        r"belong to it, `(.*?)`",
        "name: {0}",
        [{"name": "Acme"}, {"name": "“Acme”"}],
        lambda s: s["name"] == "“Acme”",
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


@settings(deadline=None)
@given(
    st.text("0123456789.,:/-+hapm \u2013\u201c\u201d\u2019\u0665%$e", max_size=24)
    | st.from_regex(r"[0-9]{1,40}( (minutes|days))?([.,/-][0-9]{1,20}){0,3}", fullmatch=True),
    st.sampled_from([kind for kind in Kind if kind is not Kind.CHOICE]),
    st.sampled_from([None, "minutes", "USD"]),
)
def test_whatever_is_offered_for_a_value_is_one(text: str, kind: Kind, unit: str | None) -> None:
    type_ = ValueType(kind, unit=unit if kind is Kind.NUMBER else None)
    for offered in readings(text, type_):
        type_.check(type_.parse(offered))
        assert offered != text
