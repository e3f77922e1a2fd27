"""Whose advice changes in a cohort, for people: laid out after what the rules come to."""

from __future__ import annotations

from collections.abc import Iterator

from tactful.changes.clients import ChangedClient, CohortChanges
from tactful.changes.difference import Difference
from tactful.changes.report import ChangeReport, TurnCounts, report_page
from tactful.cohort.report import as_told, changes_table, columns_counted, said_of_notes
from tactful.pages.blocks import Item, Line
from tactful.pages.page import Page, Section
from tactful.pages.words import Cited, named
from tactful.text.lines import shortened

MOST_NAMED = 20
"""Clients that people are shown; the rest are counted."""


def cohort_page(difference: Difference, changes: CohortChanges, rest: str = "") -> Page:
    """Lay out what the rules come to and whose advice changes.

    Args:
        difference: What the rules come to.
        changes: Whose advice changes.
        rest: Where more of the difference is told than fits on a screen.
    """
    report = ChangeReport(difference, tally=tally_of(changes), rest=rest)
    return report_page(report, _sections(difference, changes))


def tally_of(changes: CohortChanges) -> TurnCounts:
    """How often each change comes about in a cohort."""
    return {
        (one.decision, as_told(one.before), as_told(one.after)): one.clients
        for one in changes.summary.changes
    }


def _sections(difference: Difference, changes: CohortChanges) -> Iterator[Section]:
    summary = changes.summary
    yield Section(_headline(changes), blocks=tuple(_unread(changes)))
    if not summary.changes:
        return
    yield Section(
        "",
        blocks=(changes_table(summary.changes, difference.old, difference.new),),
        label="The most frequent changes",
    )
    clients = [_item(client) for client in changes.clients(MOST_NAMED)]
    if summary.changed > MOST_NAMED:
        clients.append(Item(f"and {summary.changed - MOST_NAMED:,} more", one_line=True))
    yield Section("", blocks=tuple(clients), label="Whose advice changes")


def _item(client: ChangedClient) -> Item:
    return Item((Cited(_told(client)), ": ", *named(client.after)), one_line=True)


def _headline(changes: CohortChanges) -> str:
    summary = changes.summary
    clients = f"{summary.advised:,} client{'' if summary.advised == 1 else 's'}"
    return f"The advice changes for {summary.changed:,} of {clients}."


def _unread(changes: CohortChanges) -> Iterator[Line]:
    summary = changes.summary
    if summary.rejected:
        rows = "1 row" if summary.rejected == 1 else f"{summary.rejected:,} rows"
        are = "is" if summary.rejected == 1 else "are"
        about = columns_counted(summary.rejected_by_column)
        yield Line((Cited(f"{rows} could not be read and {are} left out: {about}."),))
    yield from (Line((Cited(f"{told}."),)) for told in said_of_notes(summary))


def _told(client: ChangedClient) -> str:
    cells = [
        f"{shortened(name)}: {shortened(str(cell))}"
        for name, cell in client.cells.items()
        if cell not in (None, "")
    ]
    return f"row {client.row:,}" + (f" ({', '.join(cells)})" if cells else "")
