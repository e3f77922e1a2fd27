"""The plain evaluator: what a ruleset means, written to be read rather than to be fast.

Every other reading of the model is tested against this one. It walks the strata once, keeps
what is known in a dictionary, and asks ``conditions.truth`` about each rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tactful.language.choices import conflict_of, settle
from tactful.language.computations import COMPUTATIONS, Setting
from tactful.language.conclusions import (
    Conclusions,
    Conflict,
    Known,
    Origin,
    SetAside,
    Settled,
    Status,
)
from tactful.language.conditions import truth
from tactful.language.given import checked
from tactful.language.model import Decision, Fact, Ruleset
from tactful.language.strata import stratify
from tactful.language.values import Value


def evaluate(
    ruleset: Ruleset, given: Mapping[str, Value], *, now: datetime | None = None
) -> Conclusions:
    """Evaluate one scenario.

    Args:
        ruleset: The rules.
        given: The values the scenario gives, by fact.
        now: The local time to assume where the clock's fact is not given.

    Raises:
        InvalidGiven: if ``given`` names no fact or has a value that is not of the fact's type.
    """
    return _Evaluation(ruleset, checked(ruleset, given), now).run()


class _Evaluation:
    def __init__(self, ruleset: Ruleset, given: Mapping[str, Value], now: datetime | None) -> None:
        self.ruleset = ruleset
        self.given = given
        self.now = now
        self.values: dict[str, Value] = {}
        self.facts: dict[str, Known] = {}
        self.decisions: dict[str, Settled] = {}
        self.triggered: set[str] = set()
        self.fired: set[str] = set()
        self.conflicts: dict[str, Conflict] = {}

    def run(self) -> Conclusions:
        for step in stratify(self.ruleset).order:
            if step.kind == "rule":
                self.decide_rule(step.id)
            elif step.kind == "fact":
                self.settle_fact(self.ruleset.facts[step.id])
            else:
                self.settle_decision(self.ruleset.decisions[step.id])
        rules, facts, decisions = self.ruleset.rules, self.ruleset.facts, self.ruleset.decisions
        return Conclusions(
            facts={name: self.facts[name] for name in facts if name in self.facts},
            decisions={name: self.decisions[name] for name in decisions},
            fired=tuple(name for name in rules if name in self.fired),
            set_aside=tuple(
                SetAside(name, by)
                for name in rules
                if name in self.triggered
                for by in rules
                if by in self.fired and name in rules[by].overrides
            ),
            conflicts=tuple(
                self.conflicts[name] for name in (*facts, *decisions) if name in self.conflicts
            ),
        )

    def decide_rule(self, name: str) -> None:
        rule = self.ruleset.rules[name]
        holds = truth(rule.when, self.values, self.ruleset.type_of) is True
        blocked = rule.unless is not None and (
            truth(rule.unless, self.values, self.ruleset.type_of) is True
        )
        if holds and not blocked:
            self.triggered.add(name)
            if not any(name in self.ruleset.rules[other].overrides for other in self.fired):
                self.fired.add(name)

    def settle_fact(self, fact: Fact) -> None:
        said: dict[Value, list[str]] = {}
        for rule in self.ruleset.rules.values():
            for conclusion in rule.conclusions:
                if rule.id in self.fired and conclusion.fact == fact.id:
                    said.setdefault(conclusion.value, []).append(rule.id)
        known = self.value_of(fact, said)
        if known is not None:
            self.facts[fact.id] = known
            self.values[fact.id] = known.value

    def value_of(self, fact: Fact, said: dict[Value, list[str]]) -> Known | None:
        """Given beats concluded or computed, which beats the default."""
        everyone = [(rule, value) for value, rules in said.items() for rule in rules]
        in_order = sorted(everyone, key=lambda pair: list(self.ruleset.rules).index(pair[0]))
        if fact.id in self.given:
            outweighed = tuple(rule for rule, _ in in_order)
            return Known(self.given[fact.id], Origin.GIVEN, outweighed=outweighed)
        if len(said) > 1:
            self.conflicts[fact.id] = Conflict(fact.id, tuple(in_order))
            return None
        if said:
            return Known(in_order[0][1], Origin.CONCLUDED, tuple(rule for rule, _ in in_order))
        computed = self.compute(fact)
        if computed is not None:
            return Known(computed, Origin.COMPUTED)
        default = fact.default
        if default is None and fact.id == self.ruleset.clock.now:
            default = self.now
        return None if default is None else Known(default, Origin.DEFAULT)

    def compute(self, fact: Fact) -> Value | None:
        if fact.computed is None:
            return None
        operands = tuple(self.values.get(name) for name in fact.computed.operands)
        if None in operands:
            return None
        setting = Setting.of(self.ruleset.clock, self.values)
        return COMPUTATIONS[fact.computed.name].compute(operands, setting)

    def settle_decision(self, decision: Decision) -> None:
        arguments = [
            argument
            for rule in self.ruleset.rules.values()
            if rule.id in self.fired
            for argument in rule.arguments
            if argument.decision == decision.id
        ]
        applies = truth(decision.applies_when, self.values, self.ruleset.type_of) is True
        settled = settle(decision, arguments, applies)
        self.decisions[decision.id] = settled
        if settled.status is Status.CONFLICT:
            self.conflicts[decision.id] = conflict_of(decision, settled)
        if decision.many and settled.status is not Status.NOT_APPLICABLE:
            self.values[decision.id] = frozenset(settled.choices)
        elif not decision.many and settled.choice is not None:
            self.values[decision.id] = settled.choice
