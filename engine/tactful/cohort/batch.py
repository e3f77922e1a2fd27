"""Advice for a whole cohort: read, set aside what cannot be read, advise, count, write.

Everything is one streaming program: rows pass through in batches and none is kept, so a cohort
may be larger than memory. What was read has to come out again, as advice or as a reject; where
the numbers differ, nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tactful.extras import needed

with needed():
    import polars as pl

from tactful.cohort.before import CHANGED, before_column, changed
from tactful.cohort.matching import Matching
from tactful.cohort.output import (
    ADVICE,
    CELLS,
    SINKS,
    Sink,
    plainly,
    without_formulas,
    written_out,
)
from tactful.cohort.reading.cohort import ROW, Cohort, Listener, raw_column, typed_column
from tactful.cohort.reading.frames import read_frame, without_misfits
from tactful.cohort.reading.left_out import LeftOut
from tactful.cohort.reading.reader import CohortReader
from tactful.cohort.reading.styles import Style
from tactful.cohort.reasons import Reasons, Tell
from tactful.cohort.remarks import (
    NOTES,
    REJECTS,
    OnRemarks,
    Remarks,
    RowRemark,
    What,
)
from tactful.cohort.remedies import FACELESS, Remedies
from tactful.cohort.several.headings import Spread
from tactful.cohort.several.shapes import AdviceShapes
from tactful.cohort.tally import BatchSummary, Passing, RowProgress, Tally
from tactful.columns.by_then import ByThenColumn, tells_by_then, unplaced
from tactful.columns.labels import label_columns
from tactful.columns.names import given_columns
from tactful.columns.program import Columns, Moment
from tactful.language.model import Ruleset
from tactful.language.values import Kind
from tactful.text.gate import Gate, Mark, Output
from tactful.text.output_defects import Refused, left_rejects


class Advisor(NamedTuple):
    """A ruleset with the columns of a cohort that give its facts."""

    ruleset: Ruleset
    matching: Matching
    now: datetime | None = None
    """The moment that is stated for all clients who give none."""
    remedies: Remedies = FACELESS
    """What can be done about a client who cannot be advised on."""
    styles: Mapping[str, Style] = MappingProxyType({})
    """How the cells of facts are written, where that is known."""
    spread: Spread | None = None
    """Over how many of a thing the columns are spread, where clients list several."""

    @property
    def given(self) -> tuple[str, ...]:
        """The facts that are given to all or some."""
        now = self.ruleset.clock.now
        more = () if self.now is None or now is None or now in self.matching.facts else (now,)
        return (*self.matching.facts, *more)

    def reader(self, *, strict: bool) -> CohortReader:
        """What reads the cells of facts of all; ``strict`` is as for ``BatchSteps``."""
        about = (self.ruleset, self.matching, self.now, self.remedies, self.styles)
        return CohortReader(*about, strict=strict)


class Batch:
    """A batch to run on one machine.

    Args:
        steps: What happens to the rows.
        progress: Told how far things are.
    """

    def __init__(self, steps: BatchSteps, progress: RowProgress | None = None) -> None:
        self._steps = steps
        self._progress = progress
        self._remarks: Remarks | None = None

    def told(self) -> Remarks | None:
        """What was said of the cohort's rows so far; ``None`` before it was run."""
        return self._remarks

    def run(
        self, cohort: Cohort, out: Path, sink: Sink | None = None, gate: Gate | None = None
    ) -> BatchSummary:
        """Advise a cohort and write the advice, and beside it the rejects and the notes.

        Args:
            cohort: The clients.
            out: Where the advice goes; its ending tells the format.
            sink: Writes a frame to a file; left out, ``SINKS`` tells how.
            gate: Knows what is read, and so is not to be written over.

        Raises:
            Refused: if a file may not be written.
            RowsLost: if the numbers do not add up.
            DamagedCohort, OSError: if something cannot be read or written.
        """
        passing = Passing(self._steps.tally(), cohort.rows, self._progress)
        claimed, *beside = table_and_lists(out, ADVICE, gate or Gate())
        # The lists come first: where there is advice, all that belongs to it is there.
        with claimed.made() as good, beside[0].made() as bad, beside[1].made() as notes:
            remarks = self._remarks = Remarks(bad, notes, cohort.address)
            frame = cohort.frame(Listener(remarks.add, passing.note_read))
            frame = self._steps.advise(frame, cohort.columns, remarks.add, cohort.by_hand)
            frame = frame.map_batches(passing.note, schema=frame.collect_schema(), streamable=True)
            ending = out.suffix.lower()
            if ending in CELLS:
                frame = self._steps.written_out(frame)
                if sink is None:
                    frame = without_formulas(frame)
            write = sink or SINKS[ending]
            with plainly():
                write(frame, good)
            remarks.close()
            summary = passing.tally.summary(passing.read, remarks.counts)
            made = bad.exists(), notes.exists()
        for output, is_made in zip(beside, made, strict=True):
            if not is_made:
                output.remove()  # that of an earlier run
        return summary


def rejects_path(out: Path) -> Path:
    """Where the rejects of a batch go."""
    return out.with_name(f"{out.name}.rejects.csv")


def notes_path(out: Path) -> Path:
    """Where the notes on a batch go: rows that are left out, and cells that are not understood."""
    return out.with_name(f"{out.name}.notes.csv")


def table_and_lists(out: Path, mark: Mark, gate: Gate) -> tuple[Output, Output, Output]:
    """The ways to write a table made of a cohort, and the rejects and the notes beside it.

    Args:
        out: The table.
        mark: What it is.
        gate: Knows what is read.

    Raises:
        Refused: if one of them may not be written. Rejects whose table is not there any more are
            all that is left of a run, so they stay.
    """
    rejects = rejects_path(out)
    claimed, beside = gate.claim(out, mark), gate.claim(rejects, REJECTS, like=out)
    notes = gate.claim(notes_path(out), NOTES, like=out)
    if not out.exists() and rejects.exists() and rejects.stat().st_size:
        raise Refused(rejects, left_rejects(rejects, out))
    return claimed, beside, notes


class BatchSteps:
    """What happens to each batch of rows, whoever carries it: one machine or many."""

    @property
    def several(self) -> AdviceShapes | None:
        """What the advice looks like where clients list several; ``None`` where none do."""
        return None

    def __init__(
        self,
        advisor: Advisor,
        *,
        moment: Moment | None = None,
        tell: Tell | None = None,
        before: Advisor | None = None,
        brief: bool = False,
        strict: bool = False,
        labels: bool = False,
    ) -> None:
        """Compile.

        Args:
            advisor: Whose advice is wanted.
            moment: The local time to assume for clients whose moment is not given.
            tell: Turns an explanation into the text of the column ``explanation``; left out,
                there is no such column.
            before: Whose advice to compare with.
            brief: Whether to tell no more than the rows' numbers and what was decided.
            strict: Whether to reject the clients of whom a cell is not understood, or whose facts
                do not fit together.
            labels: Whether to hand on what options are called for each client, where that depends.
        """
        if brief:
            advisor = advisor._replace(ruleset=unplaced(advisor.ruleset))
        self.columns = _compiled(advisor, moment)
        self.ruleset = advisor.ruleset
        self._matching = advisor.matching
        self._reader = advisor.reader(strict=strict)
        self._given = given_columns(advisor.ruleset, advisor.given)
        self._reasons = Reasons(advisor.ruleset, moment, tell) if tell is not None else None
        self._by_then: ByThenColumn | None = None
        if not brief and tells_by_then(advisor.ruleset):
            self._by_then = ByThenColumn(advisor.ruleset, advisor.given, self.columns.names)
        self._before = None if before is None else _Before(before, moment, strict=strict)
        self._brief = brief
        self._labels = [*label_columns(advisor.ruleset).values()] if labels else []
        self._strict = strict and bool(advisor.ruleset.constraints)

    def tally(self) -> Tally:
        """Counts what these steps come to."""
        return Tally(self.ruleset, self.compared)

    def row_column(self, columns: Sequence[str]) -> str:
        """The column of the rows' numbers in a brief batch, beside a cohort's columns."""
        taken = {*columns, *self.made}
        name = ROW if ROW not in taken else f"{ROW}_number"
        while name in taken:
            name += "_"
        return name

    def replaced(self, columns: Iterable[str]) -> list[str]:
        """The cohort's columns that give way to columns of advice of the same name."""
        made = set(self.made)
        return [name for name in columns if name in made]

    @cached_property
    def made(self) -> list[str]:
        """The columns of advice, in order."""
        pairs = [part for pair in self.compared.items() for part in pair]
        before = [before_column(name) for name in pairs]
        comparison = [CHANGED, *before] if pairs else []
        if self._brief:
            statuses = [self.columns.names.status(name) for name in self.ruleset.decisions]
            return [*comparison, *self.ruleset.decisions, *statuses]
        explanation = [] if self._reasons is None else [self.columns.names.explanation]
        by_then = [] if self._by_then is None else [self.columns.names.by_then]
        return [*self.columns.schema, *by_then, *explanation, *comparison, *self._labels]

    def written_out(self, advice: pl.LazyFrame) -> pl.LazyFrame:
        """Advice whose facts of several choices are written as in the cells of a cohort."""
        types = {name: self.ruleset.facts[name].type for name in self.columns.names.concluded}
        several = [] if self._brief else [name for name, type_ in types.items() if type_.many]
        return written_out(advice, several)

    @cached_property
    def compared(self) -> dict[str, str]:
        """The decisions that are compared with those before, each with the column of its status."""
        if self._before is None:
            return {}
        names, old = self.columns.names, self._before.ruleset.decisions
        return {name: names.status(name) for name in self.ruleset.decisions if name in old}

    def read(
        self, raw: pl.LazyFrame, columns: Sequence[str], remark: OnRemarks, by_hand: bool = False
    ) -> pl.LazyFrame:
        """The raw rows that can be advised on; ``advise`` says the same of the others."""
        raw = self._clients(raw, columns, remark, by_hand)
        if self._before is not None:
            raw = self._before.read(raw, self._unless_said_again(remark))
        return read_frame(self._reader, raw, remark, by_hand)

    def _clients(
        self, raw: pl.LazyFrame, columns: Sequence[str], remark: OnRemarks, by_hand: bool
    ) -> pl.LazyFrame:
        """The raw rows that are clients."""
        left_out = LeftOut(columns, self._telling, by_hand=by_hand)
        schema = raw.collect_schema()
        return raw.map_batches(
            lambda batch: left_out.rest(batch, remark), schema=schema, streamable=True
        )

    def _unless_said_again(self, remark: OnRemarks) -> OnRemarks:
        """Takes what is said of a cell only where it is not read once more."""
        again = {*self._matching.facts.values()}

        def told(found: Iterable[RowRemark]) -> None:
            remark(one for one in found if one.what is not What.UNREAD or one.column not in again)

        return told

    @property
    def _telling(self) -> list[str]:
        """The columns that say something of a client: a place, a moment, a name alone do not."""
        both = [self._matching, *([] if self._before is None else [self._before.matching])]
        clocks = [
            self.ruleset.clock,
            *([] if self._before is None else [self._before.ruleset.clock]),
        ]
        apart = {name for clock in clocks for name in clock if name is not None}
        known = self.ruleset.facts
        apart |= {name for name, fact in known.items() if fact.type.kind is Kind.TEXT}
        told = [one.columns(name for name in one.facts if name not in apart) for one in both]
        every = [one.columns(one.facts) for one in both]
        return list(dict.fromkeys(c for found in (told if any(told) else every) for c in found))

    def advise(
        self,
        raw: pl.LazyFrame,
        columns: Sequence[str],
        remark: OnRemarks,
        by_hand: bool = False,
    ) -> pl.LazyFrame:
        """The advice for raw rows: the cohort's own columns, then those of advice.

        Args:
            raw: Numbered rows with a ``raw_column`` for each of the cohort's columns.
            columns: The names of the cohort's columns.
            remark: Takes what there is to say of rows and cells.
            by_hand: Whether people have filled the cohort in.
        """
        replaced = set(self.replaced(columns))
        schema = raw.collect_schema()
        handed_on = {
            typed_column(name) if typed_column(name) in schema else raw_column(name): name
            for name in columns
            if name not in replaced
        }
        numbered = {ROW: self.row_column(columns)} if self._brief else {}
        strict = [ROW] if self._strict and not self._brief else []
        keep = [*numbered, *strict, *handed_on]
        frame = self._clients(raw, columns, remark, by_hand)
        before = []
        if self._before is not None:
            told = self._unless_said_again(remark)
            frame = self._before.advise(frame, told, self.compared)
            before = [before_column(part) for pair in self.compared.items() for part in pair]
        frame = read_frame(self._reader, frame, remark, by_hand)
        more = [*self._labels, *(self._given if self._reasons is not None else [])]
        more += [] if self._by_then is None else self._by_then.needs
        frame = self.columns.advise(frame, [*keep, *before, *dict.fromkeys(more)])
        if strict:
            keep.remove(ROW)
            broken = self.columns.names.misfits
            frame = without_misfits(frame, broken, self.ruleset, remark)
        if self._by_then is not None:
            frame = self._by_then.add(frame, self.columns.names.by_then)
        if self.compared:
            frame = frame.with_columns(changed(self.compared, frame.collect_schema()))
        if self._reasons is not None:
            frame = self._reasons.explain(frame, self.columns.names)
        frame = frame.select(*keep, *self.made)
        return frame.rename({**numbered, **handed_on})


def _compiled(advisor: Advisor, moment: Moment | None) -> Columns:
    return Columns(advisor.ruleset, advisor.given, moment=moment)


class _Before:
    """The advice of another ruleset, to compare with."""

    def __init__(self, advisor: Advisor, moment: Moment | None, *, strict: bool) -> None:
        self.ruleset = unplaced(advisor.ruleset)
        self.matching = advisor.matching
        self._columns = _compiled(advisor._replace(ruleset=self.ruleset), moment)
        self._reader = advisor.reader(strict=strict)

    def read(self, raw: pl.LazyFrame, remark: OnRemarks) -> pl.LazyFrame:
        """The raw rows that can be advised on, as they are."""
        keep = raw.collect_schema().names()
        return read_frame(self._reader, raw, remark).select(keep)

    def advise(
        self,
        raw: pl.LazyFrame,
        remark: OnRemarks,
        compared: Mapping[str, str],
    ) -> pl.LazyFrame:
        """The raw rows, with what the decisions and their statuses were before."""
        keep = raw.collect_schema().names()
        frame = read_frame(self._reader, raw, remark)
        frame = self._columns.advise(frame, keep)
        statuses = self._columns.names.status
        made = [
            pl.col(column).alias(before_column(name))
            for decision, status in compared.items()
            for name, column in ((decision, decision), (status, statuses(decision)))
        ]
        return frame.select(*keep, *made)
