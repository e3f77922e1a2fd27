"""The same decisions for a cohort in memory, each way as a careful user of it would write it.

Every peer settles the facts, fires the rules and chooses, level by level, and is checked against
tactful's choices and fired rules. They make less than tactful does: no statuses, no margins, no
ties, no lists of assumptions, and the rules that fired stay as flags. Rulesets are of the kind that
``kind`` makes; what only others have (comparing two facts, computing, defaults) is not needed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import time
from functools import reduce
from typing import Any

import numpy as np
import polars as pl

from peer_zen import Zen
from peers import Levels, minutes
from tactful.model import Argument, Condition, Decision, Fact, Group, Join, Rule, Ruleset, Stance, Test
from tactful.operators import Interval
from tactful.strata import Step
from tactful.values import Kind

SAMPLE = 3_000
"""Rows that zen-engine is timed on: it takes one at a time."""

NEVER = -10_000
ALWAYS = 1_000


class CohortPeer(ABC):
    """One way to advise a cohort. ``rows`` is how many rows one ``run`` advises."""

    name: str

    def __init__(self, ruleset: Ruleset, cohort: pl.DataFrame) -> None:
        self.ruleset = ruleset
        self.cohort = cohort
        self.rows = cohort.height
        self.levels = Levels(ruleset)
        self.rules = list(ruleset.rules.values())

    @abstractmethod
    def run(self) -> Any:
        """Advise the cohort."""

    @abstractmethod
    def choices(self, made: Any, decision: Decision) -> list[Any]:
        """What one decision came to in a run: an option, or a list of them, for each row."""

    def check(self, expected: pl.DataFrame) -> None:
        """Make sure that every row gets tactful's advice."""
        made = self.run()
        for decision in self.ruleset.decisions.values():
            wanted = expected[decision.id].head(self.rows).to_list()
            found = self.choices(made, decision)
            if decision.many:
                wanted, found = [sorted(w) for w in wanted], [sorted(f) for f in found]
            if wanted != found:
                raise SystemExit(f"{self.name} decides otherwise about {decision.id}")

    def steps(self) -> Iterable[tuple[list[Fact], list[Decision], list[Rule]]]:
        """What is settled at each level, and then the rules that fire, overriding ones first."""
        level, given = self.levels.level, self.levels.given
        for number in range(self.levels.last + 2):
            facts = [
                f
                for f in self.ruleset.facts.values()
                if f.id not in given and level[Step("fact", f.id)] == number
            ]
            decisions = [
                d for d in self.ruleset.decisions.values() if level[Step("decision", d.id)] == number
            ]
            rules = [r for r in self.rules if self.levels.of_rule(r) == number]
            rules.sort(key=lambda rule: len(self.levels.overriding(rule)))
            yield facts, decisions, rules

    def arguments(self, decision: Decision, option: str) -> list[Argument]:
        """What rules can say about an option."""
        return [
            argument
            for rule in self.rules
            for argument in rule.arguments
            if (argument.decision, argument.option) == (decision.id, option)
        ]

    def concluding(self, fact: Fact) -> list[tuple[str, str]]:
        """The rules that conclude a fact, with the values."""
        return [(r.id, str(c.value)) for r in self.rules for c in r.conclusions if c.fact == fact.id]


class ZenLoop(CohortPeer):
    """GoRules' zen-engine: its compiled decision, in a loop over the rows."""

    name = "zen-engine, compiled, in a loop"

    def __init__(self, ruleset: Ruleset, cohort: pl.DataFrame) -> None:
        super().__init__(ruleset, cohort)
        self.rows = min(SAMPLE, cohort.height)
        self.zen = Zen(ruleset)
        self.situations = [
            {name: value for name, value in row.items() if value is not None}
            for row in cohort.head(self.rows).to_dicts()
        ]

    def run(self) -> Any:
        """Advise the sample."""
        decide = self.zen.decide
        return [decide(situation)[0] for situation in self.situations]

    def choices(self, made: Any, decision: Decision) -> list[Any]:
        """From each row's mapping."""
        found = [row[decision.id] for row in made]
        return [[*f] if decision.many else (f[0] if f else None) for f in found]


class Numpy(CohortPeer):
    """NumPy by hand: values as small numbers, -1 for unknown, and a flag a rule and row."""

    name = "NumPy by hand"

    def run(self) -> Any:
        """Advise the cohort."""
        values = {name: self.column(name) for name in self.cohort.columns}
        fired: dict[str, Any] = {}
        chosen: dict[str, Any] = {}
        for facts, decisions, rules in self.steps():
            for fact in facts:
                values[fact.id] = self.concluded(fact, fired)
            for decision in decisions:
                chosen[decision.id] = self.decided(decision, fired)
                if not decision.many:
                    values[decision.id] = chosen[decision.id]
            for rule in rules:
                fired[rule.id] = self.fires(rule, values, fired)
        return chosen, fired

    def column(self, name: str) -> Any:
        column, kind = self.cohort[name], self.ruleset.facts[name].type.kind
        if kind is Kind.CHOICE:
            return column.to_physical().cast(pl.Int8).fill_null(-1).to_numpy()
        if kind is Kind.YES_NO:
            return column.cast(pl.Int8).fill_null(-1).to_numpy()
        if kind is Kind.TIME:
            of_day = column.dt.hour().cast(pl.Int16) * 60 + column.dt.minute().cast(pl.Int16)
            return of_day.fill_null(-1).to_numpy()
        return column.fill_null(-1).to_numpy()

    def number(self, subject: str, value: Any) -> Any:
        if isinstance(value, time):
            return minutes(value)
        if isinstance(value, str):
            return list(self.ruleset.type_of(subject).choices).index(value)
        return value

    def fires(self, rule: Rule, values: Mapping[str, Any], fired: Mapping[str, Any]) -> Any:
        holds = self.condition(rule.when, values)
        if rule.unless is not None:
            holds &= ~self.condition(rule.unless, values)
        for other in self.levels.overriding(rule):
            holds &= ~fired[other.id]
        return holds

    def condition(self, condition: Condition | None, values: Mapping[str, Any]) -> Any:
        if isinstance(condition, Group):
            parts = [self.condition(part, values) for part in condition.parts]
            return reduce(np.logical_or if condition.join is Join.ANY else np.logical_and, parts)
        assert isinstance(condition, Test)  # noqa: S101 - every rule of this kind has conditions
        column = values[condition.subject]
        operands = [self.number(condition.subject, o) for o in condition.operands]
        inside = reduce(
            np.logical_or, [self.within(column, i) for i in condition.operator.intervals(operands)]
        )
        return (column >= 0) & ~inside if condition.operator.outside else inside

    def within(self, column: Any, interval: Interval[Any]) -> Any:
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

    def concluded(self, fact: Fact, fired: Mapping[str, Any]) -> Any:
        said: dict[str, Any] = {}
        for rule, value in self.concluding(fact):
            said[value] = said[value] | fired[rule] if value in said else fired[rule]
        result = np.full(self.cohort.height, -1, np.int8)
        for value, flags in said.items():
            result[flags] = self.number(fact.id, value)
        votes = sum(flags.astype(np.int8) for flags in said.values())
        result[votes > 1] = -1
        return result

    def decided(self, decision: Decision, fired: Mapping[str, Any]) -> Any:
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
        otherwise = np.int8(-1)
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


class PlainPolars(CohortPeer):
    """Polars as one would write it: a flag a rule, sums of when-then, a chain of when-then."""

    name = "Polars when/then"
    lists = False

    def run(self) -> Any:
        """Advise the cohort."""
        frame = self.cohort.lazy()
        for facts, decisions, rules in self.steps():
            made = [self.concluded(fact) for fact in facts]
            if decisions:
                frame = frame.with_columns(
                    self.score(d, o).alias(f"{d.id}:{o}") for d in decisions for o in d.options
                )
                made += [self.decided(decision) for decision in decisions]
            frame = frame.with_columns(made)
            general = [r for r in rules if self.levels.overriding(r)]
            special = [r for r in rules if r not in general]
            for some in (special, general):
                frame = frame.with_columns(self.fires(rule).alias(rule.id) for rule in some)
        frame = frame.select(*self.ruleset.decisions, self.fired())
        return frame.collect(engine="streaming")

    def fired(self) -> pl.Expr:
        names = [rule.id for rule in self.rules]
        if not self.lists:
            return pl.struct(names).alias("fired")
        named = [pl.when(pl.col(name)).then(pl.lit(name)) for name in names]
        return pl.concat_list(named).list.drop_nulls().alias("fired")

    def fires(self, rule: Rule) -> pl.Expr:
        holds = self.condition(rule.when)
        if rule.unless is not None:
            holds = holds & ~self.condition(rule.unless).fill_null(value=False)
        for other in self.levels.overriding(rule):
            holds = holds & ~pl.col(other.id)
        return holds.fill_null(value=False)

    def condition(self, condition: Condition | None) -> pl.Expr:
        if isinstance(condition, Group):
            parts = [self.condition(part) for part in condition.parts]
            any_of = condition.join is Join.ANY
            return pl.any_horizontal(parts) if any_of else pl.all_horizontal(parts)
        assert isinstance(condition, Test)  # noqa: S101 - every rule of this kind has conditions
        column, operator, operands = pl.col(condition.subject), condition.operator, condition.operands
        if not operator.ordered:
            inside = column.is_in(list(operands)) if len(operands) > 1 else column == operands[0]
            return ~inside if operator.outside else inside
        (interval,) = operator.intervals(operands)
        parts = []
        if interval.lower is not None:
            parts.append(column > interval.lower if interval.lower_open else column >= interval.lower)
        if interval.upper is not None:
            parts.append(column < interval.upper if interval.upper_open else column <= interval.upper)
        return reduce(lambda one, other: one & other, parts)

    def concluded(self, fact: Fact) -> pl.Expr:
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

    def score(self, decision: Decision, option: str) -> pl.Expr:
        weights = {Stance.NEVER: NEVER, Stance.ALWAYS: ALWAYS}
        parts = [
            pl.when(pl.col(a.rule)).then(weights.get(a.stance, a.weight)).otherwise(0)
            for a in self.arguments(decision, option)
        ]
        return pl.sum_horizontal(parts) if parts else pl.lit(0)

    def decided(self, decision: Decision) -> pl.Expr:
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


class DuckDb(CohortPeer):
    """DuckDB: the rules as one SQL statement, a common table a level."""

    name = "DuckDB SQL"

    def __init__(self, ruleset: Ruleset, cohort: pl.DataFrame) -> None:
        import duckdb

        super().__init__(ruleset, cohort)
        self.connection = duckdb.connect()
        ranked = [
            pl.col(n).to_physical().cast(pl.Int16) for n in cohort.columns if n in self.levels.ranks
            and ruleset.facts[n].type.kind is Kind.CHOICE
        ]  # fmt: skip
        table = cohort.with_columns(ranked).with_columns(
            pl.selectors.by_dtype(pl.Enum).cast(pl.String)
        )
        self.connection.register("clients", table.to_arrow())
        times = [f'"{n}"::time as "{n}"' for n in cohort.columns if cohort[n].dtype == pl.Time]
        replaced = f"replace ({', '.join(times)})" if times else ""
        self.connection.execute(f"create table cohort as select * {replaced} from clients")
        self.sql = self.statement()

    def statement(self) -> str:
        tables, before = [], "cohort"
        for number, (facts, decisions, rules) in enumerate(self.steps()):
            layers = [
                [self.score(d, o) for d in decisions for o in d.options],
                [self.concluded(f) for f in facts] + [self.decided(d) for d in decisions],
                [self.fires(r) for r in rules if not self.levels.overriding(r)],
                [self.fires(r) for r in rules if self.levels.overriding(r)],
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
        return self.connection.execute(self.sql).to_arrow_table()

    def literal(self, subject: str, value: Any) -> str:
        if isinstance(value, time):
            return f"time '{value:%H:%M:%S}'"
        if isinstance(value, bool):
            return str(value).lower()
        if subject in self.levels.ranks and isinstance(value, str):
            return str(list(self.ruleset.type_of(subject).choices).index(value))
        return f"'{value}'" if isinstance(value, str) else str(value)

    def fires(self, rule: Rule) -> str:
        parts = [self.condition(rule.when)]
        if rule.unless is not None:
            parts.append(f"not coalesce({self.condition(rule.unless)}, false)")
        parts += [f'not "{other.id}"' for other in self.levels.overriding(rule)]
        return f'coalesce({" and ".join(parts)}, false) as "{rule.id}"'

    def condition(self, condition: Condition | None) -> str:
        if isinstance(condition, Group):
            word = " or " if condition.join is Join.ANY else " and "
            return f"({word.join(self.condition(part) for part in condition.parts)})"
        assert isinstance(condition, Test)  # noqa: S101 - every rule of this kind has conditions
        name = f'"{condition.subject}"'
        words = [self.literal(condition.subject, operand) for operand in condition.operands]
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

    def concluded(self, fact: Fact) -> str:
        by_value: dict[str, list[str]] = {}
        for rule, value in self.concluding(fact):
            by_value.setdefault(value, []).append(f'"{rule}"')
        said = {value: f"({' or '.join(flags)})" for value, flags in by_value.items()}
        votes = " + ".join(f"{flag}::tinyint" for flag in said.values())
        cases = "".join(
            f" when {flag} then {self.literal(fact.id, value)}" for value, flag in said.items()
        )
        return f'case when {votes} > 1 then null{cases} end as "{fact.id}"'

    def score(self, decision: Decision, option: str) -> str:
        weights = {Stance.NEVER: NEVER, Stance.ALWAYS: ALWAYS}
        parts = [
            f'"{a.rule}"::smallint * ({weights.get(a.stance, a.weight)})'
            for a in self.arguments(decision, option)
        ]
        return f'{" + ".join(parts) or "0"} as "{decision.id}:{option}"'

    def decided(self, decision: Decision) -> str:
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


PEERS = (ZenLoop, DuckDb, Numpy, PlainPolars, PlainPolarsWithNames)
