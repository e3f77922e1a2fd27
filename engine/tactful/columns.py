"""The model compiled to Polars expressions: advice for a cohort, all clients side by side.

Every rule becomes a column that says for whom it fires; facts and decisions become columns of
values. Each column is made as soon as those it is made from are there, a stage at a time, and is
there for all that follow; so compiling and memory grow with the ruleset and not with the ways
through it. The result is one lazy, streaming program: it runs on any number of clients, on one
machine or on many. Null is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from tactful.columns_compiler import Compiler
from tactful.columns_decisions import margins
from tactful.columns_formulas import Dtype
from tactful.columns_lists import names_of, places_by_mask, places_by_rank
from tactful.columns_names import Names
from tactful.columns_windows import place_column
from tactful.model import Ruleset

UNHURRIED = pl.QueryOptFlags(comm_subexpr_elim=False, comm_subplan_elim=False)
"""How to collect the program: what it uses twice it has named, so nobody need look for it."""


class Columns:
    """A ruleset compiled for cohorts that give the same facts.

    Attributes:
        ruleset: The rules.
        names: What the columns of advice are called.
        schema: The columns of advice, in order, with their types.
        stages: The columns on the way to advice, in the order in which they can be made.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        given: Iterable[str],
        *,
        moment: Callable[[str | None], datetime] | None = None,
    ) -> None:
        """Compile.

        Args:
            ruleset: Rules that have been read without errors.
            given: The facts that the cohort has columns for.
            moment: The local time to assume, by time zone or without one, for clients whose
                moment is not given.

        Raises:
            KeyError: if a given fact is none of the ruleset's.
        """
        self.ruleset = ruleset
        self.names = Names(ruleset)
        compiler = Compiler(ruleset, tuple(given), self.names, moment)
        compiler.compile()
        self.stages = compiler.stages
        self._one = compiler.one
        self._many = compiler.many
        self._lists = compiler.lists
        self._windows = compiler.windows
        self._window_columns = compiler.window_columns
        self._out = compiler.out
        self.schema: dict[str, Dtype] = compiler.schema

    def advise(self, cohort: pl.LazyFrame, keep: Sequence[str] = ()) -> pl.LazyFrame:
        """The advice for a cohort: one row for each of its rows, in their order.

        Args:
            cohort: A frame with a ``given_column`` for each fact that is given.
            keep: Columns of the cohort to hand on, before those of advice.
        """
        frame = cohort
        for stage in self.stages:
            frame = frame.with_columns(stage)
        kept = {name: dtype for name, dtype in frame.collect_schema().items() if name in keep}
        schema = {**kept, **self.schema}
        frame = frame.select(*keep, *(pl.col(name) for name in self._out))
        return frame.map_batches(
            lambda batch: self._listed(batch, [*keep]),
            schema=schema, streamable=True, validate_output_schema=False,
        )  # fmt: skip

    def _listed(self, batch: pl.DataFrame, keep: Sequence[str]) -> pl.DataFrame:
        """The columns of advice: what whole columns make is made first, and named all at once."""
        made: dict[str, pl.Series] = {}
        named: dict[str, pl.Expr] = {}

        def arrays(names: Sequence[str]) -> list[Any]:
            return [batch[name].to_numpy() for name in names]

        for decision, keys, span, weighed in self._one:
            margin, tie = self.names.margin(decision), self.names.tie(decision)
            named[tie] = pl.lit(value=False)
            if keys:
                made[margin] = pl.Series(margins(arrays(keys), span))
                named[margin] = pl.when(weighed).then(margin)
                named[tie] = pl.col(weighed) & (pl.col(margin) == 0)
        for decision, options, keys, applies in self._many:
            limit = None if applies is None else batch[applies].to_numpy()
            made[decision] = places_by_rank(arrays(keys), limit)
            named[decision] = names_of(pl.col(decision), options)
        for column, names, masks in self._lists:
            made[column] = places_by_mask(arrays(masks))
            named[column] = names_of(pl.col(column), names)
        if self._windows.decisions:
            chosen = [made[name] if many else batch[place_column(name)]
                      for name, many in self._windows.decisions]  # fmt: skip
            known = {name: batch[column] for name, column in self._window_columns.items()}
            made |= zip(self.names.window, self._windows.place(chosen, known), strict=True)
        for name, dtype in self.schema.items():
            if name not in named and name not in made and name not in batch.columns:
                named[name] = pl.lit([] if isinstance(dtype, pl.List) else None, dtype=dtype)
        frame = batch.lazy().with_columns(column.alias(name) for name, column in made.items())
        frame = frame.with_columns(column.alias(name) for name, column in named.items())
        return frame.select(*keep, *self.schema).collect(optimizations=UNHURRIED)
