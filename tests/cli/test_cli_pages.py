"""Pages for the web of commands that are for who works with rules, and of messages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from goldens import Golden
from running import MOODS, ROOT, run
from webpages import is_whole, says_what_plain_text_says

SCENARIOS = """\
scenarios:
- scenario: A note it should not be
  facts: {mood: polite, now: 2026-11-20T14:00}
  expect: {means: call}
- scenario: Idle & <b>
  facts: {}
  expect: {manner: unknown}
"""

RULES = """\
title: Thanking <b>a</b> neighbour
facts:
  rapport: {type: choice, ordered: yes, choices: [cold, warm, close], question: How are you?}
  price: {type: number, unit: EUR, min: 0, question: What would it cost?}
decisions:
  means:
    options: {note: a note, gift: a gift, third: a third}
rules:
  - id: gift
    when: {rapport: at least warm, price: at most 20}
    then: {means: {gift: for}}
    because: A small gift is fine.
    source: house
  - id: never-so
    when: {all: [{price: at most 20}, {price: at least 30}]}
    then: {means: {note: for}}
    because: Never.
    source: house
"""


CLIENTS = """\
name,rapport,price
Ann,warm,25
Bo,close,5
Cy,cold,5
Di,warm,a lot
"""

COMPARED = ["--out", "out.csv", "--ruleset", "new.yaml", "--compare", "rules.yaml"]

TALK = str(ROOT / "docs" / "examples" / "warm-talk.yaml")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copy(MOODS, tmp_path / "moods.yaml")
    (tmp_path / "wrong.yaml").write_text(SCENARIOS)
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "new.yaml").write_text(RULES.replace("at most 20}\n", "at most 30}\n"))
    (tmp_path / "clients.csv").write_text(CLIENTS)
    (tmp_path / "nobody.csv").write_text("rapport,price\n")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("test.html", ["test", "wrong.yaml", "--ruleset", "moods.yaml", "--coverage"]),
        ("check.html", ["check", "rules.yaml", "--witnesses"]),
        ("draft.html", ["draft", TALK]),
        ("batch.html", ["batch", "clients.csv", *COMPARED]),
    ],
)
def test_a_page_says_what_plain_text_says(
    place: Path, golden: Golden, name: str, words: list[str]
) -> None:
    plain, page = run(*words, cwd=place), run(*words, "--format", "html", cwd=place)
    assert (page.code, page.err) == (plain.code, plain.err)
    golden(name, page.out)
    says_what_plain_text_says(page.out, plain.out)


@pytest.mark.parametrize(
    "words",
    [
        ["test", "moods.yaml", "wrong.yaml", "--ruleset", "moods.yaml"],
        ["test", "moods.yaml", "rules.yaml", "--coverage"],
        ["test", "rules.yaml"],
        ["check", "moods.yaml", "--quick"],
        ["draft", TALK, TALK],
        ["draft", "--set", "thank_you_sent=yes", "--now", "2026-11-20T14:00"],
        ["batch", "nobody.csv", "--out", "out.csv", "--ruleset", "rules.yaml"],
    ],
)
def test_pages_are_whole_whatever_there_is_to_say(place: Path, words: list[str]) -> None:
    plain, page = run(*words, cwd=place), run(*words, "--format", "html", cwd=place)
    says_what_plain_text_says(page.out, plain.out)


def test_mistakes_are_shown_where_they_stand(place: Path) -> None:
    (place / "rules.yaml").write_text(RULES.replace("{rapport: at", "{raport: at"))
    plain = run("check", "rules.yaml", cwd=place)
    page = run("check", "rules.yaml", "--format", "html", cwd=place)
    assert (plain.code, page.code) == (1, 1)
    says_what_plain_text_says(page.out, plain.out)
    (marked,) = is_whole(page.out).iter("mark")
    assert marked.text == "raport"
