"""A cohort in plain Polars: a flag a rule, sums of when-then, and a chain of when-then."""

from __future__ import annotations

from typing import Any

import polars as pl

from cohort.peer import ALWAYS, NEVER, CohortPeer
from tactful.language.model import Decision, Fact, Rule, Stance
from tactful.language.terms import Condition, Group, Join, Test


class PlainPolars(CohortPeer):
    """Polars as one would write it: a flag a rule, sums of when-then, a chain of when-then."""

    name = "Polars when/then"
    lists = False

    def run(self) -> Any:
        """Advise the cohort."""
        frame = self.cohort.lazy()
        for facts, decisions, rules in self.steps():
            made = [self._concluded(fact) for fact in facts]
            if decisions:
                frame = frame.with_columns(
                    self._score(d, o).alias(f"{d.id}:{o}") for d in decisions for o in d.options
                )
                made += [self._decided(decision) for decision in decisions]
            frame = frame.with_columns(made)
            general = [r for r in rules if self.levels.overriding(r)]
            special = [r for r in rules if r not in general]
            for some in (special, general):
                frame = frame.with_columns(self._fires(rule).alias(rule.id) for rule in some)
        frame = frame.select(*self.ruleset.decisions, self._fired())
        return frame.collect(engine="streaming")

    def _fired(self) -> pl.Expr:
        names = [rule.id for rule in self.rules]
        if not self.lists:
            return pl.struct(names).alias("fired")
        named = [pl.when(pl.col(name)).then(pl.lit(name)) for name in names]
        return pl.concat_list(named).list.drop_nulls().alias("fired")

    def _fires(self, rule: Rule) -> pl.Expr:
        holds = self._condition(rule.when)
        if rule.unless is not None:
            holds = holds & ~self._condition(rule.unless).fill_null(value=False)
        for other in self.levels.overriding(rule):
            holds = holds & ~pl.col(other.id)
        return holds.fill_null(value=False)

    def _condition(self, condition: Condition | None) -> pl.Expr:
        if isinstance(condition, Group):
            parts = [self._condition(part) for part in condition.parts]
            any_of = condition.join is Join.ANY
            return pl.any_horizontal(parts) if any_of else pl.all_horizontal(parts)
        assert isinstance(condition, Test)  # noqa: S101 - every rule of this kind has conditions
        column, operator, operands = (
            pl.col(condition.subject),
            condition.operator,
            condition.operands,
        )
        if not operator.ordered:
            inside = column.is_in(list(operands)) if len(operands) > 1 else column.eq(operands[0])
            return ~inside if operator.outside else inside
        (interval,) = operator.intervals(operands)
        parts = []
        if interval.lower is not None:
            parts.append(
                column > interval.lower if interval.lower_open else column >= interval.lower
            )
        if interval.upper is not None:
            parts.append(
                column < interval.upper if interval.upper_open else column <= interval.upper
            )
        return pl.all_horizontal(parts)

    def _concluded(self, fact: Fact) -> pl.Expr:
        dtype = pl.Enum(list(fact.type.choices))
        by_value: dict[str, list[pl.Expr]] = {}
        for rule, value in self.concluding(fact):
            by_value.setdefault(value, []).append(pl.col(rule))
        said = {value: pl.any_horizontal(flags) for value, flags in by_value.items()}
        chain: Any = pl.when(pl.sum_horizontal(said.values()) > 1).then(pl.lit(None, dtype=dtype))
        for value, flag in said.items():
            chain = chain.when(flag).then(pl.lit(value, dtype=dtype))
        made: pl.Expr = chain.otherwise(None).alias(fact.id)
        return made

    def _score(self, decision: Decision, option: str) -> pl.Expr:
        weights = {Stance.NEVER: NEVER, Stance.ALWAYS: ALWAYS}
        parts = [
            pl.when(pl.col(a.rule)).then(weights.get(a.stance, a.weight)).otherwise(0)
            for a in self.arguments(decision, option)
        ]
        return pl.sum_horizontal(parts) if parts else pl.lit(0)

    def _decided(self, decision: Decision) -> pl.Expr:
        columns = {o: pl.col(f"{decision.id}:{o}") for o in decision.options}
        if decision.many:
            named = [pl.when(column > 0).then(pl.lit(o)) for o, column in columns.items()]
            return pl.concat_list(named).list.drop_nulls().alias(decision.id)
        dtype = pl.Enum(list(decision.options))
        best = pl.max_horizontal(columns.values())
        settled = pl.sum_horizontal(column > ALWAYS // 2 for column in columns.values())
        chain: Any = pl.when(settled > 1).then(pl.lit(None, dtype=dtype))
        for option, column in columns.items():
            chain = chain.when((column == best) & (best > 0)).then(pl.lit(option, dtype=dtype))
        if decision.fallback is not None:
            allowed = columns[decision.fallback] > NEVER // 2
            chain = chain.when(allowed).then(pl.lit(decision.fallback, dtype=dtype))
        made: pl.Expr = chain.otherwise(None).alias(decision.id)
        return made

    def choices(self, made: Any, decision: Decision) -> list[Any]:
        """A column."""
        found: list[Any] = made[decision.id].to_list()
        return found


class PlainPolarsWithNames(PlainPolars):
    """The same, with the names of the rules that fired in a list."""

    name = "Polars when/then, rules named"
    lists = True
