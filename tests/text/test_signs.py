"""What nobody sees has no place in a text, and what a language needs has: one rule for all."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tactful.reading.ruleset import load_ruleset
from tactful.text.signs import first_unfit, unfit_signs, visible, written_out

WELCOME = [
    "Tea,\tthen\ncoffee",
    "Am\u00e9lie \u2013 \u201cna\u00efve\u201d \u20ac 5 \u2026",
    "e\u0301",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "\u0647\u200d.\u0642",
    "\u0915\u094d\u200d\u0937",
    "\u09b0\u200d\u09cd\u09af",
    "\u05e9\u05dc\u05d5\u05dd\u200f!",
    "C++\u200e \u0641\u064a \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "\u1797\u17b6\u179f\u17b6\u200b\u1781\u17d2\u1798\u17c2\u179a",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f469\U0001f3fd\u200d\u2695\ufe0f",
    "1\ufe0f\u20e3 \u00a9\ufe0f",
    "\u845b\U000e0100",
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "\u182e\u180b\u1823",
]
"""Persian, Arabic, Hindi, Bengali, Hebrew, Khmer, emoji, a keycap, a kanji, Scotland, Mongolian."""

UNFIT = [
    ("a\x1b[31mb", 1, r"a\x1b[31mb"),
    ("bell\x07", 4, r"bell\x07"),
    ("\x9b2J", 0, r"\x9b2J"),
    ("a\rb", 1, r"a\x0db"),
    ("half \ud83d", 5, r"half \ud83d"),
    ("byte \udcff", 5, r"byte \udcff"),
    ("Ac\u200bme", 2, r"Ac\u200bme"),
    ("Ac\u200cme", 2, r"Ac\u200cme"),
    ("Acme\u200d", 4, r"Acme\u200d"),
    ("\u200eAcme", 0, r"\u200eAcme"),
    ("\u202eemcA\u202c", 0, r"\u202eemcA\u202c"),
    ("\u2066Acme\u2069", 0, r"\u2066Acme\u2069"),
    ("\u05e9\u202e\u05dc", 1, "\u05e9\\u202e\u05dc"),
    ("\u05e9\n\u200fAcme", 2, "\u05e9\n\\u200fAcme"),
    ("\u0645\u200c\u200c\u062e", 1, "\u0645\\u200c\\u200c\u062e"),
    ("Ac\u2060me", 2, r"Ac\u2060me"),
    ("Ac\ufe0fme", 2, r"Ac\ufe0fme"),
    ("\U0001f600\ufe0f\ufe0f", 2, "\U0001f600\ufe0f\\ufe0f"),
    ("hidden \U000e0041", 7, r"hidden \U000e0041"),
    ("\u3164", 0, r"\u3164"),
    ("a\ufeff", 1, r"a\ufeff"),
    ("a\U0001ffff", 1, r"a\U0001ffff"),
]


@pytest.mark.parametrize("text", WELCOME)
def test_what_a_language_needs_is_welcome(text: str) -> None:
    assert first_unfit(text) is None
    assert visible(text) == text


@pytest.mark.parametrize(("text", "place", "shown"), UNFIT)
def test_what_nobody_sees_is_found_and_can_be_shown(text: str, place: int, shown: str) -> None:
    found = first_unfit(text)
    assert found is not None
    assert (found.sign, found.start) == (text[place], place)
    assert visible(text) == shown


ANYTHING = st.text(st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Lo", "Ll", "So", "Zl"]))


@given(ANYTHING)
@settings(max_examples=300)
def test_what_is_shown_holds_nothing_that_is_to_be_shown(text: str) -> None:
    shown = visible(text)
    assert first_unfit(shown) is None
    assert not any(unicodedata.category(c) in ("Cs", "Cc") and c not in "\t\n" for c in shown)
    assert not {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"} & {*shown}
    shown.encode("utf-8")


@given(ANYTHING)
@settings(max_examples=300)
def test_nothing_but_unfit_signs_is_changed(text: str) -> None:
    rebuilt, place = "", 0
    for sign, start in unfit_signs(text):
        assert text[start] == sign
        rebuilt += text[place:start] + written_out(sign)
        place = start + 1
    assert visible(text) == rebuilt + text[place:]


def test_a_link_out_of_a_rulesets_folder_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("root:x:0:0\n", encoding="utf-8")
    rules = tmp_path / "mine" / "rules"
    rules.mkdir(parents=True)
    for place in (rules / "a.yaml", rules.parent / "facts.yaml", rules.parent / "ruleset.yaml"):
        place.symlink_to(secret)
    loaded = load_ruleset(rules.parent)
    assert [d.name for d in loaded.diagnostics] == ["unreadable-file"] * 3
    assert all("leads out" in d.message for d in loaded.diagnostics)
    assert not any("root" in text for text in loaded.texts.values())
