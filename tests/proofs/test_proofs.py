"""Nothing that happens is proven impossible, whatever the facts are, moments and all."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import Size, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from tactful.cases.detached import as_number, as_value, detached, widened
from tactful.cases.fitting_moments import computed_values, fitting_moments
from tactful.grounding.conditions import NEVER
from tactful.language.conclusions import Status, advice, known_values
from tactful.language.conditions import truth
from tactful.language.reference import evaluate
from tactful.language.values import Kind, ValueType
from tactful.language.variants import places
from tactful.proofs.prover import Proofs, beside
from tactful.proofs.removals import unlike
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import load_scenarios
from tactful.testing.mutations import mutants
from tactful.testing.run import run
from tactful.text.library import packaged

SIZE = Size(facts=5, concluded=2, decisions=2, rules=8)
FOLLOW_UP = load(packaged())


@settings(unhurried, max_examples=max(1, DRAWS // 4))
@given(st.randoms(use_true_random=False))
def test_what_happens_is_never_proven_impossible(rng: Random) -> None:
    rules = draw_ruleset(rng, SIZE)
    proofs = Proofs(rules)
    formulas = proofs.formulas
    apart = list(zip(places(rules), places(proofs.detached), strict=True))
    for _ in range(6):
        situation = draw_given(rng, rules)
        came = evaluate(rules, situation)
        values = known_values(rules, came)
        for rule in came.fired:
            assert not proofs.is_impossible(formulas.fired[rule])
        for conflict in came.conflicts:
            assert not proofs.is_impossible(formulas.conflicts[conflict.about])
        for name, settled in came.decisions.items():
            keys = settled.choices or (settled.status,)
            for key in keys:
                assert not proofs.is_impossible(formulas.outcomes[name][key])
        for place, same in apart:
            true, false = formulas.condition(same.test)
            found = truth(place.test, values, rules.type_of)
            assert found is not True or not proofs.is_impossible(true)
            assert found is not False or not proofs.is_impossible(false)


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
def test_witnesses_show_what_they_are_for_whatever_the_facts_are(rng: Random) -> None:
    rules = draw_ruleset(rng, SIZE)
    proofs = Proofs(rules)
    for rule, when in proofs.formulas.fired.items():
        witness = proofs.witness(when, lambda came, rule=rule: rule in came.fired)  # type: ignore[misc]
        if witness is not None:
            assert rule in evaluate(rules, witness).fired
            for name in witness:
                fewer = {n: v for n, v in witness.items() if n != name}
                assert rule not in evaluate(rules, fewer).fired


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
def test_two_rulesets_side_by_side_differ_wherever_their_advice_does(rng: Random) -> None:
    old = draw_ruleset(rng, SIZE)
    mutant = rng.choice(list(mutants(old)))
    proofs = beside(old, mutant.ruleset)
    if proofs is None:
        return
    alike = proofs[0].is_impossible(unlike(*(one.formulas for one in proofs)))
    for _ in range(10):
        situation = draw_given(rng, old)
        one, other = (
            {n: (status, set(chosen)) for n, (status, chosen) in advice(came).items()}
            for came in (evaluate(old, situation), evaluate(mutant.ruleset, situation))
        )
        assert not alike or one == other


def test_each_rule_has_a_witness_that_a_calendar_has() -> None:
    """But for rules about dates that contradict each other, which nobody's calendar has.

    Where many moments are open, only some of their orders are tried; a rule that none of these
    shows has a scenario that does, unless it asks for others beside one interviewer.
    """
    proofs = Proofs(FOLLOW_UP)
    without = set()
    for rule, when in proofs.formulas.fired.items():
        witness = proofs.witness(when, lambda came, rule=rule: rule in came.fired)  # type: ignore[misc]
        if witness is None:
            without.add(rule)
        assert not [n for n in witness or () if FOLLOW_UP.facts[n].computed is not None]
    scenarios = load_scenarios(packaged(), FOLLOW_UP).scenarios
    shown = {rule for ran in run(FOLLOW_UP, scenarios) for rule in ran.conclusions.fired}
    of_others = {rule.id for rule in FOLLOW_UP.rules.values() if rule.when == NEVER}
    left = without - shown - of_others
    assert all(rule.endswith("still-ahead") for rule in left)
    assert len(without) < len(FOLLOW_UP.rules) / 5


def test_timelines_keep_to_the_order_of_things() -> None:
    found = list(fitting_moments(FOLLOW_UP))
    assert len(found) > 300
    assert found == list(fitting_moments(FOLLOW_UP))
    for moments, computed in found:
        now, ended = moments.get("now"), moments.get("interview_ended")
        if now is not None and ended is not None:
            assert now >= ended  # type: ignore[operator]
            assert computed["hours_since_interview"] >= 0  # type: ignore[operator]
        assert computed == dict(computed_values(FOLLOW_UP, moments))


def test_a_detached_ruleset_has_no_clockwork() -> None:
    made = detached(FOLLOW_UP)
    assert all(fact.computed is None for fact in made.facts.values())
    kinds = {fact.type.kind for fact in made.facts.values()}
    assert not kinds & {Kind.DATE, Kind.DATETIME}
    assert not any(made.clock)


@given(st.dates() | st.datetimes().map(lambda moment: moment.replace(microsecond=0)))
def test_moments_and_numbers_stand_for_each_other(value: object) -> None:
    kind = Kind.DATETIME if hasattr(value, "hour") else Kind.DATE
    number = as_number(value)  # type: ignore[arg-type]
    assert as_value(number, ValueType(kind)) == value


def test_a_widened_ruleset_advises_as_before() -> None:
    other = next(iter(mutants(FOLLOW_UP))).ruleset
    wide = widened(FOLLOW_UP, other)
    for situation in ({}, {"rapport": "warm"}, {"industry": "law", "nudges_sent": 2}):
        assert advice(evaluate(wide, situation)) == advice(evaluate(FOLLOW_UP, situation))  # type: ignore[arg-type]
    assert not set(evaluate(wide, {}).fired) - set(FOLLOW_UP.rules)
    assert Status.CONFLICT not in {d.status for d in evaluate(wide, {}).decisions.values()}
