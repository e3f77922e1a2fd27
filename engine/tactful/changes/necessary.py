"""What has to be so for something to be: of each fact, the cases outside which it never is.

The least box around all situations in which something is so. The solver is asked for one after
the other, each with a case that none so far had, until it proves that there is none; so every
case that is left out is proven, and every one that is kept was met. After the finding of
backbones (Janota, Lynce and Marques-Silva, "Algorithms for computing backbones of propositional
formulae", 2015).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from tactful.cases.detached import in_numbers
from tactful.changes.narrowed import Circumstance, Circumstances
from tactful.language.conditions import every_test
from tactful.language.terms import Test, reads
from tactful.proofs.budget import Possibility
from tactful.proofs.case_calendar import Case
from tactful.proofs.logic import Proposition, any_of, asserted, diversified, is_so, negated, z3
from tactful.proofs.prover import Proofs

PATIENCE = 1_000_000
"""Steps of the solver that one question may take; past that nothing is said of a fact."""


class Necessary(NamedTuple):
    """What holds in every situation in which something is so.

    Attributes:
        where: The facts that have to lie in some of their cases, as they come out in the end.
        tests: Conditions that always hold there, or never do: of facts that are compared with
            others or have several choices, and of decisions.
    """

    where: Circumstances = ()
    tests: tuple[tuple[Test, bool], ...] = ()


_Way: TypeAlias = "tuple[Case | bool, Proposition]"
"""A case of a fact, or whether a condition holds; and when it is so in one of the rulesets."""


class Unmet(NamedTuple):
    """The ways that are proven never to be where something is so.

    Attributes:
        names: The facts that are told by their cases.
        tests: The conditions that are told besides.
        never: For each of both, those ways.
    """

    names: Sequence[str]
    tests: Sequence[Test]
    never: Mapping[str | Test, Sequence[_Way]]

    def both_with(self, other: Unmet) -> Unmet:
        """The ways that never are where one of two things is so, of the same proofs and tests."""
        shared = {}
        for one, ways in self.never.items():
            theirs = {way for way, _ in other.never[one]}
            shared[one] = [(way, when) for way, when in ways if way in theirs]
        return self._replace(never=shared)


def unmet(
    both: Sequence[Proofs], what: Proposition, looked_at: Collection[Test] = ()
) -> Unmet | None:
    """The ways that never are in the rulesets of some proofs where something is so.

    Args:
        both: Proofs that stand beside each other, or one alone.
        what: What is so.
        looked_at: Conditions that are told besides, where the cases of their facts one by one do
            not say it.

    Returns:
        What is proven; ``None`` where the solver finds no situation at all in good time.
    """
    first = both[0]
    names = [name for name in first.open if _is_told_by_case(first, name)]
    tests = [test for test in looked_at if not reads(test) <= {*names}]
    ways: dict[str | Test, list[_Way]] = {name: _cases(both, name) for name in names}
    ways |= {test: _truths(both, test) for test in tests}
    solver = first.asked(what)
    if first.budget.ask(solver, PATIENCE) is not Possibility.YES:
        return None
    never = _never_met(first, solver, ways)
    return Unmet(names, tests, never)


def necessary(both: Sequence[Proofs], found: Unmet) -> Necessary:
    """What has to be so in the rulesets of some proofs, by what never is. It holds in each."""
    first, never = both[0], found.never
    where = []
    for name in found.names:
        # What never is at all is no news; nor is anything said of a fact by that alone.
        if all(first.is_impossible(when) for _, when in never[name]):
            continue
        left_out = {case for case, _ in never[name]}
        kept = tuple(case for case, _ in _cases(both, name) if case not in left_out)
        others = tuple(value for value in first.ways(name) if value in left_out)
        where.append(Circumstance(name, kept, others))
    held = [(test, holds) for test in found.tests for holds in (True, False)]
    return Necessary(
        tuple(where),
        tuple(
            (test, holds)
            for test, holds in held
            if [so for so, when in never[test] if not first.is_impossible(when)] == [not holds]
        ),
    )


def _is_told_by_case(proofs: Proofs, name: str) -> bool:
    """Whether the cases of a fact alone tell where it lies."""
    return name not in proofs.formulas.several and not proofs.calendar.is_compared(name)


def _cases(both: Sequence[Proofs], name: str) -> list[_Way]:
    """When a fact comes to lie in each of its cases, and when it is not known."""
    made = []
    for value in both[0].ways(name):
        made.append(
            (
                value,
                any_of(c.when for p in both for c in p.formulas.facts[name] if c.value == value),
            )
        )
    unknown = [negated(any_of(c.when for c in p.formulas.facts[name])) for p in both]
    return [*made, (None, any_of(unknown))]


def _truths(both: Sequence[Proofs], test: Test) -> list[_Way]:
    """When a condition holds, and when it does not."""
    wanted = in_numbers(test)
    true = []
    for proofs in both:
        # Of the tests that rules ask answers are kept, by which one it is: none is made here.
        found = next((one for one in every_test(proofs.detached) if one == wanted), None)
        if found is None:
            return []
        true.append(proofs.formulas.condition(found).true)
    return [(True, any_of(true)), (False, any_of(map(negated, true)))]


def _never_met(
    proofs: Proofs, solver: z3.Solver, ways: Mapping[str | Test, Sequence[_Way]]
) -> dict[str | Test, list[_Way]]:
    """For each fact and condition, the ways that are proven never to be; none where it is open."""
    left = {one: list(listed) for one, listed in ways.items()}

    def meet() -> None:
        model = solver.model()
        for one, unmet in left.items():
            if unmet:
                left[one] = [(way, when) for way, when in unmet if not is_so(model, when)]

    meet()
    # The first is found much faster by a solver left to itself; the others are to be unlike it.
    diversified(solver)
    for one in ways:
        while (sought := any_of(when for _, when in left[one])) is not False:
            solver.push()
            asserted(solver, sought)
            found = proofs.budget.ask(solver, PATIENCE)
            if found is Possibility.YES:
                meet()
            solver.pop()
            if found is Possibility.OPEN:
                left[one] = []
            if found is not Possibility.YES:
                break
    return left
