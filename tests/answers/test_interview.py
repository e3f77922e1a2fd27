"""An interview asks what matters, ends when nothing does, and loses nothing by ending early."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import Size, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from tactful import load
from tactful.answers.asking import asking
from tactful.answers.interview import Interview
from tactful.answers.understanding import Surroundings, understood
from tactful.language import reference
from tactful.language.conclusions import Outcome, outcome
from tactful.language.model import QuestionSection, Ruleset
from tactful.language.values import NotAValue, Value
from tactful.network.evaluator import Network
from tactful.text.library import packaged

MOODS = load("tests/golden/moods.yaml")


def outcomes(ruleset: Ruleset, facts: dict[str, Value]) -> dict[str, frozenset[Outcome]]:
    decisions = reference.evaluate(ruleset, facts).decisions
    return {name: outcome(settled) for name, settled in decisions.items()}


def drawn(rng: Random) -> tuple[Interview, dict[str, Value]]:
    """An interview that has not begun, and what is true."""
    ruleset = draw_ruleset(rng, Size(facts=6, concluded=2, decisions=2, rules=10))
    truth = draw_given(rng, ruleset)
    return Interview(Network(ruleset), {}), truth


@settings(unhurried, max_examples=max(20, DRAWS // 4))
@given(st.integers(0, 2**32))
def test_an_interview_ends_with_the_advice_of_all_answers_at_once(seed: int) -> None:
    rng = Random(seed)
    interview, truth = drawn(rng)
    truth = {name: value for name, value in truth.items() if name in interview.askable}
    asked = []
    while (fact := interview.question) is not None:
        asked.append(fact)
        interview = interview.answered(fact, truth.get(fact))
    assert len(set(asked)) == len(asked)
    assert interview.settled
    assert interview.relevant == ()
    assert outcomes(interview.ruleset, interview.known) == outcomes(interview.ruleset, truth)


@settings(unhurried, max_examples=max(20, DRAWS // 4))
@given(st.integers(0, 2**32))
def test_each_question_asked_can_still_change_the_advice(seed: int) -> None:
    rng = Random(seed)
    interview, truth = drawn(rng)
    while (fact := interview.question) is not None:
        assert fact in interview.relevant
        interview = interview.answered(fact, truth.get(fact) if rng.random() < 0.8 else None)


def test_going_back_is_as_if_nothing_had_been_said() -> None:
    start = Interview(Network(MOODS), {})
    first = start.question
    assert first is not None
    again = start.answered(first, None).back()
    assert (again.answers, again.question, again.known) == ((), first, {})


def test_the_most_telling_question_comes_first() -> None:
    assert Interview(Network(MOODS), {}).question == "mood"
    cheerful = Interview(Network(MOODS), {"mood": "cheerful"}).answered("thanked", False)
    assert cheerful.question == "neighbour"


def test_a_section_comes_before_what_tells_more() -> None:
    sections = (
        QuestionSection("The neighbour", ("neighbour", "likes_flowers")),
        QuestionSection("The mood", ("mood",)),
    )
    rules = replace(MOODS, questions=sections)
    interview = Interview(Network(rules), {})
    assert interview.question == "neighbour"
    assert interview.section("neighbour") == "The neighbour"
    assert interview.is_new_section("neighbour")
    interview = interview.answered("neighbour", "friend")
    while interview.question is not None and interview.section(interview.question) is not None:
        assert interview.is_new_section(interview.question) is (interview.question == "mood")
        interview = interview.answered(interview.question, None)
    asked = [reply.fact for reply in interview.answers]
    assert asked == sorted(asked, key=["neighbour", "likes_flowers", "mood"].index)
    assert "mood" in asked


def test_a_question_that_nothing_can_change_is_not_asked() -> None:
    interview = Interview(Network(MOODS), {"mood": "cheerful", "neighbour": "stranger"})
    assert "presents_welcome" not in interview.relevant
    assert "presents_welcome" in interview.open


def test_what_each_answer_would_do_is_told() -> None:
    interview = Interview(Network(MOODS), {"mood": "cheerful"})
    turns = {turn.value: turn.changes for turn in interview.effects("neighbour")}
    assert turns["friend"] == {"means": frozenset({"present"})}


def test_answers_are_understood_as_people_give_them() -> None:
    interview = Interview(Network(MOODS), {})
    asked = asking(interview, "neighbour")
    for said, meant in {
        "1": "stranger",
        "friend": "friend",
        "a friend": "friend",
        "A FRIEND": "friend",
        "off": "official",
        "an off": "official",
    }.items():
        assert understood(MOODS, asked, said) == meant
    yes_no = asking(interview, "thanked")
    assert [understood(MOODS, yes_no, said) for said in ("y", "yes", "1", "n", "2")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert understood(MOODS, asking(interview, "budget"), "20") == 20


def test_what_is_no_answer_is_refused_with_a_way_out() -> None:
    interview = Interview(Network(MOODS), {})
    for fact, said, message in (
        ("neighbour", "a", "could be more than one of the answers"),
        ("neighbour", "uncle", "is not one of the answers"),
        ("neighbour", "9", "is not one of the answers"),
        ("budget", "lots", "is not a number"),
        ("budget", "501", "is above the most"),
        ("helped_at", "yesterday", "is not a date with a time"),
    ):
        with pytest.raises(NotAValue) as refused:
            understood(MOODS, asking(interview, fact), said)
        assert message in refused.value.message
        assert refused.value.help


def test_a_region_has_to_be_in_the_country_that_was_named() -> None:
    rules = load(packaged())
    asked = asking(Interview(Network(rules), {}), "region")
    assert understood(rules, asked, "BY", Surroundings(country="DE")) == "BY"
    assert understood(rules, asked, "Bayern") == "Bayern"  # of which country, nobody has said yet
    for country, said, help_ in (
        ("DE", "Bayern", "the regions are `BB`, `BE`, `BW`, `BY`"),
        ("AU", "Sydney", "the regions are `ACT`, `NSW`"),
        ("EG", "Cairo", "press Enter: everywhere in this country has the same holidays"),
    ):
        with pytest.raises(NotAValue) as refused:
            understood(rules, asked, said, Surroundings(country=country))
        assert refused.value.message.startswith(f"`{country}` has no region `{said}`")
        assert help_ in refused.value.help, refused.value.help
