"""A cohort beyond one machine: the same program on every Arrow batch that Spark hands out.

Spark reads, hands out the rows, starts tasks again where a worker is lost, and writes; a row is
read, advised on or rejected by the code that does so on one machine. Texts go through Spark as
lines of bytes, so that what is wrong with a line is found, and told, as on one machine.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
import pyarrow as pa
from pyspark import StorageLevel, TaskContext
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql
from pyspark.sql.pandas.types import from_arrow_schema

from tactful.batch import Advisor, Changes, Moment, RowsLost, Steps, Summary, before_column
from tactful.batch_files import as_text
from tactful.batch_reasons import Tell
from tactful.cohort import ROW, raw_column, unique_names
from tactful.cohort_rejects import COLUMNS as REJECT_COLUMNS
from tactful.cohort_rejects import THE_ROW, Reject, shown
from tactful.cohort_text import BATCH, Delimited, JsonLines, as_frame, names_in_json
from tactful.columns import UNHURRIED

Reader: TypeAlias = Callable[[Iterable[bytes]], Iterator[tuple[pl.DataFrame, list[Reject]]]]
"""From a task's lines to frames of raw columns, numbered from 1, and rejects."""

_REJECTED = "tactful_rejected"
"""The column that tells rejects from advice on their way; no other column has it."""


@dataclass(frozen=True)
class Source:
    """A cohort that Spark can read.

    ``read`` turns lines into raw columns; it is ``None`` where Spark's own columns are the raw
    ones.
    """

    frame: DataFrame
    columns: tuple[str, ...]
    read: Reader | None


def session(master: str | None) -> SparkSession:
    """A session on a cluster; on this machine if none is named here or by Spark's settings."""
    builder: Any = SparkSession.builder
    if master is not None:
        builder = builder.master(master)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.app.name": "tactful",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.sql.debug.maxToStringFields": "500",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH),
        "spark.executorEnv.POLARS_MAX_THREADS": "1",  # a task has one core
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    made: SparkSession = builder.getOrCreate()
    return made


def open_source(
    spark: SparkSession, path: str, kinds: Callable[[str], str | None]
) -> Source | None:
    """The cohort at a path, a file or a folder of files; ``None`` if its format is not read.

    Args:
        spark: The session.
        path: Any path that Spark reads; its ending tells the format.
        kinds: Tells the kind of the fact that a column gives.
    """
    ending = Path(path.rstrip("/")).suffix.lower()
    if ending == ".parquet":
        frame = spark.read.parquet(path)
        return Source(frame, tuple(frame.columns), None)
    if ending not in (".csv", ".tsv", ".jsonl", ".ndjson"):
        return None
    lines = spark.read.text(path).select(sql.col("value").cast("binary"))
    lines = lines.where(sql.expr("length(trim(cast(value as string))) > 0"))
    if ending in (".jsonl", ".ndjson"):
        names = unique_names(names_in_json(bytes(row[0]) for row in lines.take(10_000)))
        return Source(lines, names, _json_reader(names, kinds))
    first = lines.first()
    if first is None:
        return Source(lines, (), None)
    header = bytes(first[0])
    # Spark hands out lines, so a row is one line: the next may be on another machine.
    is_csv = ending == ".csv"
    kind = Delimited.guessed(header, joins=False) if is_csv else Delimited("\t", joins=False)
    names = unique_names(kind.names(header))
    rest = lines.where(sql.col("value") != sql.lit(header))
    return Source(rest, names, _delimited_reader(kind, names))


def _delimited_reader(kind: Delimited, names: Sequence[str]) -> Reader:
    columns = [raw_column(name) for name in names]

    def read(lines: Iterable[bytes]) -> Iterator[tuple[pl.DataFrame, list[Reject]]]:
        for batch in kind.batches(lines, len(names)):
            yield as_frame(batch, columns), batch.rejects

    return read


def _json_reader(names: Sequence[str], kinds: Callable[[str], str | None]) -> Reader:
    columns = [raw_column(name) for name in names]

    def read(lines: Iterable[bytes]) -> Iterator[tuple[pl.DataFrame, list[Reject]]]:
        for batch in JsonLines(kinds).batches(lines, names):
            yield as_frame(batch, columns), batch.rejects

    return read


@dataclass
class _Task:
    """What a task does with its rows. It travels to the workers and compiles there."""

    advisor: Advisor
    moment: Moment | None
    tell: Tell | None
    before: Advisor | None
    columns: tuple[str, ...]
    read: Reader | None
    types: pa.Schema
    textual: bool
    numbers: Mapping[int, int] = field(default_factory=dict)

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        context = TaskContext.get()
        before = self.numbers.get(0 if context is None else context.partitionId(), 0)
        steps = Steps(self.advisor, moment=self.moment, tell=self.tell, before=self.before)
        for frame, broken in self._raw(batches):
            found = [*broken]
            advised = steps.advise(frame.lazy(), self.columns, found.extend)
            if self.textual:
                advised = as_text(advised)
            yield from self._as_arrow(advised.collect(optimizations=UNHURRIED))
            if found:
                yield from self._as_arrow(_rejects_frame(found, before))

    def _raw(
        self, batches: Iterator[pa.RecordBatch]
    ) -> Iterator[tuple[pl.DataFrame, Iterable[Reject]]]:
        if self.read is not None:
            lines = (value.as_py() for batch in batches for value in batch.column(0))
            yield from self.read(lines)
            return
        seen = 0
        for batch in batches:
            frame = pl.DataFrame(pa.Table.from_batches([batch]))
            named = frame.rename({name: raw_column(name) for name in self.columns})
            yield named.with_row_index(ROW, offset=1 + seen), []
            seen += frame.height

    def _as_arrow(self, frame: pl.DataFrame) -> Iterator[pa.RecordBatch]:
        """A frame with every column that goes out; those it lacks are empty."""
        table = frame.with_columns(pl.selectors.time().dt.strftime("%H:%M:%S")).to_arrow(
            compat_level=pl.CompatLevel.oldest()
        )
        columns = [
            table[part.name].cast(part.type)
            if part.name in frame.columns
            else pa.nulls(table.num_rows, part.type)
            for part in self.types
        ]
        yield from pa.table(columns, schema=self.types).to_batches()


def _rejects_frame(found: Sequence[Reject], before: int) -> pl.DataFrame:
    rows = [shown(reject._replace(row=reject.row + before)) for reject in found]
    table = pl.DataFrame(
        rows, schema=[f"{_REJECTED}_{name}" for name in REJECT_COLUMNS], orient="row"
    )
    return table.with_columns(pl.lit(value=True).alias(_REJECTED))


def run_on_spark(
    source: Source,
    out: str,
    advisor: Advisor,
    *,
    moment: Moment | None = None,
    tell: Tell | None = None,
    before: Advisor | None = None,
) -> Summary:
    """Advise a cohort on Spark, and write the advice and the rejects as folders of files.

    Args:
        source: The clients.
        out: Where the advice goes; its ending tells the format.
        advisor: Whose advice is wanted.
        moment: The local time to assume for clients whose moment is not given.
        tell: Turns an explanation into the text of the column ``explanation``.
        before: Whose advice to compare with.

    Raises:
        RowsLost: if rows read are neither advised on nor rejected.
    """
    steps = Steps(advisor, moment=moment, tell=tell, before=before)
    textual = Path(out).suffix.lower() in (".csv", ".tsv")
    made = steps.advise(_empty(source).lazy(), source.columns, lambda _: None)
    types = _arrow_schema((as_text(made) if textual else made).collect_schema())
    counts = _rows_by_task(source.frame)
    starts = dict(zip(counts, accumulate(counts.values(), initial=0), strict=False))
    task = _Task(
        advisor, moment, tell, before, source.columns, source.read, types, textual, starts
    )  # fmt: skip
    done = source.frame.mapInArrow(task, from_arrow_schema(types)).persist(StorageLevel.DISK_ONLY)
    try:
        is_reject = sql.col(_REJECTED).isNotNull()
        good, bad = done.where(~is_reject), done.where(is_reject)
        advice = [part.name for part in types if not part.name.startswith(_REJECTED)]
        summary = _summary(steps, done, sum(counts.values()), textual)
        if summary.advised + summary.rejected != summary.read:
            raise RowsLost(f"{summary.read} read, {summary.advised + summary.rejected} written")
        rejects = bad.select(
            *(sql.col(f"{_REJECTED}_{name}").alias(name) for name in REJECT_COLUMNS)
        )
        _write(rejects.orderBy("row").coalesce(1), rejects_folder(out))
        _write(good.select(*(sql.col(f"`{name}`") for name in advice)), out)
        return summary
    finally:
        done.unpersist()


def rejects_folder(out: str) -> str:
    """Where the rejects of a cohort go."""
    out = out.rstrip("/")
    return f"{out[: -len(Path(out).suffix)]}.rejects.csv"


def _empty(source: Source) -> pl.DataFrame:
    """No rows of the source, as a task sees them."""
    if source.read is None:
        nothing = pl.DataFrame(source.frame.limit(0).toArrow())
        raw = nothing.rename({name: raw_column(name) for name in source.columns})
        return raw.with_row_index(ROW, offset=1)
    columns = {raw_column(name): pl.String() for name in source.columns}
    return pl.DataFrame(schema={ROW: pl.UInt32(), **columns})


def _arrow_schema(schema: pl.Schema) -> pa.Schema:
    """How advice and rejects travel, side by side."""
    parts = [pa.field(name, _arrow_type(dtype)) for name, dtype in schema.items()]
    parts.append(pa.field(_REJECTED, pa.bool_()))
    for name in REJECT_COLUMNS:
        kind = pa.int64() if name == "row" else pa.string()
        parts.append(pa.field(f"{_REJECTED}_{name}", kind))
    return pa.schema(parts)


def _arrow_type(dtype: Any) -> Any:
    if isinstance(dtype, pl.List):
        return pa.list_(_arrow_type(dtype.inner))
    if isinstance(dtype, pl.Enum | pl.Categorical | pl.String | pl.Time):
        return pa.string()
    if isinstance(dtype, pl.Datetime):
        return pa.timestamp("us", dtype.time_zone)
    if isinstance(dtype, pl.UInt8 | pl.UInt16 | pl.UInt32 | pl.UInt64):
        return pa.int64()
    return pl.Series([], dtype=dtype).to_arrow().type


def _rows_by_task(frame: DataFrame) -> dict[int, int]:
    """How many rows each task gets, in the order of the tasks."""
    found = frame.groupBy(sql.spark_partition_id().alias("task")).count().collect()
    return dict(sorted((int(task), int(count)) for task, count in found))


def _summary(steps: Steps, done: DataFrame, read: int, textual: bool) -> Summary:
    """Everything that is counted, counted in one go."""
    names, decisions = steps.columns.names, steps.ruleset.decisions
    is_reject = sql.col(_REJECTED).isNotNull()
    about = sql.coalesce(sql.col(f"{_REJECTED}_column"), sql.lit(""))
    counted = [
        _counted("rejected", sql.when(is_reject, about)),
        _counted("advised", sql.when(~is_reject, sql.lit(""))),
    ]
    for name, decision in decisions.items():
        column = sql.col(f"`{name}`")
        if decision.many:
            column = sql.split(column, " ") if textual else column
            counted.append(_counted_each(f"choice:{name}", column))
        else:
            counted.append(_counted(f"choice:{name}", column))
        counted.append(_counted(f"status:{name}", sql.col(f"`{names.status(name)}`")))
    changed = sql.lit(False)
    for name in steps.compared:
        before, after = (_comparable(done, column) for column in (before_column(name), name))
        differs = ~is_reject & ~before.eqNullSafe(after)
        changed = changed | differs
        both = [sql.coalesce(side, sql.lit("")) for side in (before, after)]
        counted.append(_counted(f"change:{name}", sql.when(differs, sql.concat_ws("\t", *both))))
    counted.append(_counted("changed", sql.when(changed, sql.lit(""))))
    pairs = done.select(sql.explode(sql.concat(*(_or_none(one) for one in counted))).alias("pair"))
    grouped = pairs.where("pair.value is not null").groupBy("pair.what", "pair.value").count()
    found: dict[str, dict[str, int]] = {}
    for what, value, count in sorted(grouped.collect(), key=lambda row: (-row[2], row[0], row[1])):
        found.setdefault(what, {})[value] = int(count)
    rejected = found.get("rejected", {})
    changes = [
        Changes(name, pair.partition("\t")[0], pair.partition("\t")[2], count)
        for name in steps.compared
        for pair, count in found.get(f"change:{name}", {}).items()
    ]
    return Summary(
        read=read,
        advised=found.get("advised", {}).get("", 0),
        rejected=sum(rejected.values()),
        rejected_by_column={name or THE_ROW: count for name, count in rejected.items()},
        choices={name: found.get(f"choice:{name}", {}) for name in decisions},
        statuses={name: found.get(f"status:{name}", {}) for name in decisions},
        changes=tuple(sorted(changes, key=lambda change: (-change.clients, change))),
        changed=found.get("changed", {}).get("", 0),
    )


def _pair(what: str, value: Column) -> Column:
    return sql.struct(sql.lit(what).alias("what"), value.cast("string").alias("value"))


def _counted(what: str, value: Column) -> Column:
    return sql.array(_pair(what, value))


def _counted_each(what: str, values: Column) -> Column:
    def pair(value: Column) -> Column:
        return _pair(what, value)

    return sql.transform(values, pair)


def _or_none(pairs: Column) -> Column:
    return sql.coalesce(pairs, sql.array().cast("array<struct<what:string,value:string>>"))


def _comparable(frame: DataFrame, name: str) -> Column:
    column = sql.col(f"`{name}`")
    is_list = dict(frame.dtypes)[name].startswith("array")
    return sql.array_join(column, ", ") if is_list else column


def _write(frame: DataFrame, path: str) -> None:
    """Write a folder of files.

    On a file system of this machine it appears whole or not at all; elsewhere Spark puts the mark
    ``_SUCCESS`` into it when it is whole.
    """
    is_local = "://" not in path
    target = Path(path).resolve()
    place = str(target.with_name(f".{target.name}.part")) if is_local else path
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
    if is_local:
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
        Path(place).rename(target)
