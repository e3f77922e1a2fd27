"""Counting what a batch comes to in which clients list several: what is of all, and of each."""

from __future__ import annotations

import polars as pl

from tactful.cohort.several.shapes import AdviceShapes
from tactful.cohort.tally import Tally
from tactful.columns.names import Names
from tactful.grounding.people import owners_of
from tactful.language.model import Ruleset


class SeveralTally(Tally):
    """Counts clients, those whom they list, and what is settled for either.

    Args:
        ruleset: The rules, as they were loaded.
        counts: The things of which clients list several.
        shapes: What the advice looks like.
    """

    def __init__(self, ruleset: Ruleset, counts: list[str], shapes: AdviceShapes) -> None:
        super().__init__(ruleset, {})
        self._shapes = shapes
        names, owners = Names(ruleset), owners_of(ruleset)
        every = {name: names.status(name) for name in ruleset.decisions}
        self._of_all = {n: s for n, s in every.items() if owners.get(n) not in counts}
        self._of_ones = {e: {n: every[n] for n in ruleset.each[e].decisions} for e in counts}

    def note(self, batch: pl.DataFrame) -> None:
        """Count the rows of a batch."""
        shapes, clients = self._shapes, batch
        if shapes.per is not None:
            clients = batch.filter(pl.col(shapes.number) == 1)
            self._note_ones(shapes.per, batch)
        self.advised += clients.height
        self._note_decisions(clients, self._of_all)
        self._note_misfits(clients)
        for each in self._of_ones:
            if each != shapes.per:
                self._note_ones(each, shapes.ones(clients, each))

    def _note_ones(self, each: str, ones: pl.DataFrame) -> None:
        self._counts["people", each] += ones.height
        self._note_decisions(ones, self._of_ones[each])
