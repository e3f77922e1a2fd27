"""Who is called what, and who comes first, changes nothing of what is advised."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from hypothesis import given, note, settings
from hypothesis import strategies as st

from drawing import SAID, draw_given, draw_ruleset
from drawing_several import NAMES, PLURALS, SMALL_SEVERAL, Listed, draw_listed, draw_template
from draws import DRAWS, unhurried
from tactful.explanation.explanation import explain
from tactful.explanation.wire import as_json
from tactful.grounding.ground import for_one, ground
from tactful.grounding.people import copy_name
from tactful.language.reference import evaluate
from tactful.language.terms import Copy
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import scenarios_from
from tactful.scenarios.writing import Written, scenario_text
from tactful.text.library import packaged

SEEDS = st.integers(0, 2**32)


def named(rng: Random, listed: Listed) -> dict[str, tuple[str, ...]]:
    """Names for all of them, none twice."""
    return {e: tuple(rng.sample(NAMES, len(names))) for e, names in listed.people.items()}


def advised(template: Any, people: Mapping[str, Any], facts: Mapping[str, Any]) -> Any:
    made = ground(for_one(template), people)
    explanation = explain(Network(made), "drawn", evaluate(made, facts))
    return json.loads(json.dumps(as_json(explanation, unknown=False)))


def unordered(result: Any) -> Any:
    """A result in which no order counts, nor within what is assumed of several."""
    if isinstance(result, dict):
        return {key: unordered(value) for key, value in sorted(result.items())}
    if isinstance(result, list):
        return sorted((unordered(one) for one in result), key=json.dumps)
    return " ".join(sorted(result.split())) if isinstance(result, str) else result


@settings(unhurried, max_examples=max(1, DRAWS // 2))
@given(SEEDS)
def test_another_order_permutes_the_advice(seed: int) -> None:
    rng = Random(seed)
    template = draw_template(rng, SMALL_SEVERAL)
    listed = draw_listed(rng, template)
    people = named(rng, listed)
    orders = {e: rng.sample(range(len(names)), len(names)) for e, names in people.items()}
    copies: Mapping[str, Copy] = listed.ruleset.ground.copies if listed.ruleset.ground else {}
    moved = {}
    for name, value in listed.given.items():
        copy = copies.get(name)
        place = 0 if copy is None else orders[copy.each].index(copy.place - 1) + 1
        moved[name if copy is None else copy_name(copy.of, place)] = value
    others = {e: tuple(people[e][n] for n in order) for e, order in orders.items()}
    note(f"{people} as {others}")
    one, other = (advised(template, *of) for of in ((people, listed.given), (others, moved)))
    assert unordered(one) == unordered(other)


@settings(unhurried, max_examples=max(1, DRAWS // 2))
@given(SEEDS)
def test_other_names_change_nothing_but_names(seed: int) -> None:
    rng = Random(seed)
    template = draw_template(rng, SMALL_SEVERAL)
    listed = draw_listed(rng, template)
    people = named(rng, listed)
    others = {e: tuple(f"<{name}>" for name in names) for e, names in people.items()}
    one, other = (json.dumps(advised(template, p, listed.given)) for p in (people, others))
    for names in others.values():
        for name in names:
            other = other.replace(name, name[1:-1])
    assert one == other


@settings(unhurried, max_examples=max(1, DRAWS // 2))
@given(SEEDS)
def test_one_without_a_name_is_the_one_whose_facts_stand_among_the_others(seed: int) -> None:
    rng = Random(seed)
    template = draw_template(rng)
    one = for_one(template)
    facts = draw_given(rng, one)
    listed = ground(one, dict.fromkeys(template.each, (None,)))
    copies = {
        copy.of: name for name, copy in (listed.ground.copies if listed.ground else {}).items()
    }
    same = {copies.get(name, name): value for name, value in facts.items()}
    found, alone = evaluate(listed, same), evaluate(one, facts)
    assert {n: s.choices for n, s in found.decisions.items()} == {
        copies.get(n, n): s.choices for n, s in alone.decisions.items()
    }
    assert {n: k.value for n, k in found.facts.items()} == {
        copies.get(n, n): k.value for n, k in alone.facts.items()
    }
    assert [n.partition("[")[0] for n in found.fired] == [*alone.fired]
    assert [n.partition("[")[0] for n in found.broken] == [*alone.broken]


@settings(unhurried, max_examples=max(1, DRAWS // 4))
@given(SEEDS)
def test_a_ruleset_that_has_several_of_nothing_is_untouched(seed: int) -> None:
    plain = draw_ruleset(Random(seed), SAID)
    assert for_one(plain).rules == plain.rules
    assert for_one(plain).facts == plain.facts
    assert for_one(plain).decisions == plain.decisions
    assert ground(plain, {}) is plain


@settings(unhurried, max_examples=max(1, DRAWS // 2))
@given(SEEDS)
def test_a_scenario_that_lists_some_reads_back(seed: int) -> None:
    rng = Random(seed)
    template = draw_template(rng, SMALL_SEVERAL)
    people, made, facts = draw_listed(rng, template)
    facts = {name: value for name, value in facts.items() if value != ""}
    text = scenario_text(Written("Drawn", facts, {}, (), people), for_one(template))
    note(text)
    read = scenarios_from(text.encode(), "drawn.yaml", for_one(template))
    assert read.diagnostics == ()
    (scenario,) = read.scenarios
    assert dict(scenario.people) == people
    assert scenario.given == facts
    assert all(f"\n{PLURALS[each]}:" in text for each in people)
    assert made.id == template.id


def test_whoever_is_alone_is_asked_about_together_with_all_else() -> None:
    alone = load(packaged())
    mixed = {"email_known", "lucrative"}
    listed = [{*c.choices} for s in alone.questions for c in s.checklists]
    assert [one for one in listed if mixed & one] == [one for one in listed if mixed <= one]
    two = ground(alone, {"interviewer": ("Ana", "Ben")})
    apart = [{*c.choices} for s in two.questions for c in s.checklists]
    for place in (1, 2):
        (theirs,) = (one for one in apart if copy_name("email_known", place) in one)
        assert {name.partition("[")[2] for name in theirs} == {f"{place}]"}
    assert {f for s in alone.questions for f in s.facts} == {
        f.partition("[")[0] for s in two.questions for f in s.facts
    }
