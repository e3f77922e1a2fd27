"""Clients who list several, in a workbook: a sheet of its own has a row for each who is listed.

On the clients' sheet it is told in words who of them is advised what.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from tactful.cohort.several.shapes import AdviceShapes
from tactful.cohort.workbook_summary import Whom
from tactful.columns.labels import label_column
from tactful.columns.names import Names
from tactful.grounding.people import called
from tactful.language.model import Ruleset
from tactful.language.terms import Each


class PeopleSheets:
    """Lays out the advice for those whom clients list.

    Args:
        ruleset: Whose advice it is.
        shapes: What it looks like.

    Attributes:
        own: The decisions that are settled for each of those of whom a row is one.
    """

    def __init__(self, ruleset: Ruleset, shapes: AdviceShapes) -> None:
        self._ruleset = ruleset
        self._shapes = shapes
        self._names = Names(ruleset)
        of_row = () if shapes.per is None else ruleset.each[shapes.per].decisions
        listed = [ruleset.each[each] for each in shapes.listed]
        self.own = frozenset((*of_row, *(d for each in listed for d in each.decisions)))

    @property
    def lists(self) -> list[str]:
        """The column of those who are listed."""
        return [self._shapes.each]

    def is_first(self, values: Sequence[Any], places: Mapping[str, int]) -> bool:
        """Whether a row is the first that is about its client."""
        at = places.get(self._shapes.number)
        return at is None or values[at] == 1

    def of_clients(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The clients, with what those who are listed are advised in words: "Ana: a card"."""
        if not self._shapes.listed:
            return batch
        listed = batch[self._shapes.each].to_list()
        made = []
        for each in (self._ruleset.each[name] for name in self._shapes.listed):
            for decision in each.decisions:
                texts = [self._told(each, decision, one[each.id]) for one in listed]
                made.append(pl.Series(decision, texts, dtype=pl.String))
        own = [name for name in batch.columns if name != self._shapes.each]
        last = [name for name in own if name == self._names.explanation]
        first = [name for name in own if name not in last]
        return batch.select(*first, *made, *last)

    def _told(self, each: Each, decision: str, ones: Sequence[Mapping[str, Any]]) -> str:
        names = tuple(one["name"] for one in ones)
        parts = []
        for place, one in enumerate(ones, start=1):
            settled = one["decisions"][decision]
            options = settled["choices"] if "choices" in settled else [settled["choice"]]
            labels = [self._label(decision, o, one) for o in options or [] if o is not None]
            told = ", ".join(labels) or f"({settled['status']})"
            known = len(names) == 1 and names[0] is None
            parts.append(told if known else f"{called(each, names, place)}: {told}")
        return "; ".join(parts)

    def _label(self, decision: str, option: str, one: Mapping[str, Any]) -> str:
        own = (one.get("labels") or {}).get(label_column(decision, option))
        return str(own or self._ruleset.decisions[decision].options[option].label)

    def lists_of(self, batch: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
        """A sheet for each thing that is listed: its title, and its rows, the client first."""
        return [*self._lists_of(batch)]

    def _lists_of(self, batch: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
        first = batch.columns[:1]
        for name in self._shapes.listed:
            plural = self._ruleset.each[name].plural
            yield plural[:1].upper() + plural[1:31], self._shapes.ones(batch, name, first)

    def counted(self, rows: int, listed: Sequence[int]) -> dict[str, Whom]:
        """For the decisions that are settled for each of several, whom they are counted by.

        Args:
            rows: How many rows the clients' sheet has.
            listed: How many the sheets have of those who are listed.
        """
        counts = dict(zip(self._shapes.listed, listed, strict=True))
        if self._shapes.per is not None:
            counts[self._shapes.per] = rows
        found: dict[str, Whom] = {}
        for name, count in counts.items():
            each = self._ruleset.each[name]
            whom = Whom(each.plural[:1].upper() + each.plural[1:], count)
            found |= dict.fromkeys(each.decisions, whom)
        return found
