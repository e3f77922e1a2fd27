"""What is computed from an amount by way of others is what the computations say one by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

import pytest

from tactful.cases.chains import chained
from tactful.cases.fitting_moments import computed_values, fitting_moments
from tactful.language.computations import computed_value
from tactful.language.conditions import AskedTest, every_test, truth
from tactful.language.model import Ruleset
from tactful.language.values import Kind, Value
from tactful.reading.ruleset import load
from tactful.text.library import packaged

RULESETS = ("follow-up", "offer-talk", "start-date")
SETTINGS: tuple[Mapping[str, Value], ...] = (
    {},
    {"country": "DE", "timezone": "Europe/Berlin"},
    {"country": "US", "timezone": "America/New_York"},
)


@pytest.fixture(scope="module", params=RULESETS)
def ruleset(request: pytest.FixtureRequest) -> Ruleset:
    return load(packaged(request.param))


def one_by_one(ruleset: Ruleset, name: str, known: Mapping[str, Value]) -> Value | None:
    """A fact by the plain computations, of what it is made of first."""
    fact = ruleset.facts[name]
    if name in known or fact.computed is None:
        return known.get(name, fact.default)
    operands = {one: one_by_one(ruleset, one, known) for one in fact.computed.facts}
    found = {one: value for one, value in operands.items() if value is not None}
    return computed_value(fact, {**known, **found}, ruleset)


def some_values(kind: Kind, rng: Random) -> list[Value]:
    moments = [datetime(2026, 11, 18) + timedelta(hours=rng.randint(-900, 900)) for _ in range(20)]
    if kind is Kind.DATETIME:
        return [*moments]
    if kind is Kind.DATE:
        return [moment.date() for moment in moments]
    return [rng.randint(-3, 400) for _ in range(20)]


def test_a_chain_says_what_its_links_say(ruleset: Ruleset) -> None:
    rng, compared = Random(7), 0
    amounts = [
        fact
        for fact in ruleset.facts.values()
        if fact.computed is None and fact.type.kind in (Kind.NUMBER, Kind.DATE, Kind.DATETIME)
    ]
    lines = [one.moments for one in fitting_moments(ruleset)][::200] or [{}]
    for amount in amounts:
        for line in lines:
            for setting in SETTINGS:
                places = {n: v for n, v in setting.items() if n in ruleset.facts}
                given = {n: v for n, v in {**line, **places}.items() if n != amount.id}
                for fact in ruleset.facts.values():
                    if fact.computed is None or fact.starts is not None:
                        continue
                    follow = chained(
                        ruleset,
                        fact.id,
                        amount.id,
                        given,
                        lambda name, given=given: one_by_one(ruleset, name, given),  # type: ignore[misc]
                    )
                    for value in some_values(amount.type.kind, rng)[:3]:
                        expected = one_by_one(ruleset, fact.id, {**given, amount.id: value})
                        assert follow(value) == expected, (fact.id, amount.id, value, given)
                        compared += expected is not None
    assert compared > 0 or not any(fact.computed for fact in ruleset.facts.values())


def test_what_follows_from_moments_is_what_the_computations_say(ruleset: Ruleset) -> None:
    for line in [*fitting_moments(ruleset)][::40]:
        known = {**line.moments, **dict(computed_values(ruleset, line.moments))}
        for fact in ruleset.facts.values():
            if fact.computed is not None and fact.id not in line.moments:
                assert known.get(fact.id) == computed_value(fact, known, ruleset)


def test_a_test_asked_again_says_the_same(ruleset: Ruleset) -> None:
    lines = [{**one.moments, **one.computed} for one in fitting_moments(ruleset)][::30]
    for test in every_test(ruleset):
        asked = AskedTest(test, ruleset.type_of)
        for _ in range(2):
            for known in lines:
                assert asked.truth(known) is truth(test, known, ruleset.type_of)
