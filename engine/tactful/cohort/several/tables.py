"""Those whom clients list, in a table of their own: a row each, tied to a client by a column.

The table is held in memory, the clients are not: to each of their rows are added the cells of those
who belong to it, under numbers, as if they had stood there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import polars as pl

from tactful.cohort.defects import no_key, told_twice
from tactful.cohort.matching import authors, folded
from tactful.cohort.reading.cohort import ROW, Cohort, Listener, raw_column
from tactful.cohort.reading.left_out import is_blank_column, shown
from tactful.cohort.remarks import OnRemarks, RowRemark, What
from tactful.cohort.remedies import Remedies
from tactful.cohort.several.headings import NAMES, Headings, name_of
from tactful.grounding.people import MOST
from tactful.language.model import Ruleset
from tactful.language.terms import Each
from tactful.reading.defects.names import unknown_fact
from tactful.text.diagnostic import Diagnostics, Span
from tactful.text.names import Speller

_ID = "id"


class TableKey(NamedTuple):
    """The columns that say which client a row belongs to, of the clients' table and of theirs."""

    clients: str
    own: str


class PeopleTable:
    """A table of those whom clients list.

    Args:
        each: What they are.
        cohort: Their table.
        facts: For each of its columns that gives a fact of theirs, the fact, by its own name.
        key: The columns by which a row belongs to a client.
        clients: The clients' table.

    Attributes:
        most: How many belong to one client at most, of those who are not too many.
    """

    def __init__(
        self,
        each: Each,
        cohort: Cohort,
        facts: Mapping[str, str],
        key: TableKey,
        clients: Cohort,
    ) -> None:
        self.each = each
        self.cohort = cohort
        self.facts = facts
        self.key = key
        self._clients = clients
        self._remarks: list[RowRemark] = []
        self._ids = _numbered_ids(clients, key.clients)
        self._people = self._read()
        often = self._people.group_by(_ID).len()
        self._too_many = dict(often.filter(pl.col("len") > MOST).rows())
        fine = often.filter(pl.col("len") <= MOST)["len"].max()
        self.most = int(fine) if isinstance(fine, int) else 1

    @property
    def title(self) -> str:
        """What the table is called when cells of it are spoken of."""
        plural = self.each.plural
        return self.cohort.sheet or plural[:1].upper() + plural[1:]

    @property
    def numbered(self) -> dict[str, str]:
        """The columns that are added to the clients', with the facts that they give."""
        return {
            self.column(column, place): f"{fact}[{place}]"
            for place in range(1, self.most + 1)
            for column, fact in self.facts.items()
        }

    def column(self, column: str, place: int) -> str:
        """What a column of the table is called for one of those who belong to a client."""
        return f"{self.title} {place}: {column}"

    def added_to(self, cohort: Cohort) -> Cohort:
        """The clients with the cells of those who belong to them."""
        wide = self._wide()
        added = {name: dtype for name, dtype in wide.schema.items() if name != _ID}

        def frame(listener: Listener) -> pl.LazyFrame:
            listener.remarks(self._remarks)
            raw = cohort.frame(listener)
            schema = {**raw.collect_schema(), **added}

            def joined(batch: pl.DataFrame) -> pl.DataFrame:
                batch = batch.with_columns(_id_of(batch[raw_column(self.key.clients)]).alias(_ID))
                batch = self._without_wrong(batch, listener.remarks)
                return batch.join(wide, on=_ID, how="left", maintain_order="left").drop(_ID)

            return raw.map_batches(joined, schema=schema, streamable=True)

        return cohort._replace(frame=frame)

    def told(self, remark: OnRemarks) -> OnRemarks:
        """Takes what is said of cells of the table as said of the clients' rows, and says it so."""
        places = {
            self.column(column, place): (column, place)
            for place in range(1, self.most + 1)
            for column in self.facts
        }

        def told(found: Iterable[RowRemark]) -> None:
            remark(
                [
                    self._at_home(one, *places[one.column]) if one.column in places else one
                    for one in found
                ]
            )

        return told

    def _at_home(self, remark: RowRemark, column: str, place: int) -> RowRemark:
        rows = self._rows_of.get(self._id_of_row.get(remark.row, ""), [])
        row = rows[place - 1] if place <= len(rows) else 0
        return remark._replace(column=self._named(column), cell=self._cell(column, row))

    def _named(self, column: str) -> str:
        return f"{self.title}: {column}"

    def _cell(self, column: str, row: int) -> str:
        address = self.cohort.address(column, row)
        return f"{self.title}!{address or f'row {row}'}"

    @cached_property
    def _id_of_row(self) -> dict[int, str]:
        return dict(self._ids.select(ROW, _ID).rows())

    @cached_property
    def _rows_of(self) -> dict[str, list[int]]:
        return dict(self._people.group_by(_ID, maintain_order=True).agg(ROW).rows())

    def _read(self) -> pl.DataFrame:
        """The rows that tell of somebody who belongs to a client; of the others it is said why."""
        frame = self.cohort.frame(Listener(self._note_broken, lambda _: None)).collect()
        frame = frame.with_columns(_id_of(frame[raw_column(self.key.own)]).alias(_ID))
        own = [raw_column(name) for name in self.facts]
        tells = pl.select(
            pl.any_horizontal(*(~pl.lit(is_blank_column(frame[name])) for name in own))
        ).to_series()
        named = frame[_ID].is_not_null()
        known = frame[_ID].is_in(self._ids[_ID].drop_nulls().implode())
        for place in (tells & ~named).arg_true():
            self._stranger(frame, place, "the row does not say which client it belongs to")
        for place in (tells & named & ~known.fill_null(value=False)).arg_true():
            who = shown(frame, raw_column(self.key.own), place)
            self._stranger(
                frame, place, f"no client is called `{who.strip()}` in the table of clients"
            )
        for place in (named & ~tells).arg_true():
            self._stranger(frame, place, f"nothing is said of any {self.each.label} in the row")
        return frame.filter(tells & known).select(ROW, _ID, *own)

    def _stranger(self, frame: pl.DataFrame, place: int, reason: str) -> None:
        column, row = self.key.own, frame[ROW][place]
        value = shown(frame, raw_column(column), place)
        self._remarks.append(
            RowRemark(
                row, self._named(column), value, reason, "", What.STRANGER, value,
                cell=self._cell(column, row),
            )
        )  # fmt: skip  # a call that is read across

    def _note_broken(self, found: Iterable[RowRemark]) -> None:
        """What is said of rows that cannot be read, as of rows of this table."""
        for one in found:
            if one.what is What.REJECTED:
                cell = self._cell(one.column, one.row)
                column = self._named(one.column or self.key.own)
                self._remarks.append(one._replace(what=What.STRANGER, column=column, cell=cell))

    def _wide(self) -> pl.DataFrame:
        """A row for each client's name, with the cells of those who belong to it under numbers."""
        lists = self._people.drop(ROW).group_by(_ID, maintain_order=True).agg(pl.all())
        return lists.select(
            _ID,
            *(
                pl.col(raw_column(column))
                .list.get(place - 1, null_on_oob=True)
                .alias(raw_column(self.column(column, place)))
                for place in range(1, self.most + 1)
                for column in self.facts
            ),
        )

    @cached_property
    def _namesakes(self) -> set[str]:
        """The names that more than one client has, and to which rows belong."""
        often = self._ids.drop_nulls().group_by(_ID).len().filter(pl.col("len") > 1)
        return {*often.join(self._people, on=_ID, how="semi")[_ID]}

    def _without_wrong(self, batch: pl.DataFrame, remark: OnRemarks) -> pl.DataFrame:
        """The clients of whom it is known who belongs to them."""
        wrong = [*self._namesakes, *self._too_many]
        if not wrong:
            return batch
        found, plural = [], self.each.plural
        bad = batch[_ID].is_in(wrong).fill_null(value=False)
        for place in bad.arg_true():
            column = self.key.clients
            value = shown(batch, raw_column(column), place)
            count = self._too_many.get(batch[_ID][place])
            reason = (
                f"more than one client is called `{value.strip()}`, so nobody can tell whose the "
                f"{plural} are who are listed for that name; tell them apart in both tables"
                if count is None
                else f"{count} {plural} are listed, and there may be up to {MOST}; leave out those "
                "with whom the client has least to do"
            )
            found.append(RowRemark(batch[ROW][place], column, value, reason, client=value))
        remark(found)
        return batch.filter(~bad)


def people_table(
    each: Each,
    cohort: Cohort,
    clients: Cohort,
    ruleset: Ruleset,
    mapped: Mapping[str, str],
    key: TableKey | None,
    diagnostics: Diagnostics,
    file: str,
    remedies: Remedies,
) -> PeopleTable | None:
    """Understand a table of those whom clients list; ``None``, with diagnostics, if that fails.

    Args:
        each: What they are.
        cohort: Their table.
        clients: The clients'.
        ruleset: The rules.
        mapped: For columns by name, the fact that each gives.
        key: The columns by which a row belongs to a client, where that is said.
        diagnostics: Takes what is wrong.
        file: The name of their file, for messages.
        remedies: What can be done about it.
    """
    headings = Headings(ruleset, mapped)
    facts: dict[str, str] = {}
    for column in cohort.columns:
        about = headings.of(column)
        if about is not None and about.each == each.id and about.fact not in facts.values():
            facts[column] = about.fact
    if _is_unknown(each, mapped, (cohort.columns, clients.columns), ruleset, diagnostics, file):
        return None
    name = name_of(each.id, ruleset)
    said = {folded(one) for one in ([] if key is None else key)}
    if name not in facts.values():
        bare = [c for c in cohort.columns if folded(c) in NAMES and folded(c) not in said]
        facts |= {bare[0]: name} if bare else {}
    if key is None:
        found = _shared(cohort.columns, clients.columns, facts)
    else:
        found = _said_key(key, cohort.columns, clients.columns)
    if found is None:
        diagnostics.add(no_key(cohort.columns, clients.columns, each, remedies.key), Span(file))
        return None
    stray = [c for c in clients.columns if (a := headings.of(c)) is not None and a.each == each.id]
    stray = [column for column in stray if column != found.clients]
    if stray:
        diagnostics.add(told_twice(stray, each), Span(file))
        return None
    facts.pop(found.own, None)
    return PeopleTable(each, cohort, facts, found, clients)


def _is_unknown(
    each: Each,
    mapped: Mapping[str, str],
    columns: tuple[Sequence[str], Sequence[str]],
    ruleset: Ruleset,
    diagnostics: Diagnostics,
    file: str,
) -> bool:
    """Whether a column that only the second table has is said to give what no fact of one is."""
    own, clients = ({folded(column) for column in one} for one in columns)
    known = (name_of(each.id, ruleset), *each.facts)
    for column, fact in mapped.items():
        if folded(column) in own - clients and authors(fact) not in known:
            diagnostics.add(unknown_fact(fact, known, Speller()), Span(file))
            return True
    return False


def _said_key(key: TableKey, own: Sequence[str], clients: Sequence[str]) -> TableKey | None:
    """The columns that are said to tie the rows, as they are written in the tables."""
    at_clients = [column for column in clients if folded(column) == folded(key.clients)]
    theirs = [column for column in own if folded(column) == folded(key.own)]
    return TableKey(at_clients[0], theirs[0]) if at_clients and theirs else None


def _shared(
    own: Sequence[str], clients: Sequence[str], facts: Mapping[str, str]
) -> TableKey | None:
    """The first column of the clients' that theirs has, too, and that gives no fact there."""
    theirs = {folded(column): column for column in own if column not in facts}
    shared = (
        TableKey(column, theirs[folded(column)]) for column in clients if folded(column) in theirs
    )
    return next(shared, None)


def _numbered_ids(cohort: Cohort, column: str) -> pl.DataFrame:
    """The number of each of the clients' rows, and what stands in the column of their names."""
    nobody: Callable[[Any], None] = lambda _: None  # noqa: E731 - what is wrong is told later
    frame = cohort.frame(Listener(nobody, nobody)).select(ROW, raw_column(column)).collect()
    return frame.select(ROW, _id_of(frame[raw_column(column)]).alias(_ID))


def _id_of(column: pl.Series) -> pl.Series:
    """Names as they are compared: without case and spaces around, numbers as they are written."""
    if column.dtype.is_float():
        whole = column.cast(pl.Int64, strict=False)
        column = whole if (whole.cast(column.dtype) == column).all() else column
    text = column.cast(pl.String).str.strip_chars().str.replace_all(r"\s+", " ").str.to_lowercase()
    return text.set(text == "", None)
