"""The windows of chosen options, for many clients at once, equal to ``windows`` to the second.

``windows.place`` is asked once for each distinct set of what a window depends on: what is chosen,
the days it may be counted from, the moment, and where.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import polars as pl

from tactful.computations import Setting
from tactful.model import Ruleset
from tactful.values import Value
from tactful.windows import place

WINDOW = pl.String()
"""The start and the end go out as in JSON: with an offset where the time zone is known."""

Placed: TypeAlias = "tuple[str, str] | tuple[None, None]"

_MOST_REMEMBERED = 100_000


class Chosen(NamedTuple):
    """A decision that may bring a window, and whether it chooses many."""

    decision: str
    many: bool


class Windows:
    """Places the windows of one ruleset, batch after batch.

    Attributes:
        decisions: The decisions with options that have a window, in the ruleset's order.
        facts: The facts that windows depend on.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self.decisions = tuple(
            Chosen(decision.id, decision.many)
            for decision in ruleset.decisions.values()
            if any(option.window for option in decision.options.values())
        )
        used = {
            name
            for chosen in self.decisions
            for option in ruleset.decisions[chosen.decision].options.values()
            if option.window is not None
            for name in option.window.days
        }
        clock = {name for name in ruleset.clock if name} if self.decisions else set()
        self.facts = tuple(name for name in ruleset.facts if name in used | clock)
        self._ruleset = ruleset
        self._known: dict[tuple[Any, ...], Placed] = {}

    def place(
        self, choices: Sequence[pl.Series], facts: dict[str, pl.Series]
    ) -> tuple[pl.Series, pl.Series]:
        """The starts and the ends of each client's window; null where there is none.

        Args:
            choices: What each of ``decisions`` came to.
            facts: The values of those of ``facts`` that can be known.
        """
        texts = [c.cast(pl.List(pl.String) if many else pl.String)
                 for c, (_, many) in zip(choices, self.decisions, strict=True)]  # fmt: skip
        keys = [column.alias(f"{place}") for place, column in enumerate((*texts, *facts.values()))]
        frame = pl.DataFrame(keys)
        distinct = frame.unique(maintain_order=True)
        placed = [self._placed(row, [*facts]) for row in distinct.iter_rows()]
        starts = pl.Series("start", [start for start, _ in placed], dtype=WINDOW)
        ends = pl.Series("end", [end for _, end in placed], dtype=WINDOW)
        if distinct.height == frame.height:
            return starts, ends
        joined = frame.join(
            distinct.with_columns(starts, ends), on=frame.columns, how="left", nulls_equal=True,
            maintain_order="left",
        )  # fmt: skip
        return joined["start"], joined["end"]

    def _needed(self, fact: str, choice: pl.Expr) -> pl.Expr:
        """For whom a fact matters to the window: where it does not, clients are alike."""
        if len(self.decisions) > 1 or self.decisions[0].many:
            return pl.lit(value=True)
        options = self._ruleset.decisions[self.decisions[0].decision].options.values()
        in_clock = fact in self._ruleset.clock
        return choice.is_in(
            [o.id for o in options if o.window and (in_clock or fact in o.window.days)]
        )

    def _placed(self, row: tuple[Any, ...], facts: Sequence[str]) -> Placed:
        key = tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row)
        if key not in self._known:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = self._find(row, facts)
        return self._known[key]

    def _find(self, row: tuple[Any, ...], facts: Sequence[str]) -> Placed:
        values: dict[str, Value] = {
            name: value
            for name, value in zip(facts, row[len(self.decisions) :], strict=True)
            if value is not None
        }
        setting = Setting.of(self._ruleset.clock, values)
        for (name, many), cell in zip(self.decisions, row, strict=False):
            chosen = (cell or []) if many else [] if cell is None else [cell]
            for option in chosen:
                window = self._ruleset.decisions[name].options[option].window
                found = None if window is None else place(window, values, setting)
                if found is not None:
                    return found.start.isoformat(), found.end.isoformat()
        return None, None
