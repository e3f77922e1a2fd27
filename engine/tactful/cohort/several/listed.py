"""Who is listed in the rows of a cohort: numbers that stand empty are nobody, and close up.

A column's number says only which columns belong together. Of a client with an Interviewer 1 and an
Interviewer 3, two are listed, and the second of them is the one with the 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import polars as pl

from tactful.cohort.matching import Matching
from tactful.cohort.reading.cohort import ROW, raw_column
from tactful.cohort.remarks import OnRemarks, RowRemark, What
from tactful.cohort.several.headings import Spread, name_of
from tactful.columns.names import given_column, given_none_column
from tactful.grounding.people import copy_name
from tactful.text.lines import shortened

NOBODY_WORDS = ["", "-", "--", "\u2013", "\u2014", "/", "n/a", "na", "none", "nobody", "no one"]
"""What people write in the columns of somebody who is not there."""

_FIRST = 1


def names_column(each: str, place: int) -> str:
    """The column of the name of one who is listed, by the place in the list."""
    return f"name:{each}:{place}"


def kept_column(raw: str) -> str:
    """The column that keeps a raw column as it came."""
    return f"kept:{raw}"


class AlikeRows(NamedTuple):
    """Rows that list as many of each thing; ``counts`` has no entry for what is not listed."""

    counts: Mapping[str, int]
    rows: pl.DataFrame


class ListedRows:
    """Finds who is listed in each row.

    Args:
        spread: Over how many of each thing the columns are spread.
        matching: Which columns give which facts, those of all of them among these.
    """

    def __init__(self, spread: Spread, matching: Matching) -> None:
        self._spread = spread
        self._facts = matching.facts
        self._columns = {
            (each, place): [raw_column(c) for c in matching.columns(spread.facts(each, place))]
            for each, count in spread.counts.items()
            for place in range(1, count + 1)
        }
        self._owners = {
            copy_name(fact, place): (each, place) for each, place, fact in spread.of_ones()
        }
        self._naming = matching.naming(spread.ruleset)

    def marked(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Raw rows with a column for each thing that says, by bits, which of its numbers are there.

        The cells of those who are not there are empty.
        """
        schema = frame.collect_schema()
        masks = {_mask(each): pl.UInt16() for each in self._spread.counts}
        kept = {kept_column(name): schema[name] for name in self._texts(schema)}
        schema = pl.Schema({**schema, **kept, **masks})
        return frame.map_batches(self._marked, schema=schema, streamable=True)

    def _marked(self, batch: pl.DataFrame) -> pl.DataFrame:
        texts = {*self._texts(batch.schema)}
        made = [pl.col(name).alias(kept_column(name)) for name in self._texts(batch.schema)]
        cleared: list[pl.Expr] = []
        for each, count in self._spread.counts.items():
            bits = pl.lit(0, dtype=pl.UInt16)
            for place in range(1, count + 1):
                columns = self._columns[each, place]
                may_be_none = self._may_be_none(each, place)
                there = pl.any_horizontal(
                    pl.lit(value=False),
                    *(
                        _says(name, batch.schema[name], none=name in may_be_none)
                        for name in columns
                    ),
                )
                bits = bits + there.cast(pl.UInt16) * (1 << (place - 1))
                told = [name for name in columns if name in texts]
                cleared += [pl.when(there).then(pl.col(name)).alias(name) for name in told]
            made.append(bits.alias(_mask(each)))
        return batch.with_columns(made + cleared)

    def _may_be_none(self, each: str, place: int) -> set[str]:
        """The raw columns of facts of one of which there may be none."""
        types = {fact: self._spread.ruleset.facts[fact].type for fact in self._facts}
        own = self._spread.facts(each, place)
        return {
            raw_column(self._facts[fact])
            for fact in own
            if fact in types and types[fact].none is not None
        }

    def _texts(self, schema: pl.Schema) -> list[str]:
        """The columns of texts about one of several, in their order."""
        every = dict.fromkeys(c for columns in self._columns.values() for c in columns)
        return [name for name in every if schema.get(name) == pl.String]

    def as_it_came(self, column: str, schema: pl.Schema) -> str:
        """Where a raw column is as it came, though nobody is there whom it tells of."""
        return kept_column(column) if column in self._texts(schema) else column

    def is_there(self, fact: str, batch: pl.DataFrame) -> pl.Series | None:
        """The rows in which the one is there whose fact it is; ``None`` for a fact of all.

        Where nobody is listed there is one who is not named, and the first stands for that one.
        """
        owner = self._owners.get(fact)
        if owner is None:
            return None
        each, place = owner
        bits = batch[_mask(each)]
        there = (bits & (1 << (place - 1))) != 0
        return there | (bits == 0) if place == _FIRST else there

    def checked(self, frame: pl.LazyFrame, remark: OnRemarks) -> pl.LazyFrame:
        """The rows that were read, less those in which two are called the same.

        A name that is a number could be taken for a place in the list, and is not understood.
        """

        def check(batch: pl.DataFrame) -> pl.DataFrame:
            found: list[RowRemark] = []
            for each in self._spread.counts:
                batch = self._without_numbers(each, batch, found)
                batch = self._without_namesakes(each, batch, found)
            remark(found)
            return batch

        return frame.map_batches(check, schema=frame.collect_schema(), streamable=True)

    def _names(self, each: str) -> dict[str, str]:
        """The facts of names that columns give, each with its column in the cohort."""
        own = name_of(each, self._spread.rules)
        facts = (copy_name(own, n) for n in range(1, self._spread.counts[each] + 1))
        return {fact: self._facts[fact] for fact in facts if fact in self._facts}

    def _without_numbers(
        self, each: str, batch: pl.DataFrame, found: list[RowRemark]
    ) -> pl.DataFrame:
        for fact, column in self._names(each).items():
            names = batch[given_column(fact)]
            numbers = names.str.contains(r"^\s*\d+\s*$").fill_null(value=False)
            if numbers.any():
                plural = self._spread.rules.each[each].plural
                for place in numbers.arg_true():
                    told = f"`{names[place]}` as a name would be taken for the place among the "
                    reason = f"{told}{plural}; write the name"
                    client = self._client(batch, place)
                    row = batch[ROW][place]
                    found.append(
                        RowRemark(row, column, names[place], reason, "", What.UNREAD, client)
                    )
                batch = batch.with_columns(names.set(numbers, None))
        return batch

    def _without_namesakes(
        self, each: str, batch: pl.DataFrame, found: list[RowRemark]
    ) -> pl.DataFrame:
        names = self._names(each)
        if len(names) < 2 or batch.is_empty():
            return batch
        told = [_tidy(given_column(fact)).str.to_lowercase() for fact in names]
        lists = batch.select(pl.concat_list(told).list.drop_nulls().alias("names")).to_series()
        twice = lists.list.len() != lists.list.n_unique()
        for place in twice.arg_true():
            seen: set[str] = set()
            shown = ((column, batch[given_column(fact)][place]) for fact, column in names.items())
            for column, name in shown:
                folded = " ".join((name or "").split()).lower()
                if name and folded in seen:
                    plural = self._spread.rules.each[each].plural
                    reason = (
                        f"two of the {plural} are called `{shortened(name)}`; add what tells them "
                        "apart, as a family name"
                    )
                    row, client = batch[ROW][place], self._client(batch, place)
                    found.append(RowRemark(row, column, name, reason, client=client))
                    break
                seen.add(folded)
        return batch.filter(~twice)

    def _client(self, batch: pl.DataFrame, place: int) -> str:
        if self._naming is None:
            return ""
        value = batch[raw_column(self._naming)][place]
        return "" if value is None else str(value)

    def groups(self, batch: pl.DataFrame, keep: Iterable[str]) -> Iterator[AlikeRows]:
        """The rows that were read, by how many they list, with the facts of those by their places.

        Args:
            batch: Rows with the facts' values and what ``marked`` adds.
            keep: Columns to hand on.
        """
        masks = [_mask(each) for each in self._spread.counts]
        listed: dict[tuple[int, ...], list[pl.DataFrame]] = {}
        kept = [*keep]
        parts = batch.partition_by(masks, as_dict=True, include_key=False)
        for bits, rows in parts.items():
            which = {
                each: [n + 1 for n in range(count) if mask >> n & 1]
                for (each, count), mask in zip(self._spread.counts.items(), bits, strict=True)
            }
            counts = tuple(len(places) for places in which.values())
            named = rows.select(*kept, *self._placed(which, batch.schema))
            listed.setdefault(counts, []).append(named)
        for counts, frames in listed.items():
            found = {e: n for e, n in zip(self._spread.counts, counts, strict=True) if n}
            yield AlikeRows(found, pl.concat(frames) if len(frames) > 1 else frames[0])

    def _placed(self, which: Mapping[str, list[int]], schema: pl.Schema) -> Iterator[pl.Expr]:
        for each, numbers in which.items():
            own = name_of(each, self._spread.rules)
            for place, number in enumerate(numbers, start=1):
                name = given_column(copy_name(own, number))
                told = _tidy(name) if name in schema else pl.lit(None, dtype=pl.String)
                yield told.alias(names_column(each, place))
                for fact in self.given_of_ones(each):
                    for column_of in (given_column, given_none_column):
                        column = column_of(copy_name(fact, number))
                        like = next(
                            (c for c in self._alike(each, fact, column_of) if c in schema), None
                        )
                        if column in schema:
                            yield pl.col(column).alias(column_of(copy_name(fact, place)))
                        elif like is not None:
                            nothing = pl.lit(None, dtype=schema[like])
                            yield nothing.alias(column_of(copy_name(fact, place)))

    def _alike(self, each: str, fact: str, column_of: object) -> Iterator[str]:
        assert callable(column_of)  # noqa: S101 - one of two functions
        for number in range(1, self._spread.counts[each] + 1):
            yield column_of(copy_name(fact, number))

    def given_of_ones(self, each: str) -> list[str]:
        """The facts of one of a thing that are given of any of them, by the author's names."""
        numbers = range(1, self._spread.counts[each] + 1)
        facts = self._spread.rules.each[each].facts
        return [f for f in facts if any(copy_name(f, n) in self._facts for n in numbers)]


def _mask(each: str) -> str:
    return f"listed:{each}"


def _says(name: str, dtype: pl.DataType, *, none: bool) -> pl.Expr:
    """Whether a cell says anything of somebody; ``none`` does where there may be none of a fact."""
    column = pl.col(name)
    if dtype != pl.String:
        return column.is_not_null()
    text = column.str.strip_chars().str.to_lowercase()
    nobody = [word for word in NOBODY_WORDS if not (none and word == "none")]
    return text.is_not_null() & ~text.is_in(nobody)


def _tidy(name: str) -> pl.Expr:
    """A name without more spaces than one between its words."""
    return pl.col(name).str.strip_chars().str.replace_all(r"\s+", " ")
