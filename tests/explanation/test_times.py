"""Why a window is on another day than was meant, in words."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from tactful.explanation.times import when, why_later
from tactful.language.calendar import WEEKDAYS, Setting, Week
from tactful.language.terms import Hours, Window
from tactful.language.windows import place


@pytest.mark.parametrize(
    ("day", "country", "week", "because"),
    [
        (
            "2026-11-20",
            "SA",
            None,
            "Friday 20 November is a day off there, so this is the next working day.",
        ),
        (
            "2026-11-21",
            "FR",
            None,
            "Saturday 21 November is no working day, so this is the next working day.",
        ),
        (
            "2026-11-18",
            None,
            frozenset(WEEKDAYS[:2]),
            "Wednesday 18 November is a day off there, so this is the next working day.",
        ),
        (
            "2026-12-24",
            "SA",
            frozenset(WEEKDAYS[:3]),
            "Thursday 24 December is a day off there, so this is the next working day.",
        ),
        (
            "2026-11-26",
            "US",
            None,
            "Thursday 26 November is a public holiday (Thanksgiving Day), so this is the next "
            "working day.",
        ),
        # What is off every week is said of the day that was meant only.
        (
            "2026-12-24",
            "FR",
            frozenset(WEEKDAYS[4:5]),
            "Thursday 24 December is a day off there, Friday 25 December is a public holiday "
            "(Christmas Day), and Friday 1 January is a public holiday (New Year's Day), so this "
            "is the next working day.",
        ),
        ("2026-11-21", "IR", None, None),
        ("2026-02-14", "CN", None, None),
    ],
)
def test_why_a_window_is_later_than_meant(
    day: str, country: str | None, week: Week, because: str | None
) -> None:
    meant = date.fromisoformat(day)
    setting = Setting(datetime.combine(meant, time(8)), country=country, working_week=week)
    found = place(Window(("day",), Hours(time(9), time(10))), {"day": meant}, setting)
    assert found is not None
    assert why_later(found) == because


@pytest.mark.parametrize(
    ("now", "hours", "any_day", "said", "because"),
    [
        (
            "2026-11-20T12:00",
            Hours(time(20), time(2)),
            False,
            "today, Friday 20 November, between 20:00 and 02:00 the next day",
            None,
        ),
        (
            "2026-11-21T01:00",
            Hours(time(20), time(2)),
            False,
            "today, Saturday 21 November, from now until 02:00",
            None,
        ),
        (
            "2026-11-20T12:00",
            Hours(time(20), time(0)),
            False,
            "today, Friday 20 November, between 20:00 and midnight",
            None,
        ),
        (
            "2026-11-21T03:00",
            Hours(time(20), time(2)),
            True,
            "today, Saturday 21 November, between 20:00 and 02:00 the next day",
            "20:00 to 02:00 on Friday 20 November has passed, so this is the next day.",
        ),
        (
            "2026-11-21T03:00",
            Hours(time(20), time(2)),
            False,
            "Monday 23 November between 20:00 and 02:00 the next day",
            "20:00 to 02:00 on Friday 20 November has passed, so this is the next working day.",
        ),
    ],
)
def test_nights_and_days_of_any_kind(
    now: str, hours: Hours, any_day: bool, said: str, because: str | None
) -> None:
    window = Window(("day",), hours, any_day=any_day)
    found = place(window, {"day": date(2026, 11, 20)}, Setting(datetime.fromisoformat(now)))
    assert found is not None
    assert (when(found), why_later(found)) == (said, because)
