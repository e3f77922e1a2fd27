"""Numbers and days that are worked out from several open ones, as linear arithmetic for z3.

The cases of two open numbers do not tell what their sum comes to. So each gets a number of the
solver's that lies where its case does, and the sum is the sum of the two: what no numbers can make
so is proven. What is multiplied or divided by another open number stays left open.

Results are rounded to millionths, and so are these: a bound is met where the exact result would be
rounded to something that meets it. Where a result is worked on further, all that is known of it is
that it is within half a millionth; the solver may then find ways that there are not, and whoever
asks it has to try them.

Source of the idea: linear arithmetic over the integers and reals (C. Barrett and others, The
SMT-LIB Standard, 2010).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import reduce
from math import prod
from typing import Any, NamedTuple

from tactful.cases.representatives import representatives
from tactful.language.computations import DAYS, MILLIONTHS
from tactful.language.model import Ruleset
from tactful.language.strata import reached
from tactful.language.values import LARGEST_NUMBER, Kind, Value, ValueType
from tactful.proofs.logic import Proposition, all_of, any_of, negated, z3

HALF = Fraction(1, 2 * MILLIONTHS)

SMALL = Fraction(100_000_000)
"""Up to here, numbers that are no whole ones are worked with to far less than a millionth."""

COUNTING_DAYS = frozenset({"plus days", "days from"})
"""Computations to which a moment is the day that it is in."""


class Amount(NamedTuple):
    """A number of the solver's, or a day as a number.

    Attributes:
        at: What it is.
        whole: Whether it is always whole, so that sums of such are never rounded.
        fixed: What it is where that is certain.
    """

    at: z3.ArithRef
    whole: bool
    fixed: Fraction | None = None


class Worked(NamedTuple):
    """What a computation comes to: ``exactly`` before it is rounded, wherever ``exists`` is so."""

    exactly: Amount
    exists: Proposition
    rounded: bool


def as_amount(value: Value) -> Fraction | None:
    """A number, or a day as a number; ``None`` for everything else."""
    if isinstance(value, date):
        return None if isinstance(value, datetime) else Fraction(value.toordinal())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(str(value))  # as it is written, and not as a computer keeps it


def from_amount(amount: Fraction, type_: ValueType) -> Value:
    """The value that an amount stands for, or the nearest there is."""
    if type_.kind is Kind.DATE:
        return date.fromordinal(int(amount))
    return int(amount) if amount.denominator == 1 else float(amount)


def exact_number(amount: Fraction, context: z3.Context) -> z3.ArithRef:
    """A number that does not change."""
    if amount.denominator == 1:
        return z3.IntVal(amount.numerator, context)
    return z3.RealVal(f"{amount.numerator}/{amount.denominator}", context)


def place_of(amount: z3.ArithRef, value: Value, named: Iterable[Value]) -> Proposition:
    """That an amount lies where a value does among those that are told apart."""
    own = as_amount(value)
    among = sorted(a for a in map(as_amount, named) if a is not None)
    if own is None:
        return True
    context = amount.ctx
    if own in among:
        return amount == exact_number(own, context)
    parts = [amount > exact_number(a, context) for a in [a for a in among if a < own][-1:]]
    parts += [amount < exact_number(a, context) for a in [a for a in among if a > own][:1]]
    return all_of(parts)


def in_range(amount: z3.ArithRef, type_: ValueType) -> Iterator[z3.BoolRef]:
    """That an amount is one that a type can have."""
    if type_.kind is Kind.DATE:
        least, most = map(Fraction, DAYS)
    else:
        most = Fraction(LARGEST_NUMBER)
        least = -most
    low = None if type_.minimum is None else as_amount(type_.minimum)
    high = None if type_.maximum is None else as_amount(type_.maximum)
    yield amount >= exact_number(least if low is None else max(least, low), amount.ctx)
    yield amount <= exact_number(most if high is None else min(most, high), amount.ctx)


def can_follow(ruleset: Ruleset, name: str, given: Mapping[str, Value]) -> bool:
    """Whether an amount may be linear, as far as its shape tells, and no rule concludes it."""

    def parts(each: str) -> tuple[str, ...]:
        computed = ruleset.facts[each].computed
        return () if computed is None or each in given else computed.facts

    def is_linear(each: str) -> bool:
        fact = ruleset.facts[each]
        if each in given:
            return True
        if each in ruleset.concluding or fact.type.kind not in (Kind.NUMBER, Kind.DATE):
            return False
        return fact.computed is None or fact.computed.name in _WORKED

    return all(map(is_linear, reached([name], parts)))


def new_amount(
    name: str, type_: ValueType, context: z3.Context, *, whole: bool | None = None
) -> Amount:
    """A number of the solver's for a fact, whole where its type is or where it is told so."""
    if whole is None:
        whole = type_.whole or type_.kind is Kind.DATE
    return Amount((z3.Int if whole else z3.Real)(f"{name} =", context), whole)


def certain(value: Fraction, context: z3.Context) -> Amount:
    """An amount that does not change."""
    return Amount(exact_number(value, context), value.denominator == 1, value)


def implied(when: Proposition, what: Proposition) -> Iterator[Proposition]:
    """That something is so wherever something else is; nothing where that says nothing."""
    if when is not False and what is not True:
        yield what if when is True else any_of((negated(when), what))


def amount_in(model: z3.ModelRef, at: z3.ArithRef) -> Fraction:
    """What a number of the solver's is in a model."""
    found = model.eval(at, model_completion=True)
    if isinstance(found, z3.IntNumRef):
        return Fraction(found.as_long())
    return Fraction(found.numerator_as_long(), found.denominator_as_long())


def worked(name: str, operands: Sequence[Amount]) -> Worked | None:
    """What a computation comes to; ``None`` where that is not linear."""
    return _WORKED[name](operands, operands[0].at.ctx)


def stretches(type_: ValueType, named: Iterable[Value]) -> tuple[Value, ...]:
    """What rules tell apart of a number or a day, and something of every stretch between."""
    any_ = ValueType(type_.kind)
    return representatives(any_, {value for value in named if as_amount(value) is not None})


def settled(
    at: z3.ArithRef, found: Worked, named: Iterable[Value], small: Proposition
) -> Iterator[z3.BoolRef]:
    """What is so of an amount that is worked out, once it exists.

    Args:
        at: What it comes to, rounded.
        found: What it is worked out to.
        named: Values that it is compared with.
        small: That nothing is so large that computers lose digits of it, past which a rounded
            result may be anything.
    """
    exactly = found.exactly.at
    if not found.rounded:
        yield at == exactly
        return
    half = exact_number(HALF, at.ctx)
    parts = [at <= exactly + half, at > exactly - half]
    for bound in map(as_amount, named):
        if bound is not None and (bound * MILLIONTHS).denominator == 1:
            here = exact_number(bound, at.ctx)
            parts.append((at > here) == (exactly >= exact_number(bound + HALF, at.ctx)))
            parts.append((at < here) == (exactly < exact_number(bound - HALF, at.ctx)))
    whole = z3.And(*parts)
    yield whole if small is True else z3.Implies(small, whole)


def is_small(operands: Iterable[Amount]) -> Proposition:
    """Whether all of these are amounts of which computers keep every millionth."""
    parts: list[Proposition] = []
    for each in operands:
        if each.fixed is not None:
            parts.append(abs(each.fixed) <= SMALL)
        else:
            parts.append(_is_up_to(SMALL, each.at))
    return all_of(parts)


def _is_up_to(most: Fraction, amount: z3.ArithRef) -> z3.BoolRef:
    bound = exact_number(most, amount.ctx)
    return z3.And(amount <= bound, amount >= -bound)


def _fits(amount: z3.ArithRef) -> z3.BoolRef:
    return _is_up_to(Fraction(LARGEST_NUMBER), amount)


def _sum(operands: Sequence[Amount], _: z3.Context) -> Worked:
    at = reduce(lambda one, other: one + other, [o.at for o in operands])
    whole = all(o.whole for o in operands)
    return Worked(Amount(at, whole), _fits(at), not whole)


def _difference(operands: Sequence[Amount], _: z3.Context) -> Worked:
    one, other = operands
    at, whole = one.at - other.at, one.whole and other.whole
    return Worked(Amount(at, whole), _fits(at), not whole)


def _product(operands: Sequence[Amount], context: z3.Context) -> Worked | None:
    moving = [o for o in operands if o.fixed is None]
    if len(moving) > 1:
        return None
    factor = prod((o.fixed for o in operands if o.fixed is not None), start=Fraction(1))
    at = exact_number(factor, context)
    for each in moving:
        at = at * each.at
    whole = all(o.whole for o in operands)
    return Worked(Amount(at, whole), _fits(at), not whole)


def _quotient(operands: Sequence[Amount], context: z3.Context) -> Worked | None:
    number, by = operands
    if by.fixed is None:
        return None
    if by.fixed == 0:
        return Worked(number, False, False)
    at = number.at * exact_number(1 / by.fixed, context)
    return Worked(Amount(at, False), _fits(at), True)


def _extreme(first: Callable[[z3.ArithRef, z3.ArithRef], z3.BoolRef]) -> Any:
    def choose(operands: Sequence[Amount], _: z3.Context) -> Worked:
        at = reduce(lambda one, two: z3.If(first(one, two), one, two), [o.at for o in operands])
        return Worked(Amount(at, all(o.whole for o in operands)), True, False)

    return choose


def _days_later(operands: Sequence[Amount], context: z3.Context) -> Worked:
    day, days = operands
    at = day.at + days.at
    first, last = (exact_number(Fraction(each), context) for each in DAYS)
    return Worked(Amount(at, True), z3.And(at >= first, at <= last), False)


def _days_from(operands: Sequence[Amount], _: z3.Context) -> Worked:
    return Worked(Amount(operands[1].at - operands[0].at, True), True, False)


_WORKED: Mapping[str, Callable[[Sequence[Amount], z3.Context], Worked | None]] = {
    "sum of": _sum,
    "difference of": _difference,
    "product of": _product,
    "quotient of": _quotient,
    "largest of": _extreme(lambda one, two: one >= two),
    "smallest of": _extreme(lambda one, two: one <= two),
    "plus days": _days_later,
    "days from": _days_from,
}
"""The computations that are linear, or are where all but one of their parts are fixed."""
