"""A ruleset made plain for some people means what it means person by person, in every reading."""

from __future__ import annotations

import os
from random import Random
from unittest import mock

from hypothesis import given, note, settings
from hypothesis import strategies as st

from by_person import Situation
from drawing import Size, draw_given
from drawing_several import SEVERAL, SEVERAL_ACTING, SMALL_SEVERAL, draw_listed, draw_template
from draws import DRAWS, unhurried
from engines import about_durable_rules
from rows import advice, expected
from tactful.explanation.labels import label_of
from tactful.grounding.ground import for_one
from tactful.grounding.people import People
from tactful.language import reference
from tactful.language.conclusions import Conclusions, known_values
from tactful.language.model import Ruleset
from tactful.language.windows import window_of
from tactful.network.evaluator import Network
from tactful.network.kept import network_with
from tactful.network.matching import VARIABLE

SEEDS = st.integers(0, 2**32)


def noted(people: People) -> None:
    note(", ".join(f"{each}: {[*names]}" for each, names in people.items()) or "nobody listed")


def assert_meaning(rng: Random, size: Size, scenarios: int = 3) -> None:
    template = draw_template(rng, size)
    for _ in range(scenarios):
        people, ground, facts = draw_listed(rng, template)
        noted(people)
        note(f"given {facts}")
        found = reference.evaluate(ground, facts)
        meant = Situation(template, people, facts)
        assert found == meant.conclusions()
        assert_said(ground, found, meant)


def assert_said(ground: Ruleset, found: Conclusions, meant: Situation) -> None:
    """Labels, windows, and what acting leaves behind are those of whom something is about."""
    values = known_values(ground, found)
    for decision in meant.template.decisions.values():
        for who in meant.everyone(meant.owners.get(decision.id)):
            name = meant.of(decision.id, who)
            made = ground.decisions[name]
            for option in decision.options.values():
                copied = made.options[option.id]
                assert label_of(copied, values, ground) == meant.label(option, who)
                left = {(e.fact, e.value, e.more) for e in copied.after or ()}
                assert left == meant.effects(option, who)
            placed = window_of(*meant.alone(decision.id, who), decision.id)
            wanted = None if placed is None else placed._replace(decision=name)
            assert window_of(ground, found, name) == wanted


@settings(unhurried, max_examples=DRAWS)
@given(SEEDS)
def test_of_everything_the_language_says(seed: int) -> None:
    assert_meaning(Random(seed), SEVERAL)


@settings(unhurried, max_examples=DRAWS)
@given(SEEDS)
def test_of_when_windows_open(seed: int) -> None:
    assert_meaning(Random(seed), SEVERAL_ACTING)


@about_durable_rules
@settings(unhurried, max_examples=DRAWS)
@given(SEEDS)
def test_the_network_agrees_on_durable_rules(seed: int) -> None:
    with mock.patch.dict(os.environ, {VARIABLE: "durable"}):
        agree(Random(seed))


@settings(unhurried, max_examples=DRAWS)
@given(SEEDS)
def test_the_network_agrees_in_plain_python(seed: int) -> None:
    with mock.patch.dict(os.environ, {VARIABLE: "plain"}):
        agree(Random(seed))


def agree(rng: Random) -> None:
    """The network kept for as many, whatever they are called, says what is meant."""
    template = draw_template(rng, rng.choice((SEVERAL, SEVERAL_ACTING)))
    one = Network(for_one(template))
    for _ in range(2):
        people, ground, facts = draw_listed(rng, template)
        noted(people)
        network = network_with(one, people)
        assert network.ruleset.ground == ground.ground
        assert network.evaluate(facts) == Situation(template, people, facts).conclusions()


@settings(unhurried, max_examples=DRAWS)
@given(SEEDS)
def test_columns_agree(seed: int) -> None:
    rng = Random(seed)
    template = draw_template(rng, rng.choice((SEVERAL, SEVERAL_ACTING, SMALL_SEVERAL)))
    people, ground, facts = draw_listed(rng, template)
    noted(people)
    clients = [facts, *(draw_given(rng, ground) for _ in range(7))]
    for given_, row in zip(clients, advice(ground, clients), strict=True):
        note(f"given {given_}")
        assert row == expected(ground, Situation(template, people, given_).conclusions())
