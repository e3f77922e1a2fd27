"""Windows in pieces, on any day, counted back and over midnight; until when to wait."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import DRAWS, unhurried
from tactful.language import reference
from tactful.language.calendar import WEEKDAYS, Setting, day_off
from tactful.language.terms import Hours, Window
from tactful.language.values import Value
from tactful.language.windows import PlacedWindow, place, place_wait, wait_of, window_of
from tactful.reading.ruleset import load_ruleset_text

MORNING = Hours(time(8, 30), time(10))
NIGHT = Hours(time(22), time(4))
ALL_BUT_SATURDAY = frozenset(WEEKDAYS) - {"saturday"}
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

Drawn: TypeAlias = tuple[Window, date, Setting]

moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(
    lambda moment: moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
)
quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
hours = st.tuples(quarters, quarters).filter(lambda t: t[0] != t[1]).map(lambda t: Hours(*t))


@st.composite
def situations(draw: st.DrawFn) -> Drawn:
    now = draw(moments)
    ended = now + timedelta(minutes=15 * draw(st.integers(-4 * 24 * 9, 4 * 24 * 9)))
    window = Window(
        ("ended",),
        draw(hours),
        draw(st.integers(-4, 4)),
        draw(st.none() | hours),
        avoided=draw(st.none() | hours),
        any_day=draw(st.booleans()),
        whole_days=draw(st.booleans()),
    )
    week = draw(st.none() | st.frozensets(st.sampled_from(WEEKDAYS), min_size=1))
    country = draw(st.sampled_from((None, "DE", "CN", "SA", "US")))
    anchor = ended if draw(st.booleans()) else ended.date()
    return window, anchor, Setting(now, None, country, None, week)


def works(day: date, setting: Setting) -> bool:
    return day_off(day, *setting.workplace) is None


def meant_by(window: Window, anchor: date, setting: Setting) -> date:
    """The day that a window counts to, day by day."""
    day = anchor.date() if isinstance(anchor, datetime) else anchor
    left, step = abs(window.later), DAY if window.later > 0 else -DAY
    while left:
        day += step
        left -= window.whole_days or works(day, setting)
    return day


def among(moment: datetime, day: date, hours_: Hours) -> bool:
    """Whether a moment belongs to the hours that begin on a day."""
    start, end = (datetime.combine(day, at) for at in hours_)
    return start <= moment < (end if start < end else end + DAY)


def is_open(window: Window, meant: date, setting: Setting, moment: datetime) -> bool:
    """Whether a window is open, by its hours of this day and of the day before."""
    for day in (moment.date() - DAY, moment.date()):
        used = window.hours if day == meant else window.otherwise or window.hours
        may_be = day >= meant and (window.any_day or works(day, setting))
        if may_be and among(moment, day, used):
            break
    else:
        return False
    avoided = window.avoided
    return avoided is None or not any(
        among(moment, moment.date() - n * DAY, avoided) for n in (0, 1)
    )


@settings(unhurried, max_examples=2 * DRAWS)
@given(situations())
def test_a_window_opens_at_the_first_quarter_of_an_hour_that_is_among_its_hours(
    drawn: Drawn,
) -> None:
    window, anchor, setting = drawn
    assert setting.now is not None
    meant = meant_by(window, anchor, setting)
    moment = max(setting.now, datetime.combine(meant, time()))
    if isinstance(anchor, datetime) and window.later == 0:
        moment = max(moment, anchor)
    limit = moment + 16 * DAY  # no country of these rests for longer
    while moment < limit and not is_open(window, meant, setting, moment):
        moment += 15 * MINUTE
    found = place(window, {"ended": anchor}, setting)
    assert (found and found.start) == (moment if moment < limit else None)


@settings(unhurried, max_examples=DRAWS)
@given(situations(), moments)
def test_waiting_ends_at_one_moment_however_often_one_asks(drawn: Drawn, later: datetime) -> None:
    wait, anchor, setting = drawn
    assert setting.now is not None
    first = place_wait(wait, {"ended": anchor}, setting)
    again = place_wait(wait, {"ended": anchor}, setting._replace(now=later))
    ends = place_wait(wait, {"ended": anchor}, setting._replace(now=None))
    for found, now in ((first, setting.now), (again, later)):
        if ends is None or ends.until <= now:
            assert found is None
        else:
            assert found is not None
            assert (found.until, found.end) == (ends.until, ends.end)


# Checked by hand, with weekdays counted from 1 January 2026, a Thursday:
# - Saudi Arabia rests on Friday and Saturday. Thursday 19 November is followed by Sunday 22.
# - Israel too; an email may go out on the Friday. Its clocks are two hours ahead in November.
# - Iran's offices rest on Friday; Thursday is a shorter day. Its clocks are no longer changed.
# - Nepal's weekend is Saturday, which the library does not know: an employer says it by a week of
#   its own. Friday 20 November is followed by Sunday 22.
# - China, by the State Council's notice for 2026 as two firms' pages give it: 1 to 7 October
#   are free, and Saturday 10 is worked for them. So Chengdu works on the 8th, 9th and 10th.
# - Germany: 24 December is no public holiday; the 25th, a Friday, and the 26th are.
# - Morocco's clocks go back to UTC on the Sunday before Ramadan, 15 February 2026, at 03:00, and
#   forward again on the Sunday after it, 22 March, at 02:00.
BY_HAND = [
    ("SA", "Asia/Riyadh", "2026-11-19T18:00", 1, "2026-11-22T08:30:00+03:00"),
    ("IL", "Asia/Jerusalem", "2026-11-19T18:00", 1, "2026-11-22T08:30:00+02:00"),
    ("IR", "Asia/Tehran", "2026-11-18T18:00", 1, "2026-11-19T08:30:00+03:30"),
    ("IR", "Asia/Tehran", "2026-11-19T18:00", 1, "2026-11-21T08:30:00+03:30"),
    ("CN", "Asia/Shanghai", "2026-09-30T18:00", 1, "2026-10-08T08:30:00+08:00"),
    ("CN", "Asia/Shanghai", "2026-10-09T18:00", 1, "2026-10-10T08:30:00+08:00"),
    ("CN", "Asia/Shanghai", "2026-10-10T18:00", 1, "2026-10-12T08:30:00+08:00"),
    ("DE", "Europe/Berlin", "2026-12-23T18:00", 1, "2026-12-24T08:30:00+01:00"),
    ("DE", "Europe/Berlin", "2026-12-24T18:00", 1, "2026-12-28T08:30:00+01:00"),
    ("MA", "Africa/Casablanca", "2026-02-13T18:00", 1, "2026-02-16T08:30:00+00:00"),
    ("MA", "Africa/Casablanca", "2026-03-20T18:00", 1, "2026-03-23T08:30:00+01:00"),
    # Counted back: two working days before Monday 12 October are Saturday 10 and Friday 9.
    ("CN", "Asia/Shanghai", "2026-10-12T18:00", -2, "2026-10-09T08:30:00+08:00"),
    ("DE", "Europe/Berlin", "2026-12-28T18:00", -1, "2026-12-24T08:30:00+01:00"),
    ("SA", "Asia/Riyadh", "2026-11-22T18:00", -1, "2026-11-19T08:30:00+03:00"),
]


def placed(window: Window, ended: str, now: str, setting: Setting) -> PlacedWindow:
    present = setting._replace(now=datetime.fromisoformat(now))
    found = place(window, {"ended": datetime.fromisoformat(ended)}, present)
    assert found is not None
    return found


@pytest.mark.parametrize(("country", "zone", "ended", "later", "expected"), BY_HAND)
def test_working_mornings_checked_by_hand(
    country: str, zone: str, ended: str, later: int, expected: str
) -> None:
    window = Window(("ended",), MORNING, later)
    now = ended if later > 0 else "2026-01-02T09:00"
    assert placed(window, ended, now, Setting(None, zone, country)).start.isoformat() == expected


def test_an_employer_of_kathmandu_has_a_week_of_its_own() -> None:
    setting = Setting(None, "Asia/Kathmandu", "NP", None, ALL_BUT_SATURDAY)
    found = placed(Window(("ended",), MORNING, 1), "2026-11-20T18:00", "2026-11-20T18:00", setting)
    assert found.start.isoformat() == "2026-11-22T08:30:00+05:45"


@pytest.mark.parametrize(
    ("country", "zone", "ended", "expected"),
    [
        ("IL", "Asia/Jerusalem", "2026-11-19T18:00", "2026-11-20T08:30:00+02:00"),
        ("DE", "Europe/Berlin", "2026-12-24T18:00", "2026-12-25T08:30:00+01:00"),
        ("CN", "Asia/Shanghai", "2026-09-30T18:00", "2026-10-01T08:30:00+08:00"),
    ],
)
def test_an_email_may_go_out_on_any_day(country: str, zone: str, ended: str, expected: str) -> None:
    window = Window(("ended",), MORNING, 1, whole_days=True, any_day=True)
    found = placed(window, ended, ended, Setting(None, zone, country))
    assert (found.start.isoformat(), found.skipped) == (expected, ())


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        # Six hours by the clock are seven, and five, where it is changed at night.
        ("Africa/Casablanca", "2026-02-14", "22:00:00+01:00 2026-02-15T04:00:00+00:00"),
        ("Africa/Casablanca", "2026-03-21", "22:00:00+00:00 2026-03-22T04:00:00+01:00"),
        ("Europe/Berlin", "2026-10-24", "22:00:00+02:00 2026-10-25T04:00:00+01:00"),
        ("Europe/Berlin", "2026-03-28", "22:00:00+01:00 2026-03-29T04:00:00+02:00"),
        ("Asia/Kathmandu", "2026-03-28", "22:00:00+05:45 2026-03-29T04:00:00+05:45"),
    ],
)
def test_a_night_over_a_change_of_the_clocks(zone: str, day: str, expected: str) -> None:
    window = Window(("ended",), NIGHT, any_day=True)
    found = placed(window, f"{day}T12:00", f"{day}T12:00", Setting(None, zone))
    assert f"{found.start.isoformat()} {found.end.isoformat()}" == f"{day}T{expected}"


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        ("2026-11-20T12:00", "2026-11-20T22:00", "2026-11-21T04:00"),
        ("2026-11-21T01:00", "2026-11-21T01:00", "2026-11-21T04:00"),  # Friday's night
        ("2026-11-21T04:00", "2026-11-23T22:00", "2026-11-24T04:00"),
        ("2026-11-23T01:00", "2026-11-23T22:00", "2026-11-24T04:00"),  # Sunday has no night
        ("2026-11-25T01:00", "2026-11-25T01:00", "2026-11-25T04:00"),  # a later day's night
    ],
)
def test_a_night_belongs_to_the_day_it_begins_on(now: str, start: str, end: str) -> None:
    found = placed(Window(("ended",), NIGHT), "2026-11-20T12:00", now, Setting())
    assert (found.start, found.end) == (datetime.fromisoformat(start), datetime.fromisoformat(end))


RULES = """\
title: Pieces
clock: {now: now}
facts:
  now: {type: datetime}
  due: {type: date}
  met: {type: datetime}
  email: {type: yes/no}
  asked: {type: yes/no, default: no}
decisions:
  step:
    options:
      ask:
        label: ask
        window:
          - when: {email: yes, step: ask}
            day: due
            days before: 3
            days: any
            from: "20:00"
            until: "02:00"
          - when: {email: no}
            day: met
            working days later: 1
            from: "09:00"
            until: "18:00"
      hold: {label: hold off, wait until: {day: met, working days later: 5, from: "08:30"}}
  timing: {options: {now: {label: now, window: {day: now, from: "09:00", until: "18:00"}}}}
rules:
  - {id: ask, when: {asked: no}, then: {step: {ask: for}}, because: Ask., source: house}
  - {id: hold, when: {asked: yes}, then: {step: {hold: for}}, because: Wait., source: house}
  - {id: soon, when: {asked: yes}, then: {timing: {now: for}}, because: Soon., source: house}
"""


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"email": True, "due": date(2026, 12, 8)}, datetime(2026, 12, 5, 20)),
        ({"email": False, "met": datetime(2026, 11, 20, 15)}, datetime(2026, 11, 23, 9)),
        # Unknown is not true; and a piece that holds and has no day gives no window.
        ({"due": date(2026, 12, 8), "met": datetime(2026, 11, 20, 15)}, None),
        ({"email": True, "met": datetime(2026, 11, 20, 15)}, None),
    ],
)
def test_the_first_piece_that_holds_counts(
    known: dict[str, bool | date], expected: datetime | None
) -> None:
    ruleset = load_ruleset_text(RULES).ruleset
    assert ruleset is not None
    came = reference.evaluate(ruleset, {"now": datetime(2026, 11, 20, 16), **known})
    window = window_of(ruleset, came)
    assert (window and window.start) == expected
    assert wait_of(ruleset, came) is None


def test_waiting_opens_no_window_and_leaves_that_to_other_decisions() -> None:
    ruleset = load_ruleset_text(RULES).ruleset
    assert ruleset is not None
    now, met = datetime(2026, 11, 20, 16), datetime(2026, 11, 20, 15)
    came = reference.evaluate(ruleset, {"asked": True, "met": met, "now": now})
    wait, window = wait_of(ruleset, came), window_of(ruleset, came)
    assert wait is not None
    assert (wait.until, wait.end) == (datetime(2026, 11, 27, 8, 30), None)
    assert window is not None
    assert window.decision == "timing"
    assert window_of(ruleset, came, "step") is None
    assert window_of(ruleset, came, "timing") == window
    with pytest.raises(KeyError):
        window_of(ruleset, came, "nothing")


def test_an_option_with_both_waits_where_its_window_has_nothing_to_say() -> None:
    text = RULES.replace(
        'hold: {label: hold off, wait until: {day: met, working days later: 5, from: "08:30"}}',
        'hold: {label: hold off, wait until: {day: met, working days later: 5, from: "08:30"}, '
        'window: {when: {email: yes}, day: met, working days later: 1, from: "09:00", '
        'until: "18:00"}}',
    )
    ruleset = load_ruleset_text(text).ruleset
    assert ruleset is not None
    now, met = datetime(2026, 11, 20, 16), datetime(2026, 11, 20, 15)
    known: dict[str, Value] = {"asked": True, "met": met, "now": now}
    acting = reference.evaluate(ruleset, {**known, "email": True})
    window = window_of(ruleset, acting, "step")
    assert window is not None
    assert window.start == datetime(2026, 11, 23, 9)
    assert wait_of(ruleset, acting) is None
    waiting = reference.evaluate(ruleset, {**known, "email": False})
    wait = wait_of(ruleset, waiting)
    assert wait is not None
    assert wait.until == datetime(2026, 11, 27, 8, 30)
    assert window_of(ruleset, waiting, "step") is None
