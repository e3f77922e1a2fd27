"""A cohort's clients as scenarios, for what is made for each of them by itself."""

from __future__ import annotations

from typing import NamedTuple

from tactful.cohort.batch import Advisor, BatchSteps
from tactful.cohort.opening import OpenedCohort
from tactful.cohort.reading.cohort import ROW, Listener, raw_column
from tactful.cohort.reasons import known_facts
from tactful.cohort.remarks import RowRemark
from tactful.columns.names import given_column, given_columns
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
    remarks: list[RowRemark] = []
    frame = cohort.frame(Listener(remarks.extend, lambda _: None))
    steps = BatchSteps(advisor)
    read = steps.read(frame, cohort.columns, remarks.extend, cohort.by_hand).collect()
    given = [name for name in ruleset.facts if given_column(name) in read.columns]
    naming = opened.matching.naming(ruleset)
    titles = [None] * read.height if naming is None else read[raw_column(naming)].to_list()
    rows = read.select(given_columns(ruleset, given)).iter_rows()
    scenarios = []
    for row, number, title in zip(rows, read[ROW].to_list(), titles, strict=True):
        said = " ".join(str(title).split()) if title is not None else ""
        scenarios.append(Scenario(said or f"Row {number}", known_facts(ruleset, given, row)))
    return ReadClients(scenarios, remarks)
