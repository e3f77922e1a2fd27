"""What each fact may come to, and when a condition on facts holds: propositions for z3.

Each open fact is one of finitely many ``cases``, or stays unknown. A test is asked of each case
through ``language.conditions.truth``, so no operator is explained to the solver a second time.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeAlias

from tactful.cases.cases import Cases, cases
from tactful.language.conditions import Truth, truth
from tactful.language.model import Ruleset
from tactful.language.strata import Step, dependencies, resting_on_windows, stratify
from tactful.language.terms import Condition, FactRef, Group, Join, Test
from tactful.language.values import NONE, Value
from tactful.proofs.comparisons import (
    Ordering,
    PossibleValue,
    TruthConditions,
    compared,
    compared_with_none,
    within,
)
from tactful.proofs.logic import (
    Proposition,
    all_of,
    any_of,
    asserted,
    at_least,
    at_most_one,
    holds,
    negated,
    new_context,
    solver_in,
    variable,
    z3,
)
from tactful.proofs.several import SeveralChoices

Symbol: TypeAlias = tuple[PossibleValue, ...]
"""All values that a fact or decision may have. Where none of them holds it is unknown."""


MOST_KEPT = 20_000
"""Answers of tests that are kept for other situations of a ruleset."""


@lru_cache(maxsize=8)
def _answers_kept(
    _ruleset: Ruleset,
) -> dict[tuple[int, tuple[Value, ...]], tuple[Test, tuple[Truth, ...]]]:
    """For each test and the values of its subject, what it says of them.

    The test is kept beside it: of one made on the fly, another would have the number before long.
    """
    return {}


class Loose(NamedTuple):
    """Something that may be either because the cases of the open facts do not tell.

    Attributes:
        roots: The open facts it depends on, by way of rules as well.
        variables: What the solver may choose.
        must_hold: What is so of them all the same.
        really: Which of the variables are true where all facts are as they really are; ``None``
            where they are numbers, of which ``must_hold`` says all there is.
    """

    roots: frozenset[str]
    variables: tuple[z3.ExprRef, ...]
    must_hold: Proposition
    really: Callable[[Mapping[str, Value]], Sequence[bool]] | None = None


class Symbols:
    """The facts and decisions of a ruleset as far as they have been walked through.

    Attributes:
        ruleset: The rules.
        given: The facts that are settled from outside.
        now: The local time that stands in for the clock's fact.
        cases: The cases of the open facts.
        open: For each open fact, its cases with the variables that pick one.
        constraints: What must hold of the variables.
        symbols: For each fact, and each decision that chooses one option, what it may come to.
        applies: For each decision, when it applies.
            The same says of a fact of several choices when it is known.
        included: For each decision that chooses many, when it includes which option; for each
            fact of several choices, when which is among them.
        several: The open facts of several choices.
        allowed: That no constraint is broken.
        loose: What is left free because the cases do not tell.
        unfollowed: The facts about when windows open that may be anything.
        exact: Whether the cases cover every value exactly, so that a model is a real scenario.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        given: Mapping[str, Value],
        open_facts: Iterable[str],
        now: datetime | None,
        also: Mapping[str, Value],
        context: z3.Context | None,
        known_cases: Cases | None,
    ) -> None:
        self.ruleset = ruleset
        self._context = context
        self.given = dict(given)
        clock = ruleset.clock.now
        listed = [name for name in open_facts if name not in given]
        defaulted = clock is not None and clock not in self.given and clock not in listed
        self.now = now if defaulted else None
        at_now = {clock: now} if clock is not None and self.now is not None and now else {}
        found = known_cases or cases(ruleset, {**self.given, **at_now}, listed, also)
        self.cases: Cases = found
        self.constraints: list[Proposition] = []
        self.allowed: Proposition = True
        self.several: dict[str, SeveralChoices] = {}
        self.open = {name: self.opened(name, values) for name, values in self.cases.values.items()}
        self.exact = not self.cases.rough
        self.loose: list[Loose] = []
        self.unfollowed: set[str] = set()
        self.symbols: dict[str, Symbol] = {}
        self.applies: dict[str, Proposition] = {}
        self.included: dict[str, dict[str, Proposition]] = {}
        self._comparisons: dict[tuple[str, str], Ordering] = {}

    @cached_property
    def context(self) -> z3.Context:
        """Where the propositions live; one thread at a time may do anything with them."""
        return new_context() if self._context is None else self._context

    def opened(self, name: str, values: tuple[Value, ...]) -> Symbol:
        """A symbol of which new variables pick one value, or none.

        Of several choices at once it has some values only, and ``several`` says all.
        """
        fact = self.ruleset.facts.get(name)
        if fact is not None and fact.type.many:
            kept = self.cases.kept.get(name, frozenset())
            choices = fact.type.in_order(map(str, self.cases.named[name]))
            several = SeveralChoices.opened(name, choices, kept, self.context)
            self.several[name] = several
            self.constraints.append(several.must_hold(several.variables))
            return tuple(PossibleValue(all_of(several.literals(v)), v) for v in values)
        symbol = tuple(
            PossibleValue(variable(f"{name} {n}", self.context), value)
            for n, value in enumerate(values)
        )
        self.constraints.append(at_most_one(case.when for case in symbol))
        return symbol

    def left_out(self, name: str) -> Proposition:
        """When nobody gives a fact that is not given for certain."""
        return negated(self.is_given(name)) if name in self.open else True

    def variables(self, name: str) -> list[z3.BoolRef]:
        """The variables of an open fact."""
        if name in self.several:
            return [*self.several[name].variables]
        return [case.when for case in self.open[name] if not isinstance(case.when, bool)]

    def must_hold(self, name: str, variables: Sequence[z3.BoolRef]) -> Proposition:
        """What has to be so of an open fact's variables, or of others that stand for them."""
        if name in self.several:
            return self.several[name].must_hold(variables)
        return at_most_one(variables)

    @property
    def told(self) -> Sequence[Proposition]:
        """What every solver is told: the constraints, those of the ruleset too."""
        return *self.constraints, self.allowed

    def solver(self) -> z3.Solver:
        """A solver that knows the constraints, those of the ruleset too."""
        return self._solver_of(numbers=False)

    def _solver_of(self, *, numbers: bool) -> z3.Solver:
        solver = solver_in(self.context, numbers=numbers)
        for part in self.told:
            asserted(solver, part)
        return solver

    def values(self, model: z3.ModelRef) -> dict[str, Value]:
        """The open facts that have a value in a model, with it."""
        found = {name: self.value(name, self.variables(name), model) for name in self.open}
        return {name: value for name, value in found.items() if value is not None}

    def value(self, name: str, variables: Sequence[z3.BoolRef], model: z3.ModelRef) -> Value | None:
        """What variables of an open fact, or others that stand for them, say in a model."""
        if name in self.several:
            return self.several[name].value(variables, lambda part: holds(model, part))
        values = (case.value for case in self.open[name] if not isinstance(case.when, bool))
        pairs = zip(variables, values, strict=True)
        return next((value for part, value in pairs if holds(model, part)), None)

    def given_as(self, name: str, value: Value | None) -> list[z3.BoolRef]:
        """The literals that say of an open fact that it has this value, or none."""
        if name in self.several:
            return self.several[name].literals(value)
        return [
            case.when if value == case.value else z3.Not(case.when)
            for case in self.open[name]
            if not isinstance(case.when, bool)
        ]

    def is_given(self, name: str) -> Proposition:
        """When an open fact has a value."""
        if name in self.several:
            return self.several[name].known
        return any_of(case.when for case in self.open[name])

    def pinned(self, values: Mapping[str, Value]) -> list[z3.BoolRef]:
        """The literals that say of every open fact that it has this value, or none."""
        return [part for name in self.open for part in self.given_as(name, values.get(name))]

    def condition(self, condition: Condition | None) -> TruthConditions:
        """When a condition is true and when it is false."""
        if condition is None:
            return TruthConditions(True, False)
        if isinstance(condition, Test):
            return self._test(condition)
        return _combined(condition, [self.condition(part) for part in condition.parts])

    def _test(self, test: Test) -> TruthConditions:
        if test.subject in self.included:
            return self._test_of_many(test)
        if any(isinstance(operand, FactRef) for operand in test.operands):
            return self._test_of_facts(test)
        symbol = self.symbols[test.subject]
        *answers, unknown = self.answers(test, tuple([case.value for case in symbol]))
        left = self.unknown(test.subject)
        whens = [*(case.when for case in symbol), left]
        told = list(zip(whens, (*answers, unknown), strict=True))
        return TruthConditions(
            any_of(when for when, answer in told if answer is True),
            any_of(when for when, answer in told if answer is False),
        )

    def unknown(self, name: str) -> Proposition:
        """When a fact or decision has no value."""
        return negated(any_of(case.when for case in self.symbols[name]))

    def answers(self, test: Test, values: tuple[Value, ...]) -> tuple[Truth, ...]:
        """What a test with constants says of some values of its subject, and last of none.

        Situations differ in little, so what was found for another one is kept.
        """
        kept = _answers_kept(self.ruleset)
        key = (id(test), values)
        if key not in kept:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            type_of = self.ruleset.type_of
            said = [truth(test, {test.subject: value}, type_of) for value in values]
            answers = (*said, truth(test, {}, type_of))
            kept[key] = test, answers
            return answers
        return kept[key][1]

    def _test_of_facts(self, test: Test) -> TruthConditions:
        """A test with other facts as operands: bound by bound, as each pair compares."""
        places = range(len(test.operands))  # an interval's bounds are read as operands' places

        def compare(place: int) -> Ordering:
            operand = test.operands[place]
            if isinstance(operand, FactRef):
                return self._compared(test.subject, operand.fact)
            if operand is NONE:
                return compared_with_none(self.symbols[test.subject])
            type_ = self.ruleset.type_of(test.subject)
            return compared(self.symbols[test.subject], (PossibleValue(True, operand),), type_)

        parts = [within(interval, compare) for interval in test.operator.intervals(places)]
        both = TruthConditions(any_of(p.true for p in parts), all_of(p.false for p in parts))
        return TruthConditions(both.false, both.true) if test.operator.outside else both

    def _compared(self, one: str, other: str) -> Ordering:
        if (one, other) not in self._comparisons:
            made = self._comparison(one, other)
            self._comparisons[one, other] = made
            self._comparisons[other, one] = made.turned
        return self._comparisons[one, other]

    def _comparison(self, one: str, other: str) -> Ordering:
        of, nothing = self.cases.roots, frozenset[str]()
        if not resting_on_windows(self.ruleset).isdisjoint((one, other)) and any(
            map(self.is_unfollowed, (one, other))
        ):
            return self._either_way(one, other)
        if self._entangled((one, other), of.get(one, nothing) | of.get(other, nothing)):
            return self._either_way(one, other)
        return compared(self.symbols[one], self.symbols[other], self.ruleset.type_of(one))

    def is_unfollowed(self, name: str) -> bool:
        """Whether a fact's values stand for others, so that nothing more is computed from them."""
        return bool(self.cases.roots.get(name)) or name in self.unfollowed

    def _entangled(self, names: Iterable[str], roots: Set[str]) -> bool:
        """Whether facts depend on open amounts whose cases do not show every way they may lie."""
        of = self.cases.roots
        if len(roots) < 2:
            return len([n for n in {*names} if of.get(n)]) > 1
        behind_computed = {root for n, found in of.items() if n not in found for root in found}
        return any(n not in self.open or n in behind_computed for n in names if of.get(n))

    @cached_property
    def behind(self) -> Mapping[str, frozenset[str]]:
        """For each fact and decision the open facts it depends on, by way of rules as well."""
        before = dependencies(self.ruleset)
        found: dict[Step, frozenset[str]] = {}
        for step in stratify(self.ruleset).order:
            if step.kind == "fact" and step.id in self.given:
                found[step] = frozenset()
                continue
            own = {step.id} if step.kind == "fact" and step.id in self.open else set[str]()
            found[step] = frozenset(own.union(*(found[other] for other in before[step])))
        return {step.id: roots for step, roots in found.items() if step.kind != "rule"}

    def _either_way(self, one: str, other: str) -> Ordering:
        """Facts that may compare any way once both are known."""
        known, apart = self._comparable((one, other))
        if known is False:
            return Ordering(False, False, False, apart)
        self.exact = False
        variables = tuple(variable(f"{one} {sign} {other}", self.context) for sign in "<=>")
        must_hold = all_of((at_most_one(variables), any_of((negated(known), *variables))))
        self.constraints.append(must_hold)
        rank: Callable[[Value], Any] = self.ruleset.type_of(one).rank

        def really(known: Mapping[str, Value]) -> Sequence[bool]:
            values = [known.get(name, NONE) for name in (one, other)]
            if NONE in values:
                return (False, False, False)
            first, second = map(rank, values)
            return (first < second, first == second, first > second)

        roots = self.behind[one] | self.behind[other]
        self.loose.append(Loose(roots, variables, must_hold, really))
        less, equal, more = (all_of((known, each)) for each in variables)
        return Ordering(less, equal, more, apart)

    def _comparable(self, names: Sequence[str]) -> tuple[Proposition, Proposition]:
        """When facts have values that compare, and when there is none of one of them."""
        symbols = [self.symbols[name] for name in names]
        known = all_of(any_of(c.when for c in s if c.value is not NONE) for s in symbols)
        return known, any_of(c.when for s in symbols for c in s if c.value is NONE)

    def _test_of_many(self, test: Test) -> TruthConditions:
        applies, included = self.applies[test.subject], self.included[test.subject]
        if test.operator.presence is not None:
            known = applies if test.operator.presence else negated(applies)
            return TruthConditions(known, negated(known))
        wanted = (included.get(str(option), False) for option in test.operands)
        inside = all_of(wanted) if test.operator.every else any_of(wanted)
        both = TruthConditions(all_of((applies, inside)), all_of((applies, negated(inside))))
        return TruthConditions(both.false, both.true) if test.operator.outside else both

    def combinations(
        self, symbols: Mapping[str, Symbol]
    ) -> Iterator[tuple[Proposition, dict[str, Value]]]:
        """Every way in which some facts and decisions may be known and unknown together."""
        ways = [[*symbol, None] for symbol in symbols.values()]
        unknown = [negated(any_of(case.when for case in symbol)) for symbol in symbols.values()]
        for chosen in itertools.product(*ways):
            parts = [
                none if case is None else case.when
                for none, case in zip(unknown, chosen, strict=True)
            ]
            when = all_of(parts)
            if when is not False:
                known = zip(symbols, chosen, strict=True)
                yield when, {name: case.value for name, case in known if case is not None}


def _combined(group: Group, parts: list[TruthConditions]) -> TruthConditions:
    match group.join:
        case Join.ALL:
            return TruthConditions(all_of(p.true for p in parts), any_of(p.false for p in parts))
        case Join.ANY:
            return TruthConditions(any_of(p.true for p in parts), all_of(p.false for p in parts))
        case Join.NONE:
            return TruthConditions(all_of(p.false for p in parts), any_of(p.true for p in parts))
        case Join.AT_LEAST:
            fails = len(parts) - group.count + 1
            return TruthConditions(
                at_least(group.count, (p.true for p in parts)),
                at_least(fails, (p.false for p in parts)),
            )
