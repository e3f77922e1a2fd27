"""None, several choices, arithmetic and what does not fit, in explanations and answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tactful
from drawing import SAID, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from goldens import Golden
from making import check
from tactful.answers.answering import answers
from tactful.answers.asking import Asking, Choice, asked_back
from tactful.answers.grounds import Reasoning, reason
from tactful.answers.interview import Interview
from tactful.answers.lacking import demand
from tactful.answers.page import reasoned_page
from tactful.answers.understanding import understood
from tactful.answers.wire import explanations
from tactful.explanation.explanation import explain
from tactful.explanation.page import page
from tactful.explanation.wire import as_json, results
from tactful.explanation.wording import Wording
from tactful.language.as_json import as_text
from tactful.language.operators import NONE_OF, NOT, ONE_OF
from tactful.language.terms import Test
from tactful.language.values import NONE, NotAValue, Value
from tactful.network.evaluator import Network
from tactful.pages.html import html
from tactful.pages.markdown import markdown
from tactful.pages.plain import plain
from tactful.reading.ruleset import load, load_ruleset_text
from tactful.scenarios.scenario import load_scenarios
from tactful.scenarios.words import Inquiry

OFFER = Path(__file__).parent.parent / "golden" / "offer.yaml"
RULES = load(OFFER)
NETWORK = Network(RULES)
CAR: dict[str, Value] = {"bonus": NONE, "perks": frozenset({"car"})}


def reasoned(given: dict[str, Value]) -> Reasoning:
    return reason(explain(NETWORK, "Said", NETWORK.evaluate(given), questions=False))


def test_advice_says_first_what_does_not_fit(golden: Golden) -> None:
    shown = []
    for scenario in load_scenarios(OFFER, RULES).scenarios:
        conclusions = NETWORK.evaluate(scenario.given)
        shown.append(page(explain(NETWORK, scenario.title, conclusions, questions=False)))
    golden("what-does-not-fit.txt", plain(shown))
    golden("what-does-not-fit.md", markdown(shown))


def test_answers_read_well(golden: Golden) -> None:
    asked = [
        Inquiry("why", "due"),
        Inquiry("why", "total"),
        Inquiry("why", "perks", frozenset({"car"})),
        Inquiry("why not", "perks", frozenset({"training"})),
        Inquiry("why not", "bonus", 3),
        Inquiry("why not", "reply", "accept"),
    ]
    pages = []
    for scenario in load_scenarios(OFFER, RULES).scenarios:
        told = reasoned(dict(scenario.given))
        pages.append(reasoned_page(told, answers(asked, told)))
    golden("answers-of-what-is-said.txt", plain(pages))


@pytest.mark.parametrize(
    ("fact", "means", "ways"),
    [
        ("due", NONE, ["none", "no", "They named no date", "they named no date."]),
        ("perks", frozenset({"car", "phone"}), ["1, 2", "1 2", "car, a phone", "wheels; 2"]),
        ("perks", frozenset({"car"}), ["1", "A car", "vehicle", "[car]"]),
        ("perks", frozenset(), ["none", "no", "[]", "none of them"]),
    ],
)
def test_people_answer_in_their_own_words(fact: str, means: Value, ways: list[str]) -> None:
    type_ = RULES.facts[fact].type
    choices = tuple(Choice(n, label, type_.also.get(n, ())) for n, label in type_.choices.items())
    asked = Asking(fact, "?", choices, None, None, type_.none, type_.many)
    for words in ways:
        assert understood(RULES, asked, words) == means, words
    for words in ("1, 9", "tram"):
        with pytest.raises(NotAValue):
            understood(RULES, asked, words)


def test_an_answer_that_does_not_fit_is_asked_back() -> None:
    start = Interview(NETWORK, {})
    none = start.answered("bonus", NONE)
    assert asked_back(start, none) is None
    broken = none.answered("perks", frozenset({"car"}))
    told = asked_back(none, broken)
    assert told is not None
    assert told.others == ("bonus",)
    (said,) = told.said
    assert said == "There is no bonus and the extras are “a car”. A car comes with a bonus."
    assert asked_back(broken, broken.answered("due", NONE)) is None  # it was said once
    assert broken.without("bonus").known == {"perks": frozenset({"car"})}
    given = Interview(NETWORK, {"bonus": NONE})
    told = asked_back(given, given.answered("perks", frozenset({"car"})))
    assert told is not None
    assert told.others == ()  # what was said beforehand is not asked for again


def test_json_says_what_does_not_fit_and_that_there_is_none() -> None:
    told = reasoned(CAR)
    found = as_json(told.explanation, unknown=False)
    assert found["does_not_fit"] == [
        {
            "constraint": "car-and-bonus",
            "because": "A car comes with a bonus.",
            "facts": ["bonus", "perks"],
        }
    ]
    why = json.loads(
        as_text(explanations([(told, answers([Inquiry("why", "bonus", NONE)], told))]))
    )
    jsonschema.Draft202012Validator(tactful.schema("explanations")).validate(why)
    answer = why["explanations"][0]["answers"][0]
    assert (answer["value"], answer["none"], answer["outcome"]) == (None, True, "so")


def inquiries(rng: Random, told: Reasoning) -> Iterator[Inquiry]:
    rules = told.ruleset
    yield from (Inquiry("why", name) for name in (*rules.facts, *rules.decisions))
    yield from (Inquiry("why not", name) for name in rules.decisions)
    for name, value in draw_given(rng, rules).items():
        yield Inquiry(rng.choice(("why", "why not")), name, value)


@settings(unhurried, max_examples=max(20, DRAWS // 4))
@given(st.integers(0, 2**32))
def test_whatever_is_said_can_be_shown_in_every_format(seed: int) -> None:
    rng = Random(seed)
    rules = draw_ruleset(rng, SAID)
    network = Network(rules)
    conclusions = network.evaluate(draw_given(rng, rules))
    told = reason(explain(network, "Drawn", conclusions, questions=False))
    given_answers = answers(inquiries(rng, told), told)
    shown = [page(told.explanation), reasoned_page(told), reasoned_page(told, given_answers)]
    assert plain(shown, scores=True)
    assert markdown(shown)
    assert html(shown)
    broken = [one.constraint for one in told.explanation.does_not_fit]
    assert broken == [*conclusions.broken]
    first = [line.startswith("Check first what does") for line in shown[0].headline]
    assert first == sorted(first, reverse=True)
    assert sum(first) == len(broken)
    made = json.loads(as_text(results([told.explanation], unknown=False)))
    jsonschema.Draft202012Validator(tactful.schema("results")).validate(made)
    made = json.loads(as_text(explanations([(told, given_answers)])))
    jsonschema.Draft202012Validator(tactful.schema("explanations")).validate(made)


@pytest.mark.parametrize(
    ("test", "asked"),
    [
        (check("perks", "car"), "“a car”"),
        (check("perks", "car", "phone", op=ONE_OF), "“a car” or “a phone”"),
        (check("perks", "car", op=NOT), "that “a car” is not among them"),
        (check("perks", "car", "phone", op=NONE_OF), "none of “a car” or “a phone”"),
        (check("due", NONE), "that there is none"),
    ],
)
def test_what_it_takes_of_several_choices_can_be_none_of_them(test: Test, asked: str) -> None:
    assert demand(test, Wording(RULES, {})) == asked


TAKEN = """\
title: Taken
facts:
  thanked: {type: yes/no, default: no, label: whether you have thanked them, question: Thanked?}
  answered: {type: yes/no, label: whether they have answered you, question: Answered?}
decisions:
  d: {options: {x: x, y: y}, fallback: x}
constraints:
  - {id: c, never: {thanked: no, answered: yes}, because: They can only answer what they got.}
rules:
  - {id: r, when: {answered: yes}, then: {d: {y: for}}, because: So., source: house}
"""


def test_what_is_taken_for_granted_is_not_told_as_a_clients_own_words() -> None:
    rules = load_ruleset_text(TAKEN).ruleset
    assert rules is not None
    network = Network(rules)
    for facts, told in (
        ({"answered": True}, "You have not thanked them (taken for granted), and they have"),
        ({"answered": True, "thanked": False}, "You have not thanked them and they have"),
    ):
        (misfit,) = explain(network, "A client", network.evaluate(facts)).does_not_fit
        assert misfit.told.startswith(told)


@pytest.mark.parametrize("words", ["e-mail", "E-Mail", "e mail", "in-house", "in house"])
def test_a_hyphen_in_a_choices_words_may_be_a_space(words: str) -> None:
    choices = (Choice("letter", "in-house", ("e-mail",)), Choice("talk", "in a talk"))
    asked = Asking("due", "?", choices, None, None)
    assert understood(RULES, asked, words) == "letter"
