"""Mutants: what is made of a rule, which scenarios notice, and what is suggested for the rest."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import Size, draw_given, draw_ruleset
from making import NUMBER, RAPPORT, YES_NO, all_of, check, decision, facts, rule, ruleset
from tactful.language.conclusions import known_values
from tactful.language.model import Ruleset
from tactful.language.operators import AT_LEAST, BETWEEN, MORE_THAN
from tactful.language.reference import evaluate
from tactful.reading.ruleset import load
from tactful.scenarios.expectation import Holds
from tactful.scenarios.scenario import Scenario, load_scenarios, scenarios_from
from tactful.scenarios.writing import scenario_file
from tactful.testing.mutations import Mutation, mutants
from tactful.testing.run import passes_without_rules, run
from tactful.testing.suggestions import difference, suggest
from tactful.testing.survivors import try_mutants

DRAWS = int(os.environ.get("TACTFUL_DRAWS", "200"))
MOODS = Path(__file__).parent.parent / "golden" / "moods.yaml"

SMALL = ruleset(
    facts(rapport=RAPPORT, price=NUMBER, official=YES_NO),
    [decision("means", "note", "gift", fallback="note")],
    rule(
        "gift",
        all_of(check("rapport", "warm", op=AT_LEAST), check("price", 0, 20, op=BETWEEN)),
        unless=check("official", True),
        then={"means": {"gift": "for"}},
    ),
    rule(
        "dear",
        check("price", 50, op=MORE_THAN),
        then={"means": {"gift": "never"}},
        overrides=["gift"],
    ),
)


def told(found: Iterable[object]) -> list[str]:
    return [f"{m.owner}: {m.description}" for m in found]  # type: ignore[attr-defined]


def test_every_small_change_is_made_once() -> None:
    assert told(mutants(SMALL)) == [
        "gift: the rule dropped",
        "gift: `rapport: at least warm` under `when` dropped",
        "gift: `rapport: at least warm` under `when` negated",
        "gift: `rapport: at least warm` under `when` made `rapport: at least neutral`",
        "gift: `rapport: at least warm` under `when` made `rapport: at least hit_it_off`",
        "gift: `price: between 0 and 20` under `when` dropped",
        "gift: `price: between 0 and 20` under `when` negated",
        "gift: `price: between 0 and 20` under `when` made `price: between -1 and 20`",
        "gift: `price: between 0 and 20` under `when` made `price: between 1 and 20`",
        "gift: `price: between 0 and 20` under `when` made `price: between 0 and 19`",
        "gift: `price: between 0 and 20` under `when` made `price: between 0 and 21`",
        "gift: `official: yes` under `unless` dropped",
        "gift: `official: yes` under `unless` negated",
        "gift: `gift: for` made `against`",
        "dear: the rule dropped",
        "dear: `price: more than 50` under `when` dropped",
        "dear: `price: more than 50` under `when` negated",
        "dear: `price: more than 50` under `when` made `price: more than 49`",
        "dear: `price: more than 50` under `when` made `price: more than 51`",
        "dear: `gift: never` made `always`",
        "dear: `overrides: gift` dropped",
    ]
    assert {mutant.change for mutant in mutants(SMALL)} == set(Mutation)


@settings(max_examples=max(1, DRAWS // 4), deadline=None)
@given(st.randoms(use_true_random=False))
def test_where_a_change_cannot_matter_nothing_comes_out_otherwise(rng: Random) -> None:
    rules = draw_ruleset(rng, Size(rules=6, facts=4))
    situation = draw_given(rng, rules)
    before = evaluate(rules, situation)
    for mutant in mutants(rules):
        after = evaluate(mutant.ruleset, situation)
        if not mutant.may_differ(rules, known_values(rules, before)):
            assert difference(before, after) == ((), ()), mutant.description


def expecting(title: str, means: str, **given_: object) -> Scenario:
    return Scenario(title, given_, (Holds(check("means", means)),))  # type: ignore[arg-type]


def test_a_scenario_notices_what_it_would_fail_on() -> None:
    trial = try_mutants(SMALL, [expecting("A", "gift", rapport="warm", price=20, official=False)])
    unnoticed = told(trial.survivors)
    assert "gift: the rule dropped" not in unnoticed
    assert "gift: `price: between 0 and 20` under `when` made `price: between 0 and 19`" not in (
        unnoticed
    )
    assert "gift: `price: between 0 and 20` under `when` made `price: between 0 and 21`" in (
        unnoticed
    )
    assert trial.killed + len(trial.survivors) == len(list(mutants(SMALL)))


def test_a_scenario_that_fails_by_itself_notices_nothing() -> None:
    assert try_mutants(SMALL, [expecting("A", "note", rapport="warm", price=20)]).killed == 0


def test_a_mutant_that_is_proven_to_be_none_does_not_count() -> None:
    trial = try_mutants(SMALL, [], is_equivalent=lambda mutant: mutant.owner == "dear")
    assert {mutant.owner for mutant in trial.equivalent} == {"dear"}
    assert {mutant.owner for mutant in trial.survivors} == {"gift"}
    assert trial.score == 0


def test_progress_goes_from_none_to_all() -> None:
    seen: list[tuple[int, int]] = []
    try_mutants(SMALL, [], progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == list(range(22))
    assert {total for _, total in seen} == {21}


def suggested(rules: Ruleset, scenarios: tuple[Scenario, ...]) -> tuple[int, int]:
    """How many survivors there were, and are once what is suggested is added."""
    before = try_mutants(rules, scenarios)
    found = suggest(rules, scenarios, before.survivors)
    text = scenario_file(found.scenarios, rules)
    read = scenarios_from(text.encode(), "suggested.yaml", rules)
    assert read.diagnostics == ()
    assert len(read.scenarios) == len(found.scenarios)
    for tested in run(rules, read.scenarios):
        assert tested.failures == ()
        assert not passes_without_rules(tested.scenario, rules) or "not fired" in text
    after = try_mutants(rules, (*scenarios, *read.scenarios))
    assert told(after.survivors) == told(found.unsolved)
    return len(before.survivors), len(after.survivors)


def test_what_is_suggested_notices_the_survivors_it_is_for() -> None:
    assert suggested(SMALL, (expecting("A", "gift", rapport="warm", price=20),)) == (13, 1)


def test_suggestions_for_a_ruleset_with_times_and_computed_facts() -> None:
    rules = load(MOODS)
    before, after = suggested(rules, load_scenarios(MOODS, rules).scenarios)
    assert after < before / 3


def test_a_suggestion_is_called_what_it_tests() -> None:
    found = suggest(SMALL, [], try_mutants(SMALL, []).survivors).scenarios
    titles = [one.title for one in found]
    assert len({*titles}) == len(titles)
    assert any(re.match(r"Means: “.*” and not “.*”, where the rapport is", one) for one in titles)


def test_suggestions_are_the_same_each_time() -> None:
    survivors = try_mutants(SMALL, []).survivors
    assert suggest(SMALL, [], survivors) == suggest(SMALL, [], survivors)


def test_a_suggestion_is_as_small_as_can_be() -> None:
    drop = [mutant for mutant in mutants(SMALL) if mutant.change is Mutation.DROP_RULE]
    first, *_ = suggest(SMALL, [], drop).scenarios
    assert set(first.given) == {"rapport", "price"}
    assert first.expect == {"means": "gift"}


def test_a_scenario_that_expects_what_comes_anyway_tests_nothing() -> None:
    assert passes_without_rules(expecting("A", "note", price=100), SMALL)
    assert not passes_without_rules(expecting("A", "gift", rapport="warm", price=20), SMALL)
    assert passes_without_rules(Scenario("B", {}), SMALL)
