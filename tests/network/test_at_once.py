"""Rules that change with every key: the same answers, before they are compiled and after."""

from __future__ import annotations

import pytest

from running import MOODS
from tactful.grounding.ground import ground
from tactful.language.given import InvalidGiven
from tactful.network.at_once import FEW, AtOnce
from tactful.network.evaluator import Network
from tactful.network.kept import network_of, network_with
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import load_scenarios
from tactful.text.library import packaged


def test_the_answers_are_the_networks_before_it_is_compiled_and_after() -> None:
    ruleset = load(MOODS)
    scenarios = load_scenarios(MOODS, ruleset).scenarios
    network = Network(ruleset)
    assert len(scenarios) > FEW
    for turned in (scenarios, scenarios[::-1]):  # each of them is asked early once
        at_once = AtOnce(ruleset)
        for scenario in turned:
            assert at_once.evaluate(scenario.given) == network.evaluate(scenario.given)


def test_what_cannot_be_given_is_refused_alike() -> None:
    ruleset = load(MOODS)
    for network in (AtOnce(ruleset), Network(ruleset)):
        with pytest.raises(InvalidGiven, match="nothing_of_the_kind"):
            network.evaluate({"nothing_of_the_kind": True})


@pytest.mark.parametrize("asked", [0, FEW + 1])
def test_those_whom_a_situation_lists_are_known_by_their_names(asked: int) -> None:
    ruleset = load(packaged())
    at_once = network_of(ruleset, AtOnce)
    people = {"interviewer": ("Ana", "Ben")}
    unnamed = network_of(ground(ruleset, {"interviewer": (None, None)}), AtOnce)
    for _ in range(asked):
        unnamed.evaluate({})
    network = network_with(at_once, people)
    assert network.ruleset.ground == ground(ruleset, people).ground
    assert network.evaluate({}) == Network(ground(ruleset, people)).evaluate({})
