"""Which changes of one fact make a situation another one: seen in a circuit, many at a glance.

Nothing is proven here. But what a situation shows, no solver has to be asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set

from tactful.changes.gates import Gates
from tactful.proofs.case_calendar import Case
from tactful.proofs.circuit import View
from tactful.proofs.logic import Proposition, negated
from tactful.proofs.prover import Proofs


def harmful(
    proofs: Proofs,
    gates: Gates,
    what: Proposition,
    cases: Mapping[str, Case],
    names: Collection[str],
) -> Mapping[str, Set[Case]]:
    """Of some facts, cases in which something is not so, the others being as they are.

    Not all of them, but those that two glances show: with all other facts as they are, and with
    those unknown that are not among ``names``.

    Args:
        proofs: What situations there are.
        gates: What the solver is told, to be looked at.
        what: What is so.
        cases: The case of each open fact in a situation in which it is.
        names: The facts.
    """
    found: dict[str, set[Case]] = {name: set() for name in names}
    told = [gates.gate(part) for part in (*proofs.formulas.told, negated(what))]
    known = [gate for gate in told if gate is not None]
    if len(known) < len(told):
        return found
    changes = [
        (name, case) for name in names for case in (*proofs.ways(name), None) if case != cases[name]
    ]
    alone = {name: case if name in found else None for name, case in cases.items()}
    view = View(2 * len(changes), _placed(proofs, (cases, alone), changes))
    shown = view.everywhere
    for gate in known:
        shown &= view.bits(gate)
    for place, (name, case) in enumerate(2 * changes):
        if shown >> place & 1:
            found[name].add(case)
    return found


def _placed(
    proofs: Proofs,
    situations: Sequence[Mapping[str, Case]],
    changes: Sequence[tuple[str, Case]],
) -> Mapping[str, Sequence[int]]:
    """The variables as they are in some situations, each in one world for each change."""
    variables = proofs.calendar.true
    bits: dict[str, list[int]] = defaultdict(lambda: [0])
    for number, cases in enumerate(situations):
        start = number * len(changes)
        same = dict.fromkeys(cases, (1 << len(changes)) - 1 << start)
        for place, (name, case) in enumerate(changes, start):
            same[name] &= ~(1 << place)
            for variable in variables[name].get(case, ()):
                bits[variable][0] |= 1 << place
        for name, case in cases.items():
            for variable in variables[name].get(case, ()):
                bits[variable][0] |= same[name]
    return bits
