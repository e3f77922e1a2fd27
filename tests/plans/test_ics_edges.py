"""Events at the edges of the calendar: over New Year, and on the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from readers import by_ical, by_icalendar, by_vobject
from tactful.language.values import Value
from tactful.language.windows import window_of
from tactful.network.evaluator import Network
from tactful.plans.ics import calendar
from tactful.plans.plan import plan
from tactful.plans.timeline import timeline
from tactful.reading.ruleset import load_ruleset_text

RULES = """\
title: One call
clock: {now: now, timezone: zone}
facts:
  now: {type: datetime}
  zone: {type: text, question: Where is it?}
  day: {type: datetime, question: When is it?}
  done: {type: yes/no, default: no, question: Is it done?}
decisions:
  act:
    options:
      call:
        label: call
        window: {day: day, working days later: 1, from: "09:00", until: "10:00"}
        after: {done: yes}
      rest: rest
    fallback: rest
rules:
  - {id: call, when: {done: no}, then: {act: {call: for}}, because: Call., source: house}
"""


@pytest.mark.parametrize(
    ("zone", "now", "begins"),
    [
        ("Europe/Berlin", "2026-12-31T18:00", "2027-01-01T08:00"),
        ("Pacific/Auckland", "2026-12-31T18:00", "2026-12-31T20:00"),  # a year before in UTC
        ("America/Los_Angeles", "2026-12-31T18:00", "2027-01-01T17:00"),
        ("Europe/Berlin", "2027-03-26T12:00", "2027-03-29T07:00"),  # clocks change on the 28th
        ("Europe/Berlin", "2027-10-29T12:00", "2027-11-01T08:00"),  # and back on the 31st
        ("Africa/Cairo", "2026-04-23T12:00", "2026-04-24T06:00"),  # on the day itself
        ("Asia/Kathmandu", "2026-12-31T18:00", "2027-01-01T03:15"),
    ],
)
def test_every_reader_has_the_moment_that_is_advised(zone: str, now: str, begins: str) -> None:
    rules = load_ruleset_text(RULES).ruleset
    assert rules is not None
    network, moment = Network(rules), datetime.fromisoformat(now)
    known: dict[str, Value] = {"zone": zone, "day": moment}
    made = plan(rules, network.evaluate, known, moment)
    data = calendar([timeline(made, "A client")])
    window = window_of(rules, network.evaluate({**known, "now": moment}))
    assert window is not None
    wanted = datetime.fromisoformat(begins).replace(tzinfo=UTC)
    assert window.start.astimezone(UTC) == wanted
    for read in (by_icalendar, by_vobject, by_ical):
        (event,) = read(data)
        assert isinstance(event.start, datetime)
        assert isinstance(event.end, datetime)
        assert event.start.astimezone(UTC) == wanted
        assert event.end - event.start == timedelta(hours=1)
