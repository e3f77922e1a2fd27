"""A cohort in DuckDB: the rules as one SQL statement, a common table a level."""

from __future__ import annotations

from datetime import time
from typing import Any

import polars as pl

from cohort.peer import ALWAYS, NEVER, CohortPeer
from tactful.language.model import Decision, Fact, Rule, Ruleset, Stance
from tactful.language.terms import Condition, Group, Join, Test
from tactful.language.values import Kind


class DuckDb(CohortPeer):
    """DuckDB: the rules as one SQL statement, a common table a level."""

    name = "DuckDB SQL"

    def __init__(self, ruleset: Ruleset, cohort: pl.DataFrame) -> None:
        import duckdb

        super().__init__(ruleset, cohort)
        self.connection = duckdb.connect()
        ranked = [
            pl.col(n).to_physical().cast(pl.Int16)
            for n in cohort.columns
            if n in self.levels.ranks and ruleset.facts[n].type.kind is Kind.CHOICE
        ]
        table = cohort.with_columns(ranked).with_columns(
            pl.selectors.by_dtype(pl.Enum).cast(pl.String)
        )
        self.connection.register("clients", table.to_arrow())
        times = [f'"{n}"::time as "{n}"' for n in cohort.columns if cohort[n].dtype == pl.Time]
        replaced = f"replace ({', '.join(times)})" if times else ""
        self.connection.execute(f"create table cohort as select * {replaced} from clients")
        self.sql = self._statement()

    def _statement(self) -> str:
        tables, before = [], "cohort"
        for number, (facts, decisions, rules) in enumerate(self.steps()):
            layers = [
                [self._score(d, o) for d in decisions for o in d.options],
                [self._concluded(f) for f in facts] + [self._decided(d) for d in decisions],
                [self._fires(r) for r in rules if not self.levels.overriding(r)],
                [self._fires(r) for r in rules if self.levels.overriding(r)],
            ]
            for place, columns in enumerate(layers):
                if columns:
                    name = f"t{number}_{place}"
                    tables.append(f"{name} as (select *, {', '.join(columns)} from {before})")
                    before = name
        fired = [f'("{rule.id}"::ubigint << {n})' for n, rule in enumerate(self.rules)]
        out = [f'"{name}"' for name in self.ruleset.decisions]
        return (
            f"with {', '.join(tables)} select {', '.join(out)}, {' | '.join(fired)} as fired "
            f"from {before}"
        )

    def run(self) -> Any:
        """Advise the cohort."""
        return self.connection.sql(self.sql).to_arrow_table()

    def _literal(self, subject: str, value: Any) -> str:
        if isinstance(value, time):
            return f"time '{value:%H:%M:%S}'"
        if isinstance(value, bool):
            return str(value).lower()
        if subject in self.levels.ranks and isinstance(value, str):
            return str(list(self.ruleset.type_of(subject).choices).index(value))
        return f"'{value}'" if isinstance(value, str) else str(value)

    def _fires(self, rule: Rule) -> str:
        parts = [self._condition(rule.when)]
        if rule.unless is not None:
            parts.append(f"not coalesce({self._condition(rule.unless)}, false)")
        parts += [f'not "{other.id}"' for other in self.levels.overriding(rule)]
        return f'coalesce({" and ".join(parts)}, false) as "{rule.id}"'

    def _condition(self, condition: Condition | None) -> str:
        if isinstance(condition, Group):
            word = " or " if condition.join is Join.ANY else " and "
            return f"({word.join(self._condition(part) for part in condition.parts)})"
        assert isinstance(condition, Test)  # noqa: S101 - every rule of this kind has conditions
        name = f'"{condition.subject}"'
        words = [self._literal(condition.subject, operand) for operand in condition.operands]
        if not condition.operator.ordered:
            verb = "not in" if condition.operator.outside else "in"
            return f"{name} {verb} ({', '.join(words)})"
        (interval,) = condition.operator.intervals(words)
        parts = []
        if interval.lower is not None:
            parts.append(f"{name} {'>' if interval.lower_open else '>='} {interval.lower}")
        if interval.upper is not None:
            parts.append(f"{name} {'<' if interval.upper_open else '<='} {interval.upper}")
        return f"({' and '.join(parts)})"

    def _concluded(self, fact: Fact) -> str:
        by_value: dict[str, list[str]] = {}
        for rule, value in self.concluding(fact):
            by_value.setdefault(value, []).append(f'"{rule}"')
        said = {value: f"({' or '.join(flags)})" for value, flags in by_value.items()}
        votes = " + ".join(f"{flag}::tinyint" for flag in said.values())
        cases = "".join(
            f" when {flag} then {self._literal(fact.id, value)}" for value, flag in said.items()
        )
        return f'case when {votes} > 1 then null{cases} end as "{fact.id}"'

    def _score(self, decision: Decision, option: str) -> str:
        weights = {Stance.NEVER: NEVER, Stance.ALWAYS: ALWAYS}
        parts = [
            f'"{a.rule}"::smallint * ({weights.get(a.stance, a.weight)})'
            for a in self.arguments(decision, option)
        ]
        return f'{" + ".join(parts) or "0"} as "{decision.id}:{option}"'

    def _decided(self, decision: Decision) -> str:
        columns = {o: f'"{decision.id}:{o}"' for o in decision.options}
        if decision.many:
            named = ", ".join(f"case when {c} > 0 then '{o}' end" for o, c in columns.items())
            return f'list_filter([{named}], lambda x: x is not null) as "{decision.id}"'
        best = f"greatest({', '.join(columns.values())})"
        votes = " + ".join(f"({c} > {ALWAYS // 2})::tinyint" for c in columns.values())
        cases = "".join(f" when {c} = {best} and {best} > 0 then '{o}'" for o, c in columns.items())
        if decision.fallback is not None:
            allowed = f"{columns[decision.fallback]} > {NEVER // 2}"
            cases += f" when {allowed} then '{decision.fallback}'"
        return f'case when {votes} > 1 then null{cases} end as "{decision.id}"'

    def choices(self, made: Any, decision: Decision) -> list[Any]:
        """A column."""
        found: list[Any] = made[decision.id].to_pylist()
        return found
