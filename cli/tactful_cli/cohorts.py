"""What the commands that read a cohort share: its columns, its moment, where things go."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tactful.cohort.defects import (
    broken_off_cohort,
    too_many_rows,
    unusable_file,
)
from tactful.cohort.remedies import Remedies
from tactful.extras import require
from tactful.language.model import Ruleset
from tactful.text.diagnostic import Diagnostics, Mistake, Span
from tactful.text.lines import quoted
from tactful_cli.failures import CouldNotRun
from tactful_cli.inputs import ruleset_path, usable_ruleset
from tactful_cli.screen.saying import console, say, wants_colour

if TYPE_CHECKING:
    from datetime import time

    from tactful.cohort.matching import Matching
    from tactful.cohort.opening import OpenedCohort
    from tactful.cohort.saved_map import SavedMap
    from tactful.cohort.several.opened import SecondTables
    from tactful.cohort.several.tables import PeopleTable
    from tactful.cohort.tally import RowProgress
    from tactful.text.gate import Gate, Mark

REMEDIES = Remedies(
    choose="--map COLUMN=FACT",
    chosen="--map '{}={}'",
    alone="`tactful evaluate`",
    time="--assume-time 15:00",
    dates="--dates 'day first' or --dates 'month first'",
    key="--key COLUMN, or --key COLUMN=THEIRS where the headings differ",
)
"""What people at the command line can do about a cohort."""

_ORDERS = {"day first": True, "month first": False}


TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".xls")
"""Endings of tables of clients: the formats that are read (``opening.FORMATS``), of which is known
here without what reads them, which is an extra."""

OTHER_TABLES = (".ods", ".xlsm", ".xlsb", ".numbers")
"""Spreadsheets that are not read: whoever names one is told what to save it as."""


def is_table(name: str) -> bool:
    """Whether a file of clients is to be read as a table; what has another ending is scenarios."""
    return Path(name).suffix.lower() in (*TABLES, *OTHER_TABLES)


def said_of_columns(maps: Sequence[str], dates: Sequence[str], assume_time: str | None) -> SavedMap:
    """What ``--map``, ``--dates`` and ``--assume-time`` say; later words go before earlier ones.

    Raises:
        click.UsageError: if one of them cannot be understood.
        CouldNotRun: if a file that is named cannot be read.
    """
    from tactful.cohort.reading.declared import Declared
    from tactful.cohort.saved_map import SavedMap

    mapped: dict[str, str] = {}
    first: dict[str, bool] = {}
    time = None
    for word in maps:
        column, equals, fact = word.rpartition("=")
        if not equals and Path(word).is_file():
            saved = _saved(Path(word))
            mapped |= saved.mapped
            first |= saved.declared.day_first
            time = saved.declared.time or time
        elif not equals or not column.strip() or not fact.strip():
            raise click.UsageError(
                f"--map: write `COLUMN=FACT`, or name a file that was saved, and not `{word}`"
            )
        else:
            mapped[column.strip()] = fact.strip()
    for word in dates:
        column, _, order = word.rpartition("=")
        if (named := " ".join(order.replace("-", " ").split()).casefold()) not in _ORDERS:
            raise click.UsageError(f"--dates: write `day first` or `month first`, and not `{word}`")
        first[column.strip()] = _ORDERS[named]
    return SavedMap(mapped, Declared(first, time if assume_time is None else _clock(assume_time)))


def _saved(path: Path) -> SavedMap:
    from tactful.cohort.saved_map import read_saved_map

    diagnostics = Diagnostics()
    found = read_saved_map(path, diagnostics)
    if found is None:
        raise CouldNotRun(diagnostics.sorted(), {})
    return found


def _clock(word: str) -> time:
    from tactful.scenarios.everyday import clock_time

    found = clock_time(word)
    if found is None:
        raise click.UsageError(f"--assume-time: write a time of day, as 15:00, and not `{word}`")
    return found


def row_of(per: str, rules: Ruleset, option: str = "--per") -> str | None:
    """What a row is, as an option says it; ``None`` where it is a client.

    Raises:
        click.UsageError: if there are not several of it.
    """
    said = per.strip().casefold()
    for each in rules.each.values():
        if said in {word.casefold() for word in (each.id, each.label, each.plural)}:
            return each.id
    if said not in ("client", "clients"):
        known = quoted(["client", *rules.each])
        raise click.UsageError(f"{option}: a row may be one of {known}, and not `{per}`")
    return None


def saved_mark() -> Mark:
    """What a file is that ``--save-map`` writes."""
    from tactful.cohort.saved_map import SAVED_MAP

    return SAVED_MAP


def map_to_save(said: SavedMap, matching: Matching, tables: Sequence[PeopleTable] = ()) -> str:
    """The text of a file that says of the columns what was said, and what their names told."""
    from tactful.cohort.saved_map import saved_map_text

    told = {column: fact for fact, column in (*matching.facts.items(), *matching.times.items())}
    for table in tables:
        told = {column: fact for column, fact in told.items() if column not in table.numbered}
        told |= table.facts
    return saved_map_text(said._replace(mapped=told))


def write_template(said: Mapping[str, Any]) -> None:
    """Write the workbook that ``--template`` asks for.

    Raises:
        click.UsageError: if it is asked for together with a cohort.
        Refused: if it may not be written.
        NotAvailable: if what writes workbooks is not installed.
    """
    from tactful.cohort.template import TEMPLATE, write_template_book
    from tactful.text.gate import Gate

    out = Path(said["template"])
    if said["cohort"] is not None or said["out"] is not None:
        raise click.UsageError(
            "--template writes an empty workbook, and takes no COHORT and no --out"
        )
    if out.suffix.lower() != ".xlsx":
        raise click.UsageError("--template: end the name in `.xlsx`")
    require("xlsxwriter")
    rules = usable_ruleset(ruleset_path(said["ruleset"]))
    output = Gate([ruleset_path(said["ruleset"])]).claim(out, TEMPLATE)
    with writing(out, out), output.made() as made:
        write_template_book(rules, made)
    say(f"Fill in {out}, a row for each client, then: tactful batch {out} --out advice.xlsx")


def second_tables(each: Sequence[str], key: str | None, rules: Ruleset) -> SecondTables:
    """What ``--each`` and ``--key`` say.

    Raises:
        click.UsageError: if one of them cannot be understood.
    """
    from tactful.cohort.several.opened import SecondTables
    from tactful.cohort.several.tables import TableKey

    files: dict[str, Path] = {}
    for word in each:
        thing, equals, file = word.partition("=")
        if not equals or not file:
            raise click.UsageError(f"--each: write `THING=FILE`, and not `{word}`")
        named = row_of(thing, rules, "--each")
        if named is None:
            raise click.UsageError("--each: the clients' own file is COHORT")
        files[named] = Path(file)
    if key is None:
        return SecondTables(files)
    clients, _, own = key.partition("=")
    return SecondTables(files, TableKey(clients.strip(), (own or clients).strip()))


def usable_cohort(
    path: Path,
    rules: Ruleset,
    said: SavedMap,
    older: Ruleset | None = None,
    tables: SecondTables | None = None,
) -> OpenedCohort:
    """The cohort at a path, for one ruleset or for two to be compared.

    Raises:
        CouldNotRun: if it cannot be used.
    """
    from tactful.cohort.opening import open_cohort
    from tactful.cohort.several.opened import NO_TABLES

    diagnostics = Diagnostics()
    about = (diagnostics, older, REMEDIES, said.declared, tables or NO_TABLES)
    opened = open_cohort(path, rules, said.mapped, *about)
    if opened is None:
        raise CouldNotRun(diagnostics.sorted(), {})
    return opened


def check_out(option: str, out: Path, mark: Mark, gate: Gate) -> None:
    """Make sure that something made of a cohort can be written to a file.

    Raises:
        click.UsageError: if its name has no ending that is written.
        Refused: if it or the rejects beside it may not be written.
        NotAvailable: if what writes such a file is not installed.
    """
    from tactful.cohort.batch import table_and_lists
    from tactful.cohort.output import SINKS

    if out.suffix.lower() not in (*SINKS, ".xlsx"):
        raise click.UsageError(f"{option}: end the name in one of {quoted((*SINKS, '.xlsx'))}")
    if out.suffix.lower() == ".xlsx":
        require("xlsxwriter")
    table_and_lists(out, mark, gate)


@contextmanager
def writing(cohort: Path, out: Path) -> Iterator[None]:
    """Turn what goes wrong while a cohort is read and a file written into what people are told.

    Raises:
        CouldNotRun: if something goes wrong.
    """
    from tactful.cohort.output import DamagedCohort
    from tactful.cohort.workbook import TooManyRows

    try:
        yield
    except TooManyRows:
        raise refused(too_many_rows(out), out) from None
    except OSError as error:
        # Where a file is made, beside where it is to be, is nothing that people need to know.
        named = Path(error.filename) if error.filename else out
        raise _unusable(out if ".part" in str(named) else named, error) from None
    except DamagedCohort as error:
        raise refused(broken_off_cohort(cohort, error), cohort) from None


def _unusable(path: Path, error: OSError) -> CouldNotRun:
    return refused(unusable_file(path, error.strerror or str(error)), path)


def refused(mistake: Mistake, path: Path) -> CouldNotRun:
    """The way to stop because of a file."""
    return CouldNotRun((mistake.at(Span(str(path))),), {})


def moment_stated(now: str, ruleset: Ruleset) -> datetime:
    """What ``--now`` says.

    Raises:
        click.UsageError: if the ruleset does not look at the time, or this is none.
    """
    from tactful.scenarios.scenario import Scenario
    from tactful_cli.situations import stated

    name = ruleset.clock.now
    if name is None:
        raise click.UsageError("--now: this ruleset does not look at the time")
    moment = stated(Scenario("", {}), (), now, ruleset).given[name]
    assert isinstance(moment, datetime)  # noqa: S101 - the clock's fact is one
    return moment


@contextmanager
def advising() -> Iterator[RowProgress | None]:
    """A bar on standard error while the block runs, on a terminal only; what it yields moves it."""
    if not wants_colour(sys.stderr):
        yield None
        return
    from rich import progress as bars

    columns = (
        "Advising",
        bars.BarColumn(),
        bars.TaskProgressColumn(),
        bars.MofNCompleteColumn(),
        bars.TextColumn("{task.fields[rate]}"),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=console(err=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate="")

        def note(done: int, total: int | None) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:,.0f} a second" if speed else ""
            bar.update(task, completed=done, total=max(total or done, done), rate=rate)

        yield note
