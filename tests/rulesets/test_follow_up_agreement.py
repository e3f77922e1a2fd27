"""The packaged advice agrees with itself: no window in the hours of which a caution warns."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dated import dated
from tactful.explanation.message import draft
from tactful.language.windows import window_of
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import Scenario
from tactful.text.library import packaged

RULES = load(packaged())
NETWORK = Network(RULES)
DATED = dated(packaged(), RULES)
WRITES = (
    "send_thank_you",
    "ask_for_news",
    "reply",
    "write_to_agency",
    "tell_of_other_offer",
    "correct_the_slip",
    "withdraw",
)
BEFORE_IT = ("wait_for_interview", "reply", "tell_of_other_offer", "withdraw")
"""What there may be to do while the interview is ahead."""


@pytest.mark.parametrize("scenario", DATED, ids=lambda scenario: scenario.title[:40])
def test_around_the_clock(scenario: Scenario) -> None:
    given = {name: value for name, value in scenario.given.items() if name != "timezone"}
    day = given["now"]
    assert isinstance(day, datetime)
    for hour in range(24):
        now = day.replace(hour=hour, tzinfo=None)
        came = NETWORK.evaluate({**given, "now": now})
        window = window_of(RULES, came)
        step, cautions = came.decisions["next_step"].choice, came.decisions["cautions"].choices
        assert (draft(RULES, came) is not None) is (step in WRITES)
        if window is None:
            continue
        ended = given.get("interview_ended")
        assert window.start >= now
        assert "busy_hours" not in cautions or not 10 <= window.start.hour < 16
        if isinstance(ended, datetime) and "too_soon" in cautions:
            assert window.start >= ended + timedelta(hours=1)
        if isinstance(ended, datetime) and ended > now:
            assert step in BEFORE_IT
            assert step != "wait_for_interview" or window.start >= ended + timedelta(hours=1)
