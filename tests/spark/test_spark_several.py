"""Clients with several interviewers are advised on Spark as they are on one machine."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from panels import panel
from tactful.cohort.batch import Advisor, Batch
from tactful.cohort.matching import match_columns
from tactful.cohort.on_spark import rejects_folder, run_on_spark
from tactful.cohort.opening import open_cohort
from tactful.cohort.reading.spark_source import open_source, session
from tactful.cohort.several.headings import kinds_of_headings, placed_columns
from tactful.cohort.several.steps import steps_for
from tactful.text.diagnostic import Diagnostics

NOW = datetime(2026, 11, 20, 15, 30)
COHORT = """\
client,interview_ended,interviewer 1,rapport 1,role 1,interviewer 2,rapport 2,role 2
A,2026-11-20T14:00,Ana,you hit it off,the hiring manager,Ben,friendly,recruiter
B,2026-11-20T14:00,,,,,,
C,2026-11-20T14:00,Ana,warm,,ana,warm,
D,2026-11-20T14:00,-,,,Cleo,cold,colleague
"""


@pytest.mark.parametrize("per", [None, "interviewer"])
def test_spark_says_the_same_of_several(tmp_path: Path, per: str | None) -> None:
    path = tmp_path / "clients.csv"
    path.write_text(COHORT, encoding="utf-8")
    diagnostics = Diagnostics()
    opened = open_cohort(path, panel(), {}, diagnostics)
    assert opened is not None, diagnostics.found
    advisor = Advisor(panel(), opened.matching, NOW, spread=opened.spread)
    Batch(steps_for(advisor, per=per)).run(opened.cohort, tmp_path / "one.jsonl")
    spark = session("local[1]")
    try:
        source = open_source(spark, str(path), kinds_of_headings(panel(), {}))
        assert source is not None
        placed = placed_columns(source.columns, panel(), {}, diagnostics, str(path))
        assert placed is not None
        at_hand = (source.columns, placed.spread.ruleset)
        matching = match_columns(*at_hand, {}, diagnostics, str(path), ones=placed.facts)
        there = Advisor(panel(), matching, NOW, spread=placed.spread)
        for ending in ("jsonl", "parquet"):
            run_on_spark(source, str(tmp_path / f"many.{ending}"), there, per=per)
    finally:
        spark.stop()
    one = [json.loads(line) for line in (tmp_path / "one.jsonl").read_text().splitlines()]
    parts = (tmp_path / "many.jsonl").glob("part-*")
    assert [json.loads(line) for part in parts for line in part.read_text().splitlines()] == one
    assert pl.read_parquet(tmp_path / "many.parquet" / "*.parquet").to_dicts() == one
    rejects = Path(rejects_folder(str(tmp_path / "many.jsonl"))).glob("part-*")
    told = "".join(part.read_text(encoding="utf-8") for part in rejects)
    assert "two of the interviewers are called `ana`" in told
