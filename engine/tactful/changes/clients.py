"""Whose advice a change of the rules changes, in a cohort of any size.

Old and new rules advise every client side by side. Those whose advice differs go to a file, each
with its row; the rest are counted. So whoever reads the result may look at the first few, or at
all of them one after the other, and memory does not grow with the cohort.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from tactful.cohort.batch import (
    Advisor,
    Batch,
    BatchSteps,
    notes_path,
    rejects_path,
    table_and_lists,
)
from tactful.cohort.before import CHANGED, before_column
from tactful.cohort.output import CHANGES, SINKS, Sink, plainly
from tactful.cohort.reading.cohort import Cohort
from tactful.cohort.tally import BatchSummary, RowProgress
from tactful.columns.program import Moment
from tactful.language.conclusions import Status, Told
from tactful.text.gate import Gate

MOST_TELLING = 2
"""Columns of the cohort that tell clients apart where people read of them."""

_AT_A_TIME = 10_000


class ChangedClient(NamedTuple):
    """A client whose advice changes.

    Attributes:
        row: The number of the row, as a spreadsheet shows it.
        cells: What stands in the columns that tell clients apart, by column.
        before: How the decisions that differ came out, by decision.
        after: How they come out now.
    """

    row: int
    cells: Mapping[str, Any]
    before: Mapping[str, Told]
    after: Mapping[str, Told]


@dataclass(frozen=True)
class CohortChanges:
    """What a change of the rules means to a cohort.

    Attributes:
        summary: What was counted.
        file: A Parquet file of the rows whose advice differs.
        rejects: A file of the rows that could not be read; there is none if all could.
        number: The column of the file that holds the rows' numbers.
        telling: The columns of the file that tell clients apart.
        compared: The decisions that are compared, each with the column of its status.
    """

    summary: BatchSummary
    file: Path
    rejects: Path
    number: str
    telling: tuple[str, ...]
    compared: Mapping[str, str] = field(default_factory=dict)

    def clients(self, most: int | None = None) -> Iterator[ChangedClient]:
        """The clients whose advice changes, in their order; at most so many."""
        if not self.compared:
            return
        frame = pl.scan_parquet(self.file, glob=False)
        frame = frame if most is None else frame.head(most)
        for batch in frame.collect_batches(maintain_order=True, chunk_size=_AT_A_TIME):
            for row in batch.iter_rows(named=True):
                yield self._client(row)

    def _client(self, row: Mapping[str, Any]) -> ChangedClient:
        before, after = {}, {}
        for name in row[CHANGED]:
            status = self.compared[name]
            before[name] = _told(row[before_column(name)], row[before_column(status)])
            after[name] = _told(row[name], row[status])
        cells = {name: row[name] for name in self.telling}
        return ChangedClient(row[self.number], cells, before, after)

    def write(self, out: Path, sink: Sink | None = None, gate: Gate | None = None) -> None:
        """Write the rows whose advice differs to a file, and the rejects beside it.

        Args:
            out: The file; its ending tells the format.
            sink: Writes a frame to a file; left out, ``SINKS`` tells how.
            gate: Knows what is read, and so is not to be written over.

        Raises:
            Refused: if a file may not be written.
            OSError: if something cannot be written.
        """
        frame = pl.scan_parquet(self.file, glob=False)
        claimed, *beside = table_and_lists(out, CHANGES, gate or Gate())
        lists = (self.rejects, notes_path(self.file))
        with claimed.made() as good, beside[0].made() as bad, beside[1].made() as notes:
            with plainly():
                (sink or SINKS[out.suffix.lower()])(frame, good)
            for made, place in zip(lists, (bad, notes), strict=True):
                if made.exists():
                    shutil.copyfile(made, place)
        for made, output in zip(lists, beside, strict=True):
            if not made.exists():
                output.remove()  # that of an earlier run


def _told(choice: str | list[str] | None, status: str) -> Told:
    """How a decision came out, as ``language.conclusions.told`` says it."""
    choices = tuple(choice) if isinstance(choice, list) else () if choice is None else (choice,)
    how = Status(status)
    return (Status.CHOSEN if how is Status.FALLBACK else how), choices


def changes_in(
    cohort: Cohort,
    advisor: Advisor,
    before: Advisor,
    folder: Path,
    *,
    moment: Moment | None = None,
    progress: RowProgress | None = None,
) -> CohortChanges:
    """Advise a cohort by the old and by the new rules, and keep whose advice differs.

    Args:
        cohort: The clients.
        advisor: The new rules.
        before: The old rules.
        folder: Where the rows that differ are kept, and nothing else; it is made if there is none.
        moment: The local time to assume for clients whose moment is not given.
        progress: Told how far things are.

    Raises:
        RowsLost: if rows read are neither advised on nor rejected.
        DamagedCohort, OSError: if something cannot be read or written.
    """
    folder.mkdir(exist_ok=True)
    steps = BatchSteps(advisor, moment=moment, before=before, brief=True)
    file = folder / "changed.parquet"
    number = steps.row_column(cohort.columns)
    handed_on = [n for n in cohort.columns if n not in steps.replaced(cohort.columns)]
    facts = {*advisor.matching.facts.values(), *before.matching.facts.values()}
    telling = tuple(name for name in handed_on if name not in facts)[:MOST_TELLING]
    pairs = [part for pair in steps.compared.items() for part in pair]
    columns = [
        number,
        *handed_on,
        *([CHANGED] if pairs else []),
        *(side for name in pairs for side in (before_column(name), name)),
    ]
    summary = Batch(steps, progress).run(cohort, file, _only_changed(columns))
    return CohortChanges(summary, file, rejects_path(file), number, telling, steps.compared)


def _only_changed(columns: list[str]) -> Callable[[pl.LazyFrame, Path], None]:
    def sink(frame: pl.LazyFrame, path: Path) -> None:
        if CHANGED in columns:
            frame = frame.filter(pl.col(CHANGED).list.len() > 0)
        else:  # a filter that lets nothing through would not even read the rows that are counted
            frame = frame.map_batches(pl.DataFrame.clear, streamable=True)
        SINKS[".parquet"](frame.select(columns), path)

    return sink
