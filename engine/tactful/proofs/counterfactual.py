"""What if: the smallest changes of changeable facts that lead to other advice.

Sets of changes are looked for by size, smallest first, and none that contains a set found before
is looked at again, so each is minimal; a solver says when there are no more, and whether there
are any at all. What each set of facts would have to become is then tried value by value.

Source of the idea: counterfactual explanations (S. Wachter, B. Mittelstadt, C. Russell, 2018).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from tactful.cases.cases import turning_points
from tactful.compiled.kept import compiled_of
from tactful.language.conclusions import Conclusions, Outcome, outcome, situation
from tactful.language.model import Ruleset
from tactful.language.terms import Condition
from tactful.language.values import NONE, Kind, Value, ValueType
from tactful.network.evaluator import Network
from tactful.proofs.budget import Budget, Possibility
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import (
    Proposition,
    all_of,
    any_of,
    at_least,
    guarded,
    is_so,
    negated,
    z3,
)
from tactful.proofs.ranges import condition_of

LARGEST = 3
"""How many facts are changed at most: nobody follows advice that asks for more."""

MOST_TRIED = 4_000
"""How many combinations of values are tried for one set of facts."""

MOST_GUESSES = 500
"""How many combinations are tried in all where the solver's word is no proof."""


PATIENCE = 3_000_000
"""Steps of the solver that one question may take, about a second's worth."""

ALTOGETHER = 10_000_000
"""Steps that all questions about one goal may take together."""


class Goal(NamedTuple):
    """What is to change: a decision comes to anything else, or to a certain option."""

    decision: str
    option: str | None = None


class FactChange(NamedTuple):
    """What one fact would have to become.

    ``becomes`` is a condition on the fact; ``values`` are those that were tried and meet it.
    """

    fact: str
    becomes: Condition
    values: tuple[Value, ...]


class Counterfactual(NamedTuple):
    """Changes that together lead somewhere else: any value of each change goes with any other.

    ``outcome`` is what the decision comes to then.
    """

    changes: tuple[FactChange, ...]
    outcome: frozenset[Outcome]


class Counterfactuals(NamedTuple):
    """The answer to "what if".

    Attributes:
        goal: What was asked for.
        now: What the decision comes to as things are.
        found: Every way, the smallest first.
        larger: Where none was found: whether changing more facts than ``LARGEST`` would do it.
        exact: Whether the solver's word is proof. It is not where a computed fact is taken to be
            anything (``Cases.rough``), or where it did not find out in time; what is found is
            always tried, but more may exist.
    """

    goal: Goal
    now: frozenset[Outcome]
    found: tuple[Counterfactual, ...]
    larger: bool
    exact: bool


def changeable(ruleset: Ruleset) -> tuple[str, ...]:
    """The facts that a client can do something about."""
    return tuple(f.id for f in ruleset.facts.values() if f.changeable and f.computed is None)


def counterfactuals(network: Network, conclusions: Conclusions, goal: Goal) -> Counterfactuals:
    """Every smallest set of changes that reaches a goal.

    Args:
        network: Evaluates the ruleset.
        conclusions: What follows as things are.
        goal: What is to change.

    Raises:
        KeyError: if the goal names no decision, or no option of it.
    """
    return every_counterfactual(network, conclusions, [goal])[0]


def every_counterfactual(
    network: Network, conclusions: Conclusions, goals: Iterable[Goal]
) -> list[Counterfactuals]:
    """The same for several goals, which takes little longer than for one.

    Raises:
        KeyError: if a goal names no decision, or no option of it.
    """
    asked = [*goals]
    for goal in asked:
        if goal.option is not None:
            network.ruleset.decisions[goal.decision].options[goal.option]
    changing = _Changing(network, conclusions)
    return [_Search(changing, goal).run() for goal in asked]


class _Changing:
    """A situation in which somebody can bring something about.

    Attributes:
        free: The facts of which somebody can bring about another value than they have.
        formulas: What follows then.
        changed: For each of these facts, when it has another value.
    """

    def __init__(self, network: Network, conclusions: Conclusions) -> None:
        self.compiled = compiled_of(network.ruleset)
        self.ruleset = network.ruleset
        self.conclusions = conclusions
        self.given, self.now = situation(self.ruleset, conclusions)
        self.present = {n: k.value for n, k in conclusions.facts.items()}
        self.free = [name for name in changeable(self.ruleset) if self._is_free(name)]
        self.present = {n: v for n, v in self.present.items() if n in self.free}
        fixed = {n: v for n, v in self.given.items() if n not in self.free}
        self.formulas = Formulas(
            self.ruleset,
            fixed,
            self.free,
            now=self.now,
            also=self.present,
            broken=conclusions.broken,
        )
        self.kept: list[Proposition] = []
        self.changed: dict[str, Proposition] = {}
        self._tried: dict[frozenset[tuple[str, Value]], Conclusions] = {}
        for name in self.free:
            self._let_change(name)

    def _is_free(self, name: str) -> bool:
        fact = self.ruleset.facts[name]
        may_be = {*(fact.reachable or ())} - {self.present.get(name)}
        return name != self.ruleset.clock.now and (fact.reachable is None or bool(may_be))

    def _let_change(self, name: str) -> None:
        """A fact keeps its value or takes another; what is given does not become unknown."""
        formulas, fact = self.formulas, self.ruleset.facts[name]
        symbol, present = formulas.open[name], self.present.get(name)
        same = any_of(c.when for c in symbol if c.value == present)
        # To say what is so anyway would change nothing.
        self.kept.append(formulas.is_given(name) if name in self.given else negated(same))
        self.changed[name] = any_of(c.when for c in symbol if c.value != present)
        if fact.type.many:  # not each of its values is a case
            self.changed[name] = all_of((formulas.is_given(name), negated(same)))
        if fact.reachable is not None:
            within = (c.when for c in formulas.open[name] if fact.can_become(c.value))
            self.kept.append(any_of((negated(self.changed[name]), *within)))

    def after(self, changes: Mapping[str, Value]) -> Conclusions:
        """What follows with some changes."""
        key = frozenset(changes.items())
        if key not in self._tried:
            self._tried[key] = self.compiled.evaluate({**self.given, **changes}, now=self.now)
        return self._tried[key]


class _Search:
    def __init__(self, changing: _Changing, goal: Goal) -> None:
        self.changing = changing
        self.ruleset = changing.ruleset
        self.goal = goal
        self.free, self.present = changing.free, changing.present
        self.formulas, self.changed = changing.formulas, changing.changed
        self.before = outcome(changing.conclusions.decisions[goal.decision])
        self.solver = self.formulas.solver()
        self.guesses = MOST_GUESSES
        self.budget = Budget(ALTOGETHER)
        for part in changing.kept:
            self.solver.add(part)

    def run(self) -> Counterfactuals:
        if self.goal.option in self.before:
            return Counterfactuals(self.goal, self.before, (), False, True)
        places = {name: place for place, name in enumerate(self.free)}
        found = sorted(
            self.search(),
            key=lambda way: (len(way.changes), [places[change.fact] for change in way.changes]),
        )
        larger = self.formulas.exact and not found and self.is_possible()
        exact = self.formulas.exact and not self.budget.gave_up
        return Counterfactuals(self.goal, self.before, tuple(found), larger, exact)

    def is_possible(self, *assumed: z3.BoolRef) -> bool:
        """Whether the solver finds what it was told to look for."""
        return self.budget.ask(self.solver, PATIENCE, *assumed) is Possibility.YES

    def search(self) -> Iterator[Counterfactual]:
        """Every way to reach the goal, by the size of the sets of facts that have to change."""
        reached, changed = self.reached(), self.changed
        self.solver.add(reached, any_of(changed.values()))
        for size in range(1, LARGEST + 1):
            few = guarded(self.solver, negated(at_least(size + 1, changed.values())))
            while self.guesses > 0 and self.is_possible(few):
                model = self.solver.model()
                facts = [name for name, when in changed.items() if is_so(model, when)]
                found = [self.formulas.exactly(model, digits) for digits in self.formulas.digits]
                proposed = [tuple(values[name] for name in facts) for values in found]
                ways = [*self.ways(facts, proposed)]
                yield from ways
                these = all_of(changed[name] for name in facts)
                # Where the solver promised too much, only this very set is ruled out.
                rest = [] if ways else [changed[n] for n in changed if n not in facts]
                self.solver.add(any_of((negated(these), *rest)))

    def reached(self) -> Proposition:
        outcomes = self.formulas.outcomes[self.goal.decision]
        if self.goal.option is not None:
            return outcomes[self.goal.option]
        return any_of(
            negated(when) if key in self.before else when for key, when in outcomes.items()
        )

    def reaches(self, came: frozenset[Outcome]) -> bool:
        if self.goal.option is not None:
            return self.goal.option in came
        return came != self.before

    def outcome_with(self, changes: Mapping[str, Value]) -> frozenset[Outcome] | None:
        """What the decision comes to with some changes; ``None`` where they cannot be made."""
        if not all(self.can_be(name, value) for name, value in changes.items()):
            return None
        after = self.changing.after(changes)
        if after.breaks_more_than(self.changing.conclusions):
            return None
        return outcome(after.decisions[self.goal.decision])

    def can_be(self, name: str, value: Value) -> bool:
        """Whether a fact may have a value: the one it has, or one that can be brought about."""
        return value == self.present.get(name) or self.ruleset.facts[name].can_become(value)

    def ways(
        self, facts: Sequence[str], proposed: Sequence[tuple[Value, ...]]
    ) -> Iterator[Counterfactual]:
        """What these facts would have to become, put together where any goes with any.

        ``proposed`` are values that the solver takes to do it, one for each fact.
        """
        tried = {name: self.values_of(name, alone=len(facts) == 1) for name in facts}
        named = {}
        for name, values in zip(facts, zip(*proposed, strict=True), strict=True):
            # A number of the solver's own stands for nothing but itself.
            named[name] = self.formulas.cases.named[name] | ({*values} - {*tried[name]})
            tried[name] = in_order(self.ruleset.facts[name].type, (*tried[name], *values))
        most = MOST_TRIED if self.formulas.exact else min(MOST_TRIED, self.guesses)
        combinations = itertools.islice(itertools.product(*tried.values()), most)
        by_outcome: dict[frozenset[Outcome], list[tuple[Value, ...]]] = {}
        for values in dict.fromkeys(itertools.chain(combinations, proposed)):
            self.guesses -= not self.formulas.exact
            came = self.outcome_with(dict(zip(facts, values, strict=True)))
            if came is not None and self.reaches(came):
                by_outcome.setdefault(came, []).append(values)
        for came, alike in by_outcome.items():
            for box in _boxes(alike):
                changes = tuple(
                    self.change(name, tried[name], values, named[name])
                    for name, values in zip(facts, box, strict=True)
                )
                yield Counterfactual(changes, came)

    def change(
        self, name: str, tried: Sequence[Value], values: Sequence[Value], named: Set[Value]
    ) -> FactChange:
        type_ = self.ruleset.facts[name].type
        if name in self.ruleset.clock:
            named = named | {*values}  # a country stands for those like it, and not for all others
        return FactChange(name, condition_of(name, type_, tried, set(values), named), tuple(values))

    def values_of(self, name: str, *, alone: bool) -> tuple[Value, ...]:
        """The values to try for a fact, in order; all turns of a moment if it changes alone."""
        fact = self.ruleset.facts[name]
        present = self.present.get(name)
        roots = self.formulas.cases.roots
        followed = any(name in found for other, found in roots.items() if other != name)
        amount = fact.type.kind in (Kind.DATE, Kind.DATETIME) or (
            followed and fact.type.kind is Kind.NUMBER
        )
        if alone and amount:
            rest = {n: v for n, v in self.changing.given.items() if n != name}
            clock = self.ruleset.clock.now
            if self.changing.now is not None and clock is not None:
                rest[clock] = self.changing.now
            also = {} if present is None else {name: present}
            values = turning_points(self.ruleset, rest, name, also)
            return in_order(fact.type, (*values, *(fact.reachable or ())))
        return in_order(fact.type, [case.value for case in self.formulas.open[name]])


def in_order(type_: ValueType, values: Iterable[Value]) -> tuple[Value, ...]:
    """Values, each once, by their order if their type has one; that there is none comes last."""
    found = [value for value in dict.fromkeys(values) if value is not NONE]
    if type_.comparable:
        found.sort(key=type_.rank)  # type: ignore[arg-type]
    return (*found, *({NONE} & {*values}))


def _boxes(combinations: list[tuple[Value, ...]]) -> Iterator[tuple[tuple[Value, ...], ...]]:
    """Combinations put together into products, greedily: few boxes, each wholly inside."""
    left = dict.fromkeys(combinations)
    while left:
        box = [[value] for value in next(iter(left))]
        for place in range(len(box)):
            for value in dict.fromkeys(combination[place] for combination in combinations):
                if value in box[place]:
                    continue
                wider = [*box[:place], [value], *box[place + 1 :]]
                if all(combination in left for combination in itertools.product(*wider)):
                    box[place].append(value)
        for combination in itertools.product(*box):
            left.pop(combination, None)
        yield tuple(tuple(values) for values in box)
