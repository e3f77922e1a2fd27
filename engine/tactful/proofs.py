"""What can and what cannot come of a ruleset, proven by z3, with a situation to show for it.

What is impossible here is impossible in every scenario. What is possible is shown by a witness:
a smallest situation with moments that a calendar has, which the reference evaluator confirms.
Where no such situation is found the answer is ``None``, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product
from math import prod
from random import Random
from typing import TypeAlias

import z3

from tactful.boundaries import ZONES
from tactful.cases import every_test
from tactful.computations import countries
from tactful.conclusions import Conclusions
from tactful.conditions import truth
from tactful.detached import as_number, as_value, compared, detached, is_time, widened
from tactful.formulas import Formulas
from tactful.given import zone_exists
from tactful.logic import Proposition, all_of, any_of, negated
from tactful.model import FactRef, Ruleset, Test
from tactful.network import Network
from tactful.points import OTHER_WORDS
from tactful.timelines import Timeline, computed_from, timelines
from tactful.values import Value

Given: TypeAlias = Mapping[str, Value]

Circumstances: TypeAlias = tuple[tuple[str, Value | None], ...]
"""Facts with a value that stands for their case, or ``None`` where they are not known."""

PATIENCE = 30_000_000
"""Steps of the solver that one question may take, some seconds' worth; past that it counts as open.

Steps and not seconds, so that a finding never depends on what else the machine is doing.
"""

IMPATIENCE = 1_000_000
"""Steps that a question may take which only makes a witness or a sentence nicer."""

MOST_JOINT = 5000
"""Ways in which facts that are compared with each other may lie, looked at one by one."""


class Proofs:
    """The questions that may be asked of a ruleset.

    Attributes:
        ruleset: The ruleset.
        detached: The same without its clockwork, which the formulas are made of.
        formulas: What follows from every situation of the detached ruleset.
        sound: Whether the cases cover every situation; if not, nothing counts as proven.
        patience: Steps of the solver that one question may take. To be lowered by whoever can do
            with fewer answers.
    """

    def __init__(self, ruleset: Ruleset, beside: Ruleset | None = None) -> None:
        """Ask about a ruleset, or about one ``beside`` another.

        Two rulesets that are each asked about beside the other have the same cases, and so the
        same variables: propositions of both may be put together.
        """
        self.ruleset = ruleset
        self.whole = ruleset if beside is None else widened(ruleset, beside)
        self.detached = detached(self.whole)
        self.open = list(facts_read(self.detached))
        self.formulas = Formulas(self.detached, {}, self.open)
        self.sound = self.formulas.exact
        self.patience = PATIENCE
        self.groups = compared(self.detached, every_test(self.detached))

    @cached_property
    def solver(self) -> z3.Solver:
        """The solver, with what holds of all situations."""
        solver = self.formulas.solver()
        solver.set("rlimit", PATIENCE)
        return solver

    @cached_property
    def network(self) -> Network:
        """The evaluator that confirms witnesses."""
        return Network(self.ruleset)

    def is_impossible(self, what: Proposition) -> bool:
        """Whether something is proven never to be."""
        if not self.sound or isinstance(what, bool):
            return self.sound and what is False
        self.solver.set("rlimit", self.patience)
        return bool(self.solver.check(what) == z3.unsat)

    def witness(self, what: Proposition, confirms: Callable[[Conclusions], bool]) -> Given | None:
        """A smallest situation in which something is so; ``None`` if none is found.

        ``confirms`` says of a situation's conclusions whether it really is.
        """
        return self.witness_where(what, lambda given: confirms(self.network.evaluate(given)))

    def witness_where(self, what: Proposition, holds: Callable[[Given], bool]) -> Given | None:
        """The same, where ``holds`` says it of the situation itself."""
        if self.is_impossible(what):
            return None
        for given in self._situations(what):
            if holds(given):
                return smallest(given, holds)
        return None

    def drawn(self, most: int) -> list[Given]:
        """Situations in which each case of each fact, and its being unknown, counts alike.

        All there are, if there are no more than ``most``, or else as many drawn from all; the
        same ones each time. Nothing that has to do with time is given.
        """
        names = [name for name in self.open if name not in self.times]
        ways = [[*(case.value for case in self.formulas.open[name]), None] for name in names]
        if prod(len(way) for way in ways) <= most:
            every: Iterable[tuple[Value | None, ...]] = product(*ways)
        else:
            rng = Random(most)  # noqa: S311 - the same situations each time are what is wanted
            every = [tuple(rng.choice(way) for way in ways) for _ in range(most)]
        found = [
            self._placed({n: v for n, v in zip(names, chosen, strict=True) if v is not None})
            for chosen in every
        ]
        return [given for given in found if given is not None]

    def _placed(self, given: dict[str, Value]) -> dict[str, Value] | None:
        """A situation with a time zone and a country that exist; ``None`` if it names others.

        Where any that no rule names would do, the first real one does.
        """
        clock = self.whole.clock
        zone, country = given.get(clock.timezone or ""), given.get(clock.country or "")
        wanted: list[tuple[str | None, Value, Iterable[str]]] = []
        if zone is not None and not zone_exists(str(zone)):
            wanted.append((clock.timezone, zone, ZONES))
        if country is not None and country not in countries():
            wanted.append((clock.country, country, sorted(countries())))
        for name, place, real in wanted:
            named = {case.value for case in self.formulas.open.get(name or "", ())}
            others = [one for one in real if one not in named]
            if name is None or not str(place).startswith(OTHER_WORDS) or not others:
                return None
            given[name] = others[0]
        return given

    def circumstances(
        self, what: Proposition, given: Given
    ) -> tuple[tuple[str, Value | None], ...]:
        """Of a situation in which something is so, the facts that make it so whatever the rest is.

        Each has a value that stands for its case, or ``None`` where it must not be known.
        """
        known = {**given, **dict(computed_from(self.whole, given))}
        timeline = Timeline({n: v for n, v in known.items() if n in self.times}, {})
        cases = dict(self._cases_of(timeline) or ())
        for name in self.open:
            if name not in self.times:
                cases[name] = self._case_of(name, known.get(name))
        solver = self.formulas.solver()
        solver.set("rlimit", IMPATIENCE)
        false = negated(what)
        if not isinstance(false, bool):
            solver.add(false)
        kept = self._core(solver, cases)
        # What is unknown goes first: fewer words about what nobody said.
        for name in sorted(kept, key=lambda n: cases[n] is not None):
            fewer = self._core(solver, {n: kept[n] for n in kept if n != name})
            if fewer:
                kept = fewer
        return tuple((name, kept[name]) for name in self.open if name in kept)

    def _core(
        self, solver: z3.Solver, cases: Mapping[str, Value | None]
    ) -> dict[str, Value | None]:
        """Those of some cases that are enough to exclude what the solver knows; else none."""
        by = {}
        for name, value in cases.items():
            for literal in self._pinned([(name, value)]):
                if not isinstance(literal, bool):
                    by[literal] = name
        if solver.check(*by) != z3.unsat:
            return {}
        needed = {by[literal] for literal in solver.unsat_core()}
        return {name: cases[name] for name in cases if name in needed}

    def _case_of(self, name: str, value: Value | None) -> Value | None:
        """The case in which a fact's value lies."""
        if value is None:
            return None
        tests = [t for t in every_test(self.detached) if name in (t.subject, *_named(t))]
        wanted = self._signature(tests, {name: value})
        listed = [case.value for case in self.formulas.open[name]]
        if value in listed:
            return value
        return next((v for v in listed if self._signature(tests, {name: v}) == wanted), None)

    def _situations(self, what: Proposition) -> Iterator[Given]:
        """Situations that the solver finds: without any moment first, then on a timeline."""
        if what is False:
            return
        wanted = [] if what is True else [what]
        timeless = [z3.Not(v) for name in self.times for v in self.formulas.variables(name)]
        model = self._least(self.solver, [*wanted, *timeless])
        if model is not None:
            yield from self._given(model, {})
        if not self.times:
            return
        solver, entries = self.on_timelines
        model = self._least(solver, wanted)
        if model is not None:
            for pick, timeline in entries:
                if z3.is_true(model[pick]):
                    yield from self._given(model, timeline.moments)
                    return

    def _least(self, solver: z3.Solver, wanted: Iterable[z3.BoolRef]) -> z3.ModelRef | None:
        """A model with as few facts given as there can be, or as can be told in good time."""
        asked = list(wanted)
        solver.set("rlimit", self.patience)
        if solver.check(*asked) != z3.sat:
            return None
        best = solver.model()
        most = len([n for n in self.formulas.values(best) if n not in self.times])
        solver.set("rlimit", IMPATIENCE)
        for count in range(most):
            answer = solver.check(*asked, z3.AtMost(*self.known, count)) if self.known else z3.unsat
            if answer == z3.sat:
                best = solver.model()
            if answer != z3.unsat:
                break
        return best

    @cached_property
    def known(self) -> list[z3.BoolRef]:
        """For each open fact that has nothing to do with time, that it is given."""
        return [
            z3.Or(self.formulas.variables(name))
            for name in self.open
            if name not in self.times and self.formulas.variables(name)
        ]

    @cached_property
    def times(self) -> frozenset[str]:
        """The open facts that are moments or computed from some."""
        return frozenset(n for n in self.open if is_time(self.whole.facts[n]))

    def _given(self, model: z3.ModelRef, moments: Given) -> Iterator[Given]:
        """The situation of a model, if there is one that can be."""
        values = self.formulas.values(model)
        both = {
            **{
                name: as_value(value, self.whole.facts[name].type)
                for name, value in values.items()
                if name not in self.times
            },
            **moments,
        }
        placed = self._placed({name: both[name] for name in self.whole.facts if name in both})
        if placed is not None:
            yield placed

    @cached_property
    def on_timelines(self) -> tuple[z3.Solver, list[tuple[z3.BoolRef, Timeline]]]:
        """A solver that keeps to the calendar, with the timelines that it may pick from."""
        solver = self.formulas.solver()
        solver.set("rlimit", PATIENCE)
        entries: dict[tuple[tuple[str, Value | None], ...], Timeline] = {}
        for timeline in timelines(self.whole):
            cases = self._cases_of(timeline)
            if cases is not None:
                entries.setdefault(cases, timeline)
        picks = []
        for number, (cases, timeline) in enumerate(entries.items()):
            pick = z3.Bool(f"timeline {number}")
            solver.add(z3.Implies(pick, all_of(self._pinned(cases))))
            picks.append((pick, timeline))
        solver.add(any_of(pick for pick, _ in picks))
        return solver, picks

    def _pinned(self, cases: Iterable[tuple[str, Value | None]]) -> Iterator[Proposition]:
        for name, value in cases:
            for case in self.formulas.open[name]:
                if not isinstance(case.when, bool):
                    yield case.when if case.value == value else z3.Not(case.when)

    def _cases_of(self, timeline: Timeline) -> tuple[tuple[str, Value | None], ...] | None:
        """The cases in which a timeline's facts lie."""
        values = {
            n: as_number(v) for n, v in (*timeline.moments.items(), *timeline.computed.items())
        }
        found: list[tuple[str, Value | None]] = []
        for names, tests, cases in self.joint:
            signature = self._signature(tests, {n: values[n] for n in names if n in values})
            case = cases.get((signature, tuple(n in values for n in names)))
            if case is None:
                return None
            found += zip(names, case, strict=True)
        return tuple(found)

    @cached_property
    def joint(self) -> list[_Joint]:
        """For each set of time facts that are compared with each other, the cases by meaning."""
        made: list[_Joint] = []
        for group in dict.fromkeys(self.groups[name] for name in self.open if name in self.times):
            names = tuple(name for name in self.open if name in group)
            tests = [t for t in every_test(self.detached) if t.subject in group]
            ways = [(*(c.value for c in self.formulas.open[name]), None) for name in names]
            cases: dict[_Meaning, tuple[Value | None, ...]] = {}
            for number, chosen in enumerate(product(*ways)):
                if number > MOST_JOINT:
                    break
                values = {n: v for n, v in zip(names, chosen, strict=True) if v is not None}
                known = tuple(value is not None for value in chosen)
                cases.setdefault((self._signature(tests, values), known), chosen)
            made.append((names, tests, cases))
        return made

    def _signature(self, tests: Iterable[Test], values: Given) -> tuple[bool | None, ...]:
        return tuple(truth(test, values, self.detached.type_of) for test in tests)


def beside(one: Ruleset, other: Ruleset) -> tuple[Proofs, Proofs] | None:
    """Proofs about two rulesets over the same cases; ``None`` where the cases are not the same."""
    found = Proofs(one, other), Proofs(other, one)
    alike = found[0].formulas.cases.values == found[1].formulas.cases.values
    return found if alike and found[0].sound and found[1].sound else None


def smallest(given: Given, holds: Callable[[Given], bool]) -> Given:
    """The situation without what can be left out of it, one fact at a time."""
    kept = dict(given)
    for name in list(given):
        tried = {n: value for n, value in kept.items() if n != name}
        if holds(tried):
            kept = tried
    return kept


_Meaning: TypeAlias = tuple[tuple[bool | None, ...], tuple[bool, ...]]
_Joint: TypeAlias = tuple[tuple[str, ...], list[Test], dict[_Meaning, tuple[Value | None, ...]]]


def _named(test: Test) -> Iterator[str]:
    return (o.fact for o in test.operands if isinstance(o, FactRef))


def facts_read(ruleset: Ruleset) -> Iterator[str]:
    """The facts that some condition looks at, in the ruleset's order."""
    read: set[str] = set()
    for test in every_test(ruleset):
        read.add(test.subject)
        read.update(o.fact for o in test.operands if isinstance(o, FactRef))
    return (name for name in ruleset.facts if name in read)
