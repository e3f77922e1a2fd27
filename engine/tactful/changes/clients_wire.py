"""Whose advice changes in a cohort, for programs: described by ``schemas/changes.schema.json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tactful.changes.clients import ChangedClient, CohortChanges
from tactful.changes.clients_report import tally_of
from tactful.changes.difference import Difference
from tactful.changes.report import ChangeReport
from tactful.changes.wire import report_json
from tactful.cohort.report import as_told
from tactful.language.as_json import Json, told_json
from tactful.language.conclusions import Told


def cohort_json(difference: Difference, changes: CohortChanges) -> dict[str, Json]:
    """The same for programs, with all of the clients. They are read as they are written."""
    summary = changes.summary
    made = report_json(ChangeReport(difference, tally=tally_of(changes)))
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
