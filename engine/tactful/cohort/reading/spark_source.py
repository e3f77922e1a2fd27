"""Cohorts that Spark reads: its own columns as raw ones, or lines that are read as elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from tactful.extras import needed, require

with needed():
    require("pyspark", "pandas")  # Spark asks for pandas itself, late and in other words
    import polars as pl
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import functions as sql

from tactful.cohort.matching import Matching
from tactful.cohort.reading.cohort import Cohort, raw_column, unique_names
from tactful.cohort.reading.column_styles import ColumnStyles, styles_of
from tactful.cohort.reading.declared import Declared
from tactful.cohort.reading.json_lines import JsonLines, names_in_json
from tactful.cohort.reading.text import BATCH, Delimited, as_frame
from tactful.cohort.remarks import RowRemark
from tactful.cohort.remedies import Remedies
from tactful.language.model import Ruleset
from tactful.text.diagnostic import Diagnostics

Reader: TypeAlias = Callable[[Iterable[bytes]], Iterator[tuple[pl.DataFrame, list[RowRemark]]]]
"""From a task's lines to frames of raw columns, numbered from 1, and remarks."""


@dataclass(frozen=True)
class SparkSource:
    """A cohort that Spark can read.

    ``read`` turns lines into raw columns; it is ``None`` where Spark's own columns are the raw
    ones. ``above`` is how many lines there are above the first client's.
    """

    frame: DataFrame
    columns: tuple[str, ...]
    read: Reader | None
    above: int = 0

    @property
    def by_hand(self) -> bool:
        """Whether people fill in such files."""
        return self.above > 0


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
) -> SparkSource | None:
    """The cohort at a path, a file or a folder of files; ``None`` if its format is not read.

    Args:
        spark: The session.
        path: Any path that Spark reads; its ending tells the format.
        kinds: Tells the kind of the fact that a column gives.
    """
    ending = Path(path.rstrip("/")).suffix.lower()
    if ending == ".parquet":
        frame = spark.read.parquet(path)
        return SparkSource(frame, tuple(frame.columns), None)
    if ending not in (".csv", ".tsv", ".jsonl", ".ndjson"):
        return None
    lines = spark.read.text(path).select(sql.col("value").cast("binary"))
    filled = lines.where(sql.expr("length(trim(cast(value as string))) > 0"))
    if ending in (".jsonl", ".ndjson"):
        names = unique_names(names_in_json(bytes(row[0]) for row in filled.take(10_000)))
        return SparkSource(lines, names, _json_reader(names, kinds))
    first = filled.first()
    if first is None:
        return SparkSource(lines, (), None)
    header = bytes(first[0])
    # Spark hands out lines, so a row is one line: the next may be on another machine.
    is_csv = ending == ".csv"
    kind = Delimited.guessed(header, joins=False) if is_csv else Delimited("\t", joins=False)
    names = unique_names(kind.names(header))
    rest = lines.where(sql.col("value") != sql.lit(header))
    return SparkSource(rest, names, _delimited_reader(kind, names), above=1)


def _delimited_reader(kind: Delimited, names: Sequence[str]) -> Reader:
    columns = [raw_column(name) for name in names]

    def read(lines: Iterable[bytes]) -> Iterator[tuple[pl.DataFrame, list[RowRemark]]]:
        for batch in kind.batches(lines, len(names)):
            yield as_frame(batch, columns), batch.remarks

    return read


def _json_reader(names: Sequence[str], kinds: Callable[[str], str | None]) -> Reader:
    columns = [raw_column(name) for name in names]

    def read(lines: Iterable[bytes]) -> Iterator[tuple[pl.DataFrame, list[RowRemark]]]:
        for batch in JsonLines(kinds).batches(lines, names):
            yield as_frame(batch, columns), batch.remarks

    return read


def styles_on_spark(
    source: SparkSource,
    matching: Matching,
    ruleset: Ruleset,
    declared: Declared,
    diagnostics: Diagnostics,
    file: str,
    remedies: Remedies,
) -> ColumnStyles:
    """How columns are read: as is said, or as the rules say. Nobody looks at all cells first."""
    cohort = Cohort(source.columns, None, no_frame)
    return styles_of(cohort, matching, ruleset, declared, diagnostics, file, remedies)


def no_frame(_: object) -> pl.LazyFrame:
    """No rows: of a cohort of which nothing but its columns is looked at."""
    return pl.LazyFrame()
