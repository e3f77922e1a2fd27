"""A ruleset without its clockwork: each computed fact is a fact of its own, each moment a number.

Whatever is proven of the detached ruleset holds for the real one. A scenario may give any fact,
a computed one too, and given values beat computed ones; so the real ruleset's situations are
just the detached one's, read with other values. And only the order of two moments ever matters
to a condition, so a number does as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from tactful.language.conditions import every_test
from tactful.language.model import HOUSE, NO_CLOCK, Fact, Rule, Ruleset
from tactful.language.terms import Condition, FactRef, Group, Join, Test, Window
from tactful.language.turning import SECOND
from tactful.language.values import NONE, Kind, Value, ValueType

_EPOCH = datetime(1970, 1, 1)
_MOMENTS = (Kind.DATE, Kind.DATETIME)


def is_time(fact: Fact) -> bool:
    """Whether a fact is a moment, or computed from some."""
    return fact.computed is not None or fact.type.kind in _MOMENTS


def detached(ruleset: Ruleset) -> Ruleset:
    """The ruleset with every computed fact and every moment made a plain fact."""
    kinds = {name: ruleset.type_of(name).kind for name in (*ruleset.facts, *ruleset.decisions)}

    def condition(part: Condition | None) -> Condition | None:
        if isinstance(part, Group):
            return replace(part, parts=tuple(_whole(condition(p)) for p in part.parts))
        if isinstance(part, Test) and kinds[part.subject] in _MOMENTS:
            return in_numbers(part)
        return part

    facts = {fact.id: _fact(fact) for fact in ruleset.facts.values()}
    for place in (ruleset.clock.timezone, ruleset.clock.country):
        if place is not None:  # a client is somewhere: none of it is not taken
            facts[place] = facts[place]._replace(type=replace(facts[place].type, none=None))

    def pieces(windows: tuple[Window, ...]) -> tuple[Window, ...]:
        return tuple(piece._replace(when=condition(piece.when)) for piece in windows)

    decisions = {
        d.id: d._replace(
            applies_when=condition(d.applies_when),
            options={
                o.id: o._replace(windows=pieces(o.windows), waits=pieces(o.waits))
                for o in d.options.values()
            },
        )
        for d in ruleset.decisions.values()
    }
    rules = {
        rule.id: rule._replace(
            when=condition(rule.when),
            unless=condition(rule.unless),
            conclusions=tuple(c._replace(value=as_number(c.value)) for c in rule.conclusions),
        )
        for rule in ruleset.rules.values()
    }
    constraints = {
        one.id: one._replace(never=_whole(condition(one.never)))
        for one in ruleset.constraints.values()
    }
    return replace(
        ruleset,
        facts=facts,
        decisions=decisions,
        rules=rules,
        clock=NO_CLOCK,
        constraints=constraints,
    )


def _whole(condition: Condition | None) -> Condition:
    if condition is None:
        raise ValueError("a group has no empty parts")
    return condition


def _fact(fact: Fact) -> Fact:
    default = None if fact.default is None else as_number(fact.default)
    return fact._replace(computed=None, default=default, type=_type(fact.type))


def _type(type_: ValueType) -> ValueType:
    if type_.kind not in _MOMENTS:
        return type_
    low, high = (None if v is None else as_number(v) for v in (type_.minimum, type_.maximum))
    return ValueType(Kind.NUMBER, minimum=low, maximum=high, whole=True, none=type_.none)


def in_numbers(test: Test) -> Test:
    """A test whose moments are numbers, as those in cases are."""
    operands = (o if isinstance(o, FactRef) else as_number(o) for o in test.operands)
    return replace(test, operands=tuple(operands))


def as_number(value: Value) -> Value:
    """A moment as its second, a date as its day; any other value as it is."""
    match value:
        case datetime():
            return (value - _EPOCH) // SECOND
        case date():
            return value.toordinal()
    return value


def as_value(number: Value, type_: ValueType) -> Value:
    """The moment or date that a number stands for in a fact of this type."""
    if isinstance(number, int) and not isinstance(number, bool):
        if type_.kind is Kind.DATETIME:
            return _EPOCH + number * SECOND
        if type_.kind is Kind.DATE:
            return date.fromordinal(number)
    return number


def compared(ruleset: Ruleset, tests: Iterator[Test]) -> dict[str, frozenset[str]]:
    """For each fact, those whose values it is compared with, by way of others too, and itself."""
    groups = {name: {name} for name in ruleset.facts}
    for test in tests:
        for operand in test.operands:
            if isinstance(operand, FactRef):
                joined = groups[test.subject] | groups[operand.fact]
                for name in joined:
                    groups[name] = joined
    return {name: frozenset(group) for name, group in groups.items()}


_NEVER = Group(Join.ANY, ())
"""A condition that is false: none of no parts holds."""


def common_type(one: ValueType, other: ValueType) -> ValueType | None:
    """A type in which the values of both mean what they meant; ``None`` if there is none.

    A choice has the choices of both then, and a number the narrower bounds.
    """
    if one.kind is not other.kind or one.unit != other.unit or one.ordered != other.ordered:
        return None
    if one.many != other.many:
        return None
    one = replace(one, none=one.none or other.none)
    if one.kind is Kind.CHOICE:
        joint = {**other.choices, **one.choices}
        # One without an order may be compared with one that has it: both must come out alike.
        order = _merged([*one.choices], [*other.choices])
        if order is None:
            return None if one.ordered else replace(one, choices=dict(sorted(joint.items())))
        return replace(one, choices={choice: joint[choice] for choice in order})
    low: list[Any] = [v for v in (one.minimum, other.minimum) if v is not None]
    high: list[Any] = [v for v in (one.maximum, other.maximum) if v is not None]
    return replace(
        one,
        minimum=max(low) if low else None,
        maximum=min(high) if high else None,
        whole=one.whole or other.whole,
    )


def _merged(one: Sequence[str], other: Sequence[str]) -> list[str] | None:
    """An order that keeps to both; ``None`` if they contradict each other."""
    before: dict[str, set[str]] = {choice: set() for choice in (*one, *other)}
    for lower, higher in (*pairwise(one), *pairwise(other)):
        before[higher].add(lower)
    sorter, found = TopologicalSorter(before), list[str]()
    try:
        sorter.prepare()
    except CycleError:
        return None
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        sorter.done(*ready)
        found += ready
    return found


def not_shared(ruleset: Ruleset, other: Ruleset) -> dict[str, frozenset[Value]]:
    """For each fact of both, what only one of them can say; facts without such are left out.

    That is a choice, or that there is none.
    """
    apart: dict[str, frozenset[Value]] = {}
    for name, fact in ruleset.facts.items():
        if name in other.facts:
            type_, than = fact.type, other.facts[name].type
            nones: set[Value] = {NONE} if (type_.none is None) != (than.none is None) else set()
            apart[name] = frozenset(nones) | (type_.choices.keys() ^ than.choices.keys())
    return {name: choices for name, choices in apart.items() if choices}


def widened(ruleset: Ruleset, other: Ruleset) -> Ruleset:
    """The ruleset with whatever the other looks at, in rules that never fire.

    Which values of a fact are told apart depends on what conditions ask. Widened by each other,
    two rulesets ask the same, so that their situations can be compared one by one. Facts of both
    have their ``common_type``, and their own where there is none.
    """
    facts = {**ruleset.facts, **{n: f for n, f in other.facts.items() if n not in ruleset.facts}}
    for name, fact in ruleset.facts.items():
        if name in other.facts and other.facts[name].type != fact.type:
            common = common_type(fact.type, other.facts[name].type)
            facts[name] = fact._replace(type=common or fact.type)
    tests = [t for one in (ruleset, other) for t in every_test(one) if t.subject in facts]
    values = {
        (c.fact, c.value): c
        for one in (ruleset, other)
        for rule in one.rules.values()
        for c in rule.conclusions
    }
    asking = Rule("asking ", (), HOUSE, Group(Join.ALL, (_NEVER, *dict.fromkeys(tests))))
    saying = Rule("saying ", (), HOUSE, _NEVER, None, tuple(values.values()))
    return replace(
        ruleset, facts=facts, rules={**ruleset.rules, asking.id: asking, saying.id: saying}
    )


def facts_read(ruleset: Ruleset) -> Iterator[str]:
    """The facts that some condition looks at, in the ruleset's order."""
    read: set[str] = set()
    for test in every_test(ruleset):
        read.add(test.subject)
        read.update(o.fact for o in test.operands if isinstance(o, FactRef))
    return (name for name in ruleset.facts if name in read)
