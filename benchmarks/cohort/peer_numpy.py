"""A cohort in NumPy, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from functools import reduce
from typing import Any

import numpy as np
import polars as pl

from cohort.peer import ALWAYS, NEVER, CohortPeer
from one_client.peers import minutes
from tactful.language.model import Decision, Fact, Rule, Stance
from tactful.language.operators import Interval
from tactful.language.terms import Condition, Group, Join, Test
from tactful.language.values import Kind


class Numpy(CohortPeer):
    """NumPy by hand: values as small numbers, -1 for unknown, and a flag a rule and row."""

    name = "NumPy by hand"

    def run(self) -> Any:
        """Advise the cohort."""
        values = {name: self._column(name) for name in self.cohort.columns}
        fired: dict[str, Any] = {}
        chosen: dict[str, Any] = {}
        for facts, decisions, rules in self.steps():
            for fact in facts:
                values[fact.id] = self._concluded(fact, fired)
            for decision in decisions:
                chosen[decision.id] = self._decided(decision, fired)
                if not decision.many:
                    values[decision.id] = chosen[decision.id]
            for rule in rules:
                fired[rule.id] = self._fires(rule, values, fired)
        return chosen, fired

    def _column(self, name: str) -> Any:
        column, kind = self.cohort[name], self.ruleset.facts[name].type.kind
        if kind is Kind.CHOICE:
            return column.to_physical().cast(pl.Int8).fill_null(-1).to_numpy()
        if kind is Kind.YES_NO:
            return column.cast(pl.Int8).fill_null(-1).to_numpy()
        if kind is Kind.TIME:
            of_day = column.dt.hour().cast(pl.Int16) * 60 + column.dt.minute().cast(pl.Int16)
            return of_day.fill_null(-1).to_numpy()
        return column.fill_null(-1).to_numpy()

    def _number(self, subject: str, value: Any) -> Any:
        if isinstance(value, time):
            return minutes(value)
        if isinstance(value, str):
            return list(self.ruleset.type_of(subject).choices).index(value)
        return value

    def _fires(self, rule: Rule, values: Mapping[str, Any], fired: Mapping[str, Any]) -> Any:
        holds = self._condition(rule.when, values)
        if rule.unless is not None:
            holds &= ~self._condition(rule.unless, values)
        for other in self.levels.overriding(rule):
            holds &= ~fired[other.id]
        return holds

    def _condition(self, condition: Condition | None, values: Mapping[str, Any]) -> Any:
        if isinstance(condition, Group):
            parts = [self._condition(part, values) for part in condition.parts]
            return reduce(np.logical_or if condition.join is Join.ANY else np.logical_and, parts)
        assert isinstance(condition, Test)  # noqa: S101 - every rule of this kind has conditions
        column = values[condition.subject]
        operands = [self._number(condition.subject, o) for o in condition.operands]
        inside = reduce(
            np.logical_or, [self._within(column, i) for i in condition.operator.intervals(operands)]
        )
        return (column >= 0) & ~inside if condition.operator.outside else inside

    def _within(self, column: Any, interval: Interval[Any]) -> Any:
        low, high, low_open, high_open = interval
        if low == high:
            return column == low
        parts = []
        if low is not None:
            parts.append(column > low if low_open else column >= low)
        else:
            parts.append(column >= 0)
        if high is not None:
            parts.append(column < high if high_open else column <= high)
        return reduce(np.logical_and, parts)

    def _concluded(self, fact: Fact, fired: Mapping[str, Any]) -> Any:
        said: dict[str, Any] = {}
        for rule, value in self.concluding(fact):
            said[value] = said[value] | fired[rule] if value in said else fired[rule]
        result = np.full(self.cohort.height, -1, np.int8)
        for value, flags in said.items():
            result[flags] = self._number(fact.id, value)
        votes = sum(flags.astype(np.int8) for flags in said.values())
        result[votes > 1] = -1
        return result

    def _decided(self, decision: Decision, fired: Mapping[str, Any]) -> Any:
        scores = np.zeros((len(decision.options), self.cohort.height), np.int16)
        for place, option in enumerate(decision.options):
            for argument in self.arguments(decision, option):
                weight = {Stance.NEVER: NEVER, Stance.ALWAYS: ALWAYS}.get(
                    argument.stance, argument.weight
                )
                scores[place] += fired[argument.rule] * np.int16(weight)
        if decision.many:
            return scores > 0
        best = scores.argmax(axis=0).astype(np.int8)
        top = scores.max(axis=0)
        otherwise: Any = np.int8(-1)
        if decision.fallback is not None:
            place = list(decision.options).index(decision.fallback)
            otherwise = np.where(scores[place] > NEVER // 2, np.int8(place), otherwise)
        best = np.where(top > 0, best, otherwise)
        settled = (scores > ALWAYS // 2).sum(axis=0)
        return np.where(settled > 1, np.int8(-1), best)

    def choices(self, made: Any, decision: Decision) -> list[Any]:
        """From places to names."""
        options = list(decision.options)
        found = made[0][decision.id]
        if decision.many:
            return [[options[p] for p in np.flatnonzero(row)] for row in found.T]
        return [None if place < 0 else options[place] for place in found.tolist()]


class NumpyWithNames(Numpy):
    """The same, with the names of the rules that fired, as tactful gives them."""

    name = "NumPy by hand, rules named"

    def run(self) -> Any:
        """Advise the cohort."""
        chosen, fired = super().run()
        names = np.array(list(fired))
        table = np.stack(list(fired.values()), axis=1)
        return chosen, [names[row].tolist() for row in table]
