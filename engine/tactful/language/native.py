"""Values of other libraries as Python's own: exactly what they say, or not at all.

A row of a data frame holds NumPy's numbers, a database hands out decimals, a web framework
enumerations. None of those libraries is imported here: whoever has a value of one has the library.
"""

from __future__ import annotations

import contextlib
import sys
from datetime import date, datetime, time
from typing import Any

from tactful.language.values import Nothing

NATIVE = frozenset((bool, int, float, str, date, time, datetime, frozenset, Nothing))
"""The classes of values that evaluators take: these themselves, and none derived from them."""

_WHOLE_DIGITS = 20
"""A decimal with more digits before its point is far past the largest number, however written."""


def native(value: object) -> object:
    """A value as one of Python's own types, where that says exactly the same; else itself.

    A decimal is the float that is written with the same digits: ``Decimal("0.1")`` is 0.1.
    """
    if value.__class__ in NATIVE:
        return value
    made: object = value
    # Whatever another library's value does when it is asked, it is no value of ours then.
    with contextlib.suppress(ArithmeticError, TypeError, ValueError):
        if _is(value, "numpy", "generic"):
            made = _from_numpy(value)
        elif _is(value, "decimal", "Decimal"):
            made = _from_decimal(value)
        elif _is(value, "fractions", "Fraction"):
            made = _from_fraction(value)
        else:
            made = _from_derived(value)
    return made if made.__class__ in NATIVE else value


def is_inexact(value: object) -> bool:
    """Whether a value is a number of another kind, which no int and no float says exactly."""
    is_number = _is(value, "decimal", "Decimal") or _is(value, "fractions", "Fraction")
    return (is_number or _is(value, "numpy", "floating")) and native(value) is value


def _is(value: object, module: str, name: str) -> bool:
    found = getattr(sys.modules.get(module), name, None)
    return found is not None and isinstance(value, found)


def _from_numpy(value: Any) -> object:
    if _is(value, "numpy", "datetime64"):
        return _from_datetime64(value)
    if isinstance(value, str):
        return _from_derived(value)  # an item of an array would lose the zeros at its end
    made: object = value.item()
    if made.__class__ not in NATIVE and _is(value, "numpy", "floating"):  # a longer float
        made = float(value)
        return made if made == value else value
    return made


def _from_datetime64(value: Any) -> object:
    unit = sys.modules["numpy"].datetime_data(value.dtype)[0]
    if unit in ("Y", "M", "W"):
        return value  # a year is no day
    told = value.astype("datetime64[D]" if unit == "D" else "datetime64[us]")
    return told.item() if told == value else value


def _from_decimal(value: Any) -> object:
    if not value.is_finite() or value.adjusted() > _WHOLE_DIGITS:
        return float(value)
    if value == value.to_integral_value():
        return int(value)
    number = float(value)
    return number if value.__class__(repr(number)) == value else value


def _from_fraction(value: Any) -> object:
    if value.denominator == 1:
        return int(value)
    number = float(value)
    return number if number.as_integer_ratio() == (value.numerator, value.denominator) else value


def _from_derived(value: object) -> object:
    """A value of a class that is derived from one of Python's, such as an enumeration of texts."""
    made: object = value
    if isinstance(value, str):
        made = str.__str__(value)
    elif isinstance(value, int):
        made = int.__index__(value)
    elif isinstance(value, float):
        made = float.__float__(value)
    elif isinstance(value, datetime):
        clock = (value.hour, value.minute, value.second, value.microsecond, value.tzinfo)
        made = datetime(value.year, value.month, value.day, *clock, fold=value.fold)
    elif isinstance(value, date):
        made = date(value.year, value.month, value.day)
    elif isinstance(value, time):
        clock = (value.hour, value.minute, value.second, value.microsecond, value.tzinfo)
        made = time(*clock, fold=value.fold)
    return made if made == value else value
