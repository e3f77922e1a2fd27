"""What columns say of clients, a row each, and the row that says the same as conclusions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from clients import given_columns, in_column
from tactful.columns.names import given_column
from tactful.columns.program import UNHURRIED, Columns
from tactful.language.conclusions import Conclusions, Status, known_values
from tactful.language.conditions import truth
from tactful.language.model import Ruleset
from tactful.language.values import NONE, Value
from tactful.language.windows import has_waits, wait_of, window_of


def cohort(ruleset: Ruleset, clients: Sequence[Mapping[str, Value]]) -> pl.LazyFrame:
    """Clients as a frame with a column for every fact that one of them gives."""
    given = {name for client in clients for name in client}
    columns = given_columns(ruleset, (n for n in ruleset.facts if n in given), clients)
    return pl.DataFrame([pl.Series("client", range(len(clients))), *columns]).lazy()


def advice(
    ruleset: Ruleset, clients: Sequence[Mapping[str, Value]], now: datetime | None = None
) -> list[dict[str, Any]]:
    frame = cohort(ruleset, clients)
    given = [n for n in ruleset.facts if given_column(n) in frame.collect_schema()]
    columns = Columns(ruleset, given, moment=None if now is None else lambda _: now)
    result = columns.advise(frame, ["client"]).collect(optimizations=UNHURRIED)
    assert result.schema == pl.Schema({"client": pl.Int64(), **columns.schema})
    rows = result.to_dicts()
    assert [row.pop("client") for row in rows] == [*range(len(clients))]
    return rows


def expected(ruleset: Ruleset, found: Conclusions) -> dict[str, Any]:
    """The row that says the same as some conclusions."""
    row: dict[str, Any] = {}
    for name, settled in found.decisions.items():
        applies = settled.status is not Status.NOT_APPLICABLE
        many = ruleset.decisions[name].many
        row[name] = ([*settled.choices] if applies else None) if many else settled.choice
        row[f"{name}_status"] = settled.status.value
        if not many:
            row[f"{name}_margin"] = settled.margin
            row[f"{name}_tie"] = settled.tie
    concluded = {c.fact for rule in ruleset.rules.values() for c in rule.conclusions}
    for name in ruleset.facts:
        if name in concluded:
            type_ = ruleset.facts[name].type
            value = found.facts[name].value if name in found.facts else None
            row[name] = in_column(value, type_)
            if type_.none is not None:
                row[f"{name}_none"] = None if value is None else value is NONE
    row["rules_fired"] = [*found.fired]
    row["rules_set_aside"] = [*dict.fromkeys(aside.rule for aside in found.set_aside)]
    row["assumptions"] = assumed(ruleset, found)
    row["conflicts"] = [conflict.about for conflict in found.conflicts]
    if ruleset.constraints:
        row["does_not_fit"] = [*found.broken]
    window, wait = window_of(ruleset, found), wait_of(ruleset, found)
    row["window_start"] = None if window is None else window.start.isoformat()
    row["window_end"] = None if window is None else window.end.isoformat()
    if has_waits(ruleset):
        end = None if wait is None or wait.end is None else wait.end.isoformat()
        row["wait_until"] = None if wait is None else wait.until.isoformat()
        row["wait_end"] = end
    return row


def assumed(ruleset: Ruleset, found: Conclusions) -> list[str]:
    values = known_values(ruleset, found)
    return [
        name
        for name in found.fired
        if (unless := ruleset.rules[name].unless) is not None
        and truth(unless, values, ruleset.type_of) is None
    ]
