"""A cohort beyond one machine: the same program on every Arrow batch that Spark hands out.

Spark reads, hands out the rows, starts tasks again where a worker is lost, and writes; a row is
read, advised on or rejected by the code that does so on one machine. Texts go through Spark as
lines of bytes, so that what is wrong with a line is found, and told, as on one machine.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from pathlib import Path
from typing import Any

from tactful.extras import needed, require

with needed():
    require("pyspark", "pandas")  # Spark asks for pandas itself, late and in other words
    import polars as pl
    import pyarrow as pa
    from pyspark import TaskContext
    from pyspark.sql import DataFrame, Observation, SparkSession
    from pyspark.sql import functions as sql
    from pyspark.sql.pandas.types import from_arrow_schema

from tactful.cohort.batch import Advisor, BatchSteps
from tactful.cohort.output import CELLS, as_text, without_formulas
from tactful.cohort.reading.cohort import ROW, Cohort, letters, raw_column
from tactful.cohort.reading.left_out import moved
from tactful.cohort.reading.spark_source import Reader, SparkSource, no_frame
from tactful.cohort.reasons import Tell
from tactful.cohort.remarks import COLUMNS as REJECT_COLUMNS
from tactful.cohort.remarks import (
    IN_REJECTS,
    NOTE_COLUMNS,
    THE_ROW,
    RemarkCounts,
    RowRemark,
    What,
    note_cells,
    reject_cells,
)
from tactful.cohort.several.steps import steps_for
from tactful.cohort.tally import BatchSummary, Tally
from tactful.columns.program import UNHURRIED, Moment
from tactful.text.scratch import scratch

_COUNTED = "tactful_counted"
"""The column for what tasks have counted, on its way; no other column has it."""


@dataclass(frozen=True)
class _Work:
    """What is to be done with rows. It travels to the workers and is compiled there.

    ``key`` is the same for all tasks of a run: a worker process compiles once for all it gets.
    """

    key: str
    advisor: Advisor
    moment: Moment | None
    tell: Tell | None
    before: Advisor | None
    columns: tuple[str, ...]
    read: Reader | None
    above: int
    per: str | None = None

    def steps(self) -> BatchSteps:
        """The compiled steps."""
        if self.key not in _compiled:
            _compiled.clear()
            _compiled[self.key] = steps_for(
                self.advisor,
                moment=self.moment,
                tell=self.tell,
                before=self.before,
                per=self.per,
            )
        return _compiled[self.key]

    def raw(
        self, batches: Iterator[pa.RecordBatch]
    ) -> Iterator[tuple[pl.DataFrame, Sequence[RowRemark]]]:
        """A task's rows as frames of raw columns, numbered from 1, with the rows that are none."""
        if self.read is not None:
            lines = (value for batch in batches for value in batch.column(0).to_pylist())
            yield from self.read(lines)
            return
        seen = 0
        for batch in batches:
            frame = pl.DataFrame(pa.Table.from_batches([batch]))
            named = frame.rename({name: raw_column(name) for name in self.columns})
            yield named.with_row_index(ROW, offset=1 + seen), []
            seen += named.height


_compiled: dict[str, BatchSteps] = {}
"""What this worker process has compiled last, by the key of the work."""


@dataclass(frozen=True)
class _Advise:
    """Turns a task's rows into advice, and at the end into a row that tells what was counted."""

    work: _Work
    types: pa.Schema
    textual: bool

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        steps = self.work.steps()
        tally, read = steps.tally(), 0
        said: dict[What, Counter[str]] = {what: Counter() for what in What}
        by_hand = self.work.above > 0
        for frame, broken in self.work.raw(batches):
            found = [*broken]
            read += frame.height + sum(remark.rows for remark in broken)
            advised = steps.advise(frame.lazy(), self.work.columns, found.extend, by_hand)
            made = advised.collect(optimizations=UNHURRIED)
            tally.note(made)
            for remark in found:
                said[remark.what][remark.column or THE_ROW] += remark.rows
            if self.textual:
                told = as_text(steps.written_out(made.lazy()))
                made = without_formulas(told).collect(optimizations=UNHURRIED)
            yield from self._as_arrow(made)
        context = TaskContext.get()
        counted = {
            "task": 0 if context is None else context.partitionId(),
            "read": read,
            "said": {what.name: counts for what, counts in said.items()},
            "advised": tally.advised,
            "counts": tally.counts(),
        }
        yield from self._as_arrow(pl.DataFrame({_COUNTED: [json.dumps(counted)]}))

    def _as_arrow(self, frame: pl.DataFrame) -> Iterator[pa.RecordBatch]:
        """A frame with every column that goes out; those it lacks are empty."""
        texts = [
            pl.selectors.time().dt.strftime("%H:%M:%S"),
            pl.selectors.by_dtype(pl.Enum, pl.Categorical).cast(pl.String),
        ]
        table = frame.with_columns(*texts).to_arrow(compat_level=pl.CompatLevel.oldest())
        columns = [
            table[part.name].cast(part.type)
            if part.name in frame.columns
            else pa.nulls(table.num_rows, part.type)
            for part in self.types
        ]
        yield from pa.table(columns, schema=self.types).to_batches()


@dataclass(frozen=True)
class _Remark:
    """Reads a task's rows once more for what there is to say of them."""

    work: _Work
    starts: Mapping[int, int]
    rejects: bool

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        steps, context = self.work.steps(), TaskContext.get()
        before = self.starts.get(0 if context is None else context.partitionId(), 0)
        for frame, broken in self.work.raw(batches):
            found = [*broken]
            steps.read(frame.lazy(), self.work.columns, found.extend, self.work.above > 0).collect(
                optimizations=UNHURRIED
            )
            is_right = [one for one in found if (one.what in IN_REJECTS) is self.rejects]
            rows = [self._cells(moved(one, before + self.work.above)) for one in is_right]
            schema = _listed(self.rejects)
            columns = [*zip(*rows, strict=True)] or [()] * len(schema)
            arrays = [
                pa.array(column, part.type) for column, part in zip(columns, schema, strict=True)
            ]
            yield from pa.table(arrays, schema=schema).to_batches()

    def _cells(self, remark: RowRemark) -> tuple[object, ...]:
        columns = self.work.columns
        named = letters(len(columns)) if self.work.above else ()
        address = Cohort(columns, None, no_frame, letters=named).address
        return (reject_cells if self.rejects else note_cells)(remark, address)


def _listed(rejects: bool) -> pa.Schema:
    """How remarks travel."""
    names = REJECT_COLUMNS if rejects else NOTE_COLUMNS
    return pa.schema(
        [pa.field(name, pa.int64() if name == "row" else pa.string()) for name in names]
    )


def run_on_spark(
    source: SparkSource,
    out: str,
    advisor: Advisor,
    *,
    moment: Moment | None = None,
    tell: Tell | None = None,
    before: Advisor | None = None,
    per: str | None = None,
) -> BatchSummary:
    """Advise a cohort on Spark, and write the advice and the rejects as folders of files.

    What is counted comes back with the tasks that write. Only where there is something to say of
    rows is the cohort read once more, for that: their numbers depend on how many other tasks had.

    Args:
        source: The clients.
        out: Where the advice goes; its ending tells the format.
        advisor: Whose advice is wanted.
        moment: The local time to assume for clients whose moment is not given.
        tell: Turns an explanation into the text of the column ``explanation``.
        before: Whose advice to compare with.
        per: Of what a row is one, where clients list several and it is not a client.

    Raises:
        RowsLost: if rows read are neither advised on nor rejected.
    """
    steps = steps_for(advisor, moment=moment, tell=tell, before=before, per=per)
    textual = Path(out).suffix.lower() in CELLS
    made = steps.advise(_empty(source).lazy(), source.columns, lambda _: None)
    types = _arrow_schema((as_text(steps.written_out(made)) if textual else made).collect_schema())
    key = secrets.token_hex(8)
    about = (source.columns, source.read, source.above, per)
    work = _Work(key, advisor, moment, tell, before, *about)
    counted, tally = Observation(), steps.tally()
    done = source.frame.mapInArrow(_Advise(work, types, textual), from_arrow_schema(types))
    done = done.observe(counted, sql.collect_list(_COUNTED).alias(_COUNTED))
    with _placed(done.where(sql.col(_COUNTED).isNull()).drop(_COUNTED), out):
        tasks = [json.loads(text) for text in counted.get[_COUNTED]]
        read = {task["task"]: task["read"] for task in sorted(tasks, key=itemgetter("task"))}
        summary = tally.summary(sum(read.values()), _added(tasks, tally))
        starts = dict(zip(read, accumulate(read.values(), initial=0), strict=False))
        for rejects, any_, folder in (
            (True, summary.rejected, rejects_folder(out)),
            (False, summary.left_out or summary.unread, notes_folder(out)),
        ):
            rows = source.frame if any_ else source.frame.limit(0)
            listed = rows.mapInArrow(
                _Remark(work, starts, rejects), from_arrow_schema(_listed(rejects))
            )
            with _placed(listed.orderBy("row").coalesce(1), folder):
                pass
    return summary


def _added(tasks: Sequence[Mapping[str, Any]], tally: Tally) -> RemarkCounts:
    """What all tasks have counted: advice for the tally, and of how many rows what was said."""
    said: dict[str, Counter[str]] = {what.name: Counter() for what in What}
    for task in tasks:
        tally.add(task["advised"], task["counts"])
        for what, counts in task["said"].items():
            said[what].update(counts)
    return RemarkCounts.of({what: said[what.name] for what in What})


def rejects_folder(out: str) -> str:
    """Where the rejects of a cohort go."""
    return f"{out.rstrip('/')}.rejects.csv"


def notes_folder(out: str) -> str:
    """Where the notes on a cohort go."""
    return f"{out.rstrip('/')}.notes.csv"


def _empty(source: SparkSource) -> pl.DataFrame:
    """No rows of the source, as a task sees them."""
    if source.read is None:
        nothing = pl.DataFrame(source.frame.limit(0).toArrow())
        raw = nothing.rename({name: raw_column(name) for name in source.columns})
        return raw.with_row_index(ROW, offset=1)
    columns = {raw_column(name): pl.String() for name in source.columns}
    return pl.DataFrame(schema={ROW: pl.UInt32(), **columns})


def _arrow_schema(schema: pl.Schema) -> pa.Schema:
    """How advice travels, and what was counted beside it."""
    parts = [pa.field(name, _arrow_type(dtype)) for name, dtype in schema.items()]
    return pa.schema([*parts, pa.field(_COUNTED, pa.string())])


def _arrow_type(dtype: Any) -> Any:
    if isinstance(dtype, pl.Struct):
        return pa.struct([pa.field(one.name, _arrow_type(one.dtype)) for one in dtype.fields])
    if isinstance(dtype, pl.List):
        return pa.list_(_arrow_type(dtype.inner))
    if isinstance(dtype, pl.Enum | pl.Categorical | pl.String | pl.Time):
        return pa.string()
    if isinstance(dtype, pl.Datetime):
        return pa.timestamp("us", dtype.time_zone)
    if isinstance(dtype, pl.UInt8 | pl.UInt16 | pl.UInt32 | pl.UInt64):
        return pa.int64()
    return pl.Series([], dtype=dtype).to_arrow().type


@contextmanager
def _placed(frame: DataFrame, path: str) -> Iterator[None]:
    """Write a folder of files, which takes its place when the block is left without an error.

    On a file system of this machine it appears whole or not at all; elsewhere it is there at
    once, has Spark's mark ``_SUCCESS`` in it when it is whole, and is taken away after an error.
    """
    if "://" in path:
        _write(frame, path, path)
        try:
            yield
        except BaseException:
            _remove(frame.sparkSession, path)
            raise
        return
    target = Path(path).resolve()
    with scratch(target) as place:
        _write(frame, path, str(place))
        yield
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
        place.rename(target)


def _write(frame: DataFrame, path: str, place: str) -> None:
    writer = frame.write.mode("overwrite")
    match Path(path.rstrip("/")).suffix.lower():
        case ".csv":
            writer.option("header", True).option("escape", '"').csv(place)
        case ".tsv":
            writer.option("header", True).option("escape", '"').option("sep", "\t").csv(place)
        case ".jsonl" | ".ndjson":
            writer.option("ignoreNullFields", False).json(place)
        case _:
            writer.parquet(place)


def _remove(spark: SparkSession, path: str) -> None:
    """Take away what is at a path of any file system that Spark knows."""
    java: Any = spark._jvm  # noqa: SLF001 - pyspark has no other way to a file system
    place = java.org.apache.hadoop.fs.Path(path)
    place.getFileSystem(spark._jsc.hadoopConfiguration()).delete(place, True)  # noqa: SLF001
