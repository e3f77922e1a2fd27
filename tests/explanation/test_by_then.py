"""Asked again at the start of its window, advice is the same, or has said what will differ."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dated import dated
from draws import DRAWS, unhurried
from tactful.answers.grounds import reason
from tactful.answers.page import reasoned_page
from tactful.answers.whatif import what_if
from tactful.explanation.explanation import explain
from tactful.explanation.message import draft, message_page
from tactful.explanation.page import page
from tactful.explanation.sending import MOST_MOVES, Sending, sending
from tactful.explanation.wire import as_json
from tactful.language.conclusions import outcome
from tactful.language.values import Value
from tactful.language.windows import window_of
from tactful.network.evaluator import Network
from tactful.pages.plain import plain
from tactful.proofs.counterfactual import Goal, counterfactuals
from tactful.reading.ruleset import load, load_ruleset_text
from tactful.text.library import packaged

RULES = load(packaged())
NETWORK = Network(RULES)
SITUATIONS = dated(packaged(), RULES)

SPOKEN = """\
title: Late
clock: {now: now}
facts:
  now: {type: datetime}
  met: {type: datetime, question: When did you meet?}
  hours: {type: number, unit: hours, computed: {hours from: met, to: now}}
decisions:
  act:
    question: What now?
    options:
      write:
        label: write
        window: {day: met, working days later: 1, from: "09:00", until: "10:00"}
    fallback: write
  mind: {options: {late: {label: it is late}, rushed: {label: it looks rushed}}, choose: many,
         question: What to mind?}
rules:
  - {id: late, when: {hours: more than 12}, then: {mind: {late: for}},
     because: Half a day has gone by., source: house}
  - {id: rushed, when: {hours: less than 1}, then: {mind: {rushed: for}},
     because: You met just now., source: house}
"""


def spoken(now: str) -> Any:
    rules = load_ruleset_text(SPOKEN).ruleset
    assert rules is not None
    network = Network(rules)
    known: dict[str, Value] = {
        "met": datetime(2026, 11, 19, 14),
        "now": datetime.fromisoformat(now),
    }
    return explain(network, "A client", network.evaluate(known))


@pytest.mark.parametrize(
    ("now", "choices", "rules", "said"),
    [
        ("2026-11-19T14:10", ["late"], ["late", "rushed"], "What to mind? It is late. Half a day"),
        (
            "2026-11-19T16:00",
            ["late"],
            ["late"],
            "What to mind? It is late. Half a day has gone by.",
        ),
        ("2026-11-20T08:00", [], [], ""),
        ("2026-11-20T09:30", [], [], ""),
    ],
)
def test_what_will_differ_is_told_with_the_rules(
    now: str, choices: list[str], rules: list[str], said: str
) -> None:
    explanation = spoken(now)
    found: Any = as_json(explanation, unknown=False)["by_then"]
    wanted = [{"decision": "mind", "choices": choices, "rules": rules}] if rules else []
    assert found == wanted
    text = " ".join(plain([page(explanation)]).split())
    assert ("BY THE TIME YOU ACT" in text) is bool(said)
    assert said in text


def test_what_no_longer_counts_is_told_where_nothing_new_does() -> None:
    rules = load_ruleset_text(SPOKEN.replace("more than 12", "more than 99")).ruleset
    assert rules is not None
    network = Network(rules)
    met = datetime(2026, 11, 19, 14)
    given_: dict[str, Value] = {"met": met, "now": met + timedelta(minutes=5)}
    text = " ".join(plain([page(explain(network, "A", network.evaluate(given_)))]).split())
    assert "What to mind? Nothing in particular. No longer counts: You met just now." in text


@settings(unhurried, max_examples=DRAWS)
@given(
    st.sampled_from(SITUATIONS),
    st.sampled_from([None, "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
    st.sampled_from([None, "DE", "US", "SA"]),
    st.integers(-72, 400),
)
def test_asked_again_at_the_start_of_the_window_all_is_as_it_was_said(
    scenario: Any, zone: str | None, country: str | None, hours: int
) -> None:
    known = {**scenario.given}
    known.pop("timezone", None)
    known.pop("country", None)
    known |= {} if zone is None else {"timezone": zone}
    known |= {} if country is None else {"country": country}
    known["now"] += timedelta(hours=hours)
    before = NETWORK.evaluate(known)
    explanation = explain(NETWORK, "A client", before, questions=False)
    if explanation.window is None:
        assert explanation.by_then == ()
        return
    start = explanation.window.start.replace(tzinfo=None)
    after = NETWORK.evaluate({**known, "now": max(start, known["now"])})
    told = {one.decision: one for one in explanation.by_then}
    for name, settled in after.decisions.items():
        if outcome(settled) == outcome(before.decisions[name]):
            assert name not in told
        else:
            assert told[name].choices == settled.choices
            changed = {*before.fired} ^ {*after.fired}
            assert {*told[name].rules} <= changed


@settings(unhurried, max_examples=DRAWS)
@given(st.sampled_from(SITUATIONS), st.integers(-72, 400))
def test_a_moment_that_the_clock_gave_is_as_good_as_a_given_one(scenario: Any, hours: int) -> None:
    known = {**scenario.given}
    now = known.pop("now") + timedelta(hours=hours)
    stated = explain(NETWORK, "A", NETWORK.evaluate({**known, "now": now}), questions=False)
    clocked = explain(NETWORK, "A", NETWORK.evaluate(known, now=now), questions=False)
    assert stated.by_then == clocked.by_then


WITH_DRAFT = SPOKEN.replace(
    "        label: write\n",
    "        label: write\n        draft: {subject: Hello, text: Thank you for today.}\n",
).replace("late: {label: it is late}", "late: {label: it is late, draft: {text: I am sorry.}}")


def to_send(now: str, text: str = WITH_DRAFT) -> tuple[str, Sending]:
    rules = load_ruleset_text(text).ruleset
    assert rules is not None
    network = Network(rules)
    known: dict[str, Value] = {
        "met": datetime(2026, 11, 19, 14),
        "now": datetime.fromisoformat(now),
    }
    found = sending(network, explain(network, "A client", network.evaluate(known)))
    told, message, moment, _ = found
    return " ".join(plain([message_page(page(told), message, moment)]).split()), found


@pytest.mark.parametrize(
    ("now", "said", "above"),
    [
        ("2026-11-19T14:10", "Thank you for today. I am sorry.", "tomorrow, Friday 20 November"),
        ("2026-11-19T16:00", "Thank you for today. I am sorry.", "tomorrow, Friday 20 November"),
        ("2026-11-20T08:00", "Thank you for today. I am sorry.", None),
        ("2026-11-20T09:30", "Thank you for today. I am sorry.", None),
    ],
)
def test_a_message_is_the_one_for_the_moment_of_sending(
    now: str, said: str, above: str | None
) -> None:
    text, _ = to_send(now)
    assert said in text
    assert "What to mind? It is late." in text
    line = (
        f"This message is for the time at which you send it: {above}, at 09:00. Right now it would"
    )
    assert (line in text) is (above is not None)
    assert ("at which you send it" in text) is (above is not None)


def test_what_is_not_to_be_written_when_its_time_comes_is_not_written_now() -> None:
    stops = WITH_DRAFT.replace("      write:\n", "      hold: hold off\n      write:\n")
    stops += """\
  - {id: too-late, when: {hours: more than 12}, then: {act: {hold: for}},
     because: They have gone., source: house}
"""
    stops = stops.replace(", draft: {text: I am sorry.}", "")
    text, found = to_send("2026-11-19T14:10", stops)
    assert found.message is None
    assert "There is nothing to write when its time comes, tomorrow, Friday 20 November, at" in text


@settings(unhurried, max_examples=DRAWS)
@given(st.sampled_from(SITUATIONS), st.integers(-72, 400))
def test_drafts_are_those_of_asking_again_when_it_is_time(scenario: Any, hours: int) -> None:
    known = {**scenario.given}
    known["now"] += timedelta(hours=hours)
    told = explain(NETWORK, "A client", NETWORK.evaluate(known), questions=False)
    found = sending(NETWORK, told)
    moment = known["now"]
    for _ in range(MOST_MOVES):
        conclusions = NETWORK.evaluate({**known, "now": moment})
        window = window_of(RULES, conclusions)
        if window is None or window.start.replace(tzinfo=None) <= moment:
            break
        moment = window.start.replace(tzinfo=None)
    if draft(RULES, told.conclusions) is None:
        assert found == Sending(told, None)
        return
    then = NETWORK.evaluate({**known, "now": moment})
    assert found.message == draft(RULES, then)
    assert found.told.conclusions.decisions == then.decisions
    if found.moment is None:
        assert found.message == draft(RULES, told.conclusions)
    else:
        assert moment > known["now"]


@pytest.mark.parametrize(
    ("now", "told"),
    [("2026-11-19T14:10", True), ("2026-11-20T08:00", False)],
)
def test_every_face_says_what_will_differ(now: str, told: bool) -> None:
    explanation = spoken(now)
    rules, known = explanation.ruleset, explanation.conclusions
    network = Network(rules)
    answer = counterfactuals(network, known, Goal("mind", "late"))
    pages = [
        page(explanation),
        reasoned_page(reason(explanation)),
        what_if(explanation, [answer], network),
    ]
    for one in pages:
        text = " ".join(plain([one]).split())
        assert ("BY THE TIME YOU ACT - What to mind? It is late." in text) is told
        assert "When exactly: " in text
