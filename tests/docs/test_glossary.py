"""The glossary names modules and definitions: each of them is there."""

from __future__ import annotations

import re

import pytest

from house import ENGINE, defined
from running import ROOT

PAGE = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `([^`]+)` `(\w+)` \|$", PAGE, re.MULTILINE)


def test_every_word_has_its_row() -> None:
    lines = [line for line in PAGE.splitlines() if line.startswith("|")]
    headings = [line for line in lines if line.startswith(("| Word", "|--"))]
    assert len(ROWS) == len(lines) - len(headings)
    words = [word for word, *_ in ROWS]
    assert len({*words}) == len(words)


@pytest.mark.parametrize(("word", "said", "path", "name"), ROWS)
def test_a_word_lives_where_the_glossary_says(word: str, said: str, path: str, name: str) -> None:
    assert name in defined(ENGINE / path), f"{word}: {path} defines no {name}"
    assert said.endswith(".")
