"""The plain evaluator: what a ruleset means, written to be read rather than to be fast.

Every other reading of the model is tested against this one. It walks the strata once, keeps
what is known in a dictionary, and asks ``conditions.truth`` about each rule. Where it is known
which rules fired, ``replay`` makes the same conclusions of that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from tactful.language.choices import conflict_of, settle
from tactful.language.computations import computed_value
from tactful.language.conclusions import (
    Conclusions,
    Conflict,
    Known,
    Origin,
    SetAside,
    Settled,
    Status,
    value_of_decision,
)
from tactful.language.conditions import broken, truth
from tactful.language.given import check_now, checked
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
        now: The local time to assume where the clock's fact is not given, without an offset.

    Raises:
        InvalidGiven: if ``given`` names no fact or has a value that is not of the fact's type, or
            ``now`` is no local time that the clock's fact can have.
    """
    check_now(ruleset, now)
    run = _Evaluation(ruleset, checked(ruleset, given), now)
    for step in stratify(ruleset).order:
        if step.kind == "rule":
            run.decide_rule(step.id)
        else:
            run.settle(step.id)
    return run.conclusions()


def replay(
    ruleset: Ruleset,
    given: Mapping[str, Value],
    fired: Collection[str],
    set_aside: Collection[str],
    now: datetime | None = None,
) -> Conclusions:
    """Conclusions from the rules that are known to have fired: a cohort's row, made whole again.

    Columns say for each client which rules fired. All else that an explanation tells follows from
    that without looking at a rule's conditions again: where facts come from, what was argued, who
    set whom aside.

    Args:
        ruleset: The rules.
        given: The facts that are given, known to be of their types.
        fired: The rules that fired.
        set_aside: The rules that would have fired and were overridden.
        now: The local time to assume where the clock's fact is not given.
    """
    run = _Evaluation(ruleset, given, now)
    run.fired.update(fired)
    run.triggered.update(set_aside)  # nothing sets those aside that fired
    for step in stratify(ruleset).order:
        if step.kind != "rule":
            run.settle(step.id)
    return run.conclusions()


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

    def conclusions(self) -> Conclusions:
        rules, facts, decisions = self.ruleset.rules, self.ruleset.facts, self.ruleset.decisions
        return Conclusions(
            facts={name: self.facts[name] for name in facts if name in self.facts},
            decisions={name: self.decisions[name] for name in decisions},
            fired=tuple(name for name in rules if name in self.fired),
            set_aside=tuple(
                SetAside(name, by)
                for name in rules
                if name in self.triggered
                for by in self.ruleset.overriding.get(name, ())
                if by in self.fired
            ),
            conflicts=tuple(
                self.conflicts[name] for name in (*facts, *decisions) if name in self.conflicts
            ),
            broken=broken(self.ruleset, self.values),
        )

    def decide_rule(self, name: str) -> None:
        rule = self.ruleset.rules[name]
        holds = truth(rule.when, self.values, self.ruleset.type_of) is True
        blocked = rule.unless is not None and (
            truth(rule.unless, self.values, self.ruleset.type_of) is True
        )
        if holds and not blocked:
            self.triggered.add(name)
            if self.fired.isdisjoint(self.ruleset.overriding.get(name, ())):
                self.fired.add(name)

    def settle(self, name: str) -> None:
        fact = self.ruleset.facts.get(name)
        if fact is None:
            self.settle_decision(self.ruleset.decisions[name])
            return
        known = self.value_of(fact)
        if known is not None:
            self.facts[name] = known
            self.values[name] = known.value

    def value_of(self, fact: Fact) -> Known | None:
        """Given beats concluded or computed, which beats the default."""
        concluding = self.ruleset.concluding.get(fact.id, ())
        said = [(rule, value) for rule, value in concluding if rule in self.fired]
        rules = tuple([rule for rule, _ in said])
        if fact.id in self.given:
            return Known(self.given[fact.id], Origin.GIVEN, outweighed=rules)
        if said:
            if len({value for _, value in said}) > 1:
                self.conflicts[fact.id] = Conflict(fact.id, tuple(said))
                return None
            return Known(said[0][1], Origin.CONCLUDED, rules)
        computed = computed_value(fact, self.values, self.ruleset)
        if computed is not None:
            return Known(computed, Origin.COMPUTED)
        default = fact.default
        if default is None and fact.id == self.ruleset.clock.now:
            default = self.now
        return None if default is None else Known(default, Origin.DEFAULT)

    def settle_decision(self, decision: Decision) -> None:
        arguing = self.ruleset.arguing.get(decision.id, ())
        arguments = [argument for argument in arguing if argument.rule in self.fired]
        applies = truth(decision.applies_when, self.values, self.ruleset.type_of) is True
        settled = settle(decision, arguments, applies)
        self.decisions[decision.id] = settled
        if settled.status is Status.CONFLICT:
            self.conflicts[decision.id] = conflict_of(decision, settled)
        value = value_of_decision(decision, settled)
        if value is not None:
            self.values[decision.id] = value
