"""Facts as columns: given beats concluded or computed, which beats the default.

A fact is one column of values, null where it is not known. Of a fact of which there may be none, a
second column says where that is known. Several choices at once are a column for each choice, that
says whether it is among them. Each of these is settled in the same way, from what the same rules
conclude; so what a ruleset does not use it does not pay for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

import polars as pl
from polars.expr.whenthen import ChainedThen, Then

from tactful.columns.clock import ClockColumns, Make
from tactful.columns.computations import computed, local_now
from tactful.columns.conditions import (
    FAILS,
    HOLDS,
    Dtype,
    any_holds,
    how_many_hold,
    inner_dtype,
    literal,
    none_column,
    option_column,
    outer_dtype,
    value_column,
)
from tactful.columns.names import given_column, given_none_column
from tactful.language.computations import COMPUTATIONS
from tactful.language.model import Fact, Ruleset
from tactful.language.values import NONE, Kind, Value, ValueType


class Said(NamedTuple):
    """What rules say about a fact.

    ``values`` has for each value the column that says whether a rule concludes it, ``disagree`` is
    whether several are concluded; ``None`` where that cannot be.
    """

    values: Mapping[Value, str]
    disagree: pl.Expr | None


class FactColumns:
    """Has the columns of one ruleset's facts made.

    Attributes:
        conflicts: For facts about which rules may disagree, the column that says where they do.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        given: Mapping[str, Fact],
        clock: ClockColumns,
        make: Make,
        moment: Callable[[str | None], datetime] | None,
    ) -> None:
        """Begin.

        Args:
            ruleset: The rules.
            given: The facts that are given.
            clock: The columns of the clock.
            make: Has a column made.
            moment: The local time to assume, by time zone or without one.
        """
        self.conflicts: dict[str, str] = {}
        self._ruleset = ruleset
        self._given = given
        self._clock = clock
        self._make = make
        self._moment = moment

    def settle(
        self,
        fact: Fact,
        fired: Mapping[str, str],
        available: Callable[[str], bool],
        start: pl.Expr | None = None,
    ) -> None:
        """Have a fact settled.

        Args:
            fact: The fact.
            fired: For those rules that can fire, the columns that say for whom they do.
            available: Whether another fact can have a value.
            start: Its value, where it is the start of a window.
        """
        said = self._said(fact, fired)
        if fact.type.many:
            self._several(fact, said)
            return
        value = start if start is not None else self._computed_or_default(fact, available)
        if fact.type.none is not None:
            self._none(fact, said, value)
        settled = self._settled(fact, said, value)
        if settled is not None:
            self._make(value_column(fact.id), settled)

    def _said(self, fact: Fact, fired: Mapping[str, str]) -> Said:
        """For each value that a rule may conclude, the column that says whether one does."""
        by_value: dict[Value, list[str]] = {}
        for rule, value in self._ruleset.concluding.get(fact.id, ()):
            if rule in fired:
                by_value.setdefault(value, []).append(fired[rule])
        values = {
            value: columns[0]
            if len(columns) == 1
            else self._make(f"said:{fact.id}:{n}", any_holds(pl.col(c) for c in columns))
            for n, (value, columns) in enumerate(by_value.items())
        }
        if len(values) < 2:
            return Said(values, None)
        votes = how_many_hold(map(pl.col, values.values()))
        disagree = pl.col(self._make(f"disagree:{fact.id}", votes > 1))
        conflict = disagree
        if fact.id in self._given:
            conflict = conflict & pl.col(given_column(fact.id)).is_null()
            if fact.type.none is not None:
                conflict = conflict & ~_given_none(fact)
        self.conflicts[fact.id] = self._make(f"conflict:{fact.id}", conflict)
        return Said(values, disagree)

    def _settled(self, fact: Fact, said: Said, value: pl.Expr | None) -> pl.Expr | None:
        """The value of a fact, null where there is none of it; ``None`` if it is never known."""
        is_given = fact.id in self._given
        concluded = {v: _value(v, fact.type) for v in said.values}
        value = _concluded(said, concluded, value, inner_dtype(fact.type))
        if not is_given:
            return value
        given = pl.col(given_column(fact.id))
        if fact.type.kind is Kind.CHOICE:
            given = given.to_physical().cast(inner_dtype(fact.type))
        elif fact.type.kind is Kind.TEXT and said.values:
            given = given.cast(inner_dtype(fact.type))
        if value is None:
            return given
        settled = pl.coalesce(given, value)
        return settled if fact.type.none is None else pl.when(~_given_none(fact)).then(settled)

    def _none(self, fact: Fact, said: Said, value: pl.Expr | None) -> None:
        """Have the column made that says where there is none of a fact, and is never null."""
        if value is None and not said.values and fact.id not in self._given:
            return
        none = FAILS
        if fact.default is NONE:
            none = HOLDS if fact.computed is None or value is None else value.is_null()
        concluded = {v: pl.lit(value=v is NONE) for v in said.values}
        settled = _concluded(said, concluded, none, pl.Boolean())
        if said.disagree is not None and settled is not None:
            settled = settled.fill_null(value=False)
        none = none if settled is None else settled
        if fact.id in self._given:
            is_none = _given_none(fact)
            none = is_none | (none & pl.col(given_column(fact.id)).is_null())
        self._make(none_column(fact.id), none)

    def _several(self, fact: Fact, said: Said) -> None:
        """Have a column made for each choice of a fact of several: whether it is among them."""
        is_given = fact.id in self._given
        for choice in fact.type.choices:
            default = fact.default
            value = pl.lit(choice in default) if isinstance(default, frozenset) else None
            concluded = {v: pl.lit(isinstance(v, frozenset) and choice in v) for v in said.values}
            value = _concluded(said, concluded, value, pl.Boolean())
            if is_given:
                name = pl.lit(choice, dtype=outer_dtype(fact.type).inner)
                given = pl.col(given_column(fact.id)).list.contains(name)
                value = given if value is None else pl.coalesce(given, value)
            if value is not None:
                self._make(option_column(fact.id, choice), value)

    def _computed_or_default(self, fact: Fact, available: Callable[[str], bool]) -> pl.Expr | None:
        """The value of a fact that is neither given nor concluded; ``None`` if it has none."""
        default = None if fact.default is None else _value(fact.default, fact.type)
        if default is None and fact.id == self._ruleset.clock.now and self._moment is not None:
            default = local_now(self._clock.given_zone(), self._moment)
        if fact.computed is None or not all(map(available, fact.computed.facts)):
            return default
        clock = self._clock.columns(COMPUTATIONS[fact.computed.name].uses)
        operands = [
            pl.col(value_column(o)) if isinstance(o, str) else float(o)
            for o in fact.computed.operands
        ]
        types = [
            self._ruleset.type_of(o) if isinstance(o, str) else ValueType(Kind.NUMBER)
            for o in fact.computed.operands
        ]
        made = computed(fact, operands, types, clock)
        if default is None:
            return made
        if fact.default is NONE:  # then it is looked at twice
            return pl.col(self._make(f"computed:{fact.id}", made))
        return pl.coalesce(made, default)


def _concluded(
    said: Said, values: Mapping[Value, pl.Expr], otherwise: pl.Expr | None, dtype: Dtype
) -> pl.Expr | None:
    """What rules conclude, each value as ``values`` has it; null where they disagree."""
    nothing = pl.lit(None, dtype=dtype)
    choice: Then | ChainedThen | None = None
    if said.disagree is not None:
        choice = pl.when(said.disagree).then(nothing)
    for value, column in said.values.items():
        when = pl.when(pl.col(column)) if choice is None else choice.when(pl.col(column))
        choice = when.then(values[value])
    if choice is None:
        return otherwise
    return choice.otherwise(nothing if otherwise is None else otherwise)


def _value(value: Value, type_: ValueType) -> pl.Expr:
    """A value as it stands in a column; null where it is that there is none."""
    return pl.lit(None, dtype=inner_dtype(type_)) if value is NONE else literal(value, type_)


def _given_none(fact: Fact) -> pl.Expr:
    """Whether it is given that there is none of a fact."""
    return pl.col(given_none_column(fact.id)).fill_null(value=False)
