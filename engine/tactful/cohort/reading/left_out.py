"""The rows of a cohort that are no clients: empty ones, headings, totals and names of groups.

Nobody is lost by it: each of them is told, and why. Whether a row is a client depends on nothing
in other rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from tactful.cohort.output import within_years
from tactful.cohort.reading.cohort import ROW, raw_column
from tactful.cohort.remarks import OnRemarks, RowRemark, What

_TOTALS = (
    "total totals subtotal sum sums average mean count number gesamt gesamtsumme summe "
    "zwischensumme durchschnitt anzahl somme moyenne totaal totale totalt suma razem celkem"
)
_TOTAL = re.compile(rf"(grand |sub-?|overall )?({'|'.join(_TOTALS.split())})\b[\s:()\d.,]*", re.I)
_NUMBER = re.compile(r"[^a-zA-Z]*\d[^a-zA-Z]*")

EMPTY = "there is nothing in the row"
NO_FACT = "nothing stands in the columns that give facts"
HEADING = "the names of the columns stand here once more"
TOTAL = "this is a total, and no client"
ALONE = "this stands alone in the row, as the heading of a group does"


class LeftOut:
    """Leaves out the rows of a cohort that are no clients."""

    def __init__(self, columns: Sequence[str], facts: Sequence[str], *, by_hand: bool) -> None:
        """Prepare.

        Args:
            columns: All columns of a cohort.
            facts: Those that say something of a client.
            by_hand: Whether people have filled it in.
        """
        self._facts = [raw_column(name) for name in facts]
        others = [raw_column(name) for name in columns if name not in {*facts}]
        self._others = others
        self._names = {raw_column(name): name for name in columns}
        self._by_hand = by_hand
        self._client = others[0] if others else None

    def rest(self, batch: pl.DataFrame, remark: OnRemarks) -> pl.DataFrame:
        """The rows that are clients.

        Args:
            batch: Numbered rows of raw columns.
            remark: Told of the other rows.
        """
        without = _all_blank(batch, self._facts)
        found: list[RowRemark] = []
        if without is not None:
            found += self._without_fact(batch.filter(without))
            batch = batch.filter(~without)
        if self._by_hand and (between := [*self._between_clients(batch)]):
            found += between
            batch = batch.filter(~batch[ROW].is_in([one.row for one in between]))
        if found:
            remark(sorted(found, key=lambda one: one.row))
        return batch

    def _client_of(self, batch: pl.DataFrame, place: int) -> str:
        return "" if self._client is None else shown(batch, self._client, place)

    def _without_fact(self, batch: pl.DataFrame) -> Iterator[RowRemark]:
        empty = _all_blank(batch, self._others) if self._others else pl.Series([True] * len(batch))
        rows = batch[ROW] if empty is None else batch[ROW].filter(empty)
        yield from empty_rows([] if empty is None else rows.to_list())
        rest = batch if empty is None else batch.filter(~empty)
        for place, row in enumerate(rest[ROW]):
            column = next(name for name in self._others if shown(rest, name, place))
            what, value = self._names[column], shown(rest, column, place)
            reason = TOTAL if _TOTAL.fullmatch(value) else NO_FACT
            yield RowRemark(
                row, what, value, reason, "", What.LEFT_OUT, self._client_of(rest, place)
            )

    def _between_clients(self, batch: pl.DataFrame) -> Iterator[RowRemark]:
        for place in self._suspicious(batch):
            cells = {n: text for n in self._names if (text := shown(batch, n, place).strip())}
            row, client = batch[ROW][place], self._client_of(batch, place)
            if all(_same(text, self._names[name]) for name, text in cells.items()):
                name, reason = self._names[next(iter(cells))], HEADING
            elif all(_NUMBER.fullmatch(t) for n, t in cells.items() if n in self._facts):
                name, reason = self._names[str(self._client)], TOTAL
            else:
                continue
            yield RowRemark(row, name, client, reason, "", What.LEFT_OUT, client)

    def _suspicious(self, batch: pl.DataFrame) -> list[int]:
        """The places of rows that have to be looked at: there are few of them."""
        first = next((n for n in self._facts if batch[n].dtype == pl.String), None)
        found = set()
        if first is not None:
            name = self._names[first].strip().casefold()
            found |= {*(batch[first].str.strip_chars().str.to_lowercase() == name).arg_true()}
        if self._client is not None and batch[self._client].dtype == pl.String:
            totals = batch[self._client].str.strip_chars().str.contains(f"^(?i:{_TOTAL.pattern})$")
            found |= {*totals.arg_true()}
        return sorted(found)


def empty_rows(rows: Sequence[int]) -> Iterator[RowRemark]:
    """Remarks on rows that are empty: one on all that follow each other."""
    start = 0
    for place, row in enumerate(rows):
        if place + 1 == len(rows) or rows[place + 1] != row + 1:
            yield empty_row(rows[start], row)
            start = place + 1


def empty_row(first: int, last: int) -> RowRemark:
    """The remark on empty rows that follow each other."""
    told = EMPTY if first == last else f"there is nothing in the rows {first} to {last}"
    return RowRemark(first, "", "", told, "", What.LEFT_OUT, "", last)


def moved(remark: RowRemark, by: int) -> RowRemark:
    """A remark on rows that stand further down."""
    if remark.until and not remark.column:
        return empty_row(remark.row + by, remark.until + by)
    return remark._replace(row=remark.row + by)


def shown(batch: pl.DataFrame, column: str, place: int) -> str:
    """What stands in a cell, as text."""
    cell = batch[column].slice(place, 1)
    if isinstance(cell.dtype, pl.Date | pl.Datetime):  # one that Python has no date for is none
        cell = pl.select(within_years(pl.lit(cell), cell.dtype)).to_series()
    value = cell[0]
    return "" if value is None else str(value)


def _same(text: str, name: str) -> bool:
    return text.casefold() == name.strip().casefold()


def _all_blank(batch: pl.DataFrame, columns: Sequence[str]) -> pl.Series | None:
    """The rows in which none of some columns holds more than spaces; ``None`` if there are none."""
    blank = pl.Series([True]).new_from_index(0, batch.height)
    for name in columns:
        blank = blank & is_blank_column(batch[name])
        if not blank.any():
            return None
    return blank


def is_blank_column(column: pl.Series) -> pl.Series:
    """Where a column holds no more than spaces."""
    if isinstance(column.dtype, pl.Categorical | pl.Enum):
        column = column.cast(pl.String)
    if column.dtype == pl.String:
        return column.str.strip_chars().fill_null("") == ""
    return column.is_null()
