"""From a cohort's raw columns to facts' values, and what there is to say of rows and cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

import polars as pl

from tactful.cohort.matching import Matching
from tactful.cohort.places import Places
from tactful.cohort.reading.cohort import ROW, raw_column
from tactful.cohort.reading.joined import joined
from tactful.cohort.reading.left_out import ALONE, shown
from tactful.cohort.reading.styles import PLAIN, Style
from tactful.cohort.reading.values import ColumnReader, ColumnValues, as_text, shown_value
from tactful.cohort.remarks import RowRemark, What
from tactful.cohort.remedies import FACELESS, Remedies
from tactful.columns.conditions import DTYPES, Dtype
from tactful.columns.names import given_column, given_columns, given_none_column
from tactful.language.given import check_now
from tactful.language.model import Ruleset
from tactful.language.values import NONE, Kind

IsThere: TypeAlias = Callable[[str, pl.DataFrame], pl.Series | None]


class CohortReader:
    """Turns a cohort's raw columns into facts' values, and rejects rows that hold others."""

    def __init__(
        self,
        ruleset: Ruleset,
        matching: Matching,
        now: datetime | None = None,
        remedies: Remedies = FACELESS,
        styles: Mapping[str, Style] | None = None,
        *,
        strict: bool = False,
        is_there: IsThere | None = None,
    ) -> None:
        """Make a reader.

        Args:
            ruleset: The rules, with their facts.
            matching: Which columns give which facts.
            now: The moment of clients who give none.
            remedies: What can be done about what is wrong.
            styles: How the cells of facts are written, where that is known.
            strict: Whether to reject the clients of whom a cell is not understood.
            is_there: Tells in which rows there is somebody whose fact it is, of whom it could be
                needed; ``None`` for a fact of all.

        Raises:
            InvalidGiven: if ``now`` is no local time that the clock's fact can have.
        """
        check_now(ruleset, now)
        self.facts = matching.facts
        self._is_there = is_there
        self._times = matching.times
        self._ruleset = ruleset
        self._now = ruleset.clock.now if now is not None else None
        self._moment = now
        self._readers = {
            name: ColumnReader(
                ruleset.facts[name], ruleset.clock, remedies, (styles or {}).get(name, PLAIN)
            )
            for name in matching.facts
        }
        self._remedies = remedies
        self._telling = matching.naming(ruleset)
        self._refused = {f.id for f in ruleset.facts.values() if f.needed or strict}
        self._needed = tuple(
            f.id
            for f in ruleset.facts.values()
            if f.needed and f.default is None and f.id != self._now
        )
        self._zone = ruleset.clock.timezone
        self._places = Places(ruleset)
        default = ruleset.facts[self._zone].default if self._zone is not None else None
        self._default_zone = None if default is None or default is NONE else str(default)

    @property
    def given(self) -> dict[str, Dtype]:
        """The columns that are made of facts, with their types."""
        types = {name: reader.dtype for name, reader in self._readers.items()}
        if self._now is not None:
            types[self._now] = DTYPES[Kind.DATETIME]
        values = {given_column(name): dtype for name, dtype in types.items()}
        nothing = given_columns(self._ruleset, types)[len(types) :]
        return {**values, **dict.fromkeys(nothing, pl.Boolean())}

    def read(
        self, batch: pl.DataFrame, *, by_hand: bool = False
    ) -> tuple[pl.DataFrame, list[RowRemark]]:
        """The rows that can be advised on, with a ``given_column`` a fact; and what is to be said.

        A cell that is not understood gives nothing, and is told; only where its fact is needed,
        or all of them are, the row is rejected. Where people have filled the cohort in, what stands
        alone in a row, and is not understood, is the heading of a group.
        """
        zone = self._read(self._zone, batch, None) if self._zone in self._readers else None
        zones = self._zones(batch, zone)
        values, wrong = [], {}
        for name in self._readers:
            known = zone if name == self._zone else None
            read = known or self._read(name, batch, zones)
            values.append(read.values.alias(given_column(name)))
            if read.none is not None:
                values.append(read.none.alias(given_none_column(name)))
            if read.wrong.any():
                wrong[name] = read.wrong
        good = batch.with_columns(values)
        refused = {name: rows for name, rows in wrong.items() if name in self._refused}
        for name in self._needed:
            missing = self._missing(name, good)
            if missing.any():
                refused[name] = refused[name] | missing if name in refused else missing
        impossible = self._places.impossible(good, self._readers)
        for name, rows in impossible.items():
            if name in self._refused:
                refused[name] = refused[name] | rows if name in refused else rows
            wrong[name] = wrong[name] | rows if name in wrong else rows
        if not wrong and not refused:
            return self._at_moment(good), []
        remarks, bad = self._remarks(good, wrong, refused, zones, by_hand)
        unknown = [
            pl.when(~pl.lit(rows)).then(pl.col(given_column(name))).alias(given_column(name))
            for name, rows in impossible.items()
        ]
        return self._at_moment(good.with_columns(unknown).filter(~bad)), remarks

    def _at_moment(self, good: pl.DataFrame) -> pl.DataFrame:
        """The rows with the moment that is stated for all, their columns in the frame's order."""
        if self._now is not None:
            stated = pl.lit(self._moment, dtype=pl.Datetime("us"))
            column = given_column(self._now)
            moment = pl.col(column).fill_null(stated) if self._now in self.facts else stated
            good = good.with_columns(moment.alias(column))
            if self._now not in self.facts and self._ruleset.facts[self._now].type.none is not None:
                none = pl.lit(value=False).alias(given_none_column(self._now))
                good = good.with_columns(none)
        given = self.given
        return good.select(*(name for name in good.columns if name not in given), *given)

    def _missing(self, fact: str, batch: pl.DataFrame) -> pl.Series:
        """The rows that do not give a fact without which nobody is advised."""
        there = None if self._is_there is None else self._is_there(fact, batch)
        missing = self._not_given(fact, batch)
        return missing if there is None else missing & there

    def _not_given(self, fact: str, batch: pl.DataFrame) -> pl.Series:
        if fact not in self._readers:
            return pl.Series([True]).new_from_index(0, batch.height)
        missing = batch[given_column(fact)].is_null()
        if self._ruleset.facts[fact].type.none is None:
            return missing
        return missing & ~batch[given_none_column(fact)].fill_null(value=False)

    def _read(self, fact: str, batch: pl.DataFrame, zones: pl.Series | None) -> ColumnValues:
        return self._readers[fact].read(self._cells(fact, batch), zones)

    def _cells(self, fact: str, batch: pl.DataFrame) -> pl.Series:
        """What stands in the columns of a fact: in one, or a day in one and a time in another."""
        column = batch[raw_column(self.facts[fact])]
        time = self._times.get(fact)
        return column if time is None else joined(column, batch[raw_column(time)])

    def _zones(self, batch: pl.DataFrame, given: ColumnValues | None) -> pl.Series | None:
        """Each row's time zone: the given one, or the ruleset's default."""
        if given is not None:
            default = self._default_zone
            if default is None:
                return given.values
            zones = given.values.fill_null(default)
            return zones if given.none is None else zones.set(given.none, None)
        if self._default_zone is None:
            return None
        return pl.Series([self._default_zone]).new_from_index(0, batch.height)

    def _remarks(
        self,
        batch: pl.DataFrame,
        wrong: Mapping[str, pl.Series],
        refused: Mapping[str, pl.Series],
        zones: pl.Series | None,
        by_hand: bool,
    ) -> tuple[list[RowRemark], pl.Series]:
        """What is to be said of some rows, and which of them are no clients to be advised.

        Args:
            batch: The rows, with the facts' values.
            wrong: The rows with a cell that is not understood, by fact.
            refused: Of these and of the empty cells those for which a client is rejected.
            zones: Each row's time zone.
            by_hand: Whether there may be headings among them.
        """
        all_wrong = {**wrong, **refused}
        columns = {n: self._cells(n, batch) for n in all_wrong if n in self.facts}
        nobody = pl.Series([False]).new_from_index(0, batch.height)
        bad = pl.select(pl.any_horizontal(nobody, *refused.values())).to_series()
        either = pl.select(pl.any_horizontal(bad, *wrong.values())).to_series()
        found: list[RowRemark] = []
        headings = []
        for place in either.arg_true():
            row, client = batch[ROW][place], self._client(batch, place)
            zone = None if zones is None else zones[place]
            names = [
                n for n, r in all_wrong.items() if r[place] or (n in wrong and wrong[n][place])
            ]
            cells = [self._wrong_cell(name, batch, columns, place, zone) for name in names]
            if by_hand and self._is_alone(batch, place):
                column, value, _ = cells[0]
                found.append(RowRemark(row, column, value, ALONE, "", What.LEFT_OUT, client))
                headings.append(place)
            elif bad[place]:
                (column, value, reason), *more = cells
                also = "; ".join(f"{c}: {r}" for c, _, r in more)
                found.append(RowRemark(row, column, value, reason, also, What.REJECTED, client))
            else:
                found += [RowRemark(row, *cell, "", What.UNREAD, client) for cell in cells]
        return found, bad.scatter(headings, [True] * len(headings)) if headings else bad

    def _wrong_cell(
        self,
        name: str,
        batch: pl.DataFrame,
        columns: Mapping[str, pl.Series],
        place: int,
        zone: str | None,
    ) -> tuple[str, str, str]:
        """A cell that is not understood: its column, what stands there, and why."""
        if name not in self._readers:
            told = f"no column gives `{name}`, without which nobody is advised"
            return "", "", f"{told}; {self._remedies.choose} says which does"
        column, value = self.facts[name], shown_value(columns[name], place)
        text = as_text(value) if value is not None else ""
        if not text.strip():
            return column, "", f"nobody is advised without `{name}`; fill it in"
        reason = self._places.reason(name, batch, place)
        return column, text, reason or self._readers[name].reason(value, zone)

    def _client(self, batch: pl.DataFrame, place: int) -> str:
        """What stands in the first column that gives no fact: it tells clients apart."""
        return "" if self._telling is None else shown(batch, raw_column(self._telling), place)

    def _is_alone(self, batch: pl.DataFrame, place: int) -> bool:
        """Whether but one cell of a row has anything in it, as where a group begins."""
        names = [name for name in batch.columns if name.startswith(raw_column(""))]
        return len(names) > 2 and sum(bool(shown(batch, n, place).strip()) for n in names) == 1
