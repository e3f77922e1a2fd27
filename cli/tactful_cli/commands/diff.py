"""``tactful diff``: what a change of a ruleset means."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tactful.language.as_json import Json
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.scenarios.scenario import load_scenarios
from tactful.text.gate import Gate
from tactful_cli.cohorts import is_table
from tactful_cli.failures import FINDINGS
from tactful_cli.inputs import ruleset_path, usable_ruleset, usable_scenarios
from tactful_cli.options import PAGES, OfColumns, column_options, examples, format_option
from tactful_cli.revisions import checked_out
from tactful_cli.screen.progress import progress
from tactful_cli.screen.saying import say, say_json
from tactful_cli.screen.showing import show
from tactful_cli.termination import orderly

if TYPE_CHECKING:
    from tactful.changes.clients import CohortChanges
    from tactful.changes.difference import Difference
    from tactful.changes.names import Renames
    from tactful.changes.report import ChangeReport
    from tactful.cohort.opening import OpenedCohort

REST = "`--all` tells all, with a situation for each change."
"""Where more is told than fits on a screen."""


@click.command(
    "diff",
    epilog=examples(
        "tactful diff my-rules/ my-rules-new/ --all",
        "tactful diff HEAD~1:rulesets/follow-up rulesets/follow-up --format markdown",
        "tactful diff old.yaml new.yaml --cohort clients.xlsx --cohort-out changed.xlsx",
    ),
)
@click.argument("old")
@click.argument("new")
@click.option(
    "--cohort",
    metavar="FILE",
    help="Clients: say whose advice changes. Scenarios, or a table as `tactful batch` reads it.",
)
@click.option(
    "--cohort-out",
    metavar="FILE",
    help="Where all clients of the table go whose advice changes; the ending tells the format.",
)
@column_options
@click.option("--now", metavar="MOMENT", help="The moment of clients in the table without one.")
@click.option(
    "--all",
    "whole",
    is_flag=True,
    help="Tell all of it, with a situation for each change: not just what fits on a screen.",
)
@format_option(*PAGES, writes="the difference")
def command(
    old: str,
    new: str,
    cohort: str | None,
    cohort_out: str | None,
    maps: tuple[str, ...],
    dates: tuple[str, ...],
    assume_time: str | None,
    now: str | None,
    whole: bool,
    format_: str,
) -> None:
    """Say whose advice a change of the rules changes, and how.

    First comes what all changes have in common, then how each decision turns: the most clients
    first, or what is said in the fewest words.

    OLD and NEW are folders, files, packaged rulesets by name, or revisions in git, as
    HEAD~1:rulesets/follow-up. The exit code is 1 if anybody's advice changes.
    """
    # The solver is slow to import.
    from tactful.changes.difference import compare

    table = Path(cohort) if cohort is not None and is_table(cohort) else None
    of_columns = {"--map": maps, "--dates": dates, "--assume-time": assume_time}
    _only_of_tables(table, {"--cohort-out": cohort_out, **of_columns, "--now": now})
    old, new = (str(ruleset_path(one)) for one in (old, new))  # packaged ones have names
    with checked_out(old) as before, checked_out(new) as after:
        read = usable_ruleset(before), usable_ruleset(after)
        rulesets, renames = _in_new_names(*read)
        gate = Gate([old, new, *([] if cohort is None else [cohort])])
        how = (maps, dates, assume_time)
        opened = None if table is None else _opened(table, cohort_out, rulesets, how, gate)
        stated = None if now is None else _stated(now, rulesets)
        rest = "" if whole else REST
        with progress("Comparing") as moved:
            every = whole or format_ == "json"
            own = _own_situations((before, after), read)
            difference = compare(*rulesets, own, moved, whole=every)._replace(renamed=renames)
    if table is not None and opened is not None:
        _report_table(difference, table, opened, cohort_out, stated, (format_, rest), gate)
    else:
        _report_scenarios(difference, cohort, (format_, rest))
    if difference.changes_advice:
        raise click.exceptions.Exit(FINDINGS)


def _report_scenarios(difference: Difference, cohort: str | None, how: tuple[str, str]) -> None:
    """Say whose advice changes, of scenarios: in which format, and where the rest is."""
    from tactful.changes.report import report_page
    from tactful.changes.wire import report_json

    format_, rest = how
    report = _report(difference, cohort, rest)
    if format_ == "json":
        _show_json(report_json(report))
    else:
        show([report_page(report)], format_)


def _in_new_names(old: Ruleset, new: Ruleset) -> tuple[tuple[Ruleset, Ruleset], Renames]:
    """Both rulesets in the names of the new one, and which names those were."""
    from tactful.changes.names import under_new_names
    from tactful.changes.renaming import found_renames

    renames = found_renames(old, new)
    return (under_new_names(old, renames), new), renames


def _report(difference: Difference, cohort: str | None, rest: str) -> ChangeReport:
    """A difference, with the clients in a file of scenarios if there is one."""
    from tactful.changes.difference import changes_for
    from tactful.changes.report import ChangeReport, report_of_clients
    from tactful.explanation.wording import counted

    if cohort is None:
        return ChangeReport(difference, rest=rest)
    clients = usable_scenarios([cohort], difference.new)
    alone = [client for client in clients if not client.people]
    if len(alone) < len(clients):
        left = counted(len(clients) - len(alone), "client")
        say(
            f"{left} with several people listed left out: compare their advice one by one.",
            err=True,
        )
    changed = [*changes_for(difference, ((c.title, c.given) for c in alone))]
    return report_of_clients(difference, changed, len(alone), rest)


def _only_of_tables(table: Path | None, options: Mapping[str, object]) -> None:
    for option, used in options.items():
        if used and table is None:
            raise click.UsageError(f"{option} is for a --cohort in a table, as `clients.csv`")


def _own_situations(
    paths: tuple[Path, Path], rules: tuple[Ruleset, Ruleset]
) -> Iterator[Mapping[str, Value]]:
    """What the clients of the new ruleset's scenarios are like, or else of the old one's.

    Those that can still be read are enough; none is read before somebody asks for the first.
    """
    read = load_scenarios(paths[1], rules[1]).scenarios
    read = read or load_scenarios(paths[0], rules[0]).scenarios
    yield from (scenario.given for scenario in read if not scenario.people)


def _opened(
    path: Path, out: str | None, rulesets: tuple[Ruleset, Ruleset], columns: OfColumns, gate: Gate
) -> OpenedCohort:
    from tactful_cli.cohorts import check_out, said_of_columns, usable_cohort

    old, new = rulesets
    if out is not None:
        from tactful.cohort.output import CHANGES

        check_out("--cohort-out", Path(out), CHANGES, gate)
    return usable_cohort(path, new, said_of_columns(*columns), old)


def _stated(now: str, rulesets: tuple[Ruleset, Ruleset]) -> datetime:
    from tactful_cli.cohorts import moment_stated

    old, new = rulesets
    return moment_stated(now, old if new.clock.now is None else new)


def _report_table(
    difference: Difference,
    path: Path,
    opened: OpenedCohort,
    out: str | None,
    now: datetime | None,
    how: tuple[str, str],
    gate: Gate,
) -> None:
    """Say of a table's clients whose advice changes: in which format, and where the rest is."""
    from tactful.changes.clients_report import cohort_page
    from tactful.changes.clients_wire import cohort_json
    from tactful.text.scratch import scratch

    place = Path(tempfile.gettempdir()) / "tactful-diff"
    with orderly(), scratch(place) as folder:
        changes = _changes(difference, path, opened, folder, now)
        if out is not None:
            _write(changes, difference, Path(out), gate)
        format_, rest = how
        if format_ == "json":
            _show_json(cohort_json(difference, changes))
        else:
            show([cohort_page(difference, changes, rest)], format_)


def _changes(
    difference: Difference, path: Path, opened: OpenedCohort, folder: Path, now: datetime | None
) -> CohortChanges:
    from tactful.changes.clients import changes_in
    from tactful.cohort.batch import Advisor
    from tactful.cohort.matching import together
    from tactful.workspace.advising import clocks
    from tactful_cli.cohorts import REMEDIES, advising, writing
    from tactful_cli.columns_said import report_columns
    from tactful_cli.memory import keep_freed_memory

    old, new, before = difference.old, difference.new, opened.before
    assert before is not None  # noqa: S101 - it was opened for two rulesets
    columns = together(opened.matching, before)
    report_columns(opened, columns, new, ignored="no facts in")
    keep_freed_memory()
    with advising() as moved, writing(path, path):
        return changes_in(
            opened.cohort,
            Advisor(new, opened.matching, now, REMEDIES, opened.styles.by_fact),
            Advisor(old, before, now, REMEDIES, opened.styles_before.by_fact),
            folder,
            moment=clocks(),
            progress=moved,
        )


def _write(changes: CohortChanges, difference: Difference, out: Path, gate: Gate) -> None:
    from tactful.cohort.workbook import Workbook
    from tactful_cli.cohorts import writing

    with writing(out, out):
        sink = Workbook(difference.new, difference.old).sink
        changes.write(out, sink if out.suffix.lower() == ".xlsx" else None, gate)
    say(f"The clients whose advice changes are in {out}", err=True)


def _show_json(made: Mapping[str, Json]) -> None:
    """Print it as it comes: it may be longer than memory."""
    say_json(json.JSONEncoder(indent=2).iterencode(made))
