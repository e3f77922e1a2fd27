"""Which facts are not known, and to which decisions each of them could still matter.

A rule is open when its ``when`` is unknown, or when it fired although its ``unless`` is. A test
such as ``gifts_allowed: unknown`` counts as unknown here: to learn the fact would change it. An
unknown fact matters to a decision when an open rule that argues about the decision waits for it,
or its ``applies when`` does, directly or through something else that is unknown: a fact that
open rules would conclude, a decision not settled, what a computed fact is computed from, a rule
that would override one of those.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tactful.conclusions import Conclusions
from tactful.conditions import Truth, Values, combine, truth
from tactful.model import Condition, Fact, Group, Rule, Ruleset, reads
from tactful.strata import computed_from

_NOTHING: frozenset[str] = frozenset()


class Unknown(NamedTuple):
    """A fact that is not known but could be given, and the decisions it could still change."""

    fact: str
    matters_to: tuple[str, ...]


def unknown_facts(
    ruleset: Ruleset, conclusions: Conclusions, values: Values
) -> tuple[Unknown, ...]:
    """Every fact that is unknown and can be given, in the ruleset's order.

    Args:
        ruleset: The rules.
        conclusions: What follows from the scenario.
        values: What is known by then (``conclusions.known_values``).
    """
    open_ends = _OpenEnds(ruleset, conclusions, values)
    matters = {name: open_ends.behind_decision(name) for name in ruleset.decisions}
    return tuple(
        Unknown(fact.id, tuple(name for name, facts in matters.items() if fact.id in facts))
        for fact in ruleset.facts.values()
        if fact.id not in values and fact.computed is None
    )


class _OpenEnds:
    """The open rules of one scenario and what each waits for."""

    def __init__(self, ruleset: Ruleset, conclusions: Conclusions, values: Values) -> None:
        self.ruleset = ruleset
        self.conclusions = conclusions
        self.values = values
        fired = frozenset(conclusions.fired)
        self.waiting = {
            rule.id: names
            for rule in ruleset.rules.values()
            if (names := self._waits_for(rule, fired))
        }
        self.concluding: dict[str, list[str]] = {}
        self.arguing: dict[str, list[str]] = {}
        self.overriding: dict[str, list[str]] = {}
        for rule in ruleset.rules.values():
            for conclusion in rule.conclusions:
                self.concluding.setdefault(conclusion.fact, []).append(rule.id)
            for argument in rule.arguments:
                weighed = conclusions.decisions[argument.decision].options[argument.option]
                if not weighed.vetoed_by:  # nothing can bring back what is ruled out
                    self.arguing.setdefault(argument.decision, []).append(rule.id)
            for overridden in rule.overrides:
                self.overriding.setdefault(overridden, []).append(rule.id)

    def _waits_for(self, rule: Rule, fired: frozenset[str]) -> frozenset[str]:
        holds, waits = self._outlook(rule.when)
        blocked, waits_too = (
            (False, _NOTHING) if rule.unless is None else self._outlook(rule.unless)
        )
        if blocked is True or holds is False or (holds is True and rule.id not in fired):
            return _NOTHING
        return waits | waits_too

    def _outlook(self, condition: Condition | None) -> tuple[Truth, frozenset[str]]:
        """Whether a condition holds whatever is learnt yet, and if not, what it waits for."""
        if isinstance(condition, Group):
            parts = [self._outlook(part) for part in condition.parts]
            whole = combine(condition, [holds for holds, _ in parts])
            waits = [names for holds, names in parts if holds is None] if whole is None else []
            return whole, _NOTHING.union(*waits)
        if condition is None:
            return True, _NOTHING
        holds = truth(condition, self.values, self.ruleset.type_of)
        unknown = frozenset(name for name in reads(condition) if name not in self.values)
        if condition.operator.presence is not None and unknown:
            holds = None
        return holds, unknown if holds is None else _NOTHING

    def behind_decision(self, decision: str) -> frozenset[str]:
        """The unknown facts that could be given and would matter to this decision."""
        found: set[str] = set()
        seen: set[str] = set()
        todo = set(self._before_decision(decision))
        while todo:
            name = todo.pop()
            seen.add(name)
            fact = self.ruleset.facts.get(name)
            if fact is None:
                todo.update(self._before_decision(name) - seen)
                continue
            if fact.computed is None:
                found.add(name)
            todo.update(self._before_fact(fact) - seen)
        return frozenset(found)

    def _before_decision(self, decision: str) -> frozenset[str]:
        applies_when = self.ruleset.decisions[decision].applies_when
        applies, waits = self._outlook(applies_when)
        if applies is False:
            return _NOTHING  # it does not come up, whatever its rules wait for
        return waits | self._behind_rules(self.arguing.get(decision, ()))

    def _before_fact(self, fact: Fact) -> frozenset[str]:
        if fact.computed is not None:
            clock = self.ruleset.clock
            # The zone and the country refine a computed value, but it is known without them.
            refining = {clock.timezone, clock.country, clock.region} - set(fact.computed.operands)
            needed = set(computed_from(fact, self.ruleset)) - refining
            return frozenset(name for name in needed if name not in self.values)
        return self._behind_rules(self.concluding.get(fact.id, ()))

    def _behind_rules(self, rules: Iterable[str]) -> frozenset[str]:
        """What open rules wait for, and the open rules that would set one of these aside."""
        found: set[str] = set()
        seen: set[str] = set()
        todo = list(rules)
        while todo:
            rule = todo.pop()
            if rule not in seen:
                seen.add(rule)
                found |= self.waiting.get(rule, _NOTHING)
                if rule in self.waiting or rule in self.conclusions.fired:
                    todo += self.overriding.get(rule, ())
        return frozenset(found)
