"""Whom settings list, where a scenario tells of nobody yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tactful.grounding.names import parts_of
from tactful.grounding.people import MOST, owners_of
from tactful.language.model import Ruleset
from tactful.scenarios.scenario import Scenario
from tactful.scenarios.subjects import parted


def with_people(scenario: Scenario, settings: Iterable[str], ruleset: Ruleset) -> Scenario:
    """A scenario with those listed whom settings are about, where it tells of nobody yet.

    They are those who are named, and as many as are numbered. Whom a scenario lists, or of whom it
    gives facts without a list, no setting adds to.

    Args:
        scenario: The scenario.
        settings: The settings, as ``rapport[Ana]=warm``.
        ruleset: The rules, as they were loaded.
    """
    owners = {} if ruleset.template is None else owners_of(ruleset.template)
    told = {owners[name] for name in scenario.given if name in owners} | {*scenario.people}
    found: dict[str, dict[str, str]] = {}
    for line in settings:
        name, who = parts_of(parted(line).name.strip()) or ("", "")
        if owners.get(name, "") not in told and name in owners and who:
            found.setdefault(owners[name], {}).setdefault(who.casefold(), who)
    people: dict[str, tuple[str | None, ...]] = {}
    for each, all_ in found.items():
        numbers = [int(who[:3]) for who in all_ if who.isdecimal()]
        names = [who for who in all_.values() if not who.isdecimal()]
        nameless = max([len(names), *numbers]) - len(names)
        people[each] = (*names, *[None] * nameless)[:MOST]
    return replace(scenario, people={**scenario.people, **people}) if people else scenario
