"""Situations that differ from a known one in two facts: seen in a circuit, thousands at a glance.

Where a decision turns in one way, it mostly turns in others nearby. To see them there takes less
time than it takes a solver to be told what to look for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tactful.changes.gates import Gates
from tactful.language.given import Given
from tactful.proofs.case_calendar import Case
from tactful.proofs.circuit import View, repeated
from tactful.proofs.logic import Proposition
from tactful.proofs.prover import Proofs

MOST_CHANGES = 500
"""Changes of one fact past which nobody looks around: of two there are as many times more."""


class _Change(NamedTuple):
    fact: str
    case: Case


def nearby(
    proofs: Proofs,
    gates: Gates,
    given: Given,
    cases: Mapping[str, Case],
    wanted: Sequence[Proposition],
) -> Iterator[Given]:
    """For each of some propositions, a situation near one in which it may be so, if one is seen.

    The fewer facts are known the better. Nothing that has to do with time is another.

    Args:
        proofs: What situations there are.
        gates: What the solver is told, to be looked at.
        given: The situation.
        cases: The case of each open fact there.
        wanted: The propositions.
    """
    changes = [
        _Change(name, case)
        for name in proofs.open
        if name not in proofs.times and name in cases
        for case in (None, *proofs.ways(name))
        if case != cases[name]
    ]
    # First what makes less known, last what makes more.
    changes.sort(key=lambda one: (one.case is not None, cases[one.fact] is None))
    told = [gates.gate(part) for part in (*proofs.formulas.told, *wanted)]
    known = [gate for gate in told if gate is not None]
    if len(known) < len(told) or len(changes) > MOST_CHANGES or proofs.budget.is_spent:
        return
    count = len(changes)
    view = View(count * count, _placed(proofs, cases, changes))
    allowed = view.everywhere
    for gate in known[: -len(wanted)]:
        allowed &= view.bits(gate)
    for gate in known[-len(wanted) :]:
        shown = allowed & view.bits(gate)
        if shown:
            first = (shown & -shown).bit_length() - 1
            made = dict(given)
            for change in (changes[first % count], changes[first // count]):
                made.pop(change.fact, None)
                if change.case is not None:
                    made[change.fact] = change.case
            placed = proofs.placed(made)
            if placed is not None:
                yield placed
    proofs.budget.spend(view.settled * (1 + count * count // 4096))


def _placed(
    proofs: Proofs, cases: Mapping[str, Case], changes: Sequence[_Change]
) -> Mapping[str, Sequence[int]]:
    """The variables in one world for each two changes, of which the first counts before the other.

    The worlds of one first change follow each other.
    """
    count = len(changes)
    block = (1 << count) - 1
    of: dict[str, list[int]] = {}
    for place, change in enumerate(changes):
        of.setdefault(change.fact, []).append(place)
    bits: dict[str, Sequence[int]] = {}
    for name, ways in proofs.calendar.true.items():
        own = of.get(name, [])
        there = {place: {*ways.get(changes[place].case, ())} for place in own}
        base = {*ways.get(cases.get(name), ())}
        for variable in {variable for true in ways.values() for variable in true}:
            row = block if variable in base else 0
            for place in own:
                row = row & ~(1 << place) | (variable in there[place]) << place
            whole = repeated(row, count, count)
            for place in own:
                whole = whole & ~(block << place * count)
                whole |= block << place * count if variable in there[place] else 0
            bits[variable] = [whole]
    return _OrNever(bits)


class _OrNever(dict[str, Sequence[int]]):
    """Where each variable is true; of one that is no fact's that is nowhere."""

    def __missing__(self, variable: str) -> Sequence[int]:
        return [0]
