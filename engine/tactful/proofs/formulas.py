"""The model as propositions for z3: what would follow from every way the open facts could be.

Walking the strata as the reference evaluator does, every value a fact may come to, every rule
that may fire and every option that may be chosen gets the proposition under which it does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from tactful.cases.cases import Cases, cases
from tactful.cases.courses import COUNTED, is_always_known
from tactful.cases.detached import facts_read
from tactful.language.computations import computed_value
from tactful.language.conclusions import Outcome, Status
from tactful.language.model import Decision, Fact, Ruleset
from tactful.language.strata import computed_from, needed_for, reached, resting_on_windows, stratify
from tactful.language.turning import place_among
from tactful.language.values import NONE, Kind, Value
from tactful.language.windows import placed_by, start_of_window
from tactful.proofs.choices import OptionFormulas, choose, swapped, tied, weigh
from tactful.proofs.comparisons import PossibleValue, TruthConditions
from tactful.proofs.conditions import Loose, Symbol
from tactful.proofs.linear import LinearSymbols
from tactful.proofs.logic import (
    Proposition,
    Sum,
    all_of,
    any_of,
    at_least,
    at_most_one,
    differ,
    negated,
    z3,
)

MOST_COMBINED = 20_000
"""Combinations of cases that are looked at one by one; past that a value may be anything."""


class Formulas(LinearSymbols):
    """What follows from a situation in which some facts are open.

    Where several open numbers or days go into one result, each is a number of the solver's.

    Attributes:
        fired: For each rule, when it fires.
        triggered: For each rule, when it would fire unless another overrides it.
        conditions: For each rule, its ``when`` and ``unless``.
        facts: For each fact, what it may come to.
        conflicts: For each fact and decision about which rules may disagree, when they do.
        outcomes: For each decision, when it comes to what.
        broken: For each constraint that is kept to, when it would be broken.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        given: Mapping[str, Value],
        open_facts: Iterable[str],
        *,
        now: datetime | None = None,
        also: Mapping[str, Value] = MappingProxyType({}),
        context: z3.Context | None = None,
        broken: Iterable[str] = (),
        known_cases: Cases | None = None,
    ) -> None:
        """Build the propositions.

        Args:
            ruleset: The rules.
            given: The facts that are settled from outside; what is neither given nor open is
                unknown unless it is concluded, computed or has a default.
            open_facts: The facts that may have any value, or none.
            now: The local time to assume where the clock's fact is neither given nor open.
            also: Values of open facts that are to be cases of their own.
            context: Where other propositions live that these are to be put together with.
            broken: Constraints that are left out: where what is given breaks one, no situation
                keeps it, and all would be proven.
            known_cases: The cases of the open facts, if they were found before.
        """
        super().__init__(ruleset, given, open_facts, now, also, context, known_cases)
        self.facts: dict[str, Symbol] = {}
        self.fired: dict[str, Proposition] = {}
        self.triggered: dict[str, Proposition] = {}
        self.conditions: dict[str, tuple[TruthConditions, TruthConditions]] = {}
        self.conflicts: dict[str, Proposition] = {}
        self.outcomes: dict[str, dict[Outcome, Proposition]] = {}
        self._weighed: dict[str, Mapping[str, OptionFormulas]] = {}
        for step in stratify(ruleset).order:
            if step.kind == "rule":
                self._decide_rule(step.id)
            elif step.kind == "fact":
                self._settle_fact(ruleset.facts[step.id])
            else:
                self._settle_decision(ruleset.decisions[step.id])
        self.outcomes = {name: self.outcomes[name] for name in ruleset.decisions}
        kept = [one for one in ruleset.constraints.values() if one.id not in {*broken}]
        self.broken = {one.id: self.condition(one.never).true for one in kept}
        self.allowed = negated(any_of(self.broken.values()))

    def is_known(self, fact: str) -> Proposition:
        """When a fact has a value in the end."""
        if fact in self.included:
            return self.applies[fact]
        return any_of(case.when for case in self.facts[fact])

    def tie(self, decision: str) -> Proposition:
        """When a decision that chooses one option has two with equal support at the top."""
        weighed = self._weighed[decision]
        return all_of((self.applies[decision], tied(self.ruleset.decisions[decision], weighed)))

    def swapped(self, decision: str) -> dict[tuple[str, str], Proposition]:
        """When two options that a decision chooses together stand in the other order."""
        asked, outcomes = self.ruleset.decisions[decision], self.outcomes[decision]
        return swapped(asked, self._weighed[decision], outcomes)  # type: ignore[arg-type]

    def unlike_without(self, rules: Set[str]) -> Iterator[Proposition]:
        """When a decision comes out otherwise, or in another order, without what rules argue.

        All that a decision looks at is as it is, other decisions too.
        """
        fired = {**self.fired, **dict.fromkeys(rules, False)}
        argued = {a.decision for rule in rules for a in self.ruleset.rules[rule].arguments}
        for name in filter(argued.__contains__, self.ruleset.decisions):
            decision = self.ruleset.decisions[name]
            weighed = weigh(decision, self.ruleset.arguing[name], fired)
            outcomes = self._came(decision, *choose(decision, weighed))
            for key, when in self.outcomes[name].items():
                yield differ(when, outcomes[key])
            if decision.many:
                was = self.swapped(name)
                now = swapped(decision, weighed, outcomes)  # type: ignore[arg-type]
                yield from (differ(when, now[pair]) for pair, when in was.items())

    def _decide_rule(self, name: str) -> None:
        rule = self.ruleset.rules[name]
        when = self.condition(rule.when)
        unless = (
            TruthConditions(False, True) if rule.unless is None else self.condition(rule.unless)
        )
        self.conditions[name] = (when, unless)
        self.triggered[name] = all_of((when.true, negated(unless.true)))
        overriding = any_of(self.fired[other] for other in self.ruleset.overriding.get(name, ()))
        self.fired[name] = all_of((self.triggered[name], negated(overriding)))

    def _settle_fact(self, fact: Fact) -> None:
        name = fact.id
        given = self.open.get(name, ())
        if name in self.given:
            besides: Symbol = (PossibleValue(True, self.given[name]),)
        else:
            besides = tuple(self._besides(fact))
        self.facts[name] = self.symbols[name] = _merged((*given, *besides))
        if fact.type.many:
            self._tell_choices(fact, besides)

    def _besides(self, fact: Fact) -> Iterator[PossibleValue]:
        """What a fact may come to where it is not given."""
        name = fact.id
        silent = self.left_out(name)
        firing: dict[Value, list[Proposition]] = {}
        for rule, value in self.ruleset.concluding.get(name, ()):
            firing.setdefault(value, []).append(self.fired[rule])
        said = {value: any_of(when) for value, when in firing.items()}
        concluded = silent
        if len(said) > 1:
            conflict = at_least(2, said.values())
            self.conflicts[name] = all_of((silent, conflict))
            concluded = all_of((silent, negated(conflict)))
        for value, when in said.items():
            yield PossibleValue(all_of((concluded, when)), value)
        unsaid = all_of((silent, negated(any_of(said.values()))))
        yield from self._otherwise(fact, unsaid)

    def _tell_choices(self, fact: Fact, besides: Symbol) -> None:
        """Of a fact of several choices, when it is known, and when each is among them."""
        several = self.several.get(fact.id)
        known = [case.when for case in besides]
        included: dict[str, list[Proposition]] = {choice: [] for choice in fact.type.choices}
        for case in besides:
            for choice in case.value if isinstance(case.value, frozenset) else ():
                included[choice].append(case.when)
        if several is not None:
            known.append(several.known)
            for choice, when in several.having.items():
                included[choice].append(when)
        self.applies[fact.id] = any_of(known)
        self.included[fact.id] = {choice: any_of(when) for choice, when in included.items()}

    def _otherwise(self, fact: Fact, unsaid: Proposition) -> Iterator[PossibleValue]:
        """What a fact is that nobody gives or concludes: computed, or its default."""
        if unsaid is False or fact.id in _told_only(self.ruleset):
            return
        computed: Symbol = ()
        if fact.starts is not None:
            computed = self._start_of_window(fact, self.ruleset.decisions[fact.starts])
        elif fact.computed is not None:
            computed = self._computed(fact)
        for case in computed:
            yield PossibleValue(all_of((unsaid, case.when)), case.value)
        default = fact.default
        if default is None and fact.id == self.ruleset.clock.now:
            default = self.now
        if default is not None:
            left = negated(any_of(case.when for case in computed))
            yield PossibleValue(all_of((unsaid, left)), default)

    def _computed(self, fact: Fact) -> Symbol:
        names = list(computed_from(fact, self.ruleset))
        needed = needed_for(fact, self.ruleset)
        known, _ = self._comparable([name for name in names if name in needed])
        if fact.computed is not None and fact.computed.name == COUNTED:
            return tuple(self._counted(fact.computed.facts, known))
        size = math.prod(len(self.symbols[name]) + 1 for name in names)
        if known is False:
            return ()
        if self.is_followed(fact.id):
            followed = self.worked_out(fact, known)
            if followed is not None:
                return followed
        if self._is_left_free(fact.id, names) or size > MOST_COMBINED:
            return self._anything(fact, known)
        found: dict[Value, list[Proposition]] = {}
        for when, values in self.combinations({name: self.symbols[name] for name in names}):
            value = computed_value(fact, values, self.ruleset)
            if value is not None:
                found.setdefault(value, []).append(when)
        return tuple(PossibleValue(any_of(when), value) for value, when in found.items())

    def _is_left_free(self, name: str, operands: Iterable[str]) -> bool:
        """Whether the cases do not tell what a fact comes to that is computed from others."""
        if name not in resting_on_windows(self.ruleset):
            return name in self.cases.rough
        return any(map(self.is_unfollowed, operands))

    def _tells_when(self, name: str) -> bool:
        """Whether the cases of a fact or decision show all that a window may be placed by."""
        if name in self.ruleset.decisions:
            return not self.is_unfollowed(name) and self._ways(name) is not None
        if name not in self.symbols or (name in self.included and name not in self.given):
            return False  # several choices at once: not each set of them is a case
        of_few = self.ruleset.type_of(name).kind in (Kind.YES_NO, Kind.CHOICE)
        return not self.is_unfollowed(name) or (name in self.open and of_few)

    def _ways(self, name: str) -> Symbol | None:
        """What a fact or decision may come to, be it a set; ``None`` if that is too much."""
        if name not in self.included or name in self.ruleset.facts:
            return self.symbols.get(name)
        ways: list[tuple[Proposition, frozenset[str]]] = [(self.applies[name], frozenset())]
        for option, chosen in self.included[name].items():
            apart = ((chosen, {option}), (negated(chosen), set[str]()))
            made = [(all_of((when, so)), has | more) for when, has in ways for so, more in apart]
            ways = [way for way in made if way[0] is not False]
            if len(ways) > MOST_COMBINED:
                return None
        return tuple(PossibleValue(when, has) for when, has in ways)

    def _start_of_window(self, fact: Fact, decision: Decision) -> Symbol:
        """When to act: certain for each option whose window counts from what is certain."""
        found: dict[Value, list[Proposition]] = {}
        left: list[Proposition] = []
        for option, names in placed_by(decision, self.ruleset.clock).items():
            chosen = self.outcomes[decision.id][option]
            ways = {name: self._ways(name) or () for name in names}
            size = math.prod(len(symbol) + 1 for symbol in ways.values())
            if size > MOST_COMBINED or not all(map(self._tells_when, names)):
                left.append(chosen)
                continue
            for when, values in self.combinations(ways):
                start = start_of_window(self.ruleset, decision.id, {**values, decision.id: option})
                if start is not None:
                    found.setdefault(start, []).append(all_of((chosen, when)))
        symbol = tuple(PossibleValue(any_of(when), value) for value, when in found.items())
        free = any_of(left)
        return symbol if free is False else (*symbol, *self._anything(fact, free))

    def _counted(self, names: Sequence[str], known: Proposition) -> Iterator[PossibleValue]:
        """How many of some facts are yes."""
        yes = [any_of(c.when for c in self.symbols[name] if c.value is True) for name in names]
        total = Sum((part, 1) for part in yes)
        for count in range(len(names) + 1):
            just = all_of((known, total.reaches(count), negated(total.reaches(count + 1))))
            if just is not False:
                yield PossibleValue(just, count)

    def _anything(self, fact: Fact, known: Proposition) -> Symbol:
        """Any value at all, where the cases of the operands do not tell which."""
        self.exact = False
        if fact.id in resting_on_windows(self.ruleset):
            self.unfollowed.add(fact.id)
        values, constants = self._free_values(fact)
        symbol = self.opened(f"{fact.id} ~", values)
        some: Proposition = True
        if is_always_known(fact, self.ruleset.facts):
            some = any_of((negated(known), any_of(case.when for case in symbol)))
        self.constraints.append(some)
        free = [(c.when, c.value) for c in symbol if not isinstance(c.when, bool)]
        variables = tuple(when for when, _ in free)
        must_hold = all_of((some, at_most_one(variables)))
        own = fact.type.rank if fact.type.comparable else None
        named = sorted(map(own, constants - {NONE})) if own else []  # type: ignore[type-var]

        def lies(value: Value) -> object:
            return value if own is None or value is NONE else place_among(named, own(value))

        def really(known: Mapping[str, Value]) -> Sequence[bool]:
            here = lies(known[fact.id]) if fact.id in known else None
            return [lies(value) == here for _, value in free]

        self.loose.append(Loose(self.behind[fact.id], variables, must_hold, really))
        return tuple(PossibleValue(all_of((known, case.when)), case.value) for case in symbol)

    def _free_values(self, fact: Fact) -> tuple[tuple[Value, ...], frozenset[Value]]:
        """The values that stand for all that something left free may be, and those rules name."""
        listed = fact.id in self.cases.possible
        found = self.cases if listed else _standing_alone(self.ruleset, fact.id)
        return (found.possible if listed else found.values)[fact.id], found.named[fact.id]

    def _settle_decision(self, decision: Decision) -> None:
        name = decision.id
        applies = self.condition(decision.applies_when).true
        self.applies[name] = applies
        weighed = weigh(decision, self.ruleset.arguing.get(name, ()), self.fired)
        chosen, empty = choose(decision, weighed)
        outcomes = self.outcomes[name] = self._came(decision, chosen, empty)
        if decision.many:
            self.included[name] = chosen
        else:
            self.symbols[name] = tuple(PossibleValue(outcomes[o], o) for o in decision.options)
            self.conflicts[name] = outcomes[Status.CONFLICT]
        self._weighed[name] = weighed

    def _came(
        self,
        decision: Decision,
        chosen: Mapping[str, Proposition],
        empty: Mapping[Status, Proposition],
    ) -> dict[Outcome, Proposition]:
        """When a decision comes to what, by what it would come to where it applies."""
        applies = self.applies[decision.id]
        outcomes: dict[Outcome, Proposition] = {
            option: all_of((applies, when)) for option, when in chosen.items()
        }
        for status, when in empty.items():
            outcomes[status] = all_of((applies, when))
        outcomes[Status.NOT_APPLICABLE] = negated(applies)
        return outcomes


@lru_cache(maxsize=8)
def _told_only(ruleset: Ruleset) -> frozenset[str]:
    """The facts about when windows open that no condition looks at, be it by way of others."""

    def parts(name: str) -> tuple[str, ...]:
        return computed_from(ruleset.facts[name], ruleset)

    return resting_on_windows(ruleset) - {*reached(facts_read(ruleset), parts)}


@lru_cache(maxsize=64)
def _standing_alone(ruleset: Ruleset, name: str) -> Cases:
    """The cases of a computed fact as if it were given."""
    return cases(ruleset, {}, [name])


def _merged(cases_: Iterable[PossibleValue]) -> Symbol:
    """Each value once, without those that cannot come about."""
    found: dict[Value, list[Proposition]] = {}
    for case in cases_:
        if case.when is not False:
            found.setdefault(case.value, []).append(case.when)
    return tuple(PossibleValue(any_of(when), value) for value, when in found.items())
