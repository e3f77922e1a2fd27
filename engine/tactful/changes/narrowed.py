"""What brings something about: the facts of one situation that matter, and how far each may go.

A situation in which something is so is one of many. Left out are the facts without which it still
must be so, and each of the others is given as many of its cases as do no harm; so one witness
becomes a statement about all situations like it. The first is the core that z3 finds, made smaller
fact by fact; the second is the widening of a cube to a prime implicant, as in the minimising of
Boolean functions (Quine, "A way to simplify truth functions", 1955).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple, TypeAlias

from tactful.cases.fitting_moments import FittingMoments
from tactful.changes.gates import Gates
from tactful.changes.harm import harmful
from tactful.language.given import Given
from tactful.language.turning import place_among
from tactful.language.values import NONE, Kind, Value, ValueType
from tactful.proofs.budget import Possibility
from tactful.proofs.case_calendar import Case
from tactful.proofs.logic import Proposition, negated, variable, z3
from tactful.proofs.prover import IMPATIENCE, Proofs


class Circumstance(NamedTuple):
    """A fact with the cases in which it may lie, any of which will do, and with its others."""

    fact: str
    cases: tuple[Case, ...]
    others: tuple[Value, ...]


Circumstances: TypeAlias = tuple[Circumstance, ...]

MOST_WIDENED = 40
"""Cases of a fact past which only the one that was seen is told."""


class Denial(NamedTuple):
    """A solver that was told that something is not so, or is told it with each question.

    Attributes:
        solver: The solver.
        assumed: What it has to be told each time.
        known: For each fact, what says that it is known: as far as the solver knows of that.
    """

    solver: z3.Solver
    assumed: tuple[z3.BoolRef, ...]
    known: dict[str, z3.BoolRef]


def circumstances(
    proofs: Proofs,
    gates: Gates,
    what: Proposition,
    given: Given,
    denial: Denial | None = None,
    *,
    always: bool | None = None,
) -> Circumstances | None:
    """What of a situation makes something so, whatever the rest is.

    Args:
        proofs: What can be proven of the ruleset.
        gates: What the solver is told, to be looked at.
        what: What is so.
        given: A situation in which it is.
        denial: A solver that may be told that it is not so, if there is one already.
        always: Whether it is so in every situation, where that is known.

    Returns:
        The facts that matter; none where it is always so, and ``None`` where the solver cannot
        tell in good time, or the situation lies in no case that it knows of.
    """
    if denial is None:
        denial = Denial(proofs.asked(negated(what)), (), {})
    if always is None:
        always = proofs.budget.ask(denial.solver, IMPATIENCE, *denial.assumed) is Possibility.NO
    if always:
        return ()
    narrowed = _Narrowed(proofs, gates, what, denial, dict(cases_in(proofs, given)))
    return tuple(narrowed.circumstance(name) for name in narrowed.facts) or None


def cases_in(proofs: Proofs, given: Given) -> Iterator[tuple[str, Case]]:
    """The case of each open fact in a situation; one that is not given is as it comes out there."""
    known = {**_settled(proofs, given), **given}
    # Facts that are compared have their cases together, whether they are moments or not.
    together = FittingMoments({n: v for n, v in known.items() if n in proofs.open}, {})
    placed = dict(proofs.calendar.cases_of(together) or ())
    yield from placed.items()
    for name in proofs.open:
        if name not in proofs.times and name not in placed:
            yield name, proofs.calendar.case_of(name, known.get(name))


def _settled(proofs: Proofs, given: Given) -> Given:
    """The facts as they come out in a situation, where two rulesets agree about them."""
    found: dict[str, set[Value | None]] = {}
    for side in proofs.sides:
        known = side.evaluated(given).facts
        for name in side.ruleset.facts:
            found.setdefault(name, set()).add(known[name].value if name in known else None)
    alike = {name: next(iter(values)) for name, values in found.items() if len(values) == 1}
    return {name: value for name, value in alike.items() if value is not None}


class _Narrowed:
    """The cases that are left of a situation.

    Attributes:
        facts: The facts that matter, in the ruleset's order.
    """

    def __init__(
        self,
        proofs: Proofs,
        gates: Gates,
        what: Proposition,
        denial: Denial,
        cases: Mapping[str, Case],
    ) -> None:
        self._proofs = proofs
        self._denial = denial
        literals = proofs.calendar.literals
        self._seen = {n: literals[n].get(value, ()) for n, value in cases.items()}
        self._fact_of = {part.get_id(): n for n, parts in self._seen.items() for part in parts}
        kept = self._core({n: v for n, v in cases.items() if v is not None}) or self._core(cases)
        self._harmful = harmful(proofs, gates, what, cases, kept)
        # What is unknown goes first: fewer words about what nobody said.
        for name in sorted(kept, key=lambda n: cases[n] is not None):
            if name in kept and not self._harmful[name]:
                kept = self._core({n: kept[n] for n in kept if n != name}) or kept
        self._cases: dict[str, tuple[Case, ...]] = {n: (kept[n],) for n in kept}
        self._asked = {n: self._allowed(n, self._cases[n]) for n in kept}
        for alike in proofs.calendar.groups(kept):
            self._complete(alike, cases)
        self.facts = tuple(name for name in proofs.open if name in self._cases)

    def _core(self, cases: Mapping[str, Case]) -> dict[str, Case]:
        """Those of some cases that are enough to exclude what the solver knows; else none."""
        if not self._excluded([part for name in cases for part in self._seen[name]]):
            return {}
        core = _core_of(self._denial.solver)
        needed = {self._fact_of[number] for number in core if number in self._fact_of}
        return {name: cases[name] for name in cases if name in needed}

    def _complete(self, alike: Collection[str], cases: Mapping[str, Case]) -> None:
        """Leave out no fact that is compared with one that matters, unless its stretch will do.

        A case between two named values tells how a fact lies to those it is compared with. Of one
        alone it says nothing: below the lowest case of a stretch there always is another value.
        """
        kept, left = ([n for n in alike if (n in self._cases) == there] for there in (True, False))
        stretches = {n: self._stretch_around(n, cases[n]) for n in kept}
        if not left or all(stretches[n] == self._cases[n] for n in kept):
            return
        wider = {n: self._allowed(n, stretch) for n, stretch in stretches.items()}
        asked = {**self._asked, **wider}
        if self._excluded([part for parts in asked.values() for part in parts]):
            self._cases |= stretches
        else:
            self._cases |= {name: (cases[name],) for name in left}
            asked = {**self._asked, **{n: self._allowed(n, self._cases[n]) for n in left}}
        self._asked = asked

    def _stretch_around(self, name: str, case: Case) -> tuple[Case, ...]:
        """The cases that lie to all named values as one of them does."""
        type_ = self._proofs.detached.facts[name].type
        named = self._proofs.formulas.cases.named[name]
        if case is None or case is NONE or case in named or type_.kind is not Kind.NUMBER:
            return (case,)
        marks = sorted(named - {NONE}, key=type_.rank)  # type: ignore[arg-type]
        ways = [way for way in self._proofs.ways(name) if way is not NONE and way not in named]
        return tuple(w for w in ways if place_among(marks, w) == place_among(marks, case))

    def circumstance(self, name: str) -> Circumstance:
        """A fact with as many cases as will do, the other facts being as they are by now."""
        listed = self._proofs.ways(name)
        type_ = self._proofs.detached.facts[name].type
        apart = type_.many or self._proofs.calendar.is_compared(name)
        if len(listed) <= MOST_WIDENED and not apart:
            if type_.ordered or type_.kind in (Kind.NUMBER, Kind.TIME):
                self._stretch(name, _in_order(listed, type_))
            else:
                self._collect(name, listed)
        cases = self._cases[name]
        return Circumstance(name, cases, tuple(v for v in listed if v not in cases))

    def _stretch(self, name: str, listed: Sequence[Value]) -> None:
        """Take in neighbours, upwards and downwards, as many as will do one after the other.

        Whether a case will do has nothing to do with the others of its fact: all are tried at once.
        """
        (case,) = self._cases[name]
        place = -1 if case is None else listed.index(case)
        below = listed if case is None else listed[:place]
        ways = listed[place + 1 :], below[::-1], self._unknown(name)
        harmful = self._harmful[name]
        kept = [[*takewhile(lambda c: c not in harmful, way)] for way in ways]
        if self._excluded_in(name, [case for way in kept for case in way]):
            return
        for way in kept:
            all(self._excluded_in(name, [case]) for case in way)

    def _collect(self, name: str, listed: Sequence[Value]) -> None:
        """Take in any others that will do."""
        rest = [v for v in listed if v not in self._cases[name]] + self._unknown(name)
        kept = [case for case in rest if case not in self._harmful[name]]
        if not self._excluded_in(name, kept):
            for case in kept:
                self._excluded_in(name, [case])

    def _unknown(self, name: str) -> list[Case]:
        """Its not being known, where that can be."""
        if None in self._harmful[name] or not self._proofs.may_be_unknown(name):
            return []
        return [None]

    def _excluded_in(self, name: str, cases: Sequence[Case]) -> bool:
        """Whether a fact may lie in some more cases; if so, it may from now on."""
        if not cases:
            return True
        allowed = self._allowed(name, cases)
        asked = [part for n in self.facts for part in (allowed if n == name else self._asked[n])]
        if not self._excluded(asked):
            return False
        self._cases[name] = tuple(dict.fromkeys((*self._cases[name], *cases)))
        self._asked[name] = self._allowed(name, self._cases[name])
        return True

    def _excluded(self, assumed: Sequence[z3.BoolRef]) -> bool:
        """Whether it is proven that some literals cannot all be so."""
        solver, told, _ = self._denial
        return self._proofs.budget.ask(solver, IMPATIENCE, *told, *assumed) is Possibility.NO

    def _allowed(self, name: str, cases: Sequence[Case]) -> list[z3.BoolRef]:
        """What says that a fact lies in one of some cases: literals only, which cost the least."""
        literals = self._proofs.calendar.literals[name]
        if len(cases) == 1:
            return [*literals[cases[0]]]
        denied = [
            no for value, no in zip(literals, literals[None], strict=False) if value not in cases
        ]
        return denied if None in cases else [*denied, self._is_known(name)]

    def _is_known(self, name: str) -> z3.BoolRef:
        """What says that a fact has any of its cases."""
        solver, _, known = self._denial
        if name not in known:
            known[name] = variable(f"{name} is known", solver.ctx)
            solver.add(known[name] == z3.Or(self._proofs.formulas.variables(name)))
        return known[name]


def _in_order(cases: Sequence[Value], type_: ValueType) -> list[Value]:
    some = sorted((case for case in cases if case is not NONE), key=type_.rank)  # type: ignore[arg-type]
    return [*some, *(case for case in cases if case is NONE)]


def _core_of(solver: z3.Solver) -> list[int]:
    """The numbers of those assumptions that exclude each other, after a check that found so.

    What ``solver.unsat_core`` tells, without an object for each: as long as a small question.
    """
    context = solver.ctx.ref()
    found = z3.Z3_solver_get_unsat_core(context, solver.solver)
    z3.Z3_ast_vector_inc_ref(context, found)
    try:
        return [
            z3.Z3_get_ast_id(context, z3.Z3_ast_vector_get(context, found, place))
            for place in range(z3.Z3_ast_vector_size(context, found))
        ]
    finally:
        z3.Z3_ast_vector_dec_ref(context, found)
