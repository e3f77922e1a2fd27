"""The formulas say of every way the open facts could be what the reference evaluator says."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import Size, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from tactful import load
from tactful.explanation.unknowns import unknown_facts
from tactful.language import reference
from tactful.language.conclusions import Conclusions, outcome
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.proofs import logic
from tactful.proofs.counterfactual import Goal, counterfactuals
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import Proposition, all_of, guarded, negated
from tactful.proofs.relevance import Relevance
from tactful.text.library import packaged

SMALL = Size(facts=5, concluded=2, decisions=2, rules=8)


def open_facts(rng: Random, ruleset: Ruleset, known: dict[str, Value]) -> list[str]:
    plain = [f.id for f in ruleset.facts.values() if f.computed is None and f.id not in known]
    return [name for name in plain if rng.random() < 0.8]


def drawn(rng: Random) -> tuple[Ruleset, dict[str, Value], Formulas]:
    ruleset = draw_ruleset(rng, SMALL)
    known = {n: v for n, v in draw_given(rng, ruleset).items() if rng.random() < 0.5}
    return ruleset, known, Formulas(ruleset, known, open_facts(rng, ruleset, known))


Said = list[tuple[Proposition, bool]]


def outcomes_said(formulas: Formulas, conclusions: Conclusions) -> Said:
    """The formulas' outcomes of decisions, with what the reference evaluator makes of each."""
    return [
        (when, key in outcome(conclusions.decisions[name]))
        for name, outcomes in formulas.outcomes.items()
        for key, when in outcomes.items()
    ]


def others_said(formulas: Formulas, conclusions: Conclusions) -> Said:
    """What else the formulas say: of rules, conflicts, ties and each case of a fact.

    Only to be compared where formulas are exact: a value elsewhere in a case stands for others
    that are not told apart.
    """
    pairs = [(when, rule in conclusions.fired) for rule, when in formulas.fired.items()]
    about = {conflict.about for conflict in conclusions.conflicts}
    pairs += [(when, name in about) for name, when in formulas.conflicts.items()]
    for name, settled in conclusions.decisions.items():
        if not formulas.ruleset.decisions[name].many:
            pairs.append((formulas.tie(name), settled.tie))
    for name, symbol in formulas.facts.items():
        known = conclusions.facts.get(name)
        pairs += [(c.when, known is not None and known.value == c.value) for c in symbol]
    return pairs


def expected(pairs: Said) -> Proposition:
    """That each of the propositions is as the reference evaluator has it."""
    return all_of(when if holds else negated(when) for when, holds in pairs)


@settings(unhurried, max_examples=DRAWS)
@given(st.randoms(use_true_random=False))
def test_each_assignment_of_cases_leads_where_the_reference_leads(rng: Random) -> None:
    _, _, formulas = drawn(rng)
    solver = formulas.solver()
    for _ in range(4):
        values = {
            name: rng.choice(symbol).value
            for name, symbol in formulas.open.items()
            if symbol and rng.random() < 0.7
        }
        conclusions = reference.evaluate(formulas.ruleset, {**formulas.given, **values})
        pairs = outcomes_said(formulas, conclusions)
        if formulas.exact:
            pairs += others_said(formulas, conclusions)
        wanted = expected(pairs)
        pinned = formulas.pinned(values)
        assert solver.check(*pinned, guarded(solver, wanted)) == z3.sat
        if formulas.exact:
            assert solver.check(*pinned, guarded(solver, negated(wanted))) == z3.unsat


@settings(unhurried, max_examples=DRAWS)
@given(st.randoms(use_true_random=False))
def test_no_value_leads_where_no_case_leads(rng: Random) -> None:
    ruleset, known, formulas = drawn(rng)
    solver = formulas.solver()
    for _ in range(4):
        values = {n: v for n, v in draw_given(rng, ruleset).items() if n in formulas.open}
        conclusions = reference.evaluate(ruleset, {**known, **values})
        wanted = expected(outcomes_said(formulas, conclusions))
        assert solver.check(guarded(solver, wanted)) == z3.sat


@pytest.mark.parametrize("least", [0, 1, 2, 3, -1])
def test_sums_count_what_holds(least: int) -> None:
    from tactful.proofs.logic import Sum, new_context, solver_in, variable

    context = new_context()
    x, y, w = (variable(n, context) for n in "xyw")
    total = Sum([(x, 2), (y, -1), (w, 1), (True, 1)]).minus(Sum([(w, 1), (y, 1)]))
    reaches = total.reaches(least)
    for a in (False, True):
        for b in (False, True):
            value = 2 * a - 2 * b + 1
            solver = solver_in(context)
            solver.add(reaches, x == a, y == b)
            assert (solver.check() == z3.sat) is (value >= least)


def test_a_solver_is_asked_to_assume_variables_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else it is, z3 before 5.3 refuses it."""
    asked: list[z3.BoolRef] = []
    check = logic.checked

    def checked(solver: z3.Solver, assumed: Sequence[z3.BoolRef]) -> int:
        asked.extend(part.arg(0) if z3.is_not(part) else part for part in assumed)
        return check(solver, assumed)

    monkeypatch.setattr("tactful.proofs.logic.checked", checked)
    ruleset = load(packaged())
    assert isinstance(ruleset, Ruleset)
    network = Network(ruleset)
    conclusions = network.evaluate({"rapport": "warm", "email_known": True})
    unknown_facts(ruleset, conclusions)
    counterfactuals(network, conclusions, Goal("tone"))
    assert asked
    assert [part for part in asked if not z3.is_const(part)] == []


def test_questions_leave_nothing_with_the_solver() -> None:
    formulas = drawn(Random(1))[2]
    solver = formulas.solver()
    formulas.solver = lambda: solver  # type: ignore[method-assign]
    relevance = Relevance(formulas)
    kept = []
    for _ in range(3):
        for fact in formulas.open:
            relevance.matters(fact)
            relevance.witness(fact)
            relevance.matters_to(fact)
        for decision in formulas.outcomes:
            relevance.possible_outcomes(decision)
        relevance.settled(reference.evaluate(formulas.ruleset, formulas.given))
        kept.append(len(solver.assertions()))
    assert kept[0] == kept[1] == kept[2]
