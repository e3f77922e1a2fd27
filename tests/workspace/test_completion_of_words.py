"""What is offered where a cursor stands, in texts that are only half typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draws import unhurried
from editing import SMALL, follow_up, placed
from tactful.workspace.completion import Word, completions
from tactful.workspace.opened import opened


def offered(file: str, more: str) -> list[Word]:
    text, line, column = placed(SMALL.get(file, "").rstrip("\n") + "\n" + more)
    return completions(opened(Path("nowhere"), {**SMALL, file: text}), file, line, column)


RULES, SCENARIOS = "rules/drinks.yaml", "scenarios/drinks.yaml"


@pytest.mark.parametrize(
    ("file", "more", "words"),
    [
        (RULES, "  - |", "id when unless then because source overrides replaces"),
        (RULES, "  - id: x\n    |", "when unless then because source overrides replaces"),
        (RULES, "  - id: x\n    wh|", "when"),
        (RULES, "  - id: x\n    when: {|", "any all none mood now late awake drink"),
        (RULES, "  - id: x\n    when: {late: no, |", "any all none mood now awake drink"),
        (RULES, "  - id: x\n    when: {mo|", "mood"),
        (RULES, "  - id: x\n    when:\n      any:\n        - mo|", "mood"),
        (RULES, "  - id: x\n    when: {late: |", "yes no known unknown"),
        (RULES, "  - id: x\n    when:\n      late: |", "yes no known unknown"),
        (RULES, "  - id: x\n    when: {mood: at least f|}", "at_least_fair"),
        (RULES, "  - id: x\n    when: {mood: [|", "low fair high"),
        (RULES, "  - id: x\n    then: {|", "mood now late awake drink"),
        (RULES, "  - id: x\n    then: {drink: {|", "water tea coffee"),
        (RULES, "  - id: x\n    then:\n      drink: {tea: for, |", "water coffee"),
        (RULES, "  - id: x\n    source: |", "house book"),
        (RULES, "  - id: x\n    overrides: [|", "coffee-wakes late-is-late"),
        (RULES, "  - id: x\n    because: You feel {m|", "mood"),
        (RULES, "  - id: x # wh|", ""),
        (SCENARIOS, "  - scenario: x\n    facts: {|", "mood now late awake"),
        (SCENARIOS, "  - scenario: x\n    facts:\n      mood: |", "low fair high"),
        (SCENARIOS, "  - scenario: x\n    expect: {fired: [|", "coffee-wakes late-is-late"),
        ("facts.yaml", "  x: {type: |", "yes/no choice number date time datetime text"),
        ("facts.yaml", "  x: {type: number, wh|", "whole"),
        ("facts.yaml", "|", "each"),
        ("ruleset.yaml", "clock:\n  now: |", "now"),
        ("ruleset.yaml", "weights: {stro|", "strongly_for strongly_against"),
        ("ruleset.yaml", "extends: fol|", "follow-up"),
    ],
)
def test_what_can_stand_there_is_offered(file: str, more: str, words: str) -> None:
    labels = [word.label.replace(" ", "_") for word in offered(file, more)]
    assert labels[: len(words.split())] == words.split()
    assert bool(labels) == bool(words)


def test_words_come_with_what_they_mean_and_where_they_go() -> None:
    (mood, *_) = offered(RULES, "  - id: x\n    when: {mo|od: low}")
    assert (mood.kind, mood.text) == ("fact", "mood")
    assert mood.detail == "mood: How do you feel?"
    assert (mood.span.column, mood.span.end_column) == (12, 16)
    low = offered(RULES, "  - id: x\n    when: {mood: |")[0]
    assert (low.label, low.kind, low.detail, low.text) == ("low", "choice", "rather low", "low")
    book = offered(RULES, "  - id: x\n    source: b|")[0]
    assert (book.kind, book.detail) == ("source", "Strong coffee wakes people.")
    rule = offered(RULES, "  - id: x\n    overrides: [la|")[0]
    assert (rule.kind, rule.detail) == ("rule", "It is late.")
    option = offered(RULES, "  - id: x\n    then: {drink: {te|")[0]
    assert (option.kind, option.detail, option.text) == ("option", "a tea", "tea: ")


def test_the_clock_has_words_of_its_own() -> None:
    before = follow_up()
    file = "scenarios/gifts.yaml"
    for more, words in (("timezone: Europe/Berl|", ["Europe/Berlin"]), ("country: F|", ["FI"])):
        text, line, column = placed(
            before.texts[file].rstrip("\n") + f"\n  - scenario: x\n    facts: {{{more}"
        )
        now = opened(before.path, {file: text}, before)
        assert [one.label for one in completions(now, file, line, column)][:1] == words


@unhurried
@given(st.integers(0, 400), st.integers(0, 80), st.sampled_from(sorted(SMALL)), st.data())
def test_any_place_of_any_half_of_a_text_is_answered(
    line: int, column: int, file: str, data: st.DataObject
) -> None:
    end = data.draw(st.integers(0, len(SMALL[file])))
    now = opened(Path("nowhere"), {**SMALL, file: SMALL[file][:end]})
    for word in completions(now, file, line + 1, column + 1):
        assert word.span.line <= now.texts[file].count("\n") + 1
        assert word.label
