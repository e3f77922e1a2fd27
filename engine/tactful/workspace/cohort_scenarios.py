"""A cohort's clients as scenarios, for what is made for each of them by itself."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat
from typing import NamedTuple

from tactful.cohort.batch import Advisor, BatchSteps
from tactful.cohort.opening import OpenedCohort
from tactful.cohort.reading.cohort import ROW, Listener, raw_column
from tactful.cohort.reasons import known_facts
from tactful.cohort.remarks import RowRemark
from tactful.cohort.several.headings import Spread
from tactful.cohort.several.steps import SeveralSteps
from tactful.columns.names import given_column, given_columns
from tactful.grounding.ground import ground
from tactful.scenarios.scenario import Scenario


class ReadClients(NamedTuple):
    """A cohort that was read.

    Attributes:
        scenarios: The clients, called by what stands in the column that tells them apart, or else
            by their row.
        remarks: What there is to say of rows: that they are no clients, or cells of theirs were
            not understood.
    """

    scenarios: list[Scenario]
    remarks: list[RowRemark]


def clients_of(opened: OpenedCohort, advisor: Advisor) -> ReadClients:
    """Read the clients of a cohort, which has to fit into memory.

    Args:
        opened: The cohort, with what its columns mean.
        advisor: Whose advice is wanted.

    Raises:
        DamagedCohort, OSError: if it cannot be read.
    """
    ruleset, cohort = advisor.ruleset, opened.cohort
    if advisor.spread is not None:
        return _who_list(opened, advisor, advisor.spread)
    remarks: list[RowRemark] = []
    frame = cohort.frame(Listener(remarks.extend, lambda _: None))
    steps = BatchSteps(advisor)
    read = steps.read(frame, cohort.columns, remarks.extend, cohort.by_hand).collect()
    given = [name for name in ruleset.facts if given_column(name) in read.columns]
    naming = opened.matching.naming(ruleset)
    titles = _titles(read[ROW], None if naming is None else read[raw_column(naming)])
    rows = read.select(given_columns(ruleset, given)).iter_rows()
    scenarios = [
        Scenario(title, known_facts(ruleset, given, row))
        for row, title in zip(rows, titles.values(), strict=True)
    ]
    return ReadClients(scenarios, remarks)


def _titles(rows: Iterable[int], texts: Iterable[object] | None) -> dict[int, str]:
    """What each client is called, by the rows' numbers, of what stands in the column of names."""
    told = repeat(None) if texts is None else texts
    said = (" ".join(str(text).split()) if text is not None else "" for text in told)
    return {row: text or f"Row {row}" for row, text in zip(rows, said, strict=False)}


def _who_list(opened: OpenedCohort, advisor: Advisor, spread: Spread) -> ReadClients:
    """Read the clients of a cohort who list several, in the order of their rows."""
    cohort, remarks = opened.cohort, list[RowRemark]()
    steps = SeveralSteps(advisor, spread)
    frame = cohort.frame(Listener(remarks.extend, lambda _: None))
    read = steps.read(frame, cohort.columns, remarks.extend, cohort.by_hand).collect()
    naming = opened.matching.naming(spread.ruleset)
    titles = _titles(read[ROW], None if naming is None else read[raw_column(naming)])
    scenarios: dict[int, Scenario] = {}
    for group in steps.groups(read):
        rules = ground(advisor.ruleset, {each: (None,) * n for each, n in group.counts.items()})
        given = steps.given_of(group.counts)
        rows = group.rows.select(given_columns(rules, given)).iter_rows()
        who = steps.people(group.rows, group.counts)
        for number, row, people in zip(group.rows[ROW], rows, who, strict=True):
            known = known_facts(rules, given, row)
            scenarios[number] = Scenario(titles[number], known, people=people)
    return ReadClients([scenarios[row] for row in sorted(scenarios)], remarks)
