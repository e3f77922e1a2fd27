"""What if: every change that is proposed flips the decision, and no smaller one is missed."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import NUMBERS, Size, draw_given, draw_ruleset, draw_value
from draws import DRAWS, unhurried
from tactful.language import reference
from tactful.language.calendar import countries
from tactful.language.conclusions import Conclusions, outcome
from tactful.language.conditions import truth
from tactful.language.model import Ruleset
from tactful.language.values import Kind, Value
from tactful.network.evaluator import Network
from tactful.proofs.counterfactual import Counterfactuals, Goal, changeable, counterfactuals
from tactful.reading.ruleset import load_ruleset_text

SMALL = Size(facts=5, concluded=1, decisions=2, rules=8)


def situation(rng: Random) -> tuple[Ruleset, dict[str, Value], Conclusions, Goal]:
    drawn = draw_ruleset(rng, replace(SMALL, windows=(acting := rng.random() < 0.3), acting=acting))
    fixed = {name: f._replace(changeable=rng.random() < 0.8) for name, f in drawn.facts.items()}
    ruleset = Ruleset(drawn.id, drawn.title, fixed, drawn.decisions, drawn.rules, clock=drawn.clock)
    known = draw_given(rng, ruleset)
    decision = rng.choice(list(ruleset.decisions.values()))
    option = rng.choice([None, *decision.options])
    return ruleset, known, reference.evaluate(ruleset, known), Goal(decision.id, option)


def answer(ruleset: Ruleset, conclusions: Conclusions, goal: Goal) -> Counterfactuals:
    return counterfactuals(Network(ruleset), conclusions, goal)


def reaches(ruleset: Ruleset, facts: dict[str, Value], before: Conclusions, goal: Goal) -> bool:
    came = outcome(reference.evaluate(ruleset, facts).decisions[goal.decision])
    if goal.option is not None:
        return goal.option in came
    return came != outcome(before.decisions[goal.decision])


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_each_change_does_what_it_promises_and_no_part_of_it_does(seed: int) -> None:
    rng = Random(seed)
    ruleset, known, before, goal = situation(rng)
    for found in answer(ruleset, before, goal).found:
        combinations = list(itertools.product(*(change.values for change in found.changes)))
        for values in rng.sample(combinations, min(5, len(combinations))):
            facts = [change.fact for change in found.changes]
            applied = dict(zip(facts, values, strict=True))
            after = reference.evaluate(ruleset, {**known, **applied})
            assert outcome(after.decisions[goal.decision]) == found.outcome
            assert reaches(ruleset, {**known, **applied}, before, goal)
            for size in range(1, len(facts)):
                for part in itertools.combinations(facts, size):
                    fewer = {name: applied[name] for name in part}
                    assert not reaches(ruleset, {**known, **fewer}, before, goal)
            for change, value in zip(found.changes, values, strict=True):
                assert truth(change.becomes, {change.fact: value}, ruleset.type_of) is True


def domain(rng: Random, ruleset: Ruleset, name: str) -> list[Value]:
    """Values that the search had no hand in choosing."""
    type_ = ruleset.facts[name].type
    if name == ruleset.clock.timezone:
        return ["Europe/Paris", "UTC", "America/New_York"]
    if type_.kind is Kind.NUMBER:
        return [*NUMBERS, 0.05, 7, -100]
    return list({draw_value(rng, type_) for _ in range(8)})


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_no_change_is_missed(seed: int) -> None:
    rng = Random(seed)
    ruleset, known, before, goal = situation(rng)
    answered = answer(ruleset, before, goal)
    names = [n for n in changeable(ruleset) if n != ruleset.clock.now]
    assert answered.now == outcome(before.decisions[goal.decision])
    if goal.option in answered.now or not answered.exact:
        return
    for size in (1, 2, 3):
        for facts in itertools.combinations(names, size):
            for values in itertools.islice(
                itertools.product(*(domain(rng, ruleset, name) for name in facts)), 60
            ):
                applied = dict(zip(facts, values, strict=True))
                if not reaches(ruleset, {**known, **applied}, before, goal):
                    continue
                covering = [
                    found
                    for found in answered.found
                    if {change.fact for change in found.changes} <= set(facts)
                ]
                assert covering, applied
                if len(facts) == 1 and ruleset.facts[facts[0]].type.kind is not Kind.TEXT:
                    assert any(
                        truth(found.changes[0].becomes, applied, ruleset.type_of) is True
                        for found in covering
                    ), applied


WAITS = """
title: How long it waits
clock: {now: now, country: country}
facts:
  now: {type: datetime}
  country: {type: text, question: In which country?}
  ended: {type: datetime, question: When did it end?}
  waits: {type: number, unit: working days, computed: {working days from: ended, to: now}}
decisions: {d: {options: {x: x, y: y}, fallback: x}}
rules:
  - {id: r, when: {waits: more than 1}, then: {d: {y: for}}, because: So., source: house}
"""


def test_a_country_stands_for_those_like_it_and_not_for_all_others() -> None:
    ruleset = load_ruleset_text(WAITS).ruleset
    assert ruleset is not None
    known: dict[str, Value] = {
        "ended": datetime(2026, 11, 20, 14),
        "now": datetime(2026, 11, 23, 9),
    }
    found = answer(ruleset, reference.evaluate(ruleset, known), Goal("d")).found
    named = [change.becomes for way in found for change in way.changes if change.fact == "country"]
    assert named
    for country in countries():
        if any(truth(one, {"country": country}, ruleset.type_of) for one in named):
            after = reference.evaluate(ruleset, {**known, "country": country})
            assert after.decisions["d"].choices == ("y",), country
