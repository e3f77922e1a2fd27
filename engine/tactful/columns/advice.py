"""The last step: from the columns that a program makes to the columns of advice.

Lists, margins and windows are made by operations on whole columns that Polars has no expressions
for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import polars as pl

from tactful.columns.choices import MARGIN, margins
from tactful.columns.conditions import Dtype, place_dtype
from tactful.columns.lists import names_of, places_by_rank, places_set
from tactful.columns.names import Names, place_column
from tactful.columns.windows import WINDOW, Windows
from tactful.grounding.people import owners_of
from tactful.language.model import Ruleset

_WINDOW = ("window:start", "window:end")
_WAIT = ("wait:until", "wait:end")


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
    """A column that goes out as a list of names, and the columns that flag each of them.

    ``known`` says where there is a list at all; ``None`` for everywhere.
    """

    column: str
    names: tuple[str, ...]
    flags: tuple[str, ...]
    known: str | None


class Placed(NamedTuple):
    """Windows or waits, with the columns that their starts and ends are made in, and go out as."""

    windows: Windows
    columns: tuple[str, str]
    names: tuple[str, str]


def _own_windows(ruleset: Ruleset, names: Names) -> Iterator[Placed]:
    """The windows and waits of what is settled for one of several, each by itself."""
    copies = {} if ruleset.ground is None else ruleset.ground.copies
    owned = {*copies, *owners_of(ruleset)}
    for decision in (one for one in ruleset.decisions.values() if one.id in owned):
        windows = Windows(ruleset, decision)
        if windows.decisions:
            start, end = (f"{part}:{decision.id}" for part in _WINDOW)
            yield Placed(windows, (start, end), names.window_of(decision.id))
        waits = Windows(ruleset, decision, waits=True)
        if waits.decisions:
            until, end = (f"{part}:{decision.id}" for part in _WAIT)
            yield Placed(waits, (until, end), names.wait_of(decision.id))


class Advice:
    """What advice is made of, as the compiler finds it.

    Attributes:
        one: The decisions that choose one.
        many: The decisions that choose many.
        lists: The columns that go out as lists.
        windows: What places the windows of chosen options.
        waits: What places the ends of their waits.
        window_columns: By what it calls them, the columns that windows depend on.
        out: The columns of a program from which advice is made, in order.
        schema: The columns of advice, in order, with their types.
        never_known: Facts of which nobody's is known; a list of theirs is null, and not empty.
    """

    def __init__(self, ruleset: Ruleset, names: Names, own_windows: bool = False) -> None:
        self._names = names
        self._own = [*_own_windows(ruleset, names)] if own_windows else []
        self.one: list[One] = []
        self.many: list[Many] = []
        self.lists: list[Listed] = []
        self.windows = Windows(ruleset)
        self.waits = Windows(ruleset, waits=True)
        self.window_columns: dict[str, str] = {}
        self.out: dict[str, None] = {}
        self.schema: dict[str, Dtype] = {}
        self.never_known: set[str] = set()

    def placed(self) -> Iterator[Placed]:
        """What is placed in the calendar, as far as the ruleset has any of it."""
        if self.windows.decisions:
            yield Placed(self.windows, _WINDOW, self._names.window)
        if self.waits.decisions:
            yield Placed(self.waits, _WAIT, self._names.wait)
        yield from self._own

    def use(self, *columns: str) -> None:
        """Have columns of the program at hand."""
        self.out |= dict.fromkeys(columns)

    def complete(self, frame: pl.LazyFrame, keep: Sequence[str]) -> pl.LazyFrame:
        """The advice for clients: what is made of whole columns first, then all is named.

        Args:
            frame: The columns ``out``, and others.
            keep: Columns to hand on.
        """
        frame = frame.select(*keep, *self.out)
        made = self._made_types()
        if made:
            schema = {**frame.collect_schema(), **made}
            frame = frame.map_batches(
                lambda batch: batch.hstack(self._made(batch)),
                schema=schema,
                streamable=True,
                validate_output_schema=False,
            )
        return frame.select(*keep, *self._named())

    def completed(self, batch: pl.DataFrame, keep: Sequence[str]) -> pl.DataFrame:
        """The same at once, for clients whose columns are there."""
        batch = batch.select(*keep, *self.out)
        if self._made_types():
            batch = batch.hstack(self._made(batch))
        return batch.select(*keep, *self._named())

    def _made_types(self) -> dict[str, Dtype]:
        """What ``_made`` makes, with its types."""
        types: dict[str, Dtype] = {f"margin:{one.decision}": MARGIN for one in self.one if one.keys}
        for many in self.many:
            types[f"places:{many.decision}"] = pl.List(place_dtype(len(many.options)))
        for listed in self.lists:
            types[f"places:{listed.column}"] = pl.List(place_dtype(len(listed.names)))
        for _, columns, _ in self.placed():
            types |= dict.fromkeys(columns, WINDOW)
        return types

    def _made(self, batch: pl.DataFrame) -> list[pl.Series]:
        """What is made of whole columns, for a batch of clients."""
        made: dict[str, pl.Series] = {}

        def arrays(names: Sequence[str]) -> list[Any]:
            return [batch[name].to_numpy() for name in names]

        for decision, keys, span, _ in self.one:
            if keys:
                made[f"margin:{decision}"] = pl.Series(margins(arrays(keys), span))
        for decision, _, keys, applies in self.many:
            limit = None if applies is None else batch[applies].to_numpy()
            made[f"places:{decision}"] = places_by_rank(arrays(keys), limit)
        for column, _, flags, known_column in self.lists:
            limit = None if known_column is None else batch[known_column].to_numpy()
            made[f"places:{column}"] = places_set([batch[flag] for flag in flags], limit)
        for windows, columns, _ in self.placed():
            chosen = [
                made[f"places:{name}"] if many else batch[place_column(name)]
                for name, many in windows.decisions
            ]
            known = {name: batch[column] for name, column in self.window_columns.items()}
            holds = {name: batch[name] for name in windows.conditions if name not in windows.never}
            made |= zip(columns, windows.place(chosen, known, holds), strict=True)
        return [column.alias(name) for name, column in made.items()]

    def _named(self) -> Iterator[pl.Expr]:
        """The columns of advice."""
        named: dict[str, pl.Expr] = {}
        for decision, keys, _, weighed in self.one:
            margin, tie = self._names.margin(decision), self._names.tie(decision)
            if keys:
                ahead = pl.col(f"margin:{decision}")
                named[margin] = pl.when(weighed).then(ahead)
                named[tie] = pl.col(weighed) & (ahead == 0)
            else:
                named[tie] = pl.lit(value=False)
        for many in self.many:
            named[many.decision] = names_of(pl.col(f"places:{many.decision}"), many.options)
        for listed in self.lists:
            named[listed.column] = names_of(pl.col(f"places:{listed.column}"), listed.names)
        for _, columns, names in self.placed():
            named |= zip(names, map(pl.col, columns), strict=True)
        for name, dtype in self.schema.items():
            if name in named:
                yield named[name].alias(name)
            elif name in self.out:
                yield pl.col(name)
            else:
                is_empty = isinstance(dtype, pl.List) and name not in self.never_known
                nothing: Any = [] if is_empty else None
                yield pl.lit(nothing, dtype=dtype).alias(name)
