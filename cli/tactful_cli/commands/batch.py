"""``tactful batch``: advice for a whole cohort, from one file into another."""

from __future__ import annotations

import textwrap
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tactful.language.model import Ruleset
from tactful.text.gate import Gate
from tactful.workspace.advising import clocks
from tactful_cli.cohorts import (
    REMEDIES,
    advising,
    check_out,
    map_to_save,
    moment_stated,
    row_of,
    said_of_columns,
    saved_mark,
    second_tables,
    usable_cohort,
    write_template,
    writing,
)
from tactful_cli.columns_said import report_columns
from tactful_cli.inputs import ruleset_path, usable_ruleset
from tactful_cli.options import column_options, examples, format_option, ruleset_option
from tactful_cli.screen.showing import show
from tactful_cli.termination import orderly

if TYPE_CHECKING:
    from tactful.cohort.reasons import Tell
    from tactful.cohort.saved_map import SavedMap
    from tactful.cohort.tally import BatchSummary
    from tactful.explanation.explanation import Explanation


@click.command(
    "batch",
    epilog=examples(
        "tactful batch clients.xlsx --out advice.xlsx --explain",
        "tactful batch clients.csv --out advice.parquet --map 'Sector=industry'",
        "tactful batch --template clients.xlsx",
    ),
)
@click.argument("cohort", metavar="COHORT", required=False)
@click.option("--out", metavar="FILE", help="Where the advice goes.")
@ruleset_option
@column_options
@click.option(
    "--save-map",
    metavar="FILE",
    help="Keep what was said and understood of the columns, to be used again with --map FILE.",
)
@click.option(
    "--each",
    "each",
    metavar="THING=FILE",
    multiple=True,
    help="A second table with a row for each of those whom clients list, as interviewer=FILE.",
)
@click.option(
    "--key",
    metavar="COLUMN[=THEIRS]",
    help="The column of both tables that says which client a row of the second belongs to.",
)
@click.option(
    "--per",
    metavar="client|THING",
    default="client",
    show_default=True,
    help="What a row of the advice is, where clients list several: a client, or one of those, as "
    "interviewer.",
)
@click.option("--now", metavar="MOMENT", help="The moment of clients for whom none is given.")
@click.option("--explain", is_flag=True, help="Add the advice and its reasons in words.")
@click.option(
    "--strict",
    is_flag=True,
    help="Reject clients of whom a cell is not understood, or whose facts do not fit together.",
)
@click.option("--compare", metavar="PATH", help="An older ruleset: show whose advice changes.")
@click.option(
    "--template",
    metavar="FILE",
    help="Write a workbook to fill in, with lists to choose from and the questions, and stop.",
)
@click.option(
    "--engine",
    type=click.Choice(["polars", "spark"]),
    default="polars",
    show_default=True,
    help="What carries the work: this machine, or a Spark cluster.",
)
@click.option("--master", metavar="URL", help="The Spark cluster, as spark://host:7077.")
@format_option("text", "html", writes="what came of it")
def command(**said: Any) -> None:
    """Advise on a whole cohort, from one file into another.

    COHORT is a file of clients (CSV, TSV, JSON Lines, Parquet or Excel) with a row for each and
    columns named as the facts. The ending of --out tells what is written. Cells may hold what
    people write: labels, capitals, y and n, ticks, their own dates. A cell that is not understood
    leaves its fact unknown and is listed beside the advice, and so is a row that is no client;
    clients who cannot be advised on go to a file of rejects, each with the reason.
    """
    if said["template"] is not None:
        write_template(said)
        return
    if said["cohort"] is None or said["out"] is None:
        missing = "COHORT" if said["cohort"] is None else "--out FILE"
        raise click.UsageError(f"{missing} is missing; or write a workbook to fill in: --template")
    advise(Wanted(**said))


class Wanted(NamedTuple):
    """What was asked for, as it was written."""

    cohort: str
    out: str
    ruleset: str | None
    maps: tuple[str, ...]
    dates: tuple[str, ...]
    assume_time: str | None
    save_map: str | None
    each: tuple[str, ...]
    key: str | None
    per: str
    now: str | None
    explain: bool
    strict: bool
    compare: str | None
    template: str | None
    engine: str
    master: str | None
    format_: str


def advise(wanted: Wanted) -> None:
    """Advise on the cohort, and show what came of it."""
    _check_engine(wanted.engine, wanted.master, strict=wanted.strict)
    rules = usable_ruleset(ruleset_path(wanted.ruleset))
    old = usable_ruleset(Path(wanted.compare)) if wanted.compare is not None else None
    said = said_of_columns(wanted.maps, wanted.dates, wanted.assume_time)
    per = row_of(wanted.per, rules)
    stated = None if wanted.now is None else moment_stated(wanted.now, rules)
    tell = in_words if wanted.explain else None
    if wanted.engine == "spark":
        from tactful_cli import spark_batch  # Spark is an extra

        if wanted.save_map is not None or wanted.each:
            option = "--each" if wanted.each else "--save-map"
            raise click.UsageError(f"{option} is for this machine")
        summary = spark_batch.run(
            wanted.cohort,
            wanted.out,
            rules,
            said,
            master=wanted.master,
            now=stated,
            moment=clocks(),
            tell=tell,
            old=old,
            per=per,
        )
    else:
        summary = _on_this_machine(wanted, rules, said, stated, tell, old, per)
    from tactful.cohort.batch import notes_path, rejects_path
    from tactful.cohort.report import batch_page

    lists = (str(rejects_path(Path(wanted.out))), str(notes_path(Path(wanted.out))))
    show([batch_page(summary, wanted.out, lists, rules, old)], wanted.format_)


def _check_engine(engine: str, master: str | None, *, strict: bool) -> None:
    if master is not None and engine != "spark":
        raise click.UsageError("--master is for --engine spark")
    if strict and engine == "spark":
        raise click.UsageError(
            "--strict is for this machine; on Spark, leave out the rows with something in the "
            "column does_not_fit"
        )


def _on_this_machine(
    wanted: Wanted,
    rules: Ruleset,
    said: SavedMap,
    now: datetime | None,
    tell: Tell | None,
    old: Ruleset | None,
    per: str | None,
) -> BatchSummary:
    from tactful.cohort.batch import Advisor, Batch
    from tactful.cohort.matching import together
    from tactful.cohort.output import ADVICE
    from tactful.cohort.several.steps import steps_for
    from tactful.cohort.workbook import MOST_ROWS, TooManyRows, Workbook
    from tactful.cohort.workbook_remarks import RowsOrigin
    from tactful_cli.memory import keep_freed_memory

    path, out = Path(wanted.cohort), Path(wanted.out)
    if wanted.each and old is not None:
        raise click.UsageError("--compare is for tables of clients alone, without --each")
    more = [*wanted.maps, *([] if wanted.compare is None else [wanted.compare])]
    read: list[str | Path] = [wanted.cohort, ruleset_path(wanted.ruleset)]
    tables = second_tables(wanted.each, wanted.key, rules)
    read += tables.files.values()
    gate = Gate([*read, *(one for one in more if "=" not in one)])
    check_out("--out", out, ADVICE, gate)
    saved = None if wanted.save_map is None else gate.claim(Path(wanted.save_map), saved_mark())
    opened = usable_cohort(path, rules, said, old, tables)
    columns, before = opened.matching, None
    if old is not None and opened.before is not None:
        before = Advisor(old, opened.before, now, REMEDIES, opened.styles_before.by_fact)
        columns = together(columns, opened.before)
    is_book = out.suffix.lower() == ".xlsx"
    with orderly(), advising() as progress, writing(path, out):
        if is_book and opened.cohort.exact and (opened.cohort.rows or 0) > MOST_ROWS:
            raise TooManyRows  # that is known now, and need not be found out row by row
        of_columns = (opened.styles.by_fact, opened.spread)
        steps = steps_for(
            Advisor(rules, opened.matching, now, REMEDIES, *of_columns),
            moment=clocks(),
            tell=tell,
            before=before,
            strict=wanted.strict,
            labels=is_book,
            per=per,
        )
        report_columns(opened, columns, rules, steps.replaced(opened.cohort.columns))
        if saved is not None:
            saved.write(map_to_save(said, columns, opened.tables))
        keep_freed_memory()
        batch = Batch(steps, progress)
        origin = RowsOrigin(path, opened.cohort, out, batch.told)
        sink = Workbook(rules, old, origin, steps.several).sink if is_book else None
        return batch.run(opened.cohort, out, sink, gate)


def in_words(explanation: Explanation) -> str:
    """An explanation as the text of a cell: the advice first, then the reasons."""
    from tactful.explanation.page import page
    from tactful.pages.plain import plain

    _, _, text = plain([page(explanation)]).partition("\n\n")
    headline, gap, rest = text.partition("\n\n\n")
    return textwrap.dedent(headline).strip("\n") + gap + rest
