"""What can and what cannot come of a ruleset, proven by z3, with a situation to show for it.

What is impossible here is impossible in every scenario. What is possible is shown by a witness:
a smallest situation with moments that a calendar has, which the reference evaluator confirms.
Where no such situation is found the answer is ``None``, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product
from math import prod
from random import Random

from tactful.cases.courses import is_always_known
from tactful.cases.detached import as_value, detached, facts_read, is_time, not_shared, widened
from tactful.cases.fitting_moments import fitting_moments
from tactful.cases.leanest import smallest
from tactful.cases.representatives import OTHER_WORDS, allowed
from tactful.cases.turning_points import ZONES
from tactful.compiled.evaluator import Compiled
from tactful.language.calendar import countries, zone_exists
from tactful.language.conclusions import Conclusions
from tactful.language.given import Given
from tactful.language.model import Ruleset
from tactful.language.strata import needed_for
from tactful.language.values import NONE, Value
from tactful.proofs.budget import EVALUATING, Budget, Possibility, size
from tactful.proofs.case_calendar import CaseCalendar
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import Proposition, all_of, any_of, asserted, at_most, negated, z3

PATIENCE = 6_000_000
"""Steps of the solver that one question may take; past that it counts as open.

Steps and not seconds, so that a finding never depends on what else the machine is doing.
"""

ALTOGETHER = 60_000_000
"""Steps that all questions of a command may take together, about half a minute's worth."""

PREPARING = 2
"""Steps that getting a solver ready counts for, for each of the constraints that it is told."""

IMPATIENCE = 30_000
"""Steps that a question may take which only makes a witness or a sentence nicer."""


class Proofs:
    """The questions that may be asked of a ruleset.

    Attributes:
        ruleset: The ruleset.
        detached: The same without its clockwork, which the formulas are made of.
        formulas: What follows from every situation of the detached ruleset.
        sound: Whether the cases cover every situation; if not, nothing counts as proven.
        patience: Steps of the solver that one question may take. To be lowered by whoever can do
            with fewer answers.
        budget: The steps that are left for all questions.
        own: How many of the formulas' constraints are their own: the others say what is known of
            computed facts, and what two rulesets share.
        times: The open facts that are moments or computed from some.
        calendar: Where real moments lie among the cases.
        excluded: Choices that are left out because only one of two rulesets has them.
        sides: These proofs, and those that they stand beside.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        beside: Ruleset | None = None,
        context: z3.Context | None = None,
        budget: Budget | None = None,
    ) -> None:
        """Ask about a ruleset, or about one ``beside`` another.

        Two rulesets that are each asked about beside the other, in one context, have the same
        cases, and so the same variables: propositions of both may be put together.
        """
        self.ruleset = ruleset
        self.whole = ruleset if beside is None else widened(ruleset, beside)
        self.detached = detached(self.whole)
        self.open = list(facts_read(self.detached))
        self.formulas = Formulas(self.detached, {}, self.open, context=context)
        self.excluded = {} if beside is None else not_shared(ruleset, beside)
        self.own = len(self.formulas.constraints)
        self.formulas.constraints += self._following()
        self.formulas.constraints += self._sharing()
        self.sound = self.formulas.exact
        self.patience = PATIENCE
        self.budget = Budget(ALTOGETHER) if budget is None else budget
        # With the proposition itself: while it is there, no other gets its number.
        self._proven: dict[int, tuple[z3.BoolRef, bool]] = {}
        self.times = frozenset(n for n in self.open if is_time(self.whole.facts[n]))
        self.calendar = CaseCalendar(self.whole, self.detached, self.formulas, self.times)
        self.sides: tuple[Proofs, ...] = (self,)
        self._may_be_unknown: dict[str, bool] = {}
        self._keep_to(self.formulas.allowed)

    def _keep_to(self, kept: Proposition) -> None:
        """Leave out what is not allowed, unless nothing would be left: then all is proven."""
        self.formulas.allowed = kept
        if kept is not True and self.budget.ask(self.asked(), PATIENCE) is Possibility.NO:
            self.formulas.allowed = True

    def stand_beside(self, other: Proofs) -> None:
        """Look at every situation that one of two rulesets allows, so that no client is missed."""
        either = any_of((self.formulas.allowed, other.formulas.allowed))
        self.formulas.allowed = other.formulas.allowed = either
        self.sides, other.sides = (self, other), (other, self)

    def allows(self, given: Given) -> bool:
        """Whether a situation breaks no constraint, or none of the ruleset beside this one."""
        if self.formulas.allowed is True:
            return True
        return any(not side.evaluated(given).broken for side in self.sides)

    def evaluated(self, given: Given) -> Conclusions:
        """What follows from those facts of a situation that the ruleset makes sense of."""
        facts = self.ruleset.facts
        own = {n: v for n, v in given.items() if n in facts and allowed(facts[n].type, v)}
        return self.compiled.evaluate(own)

    def _following(self) -> Iterator[Proposition]:
        """That whoever knows what a fact is computed from knows the fact."""
        known = {n: any_of(case.when for case in cs) for n, cs in self.formulas.facts.items()}
        for fact in map(self.whole.facts.__getitem__, self.open):
            limited = (fact.type.minimum, fact.type.maximum) != (None, None)
            if is_always_known(fact, self.whole.facts) and not limited:
                needed = all_of(known.get(name, False) for name in needed_for(fact, self.whole))
                yield any_of((negated(needed), known[fact.id]))

    def _sharing(self) -> Iterator[Proposition]:
        """That a fact has no choice that is left out."""
        for name, choices in self.excluded.items():
            if name in self.formulas.several:
                having = self.formulas.several[name].having
                yield from (negated(when) for choice, when in having.items() if choice in choices)
                continue
            for case in self.formulas.open.get(name, ()):
                if case.value in choices:
                    yield negated(case.when)

    def ways(self, name: str) -> list[Value]:
        """The cases in which an open fact may lie."""
        excluded = self.excluded.get(name, frozenset())
        values = (case.value for case in self.formulas.open[name])
        if name in self.formulas.several:
            return [v for v in values if isinstance(v, frozenset) and v.isdisjoint(excluded)]
        return [value for value in values if value not in excluded]

    def may_be_unknown(self, name: str) -> bool:
        """Whether an open fact can be without a value: else that it has none proves anything."""
        if name not in self._may_be_unknown:
            silent = self.calendar.literals[name][None]
            self._may_be_unknown[name] = self.whole.facts[name].default is None and not (
                self.sound and self.budget.ask(self._bare, self.patience, *silent) is Possibility.NO
            )
        return self._may_be_unknown[name]

    def asked(self, *what: Proposition) -> z3.Solver:
        """A solver with what holds of all situations, and with what is wanted besides.

        Each question has one of its own: a solver slows down with all that it was asked before.
        """
        self.budget.spend(PREPARING * len(self.formulas.constraints))
        solver = self.formulas.solver()
        for part in what:
            asserted(solver, part)
        return solver

    def possibility(self, *what: Proposition) -> Possibility:
        """Whether some things can all be, constraints or not."""
        if self.budget.is_spent:
            self.budget.give_up()
            return Possibility.OPEN
        kept, self.formulas.allowed = self.formulas.allowed, True
        try:
            solver = self.asked(*what)
        finally:
            self.formulas.allowed = kept
        return self.budget.ask(solver, self.patience)

    def learn(self, what: Proposition, possible: Possibility) -> None:
        """Keep in mind what somebody found out, so that nobody has to ask any more."""
        if isinstance(what, z3.BoolRef) and possible is not Possibility.OPEN:
            self._proven[what.get_id()] = what, possible is Possibility.NO

    @cached_property
    def _bare(self) -> z3.Solver:
        """A solver for short questions about single facts."""
        return self.asked()

    @cached_property
    def compiled(self) -> Compiled:
        """The evaluator that confirms witnesses."""
        return Compiled(self.ruleset)

    def is_impossible(self, what: Proposition) -> bool:
        """Whether something is proven never to be."""
        if not self.sound or isinstance(what, bool):
            return self.sound and what is False
        if what.get_id() not in self._proven:
            if self.budget.is_spent:
                self.budget.give_up()
                return False
            answer = self.budget.ask(self.asked(what), self.patience)
            self._proven[what.get_id()] = what, answer is Possibility.NO
        return self._proven[what.get_id()][1]

    def witness(self, what: Proposition, confirms: Callable[[Conclusions], bool]) -> Given | None:
        """A smallest situation in which something is so; ``None`` if none is found.

        ``confirms`` says of a situation's conclusions whether it really is.
        """
        return self.witness_where(what, lambda given: confirms(self.compiled.evaluate(given)))

    def witness_where(
        self, what: Proposition, holds: Callable[[Given], bool], *, stated: bool = False
    ) -> Given | None:
        """The same, where ``holds`` says it of the situation itself.

        With ``stated`` a situation may state what is computed otherwise, if no timeline will do.
        """
        open_before = self.budget.gave_up
        if self.is_impossible(what):
            return None
        if self.budget.is_spent and self.budget.gave_up > open_before:
            return None

        def is_so(given: Given) -> bool:
            return self.allows(given) and holds(given)

        for given in self._situations(what, stated=stated):
            if is_so(given):
                return self.smallest(given, is_so)
        return None

    def smallest(self, given: Given, holds: Callable[[Given], bool]) -> Given:
        """A situation without what can be left out of it, as far as there are steps for trying."""
        steps = EVALUATING * size(self.ruleset)

        def tried(less: Given) -> bool:
            if self.budget.is_spent:
                return False
            self.budget.spend(steps)
            return holds(less)

        return given if self.budget.is_spent else smallest(given, tried)

    def drawn(self, most: int) -> list[Given]:
        """Situations in which each case of each fact, and its being unknown, counts alike.

        All there are, if there are no more than ``most``, or else as many drawn from all; the
        same ones each time. Nothing that has to do with time is given.
        """
        names = [name for name in self.open if name not in self.times]
        ways = [[*self.ways(name), None] for name in names]
        if prod(len(way) for way in ways) <= most:
            every: Iterable[tuple[Value | None, ...]] = product(*ways)
        else:
            rng = Random(most)  # noqa: S311 - the same situations each time are what is wanted
            every = [tuple(rng.choice(way) for way in ways) for _ in range(most)]
        found = [
            self.placed({n: v for n, v in zip(names, chosen, strict=True) if v is not None})
            for chosen in every
        ]
        return [given for given in found if given is not None and self.allows(given)]

    def varied(self, seeds: Sequence[Given], most: int) -> list[Given]:
        """Situations like some others: each keeps half of what one of them gives, more or less.

        The moments are those of a timeline, the others are drawn as in ``drawn``, and so is
        whether a fact is known.
        """
        if not seeds:
            return []
        rng = Random(most)  # noqa: S311 - the same situations each time are what is wanted
        clocks: list[Given] = [one.moments for one in fitting_moments(self.whole)] or [{}]
        ways = {name: [*self.ways(name), None] for name in self.open if name not in self.times}
        found = []
        for number in range(most):
            seed = seeds[number % len(seeds)]
            moments = {n: v for n, v in seed.items() if is_time(self.whole.facts[n])}
            drawn = dict(moments if rng.random() < 0.5 else rng.choice(clocks))
            for name, way in ways.items():
                value = seed.get(name) if rng.random() < 0.5 else rng.choice(way)
                if value is not None:
                    drawn[name] = value
            found.append(self.placed(drawn))
        return [given for given in found if given is not None and self.allows(given)]

    def placed(self, given: dict[str, Value]) -> dict[str, Value] | None:
        """A situation with a time zone and a country that exist; ``None`` if it names others.

        Where any that no rule names would do, the first real one does.
        """
        clock = self.whole.clock
        zone, country = given.get(clock.timezone or ""), given.get(clock.country or "")
        wanted: list[tuple[str | None, Value, Iterable[str]]] = []
        if zone not in (None, NONE) and not zone_exists(str(zone)):
            wanted.append((clock.timezone, str(zone), ZONES))
        if country not in (None, NONE) and country not in countries():
            wanted.append((clock.country, str(country), sorted(countries())))
        for name, place, real in wanted:
            named = {case.value for case in self.formulas.open.get(name or "", ())}
            others = [one for one in real if one not in named]
            if name is None or not str(place).startswith(OTHER_WORDS) or not others:
                return None
            given[name] = others[0]
        return given

    def _situations(self, what: Proposition, *, stated: bool) -> Iterator[Given]:
        """Situations that the solver finds: without any moment first, then on a timeline.

        At last, if wanted, any situation at all, with computed facts stated as they come.
        """
        if what is False:
            return
        if self.budget.is_spent:
            self.budget.give_up()
            return
        # One solver for all three: to be told a large question takes longer than to answer it.
        solver = self.asked(what)
        timeless = [z3.Not(v) for n in self.open if n in self.times for v in self._timed(n)]
        model = self._least(solver, timeless)
        if model is not None:
            yield from self._given(model, {})
        if not self.times:
            return
        model = self._least(solver, self.calendar.keeps)
        if model is not None:
            yield from self._given(model, self.calendar.picked(model).moments)
        if stated:
            model = self._least(solver, ())
            moments = None if model is None else self.calendar.stated(self.formulas.values(model))
            if model is not None and moments is not None:
                yield from self._given(model, moments)

    def _timed(self, name: str) -> Iterator[z3.BoolRef]:
        """The variables of a time fact that say more than that there is none of it."""
        for case in self.formulas.open[name]:
            if case.value is not NONE and not isinstance(case.when, bool):
                yield case.when

    def _least(self, solver: z3.Solver, besides: Iterable[Proposition]) -> z3.ModelRef | None:
        """A model with as few facts given as can be told in good time; ``besides`` is forgotten."""
        best, patience = None, self.patience
        solver.push()
        for part in besides:
            asserted(solver, part)
        while self.budget.ask(solver, patience) is Possibility.YES:
            best = solver.model()
            given = [n for n in self.formulas.values(best) if n not in self.times]
            if not given:
                break
            patience = IMPATIENCE
            asserted(solver, at_most(len(given) - 1, self.known))
        solver.pop()
        return best

    @cached_property
    def known(self) -> list[z3.BoolRef]:
        """For each open fact that has nothing to do with time, that it is given."""
        return [
            z3.Or(self.formulas.variables(name))
            for name in self.open
            if name not in self.times and self.formulas.variables(name)
        ]

    def _given(self, model: z3.ModelRef, moments: Given) -> Iterator[Given]:
        """The situation of a model, if there is one that can be."""
        values = self.formulas.values(model)
        both = {
            **{
                name: as_value(value, self.whole.facts[name].type)
                for name, value in values.items()
                if name not in self.times or (value is NONE and not moments)
            },
            **moments,
        }
        placed = self.placed({name: both[name] for name in self.whole.facts if name in both})
        if placed is not None:
            yield placed


def beside(
    one: Ruleset, other: Ruleset, budget: Budget | None = None
) -> tuple[Proofs, Proofs] | None:
    """Proofs about two rulesets over the same cases; ``None`` where the cases are not the same.

    Both take their steps from one budget.
    """
    first = Proofs(one, other, budget=budget)
    found = first, Proofs(other, one, first.formulas.context, first.budget)
    first.stand_beside(found[1])
    alike = found[0].formulas.cases.values == found[1].formulas.cases.values
    return found if alike and found[0].sound and found[1].sound else None
