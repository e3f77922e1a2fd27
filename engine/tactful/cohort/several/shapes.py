"""What goes out for clients of whom some list one person and some list six: one table all the same.

A row is a client, with all those who are listed in the column ``each``, in the shape that results
of scenarios have in JSON; or a row is one of those who are listed, with columns called as where
there is but one. For cells the lists are laid out side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from tactful.cohort.reading.cohort import ROW
from tactful.cohort.several.headings import Spread
from tactful.cohort.several.listed import names_column
from tactful.cohort.several.program import GroundProgram, Own
from tactful.columns.labels import label_column
from tactful.columns.names import Names
from tactful.language.windows import can_wait, has_windows

_LABEL = label_column("", "").partition(":")[0] + ":"
"""How the columns begin that say what options are called."""


class AdviceShapes:
    """Gives advice for any number of people the columns that all of it has.

    Args:
        spread: Over how many of each thing the cohort's columns are spread.
        per: Of what a row is one; ``None`` where it is a client.
        explained: Whether there is a column of explanations.

    Attributes:
        each: The column of those who are listed.
        per: Of what a row is one.
        name: The column of the name of the one whom a row is about.
        number: The column of that one's place.
    """

    def __init__(self, spread: Spread, per: str | None, *, explained: bool) -> None:
        self._rules = spread.rules
        self._counts = spread.counts
        self.listed = [each for each in spread.counts if each != per]
        self._names = Names(spread.rules)
        self._explained = explained
        ids = {*spread.rules.facts, *spread.rules.decisions}
        self.per = per
        self.each = "each" if "each" not in ids else "each_"
        self.name, self.number = per or "", f"{per}_number"
        while self.name in ids or self.number in ids:
            self.name, self.number = f"{self.name}_", f"{self.number}_"

    def shaped(self, frame: pl.DataFrame, program: GroundProgram) -> pl.DataFrame:
        """Advice for clients who list as many, in the columns that all have, with their numbers.

        Args:
            frame: The program's columns, ``names_column`` of each one who is listed, and the
                rows' numbers.
            program: What has advised them.
        """
        of_all = program.of_all(self._counts)
        if self._explained:
            of_all[self._names.explanation] = pl.col(self._names.explanation)
        if self.listed:
            listed = [self._list(each, program) for each in self.listed]
            of_all[self.each] = pl.struct(listed)
        if self.per is None:
            return frame.select(ROW, **of_all)
        parts = [
            frame.select(ROW, **self._row(self.per, place, own, of_all, program))
            for place, own in enumerate(program.ones(self.per), start=1)
        ]
        return pl.concat(parts)

    def _row(
        self, each: str, place: int, own: Own, of_all: dict[str, pl.Expr], program: GroundProgram
    ) -> dict[str, pl.Expr]:
        """The columns of a row that is one of several."""
        found = {
            self.name: _name(each, place, program),
            self.number: pl.lit(place, dtype=pl.UInt8),
            **own.columns,
            **of_all,
        }
        for names, told in ((self._names.window, own.window), (self._names.wait, own.wait)):
            if told is not None:
                found |= zip(names, told, strict=True)
        return found

    def _list(self, each: str, program: GroundProgram) -> pl.Expr:
        """Those who are listed, as objects in a list."""
        ones = [
            self._object(each, place, own, program)
            for place, own in enumerate(program.ones(each), start=1)
        ]
        return pl.concat_list(ones).alias(each)

    def _object(self, each: str, place: int, own: Own, program: GroundProgram) -> pl.Expr:
        of_each, told = self._rules.each[each], own.columns
        parts = [_name(each, place, program).alias("name")]
        facts = [self._fact(name, told).alias(name) for name in of_each.facts if name in told]
        decided = [self._decision(name, told).alias(name) for name in of_each.decisions]
        parts += [pl.struct(facts).alias("facts")] if facts else []
        parts += [pl.struct(decided).alias("decisions")] if decided else []
        labels = [told[name].alias(name) for name in told if name.startswith(_LABEL)]
        parts += [pl.struct(labels).alias("labels")] if labels else []
        for key, ends, pair in (
            ("window", ("start", "end"), own.window),
            ("wait", ("until", "end"), own.wait),
        ):
            if pair is not None:
                both = [part.alias(name) for name, part in zip(ends, pair, strict=True)]
                parts.append(pl.when(pair[0].is_not_null()).then(pl.struct(both)).alias(key))
        return pl.struct(parts)

    def _fact(self, name: str, told: Mapping[str, pl.Expr]) -> pl.Expr:
        parts = [told[name].alias("value")]
        if self._rules.facts[name].type.none is not None:
            parts.append(told[self._names.none(name)].alias("none"))
        return pl.struct(parts)

    def _decision(self, name: str, told: Mapping[str, pl.Expr]) -> pl.Expr:
        names = self._names
        parts = [told[names.status(name)].alias("status")]
        if self._rules.decisions[name].many:
            parts.append(told[name].alias("choices"))
        else:
            parts.append(told[name].alias("choice"))
            parts.append(told[names.margin(name)].alias("margin"))
            parts.append(told[names.tie(name)].alias("tie"))
        return pl.struct(parts)

    def ones(self, advice: pl.DataFrame, each: str, keep: Sequence[str] = ()) -> pl.DataFrame:
        """Those who are listed, a row each, with what is settled for them as it is called alone.

        Args:
            advice: Clients, a row each.
            each: What they list.
            keep: Columns of the clients to hand on before.
        """
        one = pl.col("one of them")
        found = dict(self._flat(each, "", one))
        listed = pl.col(self.each).struct.field(each).alias("one of them")
        rows = advice.select(*keep, listed).explode("one of them")
        types = rows.schema["one of them"]
        if isinstance(types, pl.Struct) and any(f.name == "labels" for f in types.fields):
            labels = next(f.dtype for f in types.fields if f.name == "labels")
            assert isinstance(labels, pl.Struct)  # noqa: S101 - as it is made here
            told = one.struct.field("labels")
            found |= {label.name: told.struct.field(label.name) for label in labels.fields}
        return rows.select(*keep, *_named({n: t for n, t in found.items() if n not in keep}))

    def fact_of(self, column: str) -> str:
        """The fact that a column tells, of all or of one; the column itself if it is another."""
        for each in self.listed:
            for place in range(1, self._counts[each] + 1):
                rest = column.removeprefix(f"{each}_{place}_")
                if rest != column and rest in self._rules.each[each].facts:
                    return rest
        return column

    def side_by_side(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Advice for cells: those who are listed one after the other, in columns of their own."""
        if not self.listed:
            return frame
        found: dict[str, pl.Expr] = {}
        schema = frame.collect_schema()
        for each in self.listed:
            listed = pl.col(self.each).struct.field(each)
            for place in range(1, self._counts[each] + 1):
                one = listed.list.get(place - 1, null_on_oob=True)
                found |= dict(self._flat(each, f"{each}_{place}", one))
        columns = [name for name in schema if name != self.each and name not in found]
        last = [n for n in columns if n in {self._names.explanation} and n in schema]
        return frame.select(*(name for name in columns if name not in last), *_named(found), *last)

    def _flat(self, each: str, called: str, one: pl.Expr) -> Iterator[tuple[str, pl.Expr]]:
        """The columns about one of several, after what that one is called."""
        of_each, names = self._rules.each[each], self._names
        yield called or each, one.struct.field("name")
        before = f"{called}_" if called else ""
        for name in of_each.decisions:
            decision = one.struct.field("decisions").struct.field(name)
            if self._rules.decisions[name].many:
                yield f"{before}{name}", decision.struct.field("choices")
                yield f"{before}{names.status(name)}", decision.struct.field("status")
                continue
            yield f"{before}{name}", decision.struct.field("choice")
            yield f"{before}{names.status(name)}", decision.struct.field("status")
            yield f"{before}{names.margin(name)}", decision.struct.field("margin")
            yield f"{before}{names.tie(name)}", decision.struct.field("tie")
        for name in of_each.facts:
            if name in names.concluded:
                fact = one.struct.field("facts").struct.field(name)
                yield f"{before}{name}", fact.struct.field("value")
                if self._rules.facts[name].type.none is not None:
                    yield f"{before}{names.none(name)}", fact.struct.field("none")
        for key, ends, pair in self._times(each):
            for column, part in zip(pair, ends, strict=True):
                yield f"{before}{column}", one.struct.field(key).struct.field(part)

    def _times(self, each: str) -> Iterator[tuple[str, tuple[str, str], tuple[str, str]]]:
        """What of the times of one goes out: the key, its parts, and what columns are called."""
        template = self._rules.template or self._rules
        own = [template.decisions[name] for name in template.each[each].decisions]
        if any(map(has_windows, own)):
            yield "window", ("start", "end"), self._names.window
        if any(map(can_wait, own)):
            yield "wait", ("until", "end"), self._names.wait


def _named(found: dict[str, pl.Expr]) -> Iterator[pl.Expr]:
    for name, told in found.items():
        yield told.alias(name)


def _name(each: str, place: int, program: GroundProgram) -> pl.Expr:
    """The name of one who is listed; of somebody whom nobody listed there is none."""
    if each not in program.counts:
        return pl.lit(None, dtype=pl.String)
    return pl.col(names_column(each, place))
