"""``tactful batch --engine spark``: the cohort on a Spark cluster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tactful.cohort.defects import unknown_to_spark
from tactful.extras import require
from tactful.language.model import Ruleset
from tactful.text.diagnostic import Diagnostics, Span
from tactful_cli.cohorts import REMEDIES
from tactful_cli.failures import COULD_NOT_RUN, CouldNotRun

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from tactful.cohort.reasons import Tell
    from tactful.cohort.saved_map import SavedMap
    from tactful.cohort.tally import BatchSummary

FORMATS = (".parquet", ".csv", ".tsv", ".jsonl", ".ndjson")


class SparkFailed(click.ClickException):
    """Raised when Spark does not start, or gives up."""

    exit_code = COULD_NOT_RUN


def run(
    cohort: str,
    out: str,
    rules: Ruleset,
    said: SavedMap,
    *,
    master: str | None,
    now: datetime | None,
    moment: Callable[[str | None], datetime],
    tell: Tell | None,
    old: Ruleset | None,
    per: str | None,
) -> BatchSummary:
    """Advise a cohort on Spark.

    Raises:
        CouldNotRun: if the cohort cannot be used.
        Refused: if the output may not be written.
        NotAvailable: if Spark is not installed.
        SparkFailed: if Spark cannot be used.
        click.UsageError: if the output has no format that Spark writes.
    """
    if Path(out.rstrip("/")).suffix.lower() not in FORMATS:
        raise click.UsageError(f"--out: on Spark, end the name in one of {', '.join(FORMATS)}")
    require("pyspark", "pandas")  # before the rest, which needs what Spark's extra brings as well
    from pyspark.errors import PySparkException

    from tactful.cohort import on_spark
    from tactful.cohort.output import check_folder
    from tactful.cohort.reading import spark_source
    from tactful.cohort.remarks import NOTES, REJECTS

    check_folder(cohort, out)
    check_folder(cohort, on_spark.rejects_folder(out), REJECTS)
    check_folder(cohort, on_spark.notes_folder(out), NOTES)
    try:
        spark = spark_source.session(master)
    except (PySparkException, OSError, RuntimeError) as error:
        raise SparkFailed(f"Spark does not start: {_first_line(error)}") from None
    try:
        return _run(spark, cohort, out, rules, said, now, moment, tell, old, per)
    except PySparkException as error:
        raise SparkFailed(f"Spark gives up: {_first_line(error)}") from None
    finally:
        spark.stop()


def _run(
    spark: SparkSession,
    cohort: str,
    out: str,
    rules: Ruleset,
    said: SavedMap,
    now: datetime | None,
    moment: Callable[[str | None], datetime],
    tell: Tell | None,
    old: Ruleset | None,
    per: str | None,
) -> BatchSummary:
    from tactful.cohort import on_spark
    from tactful.cohort.batch import Advisor
    from tactful.cohort.matching import match_both, match_columns
    from tactful.cohort.reading import spark_source
    from tactful.cohort.several.headings import kinds_of_headings, placed_columns

    source = spark_source.open_source(spark, cohort, kinds_of_headings(rules, said.mapped))
    if source is None:
        diagnostics = Diagnostics()
        diagnostics.add(unknown_to_spark(cohort, FORMATS), Span(cohort))
        raise CouldNotRun(diagnostics.sorted(), {})
    diagnostics, before = Diagnostics(), None
    at_hand = (said.mapped, diagnostics, cohort, REMEDIES)
    about = (said.declared, diagnostics, cohort, REMEDIES)
    placed = None
    if old is None:
        placed = placed_columns(source.columns, rules, said.mapped, diagnostics, cohort)
        read_by, ones = (rules, {}) if placed is None else (placed.spread.ruleset, placed.facts)
        matching = match_columns(source.columns, read_by, *at_hand, ones)
    else:
        matching, older = match_both(source.columns, rules, old, *at_hand)
        styles = spark_source.styles_on_spark(source, older, old, *about)
        before = Advisor(old, older, now, REMEDIES, styles.by_fact)
    spread = None if placed is None else placed.spread
    read_by = rules if spread is None else spread.ruleset
    styles = spark_source.styles_on_spark(source, matching, read_by, *about)
    if diagnostics.found:
        raise CouldNotRun(diagnostics.sorted(), {})
    advisor = Advisor(rules, matching, now, REMEDIES, styles.by_fact, spread)
    return on_spark.run_on_spark(
        source, out, advisor, moment=moment, tell=tell, before=before, per=per
    )


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
