"""What will be advised otherwise when each client's window opens (``explanation.by_then``).

The clients whose window opens later are evaluated once more, with the beginning of the window for
the present moment. Of that program only what tells how the decisions come out is run, and only for
those decisions that the present moment can bear on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from tactful.columns.compiler import Compiler
from tactful.columns.conditions import any_holds, option_column, value_column
from tactful.columns.lists import names_of, places_set
from tactful.columns.names import Names, given_column, given_columns, given_none_column
from tactful.columns.program import UNHURRIED
from tactful.language.model import Decision, Ruleset
from tactful.language.strata import Step, steps_behind
from tactful.language.windows import has_windows

_MOMENT = "%Y-%m-%dT%H:%M:%S"
_WITHOUT_OFFSET = 19
"""Letters of a window's beginning that tell the local time; what follows is its offset."""


class ByThenColumn:
    """Tells, for each client, the decisions that come out otherwise when the window opens.

    Attributes:
        dtype: The column's type: a list of names.
        needs: The columns of the program that it is made of, beside those of advice.
    """

    def __init__(self, ruleset: Ruleset, given: Iterable[str], names: Names) -> None:
        """Compile.

        Args:
            ruleset: Rules with a fact for the present moment.
            given: The facts that the cohort has columns for.
            names: What the columns of advice are called.
        """
        now = ruleset.clock.now or ""
        listed = [*given]
        self._now = value_column(now)
        self._start, _ = names.window
        self._given_now = given_column(now)
        self._none_now = given_none_column(now)
        self._may_be_none = ruleset.facts[now].type.none is not None
        compiler = Compiler(unplaced(ruleset), tuple(dict.fromkeys((*listed, now))), names, None)
        compiler.compile()
        self._stages = compiler.stages
        self._decisions = [*_in_time(ruleset)]
        self._came = {
            column: f"was:{column}"
            for decision in self._decisions
            for column in (*_choices(decision), names.status(decision.id))
        }
        self._statuses = {decision.id: names.status(decision.id) for decision in self._decisions}
        self._names = [decision.id for decision in self._decisions]
        self.dtype = pl.List(pl.Enum(self._names))
        chosen = [column for decision in self._decisions for column in _choices(decision)]
        self._known = [*dict.fromkeys((*given_columns(ruleset, listed), self._now))]
        self.needs = [*self._known, *chosen]

    def add(self, frame: pl.LazyFrame, name: str) -> pl.LazyFrame:
        """The frame with the column.

        Args:
            frame: Advice, with the columns that this one needs.
            name: What the column is called.
        """
        schema = {**frame.collect_schema(), name: self.dtype}
        return frame.map_batches(
            lambda batch: batch.with_columns(self.told(batch).alias(name)),
            schema=schema,
            streamable=True,
            validate_output_schema=False,
        )

    def told(self, batch: pl.DataFrame) -> pl.Series:
        """The column for a batch of advice, with the columns that it needs."""
        starts = batch[self._start].str.slice(0, _WITHOUT_OFFSET)
        moment = starts.str.to_datetime(_MOMENT, time_unit="us")
        later = (moment > batch[self._now]).fill_null(value=False)
        then = batch.select(
            *self._known, *(pl.col(column).alias(was) for column, was in self._came.items())
        ).with_columns(moment.alias(self._given_now))
        if self._may_be_none:
            then = then.with_columns(pl.lit(value=False).alias(self._none_now))
        found = self._changed(then.filter(later).lazy())
        where = later.to_numpy()
        flags = []
        for decision in self._decisions:
            flag = np.zeros(batch.height, dtype=bool)
            flag[where] = found[decision.id].to_numpy()
            flags.append(pl.Series(flag))
        places = places_set(flags).to_frame("places")
        return places.select(names_of(pl.col("places"), self._names)).to_series()

    def _changed(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """For each decision, which clients it is another for at a later moment."""
        for stage in self._stages:
            frame = frame.with_columns(stage)
        told = (self._differs(decision).alias(decision.id) for decision in self._decisions)
        return frame.select(told).collect(optimizations=UNHURRIED)

    def _differs(self, decision: Decision) -> pl.Expr:
        """Whether other options are chosen, or none is for another cause."""
        columns = _choices(decision)
        others = any_holds(pl.col(c).ne_missing(pl.col(self._came[c])) for c in columns)
        status = self._statuses[decision.id]
        is_chosen = [
            pl.col(c).fill_null(value=False) if decision.many else pl.col(c).is_not_null()
            for c in columns
        ]
        without = ~any_holds(is_chosen) & (pl.col(status) != pl.col(self._came[status]))
        return others | without


def tells_by_then(ruleset: Ruleset) -> bool:
    """Whether a ruleset has windows that open later, and anything may be otherwise by then."""
    has_window = any(map(has_windows, ruleset.decisions.values()))
    return has_window and ruleset.clock.now is not None and any(_in_time(ruleset))


def _choices(decision: Decision) -> list[str]:
    """The columns of a program that tell what is chosen."""
    if decision.many:
        return [option_column(decision.id, option) for option in decision.options]
    return [value_column(decision.id)]


def _in_time(ruleset: Ruleset) -> Iterator[Decision]:
    """The decisions that the present moment can bear on."""
    now = Step("fact", ruleset.clock.now or "")
    decisions = ruleset.decisions.values()
    return (d for d in decisions if now in steps_behind(ruleset, Step("decision", d.id)))


def unplaced(ruleset: Ruleset) -> Ruleset:
    """The rules without words, and without windows but those whose start some fact is."""
    computed = (fact.computed for fact in ruleset.facts.values())
    kept = {each.decision for each in computed if each is not None}
    decisions = {
        name: decision._replace(
            options={
                key: option._replace(
                    windows=option.windows if name in kept else (), waits=(), labels=()
                )
                for key, option in decision.options.items()
            }
        )
        for name, decision in ruleset.decisions.items()
    }
    return replace(ruleset, decisions=decisions)
