"""The advice on offers agrees with itself, whichever day it is read on."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from dated import dated
from tactful.explanation.message import draft
from tactful.language.windows import window_of
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import Scenario
from tactful.text.library import packaged

HOME = packaged("offer-talk")
RULES = load(HOME)
NETWORK = Network(RULES)
DATED = dated(HOME, RULES)


@pytest.mark.parametrize("scenario", DATED, ids=lambda scenario: scenario.title[:60])
def test_two_weeks_long(scenario: Scenario) -> None:
    given = {name: value for name, value in scenario.given.items() if name != "timezone"}
    first, due = given["now"], given.get("answer_due")
    assert isinstance(first, datetime)
    for days in range(14):
        now = first.replace(tzinfo=None) + timedelta(days=days)
        came = NETWORK.evaluate({**given, "now": now})
        answer, window = came.decisions["answer"].choice, window_of(RULES, came)
        waits = answer == "wait_for_them"
        assert (draft(RULES, came) is None) is waits
        assert (window is None) is waits
        if window is None:
            continue
        assert window.start >= now
        asks = answer in ("ask_for_time", "ask_for_more", "accept", "ask_for_news")
        if asks and isinstance(due, date) and now.date() <= due and due.weekday() < 5:
            assert window.start.date() <= due, "said when it is too late"
