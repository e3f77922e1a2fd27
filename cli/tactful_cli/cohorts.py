"""What the commands that read a cohort share: its columns, its moment, where things go."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tactful.cohort.defects import (
    broken_off_cohort,
    too_many_rows,
    unusable_file,
)
from tactful.cohort.remedies import Remedies
from tactful.explanation.wording import counted
from tactful.extras import require
from tactful.language.model import Ruleset
from tactful.text.diagnostic import Diagnostics, Mistake, Span
from tactful.text.lines import quoted
from tactful_cli.failures import CouldNotRun
from tactful_cli.screen.saying import console, say, wants_colour

if TYPE_CHECKING:
    from tactful.cohort.batch import RowProgress
    from tactful.cohort.matching import Matching
    from tactful.cohort.opening import OpenedCohort
    from tactful.text.gate import Gate, Mark

REMEDIES = Remedies(choose="--map COLUMN=FACT", chosen="--map '{}={}'", alone="`tactful evaluate`")
"""What people at the command line can do about a cohort."""


def mapped_columns(maps: Sequence[str]) -> dict[str, str]:
    """What ``--map`` says: for columns by name, the fact that each gives.

    Raises:
        click.UsageError: if one of them is no ``COLUMN=FACT``.
    """
    found = {}
    for word in maps:
        column, equals, fact = word.rpartition("=")
        if not equals or not column.strip() or not fact.strip():
            raise click.UsageError(f"--map: write `COLUMN=FACT`, and not `{word}`")
        found[column.strip()] = fact.strip()
    return found


def usable_cohort(
    path: Path, rules: Ruleset, mapped: Mapping[str, str], older: Ruleset | None = None
) -> OpenedCohort:
    """The cohort at a path, for one ruleset or for two to be compared.

    Raises:
        CouldNotRun: if it cannot be used.
    """
    from tactful.cohort.opening import open_cohort

    diagnostics = Diagnostics()
    opened = open_cohort(path, rules, mapped, diagnostics, older, REMEDIES)
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
    from tactful.cohort.batch import table_and_rejects
    from tactful.cohort.output import SINKS

    if out.suffix.lower() not in (*SINKS, ".xlsx"):
        raise click.UsageError(f"{option}: end the name in one of {quoted((*SINKS, '.xlsx'))}")
    if out.suffix.lower() == ".xlsx":
        require("xlsxwriter")
    table_and_rejects(out, mark, gate)


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


def report_columns(
    matching: Matching,
    replaced: Sequence[str] = (),
    ignored: str = "handed on as they are:",
    place: str = "",
) -> None:
    """Say what became of the columns, on standard error: it is no result.

    Args:
        matching: Which columns mean what.
        replaced: Columns that give way to columns of advice.
        ignored: What to say of columns that give no fact.
        place: Where the names of the columns are, if not on the first line.
    """
    parts = [f"facts from {counted(len(matching.facts), 'column')}"]
    others = [name for name in matching.ignored if name not in replaced]
    if others:
        parts.append(f"{ignored} {quoted(others)}")
    if replaced:
        parts.append(f"replaced by the advice: {quoted(list(replaced))}")
    if matching.missing:
        parts.append(f"nothing known of {quoted(list(matching.missing), 20)}")
    if place:
        parts.insert(0, f"the names are {place}")
    say("; ".join(parts), err=True)
