"""Windows and stretches of time in words: when exactly, there and for whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from tactful.explanation.wording import MONTHS, Wording, capitalised, counted, joined
from tactful.language.calendar import WEEKDAYS, a_weekday, comes_twice, date_of, zone_named
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.language.windows import PlacedWait, PlacedWindow, Skipped

_MINUTE = timedelta(minutes=1)


def when(window: PlacedWindow, my_timezone: str | None = None) -> str:
    """When a window is, fit to follow "When exactly:": ``today, Friday 20 November, from now ...``.

    ``my_timezone`` is the reader's; the times there are added where they differ.
    """
    zone = window.setting.timezone
    place = f" in {city(zone)}" if zone is not None else ""
    now = window.setting.now
    if now is not None and _same_minute(window.start, now):
        hours = f"from now until {_closing(window)}"
    else:
        hours = f"between {clock_time(window.start)} and {_closing(window)}"
    day = day_of(window.start, None if now is None else now.date())
    comma = "," if day.startswith(("today", "tomorrow")) else ""
    return f"{day}{comma} {hours}{place}{_for_you(window, my_timezone)}"


def _closing(window: PlacedWindow) -> str:
    """When a window ends, with the day where that is another than it begins on."""
    said = clock_time(window.end)
    nights = (window.end.date() - window.start.date()).days
    return said if nights == 0 or said == "midnight" else f"{said} the next day"


def until_when(
    wait: PlacedWait, my_timezone: str | None = None, present: date | None = None
) -> str:
    """Until when to wait, as a sentence of its own.

    Why that is later than was meant follows in another, if it is.

    Args:
        wait: Until when.
        my_timezone: The reader's time zone; the time there is added where it differs.
        present: The day that is "today"; ``None`` for that of the moment it was placed for.
    """
    zone, now = wait.hours.setting.timezone, wait.hours.setting.now
    if present is None and now is not None:
        present = now.date()
    place = f" in {city(zone)}" if zone is not None else ""
    yours = ""
    if my_timezone is not None and zone is not None:
        mine = wait.until.astimezone(zone_named(my_timezone))
        if mine.utcoffset() != wait.until.utcoffset():
            other_day = "" if mine.date() == wait.until.date() else f"{day_of(mine)}, "
            yours = f"; that is {other_day}{clock_time(mine)} for you"
    later = why_later(wait.hours)
    said = f"Wait until {day_of(wait.until, present)}, {clock_time(wait.until)}{place}{yours}."
    return said + (f" {later}" if later else "")


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
    next_day = "this is the next day" if window.any_day else "this is the next working day"
    instead = next_day if follows else "this is the next best time"
    return f"{capitalised(joined(clauses))}, so {instead}."


def _missed(skipped: Skipped, now: datetime | None) -> str:
    day, hours = day_of(skipped.day), skipped.hours
    if skipped.because is None:
        said = f"{hours.start:%H:%M} to {hours.end:%H:%M}"
        over = datetime.combine(skipped.day, hours.end)
        if hours.over_midnight:
            over += timedelta(days=1)
        is_early = now is not None and now < over
        return f"{said} on {day} " + ("is too early" if is_early else "has passed")
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
