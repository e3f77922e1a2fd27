"""What would follow in every way to complete a situation, as a circuit: to look at, not to prove.

The walk is the solver's, and so is the meaning of every test, rule and choice. What it makes is
a circuit whose gates know of which atoms they are made: an atom is a fact, as far as some test or
computation tells its cases apart. So cases that nothing tells apart for a decision are one, and
the ways to complete a situation become few enough to look at them all, or at a good part.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from datetime import datetime
from operator import or_
from typing import NamedTuple

from tactful.cases.alike import ComputedTable, tabled
from tactful.cases.cases import Cases
from tactful.cases.representatives import OTHER_WORDS
from tactful.language.model import Fact, Ruleset
from tactful.language.strata import Step, computed_from, dependencies, resting_on_windows
from tactful.language.terms import Condition, FactRef, Operand, Test
from tactful.language.values import Value
from tactful.proofs.circuit import (
    Part,
    PartKind,
    View,
    WorldsInOrder,
    all_worlds,
    always,
    first_of_each,
    gate_of,
    places_of,
    sampled,
    together,
)
from tactful.proofs.comparisons import Ordering, PossibleValue, TruthConditions, compared
from tactful.proofs.conditions import Symbol
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import Proposition, all_of, any_of

FEW, MANY = 1 << 12, 1 << 17
"""Worlds that are all looked at before a sample is, and after one that left something open."""

SAMPLE = 256
"""How many worlds are drawn, besides all their neighbours."""

ROUGH = 1
"""The atom of whatever the cases of the open facts do not tell: no world shows it as it is."""

ToldApart = tuple[Hashable, ...]
"""For each case of a fact, and last for its being unknown, what tells it from others."""


class Evidence(NamedTuple):
    """What worlds show of one decision; a fact in neither cannot matter to it.

    Attributes:
        matters: The open facts that do matter to it.
        left: Those of which that is left open.
    """

    matters: frozenset[str]
    left: frozenset[str]


class Worlds(Formulas):
    """What follows from a situation in which some facts are open, as a circuit.

    Attributes:
        atoms: For each atom but ``ROUGH`` its fact and what it tells apart, in the bits' order.
        always: The gates that are found to be the same in every world, by their numbers.
        loose_roots: For each thing that may be either, the open facts it depends on.
    """

    linear = False

    def __init__(
        self,
        ruleset: Ruleset,
        given: Mapping[str, Value],
        open_cases: Cases,
        now: datetime | None = None,
    ) -> None:
        """Build the circuit.

        Args:
            ruleset: The rules.
            given: The facts that are settled from outside.
            open_cases: The open facts' cases.
            now: The local time to assume where the clock's fact is neither given nor open.
        """
        self.atoms: list[tuple[str, ToldApart]] = []
        self.loose_roots: dict[str, Set[str]] = {}
        self._bit_of: dict[tuple[str, ToldApart], int] = {}
        self._whole: dict[str, int] = {}
        self._rough: dict[str, int] = {}
        self._made_of: dict[int, int] = {}
        self._tested: dict[tuple[str, str, tuple[Operand, ...]], TruthConditions] = {}
        self._unknown: dict[str, Proposition] = {}
        self.always: dict[int, bool] = {}
        super().__init__(ruleset, given, open_cases.values, now=now, known_cases=open_cases)

    def atom(self, fact: str, signature: ToldApart) -> int:
        """The bit of a fact as far as its cases are told apart, whatever each of them comes to."""
        first: dict[Hashable, int] = {}
        parts = tuple([first.setdefault(told, len(first)) for told in signature])
        if len(first) == 1:
            return 0
        key = (fact, parts)
        if key not in self._bit_of:
            self.atoms.append(key)
            self._bit_of[key] = 1 << len(self.atoms)
        return self._bit_of[key]

    def atoms_of(self, decision: str) -> int:
        """The atoms of which a decision's outcomes are made, less what was found not to matter."""
        return self.made_of(self.changing(decision))

    def is_loose(self, decision: str) -> bool:
        """Whether a decision rests on a comparison of which the cases do not show every way."""
        return bool(self.atoms_of(decision) & self.loose_atoms)

    @property
    def loose_atoms(self) -> int:
        """The atoms of comparisons of which the cases do not show every way."""
        return sum(1 << n for n, (name, _) in enumerate(self.atoms, 1) if name in self.loose_roots)

    def is_guessed(self, decision: str) -> bool:
        """Whether all that is not shown of a decision is when windows open."""
        of_windows = resting_on_windows(self.ruleset)
        return self._rough.keys() <= of_windows and bool(self.atoms_of(decision) & ROUGH)

    def changing(self, decision: str) -> list[Part]:
        """A decision's outcomes that are not certain."""
        return [when for when in self.outcomes[decision].values() if isinstance(when, Part)]

    def made_of(self, gates: Iterable[Part]) -> int:
        """The atoms of which some gates are made, less what was found not to matter to decisions.

        A decision that others read must have been told of before these are asked for.
        """
        made = 0
        known = self._made_of
        for gate in gates:
            todo = [gate]
            while todo:
                each = todo[-1]
                missing = [] if each.told else [p for p in each.parts if p.number not in known]
                todo += missing
                if not missing:
                    todo.pop()
                    self._look_at(each)
            made |= known[gate.number]
        return made

    def _look_at(self, gate: Part) -> None:
        """Take note of the atoms of which a gate is made, and of whether it is always the same.

        What is settled for its parts is so in every world, so that the others may not count.
        """
        if gate.number in self._made_of:
            return
        parts = (self._made_of[part.number] for part in gate.parts)
        made_of = gate.made_of if gate.told else functools.reduce(or_, parts, 0)
        settled = always(gate, self.always) if self.always and not gate.told else None
        if settled is not None:
            self.always[gate.number], made_of = settled, 0
        self._made_of[gate.number] = made_of

    def tell(self, decision: str, cannot_matter: Iterable[str]) -> None:
        """Take note of facts that cannot matter to a decision, and so to nothing through it."""
        without = ~functools.reduce(or_, map(self.atoms_about, cannot_matter), 0)
        for gate in self.changing(decision):
            left = self._made_of[gate.number] = self.made_of([gate]) & without
            if not left and gate.number not in self.always:
                self.always[gate.number] = bool(self._one_world.bits(gate))

    @functools.cached_property
    def _one_world(self) -> View:
        """The world in which nobody knows any open fact."""
        return View(1, {name: [*(0 for _ in symbol), 1] for name, symbol in self.open.items()})

    def atoms_about(self, fact: str) -> int:
        """All atoms of an open fact."""
        return sum(1 << place + 1 for place, (name, _) in enumerate(self.atoms) if name == fact)

    def signatures(self, made_of: int) -> dict[str, list[ToldApart]]:
        """For each fact that some atoms are of, what they tell apart."""
        found: dict[str, list[ToldApart]] = {}
        for place, (fact, signature) in enumerate(self.atoms):
            if made_of >> place + 1 & 1:
                found.setdefault(fact, []).append(signature)
        return found

    def evidence(self, decision: str) -> Evidence:
        """What worlds show of the open facts that may matter to a decision."""
        made_of = self.atoms_of(decision)
        told = self.signatures(made_of)
        left = {name for name in told if name in self.open}
        if made_of & ROUGH or not left:
            return Evidence(frozenset(), frozenset(left))
        gates = self.changing(decision)
        matters: set[str] = set()
        ways = {name: first_of_each(told[name]) for name in told if name in self.open}
        sizes = {name: len(way) for name, way in ways.items()}
        if math.prod(sizes.values()) > FEW:
            layout = sampled(sizes, SAMPLE, 0)
            matters = self._shown(gates, ways, layout, left)
        # Each option of many is chosen or not by itself.
        units = [[gate] for gate in gates] if self.ruleset.decisions[decision].many else [gates]
        unclear: set[str] = set()
        for unit in units:
            if not left <= matters:
                seen = self._all_seen(unit, left - matters)
                matters |= seen.matters
                unclear |= seen.left
        return Evidence(frozenset(matters), frozenset(unclear - matters))

    def _all_seen(self, gates: Sequence[Part], asked: Set[str]) -> Evidence:
        """What all worlds show of some gates, if they are not too many to look at."""
        told = self.signatures(self.made_of(gates))
        left = asked & told.keys()
        ways = {name: first_of_each(signatures) for name, signatures in told.items()}
        sizes = {name: len(way) for name, way in ways.items()}
        if not left or math.prod(sizes.values()) > MANY:
            return Evidence(frozenset(), frozenset(left))
        loose = {name: self.loose_roots[name] for name in ways if name not in self.open}
        shown = self._shown(gates, ways, all_worlds(sizes), {*left, *loose})
        # What may be either may also change with the facts it depends on.
        rooted = {root for roots in loose.values() for root in roots}
        unclear = shown | {root for name in shown & loose.keys() for root in loose[name]}
        return Evidence(frozenset((shown & left) - rooted), frozenset(left & unclear & rooted))

    def _shown(
        self,
        gates: Sequence[Part],
        ways: Mapping[str, Sequence[int]],
        layout: WorldsInOrder,
        asked: Iterable[str],
    ) -> set[str]:
        """The facts of which a change alone changes what comes out."""
        places = {name: [0] * len(symbol) for name, symbol in self.open.items()}
        for name, bits in layout.places.items():
            places[name] = places_of(ways[name], bits, len(self.open.get(name, (0, 0))))
        view = View(layout.worlds, places)
        outcomes = [view.bits(gate) for gate in gates]
        return {name for name in asked if any(map(layout.axes[name].changes, outcomes))}

    def opened(self, name: str, values: tuple[Value, ...]) -> Symbol:
        """A fact's cases, all told apart."""
        whole = self.atom(name, (*range(len(values) + 1),))
        self._whole[name] = whole
        return tuple(
            PossibleValue(Part(PartKind.CASE, (), (name, place), whole), value)
            for place, value in enumerate(values)
        )

    def left_out(self, name: str) -> Proposition:
        """When nobody gives a fact: whichever of its cases somebody gives."""
        count = len(self.open.get(name, ()))
        found = super().left_out(name)
        return self._as_told(found, self.atom(name, (*(True,) * count, False)))

    def _as_told(self, what: Proposition, made_of: int) -> Proposition:
        return Part(PartKind.ANY, (what,), None, made_of) if isinstance(what, Part) else what

    def _tell_choices(self, fact: Fact, besides: Symbol) -> None:
        """Of several choices at once, those combinations that are cases: there are more."""
        super()._tell_choices(fact, (*self.open.get(fact.id, ()), *besides))

    def condition(self, condition: Condition | None) -> TruthConditions:
        """As ever, but once: many rules ask the same, and all that looks at gates has fewer."""
        if not isinstance(condition, Test):
            return super().condition(condition)
        key = (condition.subject, condition.operator.name, condition.operands)
        if key not in self._tested:
            self._tested[key] = super().condition(condition)
        return self._tested[key]

    def unknown(self, name: str) -> Proposition:
        """As ever, but once."""
        if name not in self._unknown:
            self._unknown[name] = super().unknown(name)
        return self._unknown[name]

    def _test(self, test: Test) -> TruthConditions:
        """As ever, but made only of what the test tells apart."""
        found = super()._test(test)
        names = [test.subject, *(o.fact for o in test.operands if isinstance(o, FactRef))]
        rough = 0
        for name in names:
            rough |= self._rough.get(name, 0)
        if rough:
            for name in names:  # the others count, too, whatever the rough one comes to
                rough |= together(case.when for case in self.symbols.get(name, ()))
            return TruthConditions(*(self._unsure(part, rough) for part in found))
        whole = self._whole.get(test.subject)
        if whole is None or len(names) > 1:
            return found
        *answers, unknown = self.answers(test, tuple([c.value for c in self.open[test.subject]]))
        # Nobody's giving it may mean that it is concluded or has a default.
        last = unknown if self._is_plain(test.subject) else "left"
        told = self.atom(test.subject, (*answers, last))
        return TruthConditions(
            *(
                self._as_told(part, part.made_of & ~whole | told)
                if isinstance(part, Part)
                else part
                for part in found
            )
        )

    def _unsure(self, what: Proposition, made_of: int) -> Part:
        """Something that no world shows as it is."""
        part = gate_of(what)
        return Part(PartKind.ANY, (part,), None, part.made_of | made_of)

    def _is_plain(self, name: str) -> bool:
        """Whether an open fact is whatever is given, and unknown if nothing is."""
        opened, symbol = self.open.get(name), self.symbols[name]
        return opened is not None and [c.when for c in opened] == [c.when for c in symbol]

    def _either_way(self, one: str, other: str) -> Ordering:
        """Real values compare in one way, yet the cases do not show every way."""
        name, roots = f"{one} <=> {other}", self.behind[one] | self.behind[other]
        self.loose_roots[name] = roots
        known, apart = self._comparable((one, other))
        real = compared(self.symbols[one], self.symbols[other], self.ruleset.type_of(one))
        made_of = together((known,))
        for root in roots:
            made_of |= self._whole[root]
        made_of |= self.atom(name, (0, 1, 2))
        less, equal, more = (
            all_of((known, Part(PartKind.LOOSE, (gate_of(way),), (name, place), made_of)))
            for place, way in enumerate((real.less, real.equal, real.more))
        )
        # That there is none of one the cases do show.
        return Ordering(less, equal, more, apart)

    def _computed(self, fact: Fact) -> Symbol:
        """What a fact comes to, made of only those facts on which it depends."""
        names = [n for n in computed_from(fact, self.ruleset) if not self._says_nothing(n)]
        ways: list[list[tuple[Proposition, Value | None]]] = []
        for name in names:
            every = (*self.symbols[name], (self.unknown(name), None))
            ways.append([(when, value) for when, value in every if when is not False])
        rough = self._is_left_free(fact.id, names) or self._rough.keys() & names
        axes = tuple([tuple([value for _, value in way]) for way in ways])
        made = None if rough else tabled(self.ruleset, fact.id, tuple(names), axes)
        if made is None:
            self._rough[fact.id] = ROUGH | together(when for way in ways for when, _ in way)
            for name in names:
                self._rough[fact.id] |= self._rough.get(name, 0)
            return ()
        return self._tabled(names, ways, made)

    def _anything(self, fact: Fact, known: Proposition) -> Symbol:
        """Of when to act nothing is said where it is not certain."""
        self.unfollowed.add(fact.id)
        parts, made_of = [known], ROUGH
        for step in dependencies(self.ruleset)[Step("fact", fact.id)]:
            made_of |= self._rough.get(step.id, 0)
            parts += [case.when for case in self.symbols.get(step.id, ())]
        self._rough[fact.id] = made_of | together(parts)
        return ()

    def _says_nothing(self, name: str) -> bool:
        """Whether it is a part of no country at all, which is as good as unknown."""
        values = {case.value for case in self.symbols[name]}
        return name == self.ruleset.clock.region and values <= {OTHER_WORDS}

    def _tabled(
        self,
        names: Sequence[str],
        ways: Sequence[Sequence[tuple[Proposition, Value | None]]],
        table: ComputedTable,
    ) -> Symbol:
        """What a fact comes to in all ways, as a table has it."""
        made_of = 0
        apart: list[list[Proposition]] = []
        for name, way, groups in zip(names, ways, table.axes, strict=True):
            if len(groups) == 1:
                apart.append([True])
                continue
            apart.append([any_of([way[place][0] for place in group]) for group in groups])
            if self._is_plain(name):
                group_of = {place: n for n, group in enumerate(groups) for place in group}
                made_of |= self.atom(name, tuple(group_of[place] for place in range(len(way))))
            else:
                made_of |= together(when for when, _ in way)
        found: dict[Value, list[Proposition]] = {}
        for chosen, value in table.rows:
            parts = [groups[place] for groups, place in zip(apart, chosen, strict=True)]
            found.setdefault(value, []).append(all_of(parts))
        return tuple(
            PossibleValue(self._as_told(any_of(when), made_of), value)
            for value, when in found.items()
        )
