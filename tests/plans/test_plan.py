"""The plan: steps follow from each other, end by themselves, and say what would end them early."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tactful
from dated import dated
from draws import DRAWS, unhurried
from goldens import Golden
from making import argument, check, decision, facts
from tactful.language.as_json import as_text
from tactful.language.model import Clock, Effect, Rule, Ruleset
from tactful.language.terms import FactRef
from tactful.language.values import Kind, Value, ValueType
from tactful.language.windows import window_of
from tactful.network.evaluator import Network
from tactful.pages.html import html
from tactful.pages.markdown import markdown
from tactful.pages.plain import plain
from tactful.plans.page import plan_page
from tactful.plans.plan import Plan, plan
from tactful.plans.sweep import TimelessRuleset
from tactful.plans.timeline import Timeline, timeline
from tactful.plans.wire import plans
from tactful.reading.ruleset import load, load_ruleset_text
from tactful.text.library import packaged

RULES = load(packaged())
NETWORK = Network(RULES)
WARM_TALK: dict[str, Value] = {
    "industry": "technology",
    "rapport": "hit_it_off",
    "email_known": True,
    "interview_ended": datetime(2026, 11, 20, 14),
    "timezone": "America/New_York",
    "country": "US",
}
NOW = datetime(2026, 11, 20, 14, 30)
SITUATIONS = dated(packaged(), RULES)


def planned(known: dict[str, Value], now: datetime = NOW, days: int = 60) -> Plan:
    return plan(RULES, NETWORK.evaluate, known, now, days)


@cache
def warm_talk() -> Timeline:
    return timeline(planned(WARM_TALK), "A warm talk", "Europe/Berlin")


def steps(made: Plan) -> list[tuple[str, str]]:
    return [
        (
            step.conclusions.decisions["next_step"].choices[0],
            (step.taken or step.until or made.end).isoformat(timespec="minutes"),
        )
        for step in made.steps
    ]


def test_it_follows_the_advice_until_nothing_is_left_to_do() -> None:
    made = planned(WARM_TALK)
    assert steps(made) == [
        ("send_thank_you", "2026-11-20T16:30"),
        ("hold_off", "2026-11-30T00:00"),
        ("ask_for_news", "2026-11-30T08:30"),
        ("hold_off", "2026-12-07T00:00"),
        ("ask_for_news", "2026-12-07T08:30"),
        ("wait_for_answer", "2026-12-14T00:00"),
        ("move_on", "2027-01-19T14:30"),
    ]
    assert made.complete
    # A Friday's thanks go out in the evening, too.
    assert made.holds_until == datetime(2026, 11, 20, 21)


def test_before_the_interview_it_plans_from_its_end() -> None:
    ended = datetime(2026, 11, 26, 14)
    for now in (datetime(2026, 11, 20, 9), datetime(2026, 11, 21, 21), datetime(2026, 11, 23, 12)):
        made = planned({**WARM_TALK, "country": "GB", "interview_ended": ended}, now)
        assert steps(made)[:3] == [
            ("wait_for_interview", "2026-11-26T14:00"),
            ("send_thank_you", "2026-11-26T16:30"),
            ("hold_off", "2026-12-03T00:00"),
        ]
        first, *_ = timeline(made, "A talk to come").entries
        assert (
            first.what
            == "Wait for the interview, then say thank you at the end of the interview day."
        )
        assert first.more == ()


def test_a_plan_without_a_way_to_reach_them_says_so_first() -> None:
    unreachable = {"email_known": False, "phone_known": False, "address_known": False}
    first, *_ = timeline(planned({**WARM_TALK, **unreachable}), "Nowhere").entries
    assert (first.act, first.what) == (False, "First find out how to reach them.")


def test_it_waits_for_the_date_they_named() -> None:
    made = planned({**WARM_TALK, "thank_you_sent": True, "decision_due": date(2026, 11, 24)})
    assert steps(made)[:3] == [
        ("hold_off", "2026-11-25T00:00"),
        ("ask_for_news", "2026-11-25T16:00"),
        # Five working days on, with Thanksgiving between.
        ("hold_off", "2026-12-03T00:00"),
    ]


def test_it_says_what_would_end_it_early() -> None:
    """Not what a client does who follows the plan: that would be no surprise."""
    ends = {early.fact: early for early in planned(WARM_TALK).early}
    assert [*ends] == ["no_messages_please", "heard_back", "other_offer"]
    early = ends["heard_back"]
    assert early.conclusions.decisions["next_step"].choices == ("reply",)


def test_what_a_step_leaves_behind_is_known_to_the_next() -> None:
    first, *_ = planned(WARM_TALK).steps
    assert first.leaves == {
        "thank_you_sent": True,
        "last_contact": datetime(2026, 11, 20, 16, 30),
        "nudges_sent": 0,
        "papers_asked_for": False,
    }
    nudges = [
        s.leaves["nudges_sent"] for s in planned(WARM_TALK).steps if "nudges_sent" in s.leaves
    ]
    assert nudges == [0, 1, 2]


def test_after_an_answer_the_next_word_is_theirs() -> None:
    made = planned({**WARM_TALK, "thank_you_sent": True, "heard_back": True})
    assert [step for step, _ in steps(made)][:3] == ["reply", "hold_off", "ask_for_news"]


def test_it_stops_where_it_stops_looking_ahead() -> None:
    made = planned(WARM_TALK, days=5)
    assert steps(made)[-1] == ("hold_off", "2026-11-25T14:30")
    assert not made.complete


@settings(unhurried, max_examples=max(20, DRAWS // 10))
@given(
    st.sampled_from(SITUATIONS),
    st.sampled_from((None, "Europe/Paris", "Asia/Tokyo")),
    st.integers(1, 400),
    st.integers(-2000, 40000),
)
def test_steps_are_in_order_and_keep_to_their_windows(
    scenario: Any, zone: str | None, days: int, later: int
) -> None:
    known = dict(scenario.given)
    now = known.pop("now") + timedelta(minutes=later)
    known.pop("timezone", None)
    if zone is not None:
        known["timezone"] = zone
    made = planned(known, now, days)
    before = now
    for step in made.steps:
        assert step.begins >= before
        if step.taken is not None:
            assert step.acts
            assert step.taken >= step.begins
            if step.window is not None:
                end = step.window.end.replace(tzinfo=None)
                assert step.taken < end
            before = step.taken
        elif step.until is not None:
            assert step.begins < step.until <= made.end
            before = step.until
    assert sum(step.taken is None and step.until is None for step in made.steps) <= 1
    assert len(made.steps) < 30


EXPIRING = """\
title: Ask before the day
clock: {now: now}
facts:
  now: {type: datetime}
  due: {type: date, question: When is it due?}
  asked: {type: yes/no, default: no, question: Have you asked?}
  left: {type: number, unit: days, computed: {days from: now, to: due}}
decisions:
  step: {options: {ask: {label: ask, after: {asked: yes}}, rest: rest}, fallback: rest}
  timing:
    applies when: {step: ask}
    options:
      at_once: {label: at once, window: {day: now, from: "09:00", until: "18:00"}}
      on_the_day: {label: on the day, window: {day: due, from: "09:00", until: "18:00"}}
      late: {label: in the evening, window: {day: due, from: "20:00", until: "21:00"}}
rules:
  - {id: ask, when: {asked: no}, then: {step: {ask: for}, timing: {on_the_day: for}}, because: Ask.,
     source: house}
  - {id: hurry, when: {asked: no, left: LEFT}, then: {timing: {OPTION: strongly for}},
     because: It is getting late., source: house}
"""


@pytest.mark.parametrize(
    ("left", "option", "start", "taken"),
    [
        ("at most 5", "at_once", "2026-11-20T10:00", "2026-12-14T09:00"),  # the 13th is a Sunday
        ("at most 5", "at_once", "2026-12-17T19:00", "2026-12-18T09:00"),
        ("at most 3", "late", "2026-11-20T10:00", "2026-12-18T20:00"),
        ("between 2 and 5", "late", "2026-11-20T10:00", "2026-12-18T09:00"),  # and back again
        ("at least 40", "at_once", "2026-11-20T10:00", "2026-12-18T09:00"),
    ],
)
def test_the_window_that_counts_is_the_one_named_when_it_opens(
    left: str, option: str, start: str, taken: str
) -> None:
    rules = load_ruleset_text(EXPIRING.replace("LEFT", left).replace("OPTION", option)).ruleset
    assert rules is not None
    network = Network(rules)
    for minutes in range(3):
        now = datetime.fromisoformat(start) + timedelta(minutes=minutes)
        made = plan(rules, network.evaluate, {"due": date(2026, 12, 18)}, now)
        assert [step.taken for step in made.steps if step.acts] == [datetime.fromisoformat(taken)]


@settings(unhurried, max_examples=max(5, DRAWS // 8))
@given(
    st.sampled_from(SITUATIONS),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
    st.sampled_from(["DE", "US", "SA", "IN"]),
    st.integers(-72, 400),
)
def test_asked_again_when_a_step_is_due_the_advice_is_that_step_now(
    scenario: Any, zone: str, country: str, hours: int
) -> None:
    known = {**scenario.given, "timezone": zone, "country": country}
    now = known.pop("now") + timedelta(hours=hours)
    for step in plan(RULES, NETWORK.evaluate, known, now).steps:
        if step.taken is None:
            continue
        assert step.acts
        there = window_of(RULES, step.conclusions)
        assert there is None or there.start.replace(tzinfo=None) <= step.taken
        chosen = {name: step.conclusions.decisions[name].choices for name, _ in step.acts}
        assert all(option in chosen[name] for name, option in step.acts)


def test_steps_that_undo_each_other_do_not_go_on_for_ever() -> None:
    known = facts(now=ValueType(Kind.DATETIME), done=ValueType(Kind.YES_NO))
    made = decision("step", "do", "undo")
    options = {
        "do": made.options["do"]._replace(after=(Effect("done", True),)),
        "undo": made.options["undo"]._replace(after=(Effect("done", False),)),
    }
    rules = {
        name: Rule(
            name,
            ("",),
            "house",
            check("done", value),
            arguments=(argument(name, "step", name, "for"),),
        )
        for name, value in (("do", False), ("undo", True))
    }
    ruleset = Ruleset(
        "r", "R", known, {"step": made._replace(options=options)}, rules, clock=Clock("now")
    )
    found = plan(ruleset, Network(ruleset).evaluate, {"done": False}, NOW)
    assert not found.complete
    assert len(found.steps) == 100


def test_a_step_that_changes_nothing_is_taken_once() -> None:
    known = facts(now=ValueType(Kind.DATETIME), written=ValueType(Kind.DATETIME))
    made = decision("step", "write")
    options = {"write": made.options["write"]._replace(after=(Effect("written", FactRef("now")),))}
    rule = Rule("r", ("",), "house", None, arguments=(argument("r", "step", "write", "for"),))
    ruleset = Ruleset(
        "r", "R", known, {"step": made._replace(options=options)}, {"r": rule}, clock=Clock("now")
    )
    found = plan(ruleset, Network(ruleset).evaluate, {}, NOW)
    assert [step.leaves for step in found.steps] == [{"written": NOW}]


def test_a_ruleset_without_a_moment_cannot_be_planned() -> None:
    ruleset = Ruleset("r", "R", {}, {}, {})
    with pytest.raises(TimelessRuleset):
        plan(ruleset, Network(ruleset).evaluate, {}, NOW)


def test_how_a_plan_is_told(golden: Golden) -> None:
    golden("plan.txt", plain([plan_page(warm_talk())]) + "\n")
    golden("plan.md", markdown([plan_page(warm_talk())]) + "\n")
    golden("plan.html", html([plan_page(warm_talk())]) + "\n")


def test_a_plan_without_place_says_what_it_takes_for_granted() -> None:
    made = planned({"interview_ended": datetime(2026, 11, 20, 14)})
    assert timeline(made, "T").notes == (
        "All times are local times: the employer's time zone is not known.",
        "Public holidays are left out: the employer's country is not known.",
        "Each step counts on the one before having been taken as its time began.",
    )


def test_titles_cannot_break_the_page() -> None:
    told = timeline(planned(WARM_TALK), "<script>alert(1)</script> & co")
    assert "<script>" not in html([plan_page(told)])


@pytest.mark.parametrize("scenario", SITUATIONS[::7], ids=lambda s: s.title[:30])
def test_every_plan_keeps_to_the_schema(scenario: Any) -> None:
    schema = tactful.schema("plans")
    jsonschema.Draft202012Validator.check_schema(schema)
    told = timeline(planned(dict(scenario.given), scenario.given["now"]), scenario.title)
    written = json.loads(as_text(plans([told])))
    jsonschema.Draft202012Validator(schema).validate(written)
