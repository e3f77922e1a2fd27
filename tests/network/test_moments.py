"""What enters beside the facts is checked like them, and the edges of calendars hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tactful
from draws import DRAWS, unhurried
from making import check, decision, facts, rule, ruleset
from tactful.answers.interview import Interview
from tactful.explanation.explanation import explain
from tactful.language import operators, reference
from tactful.language.given import InvalidGiven
from tactful.language.model import Clock, Effect, Rule, Ruleset
from tactful.language.terms import Hours, Window
from tactful.language.values import Kind, Value, ValueType
from tactful.network.evaluator import Network
from tactful.plans.plan import plan
from tactful.plans.timeline import timeline
from tactful.text.library import packaged

NOW = datetime(2026, 11, 20, 14, 0)
KNOWN: dict[str, Value] = {"rapport": "warm", "timezone": "America/New_York"}


@cache
def follow_up() -> Network:
    return Network(tactful.load(packaged()))


def explained(now: Any) -> object:
    return explain(follow_up(), "", follow_up().evaluate(KNOWN), now=now)


def in_a_cohort(now: Any) -> object:
    pytest.importorskip("polars")
    from tactful.cohort.matching import Matching
    from tactful.cohort.reading.reader import CohortReader

    return CohortReader(follow_up().ruleset, Matching({}, (), ()), now)


ENTRANCES: dict[str, Callable[[Any], object]] = {
    "evaluate": lambda now: follow_up().evaluate(KNOWN, now=now),
    "reference": lambda now: reference.evaluate(follow_up().ruleset, KNOWN, now=now),
    "without a clock": lambda now: Network(ruleset(facts(), [])).evaluate({}, now=now),
    "explain": explained,
    "interview": lambda now: Interview(follow_up(), KNOWN, now),
    "plan": lambda now: plan(follow_up().ruleset, follow_up().evaluate, KNOWN, now),
    "batch": in_a_cohort,
}

WRONG: list[object] = [
    datetime.min,
    datetime.max,
    datetime(1899, 12, 31, 23, 59, 59, 999_999),
    datetime(2200, 1, 1),
    NOW.replace(tzinfo=UTC),
    datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    NOW.date(),
    NOW.time(),
    "2026-11-20T14:00",
    1_795_000_000,
    float("nan"),
    True,
    timedelta(days=1),
    b"",
]


@pytest.mark.parametrize("name", ENTRANCES)
def test_no_entrance_takes_a_moment_that_is_no_local_time(name: str) -> None:
    told = "`start`: " if name == "plan" else "`now`: "
    for wrong in WRONG:
        with pytest.raises(InvalidGiven) as caught:
            ENTRANCES[name](wrong)
        assert str(caught.value).startswith(told), wrong
    ENTRANCES[name](NOW)


@pytest.mark.parametrize(
    ("now", "message"),
    [
        (
            datetime(2026, 11, 20, 19, 30, tzinfo=UTC),
            "`now`: `2026-11-20T19:30:00+00:00` carries an offset, and rules read local times; "
            "give now.astimezone(zone).replace(tzinfo=None), where zone is the zone of `timezone`",
        ),
        (
            date(2026, 11, 20),
            "`now`: `datetime.date(2026, 11, 20)` (of type date) is not a date with a time; "
            "give a datetime.datetime without tzinfo, in the client's local time",
        ),
        (
            datetime(9999, 12, 31),
            "`now`: `9999-12-31T00:00` is in a year that cannot be meant; "
            "use a year from 1900 to 2199",
        ),
    ],
)
def test_a_message_says_what_to_give(now: Any, message: str) -> None:
    with pytest.raises(InvalidGiven) as caught:
        follow_up().evaluate(KNOWN, now=now)
    assert str(caught.value) == message


@settings(unhurried, max_examples=DRAWS)
@given(st.datetimes(timezones=st.none() | st.timezones()))
def test_a_moment_is_refused_or_means_what_the_same_given_moment_means(now: datetime) -> None:
    clock = follow_up().ruleset.clock.now or ""
    outcomes: list[object] = []
    for more in ({"now": now}, {"given": {clock: now}}):
        known = {**KNOWN, **more.get("given", {})}  # type: ignore[dict-item]
        try:
            told = follow_up().evaluate(known, now=more.get("now"))  # type: ignore[arg-type]
        except InvalidGiven:
            outcomes.append(None)
        else:
            outcomes.append(told.decisions)
    assert outcomes[0] == outcomes[1]
    assert (outcomes[0] is None) is (now.tzinfo is not None or now.year not in range(1900, 2200))


@pytest.mark.parametrize("value", [time(10, tzinfo=UTC), time.max.replace(tzinfo=UTC)])
def test_a_time_of_day_with_a_zone_is_refused(value: time) -> None:
    made = ruleset(facts(t=ValueType(Kind.TIME)), [], rule("r", check("t", time(9)), then={}))
    for evaluate in (Network(made).evaluate, lambda known: reference.evaluate(made, known)):
        with pytest.raises(InvalidGiven, match=r"^`t`: .* carries an offset"):
            evaluate({"t": value})


def test_an_interview_refuses_what_is_known_and_what_is_answered() -> None:
    interview = Interview(follow_up(), KNOWN, NOW)
    for wrong in ("tepid", 5, NOW):
        with pytest.raises(InvalidGiven, match="`rapport`"):
            Interview(follow_up(), {"rapport": wrong})
        with pytest.raises(InvalidGiven, match="`rapport`"):
            interview.answered("rapport", wrong)


@pytest.mark.parametrize("days", [0, -1, 2.5, "3", None, True])
def test_a_plan_looks_whole_days_ahead(days: Any) -> None:
    with pytest.raises(InvalidGiven, match=r"^`days`: .* give an int from 1$"):
        plan(follow_up().ruleset, follow_up().evaluate, KNOWN, NOW, days)


def test_a_plan_is_not_told_in_a_zone_that_there_is_not() -> None:
    made = plan(follow_up().ruleset, follow_up().evaluate, KNOWN, NOW)
    said = "`my_timezone`: `Mars/Olympus` is not a time zone; give a name as 'Europe/Paris'"
    with pytest.raises(InvalidGiven, match=f"^{said}$"):
        timeline(made, "", "Mars/Olympus")


def nudging(most: int | None) -> Ruleset:
    """Nudges on every next working morning, for ever."""
    window = Window(("now",), Hours(time(9), time(17)), later=1)
    option = decision("d", "nudge", "wait", fallback="wait")
    nudge = option.options["nudge"]._replace(windows=(window,), after=(Effect("n", None, 1),))
    types = facts(now=ValueType(Kind.DATETIME), n=ValueType(Kind.NUMBER, whole=True, maximum=most))
    made = option._replace(options={**option.options, "nudge": nudge})
    says: Rule = rule("r", check("n", 0, op=operators.AT_LEAST), then={"d": {"nudge": "for"}})
    return replace(ruleset(types, [made], says), clock=Clock(now="now"))


@pytest.mark.parametrize("days", [1, 60, 10**12])
@pytest.mark.parametrize("most", [None, 0, 1, 2])
def test_plans_end_with_the_calendars_and_with_the_most_a_fact_can_be(
    most: int | None, days: int
) -> None:
    made = nudging(most)
    network = Network(made)
    early = datetime(1900 if days < 100 else 2195, 1, 1)
    for start in (datetime(2199, 12, 30), datetime(2199, 12, 31, 23, 59, 59), early):
        found = plan(made, network.evaluate, {"n": 0}, start, days)
        assert found.end <= datetime(2199, 12, 31, 23, 59, 59)
        left = [step.leaves["n"] for step in found.steps if step.leaves]
        assert all(most is None or number <= most for number in left)  # type: ignore[operator]
