"""What people say is understood, and what could mean two things is never guessed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.language.model import Ruleset
from tactful.language.values import NONE
from tactful.reading.ruleset import load_ruleset_text
from tactful.scenarios.scenario import settings_from
from tactful.scenarios.spoken import as_written

RULES = """\
title: Spoken
facts:
  field:
    type: choice
    question: Which field?
    choices:
      tech: {label: technology, also: [IT, software]}
      government: {label: the civil service, also: [state]}
  wishes:
    {type: choice, many: yes, question: W?,
     choices: {car: a car, days_off: {label: days off, also: [holiday]}}}
  sure: {type: yes/no, question: S?}
  due: {type: date, none: They named no day, question: D?}
  met: {type: datetime, question: M?}
  firm: {type: text, none: It has no name, question: F?}
decisions:
  d: {options: {x: x, y: y}, fallback: x}
rules:
  - {id: r, when: {sure: yes}, then: {d: {y: for}}, because: So., source: house}
"""


@cache
def rules(dates: str | None = None) -> Ruleset:
    found = load_ruleset_text(RULES + (f"dates: {dates}\n" if dates else "")).ruleset
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("fact", "said", "meant"),
    [
        ("field", "tech", "tech"),
        ("field", "Technology", "tech"),
        ("field", "it", "tech"),
        ("field", "The civil service", "government"),
        ("field", "GOVERNMENT", "government"),
        ("field", "farming", "farming"),
        ("wishes", "a car, holiday", "[car, days_off]"),
        ("wishes", "[car]", "[car]"),
        ("wishes", "days off; a car", "[days_off, car]"),
        ("wishes", "Days-Off", "[days_off]"),
        ("wishes", "a car, a boat", "a car, a boat"),
        ("wishes", "", "[]"),
        ("sure", "Y", "yes"),
        ("sure", "No", "no"),
        ("sure", "FALSE", "no"),
        ("sure", "perhaps", "perhaps"),
        ("due", "none", "none"),
        ("due", "They named no day.", "none"),
        ("due", "20.11.2026", "2026-11-20"),
        ("due", "11/20/2026", "2026-11-20"),
        ("due", "5/5/2026", "2026-05-05"),
        ("due", "5.6.2026", "5.6.2026"),
        ("due", "31.2.2026", "31.2.2026"),
        ("due", "20 November 2026", "2026-11-20"),
        ("due", "20. Nov. 2026", "2026-11-20"),
        ("due", "Nov 20, 2026", "2026-11-20"),
        ("due", "20 ju 2026", "20 ju 2026"),
        ("due", "20 jun 2026", "2026-06-20"),
        ("met", "20.11.2026 14:00", "2026-11-20T14:00"),
        ("met", "20 November 2026 at 9.30", "2026-11-20T09:30"),
        ("met", "20.11.2026", "20.11.2026"),
        ("firm", "No", "No"),
        ("firm", "None", "none"),
    ],
)
def test_what_people_say_is_written_as_an_author_would(fact: str, said: str, meant: str) -> None:
    assert as_written(rules(), fact, said) == meant


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_ruleset_says_in_which_order_days_are_written(day: date) -> None:
    for order, written in (
        ("day first", "{0.day}.{0.month}.{0.year}"),
        ("month first", "{0.month}/{0.day}/{0.year}"),
    ):
        assert as_written(rules(order), "due", written.format(day)) == day.isoformat()


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_that_could_be_two_is_not_guessed(day: date) -> None:
    said = f"{day.day}.{day.month}.{day.year}"
    clear = day.day > 12 or day.day == day.month
    assert as_written(rules(), "due", said) == (day.isoformat() if clear else said)


def test_settings_are_read_as_people_say_them() -> None:
    words = [
        "field=IT",
        "wishes=holiday",
        "sure=Y",
        "due=They named no day",
        "met=20.11.2026 14:00",
    ]
    found = settings_from(words, rules(), "--set")
    assert found.diagnostics == ()
    assert {**found.given, "met": None} == {
        "field": "tech",
        "wishes": frozenset({"days_off"}),
        "sure": True,
        "due": NONE,
        "met": None,
    }


def test_what_is_not_understood_is_refused_as_it_was_said() -> None:
    found = settings_from(["field=farming", "due=5.6.2026"], rules(), "--set")
    assert found.given == {}
    assert [d.span.line for d in found.diagnostics] == [1, 2]
    assert "`farming`" in found.diagnostics[0].message
    assert "`5.6.2026`" in found.diagnostics[1].message


@given(st.text(), st.sampled_from(["field", "wishes", "sure", "due", "met", "firm"]))
def test_whatever_is_said_is_a_value_or_refused(said: str, fact: str) -> None:
    found = settings_from([f"{fact}={said}"], rules("day first"), "--set")
    assert bool(found.given) != bool(found.diagnostics)


def test_what_an_author_writes_stays_as_it_is() -> None:
    day = date(2026, 11, 20) + timedelta(days=1)
    for fact, text in (("field", "tech"), ("due", day.isoformat()), ("met", "2026-11-20T14:00:30")):
        assert as_written(rules("month first"), fact, text) == text
