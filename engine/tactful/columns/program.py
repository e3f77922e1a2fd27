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
from typing import TypeAlias

from tactful.extras import needed

with needed():
    import polars as pl

from tactful.columns.compiler import Compiler
from tactful.columns.conditions import Dtype
from tactful.columns.names import Names
from tactful.language.model import Ruleset

Moment: TypeAlias = Callable[[str | None], datetime]
"""The local time to assume, by time zone or without one."""

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
        moment: Moment | None = None,
        own_windows: bool = False,
    ) -> None:
        """Compile.

        Args:
            ruleset: Rules that have been read without errors.
            given: The facts that the cohort has columns for.
            moment: The local time to assume, by time zone or without one, for clients whose
                moment is not given.
            own_windows: Whether to hand out the windows of each decision of one of several, too.

        Raises:
            KeyError: if a given fact is none of the ruleset's.
        """
        self.ruleset = ruleset
        self.names = Names(ruleset)
        compiler = Compiler(ruleset, tuple(given), self.names, moment, own_windows=own_windows)
        compiler.compile()
        self.stages = compiler.stages
        self._advice = compiler.advice
        self.schema: dict[str, Dtype] = compiler.advice.schema

    def advise(self, cohort: pl.LazyFrame, keep: Sequence[str] = ()) -> pl.LazyFrame:
        """The advice for a cohort: one row for each of its rows, in their order.

        Args:
            cohort: A frame with a ``given_column`` for each fact that is given.
            keep: Columns of the cohort to hand on, before those of advice.
        """
        frame = cohort
        for stage in self.stages:
            frame = frame.with_columns(stage)
        return self._advice.complete(frame, keep)

    def advise_now(self, batch: pl.DataFrame, keep: Sequence[str] = ()) -> pl.DataFrame:
        """The same at once, for a batch of clients.

        It is for those who are called by Polars themselves: a lazy program within another one, and
        functions of Python within that, would wait for the same few threads for ever.
        """
        for stage in self.stages:
            batch = batch.with_columns(stage)
        return self._advice.completed(batch, keep)
