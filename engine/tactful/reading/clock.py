"""The clock: which facts hold the moment, the place and the week, and what those can be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from tactful.grounding.names import told_name
from tactful.language.calendar import WEEKDAYS, countries, existing, regions, zone_exists
from tactful.language.model import Clock, Ruleset
from tactful.language.values import Kind, Value
from tactful.reading.defects.declarations import misfit_clock, misfit_week, missing_clock
from tactful.reading.defects.names import unknown_fact
from tactful.reading.defects.values import (
    skipped_time,
    unknown_country,
    unknown_region,
    unknown_time_zone,
)
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.text.diagnostic import Span
from tactful.text.nodes import Node

WORKING_WEEK = "working week"

_PARTS = {part.replace("_", " "): part for part in Clock._fields}
CLOCK_KEYS = tuple(_PARTS)
_CLOCK = Form("the clock", CLOCK_KEYS)
_CLOCK_KINDS = dict.fromkeys(_PARTS, Kind.TEXT) | {
    "now": Kind.DATETIME,
    WORKING_WEEK: Kind.CHOICE,
}
_ABBREVIATIONS = {
    "est": "America/New_York", "edt": "America/New_York", "et": "America/New_York",
    "cst": "America/Chicago", "cdt": "America/Chicago", "mst": "America/Denver",
    "mdt": "America/Denver", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "cest": "Europe/Berlin", "bst": "Europe/London", "ist": "Asia/Kolkata", "jst": "Asia/Tokyo",
    "z": "UTC",
}  # fmt: skip  # a table of words
_COUNTRY_NAMES = {
    "usa": "US", "united states": "US", "america": "US", "uk": "GB", "united kingdom": "GB",
    "england": "GB", "great britain": "GB", "germany": "DE", "deutschland": "DE", "france": "FR",
    "spain": "ES", "italy": "IT", "netherlands": "NL", "switzerland": "CH", "austria": "AT",
    "canada": "CA", "australia": "AU", "india": "IN", "japan": "JP", "ireland": "IE",
    "belgium": "BE", "sweden": "SE", "poland": "PL", "portugal": "PT", "brazil": "BR",
}  # fmt: skip  # a table of words


def read_clock(shapes: Shapes, node: Node, scope: Scope) -> Clock:
    """Which facts hold the moment, the time zone, the country and the working week."""
    group = shapes.group(node, "`clock`", "`{now: now, timezone: timezone, country: country}`")
    if group is None:
        return Clock()
    named: dict[str, str] = {}
    for key, value in shapes.entries(group, _CLOCK).items():
        word = shapes.word(value, f"`{key}`", "the name of a fact")
        if word is None:
            continue
        fact = scope.facts.get(word.text)
        if fact is None:
            if scope.is_missing(word.text):
                shapes.report(unknown_fact(word.text, scope.facts, shapes.speller), word)
        elif fact.type.kind is not _CLOCK_KINDS[key]:
            shapes.report(misfit_clock(key, _CLOCK_KINDS[key], fact), word)
        elif key == WORKING_WEEK and not (fact.type.many and {*fact.type.choices} <= {*WEEKDAYS}):
            shapes.report(misfit_week(fact), word)
        else:
            named[_PARTS[key]] = fact.id
    return Clock(**named)


def check_clock_uses(shapes: Shapes, clock: Clock, scope: Scope) -> None:
    """Report facts that are computed from the present moment where no fact holds it."""
    if clock.now is not None or not scope.complete:
        return
    for fact in scope.facts.values():
        if fact.computed is not None and fact.computed.name == "hours until":
            shapes.report(missing_clock(fact.id, scope.facts), fact.computed.span)


def check_clock_value(
    shapes: Shapes, ruleset: Ruleset, fact: str, value: Value, place: Span
) -> bool:
    """Whether a value of a clock's fact exists out there; reported if it does not.

    Values of any other fact are always fine.
    """
    text = str(value)
    if fact == ruleset.clock.timezone and not zone_exists(text):
        shapes.report(unknown_time_zone(text, _near_zone(shapes, text)), place)
        return False
    if fact == ruleset.clock.country and text not in countries():
        shapes.report(unknown_country(text, _near_country(text)), place)
        return False
    return True


def check_moments(
    shapes: Shapes, ruleset: Ruleset, values: Mapping[str, Value], places: Mapping[str, Span]
) -> None:
    """Report a region that its country does not have, and local times that no clock ever shows.

    Only what has a place is reported.
    """
    clock = ruleset.clock
    country, region = values.get(clock.country or ""), values.get(clock.region or "")
    place = places.get(clock.region or "")
    if place is not None and isinstance(country, str) and country in countries():
        known = regions(country)
        if region not in known:
            text = str(region)
            shapes.report(unknown_region(text, country, known, shapes.speller), place)
    zone = values.get(clock.timezone or "")
    if zone is None or not zone_exists(str(zone)):
        return
    for name, place in places.items():
        moment = values[name]
        if isinstance(moment, datetime):
            real = existing(moment, str(zone))
            if real != moment:
                told = told_name(ruleset, name)
                shapes.report(skipped_time(told, moment, str(zone), real), place)


def _near_zone(shapes: Shapes, text: str) -> str | None:
    """The time zone that was probably meant."""
    near = _ABBREVIATIONS.get(text.casefold())
    if near is None and len(text) < 60:
        from zoneinfo import available_timezones  # reads the whole zone database

        zones = sorted(zone for zone in available_timezones() if "/" in zone)
        cities = {zone.rpartition("/")[2]: zone for zone in zones if not zone.startswith("Etc")}
        city = shapes.speller.nearest(re.sub(r".*[/,]\s*", "", text), cities)
        near = shapes.speller.nearest(text, zones) or (cities[city] if city else None)
    return near


def _near_country(text: str) -> str | None:
    """The country that was probably meant."""
    folded = text.strip().casefold()
    return _COUNTRY_NAMES.get(folded) or (folded.upper() if folded.upper() in countries() else None)


def check_stated_values(shapes: Shapes, ruleset: Ruleset) -> None:
    """Check the clock's values that the ruleset itself states: its defaults and conclusions."""
    for name in (ruleset.clock.timezone, ruleset.clock.country):
        fact = ruleset.facts.get(name or "")
        if fact is not None and fact.default is not None:
            check_clock_value(shapes, ruleset, fact.id, fact.default, fact.span)
    for rule in ruleset.rules.values():
        for conclusion in rule.conclusions:
            if ruleset.facts[conclusion.fact].type.kind is Kind.TEXT:
                check_clock_value(
                    shapes, ruleset, conclusion.fact, conclusion.value, conclusion.span
                )
