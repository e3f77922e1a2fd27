"""The last step: from the columns that a program makes to the columns of advice.

Lists, margins and windows are made by operations on whole columns that Polars has no expressions
for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import polars as pl

from tactful.columns_decisions import margins
from tactful.columns_formulas import Dtype
from tactful.columns_lists import names_of, places_by_mask, places_by_rank
from tactful.columns_names import Names
from tactful.columns_windows import Windows, place_column
from tactful.model import Ruleset


class Many(NamedTuple):
    """A decision that chooses many, and the columns of its options' keys."""

    decision: str
    options: tuple[str, ...]
    keys: tuple[str, ...]
    applies: str | None


class One(NamedTuple):
    """A decision that chooses one: its options' keys, and whether it was made by weighing."""

    decision: str
    keys: tuple[str, ...]
    span: int
    weighed: str


class Listed(NamedTuple):
    """A column that goes out as a list of names, and the columns of its bytes."""

    column: str
    names: tuple[str, ...]
    masks: tuple[str, ...]


class Advice:
    """What advice is made of, as the compiler finds it.

    Attributes:
        one: The decisions that choose one.
        many: The decisions that choose many.
        lists: The columns that go out as lists.
        windows: What places the windows of chosen options.
        window_columns: By what it calls them, the columns that windows depend on.
        out: The columns of a program from which advice is made.
        schema: The columns of advice, in order, with their types.
    """

    def __init__(self, ruleset: Ruleset, names: Names) -> None:
        self._names = names
        self.one: list[One] = []
        self.many: list[Many] = []
        self.lists: list[Listed] = []
        self.windows = Windows(ruleset)
        self.window_columns: dict[str, str] = {}
        self.out: list[str] = []
        self.schema: dict[str, Dtype] = {}

    def of(self, batch: pl.DataFrame, keep: Sequence[str]) -> pl.LazyFrame:
        """The advice for a batch of clients.

        What is made of whole columns is made first; then all is named in one go.

        Args:
            batch: The columns ``out``, and others.
            keep: Columns to hand on.
        """
        made: dict[str, pl.Series] = {}
        named: dict[str, pl.Expr] = {}

        def arrays(names: Sequence[str]) -> list[Any]:
            return [batch[name].to_numpy() for name in names]

        for decision, keys, span, weighed in self.one:
            margin, tie = self._names.margin(decision), self._names.tie(decision)
            named[tie] = pl.lit(value=False)
            if keys:
                made[margin] = pl.Series(margins(arrays(keys), span))
                named[margin] = pl.when(weighed).then(margin)
                named[tie] = pl.col(weighed) & (pl.col(margin) == 0)
        for decision, options, keys, applies in self.many:
            limit = None if applies is None else batch[applies].to_numpy()
            made[decision] = places_by_rank(arrays(keys), limit)
            named[decision] = names_of(pl.col(decision), options)
        for column, names, masks in self.lists:
            made[column] = places_by_mask(arrays(masks))
            named[column] = names_of(pl.col(column), names)
        if self.windows.decisions:
            chosen = [made[name] if many else batch[place_column(name)]
                      for name, many in self.windows.decisions]  # fmt: skip
            known = {name: batch[column] for name, column in self.window_columns.items()}
            made |= zip(self._names.window, self.windows.place(chosen, known), strict=True)
        for name, dtype in self.schema.items():
            if name not in named and name not in made and name not in batch.columns:
                named[name] = pl.lit([] if isinstance(dtype, pl.List) else None, dtype=dtype)
        frame = batch.lazy().with_columns(column.alias(name) for name, column in made.items())
        frame = frame.with_columns(column.alias(name) for name, column in named.items())
        return frame.select(*keep, *self.schema)
