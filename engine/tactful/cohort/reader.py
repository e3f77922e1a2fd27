"""Cohorts: many clients in one file, opened as columns that are read as they are needed.

Each format has its own way to a frame of raw columns (``in:NAME``) and row numbers; from there on
all are alike. ``CohortReader`` turns raw columns into facts' values and sets aside the rows that
hold something else. Nothing is kept in memory but the batch that is being read.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl
from polars.io.plugins import register_io_source

from tactful.cohort.json_lines import JsonLines, names_in_json
from tactful.cohort.matching import Matching
from tactful.cohort.places import Places
from tactful.cohort.rejects import Reject
from tactful.cohort.remedies import FACELESS, Remedies
from tactful.cohort.text import (
    Delimited,
    TextBatch,
    as_frame,
    header_of,
    read_lines,
)
from tactful.cohort.values import ColumnReader, ColumnValues, as_text, shown_value
from tactful.columns.conditions import DTYPES, Dtype
from tactful.columns.names import given_column, given_columns, given_none_column
from tactful.language.given import check_now
from tactful.language.model import Ruleset
from tactful.language.values import NONE, Kind

ROW = "row"
"""The column that holds a row's number."""

_SAMPLE = 2**20
_SEPARATOR = re.compile(rb"(?:\xef\xbb\xbf)?sep=([,;\t|])\s*$", re.IGNORECASE)

OnRejects = Callable[[Iterable[Reject]], None]
OnRead = Callable[[int], None]


class Listener(NamedTuple):
    """Who is told what while a cohort is read: rejects as they are found, rows as they come."""

    rejects: OnRejects
    read: OnRead


class Cohort(NamedTuple):
    """A cohort that can be read.

    Attributes:
        columns: The names of its columns, in order.
        rows: About how many rows it has, as far as that is known beforehand.
        frame: Makes the frame of raw columns; whoever collects it is told through the listener.
        exact: Whether it has exactly so many rows, blank ones among them.
        place: Where the names of the columns are, if not on the first line.
    """

    columns: tuple[str, ...]
    rows: int | None
    frame: Callable[[Listener], pl.LazyFrame]
    exact: bool = False
    place: str = ""


def raw_column(name: str) -> str:
    """The column of the frame that holds what a column of the cohort holds."""
    return f"in:{name}"


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names, of which a second use gets a number."""
    found: dict[str, None] = {}
    for name in names:
        made, number = name, 2
        while made in found:
            made, number = f"{name} ({number})", number + 1
        found[made] = None
    return tuple(found)


def parquet_cohort(path: Path) -> Cohort:
    """A Parquet file, or several by a pattern.

    Raises:
        polars.exceptions.PolarsError, OSError: if it cannot be read.
    """
    scan = pl.scan_parquet(path, glob=False)
    names = scan.collect_schema().names()
    rows = scan.select(pl.len()).collect().item()

    def frame(listener: Listener) -> pl.LazyFrame:
        def note(batch: pl.DataFrame) -> pl.DataFrame:
            clients = without_blank_rows(batch)
            listener.read(clients.height)
            return clients

        raw = pl.scan_parquet(path, glob=False).rename({n: raw_column(n) for n in names})
        return raw.map_batches(note, streamable=True).with_row_index(ROW, offset=1)

    return Cohort(tuple(names), rows, frame, exact=True)


def without_blank_rows(batch: pl.DataFrame) -> pl.DataFrame:
    """The rows in which at least one cell holds more than spaces: the others are no clients."""
    blank = pl.Series([True]).new_from_index(0, batch.height)
    for column in batch:
        blank = blank & _blank(column)
        if not blank.any():
            return batch
    return batch.filter(~blank)


def _blank(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.Categorical | pl.Enum):
        column = column.cast(pl.String)
    if column.dtype == pl.String:
        return column.str.strip_chars().fill_null("") == ""
    return column.is_null()


def delimited_cohort(path: Path, delimiter: str | None) -> Cohort:
    """A CSV or TSV file; without a delimiter the first line shows it.

    Raises:
        BrokenLine: if the first line cannot be read.
        OSError: if the file cannot.
    """
    with path.open("rb") as stream:
        above, first = header_of(read_lines(stream))
    found = _SEPARATOR.match(first)
    if found is not None:  # Excel's own way to say what is between the cells
        delimiter = found[1].decode("ascii")
        with path.open("rb") as stream:
            lines = read_lines(stream)
            skipped = [*itertools.islice(lines, above + 1)]
            more, first = header_of(lines)
            above = len(skipped) + more
    kind = Delimited.guessed(first) if delimiter is None else Delimited(delimiter)
    names = unique_names(kind.names(first))

    def batches() -> Iterator[TextBatch]:
        with path.open("rb") as stream:
            lines = read_lines(stream)
            yield from kind.batches(itertools.islice(lines, above + 1, None), len(names))

    return Cohort(
        names, _guessed_rows(path), lambda listener: _text_frame(names, batches, listener)
    )


def json_cohort(path: Path, wants: Callable[[str], str | None]) -> Cohort:
    """A file of JSON Lines. ``wants`` tells the kind of the fact that a column gives.

    Raises:
        OSError: if the file cannot be read.
    """
    with path.open("rb") as stream:
        names = unique_names(names_in_json(read_lines(stream)))
    reader = JsonLines(wants)

    def batches() -> Iterator[TextBatch]:
        with path.open("rb") as stream:
            yield from reader.batches(read_lines(stream), names)

    return Cohort(
        names, _guessed_rows(path), lambda listener: _text_frame(names, batches, listener)
    )


def _guessed_rows(path: Path) -> int | None:
    """About how many rows a text has, from the length of its first lines."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        start = stream.read(_SAMPLE)
    lines = start.count(b"\n")
    return size * lines // len(start) if lines and len(start) < size else lines or None


def _text_frame(
    names: Sequence[str], batches: Callable[[], Iterator[TextBatch]], listener: Listener
) -> pl.LazyFrame:
    columns = [raw_column(name) for name in names]

    def source(
        wanted: list[str] | None, _: pl.Expr | None, __: int | None, ___: int | None
    ) -> Iterator[pl.DataFrame]:
        for batch in batches():
            listener.rejects(batch.rejects)
            listener.read(len(batch.rows) + len(batch.rejects))
            frame = as_frame(batch, columns)
            yield frame if wanted is None else frame.select(wanted)

    schema = pl.Schema({ROW: pl.UInt32(), **dict.fromkeys(columns, pl.String())})
    return register_io_source(source, schema=schema)


class CohortReader:
    """Turns a cohort's raw columns into facts' values, and rejects rows that hold others."""

    def __init__(
        self,
        ruleset: Ruleset,
        matching: Matching,
        now: datetime | None = None,
        remedies: Remedies = FACELESS,
    ) -> None:
        """Make a reader; ``now`` is the moment of clients who give none.

        Raises:
            InvalidGiven: if ``now`` is no local time that the clock's fact can have.
        """
        check_now(ruleset, now)
        self.facts = matching.facts
        self._ruleset = ruleset
        self._now = ruleset.clock.now if now is not None else None
        self._moment = now
        self._readers = {
            name: ColumnReader(ruleset.facts[name], ruleset.clock, remedies)
            for name in matching.facts
        }
        self._remedies = remedies
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

    def read(self, batch: pl.DataFrame) -> tuple[pl.DataFrame, list[Reject]]:
        """The rows that can be advised on, with a ``given_column`` a fact; and the others."""
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
        for name in self._needed:
            missing = self._missing(name, good)
            if missing.any():
                wrong[name] = wrong[name] | missing if name in wrong else missing
        impossible = self._places.impossible(good, self._readers)
        for name, rows in impossible.items():
            wrong[name] = wrong[name] | rows if name in wrong else rows
        if self._now is not None:
            stated = pl.lit(self._moment, dtype=pl.Datetime("us"))
            column = given_column(self._now)
            moment = pl.col(column).fill_null(stated) if self._now in self.facts else stated
            good = good.with_columns(moment.alias(column))
            if self._now not in self.facts and self._ruleset.facts[self._now].type.none is not None:
                none = pl.lit(value=False).alias(given_none_column(self._now))
                good = good.with_columns(none)
        good = good.select(
            list(dict.fromkeys((*batch.columns, *self.given)))
        )  # as the frame has them
        if not wrong:
            return good, []
        bad = pl.select(pl.any_horizontal(wrong.values())).to_series()
        return good.filter(~bad), list(self._rejects(good, bad, wrong, zones))

    def _missing(self, fact: str, batch: pl.DataFrame) -> pl.Series:
        """The rows that do not give a fact without which nobody is advised."""
        if fact not in self._readers:
            return pl.Series([True]).new_from_index(0, batch.height)
        missing = batch[given_column(fact)].is_null()
        if self._ruleset.facts[fact].type.none is None:
            return missing
        return missing & ~batch[given_none_column(fact)].fill_null(value=False)

    def _read(self, fact: str, batch: pl.DataFrame, zones: pl.Series | None) -> ColumnValues:
        return self._readers[fact].read(batch[raw_column(self.facts[fact])], zones)

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

    def _rejects(
        self,
        batch: pl.DataFrame,
        bad: pl.Series,
        wrong: Mapping[str, pl.Series],
        zones: pl.Series | None,
    ) -> Iterator[Reject]:
        for place in bad.arg_true():
            zone = None if zones is None else zones[place]
            found = []
            for name, rows in wrong.items():
                if rows[place] and name not in self._readers:
                    told = f"no column gives `{name}`, without which nobody is advised"
                    found.append(("", "", f"{told}; {self._remedies.choose} says which does"))
                elif rows[place]:
                    column = self.facts[name]
                    value = shown_value(batch[raw_column(column)], place)
                    if as_text(value) == "":
                        told = f"nobody is advised without `{name}`; fill it in"
                        found.append((column, "", told))
                        continue
                    reason = self._places.reason(name, batch, place)
                    reason = reason or self._readers[name].reason(value, zone)
                    found.append((column, as_text(value), reason))
            (column, value, reason), *more = found
            also = "; ".join(f"{c}: {r}" for c, _, r in more)
            yield Reject(batch[ROW][place], column, value, reason, also)
