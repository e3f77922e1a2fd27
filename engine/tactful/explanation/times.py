"""Windows and stretches of time in words: when exactly, there and for whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from tactful.explanation.wording import MONTHS, Wording, capitalised, counted, joined
from tactful.language.calendar import WEEKDAYS, a_weekday, comes_twice, date_of, zone_named
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.language.windows import PlacedWindow, Skipped

_MINUTE = timedelta(minutes=1)


def when(window: PlacedWindow, my_timezone: str | None = None) -> str:
    """When a window is, fit to follow "When exactly:": ``today, Friday 20 November, from now ...``.

    ``my_timezone`` is the reader's; the times there are added where they differ.
    """
    zone = window.setting.timezone
    place = f" in {city(zone)}" if zone is not None else ""
    now = window.setting.now
    if now is not None and _same_minute(window.start, now):
        hours = f"from now until {clock_time(window.end)}"
    else:
        hours = f"between {clock_time(window.start)} and {clock_time(window.end)}"
    day = day_of(window.start, None if now is None else now.date())
    comma = "," if day.startswith(("today", "tomorrow")) else ""
    return f"{day}{comma} {hours}{place}{_for_you(window, my_timezone)}"


def _same_minute(moment: datetime, now: datetime) -> bool:
    return abs(moment.replace(tzinfo=None) - now) < _MINUTE


def _for_you(window: PlacedWindow, my_timezone: str | None) -> str:
    if my_timezone is None or window.setting.timezone is None:
        return ""
    mine = zone_named(my_timezone)
    start, end = window.start.astimezone(mine), window.end.astimezone(mine)
    if start.utcoffset() == window.start.utcoffset() and end.utcoffset() == window.end.utcoffset():
        return ""
    first = "" if start.date() == window.start.date() else f"{day_of(start)}, "
    midnight = clock_time(end) == "midnight"
    ends_on = end.date() - timedelta(days=1) if midnight else end.date()
    last = "" if ends_on in (start.date(), window.start.date()) else f"{day_of(end)}, "
    return f"; that is {first}{clock_time(start)} to {last}{clock_time(end)} for you"


def without_zone(ruleset: Ruleset) -> str:
    """That times are told without a time zone, in the ruleset's own word for it."""
    named = Wording(ruleset, {}).named(ruleset.clock.timezone or "")
    return f"All times are local times: {named} is not known."


def without_country(ruleset: Ruleset) -> str:
    """That public holidays are not looked at, in the ruleset's own word for the country."""
    named = Wording(ruleset, {}).named(ruleset.clock.country or "")
    return f"Public holidays are left out: {named} is not known."


def why_later(window: PlacedWindow) -> str | None:
    """Why the window is on another day than was meant, as a sentence; ``None`` if it is not."""
    now = window.setting.now
    clauses = [_missed(skipped, now) for skipped in window.skipped[:1]]
    clauses += [
        _missed(skipped, now)
        for skipped in window.skipped[1:]
        if skipped.because not in (None, a_weekday(skipped.day))
    ]
    if not clauses:
        return None
    follows = window.start.date() - window.skipped[-1].day == timedelta(days=1)
    instead = "this is the next working day" if follows else "this is the next best time"
    return f"{capitalised(joined(clauses))}, so {instead}."


def _missed(skipped: Skipped, now: datetime | None) -> str:
    day = day_of(skipped.day)
    if skipped.because is None:
        hours = f"{skipped.hours.start:%H:%M} to {skipped.hours.end:%H:%M}"
        if now is not None and now < datetime.combine(skipped.day, skipped.hours.end):
            return f"{hours} on {day} is too early"
        return f"{hours} on {day} has passed"
    if skipped.because == a_weekday(skipped.day):
        usual = skipped.day.weekday() >= 5
        return f"{day} is no working day" if usual else f"{day} is a day off there"
    return f"{day} is a public holiday ({skipped.because})"


def day_of(day: date, present: date | None = None) -> str:
    """A day as people say it: ``Friday 20 November``, with "today" or "tomorrow" before it.

    The year is said where it is not the present day's.
    """
    plain = date_of(day)
    name = f"{WEEKDAYS[plain.weekday()].capitalize()} {plain.day} {MONTHS[plain.month - 1]}"
    if present is None:
        return name
    if plain.year != present.year:
        name += f" {plain.year}"
    ahead = (plain - present).days
    return {0: f"today, {name}", 1: f"tomorrow, {name}"}.get(ahead, name)


def clock_time(moment: datetime) -> str:
    """A time of day: ``16:30``, ``noon``, ``midnight``."""
    shown = f"{moment:%H:%M}"
    return {"00:00": "midnight", "12:00": "noon"}.get(shown, shown)


def city(timezone: str) -> str:
    """The place that a time zone is named after: ``New York``."""
    return timezone.rpartition("/")[2].replace("_", " ")


def repeated(values: Iterable[Value], timezone: str) -> Iterator[str]:
    """For each moment that the clocks showed twice, a sentence that says which one is meant."""
    for value in values:
        if isinstance(value, datetime) and comes_twice(value, timezone):
            meant = "second" if value.fold else "first"
            yield (
                f"The clocks of {city(timezone)} showed {clock_time(value)} twice on "
                f"{day_of(value)}: the {meant} is meant."
            )


def length(stretch: timedelta) -> str:
    """How long something takes, to a precision that people use: ``5 hours``, ``3 days``."""
    minutes = round(stretch / _MINUTE)
    if minutes < 1:
        return "less than a minute"
    if minutes < 120:
        return counted(minutes, "minute")
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        more = f" and {counted(rest, 'minute')}" if rest and hours < 10 else ""
        return counted(hours, "hour") + more
    return counted(round(minutes / 1440), "day")
