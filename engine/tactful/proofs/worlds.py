"""What would follow in every way to complete a situation, as a circuit: to look at, not to prove.

The walk is the solver's, and so is the meaning of every test, rule and choice. What it makes is
a circuit whose gates know of which atoms they are made: an atom is a fact, as far as some test or
computation tells its cases apart. So cases that nothing tells apart for a decision are one, and
the ways to complete a situation become few enough to look at them all, or at a good part.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from datetime import datetime
from operator import or_

from tactful.cases.alike import ComputedTable, tabled
from tactful.cases.cases import Cases
from tactful.cases.courses import is_always_known
from tactful.cases.representatives import OTHER_WORDS
from tactful.language.model import Fact, Ruleset
from tactful.language.strata import (
    Step,
    computed_from,
    dependencies,
    needed_for,
    resting_on_windows,
)
from tactful.language.terms import Condition, FactRef, Operand, Test
from tactful.language.values import NONE, Value
from tactful.proofs.circuit import Part, PartKind, View, always, gate_of, together
from tactful.proofs.comparisons import Ordering, PossibleValue, TruthConditions, compared
from tactful.proofs.conditions import Symbol
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import Proposition, all_of, any_of

ROUGH = 1
"""The atom of whatever the cases of the open facts do not tell: no world shows it as it is."""

ToldApart = tuple[Hashable, ...]
"""For each case of a fact, and last for its being unknown, what tells it from others."""


class Worlds(Formulas):
    """What follows from a situation in which some facts are open, as a circuit.

    Attributes:
        atoms: For each atom but ``ROUGH`` its fact and what it tells apart, in the bits' order.
        always: The gates that are found to be the same in every world, by their numbers.
        bearing: For each decision that was told of, the open facts that may matter to it.
        loose_roots: For each thing that may be either, the open facts it depends on.
        free: Of those things what may be any of some values: in how many ways it may be, of which
            the last is to have none where that can be.
    """

    linear = False

    def __init__(
        self,
        ruleset: Ruleset,
        given: Mapping[str, Value],
        open_cases: Cases,
        now: datetime | None = None,
        *,
        anything: bool = False,
    ) -> None:
        """Build the circuit.

        Args:
            ruleset: The rules.
            given: The facts that are settled from outside.
            open_cases: The open facts' cases.
            now: The local time to assume where the clock's fact is neither given nor open.
            anything: Have what two open moments come to together be anything, as the solver would,
                rather than rough.
        """
        self._anything_goes = anything
        self.free: dict[str, int] = {}
        self._freed: dict[str, Symbol] = {}
        self.atoms: list[tuple[str, ToldApart]] = []
        self.loose_roots: dict[str, Set[str]] = {}
        self._about: dict[str, int] = {}
        self._bit_of: dict[tuple[str, ToldApart], int] = {}
        self._whole: dict[str, int] = {}
        self._rough: dict[str, int] = {}
        self._made_of: dict[int, int] = {}
        self._tested: dict[tuple[str, str, tuple[Operand, ...]], TruthConditions] = {}
        self._unknown: dict[str, Proposition] = {}
        self.always: dict[int, bool] = {}
        self.bearing: dict[str, Set[str]] = {}
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
            bit = self._bit_of[key] = 1 << len(self.atoms)
            for name in (fact, *self.loose_roots.get(fact, ())):
                self._about[name] = self._about.get(name, 0) | bit
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
        return functools.reduce(or_, map(self.atoms_about, self.loose_roots), 0)

    def lets_be(self, decision: str) -> bool:
        """Whether what the cases do not tell may be anything, and what is found so counts."""
        return self._anything_goes and not self.may_be_tried and decision not in self.guessed

    def is_unsure(self, decision: str) -> bool:
        """Whether no world shows a decision as it is."""
        unsure = ROUGH
        if not self.lets_be(decision):
            unsure = functools.reduce(or_, map(self.atoms_about, self.free), ROUGH)
        return bool(self.atoms_of(decision) & unsure)

    def is_guessed(self, decision: str) -> bool:
        """Whether all that is not shown of a decision is when windows open."""
        of_windows = resting_on_windows(self.ruleset)
        unsure = self.is_unsure(decision) and not self.free
        return unsure and self._rough.keys() <= of_windows

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
        listed = {*cannot_matter}
        self.bearing[decision] = self.open.keys() - listed
        without = ~functools.reduce(or_, map(self.atoms_about, listed), 0)
        for gate in self.changing(decision):
            left = self._made_of[gate.number] = self.made_of([gate]) & without
            if not left and gate.number not in self.always:
                self.always[gate.number] = bool(self._one_world.bits(gate))

    @functools.cached_property
    def _one_world(self) -> View:
        """The world in which nobody knows any open fact."""
        return View(1, self.places_at_first(1))

    def places_at_first(self, everywhere: int) -> dict[str, list[int]]:
        """Where each fact has each case if nobody knows any, in worlds with these bits."""
        found = {name: [*(0 for _ in symbol), everywhere] for name, symbol in self.open.items()}
        return found | {n: [everywhere, *[0] * (ways - 1)] for n, ways in self.free.items()}

    def atoms_about(self, fact: str) -> int:
        """All atoms of an open fact, and of what may be anything as soon as it is another."""
        return self._about.get(fact, 0)

    def signatures(self, made_of: int) -> dict[str, list[ToldApart]]:
        """For each fact that some atoms are of, what they tell apart."""
        found: dict[str, list[ToldApart]] = {}
        for place, (fact, signature) in enumerate(self.atoms):
            if made_of >> place + 1 & 1:
                found.setdefault(fact, []).append(signature)
        return found

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
        return TruthConditions(
            *(
                self._as_told(part, part.made_of & ~whole | self._told_by(test, wanted))
                if isinstance(part, Part)
                else part
                for part, wanted in zip(found, (True, False), strict=True)
            )
        )

    def _told_by(self, test: Test, wanted: bool) -> int:
        """The atom of what tells whether a test with constants says this."""
        name, symbol = test.subject, self.open.get(test.subject, ())
        free = f"{name} ~" if name in self._freed else None
        *answers, unknown = self.answers(
            test, tuple([c.value for c in (symbol if free is None else self._freed[name])])
        )
        # Nobody's giving it may mean that it is concluded or has a default.
        last = unknown is wanted if self._is_plain(name) else "left"
        told = [answer is wanted for answer in answers]
        if free is None:
            return self.atom(name, (*told, last))
        return self.atom(free, (*told, "left")[: self.free[free]])

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
        rough = bool(self._rough.keys() & names)
        if not rough and self._is_left_free(fact.id, names):
            is_of_windows = fact.id in resting_on_windows(self.ruleset)
            if self._anything_goes and not (self.may_be_tried or is_of_windows):
                needed = needed_for(fact, self.ruleset)
                return self._set_free(fact, self._comparable([n for n in names if n in needed])[0])
            rough = True
        axes = tuple([tuple([value for _, value in way]) for way in ways])
        made = None if rough else tabled(self.ruleset, fact.id, tuple(names), axes)
        if made is None:
            self._rough[fact.id] = ROUGH | together(when for way in ways for when, _ in way)
            for name in names:
                self._rough[fact.id] |= self._rough.get(name, 0)
            return ()
        return self._tabled(names, ways, made)

    def _set_free(self, fact: Fact, known: Proposition) -> Symbol:
        """Any value at all once the operands are known, and none where that can be."""
        values, _ = self._free_values(fact)
        ways = len(values) + (not is_always_known(fact, self.ruleset.facts))
        if known is False or ways == 1:
            return tuple(PossibleValue(known, value) for value in values if known is not False)
        name = f"{fact.id} ~"
        roots = {root for root in self.behind[fact.id] if not self._says_nothing(root)}
        self.free[name], self.loose_roots[name] = ways, roots
        whole = self._whole[fact.id] = self.atom(name, (*range(ways),))
        self._freed[fact.id] = tuple(
            PossibleValue(all_of((known, Part(PartKind.LOOSE, (), (name, place), whole))), value)
            for place, value in enumerate(values)
        )
        return self._freed[fact.id]

    def _comparable(self, names: Sequence[str]) -> tuple[Proposition, Proposition]:
        """As ever, but made only of whether each is known."""
        _, apart = super()._comparable(names)
        known = []
        for name in names:
            symbol = self.symbols[name]
            there = any_of(case.when for case in symbol if case.value is not NONE)
            if self._is_plain(name):
                of = (*(case.value is not NONE for case in self.open[name]), False)
                there = self._as_told(there, self.atom(name, of))
            known.append(there)
        return all_of(known), apart

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
