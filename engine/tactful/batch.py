"""Advice for a whole cohort: read, set aside what cannot be read, advise, count, write.

Everything is one streaming program: rows pass through in batches and none is kept, so a cohort
may be larger than memory. What was read has to come out again, as advice or as a reject; where
the numbers differ, nothing is written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import polars as pl

from tactful.batch_files import SINKS, Sink, whole
from tactful.batch_reasons import Reasons, Tell
from tactful.cohort import Cohort, CohortReader, Listener, raw_column
from tactful.cohort_matching import Matching
from tactful.cohort_rejects import Reject, Rejects
from tactful.columns import Columns
from tactful.columns_formulas import outer_dtype
from tactful.columns_names import given_column
from tactful.model import Ruleset

Moment: TypeAlias = Callable[[str | None], datetime]
"""The local time to assume, by time zone or without one."""

Progress: TypeAlias = Callable[[int, int | None], None]
"""Told how many rows have been read, of how many where that is known."""


class RowsLost(RuntimeError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised, before anything is written, if rows read are neither advised on nor rejected."""


class Advisor(NamedTuple):
    """A ruleset with the columns of a cohort that give its facts."""

    ruleset: Ruleset
    matching: Matching
    now: datetime | None = None
    """The moment that is stated for all clients who give none."""

    @property
    def given(self) -> tuple[str, ...]:
        """The facts that are given to all or some."""
        now = self.ruleset.clock.now
        more = () if self.now is None or now is None or now in self.matching.facts else (now,)
        return (*self.matching.facts, *more)


class Changes(NamedTuple):
    """How one decision differs from before, among all clients."""

    decision: str
    before: str
    after: str
    clients: int


class Summary(NamedTuple):
    """What came of a batch.

    ``choices`` and ``statuses`` count clients for each decision; ``changes`` list the most
    frequent first; ``changed`` counts the clients with any.
    """

    read: int
    advised: int
    rejected: int
    rejected_by_column: Mapping[str, int]
    choices: Mapping[str, Mapping[str, int]]
    statuses: Mapping[str, Mapping[str, int]]
    changes: tuple[Changes, ...]
    changed: int


class Batch:
    """A batch to run.

    Args of ``run`` aside, what is set here changes what the output tells.
    """

    def __init__(
        self,
        advisor: Advisor,
        *,
        moment: Moment | None = None,
        tell: Tell | None = None,
        before: Advisor | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Prepare.

        Args:
            advisor: Whose advice is wanted.
            moment: The local time to assume for clients whose moment is not given.
            tell: Turns an explanation into the text of the column ``explanation``; left out,
                there is no such column.
            before: Whose advice to compare with.
            progress: Told how far things are.
        """
        self.steps = Steps(advisor, moment=moment, tell=tell, before=before)
        self._progress = progress

    def run(self, cohort: Cohort, out: Path, sink: Sink | None = None) -> Summary:
        """Advise a cohort and write the advice, and the rejects beside it.

        Args:
            cohort: The clients.
            out: Where the advice goes; its ending tells the format.
            sink: Writes a frame to a file; left out, ``SINKS`` tells how.

        Raises:
            RowsLost: if the numbers do not add up.
            polars.exceptions.PolarsError, OSError: if something cannot be read or written.
        """
        tally = _Tally(self.steps, cohort.rows, self._progress)
        with whole(rejects_path(out)) as bad, whole(out) as good:
            rejects = Rejects(bad)
            frame = cohort.frame(Listener(rejects.add, tally.note_read))
            frame = self.steps.advise(frame, cohort.columns, rejects.add)
            frame = frame.map_batches(tally.note, schema=frame.collect_schema(), streamable=True)
            write = sink or SINKS[out.suffix.lower()]
            write(frame, good)
            rejects.close()
            summary = tally.summary(rejects)
            if summary.advised + summary.rejected != summary.read:
                raise RowsLost(f"{summary.read} read, {summary.advised + summary.rejected} written")
            if not rejects.count:
                rejects_path(out).unlink(missing_ok=True)  # those of an earlier run
        return summary


def rejects_path(out: Path) -> Path:
    """Where the rejects of a batch go."""
    return out.with_name(f"{out.stem}.rejects.csv")


class Steps:
    """What happens to each batch of rows, whoever carries it: one machine or many."""

    def __init__(
        self,
        advisor: Advisor,
        *,
        moment: Moment | None = None,
        tell: Tell | None = None,
        before: Advisor | None = None,
    ) -> None:
        """Compile. The arguments are those of ``Batch``."""
        self.columns = _compiled(advisor, moment)
        self.ruleset = advisor.ruleset
        self._reader = CohortReader(*advisor)
        self._given = [given_column(name) for name in advisor.given]
        self._reasons = Reasons(advisor.ruleset, moment, tell) if tell is not None else None
        self._before = None if before is None else _Before(before, moment)

    def replaced(self, columns: Iterable[str]) -> list[str]:
        """The cohort's columns that give way to columns of advice of the same name."""
        made = set(self._made())
        return [name for name in columns if name in made]

    def _made(self) -> list[str]:
        made = [*self.columns.schema]
        if self._reasons is not None:
            made.append(self.columns.names.explanation)
        if self._before is not None:
            made += [CHANGED] if self.compared else []
            made += [before_column(name) for name in self.compared]
        return made

    @property
    def compared(self) -> list[str]:
        """The decisions that are compared with those before."""
        if self._before is None:
            return []
        return [n for n in self.ruleset.decisions if n in self._before.ruleset.decisions]

    def advise(
        self, raw: pl.LazyFrame, columns: Sequence[str], reject: Callable[[list[Reject]], None]
    ) -> pl.LazyFrame:
        """The advice for raw rows: the cohort's own columns, then those of advice.

        Args:
            raw: Numbered rows with a ``raw_column`` for each of the cohort's columns.
            columns: The names of the cohort's columns.
            reject: Takes the rows that cannot be advised on.
        """
        replaced = set(self.replaced(columns))
        handed_on = [name for name in columns if name not in replaced]
        keep = [raw_column(name) for name in handed_on]
        frame = raw
        before = []
        if self._before is not None:
            frame = self._before.advise(frame, reject, self.compared)
            before = [before_column(name) for name in self.compared]
        frame = read_frame(self._reader, frame, reject, self.ruleset)
        given = self._given if self._reasons is not None else []
        frame = self.columns.advise(frame, [*keep, *before, *given])
        if before and self.compared:
            frame = frame.with_columns(changed(self.compared, frame.collect_schema()))
        if self._reasons is not None:
            frame = self._reasons.explain(frame, self.columns.names)
        frame = frame.select(*keep, *self._made())
        return frame.rename({raw_column(name): name for name in handed_on})


CHANGED = "advice_changed"
"""The column that lists the decisions that come out otherwise than before."""


def before_column(decision: str) -> str:
    """The column that holds what a decision came to before."""
    return f"{decision}_before"


def _compiled(advisor: Advisor, moment: Moment | None) -> Columns:
    return Columns(advisor.ruleset, advisor.given, moment=moment)


class _Before:
    """The advice of another ruleset, to compare with."""

    def __init__(self, advisor: Advisor, moment: Moment | None) -> None:
        self.ruleset = advisor.ruleset
        self._columns = _compiled(advisor, moment)
        self._reader = CohortReader(*advisor)

    def advise(
        self,
        raw: pl.LazyFrame,
        reject: Callable[[list[Reject]], None],
        decisions: Sequence[str],
    ) -> pl.LazyFrame:
        """The raw rows, with a ``before_column`` for each of the decisions."""
        keep = raw.collect_schema().names()
        frame = read_frame(self._reader, raw, reject, self.ruleset)
        frame = self._columns.advise(frame, keep)
        return frame.select(*keep, *(pl.col(name).alias(before_column(name)) for name in decisions))


def read_frame(
    reader: CohortReader,
    frame: pl.LazyFrame,
    reject: Callable[[list[Reject]], None],
    ruleset: Ruleset,
) -> pl.LazyFrame:
    """A frame with the facts' values, less the rows that hold something else."""
    schema = frame.collect_schema()
    given = {given_column(n): outer_dtype(ruleset.facts[n].type) for n in reader.given}

    def read(batch: pl.DataFrame) -> pl.DataFrame:
        good, rejects = reader.read(batch)
        reject(rejects)
        return good

    return frame.map_batches(
        read, schema={**schema, **given}, streamable=True, validate_output_schema=False
    )


def changed(decisions: Sequence[str], schema: Mapping[str, Any]) -> pl.Expr:
    """The column that lists the decisions that come out otherwise than before."""
    names = pl.Enum([*decisions])
    different = []
    for name in decisions:
        now, before = (_comparable(column, schema) for column in (name, before_column(name)))
        different.append(pl.when(now.ne_missing(before)).then(pl.lit(name, dtype=names)))
    return pl.concat_list(different).list.drop_nulls().alias(CHANGED)


def _comparable(column: str, schema: Mapping[str, Any]) -> pl.Expr:
    """A choice, or choices, as text."""
    if isinstance(schema[column], pl.List):
        return pl.col(column).cast(pl.List(pl.String)).list.join(", ")
    return pl.col(column).cast(pl.String)


class _Tally:
    """Counts what passes by."""

    def __init__(self, steps: Steps, rows: int | None, progress: Progress | None) -> None:
        self._steps = steps
        self._rows = rows
        self._progress = progress
        self._lock = threading.Lock()
        self._read = 0
        self._advised = 0
        self._changed = 0
        self._choices: dict[str, dict[str, int]] = {}
        self._changes: dict[tuple[str, str, str], int] = {}

    def note_read(self, count: int) -> None:
        with self._lock:
            self._read += count
            if self._progress is not None:
                self._progress(self._read, self._rows)

    def note(self, batch: pl.DataFrame) -> pl.DataFrame:
        with self._lock:
            self._advised += batch.height
            names = self._steps.columns.names
            for name, decision in self._steps.ruleset.decisions.items():
                column = batch[name].explode() if decision.many else batch[name]
                _count(self._choices.setdefault(name, {}), column)
                _count(self._choices.setdefault(names.status(name), {}), batch[names.status(name)])
            if self._steps.compared:
                self._note_changes(batch)
        return batch

    def _note_changes(self, batch: pl.DataFrame) -> None:
        different = batch.filter(pl.col(CHANGED).list.len() > 0)
        self._changed += different.height
        for name in self._steps.compared:
            pairs = different.filter(pl.col(CHANGED).list.contains(pl.lit(name))).select(
                _comparable(before_column(name), batch.schema), _comparable(name, batch.schema)
            )
            for before, after, count in pairs.group_by(pl.all()).len().iter_rows():
                key = (name, before or "", after or "")
                self._changes[key] = self._changes.get(key, 0) + count

    def summary(self, rejects: Rejects) -> Summary:
        decisions, names = self._steps.ruleset.decisions, self._steps.columns.names
        changes = sorted(self._changes.items(), key=lambda pair: (-pair[1], pair[0]))
        return Summary(
            read=self._read,
            advised=self._advised,
            rejected=rejects.count,
            rejected_by_column=rejects.by_column(),
            choices={name: self._most_first(name) for name in decisions},
            statuses={name: self._most_first(names.status(name)) for name in decisions},
            changes=tuple(Changes(*key, count) for key, count in changes),
            changed=self._changed,
        )

    def _most_first(self, column: str) -> dict[str, int]:
        counts = self._choices.get(column, {})
        return dict(sorted(counts.items(), key=lambda pair: -pair[1]))


def _count(counts: dict[str, int], column: pl.Series) -> None:
    """Add how often each category stands in a column."""
    known: Any = column.drop_nulls()
    numbers = np.bincount(known.to_physical().to_numpy())
    for category, number in zip(known.dtype.categories, numbers.tolist(), strict=False):
        if number:
            counts[category] = counts.get(category, 0) + number
