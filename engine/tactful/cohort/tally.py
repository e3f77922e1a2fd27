"""Counting what a batch comes to, wherever its rows pass by: counts of several places add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import numpy as np
import polars as pl

from tactful.cohort.before import CHANGED, before_column, outcome_column
from tactful.cohort.remarks import RemarkCounts
from tactful.columns.names import Names
from tactful.language.model import Ruleset
from tactful.text.forks import Locked

RowProgress: TypeAlias = Callable[[int, int | None], None]
"""Told how many rows have been read, of how many where that is known."""

_FEW = 24
"""Categories that are looked for one by one."""


class RowsLost(RuntimeError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised, before anything is written, if a row is neither advised on, rejected nor left out."""


NOTHING_UNREAD: Mapping[str, int] = MappingProxyType({})


class Changes(NamedTuple):
    """How one decision differs from before, among all clients.

    ``before`` and ``after`` are what it came to: the options, with a comma between several, or
    the status in brackets.
    """

    decision: str
    before: str
    after: str
    clients: int


class BatchSummary(NamedTuple):
    """What came of a batch.

    ``choices`` and ``statuses`` count clients for each decision; ``changes`` list the most
    frequent first; ``changed`` counts the clients with any. ``read`` counts rows, and ``left_out``
    those of them that are no clients; ``unread`` the cells, by column, of clients who are advised
    without what these say. ``misfits`` counts the clients who are
    advised although their facts do not fit together. ``people`` counts, for each thing of which
    some list several, those who are advised about, and ``strangers`` the rows of a second table
    that belong to no client.
    """

    read: int
    advised: int
    rejected: int
    rejected_by_column: Mapping[str, int]
    choices: Mapping[str, Mapping[str, int]]
    statuses: Mapping[str, Mapping[str, int]]
    changes: tuple[Changes, ...]
    changed: int
    misfits: int = 0
    left_out: int = 0
    unread: Mapping[str, int] = NOTHING_UNREAD
    people: Mapping[str, int] = NOTHING_UNREAD
    strangers: Mapping[str, int] = NOTHING_UNREAD

    @property
    def clients(self) -> int:
        """How many of the rows are clients."""
        return self.read - self.left_out


class Tally:
    """Counts the advice in batches of rows."""

    def __init__(self, ruleset: Ruleset, compared: Mapping[str, str]) -> None:
        """Start at nothing.

        Args:
            ruleset: Whose advice it is.
            compared: The decisions that are compared with another ruleset's, each with the
                name of the column that tells its status.
        """
        self.advised = 0
        self._ruleset = ruleset
        self._names = Names(ruleset)
        self._compared = compared
        self._counts: Counter[tuple[str, ...]] = Counter()

    def note(self, batch: pl.DataFrame) -> None:
        """Count the rows of a batch."""
        self.advised += batch.height
        statuses = {name: self._names.status(name) for name in self._ruleset.decisions}
        self._note_decisions(batch, statuses)
        self._note_misfits(batch)
        if self._compared:
            self._note_changes(batch)

    def _note_decisions(self, batch: pl.DataFrame, statuses: Mapping[str, str]) -> None:
        """Count what some decisions come to, each given with the column of its status."""
        single = [name for name in statuses if not self._ruleset.decisions[name].many]
        places = batch.select(
            *(pl.col(name).to_physical() for name in statuses.values()),
            *(pl.col(name).to_physical().fill_null(_size(batch[name])) for name in single),
        )
        for name, status in statuses.items():
            self._count("status", name, batch[status], places[status])
            if name in single:
                self._count("choice", name, batch[name], places[name])
            else:
                listed = batch[name].explode(empty_as_null=False, keep_nulls=False)
                self._count("choice", name, listed, listed.to_physical())

    def _note_misfits(self, batch: pl.DataFrame) -> None:
        if self._ruleset.constraints and self._names.misfits in batch.columns:
            broken = batch[self._names.misfits].list.len() > 0
            self._counts["misfits",] += int(broken.sum())

    def _count(self, what: str, decision: str, column: pl.Series, places: pl.Series) -> None:
        """Add how often each category of a column stands in it, by places among them."""
        found, size = places.to_numpy(), _size(column)
        # To look for a few small numbers one by one is quicker than to count them all.
        if size <= _FEW:
            numbers = [int(np.count_nonzero(found == place)) for place in range(size)]
        else:
            numbers = np.bincount(found, minlength=size).tolist()
        categories = column.dtype.categories  # type: ignore[attr-defined]  # that of an Enum
        for category, number in zip(categories, numbers, strict=False):
            if number:
                self._counts[what, decision, category] += number

    def _note_changes(self, batch: pl.DataFrame) -> None:
        different = batch.filter(pl.col(CHANGED).list.len() > 0)
        self._counts["changed",] += different.height
        for name, status in self._compared.items():
            pairs = different.filter(pl.col(CHANGED).list.contains(pl.lit(name))).select(
                outcome_column(before_column(name), before_column(status), batch.schema).alias(
                    "before"
                ),
                outcome_column(name, status, batch.schema).alias("after"),
            )
            for before, after, count in pairs.group_by(pl.all()).len().iter_rows():
                self._counts["change", name, before, after] += count

    def counts(self) -> list[tuple[list[str], int]]:
        """What has been counted, to be sent to where another tally adds it."""
        return [([*key], count) for key, count in self._counts.items()]

    def add(self, advised: int, counts: list[tuple[list[str], int]]) -> None:
        """Add what another tally of the same kind has counted."""
        self.advised += advised
        for key, count in counts:
            self._counts[tuple(key)] += count

    def summary(self, read: int, said: RemarkCounts) -> BatchSummary:
        """Everything counted.

        Args:
            read: How many rows were read.
            said: Of how many rows what was said.

        Raises:
            RowsLost: if rows read are neither advised on nor rejected nor left out.
        """
        rejected = sum(said.rejected.values())
        told = self.advised + rejected + said.left_out
        if told != read:
            raise RowsLost(f"{read} read, {told} written or told")
        changes = [
            Changes(key[1], key[2], key[3], count)
            for key, count in self._counts.items()
            if key[0] == "change"
        ]
        return BatchSummary(
            read=read,
            advised=self.advised,
            rejected=rejected,
            rejected_by_column=said.rejected,
            choices={name: self._most_first("choice", name) for name in self._ruleset.decisions},
            statuses={name: self._most_first("status", name) for name in self._ruleset.decisions},
            changes=tuple(sorted(changes, key=lambda change: (-change.clients, change))),
            changed=self._counts["changed",],
            misfits=self._counts["misfits",],
            left_out=said.left_out,
            unread=said.unread,
            people={key[1]: count for key, count in self._counts.items() if key[0] == "people"},
            strangers=said.strangers,
        )

    def _most_first(self, what: str, decision: str) -> dict[str, int]:
        found = {key[2]: n for key, n in self._counts.items() if key[:2] == (what, decision)}
        return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def _size(column: pl.Series) -> int:
    """How many categories a column can have."""
    return len(column.dtype.categories)  # type: ignore[attr-defined]  # that of an Enum


class Passing(Locked):
    """Counts the rows that pass by, from whatever thread."""

    def __init__(self, tally: Tally, rows: int | None, progress: RowProgress | None) -> None:
        self.tally = tally
        self.read = 0
        self._rows = rows
        self._progress = progress
        super().__init__()

    def note_read(self, count: int) -> None:
        """Count rows that are read."""
        with self.lock:
            self.read += count
            if self._progress is not None:
                self._progress(self.read, self._rows)

    def note(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Count the advice in a batch, which goes on as it is."""
        with self.lock:
            self.tally.note(batch)
        return batch
