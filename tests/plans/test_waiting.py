"""Waiting is no act: what is said of it to people and to programs, now and in a plan."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest
from icalendar import Calendar

import tactful
from running import run
from tactful.explanation.explanation import explain
from tactful.explanation.page import page
from tactful.explanation.wire import results
from tactful.language.as_json import as_text
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.pages.html import html
from tactful.pages.markdown import markdown
from tactful.pages.plain import plain
from tactful.plans.ics import calendar
from tactful.plans.page import plan_page
from tactful.plans.plan import plan
from tactful.plans.timeline import Timeline, timeline
from tactful.plans.wire import plans
from tactful.reading.ruleset import load_ruleset_text

TEXT = """\
title: Ask before the day
clock: {now: now, timezone: zone, country: land}
facts:
  now: {type: datetime}
  zone: {type: text, question: Where are they?}
  land: {type: text, question: In which country?}
  due: {type: date, question: When is it due?}
  met: {type: datetime, question: When did you meet?}
  asked: {type: yes/no, default: no, question: Have you asked?}
  gone: {type: number, unit: days, computed: {working days from: met, to: now}}
decisions:
  step:
    options:
      ask: {label: ask, after: {asked: yes}}
      hold:
        label: hold off
        wait until:
          - {when: {asked: no}, day: met, days later: 8, from: "08:30", until: "10:00"}
          - {day: due, from: "08:30"}
    fallback: hold
  timing:
    applies when: {step: ask}
    options:
      ahead:
        label: ahead of the day
        window: {day: due, days before: 3, days: any, from: "20:00", until: "02:00"}
summary: ["{step} {timing}."]
rules:
  - id: ask
    when: {asked: no, gone: at least 5}
    then: {step: {ask: for}, timing: {ahead: for}}
    because: Ask.
    source: house
"""
KNOWN: dict[str, Value] = {
    "met": datetime(2026, 11, 20, 9),
    "due": date(2026, 12, 10),
    "zone": "Europe/Berlin",
    "land": "DE",
}
MET = datetime(2026, 11, 20, 10)


@cache
def rules() -> Ruleset:
    ruleset = load_ruleset_text(TEXT).ruleset
    assert ruleset is not None
    return ruleset


def said(now: datetime, my_timezone: str | None = None, **more: Value) -> str:
    network = Network(rules())
    made = explain(network, "A talk", network.evaluate({**KNOWN, "now": now, **more}))
    return " ".join(plain([page(made, my_timezone)]).split())


def result(now: datetime, **more: Value) -> dict[str, Any]:
    network = Network(rules())
    made = explain(network, "A talk", network.evaluate({**KNOWN, "now": now, **more}))
    read = json.loads(as_text(results([made])))
    jsonschema.validate(read, tactful.schema("results"))
    told: dict[str, Any] = read["results"][0]
    return told


@pytest.mark.parametrize(
    ("now", "asked", "line"),
    [
        # Eight days later is a Saturday, on which nobody works.
        (
            MET,
            False,
            "Monday 30 November, 08:30 in Berlin. Saturday 28 November is no working day, "
            "so this is the next working day. WHY",
        ),
        (datetime(2026, 12, 9, 12), True, "tomorrow, Thursday 10 December, 08:30 in Berlin. WHY"),
        (datetime(2026, 12, 10, 8), True, "today, Thursday 10 December, 08:30 in Berlin. WHY"),
    ],
)
def test_until_when_to_wait_is_said_in_place_of_when_exactly(
    now: datetime, asked: bool, line: str
) -> None:
    text = said(now, asked=asked)
    assert "When exactly" not in text
    assert f"The step: Hold off. Wait until {line}" in text


@pytest.mark.parametrize("now", [datetime(2026, 12, 10, 8, 30), datetime(2026, 12, 11, 7)])
def test_nothing_is_made_up_once_the_moment_has_passed(now: datetime) -> None:
    assert "Wait until" not in said(now, asked=True)
    assert result(now, asked=True)["wait"] is None


def test_the_time_there_is_told_for_whoever_reads_it() -> None:
    line = "Wait until Thursday 10 December, 08:30 in Berlin; that is 16:30 for you."
    assert line in said(MET, "Asia/Tokyo", asked=True)
    line = "08:30 in Berlin; that is Wednesday 9 December, 21:30 for you."
    assert line in said(MET, "Pacific/Honolulu", asked=True)


def test_programs_are_told_until_when_and_of_no_window() -> None:
    first = result(MET)
    assert first["window"] is None
    assert (first["wait"]["until"], first["wait"]["end"]) == (
        "2026-11-30T08:30:00+01:00",
        "2026-11-30T10:00:00+01:00",
    )
    assert result(MET, asked=True)["wait"] == {"until": "2026-12-10T08:30:00+01:00", "note": None}
    acting = result(datetime(2026, 11, 30, 9))
    assert acting["wait"] is None
    assert acting["window"]["start"] == "2026-12-07T20:00:00+01:00"


def test_no_result_has_it_where_no_option_waits() -> None:
    bare = rules_without_waits()
    network = Network(bare)
    made = explain(network, "A talk", network.evaluate({**KNOWN, "now": MET}))
    assert "wait" not in json.loads(as_text(results([made])))["results"][0]


def rules_without_waits() -> Ruleset:
    head, _, rest = TEXT.partition("        wait until:\n")
    ruleset = load_ruleset_text(head + rest[rest.index("    fallback") :]).ruleset
    assert ruleset is not None
    return ruleset


@cache
def planned() -> Timeline:
    made = plan(rules(), Network(rules()).evaluate, KNOWN, MET)
    return timeline(made, "A talk")


def test_a_plan_goes_on_when_the_advice_changes_and_waiting_is_no_step_of_it() -> None:
    plan_ = planned().plan
    waiting, asking, after = plan_.steps
    assert (waiting.taken, waiting.window, waiting.acts) == (None, None, ())
    assert waiting.wait is not None
    assert waiting.until == datetime(2026, 11, 27)
    assert asking.taken == datetime(2026, 12, 7, 20)
    assert asking.wait is None
    assert after.wait is not None
    assert after.wait.until.isoformat() == "2026-12-10T08:30:00+01:00"
    read = json.loads(as_text(plans([planned()])))
    jsonschema.validate(read, tactful.schema("plans"))
    assert [step["wait"] and step["wait"]["until"][:10] for step in read["plans"][0]["steps"]] == [
        "2026-11-30",
        None,
        "2026-12-10",
    ]


def test_every_face_of_a_plan_says_until_when() -> None:
    shown = plan_page(planned())
    for text in (plain([shown]), markdown([shown]), html([shown])):
        assert "Wait until Thursday 10 December, 08:30 in Berlin." in text
        assert "20:00 and 02:00 the next" in " ".join(text.split())


def test_a_calendar_has_no_event_for_waiting() -> None:
    (event,) = Calendar.from_ical(calendar([planned()])).walk("VEVENT")
    assert event.decoded("DTSTART") == datetime(2026, 12, 7, 19, tzinfo=UTC)
    assert event.decoded("DTEND") == datetime(2026, 12, 8, 1, tzinfo=UTC)


def test_a_batch_has_columns_for_it(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(TEXT)
    (tmp_path / "c.csv").write_text(
        "met,due,asked,zone\n"
        "2026-11-20T09:00,2026-12-10,yes,Europe/Berlin\n"
        "2026-11-20T09:00,2026-12-10,no,Europe/Berlin\n"
        "2026-11-02T09:00,2026-12-10,no,Europe/Berlin\n"
    )
    for name in ("o.csv", "o.xlsx"):
        came = run(
            "batch",
            tmp_path / "c.csv",
            "--ruleset",
            tmp_path / "rules.yaml",
            "--out",
            tmp_path / name,
            "--now",
            "2026-11-20T10:00",
        )
        assert came.code == 0
    rows = pl.read_csv(tmp_path / "o.csv").select("window_start", "wait_until", "wait_end").rows()
    assert rows == [
        (None, "2026-12-10T08:30:00+01:00", None),
        (None, "2026-11-30T08:30:00+01:00", "2026-11-30T10:00:00+01:00"),
        ("2026-12-07T20:00:00+01:00", None, None),
    ]
