"""Mutants that are said to be none are none, and the others are some."""

from __future__ import annotations

from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from draws import DRAWS, unhurried
from exhaustive import draw_small, every_situation
from tactful.language.conclusions import advice
from tactful.language.reference import evaluate
from tactful.testing.equivalence import Equivalence
from tactful.testing.mutations import mutants


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
def test_what_is_proven_equivalent_is_so_in_every_situation(rng: Random) -> None:
    rules = draw_small(rng)
    is_equivalent = Equivalence(rules)
    before = [(g, advice(evaluate(rules, g))) for g in every_situation(rules)]
    many = any(decision.many for decision in rules.decisions.values())
    for mutant in rng.sample(listed := list(mutants(rules)), min(6, len(listed))):
        note(f"{mutant.owner}: {mutant.description}")
        same = all(advice(evaluate(mutant.ruleset, g)) == told for g, told in before)
        if is_equivalent(mutant):
            assert same
        elif not many:
            assert not same
