"""The advice for the client in the form, by the rules as they stand in the page.

Facts that cannot be taken are left out and told at their fields; while the text has mistakes, the
saved rules advise, and it is said that they do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from tactful.explanation.explanation import Explanation
from tactful.grounding.ground import ground
from tactful.grounding.names import of_each
from tactful.language.as_json import Json, value_as_json
from tactful.language.given import InvalidGiven, WrongFact
from tactful.language.model import Ruleset
from tactful.language.values import NONE, Value
from tactful.network.at_once import AtOnce
from tactful.network.evaluator import Network
from tactful.network.kept import network_of
from tactful.scenarios import from_json
from tactful.scenarios.scenario import Scenario
from tactful.workspace.advising import advised
from tactful_studio.pane_input import PaneInput

CLIENT = "This client"


@dataclass(frozen=True)
class Client:
    """The client in the form, as some rules take it.

    Attributes:
        network: Evaluates the rules that advise.
        scenario: What of the form they can take.
        mistakes: What they cannot take.
        saved: Whether these are the saved rules although there are unsaved edits, because those
            have mistakes.
    """

    network: Network
    scenario: Scenario
    mistakes: tuple[WrongFact, ...]
    saved: bool

    @property
    def ruleset(self) -> Ruleset:
        """The rules that advise."""
        return self.network.ruleset

    @cached_property
    def advice(self) -> Explanation:
        """The advice, explained, without what would be worth asking."""
        return advised(self.scenario, self.network, questions=False)


@lru_cache(maxsize=4)  # whoever draws a pane and who marks the rules ask for the same
def client(asked: PaneInput) -> Client | None:
    """The client by the rules as they stand in the page; ``None`` where no rules can be read."""
    ruleset, saved = asked.opened.ruleset, False
    if ruleset is None:
        ruleset, saved = asked.saved.ruleset, True
    return None if ruleset is None else _client(ruleset, asked.facts, saved)


def saved_client(asked: PaneInput) -> Client | None:
    """The client by the saved rules, where they are others than those in the page."""
    ruleset = asked.saved.ruleset
    if ruleset is None or asked.opened.ruleset is None:
        return None
    if ruleset.fingerprint == asked.opened.ruleset.fingerprint:
        return None
    return _client(ruleset, asked.facts, True)


def _client(ruleset: Ruleset, facts: Mapping[str, object], saved: bool) -> Client:
    scenario, mistakes = taken(ruleset, facts)
    return Client(network_of(ruleset, AtOnce), scenario, mistakes, saved)


def taken(ruleset: Ruleset, facts: Mapping[str, object]) -> tuple[Scenario, tuple[WrongFact, ...]]:
    """What rules can take of some facts, and what is wrong with the others."""
    left, found = dict(facts), list[WrongFact]()
    while True:
        try:
            return from_json.scenario(ruleset, left, CLIENT), tuple(found)
        except InvalidGiven as error:
            found += error.mistakes
            fewer = without(left, [one.fact for one in error.mistakes])
            if fewer == left:
                return Scenario(CLIENT, {}), tuple(found)
            left = fewer


_OF_ONE = re.compile(r"(?P<plural>[^\[]+)\[(?P<place>[^\]]+)\]\.(?P<fact>.+)")
_NAMED = re.compile(r"(?P<fact>[^\[]+)\[(?P<place>[^\]]+)\]")


def without(facts: Mapping[str, object], names: Sequence[str | None]) -> dict[str, object]:
    """Facts less some: those of one of several are named as ``rapport[2]`` or ``rapport[Ana]``."""
    left: dict[str, object] = {name: value for name, value in facts.items() if name not in names}
    for name in names:
        found = _OF_ONE.fullmatch(name or "") or _NAMED.fullmatch(name or "")
        for plural, ones in left.items():
            if found is not None and isinstance(ones, list):
                left[plural] = [_less(one, n, found) for n, one in enumerate(ones, 1)]
    return left


def _less(one: object, number: int, found: re.Match[str]) -> object:
    if not isinstance(one, dict) or found["place"] not in (str(number), one.get("name")):
        return one
    return {name: value for name, value in one.items() if name != found["fact"]}


def facts_of(scenario: Scenario, ruleset: Ruleset) -> dict[str, Json]:
    """What the client form holds for a scenario: facts, and lists of those there are several of."""
    if not scenario.people:
        return _as_json(scenario.given, ruleset)
    grounded = ground(ruleset, scenario.people)
    of_all, ones = of_each(grounded, scenario.given)
    held = _as_json(of_all, ruleset)
    for each, names in scenario.people.items():
        listed: list[Json] = []
        for name, own in zip(names, ones[each], strict=True):
            one: dict[str, Json] = {} if name is None else {"name": name}
            listed.append({**one, **_as_json(own, ruleset)})
        held[ruleset.each[each].plural] = listed
    return held


def _as_json(given: Mapping[str, Value], ruleset: Ruleset) -> dict[str, Json]:
    return {
        name: "none" if value is NONE else value_as_json(value, ruleset.facts[name].type)
        for name, value in given.items()
    }
