"""``tactful batch``: advice for a whole cohort, from one file into another."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tactful import defects
from tactful.diagnostic import Defect, Diagnostics, Span
from tactful.model import Ruleset
from tactful.values import quoted
from tactful.wording import counted, joined
from tactful_cli.examples import examples
from tactful_cli.failures import CouldNotRun
from tactful_cli.inputs import ruleset_path, usable_ruleset

if TYPE_CHECKING:
    from tactful.batch import Progress, Summary
    from tactful.batch_reasons import Tell
    from tactful.cohort_opening import OpenedCohort
    from tactful.explanation import Explanation

MOST_SHOWN = 12
"""Lines of a table that people are shown; the rest are counted."""


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
@click.option(
    "--ruleset", metavar="PATH", help="The ruleset to use; the follow-up rules if left out."
)
@click.option(
    "--map", "maps", metavar="COLUMN=FACT", multiple=True,
    help="Which fact a column gives, where its name does not say so. Repeat for more.",
)  # fmt: skip
@click.option("--now", metavar="MOMENT", help="The moment of clients for whom none is given.")
@click.option("--explain", is_flag=True, help="Add the advice and its reasons in words.")
@click.option("--compare", metavar="PATH", help="An older ruleset: show whose advice changes.")
@click.option(
    "--engine", type=click.Choice(["polars", "spark"]), default="polars", show_default=True,
    help="What carries the work: this machine, or a Spark cluster.",
)  # fmt: skip
@click.option("--master", metavar="URL", help="The Spark cluster, as spark://host:7077.")
def command(
    cohort: str,
    out: str,
    ruleset: str | None,
    maps: tuple[str, ...],
    now: str | None,
    explain: bool,
    compare: str | None,
    engine: str,
    master: str | None,
) -> None:
    """Advise on a whole cohort, from one file into another.

    COHORT is a file of clients (CSV, TSV, JSON Lines, Parquet or Excel) with a row for each and
    columns named as the facts. The ending of --out tells what is written. Rows that cannot be
    read go to a file of rejects beside it, each with the reason.
    """
    if master is not None and engine != "spark":
        raise click.UsageError("--master is for --engine spark")
    rules = usable_ruleset(ruleset_path(ruleset))
    old = usable_ruleset(Path(compare)) if compare is not None else None
    mapped = _mapped(maps)
    stated = None if now is None else _stated(now, rules)
    tell = in_words if explain else None
    if engine == "spark":
        from tactful_cli import on_spark  # Spark is an extra

        summary = on_spark.run(
            cohort,
            out,
            rules,
            mapped,
            master=master,
            now=stated,
            moment=_clock(),
            tell=tell,
            old=old,
        )
    else:
        summary = _on_this_machine(Path(cohort), Path(out), rules, mapped, stated, tell, old)
    click.echo(_told(summary, rules, out))


def _on_this_machine(
    path: Path,
    out: Path,
    rules: Ruleset,
    mapped: Mapping[str, str],
    now: datetime | None,
    tell: Tell | None,
    old: Ruleset | None,
) -> Summary:
    from tactful.batch import Advisor, Batch
    from tactful.batch_files import SINKS
    from tactful.workbook import TooManyRows, Workbook

    opened = _opened(path, rules, mapped)
    _check_out(path, out, (*SINKS, ".xlsx"))
    before = None
    if old is not None:
        before = Advisor(old, _opened(path, old, _known_to(old, mapped)).matching, now)
    sink = Workbook(rules).sink if out.suffix.lower() == ".xlsx" else None
    with _progress() as progress:
        batch = Batch(
            Advisor(rules, opened.matching, now), moment=_clock(), tell=tell, before=before,
            progress=progress,
        )  # fmt: skip
        _report(opened, batch.steps.replaced(opened.cohort.columns))
        try:
            return batch.run(opened.cohort, out, sink)
        except TooManyRows:
            raise _refused(
                defects.TOO_MANY_ROWS, out, f"there are too many clients for `{out}`",
                "write a `.csv` or a `.parquet` file instead",
            ) from None  # fmt: skip
        except OSError as error:
            name, reason = error.filename or out, (error.strerror or str(error)).lower()
            raise _refused(
                defects.UNREADABLE_FILE, Path(name), f"`{name}` cannot be used: {reason}",
                "check the name, the folder, and how much room there is",
            ) from None  # fmt: skip


def _mapped(maps: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for word in maps:
        column, equals, fact = word.rpartition("=")
        if not equals or not column.strip() or not fact.strip():
            raise click.UsageError(f"--map: write `COLUMN=FACT`, and not `{word}`")
        found[column.strip()] = fact.strip()
    return found


def _known_to(ruleset: Ruleset, mapped: Mapping[str, str]) -> dict[str, str]:
    """What is mapped, as far as an older ruleset has the facts."""
    return {column: fact for column, fact in mapped.items() if fact in ruleset.facts}


def _opened(path: Path, rules: Ruleset, mapped: Mapping[str, str]) -> OpenedCohort:
    from tactful.cohort_opening import open_cohort

    diagnostics = Diagnostics()
    opened = open_cohort(path, rules, mapped, diagnostics)
    if opened is None:
        raise CouldNotRun(diagnostics.sorted(), {})
    return opened


def _check_out(path: Path, out: Path, endings: tuple[str, ...]) -> None:
    if out.suffix.lower() not in endings:
        raise click.UsageError(f"--out: end the name in one of {quoted(endings)}")
    if out.resolve() == path.resolve():
        raise click.UsageError("--out: this is the cohort itself; name another file")
    if not out.resolve().parent.is_dir():
        raise _refused(
            defects.MISSING_FILE, out, f"there is no folder `{out.parent}`",
            "make it first, or name another",
        )  # fmt: skip


def _refused(defect: Defect, path: Path, message: str, help_: str) -> CouldNotRun:
    diagnostics = Diagnostics()
    diagnostics.add(defect, Span(str(path)), message, help_)
    return CouldNotRun(diagnostics.sorted(), {})


def _stated(now: str, ruleset: Ruleset) -> datetime:
    """What ``--now`` says."""
    from tactful.scenario import Scenario
    from tactful_cli.situations import stated

    name = ruleset.clock.now
    if name is None:
        raise click.UsageError("--now: this ruleset does not look at the time")
    moment = stated(Scenario("", {}), (), now, ruleset).given[name]
    assert isinstance(moment, datetime)  # noqa: S101 - the clock's fact is one
    return moment


def _clock() -> Callable[[str | None], datetime]:
    """The present moment, the same for all clients, as each time zone's clocks show it."""
    at = datetime.now().astimezone().replace(second=0, microsecond=0)

    def local(zone: str | None) -> datetime:
        from tactful.computations import zone_named

        return (at if zone is None else at.astimezone(zone_named(zone))).replace(tzinfo=None)

    return local


def in_words(explanation: Explanation) -> str:
    """An explanation as the text of a cell: the advice first, then the reasons."""
    from tactful.page import page
    from tactful_cli.plain import plain

    _, _, text = plain([page(explanation)]).partition("\n\n")
    headline, gap, rest = text.partition("\n\n\n")
    return textwrap.dedent(headline).strip("\n") + gap + rest


@contextmanager
def _progress() -> Iterator[Progress | None]:
    if not sys.stderr.isatty():
        yield None
        return
    from rich import progress as bars
    from rich.console import Console

    columns = (
        "Advising", bars.BarColumn(), bars.TaskProgressColumn(), bars.MofNCompleteColumn(),
        bars.TextColumn("{task.fields[rate]}"), bars.TimeRemainingColumn(),
    )  # fmt: skip
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate="")

        def note(done: int, total: int | None) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:,.0f} a second" if speed else ""
            bar.update(task, completed=done, total=max(total or done, done), rate=rate)

        yield note


def _report(opened: OpenedCohort, replaced: list[str]) -> None:
    """Say what became of the columns, on standard error: it is no result."""
    matching = opened.matching
    parts = [f"facts from {counted(len(matching.facts), 'column')}"]
    ignored = [name for name in matching.ignored if name not in replaced]
    if ignored:
        parts.append(f"handed on as they are: {quoted(ignored)}")
    if replaced:
        parts.append(f"replaced by the advice: {quoted(replaced)}")
    if matching.missing:
        parts.append(f"nothing known of {quoted(list(matching.missing), 20)}")
    click.echo("; ".join(parts), err=True)


def _told(summary: Summary, ruleset: Ruleset, out: str) -> str:
    lines = [
        f"{counted(summary.read, 'client')}: {summary.advised:,} advised, "
        f"{summary.rejected:,} rejected",
        f"The advice is in {out}",
    ]
    if summary.rejected:
        from tactful.batch import rejects_path

        columns = [f"{n:,} for {name}" for name, n in summary.rejected_by_column.items()]
        lines.append(
            f"The rejects are in {rejects_path(Path(out))}: {joined(columns[:MOST_SHOWN])}"
        )
    for name, decision in ruleset.decisions.items():
        lines += ["", decision.question or decision.label]
        labels = {option.id: option.label for option in decision.options.values()}
        rows = [(labels[option], n) for option, n in summary.choices[name].items()]
        rows += [
            (f"({status})", n)
            for status, n in summary.statuses[name].items()
            if status in ("none", "conflict", "not applicable")
        ]
        lines += [f"  {n:>12,}  {what}" for what, n in rows]
    if summary.changes:
        lines += _changes(summary)
    return "\n".join(lines)


def _changes(summary: Summary) -> list[str]:
    lines = ["", f"The advice changes for {counted(summary.changed, 'client')}:"]
    shown = summary.changes[:MOST_SHOWN]
    rows = [(f"{c.clients:,}", c.decision, c.before or "-", c.after or "-") for c in shown]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for clients, decision, before, after in rows:
        lines.append(
            f"  {clients:>{widths[0]}}  {decision:<{widths[1]}}  {before:<{widths[2]}}  to {after}"
        )
    if len(summary.changes) > len(shown):
        lines.append(f"  and {counted(len(summary.changes) - len(shown), 'other change')}")
    return lines
