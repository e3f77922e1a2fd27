"""Whatever is loaded, the answer is a model or diagnostics, never an exception.

The texts are made of a ruleset's own words, put together at random; or are sound rulesets with
bits cut out, doubled, swapped and replaced by what parsers dislike; or are no texts at all.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casefiles import CASES
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.reading.ruleset import load_ruleset, load_ruleset_text
from tactful.scenarios.failure import failures
from tactful.scenarios.scenario import scenarios_from, settings_from
from tactful.text.diagnostic import Diagnostic

DRAWS = int(os.environ.get("TACTFUL_LOADER_DRAWS", "300"))
drawn = settings(deadline=None, max_examples=DRAWS, suppress_health_check=[HealthCheck.too_slow])

TEXTS = [path.read_bytes() for path in sorted(CASES.rglob("*.yaml"))]
BASE = (CASES / "scenarios" / "base.yaml").read_text()

NASTY = [
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\xc2\xa0",
    b"\xe2\x80\xa8",
    b"\t",
    b"\r",
    b"\x85",
    b"'",
    b'"',
    b"[",
    b"]",
    b"{",
    b"}",
    b": ",
    b":",
    b"- ",
    b"-",
    b"? ",
    b"#",
    b" #",
    b"&a ",
    b"*a",
    b"!!int ",
    b"!",
    b"<<: ",
    b"---\n",
    b"...\n",
    b"%YAML 1.1\n",
    b"|",
    b">",
    b"|-\n",
    b"@",
    b"`",
    b"~",
    b"null",
    b"{{",
    b"}}",
    b"{x}",
    b"at least ",
    b"at least 99 of: ",
    b"between 2 and 1",
    b"not ",
    b"known",
    b"\\",
    b"2026-02-30T25:61",
    b"1e999",
    b"9" * 400,
    b"x" * 3000,
    b"\xf0\x9f\x98\x80",
    b"\n",
    b"\n\n  ",
    b"a: ",
    b"[" * 30,
    b"- " * 30,
    b"{a: " * 30,
    b"\x7f",
    b"Z",
    b"+99:99",
    b"\\x00",
    b'"\\ud800"',
]

WORDS = [
    "title",
    "facts",
    "rules",
    "decisions",
    "sources",
    "clock",
    "weights",
    "summary",
    "scenarios",
    "about",
    "id",
    "when",
    "unless",
    "then",
    "because",
    "source",
    "overrides",
    "type",
    "choices",
    "ordered",
    "unit",
    "min",
    "max",
    "whole",
    "default",
    "computed",
    "options",
    "window",
    "day",
    "working days later",
    "from",
    "until",
    "otherwise",
    "after",
    "draft",
    "subject",
    "text",
    "one more",
    "fallback",
    "choose",
    "applies when",
    "label",
    "any",
    "all",
    "none",
    "at least 2 of",
    "not",
    "hours from",
    "to",
    "weekday of",
    "now",
    "timezone",
    "scenario",
    "expect",
    "fired",
    "assumes",
    "conflicts",
    "includes",
    "a",
    "b",
    "c",
    "d",
]

VALUES = [
    *WORDS,
    "yes",
    "no",
    "one",
    "many",
    "choice",
    "number",
    "date",
    "datetime",
    "time",
    "text",
    "yes/no",
    "house",
    "for",
    "against",
    "always",
    "never",
    "1",
    "-1",
    "2.5",
    "2026-11-20",
    "2026-11-20T14:00Z",
    "16:30",
    "at least a",
    "at most b",
    "between 1 and 2",
    "between a and b",
    "before c",
    "not a",
    "known",
    "unknown",
    "{a}",
    "{",
    "not applicable",
    "no recommendation",
    "Europe/Paris",
    "",
]


def trees(depth: int = 5) -> st.SearchStrategy[object]:
    """Texts' contents: lists, groups and words of the language, in places that may be wrong."""
    return st.recursive(
        st.sampled_from(VALUES),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5)
        ),
        max_leaves=depth * 8,
    )


def written(tree: object) -> str:
    """A tree as YAML in one line."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f'"{key}": {written(value)}' for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(written, tree)) + "]"
    word = str(tree)
    return f'"{word}"' if not word or word[0] in "{" else word


def mutated(random: Random, data: bytes) -> bytes:
    """A text with a few of the accidents that happen to texts."""
    for _ in range(random.randint(1, 4)):
        start = random.randint(0, len(data))
        end = min(len(data), start + random.choice((0, 0, 1, 2, 10, 80)))
        put = random.choice(
            (
                b"",
                random.choice(NASTY),
                data[start:end] * 2,
                data[end : end + 30],
                random.randbytes(2),
            )
        )
        data = data[:start] + put + data[end:]
    return data


def check(diagnostics: tuple[Diagnostic, ...], texts: dict[str, str], loaded: bool) -> None:
    errors = [d for d in diagnostics if d.is_error]
    lines_of = {file: text.split("\n") for file, text in texts.items()}
    assert loaded is not bool(errors)
    for d in diagnostics:
        assert d.message
        assert d.help
        assert len(d.message) + len(d.help) < 2000
        for span in (d.span, *(r.span for r in d.related)):
            if span.file not in texts:  # the ruleset of a scenario, or a file that was not read
                continue
            lines = lines_of[span.file]
            assert 0 <= span.line <= len(lines)
            assert span.line <= span.end_line
            if span.line:
                assert 1 <= span.column <= len(lines[span.line - 1]) + 1


def load(data: bytes) -> Ruleset | None:
    text = data.decode("utf-8", "surrogateescape")
    loaded = load_ruleset_text(text)
    check(loaded.diagnostics, dict(loaded.texts), loaded.ruleset is not None)
    return loaded.ruleset


def load_as_scenarios(data: bytes, ruleset: Ruleset) -> None:
    loaded = scenarios_from(data, "f", ruleset)
    check(loaded.diagnostics, dict(loaded.texts), not any(d.is_error for d in loaded.diagnostics))
    for scenario in loaded.scenarios:
        failures(scenario, evaluate(ruleset, scenario.given), ruleset)


@cache
def base() -> Ruleset:
    ruleset = load_ruleset_text(BASE).ruleset
    assert ruleset is not None
    return ruleset


@drawn
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    load(data)
    load_as_scenarios(data, base())


@drawn
@given(st.integers(0, 2**48))
def test_rulesets_and_scenarios_with_accidents(seed: int) -> None:
    random = Random(seed)
    data = mutated(random, random.choice(TEXTS))
    load(data)
    load_as_scenarios(data, base())


@drawn
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "title": st.just("T"),
            "facts": trees(),
            "decisions": trees(),
            "rules": trees(),
            "clock": trees(1),
            "summary": trees(1),
            "weights": trees(1),
            "sources": trees(1),
        },
    )
)
def test_the_right_words_in_the_wrong_places(tree: dict[str, object]) -> None:
    load(written(tree).encode())


@drawn
@given(trees(2), trees(2), trees(3), trees(2))
def test_windows_steps_and_drafts_of_all_shapes(
    window: object, after: object, draft: object, expected: object
) -> None:
    option = {"label": "X", "window": window, "after": after, "draft": draft}
    tree = {
        "title": "T",
        "facts": {"a": {"type": "number"}, "b": {"type": "date"}, "c": {"type": "datetime"}},
        "decisions": {"d": {"options": {"x": option}}},
        "rules": [
            {"id": "r", "then": {"d": {"x": "for"}}, "because": "So it is.", "source": "house"}
        ],
    }
    load(written(tree).encode())
    scenario = {"scenario": "S", "facts": {}, "expect": {"window": expected}}
    load_as_scenarios(written(scenario).encode(), base())


FACTS = """{a: {type: choice, ordered: yes, choices: [b, c, d]}, b: {type: number},
  c: {type: date}, d: {type: text}}"""
DECISIONS = "{options: {options: {a: A, b: B}}, choices: {choose: many, options: {c: C, d: D}}}"


@drawn
@given(trees(), trees(2), trees(2))
def test_conditions_and_consequences_of_all_shapes(
    when: object, unless: object, then: object
) -> None:
    load(
        f"title: T\nfacts: {FACTS}\ndecisions: {DECISIONS}\nrules:\n  - id: r\n"
        f"    when: {written(when)}\n    unless: {written(unless)}\n    then: {written(then)}\n"
        f"    because: So\n    source: house\n".encode()
    )


@drawn
@given(trees(2), trees())
def test_scenarios_of_all_shapes(facts: object, expect: object) -> None:
    ruleset = load_ruleset_text(
        f"title: T\nfacts: {FACTS}\ndecisions: {DECISIONS}\nrules:\n"
        "  - {id: a, unless: {b: 1}, then: {options: {a: for}}, because: So, source: house}\n"
    ).ruleset
    assert ruleset is not None
    text = f"scenario: T\nfacts: {written(facts)}\nexpect: {written(expect)}\n"
    load_as_scenarios(text.encode(), ruleset)


@drawn
@given(
    st.lists(st.text(max_size=30) | st.sampled_from([f"{a}={b}" for a in "abcd" for b in VALUES]))
)
def test_settings_of_all_kinds(words: list[str]) -> None:
    found = settings_from(words, base(), "settings")
    check(found.diagnostics, dict(found.texts), not any(d.is_error for d in found.diagnostics))


def repeated_to(size: int, part: str) -> bytes:
    return (part * (size // len(part.encode()) + 1)).encode()[:size]


LARGEST = 2**20 - 200
HEAD = b"title: T\nfacts: {a: {type: number}}\n"


def many(count: int, line: str) -> bytes:
    """A line many times, each with its number for ``@`` and the next one's for ``+``."""
    lines = (line.replace("@", str(n)).replace("+", str((n + 1) % count)) for n in range(count))
    return "".join(lines).encode()


RULE = " - {id: r@, when: {%s: x}, then: {%s: y}, because: So, source: house}\n"
HUGE = {
    "brackets": repeated_to(LARGEST, "["),
    "braces": repeated_to(LARGEST, "{"),
    "dashes": repeated_to(LARGEST, "- "),
    "questions": repeated_to(LARGEST, "? "),
    "steps": "".join(" " * n + "a:\n" for n in range(1400)).encode(),
    "words": b"title: " + repeated_to(LARGEST, "word "),
    "spaces": HEAD + b"rules: [{when: {a: 'between x" + repeated_to(LARGEST, " ") + b"'}}]",
    "ands": HEAD + b"rules: [{when: {a: between " + repeated_to(LARGEST, "x and ") + b"}}]",
    "braced": HEAD + b"rules: [{because: '" + repeated_to(LARGEST, "{x} ") + b"'}]",
    "quoting": HEAD + b"rules: [{because: '" + repeated_to(LARGEST, "{a} ") + b"'}]",
    "unbalanced": HEAD + b"rules: [{because: '" + repeated_to(LARGEST, "{") + b"'}]",
    "digits": HEAD + b"rules: [{when: {a: " + repeated_to(LARGEST, "9") + b"}}]",
    "long-name": b"title: T\nfacts: {" + repeated_to(LARGEST, "A_") + b": {type: number}}",
    "items": b"title: T\nrules: [" + repeated_to(390_000, "a,") + b"]",
    "keys": b"title: T\nfacts:\n" + many(39_000, " a@: {type: numbr}\n"),
    "facts": b"title: T\nfacts:\n" + many(45_000, " a@: {type: text}\n"),
    "names": b"title: T\nfacts:\n"
    + many(9_000, " abcdefgh@: {type: text}\n")
    + b"rules: [{when: {all: ["
    + many(20_000, "{abcdefgi@: x}, ")
    + b"]}}]",
    "duplicates": b"title: T\nfacts:\n" + repeated_to(LARGEST, " a: 1\n"),
    "rules": b"title: T\nfacts: {a: {type: text}}\nrules:\n" + many(12_000, RULE % ("a", "a")),
    "circle": b"title: T\nfacts:\n"
    + many(5000, " f@: {type: text}\n")
    + b"rules:\n"
    + many(5000, RULE % ("f@", "f+")),
    "circles": b"title: T\nfacts:\n"
    + many(7000, " f@: {type: text}\n")
    + b"rules:\n"
    + many(7000, RULE % ("f@", "f@")),
    "overrides": b"title: T\nfacts: {a: {type: text}}\nrules:\n"
    + many(400, f" - {{id: r@, overrides: [{', '.join(f'r{m}' for m in range(350))}]}}\n"),
    "commented": repeated_to(LARGEST, "a: b #c\n"),
    "comments": repeated_to(LARGEST, "#\n"),
    "line-feeds": repeated_to(LARGEST, "\n"),
    "carriage-returns": repeated_to(LARGEST, "\r"),
    "odd-spaces": repeated_to(LARGEST, "\u00a0: \u00a0\n"),
    "documents": repeated_to(LARGEST, "---\n"),
    "escapes": b'title: "' + repeated_to(LARGEST, "\\x41") + b'"',
    "nulls": b"\0" * LARGEST,
    "not-utf-8": b"a" * (LARGEST - 1) + b"\xff",
    "too-large": b"a" * (2**20 + 1),
}
"""Texts of about the largest size that is read, each of them hard on one part of the loader."""


@pytest.mark.parametrize("name", HUGE)
def test_texts_that_are_hard_to_read(name: str) -> None:
    load(HUGE[name])
    load_as_scenarios(HUGE[name], base())


def test_a_file_of_fifty_megabytes_is_never_read(tmp_path: Path) -> None:
    path = tmp_path / "ruleset.yaml"
    with path.open("wb") as stream:
        stream.truncate(50 * 2**20)
    for given_path in (path, tmp_path):
        loaded = load_ruleset(given_path)
        assert [d.name for d in loaded.diagnostics] == ["file-too-large"]
        assert loaded.ruleset is None
