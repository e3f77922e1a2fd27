"""Whose advice changes in a cohort: as plain text and Markdown for people, and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tactful.advice import Told
from tactful.batch_report import (
    MOST_SHOWN,
    as_told,
    change_lines,
    change_rows,
    more_changes,
    rejected_columns,
)
from tactful.change_report import Report, report_json, report_lines, told_json
from tactful.changes import Difference
from tactful.cohort_changes import ChangedClient, CohortChanges
from tactful.lines import shortened
from tactful.markdown import escaped
from tactful.wire import Json
from tactful.wording import joined

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


def cohort_json(difference: Difference, changes: CohortChanges) -> dict[str, Json]:
    """The same for programs, with all of the clients. They are read as they are written."""
    summary = changes.summary
    made = report_json(Report(difference))
    made["clients"] = {
        "total": summary.advised,
        "rejected": summary.rejected,
        "rejected_by_column": dict(summary.rejected_by_column),
        "number_changed": summary.changed,
        "changes": [
            {
                "decision": change.decision,
                "before": told_json(as_told(change.before)),
                "after": told_json(as_told(change.after)),
                "clients": change.clients,
            }
            for change in summary.changes
        ],
        "changed": _Clients(changes),
    }
    return made


class _Clients(list[Json]):
    """Clients for ``json``, which takes no other sequence than a list: a few at a time."""

    def __init__(self, changes: CohortChanges) -> None:
        super().__init__()
        self._changes = changes

    def __len__(self) -> int:
        return self._changes.summary.changed

    def __iter__(self) -> Iterator[Json]:
        return (_client_json(client) for client in self._changes.clients())


def _client_json(client: ChangedClient) -> Json:
    return {
        "row": client.row,
        "columns": {name: _cell_json(cell) for name, cell in client.cells.items()},
        "decisions": [*client.after],
        "before": _all_json(client.before),
        "after": _all_json(client.after),
    }


def _all_json(told: Mapping[str, Told]) -> Json:
    return {name: told_json(one) for name, one in told.items()}


def _cell_json(cell: Any) -> Json:
    return cell if cell is None or isinstance(cell, str | bool | int | float) else str(cell)
