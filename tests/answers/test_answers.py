"""Answers: what became of what was asked about, and what would have helped."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest

from running import MOODS
from tactful.answers.answer import Answer, Verdict
from tactful.answers.answering import answers
from tactful.answers.grounds import reason
from tactful.explanation.explanation import explain
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load_ruleset
from tactful.scenarios.words import Asks, Inquiry

NOON = datetime(2026, 11, 20, 12, 0)


@cache
def moods() -> Ruleset:
    loaded = load_ruleset(MOODS)
    assert loaded.ruleset is not None
    return loaded.ruleset


def answer(asks: Asks, subject: str, value: Value | None = None, **given: Value) -> Answer:
    """The answer to one question about what the small ruleset makes of these facts."""
    network = Network(moods())
    reasoning = reason(explain(network, "Asked", network.evaluate(given, now=NOON)))
    (only,) = answers([Inquiry(asks, subject, value)], reasoning)
    return only


CHEERFUL: dict[str, Value] = {"mood": "cheerful"}
OFFICIAL: dict[str, Value] = {"mood": "polite", "neighbour": "official"}


@pytest.mark.parametrize(
    ("subject", "value", "given", "outcome"),
    [
        ("means", "note", CHEERFUL, Verdict.SO),
        ("means", "call", CHEERFUL, Verdict.OUTWEIGHED),
        ("means", "present", OFFICIAL, Verdict.RULED_OUT),
        ("means", "present", CHEERFUL, Verdict.NEVER_ARGUED_FOR),
        ("means", "note", {"mood": "frosty"}, Verdict.NOT_APPLICABLE),
        ("manner", "easy", {"neighbour": "official"}, Verdict.CONCLUDED_OTHERWISE),
        ("manner", "easy", {"manner": "stiff"}, Verdict.GIVEN_OTHERWISE),
        ("manner", "easy", {}, Verdict.UNKNOWN),
        ("manner", "easy", {"mood": "cheerful", "neighbour": "official"}, Verdict.CONFLICT),
        ("thanked", True, {}, Verdict.DEFAULT_OTHERWISE),
        ("hours_passed", 3, {"helped_at": NOON}, Verdict.COMPUTED_OTHERWISE),
    ],
)
def test_why_not_says_which_it_is(
    subject: str, value: Value, given: dict[str, Value], outcome: Verdict
) -> None:
    assert answer("why not", subject, value, **given).verdict is outcome


def test_why_of_what_was_not_chosen_answers_why_not() -> None:
    asked = answer("why", "means", "present", **OFFICIAL)
    assert asked.verdict is Verdict.RULED_OUT
    assert asked.sentences[0] == "It is ruled out. Officials may not take presents."


def test_why_not_of_what_was_chosen_says_so() -> None:
    assert (
        answer("why not", "means", "note", **CHEERFUL)
        .sentences[0]
        .startswith("But it was chosen. ")
    )


def test_outweighed_names_what_has_more_behind_it() -> None:
    given: dict[str, Value] = {"mood": "cheerful", "neighbour": "friend"}
    (said,) = answer("why not", "means", "call", **given).sentences
    assert "More speaks for “a small present”. A friend deserves a present." in said


def test_a_tie_is_said_to_be_one() -> None:
    (said,) = answer("why not", "means", "call", **CHEERFUL).sentences
    assert said.startswith("Just as much speaks for it. It is a tie:")


def test_what_would_have_helped_stands_nearest_first() -> None:
    given: dict[str, Value] = {"mood": "polite", "likes_flowers": True}
    needs = answer("why not", "means", "present", **given).needs
    assert [need.silent.rule.id for need in needs] == ["flowers", "present-for-a-friend"]
    flowers, friend = needs
    assert flowers.would == "This would speak slightly for it"
    assert flowers.lacks == (
        "One of two conditions holds; your budget is not known, and it takes at least 10 USD."
    )
    assert friend.lacks == (
        "Neither of two conditions holds: the mood is “polite”, and it takes “cheerful”; the "
        "neighbour is not known, and it takes “a friend”."
    )


def test_an_exception_that_holds_is_what_it_lacks() -> None:
    given: dict[str, Value] = {"mood": "cheerful", "neighbour": "friend", "presents_welcome": False}
    (need, _) = answer("why not", "means", "present", **given).needs
    assert need.silent.rule.id == "present-for-a-friend"
    assert need.lacks == (
        "It makes an exception where the answer to “Do they like presents?” is no, as is so here."
    )


def test_a_rule_that_gave_way_says_to_which() -> None:
    given: dict[str, Value] = {"mood": "cheerful", "neighbour": "stranger"}
    (need,) = answer("why not", "manner", "easy", **given).needs
    assert need.silent.gave_way_to == ("strangers-are-stiff",)
    assert need.lacks == "It gives way to “With strangers one stays polite”."


def test_a_conflict_shows_both_sides() -> None:
    asked = answer("why", "manner", mood="cheerful", neighbour="official")
    assert asked.verdict is Verdict.CONFLICT
    (tree,) = asked.tree
    assert [side.lead for side in tree.behind] == ["“Stiff”:", "“Easy”:"]


def test_a_decision_that_does_not_come_up_says_why() -> None:
    asked = answer("why", "means", mood="frosty")
    assert asked.sentences == ("That does not come up here, because the next step is “wait”.",)


def test_a_given_fact_was_said() -> None:
    assert answer("why", "mood", mood="polite").sentences == ("Polite. You said so.",)
    assert answer("why", "now").sentences == (
        "Friday 20 November 2026 at 12:00, by this computer's clock.",
    )
    assert answer("why", "thanked").sentences == ("No, unless you say otherwise.",)
    assert "What may it cost?" in answer("why", "budget").sentences[0]


def test_what_does_not_matter_is_nothing_that_an_answer_rests_on() -> None:
    asked = answer("why", "means", mood="polite", budget=10, helped_at=NOON, thanked=False)
    assert asked.steps[0].given == {"mood", "thanked"}
