"""Whose advice changes in a cohort: as plain text and Markdown for people, and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tactful.advice import Told
from tactful.batch_tally import Changes
from tactful.change_report import Report, outcome, report_json, report_lines, told_json
from tactful.changes import Difference
from tactful.cohort_changes import ChangedClient, CohortChanges
from tactful.conclusions import Status
from tactful.lines import shortened
from tactful.markdown import escaped
from tactful.wire import Json
from tactful.wording import joined

MOST_NAMED = 20
"""Clients, and kinds of changes, that people are shown; the rest are counted."""

_WIDEST = 50
"""Columns that what was advised before takes in a table; what is longer takes more."""


def cohort_text(difference: Difference, changes: CohortChanges, *, markdown: bool = False) -> str:
    """What the rules come to and whose advice changes, without a final line feed."""
    lines = [*report_lines(Report(difference), markdown=markdown)]
    lines += _markdown(difference, changes) if markdown else _plain(difference, changes)
    return "\n".join(lines).rstrip()


def _plain(difference: Difference, changes: CohortChanges) -> Iterator[str]:
    yield _headline(changes)
    yield from _unread(changes)
    shown = [_told(change, difference) for change in changes.summary.changes[:MOST_NAMED]]
    if not shown:
        return
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    yield ""
    wide = min(widths[2], _WIDEST)
    for clients, decision, before, after in shown:
        yield f"  {clients:>{widths[0]}}  {decision:<{widths[1]}}  {before:<{wide}}  to {after}"
    for more in _more(len(changes.summary.changes) - len(shown), "other change"):
        yield f"  {more}"
    yield ""
    for client in changes.clients(MOST_NAMED):
        yield f"  - {_named(client)}: {joined(client.after)}"
    for more in _more(changes.summary.changed - MOST_NAMED, "more"):
        yield f"  - {more}"


def _markdown(difference: Difference, changes: CohortChanges) -> Iterator[str]:
    yield _headline(changes)
    for line in _unread(changes):
        yield ""
        yield escaped(line)
    shown = [_told(change, difference) for change in changes.summary.changes[:MOST_NAMED]]
    if not shown:
        return
    yield ""
    yield "| Clients | Decision | Before | Now |"
    yield "|---:|---|---|---|"
    for clients, decision, before, after in shown:
        yield f"| {clients} | `{decision}` | {escaped(before)} | {escaped(after)} |"
    for more in _more(len(changes.summary.changes) - len(shown), "other change"):
        yield f"| | {more} | | |"
    yield ""
    for client in changes.clients(MOST_NAMED):
        decisions = joined(f"`{name}`" for name in client.after)
        yield f"- {escaped(_named(client))}: {decisions}"
    for more in _more(changes.summary.changed - MOST_NAMED, "more"):
        yield f"- {more}"


def _headline(changes: CohortChanges) -> str:
    summary = changes.summary
    clients = f"{summary.advised:,} client{'' if summary.advised == 1 else 's'}"
    return f"The advice changes for {summary.changed:,} of {clients}."


def _unread(changes: CohortChanges) -> Iterator[str]:
    summary = changes.summary
    if summary.rejected:
        rows = "1 row" if summary.rejected == 1 else f"{summary.rejected:,} rows"
        about = [f"{number:,} for {name}" for name, number in summary.rejected_by_column.items()]
        if len(about) > MOST_NAMED:
            about = [*about[:MOST_NAMED], f"the rest for {len(about) - MOST_NAMED} other columns"]
        yield f"{rows} could not be read and {'is' if rows == '1 row' else 'are'} left out: " + (
            f"{joined(about)}."
        )


def _more(number: int, what: str) -> Iterator[str]:
    if number > 0:
        yield f"and {number:,} {what}{'s' if number > 1 and what != 'more' else ''}"


def _told(change: Changes, difference: Difference) -> tuple[str, str, str, str]:
    """A row of the table."""
    before, after = (
        outcome(_as_told(text), change.decision, rules)
        for text, rules in ((change.before, difference.old), (change.after, difference.new))
    )
    return f"{change.clients:,}", change.decision, before, after


def _as_told(text: str) -> Told:
    """What a tally says that a decision came to."""
    if text.startswith("("):
        return Status(text[1:-1]), ()
    return Status.CHOSEN, tuple(text.split(", "))


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
                "before": told_json(_as_told(change.before)),
                "after": told_json(_as_told(change.after)),
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
