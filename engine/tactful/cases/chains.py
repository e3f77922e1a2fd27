"""Computed facts, for whoever works them out from thousands of values in turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tactful.language.calendar import NO_SETTING, Setting
from tactful.language.computations import COMPUTATIONS, computed_value
from tactful.language.model import Fact, Ruleset
from tactful.language.values import NONE, Value


class Computing:
    """``computed_value`` of one fact, of which all that is always the same is looked up once."""

    def __init__(self, fact: Fact, ruleset: Ruleset) -> None:
        made = fact.computed
        self.name = fact.id
        self._fact = fact
        self._ruleset = ruleset
        self._decision = None if made is None else made.decision
        self._operands = () if made is None else made.facts
        is_plain = made is not None and made.facts == made.operands and made.decision is None
        self._row = COMPUTATIONS[made.name] if made is not None and is_plain else None

    def value(self, values: Mapping[str, Value]) -> Value | None:
        """What it comes to, given what is known; ``None`` if that does not tell."""
        row = self._row
        if row is None:
            waits = self._decision is not None and self._decision not in values
            return None if waits else computed_value(self._fact, values, self._ruleset)
        operands = tuple([values.get(name) for name in self._operands])
        if None in operands or NONE in operands:
            return None
        setting = Setting.of(self._ruleset.clock, values) if row.uses else NO_SETTING
        return row.compute(operands, setting)


class _Link(NamedTuple):
    """A fact on the way from an amount to what is computed from it.

    ``of`` is what it is made of that may vary, ``fixed`` whatever else it depends on.
    """

    made: Computing
    of: tuple[str, ...]
    fixed: Mapping[str, Value]


def chained(
    ruleset: Ruleset,
    name: str,
    amount: str,
    given: Mapping[str, Value],
    value_of: Callable[[str], Value | None],
) -> Callable[[Value], Value | None]:
    """A computed fact as a function of one amount, by way of others, all else as it is given.

    Args:
        ruleset: The ruleset.
        name: The computed fact; not given.
        amount: The amount.
        given: What is given besides.
        value_of: What a fact comes to that does not depend on the amount.
    """
    facts = ruleset.facts
    places = {each: given[each] for each in ruleset.clock if each is not None and each in given}
    sets_place = amount in ruleset.clock
    links: dict[str, _Link] = {}
    fixed: dict[str, Value] = {}

    def varies(each: str) -> bool:
        """Whether a fact depends on the amount; takes note of it, after all that it is made of."""
        if each == amount or each in links:
            return True
        made = None if each in given else facts[each].computed
        of = () if made is None else tuple([one for one in made.facts if varies(one)])
        if made is not None and (of or sets_place):
            alike = {one: fixed[one] for one in made.facts if one in fixed}
            of = (*of, amount) if sets_place else of
            links[each] = _Link(Computing(facts[each], ruleset), of, {**places, **alike})
            return True
        value = value_of(each)
        if value is not None:
            fixed[each] = value
        return False

    if not varies(name):
        return lambda _: fixed.get(name)
    return lambda value: _worked_out(links, {amount: value}).get(name)


def _worked_out(links: Mapping[str, _Link], varied: Mapping[str, Value]) -> Mapping[str, Value]:
    """What facts come to that depend on something varied, each after those it is made of."""
    known = {**varied}
    for name, (made, of, fixed) in links.items():
        came = made.value({**fixed, **{one: known[one] for one in of if one in known}})
        if came is not None:
            known[name] = came
    return known
