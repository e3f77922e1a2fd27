"""Rules that could go: worlds show of most that they matter, and never of one that does not."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from drawing import CHAINED, SAID, Size, draw_ruleset
from draws import DRAWS, unhurried
from exhaustive import Everything, draw_small
from tactful import load, packaged
from tactful.cases.cases import Cases
from tactful.cases.steering import UNKNOWN, Steering
from tactful.language.reference import evaluate
from tactful.language.values import Value
from tactful.proofs.prover import Proofs
from tactful.proofs.removals import Removals, Trials, shown_to_matter


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
def test_what_worlds_show_of_a_rule_is_so_in_some_situation(rng: Random) -> None:
    rules = draw_small(rng)
    note(repr(rules.rules))
    shown = shown_to_matter(Proofs(rules), [*rules.rules])
    everything = Everything(rules)
    assert [name for name in shown if not everything.changes_without(name)] == []


@pytest.mark.parametrize("size", [SAID, CHAINED, Size()], ids=["said", "chained", "plain"])
@settings(unhurried, max_examples=max(1, DRAWS // 20))
@given(rng=st.randoms(use_true_random=False))
def test_what_worlds_show_of_a_rule_the_solver_says_too(rng: Random, size: Size) -> None:
    rules = draw_ruleset(rng, size)
    proofs = Proofs(rules)
    if proofs.sound:
        removals = Removals(proofs, ())
        shown = shown_to_matter(proofs, [*rules.rules])
        assert [name for name in shown if removals.changes_nothing([name])] == []


def test_worlds_show_of_nearly_all_rules_that_they_matter() -> None:
    rules = load(packaged())
    shown = shown_to_matter(Proofs(rules), [*rules.rules])
    # Worlds of one interviewer: what holds between several cannot matter in them.
    panel = {name for name, rule in rules.rules.items() if rule.span.file.endswith("panel.yaml")}
    assert len({*shown} - panel) >= 0.9 * len({*rules.rules} - panel)
    # It is there for rules that somebody may add, and says so.
    assert "no-gift-where-they-are-not-allowed" not in shown


def test_the_same_worlds_are_drawn_each_time() -> None:
    rules = load(packaged())
    one, other = (Trials(Proofs(rules), [*rules.rules]).shown for _ in range(2))
    assert [*one] == [*other]


@pytest.mark.parametrize("name", ["follow-up", "start-date", "offer-talk"])
def test_in_the_worlds_drawn_for_a_rule_it_fires(name: str) -> None:
    proofs = Proofs(load(packaged(name)))
    rules, known = proofs.detached, proofs.formulas.cases
    steering = Steering(rules, known)
    plain = steering.plain(64)
    silent = []
    for rule in rules.rules:
        worlds = steering.steered(rule, plain, 8, alone=False)
        assert len(worlds) == len(plain)
        situations = [_situation(steering, known, world) for world in worlds]
        if not any(rule in evaluate(rules, one).fired for one in situations):
            silent.append(rule)
    assert len(silent) <= 0.1 * len(rules.rules)


def test_a_bit_is_a_world() -> None:
    proofs = Proofs(load(packaged()))
    steering = Steering(proofs.detached, proofs.formulas.cases)
    worlds = steering.plain(20)
    bits: Mapping[str, list[int]] = steering.bits(worlds)
    for place, name in enumerate(steering.names):
        for number, world in enumerate(worlds):
            ways = [way for way, having in enumerate(bits[name]) if having >> number & 1]
            last = len(bits[name]) - 1
            assert ways == [last if world[place] == UNKNOWN else world[place]]


def _situation(steering: Steering, known: Cases, world: bytes) -> dict[str, Value]:
    named = zip(steering.names, world, strict=True)
    return {name: known.values[name][way] for name, way in named if way != UNKNOWN}
