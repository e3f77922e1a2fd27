"""Whose advice changes in a cohort, for people: as plain text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from tactful.changes.clients import ChangedClient, CohortChanges
from tactful.changes.difference import Difference
from tactful.changes.report import Report, report_lines
from tactful.cohort.report import (
    MOST_SHOWN,
    change_lines,
    change_rows,
    more_changes,
    rejected_columns,
)
from tactful.explanation.wording import joined
from tactful.pages.markdown import escaped
from tactful.text.lines import shortened

MOST_NAMED = 20
"""Clients that people are shown; the rest are counted."""


def cohort_text(difference: Difference, changes: CohortChanges, *, markdown: bool = False) -> str:
    """What the rules come to and whose advice changes, without a final line feed."""
    lines = [*report_lines(Report(difference), markdown=markdown)]
    lines += _markdown(difference, changes) if markdown else _plain(difference, changes)
    return "\n".join(lines).rstrip()


def _plain(difference: Difference, changes: CohortChanges) -> Iterator[str]:
    yield _headline(changes)
    yield from _unread(changes)
    if not changes.summary.changes:
        return
    yield ""
    yield from change_lines(changes.summary.changes, difference.old, difference.new)
    yield ""
    for client in changes.clients(MOST_NAMED):
        yield f"  - {_named(client)}: {joined(client.after)}"
    yield from (f"  {line}" for line in _unnamed(changes))


def _markdown(difference: Difference, changes: CohortChanges) -> Iterator[str]:
    yield _headline(changes)
    for line in _unread(changes):
        yield ""
        yield escaped(line)
    kinds = changes.summary.changes
    if not kinds:
        return
    yield ""
    yield "| Clients | Decision | Before | Now |"
    yield "|---:|---|---|---|"
    for clients, decision, before, after in change_rows(kinds, difference.old, difference.new):
        yield f"| {clients} | `{decision}` | {escaped(before)} | {escaped(after)} |"
    if len(kinds) > MOST_SHOWN:
        yield f"| | and {more_changes(kinds)} | | |"
    yield ""
    for client in changes.clients(MOST_NAMED):
        decisions = joined(f"`{name}`" for name in client.after)
        yield f"- {escaped(_named(client))}: {decisions}"
    yield from _unnamed(changes)


def _headline(changes: CohortChanges) -> str:
    summary = changes.summary
    clients = f"{summary.advised:,} client{'' if summary.advised == 1 else 's'}"
    return f"The advice changes for {summary.changed:,} of {clients}."


def _unread(changes: CohortChanges) -> Iterator[str]:
    summary = changes.summary
    if summary.rejected:
        rows = "1 row" if summary.rejected == 1 else f"{summary.rejected:,} rows"
        yield f"{rows} could not be read and {'is' if rows == '1 row' else 'are'} left out: " + (
            f"{rejected_columns(summary)}."
        )


def _unnamed(changes: CohortChanges) -> Iterator[str]:
    if changes.summary.changed > MOST_NAMED:
        yield f"- and {changes.summary.changed - MOST_NAMED:,} more"


def _named(client: ChangedClient) -> str:
    cells = [
        f"{shortened(name)}: {shortened(str(cell))}"
        for name, cell in client.cells.items()
        if cell not in (None, "")
    ]
    return f"row {client.row:,}" + (f" ({', '.join(cells)})" if cells else "")
