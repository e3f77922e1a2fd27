"""``tactful batch``: advice for a whole cohort, from one file into another."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tactful.language.model import Ruleset
from tactful.text.gate import Gate
from tactful.workspace.advising import clocks
from tactful_cli.cohorts import (
    REMEDIES,
    advising,
    check_out,
    mapped_columns,
    moment_stated,
    report_columns,
    usable_cohort,
    writing,
)
from tactful_cli.inputs import ruleset_path, usable_ruleset
from tactful_cli.options import examples, format_option, ruleset_option
from tactful_cli.screen.showing import show
from tactful_cli.termination import orderly

if TYPE_CHECKING:
    from tactful.cohort.reasons import Tell
    from tactful.cohort.tally import BatchSummary
    from tactful.explanation.explanation import Explanation


@click.command(
    "batch",
    epilog=examples(
        "tactful batch clients.xlsx --out advice.xlsx --explain",
        "tactful batch clients.csv --out advice.parquet --map 'Sector=industry'",
        "tactful batch clients.parquet --out changes.csv --compare old-rules/",
    ),
)
@click.argument("cohort", metavar="COHORT")
@click.option("--out", required=True, metavar="FILE", help="Where the advice goes.")
@ruleset_option
@click.option(
    "--map",
    "maps",
    metavar="COLUMN=FACT",
    multiple=True,
    help="Which fact a column gives, where its name does not say so. Repeat for more.",
)
@click.option("--now", metavar="MOMENT", help="The moment of clients for whom none is given.")
@click.option("--explain", is_flag=True, help="Add the advice and its reasons in words.")
@click.option("--strict", is_flag=True, help="Reject clients whose facts do not fit together.")
@click.option("--compare", metavar="PATH", help="An older ruleset: show whose advice changes.")
@click.option(
    "--engine",
    type=click.Choice(["polars", "spark"]),
    default="polars",
    show_default=True,
    help="What carries the work: this machine, or a Spark cluster.",
)
@click.option("--master", metavar="URL", help="The Spark cluster, as spark://host:7077.")
@format_option("text", "html", writes="what came of it")
def command(
    cohort: str,
    out: str,
    ruleset: str | None,
    maps: tuple[str, ...],
    now: str | None,
    explain: bool,
    strict: bool,
    compare: str | None,
    engine: str,
    master: str | None,
    format_: str,
) -> None:
    """Advise on a whole cohort, from one file into another.

    COHORT is a file of clients (CSV, TSV, JSON Lines, Parquet or Excel) with a row for each and
    columns named as the facts. The ending of --out tells what is written. Rows that cannot be
    read go to a file of rejects beside it, each with the reason.
    """
    _check_engine(engine, master, strict=strict)
    rules = usable_ruleset(ruleset_path(ruleset))
    old = usable_ruleset(Path(compare)) if compare is not None else None
    mapped = mapped_columns(maps)
    stated = None if now is None else moment_stated(now, rules)
    tell = in_words if explain else None
    if engine == "spark":
        from tactful_cli import spark_batch  # Spark is an extra

        summary = spark_batch.run(
            cohort,
            out,
            rules,
            mapped,
            master=master,
            now=stated,
            moment=clocks(),
            tell=tell,
            old=old,
        )
    else:
        gate = Gate([cohort, ruleset_path(ruleset), *([] if compare is None else [compare])])
        summary = _on_this_machine(
            Path(cohort), Path(out), rules, mapped, stated, tell, old, gate, strict=strict
        )
    from tactful.cohort.batch import rejects_path
    from tactful.cohort.report import batch_page

    show([batch_page(summary, out, str(rejects_path(Path(out))), rules, old)], format_)


def _check_engine(engine: str, master: str | None, *, strict: bool) -> None:
    if master is not None and engine != "spark":
        raise click.UsageError("--master is for --engine spark")
    if strict and engine == "spark":
        raise click.UsageError(
            "--strict is for this machine; on Spark, leave out the rows with something in the "
            "column does_not_fit"
        )


def _on_this_machine(
    path: Path,
    out: Path,
    rules: Ruleset,
    mapped: Mapping[str, str],
    now: datetime | None,
    tell: Tell | None,
    old: Ruleset | None,
    gate: Gate,
    *,
    strict: bool,
) -> BatchSummary:
    from tactful.cohort.batch import Advisor, Batch, BatchSteps
    from tactful.cohort.matching import together
    from tactful.cohort.output import ADVICE
    from tactful.cohort.workbook import MOST_ROWS, TooManyRows, Workbook
    from tactful_cli.memory import keep_freed_memory

    check_out("--out", out, ADVICE, gate)
    opened = usable_cohort(path, rules, mapped, old)
    before = None
    columns = opened.matching
    if old is not None and opened.before is not None:
        before = Advisor(old, opened.before, now, REMEDIES)
        columns = together(columns, opened.before)
    sink = Workbook(rules, old).sink if out.suffix.lower() == ".xlsx" else None
    with orderly(), advising() as progress, writing(path, out):
        if sink is not None and opened.cohort.exact and (opened.cohort.rows or 0) > MOST_ROWS:
            raise TooManyRows  # that is known now, and need not be found out row by row
        advisor = Advisor(rules, opened.matching, now, REMEDIES)
        steps = BatchSteps(
            advisor,
            moment=clocks(),
            tell=tell,
            before=before,
            strict=strict,
            labels=sink is not None,
        )
        report_columns(columns, steps.replaced(opened.cohort.columns), place=opened.cohort.place)
        keep_freed_memory()
        return Batch(steps, progress).run(opened.cohort, out, sink, gate)


def in_words(explanation: Explanation) -> str:
    """An explanation as the text of a cell: the advice first, then the reasons."""
    from tactful.explanation.page import page
    from tactful.pages.plain import plain

    _, _, text = plain([page(explanation)]).partition("\n\n")
    headline, gap, rest = text.partition("\n\n\n")
    return textwrap.dedent(headline).strip("\n") + gap + rest
