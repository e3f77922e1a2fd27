"""A cohort's clients as scenarios, for what is made for each of them by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any, NamedTuple

from tactful.cohort.batch import Advisor, BatchSteps
from tactful.cohort.before import CHANGED
from tactful.cohort.opening import OpenedCohort
from tactful.cohort.reading.cohort import ROW, Listener, raw_column
from tactful.cohort.reasons import known_facts
from tactful.cohort.remarks import THE_ROW, OnRemarks, RemarkCounts, RowRemark, What
from tactful.cohort.several.headings import Spread
from tactful.cohort.several.steps import SeveralSteps
from tactful.cohort.tally import BatchSummary, Passing
from tactful.columns.names import given_column, given_columns
from tactful.grounding.ground import ground
from tactful.scenarios.scenario import Scenario
from tactful.workspace.advising import clocks


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
    cohort, remarks = opened.cohort, list[RowRemark]()
    if advisor.spread is not None:
        listed = _who_list(opened, advisor, advisor.spread, remarks.extend)
        return ReadClients([*listed.values()], remarks)
    frame = cohort.frame(Listener(remarks.extend, lambda _: None))
    steps = BatchSteps(advisor)
    read = steps.read(frame, cohort.columns, remarks.extend, cohort.by_hand).collect()
    return ReadClients([one for _, one in _scenarios(read, opened, advisor)], remarks)


def _scenarios(read: Any, opened: OpenedCohort, advisor: Advisor) -> Iterator[tuple[int, Scenario]]:
    """The clients in a frame of rows that were read, each with the row's number."""
    ruleset = advisor.ruleset
    given = [name for name in ruleset.facts if given_column(name) in read.columns]
    naming = opened.matching.naming(ruleset)
    titles = _titles(read[ROW], None if naming is None else read[raw_column(naming)])
    rows = read.select(given_columns(ruleset, given)).iter_rows()
    for row, (number, title) in zip(rows, titles.items(), strict=True):
        yield number, Scenario(title, known_facts(ruleset, given, row))


def _titles(rows: Iterable[int], texts: Iterable[object] | None) -> dict[int, str]:
    """What each client is called, by the rows' numbers, of what stands in the column of names."""
    told = repeat(None) if texts is None else texts
    said = (" ".join(str(text).split()) if text is not None else "" for text in told)
    return {row: text or f"Row {row}" for row, text in zip(rows, said, strict=False)}


def _who_list(
    opened: OpenedCohort, advisor: Advisor, spread: Spread, remark: OnRemarks
) -> dict[int, Scenario]:
    """Read the clients of a cohort who list several, by the numbers of their rows, in order."""
    cohort = opened.cohort
    steps = SeveralSteps(advisor, spread)
    frame = cohort.frame(Listener(remark, lambda _: None))
    read = steps.read(frame, cohort.columns, remark, cohort.by_hand).collect()
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
    return {row: scenarios[row] for row in sorted(scenarios)}


class SomeClients(NamedTuple):
    """Some clients of a cohort, and what came of all of them.

    Attributes:
        summary: What came of the cohort as a whole.
        remarks: What there is to say of rows, in their order.
        clients: The clients, each with the number of the row.
        total: How many there are of whom these are some.
    """

    summary: BatchSummary
    remarks: list[RowRemark]
    clients: list[tuple[int, Scenario]]
    total: int


def look_at(
    opened: OpenedCohort, advisor: Advisor, before: Advisor | None, start: int, most: int
) -> SomeClients:
    """Advise a cohort, and look at some of its clients.

    Args:
        opened: The cohort, with what its columns mean.
        advisor: Whose advice is wanted.
        before: Whose advice to compare with: then only clients count whose advice is another.
            Of clients who list several there is no such comparison.
        start: How many clients are passed over.
        most: How many are looked at.

    Raises:
        DamagedCohort, OSError: if it cannot be read.
    """
    if advisor.spread is not None:
        return _look_at_listing(opened, advisor, advisor.spread, start, most)
    cohort, remarks = opened.cohort, list[RowRemark]()
    steps = BatchSteps(advisor, moment=clocks(), before=before, brief=True)
    passing = Passing(steps.tally(), cohort.rows, None)
    frame = cohort.frame(Listener(remarks.extend, passing.note_read))
    made = steps.advise(frame, cohort.columns, remarks.extend, cohort.by_hand).collect()
    passing.note(made)
    if before is not None:
        made = made.filter(made[CHANGED].list.len() > 0)
    rows = made[steps.row_column(cohort.columns)].sort()
    shown = [*rows[start : start + most]]
    raw = cohort.frame(Listener(lambda _: None, lambda _: None))
    steps = BatchSteps(advisor)
    read = steps.read(raw, cohort.columns, lambda _: None, cohort.by_hand).collect()
    clients = [*_scenarios(read.filter(read[ROW].is_in(shown)), opened, advisor)]
    remarks.sort(key=lambda one: one.row)
    summary = passing.tally.summary(passing.read, _counted(remarks))
    return SomeClients(summary, remarks, clients, rows.len())


def _look_at_listing(
    opened: OpenedCohort, advisor: Advisor, spread: Spread, start: int, most: int
) -> SomeClients:
    """The same for a cohort of clients who list several."""
    cohort, remarks = opened.cohort, list[RowRemark]()
    steps = SeveralSteps(advisor, spread, moment=clocks())
    passing = Passing(steps.tally(), cohort.rows, None)
    frame = cohort.frame(Listener(remarks.extend, passing.note_read))
    advice = steps.advise(frame, cohort.columns, remarks.extend, cohort.by_hand)
    passing.note(advice.collect())
    clients = [*_who_list(opened, advisor, spread, lambda _: None).items()]
    remarks.sort(key=lambda one: one.row)
    summary = passing.tally.summary(passing.read, _counted(remarks))
    return SomeClients(summary, remarks, clients[start : start + most], len(clients))


def _counted(remarks: list[RowRemark]) -> RemarkCounts:
    counts: dict[What, Counter[str]] = {what: Counter() for what in What}
    for one in remarks:
        counts[one.what][one.column or THE_ROW] += one.rows
    return RemarkCounts.of(counts)
