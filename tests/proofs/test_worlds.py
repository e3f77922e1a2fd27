"""What follows in many worlds at once is what the reference finds in each; and what they prove."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import SAID, Size, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from tactful import load
from tactful.cases.cases import cases
from tactful.cases.shared import shared_cases
from tactful.explanation.unknowns import askable
from tactful.language import reference
from tactful.language.conclusions import outcome
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.proofs import bearings as bearings_module
from tactful.proofs import evidence as evidence_module
from tactful.proofs.bearings import bearings
from tactful.proofs.budget import Budget, Possibility
from tactful.proofs.circuit import Part, PartKind, View, WorldsInOrder, all_worlds, sampled
from tactful.proofs.formulas import Formulas
from tactful.proofs.relevance import Relevance
from tactful.proofs.worlds import ROUGH, Worlds
from tactful.reading.ruleset import load_ruleset_text
from tactful.text.library import packaged

SMALL = Size(facts=4, concluded=2, decisions=2, rules=8)
MOST_LOOKED_AT = 60


def situation(rng: Random) -> tuple[Ruleset, dict[str, Value], list[str]]:
    """A ruleset, what is known, and what is open."""
    ruleset = draw_ruleset(rng, SMALL if rng.random() < 0.7 else Size())
    names = list(askable(ruleset))
    known = {n: v for n, v in draw_given(rng, ruleset).items() if rng.random() < 0.6}
    return ruleset, known, [name for name in names if name not in known]


def values_in(layout: WorldsInOrder, place: int, worlds: Worlds) -> dict[str, Value]:
    """What the open facts are in one world; what is unknown is left out."""
    return {
        name: case.value
        for name, symbol in worlds.open.items()
        for case, bits in zip(symbol, layout.places[name], strict=False)
        if bits >> place & 1
    }


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_every_world_comes_to_what_the_reference_comes_to(seed: int) -> None:
    rng = Random(seed)
    ruleset, known, names = situation(rng)
    worlds = Worlds(ruleset, known, cases(ruleset, known, names))
    layout = sampled({name: len(symbol) + 1 for name, symbol in worlds.open.items()}, 4)
    view = View(layout.worlds, layout.places)
    for place in rng.sample(range(layout.worlds), min(layout.worlds, MOST_LOOKED_AT)):
        settled = reference.evaluate(
            ruleset, {**known, **values_in(layout, place, worlds)}
        ).decisions
        for name, outcomes in worlds.outcomes.items():
            if worlds.atoms_of(name) & ROUGH:
                continue  # no world shows it as it is
            came = {
                key
                for key, when in outcomes.items()
                if (view.bits(when) >> place & 1 if isinstance(when, Part) else when)
            }
            assert came == outcome(settled[name]), (name, place)


LOOKED_AT = {
    "all asked of the solver": {"FEW": 1, "MANY": 1, "MOST": 1},
    "decisions before may be anything": {"FEW": 1, "MANY": 1},
    "drawn first": {"FEW": 1, "MOST": 1},
    "all that may be drawn": {"FEW": 1, "SAMPLE": 1},
    "as ever": {},
}
"""How many worlds are looked at, where that is not as ever."""


@pytest.mark.parametrize("looked_at", LOOKED_AT)
@settings(unhurried, max_examples=DRAWS)
@given(seed=st.integers(0, 2**32))
def test_what_is_found_is_what_the_solver_alone_finds(looked_at: str, seed: int) -> None:
    ruleset, known, names = situation(Random(seed))
    alone = Relevance(Formulas(ruleset, known, names))
    with pytest.MonkeyPatch.context() as patch:
        for name, count in LOOKED_AT[looked_at].items():
            patch.setattr(evidence_module, name, count)
        found = bearings(ruleset, known, names)
    for name in names:
        one, other = found[name], alone.bearing(name)
        formulas = alone.formulas
        anything_counts = not formulas.is_tried and not formulas.guessed
        if formulas.exact or (anything_counts and name != ruleset.clock.region):
            assert one == other
        # Each may leave open what the other proves or shows, and neither says the opposite.
        assert {*one.matters_to} <= {*other.matters_to, *other.may_matter_to}
        assert {*other.matters_to} <= {*one.matters_to, *one.may_matter_to}


@settings(unhurried, max_examples=max(1, DRAWS // 2))
@given(seed=st.integers(0, 2**32))
def test_cases_that_are_shared_are_those_that_each_situation_has(seed: int) -> None:
    rng = Random(seed)
    ruleset = draw_ruleset(rng, SAID if rng.random() < 0.5 else Size())
    for _ in range(3):  # what was found for one is taken for another
        known = {n: v for n, v in draw_given(rng, ruleset).items() if rng.random() < 0.6}
        names = [name for name in askable(ruleset) if name not in known]
        assert shared_cases(ruleset, known, names) == cases(ruleset, known, names)
        assert [*shared_cases(ruleset, known, names).values] == names


TWO_DAYS = """
title: Two days that are worked out, side by side
facts:
  a: {type: KIND, none: There is no first, question: A}
  b: {type: KIND, question: B}
  c: {type: yes/no, question: C}
  one: {type: RESULT, computed: FIRST}
  two: {type: RESULT, computed: SECOND}
decisions: {d: {options: {x: x, y: y}, fallback: x}}
rules:
  - {id: r, when: {c: yes, none: [TEST]}, then: {d: {y: for}}, because: So., source: house}
"""


@pytest.mark.parametrize(
    ("kind", "result", "first", "second"),
    [
        ("date", "date", "{day: a, plus days: 1}", "{day: b, plus days: 2}"),
        ("datetime", "date", "{date of: a}", "{date of: b}"),
        ("datetime", "time", "{time of day: a}", "{time of day: b}"),
    ],
)
@pytest.mark.parametrize("test", ["{one: before two}", "{a: at least b, one: before two}"])
def test_two_computed_days_are_compared_in_worlds_too(
    kind: str, result: str, first: str, second: str, test: str
) -> None:
    """How they lie the cases of two open days do not show, but that there is none they do."""
    written = {"KIND": kind, "RESULT": result, "FIRST": first, "SECOND": second, "TEST": test}
    text = TWO_DAYS
    for word, meaning in written.items():
        text = text.replace(word, meaning)
    rules = load_ruleset_text(text).ruleset
    assert rules is not None
    alone = Relevance(Formulas(rules, {}, ["a", "b", "c"]))
    found = bearings(rules, {}, ["a", "b", "c"])
    assert found == {name: alone.bearing(name) for name in found}
    assert found["c"].matters_to == ("d",)


TWO_MOMENTS = """
title: A stretch between two moments
facts:
  begun: {type: datetime, question: When did it begin?}
  over: {type: datetime, question: When was it over?}
  quiet: {type: yes/no, question: Was it quiet?}
  late: {type: yes/no, question: Is it late?}
  hours: {type: number, computed: {hours from: begun, to: over}}
decisions:
  first: {options: {x: x, y: y}, fallback: x}
  second: {applies when: {first: y}, options: {x: x, y: y}, fallback: x}
  third: {applies when: {first: x}, options: {x: x, y: y}, fallback: x}
rules:
  - {id: r1, when: {hours: more than 4}, then: {first: {y: for}}, because: So., source: house}
  - {id: r2, when: {quiet: yes}, then: {second: {y: for}}, because: So., source: house}
  - id: r3
    when: {late: yes, hours: more than 9}
    then: {third: {y: for}}
    because: So.
    source: house
"""


def test_what_two_open_moments_come_to_is_as_the_solver_has_it() -> None:
    """It may be anything, but the same for all: who asks of the third never has more than 4."""
    rules = load_ruleset_text(TWO_MOMENTS).ruleset
    assert rules is not None
    names = ["begun", "over", "quiet", "late"]
    alone = Relevance(Formulas(rules, {}, names))
    found = bearings(rules, {}, names)
    assert found == {name: alone.bearing(name) for name in names}
    assert found["begun"] == (("first", "second", "third"), ())
    assert found["late"] == ((), ())


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_what_worlds_show_does_not_wait_for_the_solver(seed: int) -> None:
    """With no steps left the worlds' own answers stand, and all else is open."""
    ruleset, known, names = situation(Random(seed))
    full = bearings(ruleset, known, names)
    for name, less in bearings(ruleset, known, names, budget=Budget(0)).items():
        assert {*less.matters_to} <= {*full[name].matters_to}
        assert {*full[name].matters_to} <= {*less.matters_to, *less.may_matter_to}


@settings(unhurried, max_examples=DRAWS)
@given(
    st.lists(st.tuples(st.integers(0, 255), st.integers(0, 9)), min_size=1, max_size=6),
    st.integers(1, 40),
)
def test_a_sum_is_reached_in_the_worlds_in_which_it_is(
    terms: list[tuple[int, int]], least: int
) -> None:
    places = {f"f{n}": [bits] for n, (bits, _) in enumerate(terms)}
    parts = [Part(PartKind.CASE, (), (name, 0), 0) for name in places]
    gate = Part(PartKind.REACH, parts, ([weight for _, weight in terms], least))
    reached = View(8, places).bits(gate)
    for at in range(8):
        total = sum(weight for bits, weight in terms if bits >> at & 1)
        assert bool(reached >> at & 1) is (total >= least)


@settings(unhurried, max_examples=DRAWS)
@given(st.dictionaries(st.sampled_from("abc"), st.integers(2, 4), min_size=1), st.integers(0, 9))
def test_neighbours_differ_in_one_fact_alone(sizes: dict[str, int], seed: int) -> None:
    for layout in (all_worlds(sizes), sampled(sizes, 3)):
        worlds = [
            {
                name: [way for way, bits in enumerate(ways) if bits >> place & 1]
                for name, ways in layout.places.items()
            }
            for place in range(layout.worlds)
        ]
        assert all(len(ways) == 1 for world in worlds for ways in world.values())
        for name, (step, having) in layout.axes.items():
            for place, world in enumerate(worlds):
                if having >> place & 1:
                    other = worlds[place + step]
                    assert {n for n in sizes if world[n] != other[n]} == {name}


def test_the_solver_hears_of_few_facts_of_the_packaged_ruleset(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules = load(packaged())
    assert isinstance(rules, Ruleset)
    asked: list[str] = []
    answers = bearings_module.Doubts.answers

    def counted(
        self: bearings_module.Doubts, facts: Sequence[str], decision: str
    ) -> dict[str, Possibility]:
        asked.extend(facts)
        return answers(self, facts, decision)

    monkeypatch.setattr(bearings_module.Doubts, "answers", counted)
    known: dict[str, Value] = {"rapport": "warm", "email_known": True}
    names = [name for name in askable(rules) if name not in {*known, rules.clock.now}]
    found = bearings(rules, known, names, datetime(2026, 11, 20, 14, 30))
    assert any(bearing.matters_to for bearing in found.values())
    assert len(asked) < len(names) * len(rules.decisions) / 5
