"""A plan and advice agree: asked again at any moment that a plan names, it is what it says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dated import dated
from draws import DRAWS, unhurried
from tactful.explanation.explanation import Explanation, explain
from tactful.explanation.wire import window_as_json
from tactful.language.conclusions import outcome
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.pages.html import html
from tactful.pages.plain import plain
from tactful.plans.ics import calendar
from tactful.plans.page import plan_page
from tactful.plans.plan import Plan, plan
from tactful.plans.timeline import timeline
from tactful.plans.wire import plans
from tactful.reading.ruleset import load, load_ruleset_text
from tactful.text.library import packaged

from readers import by_ical, by_icalendar, by_vobject  # isort: skip

RULES = load(packaged())
NETWORK = Network(RULES)
SITUATIONS = dated(packaged(), RULES)

ERRAND = """\
title: An errand
clock: {now: now}
facts:
  now: {type: datetime}
  due: {type: date, question: When is it due?}
  asked: {type: yes/no, default: no, question: Have you asked?}
  times: {type: number, whole: yes, default: 0, question: How often have you asked?}
  left: {type: number, unit: days, computed: {days from: now, to: due}}
  hour: {type: time, computed: {time of day: now}}
decisions:
  step: {options: {ask: {label: ask, after: AFTER}, rest: rest}, fallback: rest}
  timing:
    applies when: {step: ask}
    options:
      on_the_day: {label: on the day, window: {day: due, from: "09:00", until: "18:00"}}
      late: {label: in the evening, window: {day: due, from: "19:00", until: "21:00"}}
summary: ["{step} {timing}.", "{step}."]
rules:
  - {id: ask, when: {asked: no}, then: {step: {ask: for}, timing: {on_the_day: for}}, because: Ask.,
     source: house}
  - {id: more, when: WHEN, then: THEN, because: So., source: house}
"""
START = datetime(2026, 11, 20, 10)
DUE: dict[str, Value] = {"due": date(2026, 12, 18)}


def errand(when: str, then: str, after: str = "{asked: yes}") -> tuple[Ruleset, Plan]:
    text = ERRAND.replace("WHEN", when).replace("THEN", then).replace("AFTER", after)
    rules = load_ruleset_text(text).ruleset
    assert rules is not None
    return rules, plan(rules, Network(rules).evaluate, DUE, START)


@pytest.mark.parametrize(
    ("when", "then", "taken"),
    [
        ("{left: at most 5}", "{step: {rest: always}}", []),  # by then there is nothing to do
        ("{left: between 2 and 5}", "{step: {rest: always}}", ["2026-12-18T09:00"]),
        ("{left: 0, hour: at least 12:00}", "{timing: {late: always}}", ["2026-12-18T09:00"]),
        ("{left: 0, hour: before 12:00}", "{timing: {late: always}}", ["2026-12-18T12:00"]),
        ("{left: 0, hour: before 20:00}", "{timing: {late: always}}", ["2026-12-18T19:00"]),
        ("{left: 0, hour: before 08:00}", "{timing: {late: always}}", ["2026-12-18T09:00"]),
        ("{left: at most 0}", "{timing: {late: always}}", ["2026-12-18T19:00"]),
    ],
    ids=["nothing", "nothing-for-a-while", "while-open", "opens-late", "other", "before", "day"],
)
def test_a_plan_follows_the_advice_of_the_moment(when: str, then: str, taken: list[str]) -> None:
    _, made = errand(when, then)
    found = [step.taken for step in made.steps if step.acts]
    assert found == [datetime.fromisoformat(moment) for moment in taken]


@pytest.mark.parametrize(
    ("after", "says"), [("{times: one more}", True), ("{}", True), ("{asked: yes}", False)]
)
def test_a_step_after_which_the_advice_is_the_same_says_so(after: str, says: bool) -> None:
    _, made = errand("{left: at least 400}", "{timing: {late: always}}", after)
    told = timeline(made, "An errand")
    line = "After that, the advice is still “ask”."
    for text in (plain([plan_page(told)]), html([plan_page(told)])):
        assert (line in text) is says
    assert made.steps[0].stands is says
    assert (line in by_vobject(calendar([told]))[0].description) is says


def test_reasons_are_those_of_the_moment_of_the_step() -> None:
    """What made it "in the evening" holds in the morning only, when nobody acts."""
    rules, made = errand("{left: 0, hour: before 12:00}", "{timing: {late: always}}")
    told = timeline(made, "An errand")
    steps = [entry for entry in told.entries if entry.act]
    for entry in steps:
        assert {reason.rule for reason in entry.why} <= {*entry.step.conclusions.fired}
        assert entry.why
    assert rules.rules.keys() >= {reason.rule for entry in steps for reason in entry.why}


def known_before(made: Plan, number: int) -> dict[str, Value]:
    """What is known when a step begins: what is given, and what the steps before it leave."""
    known = dict(made.given)
    for step in made.steps[:number]:
        known.update(step.leaves)
    return known


def asked_at(known: dict[str, Value], moment: datetime) -> Explanation:
    return explain(NETWORK, "A client", NETWORK.evaluate({**known, "now": moment}), questions=False)


places = st.sampled_from(
    [
        {},
        {"timezone": "Europe/Berlin", "country": "DE"},
        {"timezone": "America/New_York", "country": "US"},
        {"timezone": "Asia/Kathmandu", "country": "NP"},
        {"timezone": "Asia/Riyadh", "country": "SA"},
    ]
)


def drawn_plan(scenario: Any, place: dict[str, Value], hours: int) -> Plan:
    known = {k: v for k, v in scenario.given.items() if k not in ("timezone", "country")}
    now = known.pop("now") + timedelta(hours=hours)
    return plan(RULES, NETWORK.evaluate, {**known, **place}, now)


@settings(unhurried, max_examples=max(5, DRAWS // 8))
@given(st.sampled_from(SITUATIONS), places, st.integers(-72, 400))
def test_asked_again_at_a_step_the_advice_is_the_step(
    scenario: Any, place: dict[str, Value], hours: int
) -> None:
    made = drawn_plan(scenario, place, hours)
    told = timeline(made, "A client")
    for number, (step, entry) in enumerate(zip(made.steps, told.entries, strict=True)):
        again = asked_at(known_before(made, number), step.taken or step.begins)
        assert entry.what == again.headline[0]
        for decision, settled in again.conclusions.decisions.items():
            assert outcome(settled) == outcome(step.conclusions.decisions[decision])
        for reason in entry.why:
            assert reason.rule in again.conclusions.fired
        if step.taken is not None:
            assert again.by_then == ()
            assert (again.window is None) is (step.window is None)
            if again.window is not None and step.window is not None:
                assert again.window.option == step.window.option
                assert again.window.start.replace(tzinfo=None) == step.taken
                assert again.window.end >= step.window.end


@settings(unhurried, max_examples=max(DRAWS // 16, 5))
@given(st.sampled_from(SITUATIONS), places, st.integers(-72, 400))
def test_each_change_tells_the_advice_from_then_on(
    scenario: Any, place: dict[str, Value], hours: int
) -> None:
    made = drawn_plan(scenario, place, hours)
    written: Any = plans([timeline(made, "A client")])
    (one,) = written["plans"]
    for change in one["changes"]:
        moment = datetime.fromisoformat(change["at"]).replace(tzinfo=None)
        before = asked_at(dict(made.given), moment - timedelta(seconds=1))
        now = asked_at(dict(made.given), moment)
        assert change["at"] == change["moment"]
        assert change["summary"] == [*now.headline]
        assert change["window"] == (window_as_json(now.window) if now.window else None)
        for name, told in change["decisions"].items():
            settled = now.conclusions.decisions[name]
            assert told == {"status": settled.status.value, "choices": [*settled.choices]}
        turning = {*before.conclusions.fired} ^ {*now.conclusions.fired}
        for cause in change["rules"]:
            assert cause["rule"] in turning
            assert (cause["rule"] in now.conclusions.fired) is cause["begins"]
        assert [cause for cause in change["causes"] if cause not in change["rules"]] == []


@settings(unhurried, max_examples=max(DRAWS // 5, 5))
@given(st.sampled_from(SITUATIONS), places, st.integers(-72, 400))
def test_events_tell_the_advice_that_holds_when_they_begin(
    scenario: Any, place: dict[str, Value], hours: int
) -> None:
    made = drawn_plan(scenario, place, hours)
    data = calendar([timeline(made, "A client")])
    acting = [n for n, step in enumerate(made.steps) if step.taken is not None]
    for read in (by_icalendar, by_vobject, by_ical):
        events = read(data)
        assert len(events) == len(acting)
        for number, event in zip(acting, events, strict=True):
            step = made.steps[number]
            assert step.taken is not None
            again = asked_at(known_before(made, number), step.taken)
            for line in again.headline:
                assert line in event.description.replace("\n", " ")
            assert event.summary == f"A client: {again.headline[0].rstrip('.')}"
