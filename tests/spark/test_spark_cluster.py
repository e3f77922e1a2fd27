"""A real cluster gives the output of one machine, row for row, though a worker is lost half-way."""

from __future__ import annotations

import csv
import os
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from pyspark.sql import SparkSession

from breaking import NAMES, client, lines
from cluster import Cluster, cluster
from said import clients, said_rules, written
from tactful import load
from tactful.cohort.batch import Advisor, Batch, BatchSteps, notes_path, rejects_path
from tactful.cohort.matching import kinds_of_columns, match_columns
from tactful.cohort.on_spark import (
    notes_folder,
    rejects_folder,
    run_on_spark,
)
from tactful.cohort.opening import open_cohort
from tactful.cohort.reading.declared import Declared
from tactful.cohort.reading.spark_source import open_source, session
from tactful.cohort.reading.styles import Style
from tactful.cohort.tally import BatchSummary
from tactful.text.diagnostic import Diagnostics
from tactful.text.library import packaged
from tactful_cli.commands.batch import in_words

NOW = datetime(2026, 11, 25, 10)
RULES = load(packaged())
NO_STYLES: Mapping[str, Style] = {}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    with cluster(tmp_path_factory.mktemp("cluster")) as started:
        yield started


@pytest.fixture(scope="module")
def spark(running: Cluster) -> Iterator[SparkSession]:
    settings = {
        "spark.executor.memory": "900m",
        "spark.network.timeout": "20s",  # a lost worker is missed soon
        "spark.network.timeoutInterval": "10s",
        "spark.executor.heartbeatInterval": "2s",
        "spark.shuffle.io.maxRetries": "1",
        "spark.sql.files.openCostInBytes": "0",  # small files do not share a task
        "spark.sql.files.maxPartitionBytes": "2m",
    }
    words = " ".join(f"--conf {key}={value}" for key, value in settings.items())
    os.environ["PYSPARK_SUBMIT_ARGS"] = f"{words} pyspark-shell"
    made = session(running.master)
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()


FEWER = replace(
    RULES, rules={name: r for name, r in RULES.rules.items() if not name.startswith("gift")}
)
"""Rules to compare with."""


def on_one_machine(
    path: Path, out: Path, styles: Mapping[str, Style] = NO_STYLES, **options: Any
) -> BatchSummary:
    diagnostics = Diagnostics()
    found = open_cohort(path, RULES, {}, diagnostics, declared=Declared({"": True}))
    assert found is not None, diagnostics.found
    before = Advisor(FEWER, found.matching, NOW, styles=styles)
    steps = BatchSteps(Advisor(RULES, found.matching, NOW, styles=styles), before=before, **options)
    return Batch(steps).run(found.cohort, out)


def on_cluster(
    spark: SparkSession,
    path: Path,
    out: Path,
    styles: Mapping[str, Style] = NO_STYLES,
    **options: Any,
) -> BatchSummary:
    source = open_source(spark, str(path), kinds_of_columns(RULES, {}))
    assert source is not None
    diagnostics = Diagnostics()
    matching = match_columns(source.columns, RULES, {}, diagnostics, str(path))
    assert not diagnostics.found
    before = Advisor(FEWER, matching, NOW, styles=styles)
    advisor = Advisor(RULES, matching, NOW, styles=styles)
    return run_on_spark(source, str(out), advisor, before=before, **options)


def rows(path: Path) -> pl.DataFrame:
    """Advice by client, with categories as the texts that Spark makes of them."""
    frame = pl.read_parquet(path / "*.parquet" if path.is_dir() else path)
    texts = pl.selectors.by_dtype(pl.Enum, pl.Categorical)
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    return frame.with_columns(texts.cast(pl.String), pl.col(lists).cast(pl.List(pl.String))).sort(
        "client"
    )


def rejected(paths: list[Path]) -> list[list[str]]:
    found = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as stream:
            found += list(csv.reader(stream, escapechar=None))[1:]
    return found


def typed_cohort(path: Path, files: int, clients: int) -> pl.DataFrame:
    """A cohort of typed columns in a folder of files, so that there are tasks to lose."""
    rng = Random(8)
    cells = [client(rng, number) for number in range(files * clients)]
    texts = pl.DataFrame(cells, schema=[*NAMES], orient="row").with_columns(
        pl.when(pl.all() != "").then(pl.all())
    )
    frame = texts.with_columns(
        pl.col("gift_value", "nudges_sent").cast(pl.Float64),
        pl.col("interview_ended", "now").str.to_datetime("%Y-%m-%dT%H:%M", time_unit="us"),
        pl.col("decision_due").str.to_date("%Y-%m-%d", strict=False),
        pl.col("email_known", "thank_you_sent") == "yes",
        pl.when(pl.int_range(pl.len()) % 100 == 7)
        .then(pl.lit("lukewarm"))
        .otherwise(pl.col("rapport"))
        .alias("rapport"),
    )
    path.mkdir()
    for number in range(files):
        frame[number * clients : (number + 1) * clients].write_parquet(
            path / f"part-{number:03}.parquet"
        )
    return frame


def test_lines_with_all_their_mistakes(spark: SparkSession, tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    with path.open("wb") as stream:
        stream.writelines(line for line, _ in lines(Random(4), 4_000, 0.05, huge=0.1))
    one = on_one_machine(path, tmp_path / "one.parquet")
    many = on_cluster(spark, path, tmp_path / "many.parquet")
    assert many == one
    assert one.rejected > 50
    assert sum(one.unread.values()) > 50
    assert one.changed > 3
    assert_frame_equal(rows(tmp_path / "many.parquet"), rows(tmp_path / "one.parquet"))
    same_lists(tmp_path)


def same_lists(folder: Path) -> None:
    """Rejects and notes are those of one machine, in its order."""
    for made, own in ((rejects_folder, rejects_path), (notes_folder, notes_path)):
        parts = sorted(Path(made(str(folder / "many.parquet"))).glob("*.csv"))
        alone = own(folder / "one.parquet")
        assert rejected(parts) == (rejected([alone]) if alone.exists() else [])


def test_cells_as_people_write_them(spark: SparkSession, tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text(
        "client,Industry?,rapport,email_known,interview_ended,decision_due,gift_value\n"
        'Ann,LAW,Friendly,x,19.11.2026 14:30,5/12/2026,"$1,200.50"\n'
        ",,,,,,\n\n"
        'Bo,retail,you hit it off,NO,18.11.2026,06.12.2026,"1,234"\n'
        "Total,,,,,,2\n"
        "Cy,,hot,?,,none,\n",
        encoding="utf-8",
    )
    style = {name: Style(day_first=True) for name in ("interview_ended", "decision_due")}
    one = on_one_machine(path, tmp_path / "one.parquet", styles=style)
    many = on_cluster(spark, path, tmp_path / "many.parquet", styles=style)
    assert many == one
    assert (one.advised, one.left_out) == (3, 3)
    assert one.unread == {"interview_ended": 1, "gift_value": 1, "rapport": 1}
    assert_frame_equal(rows(tmp_path / "many.parquet"), rows(tmp_path / "one.parquet"))
    same_lists(tmp_path)


def test_none_and_several_choices(spark: SparkSession, tmp_path: Path) -> None:
    rules, cohort = said_rules(tmp_path), clients()
    for ending in (".jsonl", ".parquet"):
        path = tmp_path / f"clients{ending}"
        one, many = tmp_path / f"one{ending}.csv", tmp_path / f"many{ending}.csv"
        written(rules, path, cohort)
        found = open_cohort(path, rules, {}, Diagnostics())
        source = open_source(spark, str(path), kinds_of_columns(rules, {}))
        assert found is not None
        assert source is not None
        advisor = Advisor(rules, found.matching)
        Batch(BatchSteps(advisor)).run(found.cohort, one)
        run_on_spark(source, str(many), advisor)
        parts = [cells(part) for part in many.glob("*.csv")]
        assert sorted(row for part in parts for row in part) == sorted(cells(one))


def cells(path: Path) -> list[list[str]]:
    """The rows of a CSV file below its header."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def test_a_worker_killed_half_way(spark: SparkSession, running: Cluster, tmp_path: Path) -> None:
    spark.conf.set("spark.sql.files.maxPartitionBytes", "4k")  # a task for each file at least
    frame = typed_cohort(tmp_path / "clients.parquet", files=8, clients=150)
    frame.write_parquet(tmp_path / "whole.parquet")
    one = on_one_machine(tmp_path / "whole.parquet", tmp_path / "one.parquet", tell=in_words)
    done: list[BatchSummary] = []
    work = threading.Thread(
        target=lambda: done.append(
            on_cluster(
                spark, tmp_path / "clients.parquet", tmp_path / "many.parquet", tell=in_words
            )
        )
    )
    work.start()
    lost = kill_half_way(spark, running)
    work.join(timeout=100)
    assert done, "the cluster did not finish"
    assert lost > 0
    assert done[0] == one
    assert_frame_equal(rows(tmp_path / "many.parquet"), rows(tmp_path / "one.parquet"))
    assert (tmp_path / "many.parquet" / "_SUCCESS").exists()


def kill_half_way(spark: SparkSession, running: Cluster) -> int:
    """Kill a worker once some tasks of a stage are done; how many were not."""
    tracker = spark.sparkContext.statusTracker()
    end = time.monotonic() + 90
    while time.monotonic() < end:
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            if info is not None and info.numTasks >= 4 and info.numCompletedTasks >= 2:
                left: int = info.numTasks - info.numCompletedTasks
                running.kill_worker()
                return left
        time.sleep(0.02)
    raise TimeoutError("no stage was ever half done")
