"""The model as propositions for z3: what would follow from every way the open facts could be.

Each open fact is one of finitely many ``cases``, or stays unknown. Walking the strata as the
reference evaluator does, every value a fact may come to, every rule that may fire and every
option that may be chosen gets the proposition under which it does. A test is asked of each
case through ``conditions.truth``, so no operator is explained to the solver a second time.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import z3

from tactful.cases import Cases, cases
from tactful.computations import COMPUTATIONS, Setting
from tactful.conclusions import Outcome, Status
from tactful.conditions import truth
from tactful.logic import (
    Proposition,
    all_of,
    any_of,
    at_least,
    at_most_one,
    negated,
    variable,
)
from tactful.model import Argument, Condition, Decision, Fact, FactRef, Group, Join, Ruleset, Test
from tactful.orders import Both, Case, Comparison, compared, within
from tactful.strata import computed_from, stratify
from tactful.values import Value
from tactful.weighing import Weighed, choose, tied, weigh

MOST_COMBINED = 20_000
"""Combinations of cases that are looked at one by one; past that a value may be anything."""


Symbol: TypeAlias = tuple[Case, ...]
"""All values that a fact or decision may have. Where none of them holds it is unknown."""


class Loose(NamedTuple):
    """Something that may be either because the cases of the open facts do not tell.

    ``roots`` are the open facts it depends on.
    """

    roots: frozenset[str]
    variables: tuple[z3.BoolRef, ...]
    must_hold: Proposition


class Formulas:
    """What follows from a situation in which some facts are open.

    Attributes:
        ruleset: The rules.
        cases: The cases of the open facts.
        open: For each open fact, its cases with the variables that pick one.
        constraints: What must hold of the variables.
        fired: For each rule, when it fires.
        triggered: For each rule, when it would fire unless another overrides it.
        conditions: For each rule, its ``when`` and ``unless``.
        facts: For each fact, what it may come to.
        conflicts: For each fact and decision about which rules may disagree, when they do.
        outcomes: For each decision, when it comes to what.
        loose: What is left free because the cases do not tell.
        exact: Whether the cases cover every value exactly, so that a model is a real scenario.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        given: Mapping[str, Value],
        open_facts: Iterable[str],
        *,
        now: datetime | None = None,
        also: Mapping[str, Value] = MappingProxyType({}),
    ) -> None:
        """Build the propositions.

        Args:
            ruleset: The rules.
            given: The facts that are settled from outside; what is neither given nor open is
                unknown unless it is concluded, computed or has a default.
            open_facts: The facts that may have any value, or none.
            now: The local time to assume where the clock's fact is neither given nor open.
            also: Values of open facts that are to be cases of their own.
        """
        self.ruleset = ruleset
        self.given = dict(given)
        clock = ruleset.clock.now
        listed = [name for name in open_facts if name not in given]
        defaulted = clock is not None and clock not in self.given and clock not in listed
        self.now = now if defaulted else None
        at_now = {clock: now} if clock is not None and self.now is not None and now else {}
        self.cases: Cases = cases(ruleset, {**self.given, **at_now}, listed, also)
        self.constraints: list[Proposition] = []
        self.open = {name: self._opened(name, values) for name, values in self.cases.values.items()}
        self.exact = not self.cases.rough
        self.loose: list[Loose] = []
        self._comparisons: dict[tuple[str, str], Comparison] = {}
        self.facts: dict[str, Symbol] = {}
        self.symbols: dict[str, Symbol] = {}
        self.applies: dict[str, Proposition] = {}
        self.included: dict[str, dict[str, Proposition]] = {}
        self.fired: dict[str, Proposition] = {}
        self.triggered: dict[str, Proposition] = {}
        self.conditions: dict[str, tuple[Both, Both]] = {}
        self.conflicts: dict[str, Proposition] = {}
        self.outcomes: dict[str, dict[Outcome, Proposition]] = {}
        self._weighed: dict[str, Mapping[str, Weighed]] = {}
        self._overriding: dict[str, list[str]] = {}
        self._arguments: dict[str, list[Argument]] = {name: [] for name in ruleset.decisions}
        self._concluding: dict[str, dict[Value, list[str]]] = {}
        for rule in ruleset.rules.values():
            for overridden in rule.overrides:
                self._overriding.setdefault(overridden, []).append(rule.id)
            for argument in rule.arguments:
                self._arguments[argument.decision].append(argument)
            for conclusion in rule.conclusions:
                said = self._concluding.setdefault(conclusion.fact, {})
                said.setdefault(conclusion.value, []).append(rule.id)
        for step in stratify(ruleset).order:
            if step.kind == "rule":
                self._decide_rule(step.id)
            elif step.kind == "fact":
                self._settle_fact(ruleset.facts[step.id])
            else:
                self._settle_decision(ruleset.decisions[step.id])
        self.outcomes = {name: self.outcomes[name] for name in ruleset.decisions}

    def _opened(self, name: str, values: tuple[Value, ...]) -> Symbol:
        symbol = tuple(Case(variable(f"{name} {n}"), value) for n, value in enumerate(values))
        self.constraints.append(at_most_one(case.when for case in symbol))
        return symbol

    def tie(self, decision: str) -> Proposition:
        """When a decision that chooses one option has two with equal support at the top."""
        weighed = self._weighed[decision]
        return all_of((self.applies[decision], tied(self.ruleset.decisions[decision], weighed)))

    def variables(self, name: str) -> list[z3.BoolRef]:
        """The variables of an open fact."""
        return [case.when for case in self.open[name] if not isinstance(case.when, bool)]

    def solver(self) -> z3.Solver:
        """A solver that knows the constraints."""
        solver = z3.SolverFor("QF_FD")
        solver.add(*[part for part in self.constraints if part is not True])
        return solver

    def values(self, model: z3.ModelRef) -> dict[str, Value]:
        """The open facts that have a value in a model, with it."""
        return {
            name: case.value
            for name, symbol in self.open.items()
            for case in symbol
            if not isinstance(case.when, bool) and z3.is_true(model[case.when])
        }

    def pinned(self, values: Mapping[str, Value]) -> list[z3.BoolRef]:
        """The literals that say of every open fact that it has this value, or none."""
        return [
            case.when if values.get(name) == case.value else z3.Not(case.when)
            for name, symbol in self.open.items()
            for case in symbol
            if not isinstance(case.when, bool)
        ]

    def condition(self, condition: Condition | None) -> Both:
        """When a condition is true and when it is false."""
        if condition is None:
            return Both(True, False)
        if isinstance(condition, Test):
            return self._test(condition)
        return _combined(condition, [self.condition(part) for part in condition.parts])

    def _test(self, test: Test) -> Both:
        if test.subject in self.included:
            return self._test_of_many(test)
        if any(isinstance(operand, FactRef) for operand in test.operands):
            return self._test_of_facts(test)
        true: list[Proposition] = []
        false: list[Proposition] = []
        for when, values in self._combinations((test.subject,)):
            answer = truth(test, values, self.ruleset.type_of)
            if answer is not None:
                (true if answer else false).append(when)
        return Both(any_of(true), any_of(false))

    def _test_of_facts(self, test: Test) -> Both:
        """A test with other facts as operands: bound by bound, as each pair compares."""
        places = range(len(test.operands))  # an interval's bounds are read as operands' places

        def compare(place: int) -> Comparison:
            operand = test.operands[place]
            if isinstance(operand, FactRef):
                return self._compared(test.subject, operand.fact)
            type_ = self.ruleset.type_of(test.subject)
            return compared(self.symbols[test.subject], (Case(True, operand),), type_)

        parts = [within(interval, compare) for interval in test.operator.intervals(places)]
        both = Both(any_of(p.true for p in parts), all_of(p.false for p in parts))
        return Both(both.false, both.true) if test.operator.outside else both

    def _compared(self, one: str, other: str) -> Comparison:
        if (one, other) not in self._comparisons:
            roots = self.cases.roots.get(one, frozenset()) | self.cases.roots.get(
                other, frozenset()
            )
            if self._entangled((one, other), roots):
                made = self._either_way(one, other, roots)
            else:
                type_ = self.ruleset.type_of(one)
                made = compared(self.symbols[one], self.symbols[other], type_)
            self._comparisons[one, other] = made
            self._comparisons[other, one] = Comparison(made.more, made.equal, made.less)
        return self._comparisons[one, other]

    def _entangled(self, names: Iterable[str], roots: Set[str]) -> bool:
        """Whether facts depend on open moments whose cases do not show every way they may lie."""
        if len(roots) < 2:
            return False
        of = self.cases.roots
        behind_computed = {root for n, found in of.items() if n not in found for root in found}
        return any(n not in self.open or n in behind_computed for n in names if of.get(n))

    def _either_way(self, one: str, other: str, roots: Set[str]) -> Comparison:
        """Facts that may compare any way once both are known."""
        known = all_of(any_of(case.when for case in self.symbols[name]) for name in (one, other))
        if known is False:
            return Comparison(False, False, False)
        self.exact = False
        variables = tuple(variable(f"{one} {sign} {other}") for sign in "<=>")
        must_hold = all_of((at_most_one(variables), any_of((negated(known), *variables))))
        self.constraints.append(must_hold)
        self.loose.append(Loose(frozenset(roots), variables, must_hold))
        less, equal, more = (all_of((known, each)) for each in variables)
        return Comparison(less, equal, more)

    def _test_of_many(self, test: Test) -> Both:
        applies, included = self.applies[test.subject], self.included[test.subject]
        if test.operator.presence is not None:
            known = applies if test.operator.presence else negated(applies)
            return Both(known, negated(known))
        inside = any_of(included[str(option)] for option in test.operands)
        both = Both(all_of((applies, inside)), all_of((applies, negated(inside))))
        return Both(both.false, both.true) if test.operator.outside else both

    def _combinations(self, names: Sequence[str]) -> Iterator[tuple[Proposition, dict[str, Value]]]:
        """Every way in which some facts may be known and unknown together."""
        ways = [[*self.symbols[name], None] for name in names]
        unknown = {n: negated(any_of(c.when for c in self.symbols[n])) for n in names}
        for chosen in itertools.product(*ways):
            parts = [
                unknown[name] if case is None else case.when
                for name, case in zip(names, chosen, strict=True)
            ]
            when = all_of(parts)
            if when is not False:
                known = zip(names, chosen, strict=True)
                yield when, {name: case.value for name, case in known if case is not None}

    def _decide_rule(self, name: str) -> None:
        rule = self.ruleset.rules[name]
        when = self.condition(rule.when)
        unless = Both(False, True) if rule.unless is None else self.condition(rule.unless)
        self.conditions[name] = (when, unless)
        self.triggered[name] = all_of((when.true, negated(unless.true)))
        overriding = any_of(self.fired[other] for other in self._overriding.get(name, ()))
        self.fired[name] = all_of((self.triggered[name], negated(overriding)))

    def _settle_fact(self, fact: Fact) -> None:
        name = fact.id
        if name in self.given:
            symbol: Symbol = (Case(True, self.given[name]),)
        else:
            given = self.open.get(name, ())
            silent = negated(any_of(case.when for case in given))
            said = {
                value: any_of(self.fired[rule] for rule in rules)
                for value, rules in self._concluding.get(name, {}).items()
            }
            if len(said) > 1:
                conflict = at_least(2, said.values())
                self.conflicts[name] = all_of((silent, conflict))
                concluded = all_of((silent, negated(conflict)))
            else:
                concluded = silent
            unsaid = all_of((silent, negated(any_of(said.values()))))
            symbol = _merged(
                (
                    *given,
                    *(Case(all_of((concluded, when)), value) for value, when in said.items()),
                    *self._otherwise(fact, unsaid),
                )
            )
        self.facts[name] = self.symbols[name] = symbol

    def _otherwise(self, fact: Fact, unsaid: Proposition) -> Iterator[Case]:
        """What a fact is that nobody gives or concludes: computed, or its default."""
        if unsaid is False:
            return
        computed = self._computed(fact) if fact.computed is not None else ()
        for case in computed:
            yield Case(all_of((unsaid, case.when)), case.value)
        default = fact.default
        if default is None and fact.id == self.ruleset.clock.now:
            default = self.now
        if default is not None:
            left = negated(any_of(case.when for case in computed))
            yield Case(all_of((unsaid, left)), default)

    def _computed(self, fact: Fact) -> Symbol:
        assert fact.computed is not None  # noqa: S101 - for the type checker
        names = list(computed_from(fact, self.ruleset))
        needed = set(fact.computed.operands)
        if "now" in COMPUTATIONS[fact.computed.name].uses:
            needed.add(self.ruleset.clock.now or "")
        known = all_of(any_of(c.when for c in self.symbols[n]) for n in names if n in needed)
        size = math.prod(len(self.symbols[name]) + 1 for name in names)
        if known is False:
            return ()
        if fact.id in self.cases.rough or size > MOST_COMBINED:
            return self._anything(fact, known)
        computation = COMPUTATIONS[fact.computed.name]
        found: dict[Value, list[Proposition]] = {}
        for when, values in self._combinations(names):
            of = tuple(values.get(name) for name in fact.computed.operands)
            if None not in of:
                value = computation.compute(of, Setting.of(self.ruleset.clock, values))
                if value is not None:
                    found.setdefault(value, []).append(when)
        return tuple(Case(any_of(when), value) for value, when in found.items())

    def _anything(self, fact: Fact, known: Proposition) -> Symbol:
        """Any value at all, where the cases of the operands do not tell which."""
        self.exact = False
        values = self.cases.possible.get(fact.id)
        if values is None:
            values = cases(self.ruleset, {}, [fact.id]).values[fact.id]
        symbol = self._opened(f"{fact.id} ~", values)
        some = any_of((negated(known), any_of(case.when for case in symbol)))
        self.constraints.append(some)
        variables = [case.when for case in symbol if not isinstance(case.when, bool)]
        must_hold = all_of((some, at_most_one(variables)))
        self.loose.append(Loose(self.cases.roots[fact.id], tuple(variables), must_hold))
        return tuple(Case(all_of((known, case.when)), case.value) for case in symbol)

    def _settle_decision(self, decision: Decision) -> None:
        name = decision.id
        applies = self.condition(decision.applies_when).true
        self.applies[name] = applies
        weighed = weigh(decision, self._arguments[name], self.fired)
        chosen, empty = choose(decision, weighed)
        outcomes: dict[Outcome, Proposition] = {
            option: all_of((applies, when)) for option, when in chosen.items()
        }
        for status, when in empty.items():
            outcomes[status] = all_of((applies, when))
        outcomes[Status.NOT_APPLICABLE] = negated(applies)
        self.outcomes[name] = outcomes
        if decision.many:
            self.included[name] = chosen
        else:
            self.symbols[name] = tuple(Case(outcomes[o], o) for o in decision.options)
            self.conflicts[name] = outcomes[Status.CONFLICT]
            self._weighed[name] = weighed


def _combined(group: Group, parts: list[Both]) -> Both:
    match group.join:
        case Join.ALL:
            return Both(all_of(p.true for p in parts), any_of(p.false for p in parts))
        case Join.ANY:
            return Both(any_of(p.true for p in parts), all_of(p.false for p in parts))
        case Join.NONE:
            return Both(all_of(p.false for p in parts), any_of(p.true for p in parts))
        case Join.AT_LEAST:
            fails = len(parts) - group.count + 1
            return Both(
                at_least(group.count, (p.true for p in parts)),
                at_least(fails, (p.false for p in parts)),
            )


def _merged(cases_: Iterable[Case]) -> Symbol:
    """Each value once, without those that cannot come about."""
    found: dict[tuple[type, Value], list[Proposition]] = {}
    for case in cases_:
        if case.when is not False:
            found.setdefault((case.value.__class__, case.value), []).append(case.when)
    return tuple(Case(any_of(when), value) for (_, value), when in found.items())
