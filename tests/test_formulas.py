"""The formulas say of every way the open facts could be what the reference evaluator says."""

from __future__ import annotations

from random import Random

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import Size, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from tactful import reference
from tactful.conclusions import outcome
from tactful.formulas import Formulas
from tactful.logic import Proposition, negated
from tactful.model import Ruleset
from tactful.values import Value

SMALL = Size(facts=5, concluded=2, decisions=2, rules=8)


def open_facts(rng: Random, ruleset: Ruleset, known: dict[str, Value]) -> list[str]:
    plain = [f.id for f in ruleset.facts.values() if f.computed is None and f.id not in known]
    return [name for name in plain if rng.random() < 0.8]


def drawn(rng: Random) -> tuple[Ruleset, dict[str, Value], Formulas]:
    ruleset = draw_ruleset(rng, SMALL)
    known = {n: v for n, v in draw_given(rng, ruleset).items() if rng.random() < 0.5}
    return ruleset, known, Formulas(ruleset, known, open_facts(rng, ruleset, known))


def said(formulas: Formulas, values: dict[str, Value]) -> list[tuple[Proposition, bool]]:
    """Each of the formulas' propositions, with what the reference evaluator makes of it."""
    conclusions = reference.evaluate(formulas.ruleset, {**formulas.given, **values})
    pairs = [(when, rule in conclusions.fired) for rule, when in formulas.fired.items()]
    about = {conflict.about for conflict in conclusions.conflicts}
    pairs += [(when, name in about) for name, when in formulas.conflicts.items()]
    for name, settled in conclusions.decisions.items():
        came = outcome(settled)
        pairs += [(when, key in came) for key, when in formulas.outcomes[name].items()]
        if not formulas.ruleset.decisions[name].many:
            pairs.append((formulas.tie(name), settled.tie))
    for name, symbol in formulas.facts.items():
        known = conclusions.facts.get(name)
        pairs += [(c.when, known is not None and known.value == c.value) for c in symbol]
    return pairs


def expected(pairs: list[tuple[Proposition, bool]]) -> list[z3.BoolRef] | None:
    """The pairs as literals; ``None`` if one of them is certainly otherwise."""
    literals = []
    for when, holds in pairs:
        literal = when if holds else negated(when)
        if literal is False:
            return None
        if literal is not True:
            literals.append(literal)
    return literals


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
        pairs = said(formulas, values)
        if not formulas.exact:
            pairs = [
                p
                for p in pairs
                if any(p[0] is w for d in formulas.outcomes.values() for w in d.values())
            ]
        wanted = expected(pairs)
        assert wanted is not None
        assert solver.check(*formulas.pinned(values), *wanted) == z3.sat
        if formulas.exact and wanted:
            otherwise = z3.Not(z3.And(wanted))
            solver.push()
            solver.add(otherwise)
            assert solver.check(*formulas.pinned(values)) == z3.unsat
            solver.pop()


@settings(unhurried, max_examples=DRAWS)
@given(st.randoms(use_true_random=False))
def test_no_value_leads_where_no_case_leads(rng: Random) -> None:
    ruleset, known, formulas = drawn(rng)
    solver = formulas.solver()
    for _ in range(4):
        values = {n: v for n, v in draw_given(rng, ruleset).items() if n in formulas.open}
        conclusions = reference.evaluate(ruleset, {**known, **values})
        pairs = [
            (when, key in outcome(conclusions.decisions[name]))
            for name, outcomes in formulas.outcomes.items()
            for key, when in outcomes.items()
        ]
        wanted = expected(pairs)
        assert wanted is not None
        assert solver.check(*wanted) == z3.sat


@pytest.mark.parametrize("least", [0, 1, 2, 3, -1])
def test_sums_count_what_holds(least: int) -> None:
    from tactful.logic import Sum, variable

    x, y, w = (variable(n) for n in "xyw")
    total = Sum([(x, 2), (y, -1), (w, 1), (True, 1)]).minus(Sum([(w, 1), (y, 1)]))
    reaches = total.reaches(least)
    for a in (False, True):
        for b in (False, True):
            value = 2 * a - 2 * b + 1
            solver = z3.Solver()
            solver.add(reaches, x == a, y == b)
            assert (solver.check() == z3.sat) is (value >= least)
