"""Explanations: what is gathered, and how a page of it reads."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest

from goldens import Golden
from running import MOODS
from tactful.explanation.explanation import Explanation, explain
from tactful.explanation.open_ends import MOST_QUESTIONS
from tactful.explanation.page import bars_of, page
from tactful.language.conclusions import Origin, Status
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.pages.markdown import markdown
from tactful.pages.plain import plain
from tactful.reading.ruleset import load, load_ruleset
from tactful.scenarios.scenario import Scenario, load_scenarios
from tactful.text.library import packaged

NOON = datetime(2026, 11, 20, 12, 0)


@cache
def moods() -> Ruleset:
    loaded = load_ruleset(MOODS)
    assert loaded.ruleset is not None, loaded.diagnostics
    return loaded.ruleset


@cache
def scenarios() -> dict[str, Scenario]:
    return {scenario.title: scenario for scenario in load_scenarios(MOODS, moods()).scenarios}


def explained(title: str = "A scenario", **given: Value) -> Explanation:
    """What the small ruleset makes of these facts, at noon by the clock."""
    network = Network(moods())
    return explain(network, title, network.evaluate(given, now=NOON))


def titled(title: str) -> Explanation:
    return explained(title, **scenarios()[title].given)


def slug(title: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in title.lower()).split())


TITLES = (
    "A tie between a note and a call",
    "A conflict about the manner",
    "Nothing but the fallback",
    "No recommendation for the wording",
    "A rule set aside for a stranger",
    "A present, assuming they like presents",
    "The given manner beats the official's",
    "Hardly anything known",
    "Two things to mind, days later",
    "Already thanked, so not a question any more",
    "A present ruled out for an official",
    "Flowers within the budget, close behind a note",
)


def test_every_scenario_of_the_small_ruleset_has_a_golden() -> None:
    assert set(TITLES) == set(scenarios())


@pytest.mark.parametrize("title", TITLES)
def test_it_reads_well(title: str, golden: Golden) -> None:
    shown = page(titled(title))
    golden(f"{slug(title)}.txt", plain([shown], scores=True) + "\n")
    golden(f"{slug(title)}.md", markdown([shown]) + "\n")


def decision(explanation: Explanation, id_: str):  # type: ignore[no-untyped-def]
    return next(d for d in explanation.decisions if d.id == id_)


def test_a_summary_takes_the_first_line_that_can_be_filled() -> None:
    assert titled(TITLES[0]).headline[0] == "Say thank you, with a note."
    assert titled("Nothing but the fallback").headline == ("Wait.",)


def test_a_tie_is_said_to_be_one() -> None:
    means = decision(titled("A tie between a note and a call"), "means")
    assert means.chosen == ("note",)
    assert means.runner_up == "call"
    assert means.remark.startswith("It is a tie: just as much speaks for “a call”.")
    assert "listed before" in means.remark


def test_arguments_stand_strongest_first() -> None:
    given: dict[str, Value] = {
        "mood": "cheerful",
        "neighbour": "friend",
        "likes_flowers": True,
        "budget": 20,
    }
    present = decision(explained("A present", **given), "means").option("present")
    assert [r.rule for r in present.in_favour] == ["present-for-a-friend", "flowers"]
    assert present.in_favour[1].because == "Flowers for 20 USD are a fine present."
    assert present.in_favour[0].credit == "Presents"


def test_house_rules_are_the_coachs_own() -> None:
    given = explained(mood="polite", neighbour="official")
    (veto,) = decision(given, "means").option("present").ruled_out_by
    assert (veto.rule, veto.source) == ("no-presents-for-officials", "house")
    assert veto.credit == "the coach's judgement"


def test_a_given_value_that_beats_a_conclusion_is_mentioned() -> None:
    (overruled,) = titled("The given manner beats the official's").overruled
    assert overruled.said == "said that the manner is “easy”"
    assert overruled.concluded == "stiff"
    assert [r.rule for r in overruled.reasons] == ["stiff-officials"]


def test_a_given_value_that_agrees_is_not() -> None:
    assert explained(neighbour="official", manner="stiff").overruled == ()


def test_an_assumption_has_words_for_machines_and_for_people() -> None:
    clock, assumed = explained(mood="cheerful", neighbour="friend").assumptions
    assert (clock.rule, clock.assumed) == (None, "now is 2026-11-20T12:00")
    assert clock.clause == "it is now Friday 20 November 2026 at 12:00"
    assert (assumed.rule, assumed.assumed) == ("present-for-a-friend", "presents_welcome is not no")
    assert assumed.clause == "the answer to “Do they like presents?” is yes"


def test_a_given_moment_is_no_assumption() -> None:
    assert explained(now=NOON, mood="polite").assumptions == ()


def test_a_conflict_names_and_quotes_both_rules() -> None:
    (found,) = titled("A conflict about the manner").disagreements
    assert [(value, reason.rule) for value, reason in found.sides] == [
        ("stiff", "stiff-officials"),
        ("easy", "easy-when-cheerful"),
    ]
    text = " ".join(plain([page(titled("A conflict about the manner"))]).split())
    assert "`stiff-officials`" in text
    assert "Officials keep their distance" in text


def test_people_meet_no_ids_and_no_numbers() -> None:
    for title in TITLES:
        if title != "A conflict about the manner":
            text = plain([page(titled(title))])
            ids = [rule for rule in moods().rules if "-" in rule]
            for word in (*ids, "say_thanks", "presents_welcome", "veto", "+2", "score"):
                assert word not in text, (title, word)


def test_unknown_facts_matter_to_the_decisions_they_could_change() -> None:
    matters = {asked.fact: asked.matters_to for asked in explained(mood="cheerful").find_unknown()}
    assert matters["neighbour"] == ("means", "wording", "cautions")
    assert matters["helped_at"] == ("cautions",)
    assert matters["presents_welcome"] == ("means",)
    assert "now" not in matters
    assert "hours_passed" not in matters


def test_a_fact_does_not_matter_where_no_answer_could_tip_the_balance() -> None:
    unknown = explained(mood="cheerful", neighbour="stranger").find_unknown()
    matters = {a.fact: a.matters_to for a in unknown}
    assert matters["presents_welcome"] == ()  # asked of friends only
    assert matters["budget"] == ()  # flowers speak slightly for a present, a note weighs more


def test_nothing_matters_to_a_decision_that_does_not_come_up() -> None:
    for asked in explained(mood="cheerful", thanked=True).find_unknown():
        assert "means" not in asked.matters_to


def test_people_are_asked_a_handful_of_questions() -> None:
    shown = page(titled("Hardly anything known"))
    questions = next(s for s in shown.sections if s.heading == "Worth finding out")
    assert len(questions.points) <= MOST_QUESTIONS + 1


def test_origins_are_kept() -> None:
    facts = {f.id: f for f in explained(mood="cheerful", helped_at=NOON).facts}
    assert facts["mood"].origin is Origin.GIVEN
    assert facts["manner"].origin is Origin.CONCLUDED
    assert [r.rule for r in facts["manner"].reasons] == ["easy-when-cheerful"]
    assert facts["hours_passed"].origin is Origin.COMPUTED
    assert facts["thanked"].origin is Origin.DEFAULT


def test_statuses_have_answers() -> None:
    wording = decision(titled("No recommendation for the wording"), "wording")
    assert (wording.status, wording.answer) == (Status.NONE, "No recommendation.")
    means = decision(titled("Nothing but the fallback"), "means")
    assert (means.status, means.remark) == (Status.NOT_APPLICABLE, "the next step is “wait”")


def test_what_a_rule_settles_has_the_longest_bar() -> None:
    network = Network(load(packaged()))
    found = explain(network, "They wrote", network.evaluate({"heard_back": True}))
    first = bars_of(found.decisions[0])[0]
    assert (first.label, first.chosen, first.settled) == ("answer their message", True, True)
    topic = page(found).sections[0].topics[0]
    assert [point.lead for point in topic.points[1:]] == ["For “say thank you”:"]
