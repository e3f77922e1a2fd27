"""Conditions as Polars expressions: a cohort's clients tested side by side.

``lowering`` has already made two-valued formulas of three-valued conditions, over tests of one
property each. Here every such test becomes a comparison of a column, so the columns read
conditions exactly as the network does. A null in a column is an unknown value, whose comparison
is null; formulas have no negation, so a null that is left at the end means that it does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from operator import add
from typing import Any, TypeAlias

import polars as pl

from tactful.language.conditions import every_test
from tactful.language.lowering import (
    ALWAYS,
    NEVER,
    Asked,
    Codes,
    Formula,
    Lowering,
    PropertyTest,
)
from tactful.language.model import Ruleset
from tactful.language.terms import Condition, FactRef, Test, tests_in
from tactful.language.values import Kind, Value, ValueType

Available: TypeAlias = Callable[[str], bool]
"""Whether a fact or decision can have a value at all in this cohort."""

HOLDS = pl.lit(True)
FAILS = pl.lit(False)

Dtype: TypeAlias = Any
"""A Polars data type: a class or an instance, for which Polars has no common type."""

DTYPES: Mapping[Kind, Dtype] = {
    Kind.YES_NO: pl.Boolean(),
    Kind.NUMBER: pl.Float64(),
    Kind.DATE: pl.Date(),
    Kind.TIME: pl.Time(),
    Kind.DATETIME: pl.Datetime("us"),
    Kind.TEXT: pl.String(),
}
"""How values stand in a column, but for choices."""


def inner_dtype(type_: ValueType) -> Dtype:
    """How values of a type stand in a column while the program runs: a choice by its place."""
    return DTYPES.get(type_.kind) or place_dtype(len(type_.choices))


def outer_dtype(type_: ValueType) -> Dtype:
    """How values of a type stand in a column that comes in or goes out: a choice by its name."""
    dtype = DTYPES.get(type_.kind) or pl.Enum(list(type_.choices))
    return pl.List(dtype) if type_.many else dtype


def place_dtype(count: int) -> Dtype:
    """The smallest type for the places in a list of so many things."""
    return pl.UInt8() if count < 2**8 else pl.UInt16() if count < 2**16 else pl.UInt32()


@lru_cache(maxsize=10_000, typed=True)
def constant(value: Value | None, dtype: Dtype) -> pl.Expr:
    """A value in an expression; it takes a while to make one, and few differ."""
    return pl.lit(value, dtype=dtype)


def literal(value: Value, type_: ValueType) -> pl.Expr:
    """A value of a type as it stands in a column while the program runs."""
    if type_.kind is Kind.CHOICE:
        return constant(list(type_.choices).index(str(value)), inner_dtype(type_))
    return constant(value, inner_dtype(type_))


def value_column(name: str) -> str:
    """The column of a fact's or decision's value."""
    return f"value:{name}"


def none_column(fact: str) -> str:
    """The column that says where there is none of a fact; it has no null."""
    return f"none:{fact}"


def option_column(name: str, option: str) -> str:
    """The column that says whether an option of a decision that chooses many is chosen.

    So it does for a fact's choice, where the fact may be several at once.
    """
    return f"option:{name}:{option}"


def all_hold(parts: Iterable[pl.Expr]) -> pl.Expr:
    """All of the parts; a single part is itself."""
    listed = list(parts)
    return listed[0] if len(listed) == 1 else pl.all_horizontal(listed)


def any_holds(parts: Iterable[pl.Expr]) -> pl.Expr:
    """Any of the parts; a single part is itself."""
    listed = list(parts)
    return listed[0] if len(listed) == 1 else pl.any_horizontal(listed)


def total(parts: Sequence[pl.Expr]) -> pl.Expr:
    """The sum of the parts, of which there is at least one."""
    return reduce(add, parts)


def how_many_hold(parts: Iterable[pl.Expr]) -> pl.Expr:
    """The number of the parts that hold; what is null does not."""
    listed = list(parts)
    dtype = place_dtype(len(listed))
    one, none = constant(1, dtype), constant(0, dtype)
    return total([pl.when(part).then(one).otherwise(none) for part in listed])


def named(places: pl.Expr, names: Dtype) -> pl.Expr:
    """Places among names as names; null where they are null.

    Polars names columns without nulls some times as fast.
    """
    return pl.when(places.is_not_null()).then(places.fill_null(0).cat.to(names))


class ConditionExpressions:
    """Turns the conditions of one ruleset into expressions over the columns of its values."""

    def __init__(self, ruleset: Ruleset, available: Available) -> None:
        constants: dict[str, set[Value]] = {n: set() for n in ruleset.facts}
        constants |= {n: set() for n in ruleset.decisions}
        for test in (*every_test(ruleset), *_label_tests(ruleset)):
            constants[test.subject].update(o for o in test.operands if not isinstance(o, FactRef))
        self._type_of = ruleset.type_of
        self._codes = {n: Codes.of(ruleset.type_of(n), found) for n, found in constants.items()}
        self._lowering = Lowering(ruleset.type_of, self._codes)
        self._available = available
        self._made: dict[PropertyTest, pl.Expr] = {}

    def formula(self, condition: Condition | None, asked: Asked) -> Formula:
        """The condition as a formula, without the tests whose outcome is the same for all."""
        return self._reduced(self._lowering.formula(condition, asked))

    def expression(self, formula: Formula) -> pl.Expr:
        """A formula as an expression that is true, or false, for every client."""
        if formula == ALWAYS:
            return HOLDS
        if formula == NEVER:
            return FAILS
        if isinstance(formula, PropertyTest) and formula.relation in ("ex", "nex"):
            return self._expression(formula)
        return self._expression(formula).fill_null(value=False)

    def _reduced(self, formula: Formula) -> Formula:
        if isinstance(formula, PropertyTest):
            names = (
                formula.property[1:] if formula.property[0] == "order" else formula.property[1:2]
            )
            if all(self._available(name) for name in names):
                return formula
            return ALWAYS if formula.relation == "nex" else NEVER
        parts = [self._reduced(part) for part in formula.parts]
        needed = formula.needed - parts.count(ALWAYS)
        left = tuple(part for part in parts if part not in (ALWAYS, NEVER))
        if needed <= 0:
            return ALWAYS
        if needed > len(left):
            return NEVER
        return left[0] if len(left) == 1 else formula._replace(needed=needed, parts=left)

    def _expression(self, formula: Formula) -> pl.Expr:
        if isinstance(formula, PropertyTest):
            return self._test(formula)
        parts = [self._expression(part) for part in formula.parts]
        if formula.needed == len(parts):
            return all_hold(parts)
        if formula.needed == 1:
            return any_holds(parts)
        return how_many_hold(parts) >= formula.needed

    def _test(self, test: PropertyTest) -> pl.Expr:
        if test not in self._made:
            self._made[test] = self._comparison(test)
        return self._made[test]

    def _comparison(self, test: PropertyTest) -> pl.Expr:
        kind, name, *more = test.property
        if kind == "order":
            return self._order(name, more[0], test)
        if kind == "option":
            return _of_options(pl.col(option_column(name, more[0])), test)
        column = self._value(name)
        if self._type_of(name).none is not None:
            return self._or_none(name, column, test)
        if test.relation in ("ex", "nex"):
            return column.is_not_null() if test.relation == "ex" else column.is_null()
        if self._type_of(name).kind is Kind.YES_NO:
            return _yes_or_no(column, test)
        if self._codes[name].dense:
            return self._place(column, self._codes[name], test)
        return self._against_constants(column, self._codes[name], test)

    def _or_none(self, name: str, column: pl.Expr, test: PropertyTest) -> pl.Expr:
        """A test of a fact of which there may be none, which has the largest code."""
        none, codes = pl.col(none_column(name)), self._codes[name]
        if test.relation in ("ex", "nex"):
            known = none | column.is_not_null()
            return known if test.relation == "ex" else ~known
        passing = [_passes(code, test) for code in range(codes.highest + 1)]
        if all(passing):
            value = column.is_not_null()
        else:
            value = self._against_constants(column, codes, test) if any(passing) else FAILS
        return none | value if _passes(codes.largest, test) else value

    def _value(self, name: str) -> pl.Expr:
        column = pl.col(value_column(name))
        # Texts may come as numbers of texts.
        is_text = self._type_of(name).kind is Kind.TEXT
        return column.cast(DTYPES[Kind.TEXT]) if is_text else column

    def _order(self, name: str, other: str, test: PropertyTest) -> pl.Expr:
        one, two = self._value(name), self._value(other)
        if test.relation in ("ex", "nex"):
            both = one.is_not_null() & two.is_not_null()
            return both if test.relation == "ex" else ~both
        passing = frozenset(c for c in range(3) if _passes(c, test))
        return {
            frozenset({0}): one < two,
            frozenset({0, 1}): one <= two,
            frozenset({1}): one == two,
            frozenset({1, 2}): one >= two,
            frozenset({2}): one > two,
            frozenset({0, 2}): one != two,
            frozenset({0, 1, 2}): one.is_not_null() & two.is_not_null(),
        }.get(passing, FAILS)

    def _place(self, column: pl.Expr, codes: Codes, test: PropertyTest) -> pl.Expr:
        """A test of a choice's place; one past either end of the list says yes or no to all."""
        passing = {code for code in range(codes.largest + 1) if _passes(code, test)}
        if not passing:
            return FAILS
        if len(passing) > codes.largest:
            return column.is_not_null()
        place = constant(test.code, inner_dtype(codes.type))
        return _compared(column, test.relation, place)

    def _against_constants(self, column: pl.Expr, codes: Codes, test: PropertyTest) -> pl.Expr:
        """A test against a code that stands for a constant (odd) or the gap below one (even)."""
        place, is_constant = divmod(test.code, 2)

        def bound(at: int) -> pl.Expr:
            return literal(codes.constants[at], codes.type)

        if is_constant:
            return _compared(column, test.relation, bound(place))
        last = len(codes.constants)
        if test.relation == "gte":
            return column > bound(place - 1) if place else column.is_not_null()
        if test.relation == "lte":
            return column < bound(place) if place < last else column.is_not_null()
        above = [column > bound(place - 1)] if place else []
        below = [column < bound(place)] if place < last else []
        inside = all_hold([*above, *below]) if above or below else column.is_not_null()
        return inside if test.relation == "eq" else ~inside


def _label_tests(ruleset: Ruleset) -> Iterator[Test]:
    """Every test of what options are called, which changes no advice."""
    options = (o for d in ruleset.decisions.values() for o in d.options.values())
    return (test for o in options for case in o.labels for test in tests_in(case.when))


def _passes(code: int, test: PropertyTest) -> bool:
    match test.relation:
        case "eq":
            return code == test.code
        case "neq":
            return code != test.code
        case "gte":
            return code >= test.code
        case _:
            return code <= test.code


def _of_options(column: pl.Expr, test: PropertyTest) -> pl.Expr:
    if test.relation in ("ex", "nex"):
        return column.is_not_null() if test.relation == "ex" else column.is_null()
    return _yes_or_no(column, test)


def _yes_or_no(column: pl.Expr, test: PropertyTest) -> pl.Expr:
    passing = (_passes(0, test), _passes(1, test))
    if passing == (True, True):
        return column.is_not_null()
    if passing == (False, False):
        return FAILS
    return column if passing[1] else ~column


def _compared(column: pl.Expr, relation: str, bound: pl.Expr) -> pl.Expr:
    match relation:
        case "eq":
            return column == bound
        case "neq":
            return column != bound
        case "gte":
            return column >= bound
        case _:
            return column <= bound
