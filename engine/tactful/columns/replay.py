"""Conclusions from the rules that are known to have fired: a cohort's row, made whole again.

Columns say for each client which rules fired. All else that an explanation tells follows from
that without looking at a rule's conditions again: where facts come from, what was argued, who set
whom aside.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
from tactful.language.model import Argument, Fact, Ruleset
from tactful.language.strata import stratify
from tactful.language.values import Value


class Replay:
    """Makes conclusions of what fired, for one ruleset."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self._steps = [step for step in stratify(ruleset).order if step.kind != "rule"]
        self._said: dict[str, list[tuple[str, Value]]] = {}
        self._argued: dict[str, list[Argument]] = {}
        for rule in ruleset.rules.values():
            for conclusion in rule.conclusions:
                self._said.setdefault(conclusion.fact, []).append((rule.id, conclusion.value))
            for argument in rule.arguments:
                self._argued.setdefault(argument.decision, []).append(argument)

    def conclusions(
        self,
        given: Mapping[str, Value],
        fired: Collection[str],
        set_aside: Collection[str],
        now: datetime | None = None,
    ) -> Conclusions:
        """The conclusions of a client.

        Args:
            given: The facts that are given.
            fired: The rules that fired.
            set_aside: The rules that would have fired and were overridden.
            now: The local time to assume where the clock's fact is not given.
        """
        values: dict[str, Value] = {}
        facts: dict[str, Known] = {}
        decisions: dict[str, Settled] = {}
        conflicts: dict[str, Conflict] = {}
        for step in self._steps:
            if step.kind == "fact":
                fact = self.ruleset.facts[step.id]
                said = [(r, v) for r, v in self._said.get(fact.id, ()) if r in fired]
                if len({v for _, v in said}) > 1 and fact.id not in given:
                    conflicts[fact.id] = Conflict(fact.id, tuple(said))
                    continue
                known = self._known(fact, given, said, values, now)
                if known is not None:
                    facts[fact.id] = known
                    values[fact.id] = known.value
            else:
                decisions[step.id] = self._settle(step.id, fired, values, conflicts)
        rules = self.ruleset.rules
        return Conclusions(
            facts={name: facts[name] for name in self.ruleset.facts if name in facts},
            decisions={name: decisions[name] for name in self.ruleset.decisions},
            fired=tuple(name for name in rules if name in fired),
            set_aside=tuple(
                SetAside(name, by)
                for name in rules
                if name in set_aside
                for by in rules
                if by in fired and name in rules[by].overrides
            ),
            conflicts=tuple(
                conflicts[name]
                for name in (*self.ruleset.facts, *self.ruleset.decisions)
                if name in conflicts
            ),
        )

    def _known(
        self,
        fact: Fact,
        given: Mapping[str, Value],
        said: list[tuple[str, Value]],
        values: Mapping[str, Value],
        now: datetime | None,
    ) -> Known | None:
        rules = tuple(rule for rule, _ in said)
        if fact.id in given:
            return Known(given[fact.id], Origin.GIVEN, outweighed=rules)
        if said:
            return Known(said[0][1], Origin.CONCLUDED, rules)
        if fact.computed is not None:
            operands = tuple(values.get(name) for name in fact.computed.operands)
            if None not in operands:
                setting = Setting.of(self.ruleset.clock, values)
                made = COMPUTATIONS[fact.computed.name].compute(operands, setting)
                if made is not None:
                    return Known(made, Origin.COMPUTED)
        default = fact.default
        if default is None and fact.id == self.ruleset.clock.now:
            default = now
        return None if default is None else Known(default, Origin.DEFAULT)

    def _settle(
        self,
        name: str,
        fired: Collection[str],
        values: dict[str, Value],
        conflicts: dict[str, Conflict],
    ) -> Settled:
        decision = self.ruleset.decisions[name]
        arguments = [a for a in self._argued.get(name, ()) if a.rule in fired]
        applies = truth(decision.applies_when, values, self.ruleset.type_of) is True
        settled = settle(decision, arguments, applies)
        if settled.status is Status.CONFLICT:
            conflicts[name] = conflict_of(decision, settled)
        if decision.many and settled.status is not Status.NOT_APPLICABLE:
            values[name] = frozenset(settled.choices)
        elif not decision.many and settled.choice is not None:
            values[name] = settled.choice
        return settled
