"""What a circuit shows of a change at a glance is what the solver says of it one by one."""

from __future__ import annotations

from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from draws import DRAWS, unhurried
from exhaustive import draw_small
from tactful.changes.gates import Gates
from tactful.changes.harm import harmful
from tactful.changes.narrowed import cases_in
from tactful.changes.nearby import nearby
from tactful.changes.standing import StandingSolver
from tactful.changes.turns import Comparison
from tactful.language.model import Ruleset
from tactful.proofs.budget import Possibility
from tactful.proofs.circuit import View
from tactful.proofs.logic import Proposition, all_of, holds, is_so, negated, z3
from tactful.proofs.prover import Proofs
from tactful.testing.mutations import mutants


def compared(rng: Random) -> tuple[Comparison, Proofs]:
    """A drawn ruleset beside one that is a little different, with constraints or without."""
    old: Ruleset = draw_small(rng)
    changed = [*mutants(old)]
    assume(changed)
    comparison = Comparison(old, rng.choice(changed).ruleset)
    assume(comparison.proofs is not None)
    assert comparison.proofs is not None
    return comparison, comparison.proofs[0]


def outcomes(comparison: Comparison) -> dict[tuple[str, object], tuple[Proposition, Proposition]]:
    return {
        (name, key): comparison.when(name, key)
        for name in comparison.decisions
        for key in comparison.outcomes(name)
    }


@settings(unhurried, max_examples=max(1, DRAWS // 4))
@given(st.randoms(use_true_random=False))
def test_gates_say_what_the_solver_was_told(rng: Random) -> None:
    comparison, proofs = compared(rng)
    gates = Gates()
    parts = [part for both in outcomes(comparison).values() for part in both]
    parts += proofs.formulas.told
    solver = proofs.asked()
    assert solver.check() == z3.sat
    model = solver.model()
    variables = {v for name in proofs.open for v in proofs.formulas.variables(name)}
    view = View(1, {str(v.get_id()): [int(holds(model, v))] for v in variables})
    for part in parts:
        gate = gates.gate(part)
        if gate is not None:
            assert bool(view.bits(gate)) is is_so(model, part)


@settings(unhurried, max_examples=max(1, DRAWS // 4))
@given(st.randoms(use_true_random=False))
def test_what_does_harm_does_so_to_the_solver_too(rng: Random) -> None:
    comparison, proofs = compared(rng)
    for what in (comparison.differs(name) for name in comparison.decisions):
        witness = proofs.witness_where(what, lambda _: True)
        if witness is None or isinstance(what, bool):
            continue
        cases = dict(cases_in(proofs, witness))
        literals = proofs.calendar.literals
        found = harmful(proofs, Gates(), what, cases, [*cases])
        for name, harm in found.items():
            assert cases[name] not in harm
            others = [part for n, v in cases.items() if n != name for part in literals[n][v]]
            for case in harm:
                here = literals[name][case]
                assert proofs.asked(negated(what), *here, *others).check() == z3.sat


@settings(unhurried, max_examples=max(1, DRAWS // 4))
@given(st.randoms(use_true_random=False))
def test_situations_nearby_are_as_the_rules_have_them(rng: Random) -> None:
    comparison, proofs = compared(rng)
    ways = {
        (name, before, after): all_of((one[0], other[1]))
        for (name, before), one in outcomes(comparison).items()
        for (other_name, after), other in outcomes(comparison).items()
        if name == other_name and before != after and not comparison.old.decisions[name].many
    }
    for (name, before, after), when in ways.items():
        found = [*nearby(proofs, Gates(), {}, dict.fromkeys(proofs.open), [when])]
        for given_ in found:
            assert len(given_) <= 2
            if comparison.allows(given_):
                came = comparison.seen(given_)
                said = [
                    one[name][1][0] if one[name][1] else one[name][0]
                    for one in (came.before, came.after)
                ]
                assert said == [before, after]


@settings(unhurried, max_examples=max(1, DRAWS // 4))
@given(st.randoms(use_true_random=False))
def test_a_solver_that_stays_says_what_new_ones_say(rng: Random) -> None:
    comparison, proofs = compared(rng)
    for name in comparison.decisions:
        whens = {key: comparison.when(name, key) for key in comparison.outcomes(name)}
        standing = StandingSolver(proofs, whens)
        many = any(one.decisions[name].many for one in (comparison.old, comparison.new))
        pairs, complete = standing.pairs()
        assert complete
        for before, one in whens.items():
            for after, other in whens.items():
                what = all_of((one[0], other[1]))
                possible = proofs.budget.ask(proofs.asked(what), proofs.patience)
                if before != after and not many:
                    assert ((before, after) in pairs) is (possible is Possibility.YES)
                denial = standing.denial(what)
                if denial is not None:
                    anything = proofs.budget.ask(denial.solver, proofs.patience)
                    assert anything is Possibility.YES
                    denied = proofs.budget.ask(denial.solver, proofs.patience, *denial.assumed)
                    alone = proofs.budget.ask(proofs.asked(negated(what)), proofs.patience)
                    assert denied is alone
