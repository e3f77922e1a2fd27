"""The advice for clients who list as many of a thing: one ground program for each number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from tactful.cohort.reading.frames import fitting
from tactful.cohort.remarks import OnRemarks
from tactful.cohort.several.headings import Spread
from tactful.columns.by_then import ByThenColumn, tells_by_then
from tactful.columns.labels import label_column, label_columns
from tactful.columns.names import Names, given_columns
from tactful.columns.program import Columns, Moment
from tactful.columns.windows import WINDOW
from tactful.grounding.ground import ground
from tactful.grounding.people import UNNAMED, copy_name, owners_of
from tactful.language.windows import can_wait, has_windows


class Own(NamedTuple):
    """The columns of advice that are about one of several.

    Attributes:
        columns: The columns as they are called where there is but one.
        window: When the window of this one starts and ends; ``None`` where nobody has one.
        wait: The same of waits.
    """

    columns: Mapping[str, pl.Expr]
    window: tuple[pl.Expr, pl.Expr] | None
    wait: tuple[pl.Expr, pl.Expr] | None


class GroundProgram:
    """Advises clients who list as many.

    Args:
        spread: Over how many of each thing the cohort's columns are spread.
        counts: How many of each thing these list; no entry for what is not listed.
        given: The facts that are given, of all and of each, by their ground names.
        moment: The local time to assume for clients whose moment is not given.
        labels: Whether to hand on what options are called, where that depends.
    """

    def __init__(
        self,
        spread: Spread,
        counts: Mapping[str, int],
        given: Sequence[str],
        moment: Moment | None,
        *,
        labels: bool,
    ) -> None:
        self.rules = spread.rules
        self.ruleset = ground(spread.rules, {each: (None,) * n for each, n in counts.items()})
        self.counts = counts
        self.given = given_columns(self.ruleset, given)
        self.columns = Columns(self.ruleset, given, moment=moment, own_windows=True)
        self.names = self.columns.names
        self._base = Names(spread.rules)
        self._template = spread.rules.template or spread.rules
        self._lists = _lists(spread, self._base)
        self._labels = label_columns(self.ruleset) if labels else {}
        self._labelled = labels
        self._by_then: ByThenColumn | None = None
        if tells_by_then(self.ruleset):
            self._by_then = ByThenColumn(self.ruleset, given, self.names)

    def advise(
        self, rows: pl.DataFrame, keep: Sequence[str], strict: OnRemarks | None
    ) -> pl.DataFrame:
        """The advice for rows with the facts' values.

        Args:
            rows: The rows.
            keep: Columns to hand on, the rows' number among them.
            strict: Told of clients whose facts do not fit together, who are left out then.
        """
        more = [*keep, *self._labels.values()]
        more += [] if self._by_then is None else self._by_then.needs
        advice = self.columns.advise_now(rows, [*dict.fromkeys(more)])
        if strict is not None and self.ruleset.constraints:
            advice = fitting(advice, self.names.misfits, self.ruleset, strict)
        if self._by_then is not None:
            told = self._by_then.told(advice).alias(self.names.by_then)
            advice = advice.with_columns(told)
        return advice

    def of_all(self, listed: Iterable[str]) -> dict[str, pl.Expr]:
        """The columns of advice that are about no one of some things, in order."""
        owners, apart = owners_of(self.rules), {*listed}
        found: dict[str, pl.Expr] = {}
        for name in self.rules.decisions:
            if owners.get(name) not in apart:
                found |= self._decided(name, name)
        for name in self._base.concluded:
            if owners.get(name) not in apart:
                found |= self._concluded(name, name)
        base, own = self._base, self.names
        pairs = [
            (base.fired, own.fired),
            (base.set_aside, own.set_aside),
            (base.assumptions, own.assumptions),
            (base.conflicts, own.conflicts),
            (base.misfits, own.misfits),
            *zip(base.window, own.window, strict=True),
            *zip(base.wait, own.wait, strict=True),
            (base.by_then, own.by_then),
        ]
        made = {*self.columns.schema, *([] if self._by_then is None else [own.by_then])}
        for name, column in pairs:
            if name in self._lists:
                listing = pl.List(self._lists[name])
                is_made = column in made
                told = pl.col(column).cast(listing) if is_made else pl.lit([], dtype=listing)
                found[name] = told
            elif column in made:
                found[name] = pl.col(column)
            elif name in base.window or (name in base.wait and self._waits):
                found[name] = pl.lit(None, dtype=WINDOW)
        return found

    @property
    def _waits(self) -> bool:
        """Whether anybody may have to wait, however many are listed."""
        return any(map(can_wait, self._template.decisions.values()))

    def ones(self, each: str) -> Iterator[Own]:
        """The columns about each of those who are listed, or about the one nobody named."""
        count = self.counts.get(each)
        for place in [UNNAMED] if count is None else range(1, count + 1):
            yield self._own(each, place)

    def _own(self, each: str, place: int) -> Own:
        of_each = self.rules.each[each]
        found: dict[str, pl.Expr] = {}
        windows, waits = [], []
        for name in of_each.decisions:
            copy = copy_name(name, place)
            found |= self._decided(name, copy)
            if has_windows(self._template.decisions[name]):
                windows.append(self.names.window_of(copy))
            if can_wait(self._template.decisions[name]):
                waits.append(self.names.wait_of(copy))
        for name in self._base.concluded:
            if name in of_each.facts:
                found |= self._concluded(name, copy_name(name, place))
        return Own(found, self._first(windows), self._first(waits))

    def _decided(self, name: str, copy: str) -> dict[str, pl.Expr]:
        base, own = self._base, self.names
        found = {name: pl.col(copy), base.status(name): pl.col(own.status(copy))}
        if not self.rules.decisions[name].many:
            found[base.margin(name)] = pl.col(own.margin(copy))
            found[base.tie(name)] = pl.col(own.tie(copy))
        if self._labelled:
            for option in self._template.decisions[name].options.values():
                if option.labels:
                    made = self._labels.get((copy, option.id))
                    label = self.ruleset.decisions[copy].options[option.id].label
                    told = pl.lit(label) if made is None else pl.col(made)
                    found[label_column(name, option.id)] = told
        return found

    def _concluded(self, name: str, copy: str) -> dict[str, pl.Expr]:
        found = {name: pl.col(copy)}
        if self.rules.facts[name].type.none is not None:
            found[self._base.none(name)] = pl.col(self.names.none(copy))
        return found

    def _first(self, pairs: Sequence[tuple[str, str]]) -> tuple[pl.Expr, pl.Expr] | None:
        """The first of some windows that there is, in order; they may all be of other numbers."""
        if not pairs:
            return None
        start = end = pl.lit(None, dtype=WINDOW)
        for first, last in reversed([pair for pair in pairs if pair[0] in self.columns.schema]):
            start = pl.coalesce(pl.col(first), start)
            end = pl.when(pl.col(first).is_not_null()).then(pl.col(last)).otherwise(end)
        return start, end


def _lists(spread: Spread, base: Names) -> dict[str, Any]:
    """The columns of lists of names, with the names that may be in them, whoever is listed."""

    def names(part: str, *more: str) -> Any:
        both = spread.rules, spread.ruleset
        found = (name for rules in both for one in (part, *more) for name in getattr(rules, one))
        return pl.Enum([*dict.fromkeys(found)])

    rules = names("rules")
    found = dict.fromkeys((base.fired, base.set_aside, base.assumptions), rules)
    found[base.conflicts] = names("facts", "decisions")
    if spread.rules.constraints or spread.ruleset.constraints:
        found[base.misfits] = names("constraints")
    if tells_by_then(spread.rules) or tells_by_then(spread.ruleset):
        found[base.by_then] = names("decisions")
    return found
