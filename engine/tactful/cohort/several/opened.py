"""What a cohort's columns mean where clients list several: numbered columns, or a second table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tactful.cohort.matching import Matching, folded, match_columns
from tactful.cohort.reading.cohort import Cohort
from tactful.cohort.reading.column_styles import ColumnStyles, styles_of
from tactful.cohort.reading.declared import Declared
from tactful.cohort.remarks import OnRemarks
from tactful.cohort.remedies import Remedies
from tactful.cohort.several.headings import NumberedColumns, Spread, placed_columns, spread
from tactful.cohort.several.tables import PeopleTable, TableKey, people_table
from tactful.grounding.people import copy_name
from tactful.language.model import Ruleset
from tactful.language.terms import Each
from tactful.text.diagnostic import Diagnostics

OpenTable = Callable[[Path, Callable[[str], bool] | None], Cohort | None]
"""Opens a file as a table, of a workbook one of the sheets that are meant."""


class SecondTables(NamedTuple):
    """Where those are whom clients list.

    Attributes:
        files: For each thing that has a file of its own, that file.
        key: The columns that tie its rows to clients, where that is said.
    """

    files: Mapping[str, Path] = MappingProxyType({})
    key: TableKey | None = None


NO_TABLES = SecondTables()


class Understood(NamedTuple):
    """The clients with all that belongs to them, the facts that columns give, and how.

    ``spread`` is ``None`` where nobody lists several; ``tables`` are those of whom they list.
    """

    cohort: Cohort
    matching: Matching
    styles: ColumnStyles
    spread: Spread | None
    tables: tuple[PeopleTable, ...] = ()


class CohortQuestion(NamedTuple):
    """What is asked of a cohort: the rules, what is said of its columns, and where to report."""

    ruleset: Ruleset
    mapped: Mapping[str, str]
    declared: Declared
    diagnostics: Diagnostics
    file: str
    remedies: Remedies


def is_sheet_of(each: Each) -> Callable[[str], bool]:
    """Tells of the name of a sheet whether it is called as a thing of which there are several."""
    names = {folded(name) for name in (each.id, each.plural, each.label)}
    return lambda sheet: folded(sheet) in names


def tables_of(
    path: Path,
    sheets: Sequence[str],
    wanted: SecondTables,
    asked: CohortQuestion,
    open_table: OpenTable,
    clients: Cohort,
) -> list[PeopleTable] | None:
    """The tables of those whom clients list; ``None``, with diagnostics, if one cannot be used.

    Args:
        path: The clients' file.
        sheets: Its sheets, if it is a workbook.
        wanted: Where other tables are.
        asked: What is asked of the cohort.
        open_table: Opens them.
        clients: The clients.
    """  # fmt: skip  # arguments that are read across
    found = []
    for each in asked.ruleset.each.values():
        is_of = is_sheet_of(each)
        file = wanted.files.get(each.id) or (path if any(map(is_of, sheets)) else None)
        if file is None:
            continue
        cohort = open_table(file, is_of)
        if cohort is None:
            return None
        about = (wanted.key, asked.diagnostics, str(file), asked.remedies)
        table = people_table(each, cohort, clients, asked.ruleset, asked.mapped, *about)
        if table is None:
            return None
        found.append(table)
    return found


def understood(clients: Cohort, tables: Sequence[PeopleTable], asked: CohortQuestion) -> Understood:
    """What the columns of clients, and of those whom they list, mean.

    What is wrong is in the diagnostics.
    """
    others = {folded(c) for table in tables for c in table.cohort.columns}
    own = {folded(column) for column in clients.columns}
    mapped = {c: f for c, f in asked.mapped.items() if folded(c) in own or folded(c) not in others}
    at_hand = (asked.diagnostics, asked.file)
    placed = placed_columns(clients.columns, asked.ruleset, mapped, *at_hand)
    placed = _with_tables(placed, tables, asked.ruleset)
    rules, ones = asked.ruleset, dict[str, str]()
    if placed is not None:
        rules, ones = placed.spread.ruleset, dict(placed.facts)
    matching = match_columns(clients.columns, rules, mapped, *at_hand, asked.remedies, ones)
    declared = _declared_of(asked.declared, own, others)
    styles = styles_of(clients, matching, rules, declared, *at_hand, asked.remedies)
    for table in tables:
        clients = table.added_to(clients)
        numbered = table.numbered
        given = {fact: column for column, fact in numbered.items()}
        told = {*table.facts.values()}
        matching = matching._replace(
            facts={**matching.facts, **given},
            order=(*matching.order, *numbered),
            missing=tuple(name for name in matching.missing if name not in told),
        )
        styles = _with_styles(styles, table, asked)
    return Understood(
        clients, matching, styles, None if placed is None else placed.spread, tuple(tables)
    )


def _with_tables(
    placed: NumberedColumns | None, tables: Sequence[PeopleTable], ruleset: Ruleset
) -> NumberedColumns | None:
    """Over how many a cohort is spread, those included who have a table of their own."""
    if not tables:
        return placed
    counts = dict(placed.spread.counts) if placed is not None else {}
    counts |= {table.each.id: table.most for table in tables}
    counts = {each: counts[each] for each in ruleset.each if each in counts}

    def home(remark: OnRemarks) -> OnRemarks:
        for table in tables:
            remark = table.told(remark)
        return remark

    made = spread(ruleset, counts)._replace(home=home)
    return NumberedColumns(made, {} if placed is None else placed.facts)


def _declared_of(declared: Declared, own: set[str], others: set[str]) -> Declared:
    """What is said of the columns of one table, and of none of another."""
    first = {
        name: day
        for name, day in declared.day_first.items()
        if not name or folded(name) in own or folded(name) not in others
    }
    return declared._replace(day_first=first)


def _with_styles(styles: ColumnStyles, table: PeopleTable, asked: CohortQuestion) -> ColumnStyles:
    """The same, with how the cells of a table of those are written whom clients list."""
    rules = spread(asked.ruleset, {table.each.id: 1}).ruleset
    facts = {copy_name(fact, 1): column for column, fact in table.facts.items()}
    own = {folded(column) for column in table.cohort.columns}
    first = {n: day for n, day in asked.declared.day_first.items() if not n or folded(n) in own}
    declared = asked.declared._replace(day_first=first)
    about = (declared, asked.diagnostics, asked.file, asked.remedies)
    found = styles_of(table.cohort, Matching(facts, (), ()), rules, *about)
    by_fact = {
        copy_name(fact, place): found.by_fact[copy_name(fact, 1)]
        for fact in table.facts.values()
        for place in range(1, table.most + 1)
        if copy_name(fact, 1) in found.by_fact
    }
    return ColumnStyles({**styles.by_fact, **by_fact}, {**styles.orders, **found.orders})
