"""An interview asks what matters, ends when nothing does, and loses nothing by ending early."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import Size, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from people import person
from tactful import load
from tactful.answers.asking import asking, next_asking
from tactful.answers.interview import Interview
from tactful.answers.understanding import Surroundings, ticked, understood
from tactful.language import reference
from tactful.language.conclusions import Outcome, known_values, outcome
from tactful.language.conditions import truth
from tactful.language.model import QuestionSection, Ruleset
from tactful.language.values import NotAValue, Value
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load_ruleset_text
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
    assert outcomes(interview.ruleset, interview.known) == outcomes(interview.ruleset, truth)


@settings(unhurried, max_examples=max(20, DRAWS // 4))
@given(st.integers(0, 2**32))
def test_each_question_asked_can_still_change_the_advice(seed: int) -> None:
    rng = Random(seed)
    interview, truth = drawn(rng)
    while (fact := interview.question) is not None:
        assert interview.relevance.matters(fact)
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
    assert not interview.relevance.matters("presents_welcome")
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
        ("neighbour", "9" * 5000, "...` is not one of the answers"),
        ("thanked", "9" * 5000, "...` is not one of the answers"),
        ("budget", "9" * 20, "is too large to be exact"),
        ("budget", "9" * 5000, "is too large to be exact"),
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
    for country, name, said, help_ in (
        ("DE", "Germany", "Bayern", "the regions are `BB`, `BE`, `BW`, `BY`"),
        ("AU", "Australia", "Sydney", "the regions are `ACT`, `NSW`"),
        ("EG", "Egypt", "Cairo", "press Enter: everywhere in this country has the same holidays"),
    ):
        with pytest.raises(NotAValue) as refused:
            understood(rules, asked, said, Surroundings(country=country))
        assert refused.value.message.startswith(f"{name} has no region `{said}`")
        assert help_ in refused.value.help, refused.value.help


SKIPPING = """\
title: Where
clock: {now: now, country: country, timezone: zone}
facts:
  size: {type: choice, choices: [small, large], question: How large is it?}
  gold: {type: yes/no, question: Is it of gold?}
  rain: {type: yes/no, question: Does it rain?}
  wind: {type: yes/no, question: Is it windy?}
  now: {type: datetime}
  zone: {type: text, question: In which time zone?}
  country: {type: text, question: In which country?}
decisions:
  step:
    options:
      wait: wait
      go: {label: go, window: {day: now, from: "09:00", until: "17:00"}}
    fallback: wait
  load: {options: {light: light, heavy: heavy}, fallback: light}
questions:
  - {title: The load, ask: [size]}
  - {title: The gold, ask: [gold], when: {size: large}}
  - title: The weather
    ask: [{question: What is it like outside?, choices: {rain: It rains., wind: It is windy.}}]
rules:
  - {id: a, when: {gold: yes}, then: {load: {heavy: for}}, because: So., source: house}
  - {id: b, when: {rain: no, wind: no}, then: {step: {go: for}}, because: So., source: house}
  - {id: c, when: {size: large}, then: {load: {heavy: slightly for}}, because: So., source: house}
"""


def skipping() -> Interview:
    rules = load_ruleset_text(SKIPPING).ruleset
    assert rules is not None
    return Interview(Network(rules), {"now": datetime(2026, 11, 20, 10)})


def test_a_section_that_does_not_come_up_is_passed_over() -> None:
    small = skipping().answered("size", "small")
    assert small.question in ("rain", "wind")
    assert small.next.passed_over == {"gold"}
    large = skipping().answered("size", "large")
    assert "gold" not in large.next.passed_over
    nobody_knows = skipping().answered("size", None)
    assert nobody_knows.next.passed_over == {"gold"}


def test_sections_of_the_same_title_come_up_each_by_its_own_condition() -> None:
    more = "  - {title: The gold, ask: [wind], when: {size: small}}\n"
    at = SKIPPING.index("  - title: The weather")
    text = SKIPPING[:at] + more + "  - {title: The weather, ask: [rain]}\n"
    rules = load_ruleset_text(text + SKIPPING[SKIPPING.index("rules:") :]).ruleset
    assert rules is not None
    start = Interview(Network(rules), {"now": datetime(2026, 11, 20, 10)})
    gold, wind = rules.questions[1], rules.questions[2]
    assert gold.title == wind.title
    assert start.may_come_up(gold)
    assert start.may_come_up(wind)
    for size, comes, passed_over in (("small", wind, "gold"), ("large", gold, "wind")):
        after = start.answered("size", size)
        assert [one for one in (gold, wind) if after.may_come_up(one)] == [comes]
        while after.question is not None:
            assert after.question != passed_over
            after = after.answered(after.question, None)
        assert passed_over in after.next.passed_over


@settings(unhurried, max_examples=max(20, DRAWS // 4))
@given(st.integers(0, 2**32))
def test_what_is_proven_on_the_way_is_what_is_proven_anew(seed: int) -> None:
    rng = Random(seed)
    interview, truth = drawn(rng)
    while (fact := interview.question) is not None:
        interview = interview.answered(fact, truth.get(fact) if rng.random() < 0.8 else None)
        anew = Interview(
            interview.network,
            interview.known,
            idle=frozenset(interview.ruleset.facts) - {*interview.open},
        )
        for name in interview.open:
            assert interview.relevance.matters_to(name) == anew.relevance.matters_to(name)
        assert interview.relevance.settled(interview.conclusions) == anew.relevance.settled(
            anew.conclusions
        )


def test_a_checklist_is_one_question_for_what_can_still_matter() -> None:
    interview = skipping().answered("size", "small")
    checklist = interview.checklist
    assert checklist is not None
    assert checklist.choices == {"rain": "It rains.", "wind": "It is windy."}
    asked = next_asking(interview)
    assert asked is not None
    for said, meant in {
        "none": {"rain": False, "wind": False},
        "1": {"rain": True, "wind": False},
        "1, 2?": {"rain": True, "wind": None},
        "windy": {"rain": False, "wind": True},
        "both": {"rain": True, "wind": True},
    }.items():
        assert ticked(asked, said) == meant
    after = interview.ticked({"rain": True, "wind": False})
    assert (interview.asked, after.asked, len(after.answers)) == (1, 2, 3)
    assert after.back().answers == interview.answers
    assert after.question is None


def test_of_a_checklist_one_fact_alone_is_asked_by_its_own_question() -> None:
    interview = skipping().knowing({"rain": False}).answered("size", "small")
    assert (interview.question, interview.checklist) == ("wind", None)


def test_the_country_is_asked_for_where_the_window_depends_on_it() -> None:
    going = skipping().answered("size", "small").ticked({"rain": False, "wind": False})
    assert going.question == "country"  # the hour is known, the days off are not
    assert going.answered("country", "FR").question is None
    waiting = skipping().answered("size", "small").ticked({"rain": True, "wind": None})
    assert waiting.question is None


def test_who_answers_for_the_zone_moves_the_clock() -> None:
    def clocks(zone: str | None) -> datetime:
        return datetime(2026, 11, 20, 10 if zone is None else 4)

    start = skipping()
    interview = Interview(start.network, {}, clocks(None), clocks=clocks)
    interview = interview.answered("size", "small").ticked({"rain": False, "wind": False})
    assert interview.question == "zone"
    zone = "America/New_York"
    settled = interview.ticked({"zone": zone, **interview.following("zone", zone)})
    assert (settled.known["country"], settled.question) == ("US", None)
    assert settled.present == datetime(2026, 11, 20, 4)
    assert settled.back().answers == settled.without("zone").answers == interview.answers
    assert interview.following("zone", None) == interview.following("zone", "UTC") == {}
    assert interview.answered("country", "FR").following("zone", zone) == {}
    there = interview.answered("zone", "America/New_York")
    assert there.present == datetime(2026, 11, 20, 4)
    assert there.question == "country"
    assert there.back().present == datetime(2026, 11, 20, 10)


def test_people_are_advised_as_if_they_had_said_all_that_comes_up() -> None:
    rules = load(packaged())
    network, rng = Network(rules), Random(16)
    for _ in range(12):
        who = person(rng)
        interview = Interview(network, {"now": who.now})
        while (fact := interview.question) is not None:
            together = interview.checklist
            asked = (fact,) if together is None else (*together.choices,)
            interview = interview.ticked({name: who.knows.get(name) for name in asked})
        left = interview.next.passed_over
        said = {name: value for name, value in who.knows.items() if name not in left}
        assert outcomes(rules, {"now": who.now, **said}) == outcomes(rules, interview.known)
        values = known_values(rules, interview.conclusions)
        for section in rules.questions:
            if left & {*section.facts}:
                assert truth(section.when, values, rules.type_of) is not True
