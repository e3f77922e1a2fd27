"""Whether a condition is true, false or unknown: strong Kleene logic, one condition at a time.

Unknown is not false. A test of a fact that is not known is unknown; a group is unknown only
while its unknown parts could still decide it. This is the meaning that every back end must
reproduce, and what explanations ask when they say why a rule did not fire.

Source of the idea: S. C. Kleene, Introduction to Metamathematics (1952), section 64.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from tactful.language.model import Because, Constraint, Rule, Ruleset
from tactful.language.operators import Interval
from tactful.language.terms import (
    Condition,
    FactRef,
    Group,
    Join,
    Operand,
    Test,
    reads,
    tests_in,
)
from tactful.language.values import NONE, Value, ValueType

Truth: TypeAlias = bool | None
"""``None`` is unknown."""

Values: TypeAlias = Mapping[str, Value]
"""What is known, by fact or decision; what is missing is unknown."""

TypeOf: TypeAlias = Callable[[str], ValueType]


def truth(condition: Condition | None, values: Values, type_of: TypeOf) -> Truth:
    """Whether ``condition`` holds, given what is known. No condition at all holds.

    ``type_of`` gives the type of a fact or decision (``Ruleset.type_of``).
    """
    if condition is None:
        return True
    if isinstance(condition, Test):
        return _test(condition, values, type_of)
    return combine(condition, [truth(part, values, type_of) for part in condition.parts])


class AskedTest:
    """What one test says, for whoever asks again and again: of like values it is told once."""

    def __init__(self, test: Test, type_of: TypeOf) -> None:
        self._test = test
        self._type_of = type_of
        self._names = (test.subject, *(o.fact for o in test.operands if isinstance(o, FactRef)))
        self._found: dict[tuple[Value | None, ...], Truth] = {}

    def truth(self, values: Values) -> Truth:
        """Whether the test holds, given what is known."""
        key = tuple([values.get(name) for name in self._names])
        if key not in self._found:
            self._found[key] = truth(self._test, values, self._type_of)
        return self._found[key]


def combine(group: Group, parts: list[Truth]) -> Truth:
    """The truth of a group whose parts have these truths."""
    sure, possible = parts.count(True), len(parts) - parts.count(False)
    match group.join:
        case Join.ALL:
            return _at_least(len(parts), sure, possible)
        case Join.ANY:
            return _at_least(1, sure, possible)
        case Join.NONE:
            return negated(_at_least(1, sure, possible))
        case Join.AT_LEAST:
            return _at_least(group.count, sure, possible)


def negated(value: Truth) -> Truth:
    """Not true is false, not false is true, not unknown is unknown."""
    return None if value is None else not value


def _at_least(count: int, sure: int, possible: int) -> Truth:
    if sure >= count:
        return True
    return None if possible >= count else False


def _test(test: Test, values: Values, type_of: TypeOf) -> Truth:
    value = values.get(test.subject)
    if test.operator.presence is not None:
        return (value is not None) is test.operator.presence
    # A choice or a yes is its name, so most tests need no order.
    if isinstance(value, (str, bool)) and test.operator.enumerates and not test.compares:
        return (value in test.operands) is not test.operator.outside
    type_ = type_of(test.subject)
    needed = len(test.operands) if test.operator.every else 1
    inside = _at_least(needed, *_counted(_inside(test, value, values, type_)))
    return negated(inside) if test.operator.outside else inside


def _counted(truths: Iterator[Truth]) -> tuple[int, int]:
    listed = list(truths)
    return listed.count(True), len(listed) - listed.count(False)


def _inside(test: Test, value: Value | None, values: Values, type_: ValueType) -> Iterator[Truth]:
    """For each of the test's intervals, whether the value lies in it."""
    if type_.many:
        for point in test.operands:
            yield None if value is None else _among(point, value)
        return
    operands = [_resolved(operand, values) for operand in test.operands]
    # An operand that is not known must not read as a missing bound.
    for interval in test.operator.intervals(list(range(len(operands)))):
        ends = [place for place in (interval.lower, interval.upper) if place is not None]
        if any(test.operands[place] is NONE for place in ends):
            yield None if value is None else value is NONE
        elif value is NONE or any(operands[place] is NONE for place in ends):
            yield False  # where there is none of one, nothing can be more, less or the same
        else:
            yield _within(interval, value, operands, type_)


def _among(point: Operand, value: Value) -> bool:
    """Whether a choice, or that there is none, is what several choices at once include."""
    return point in value if isinstance(value, frozenset) else point is value


def _resolved(operand: Operand, values: Values) -> Value | None:
    return values.get(operand.fact) if isinstance(operand, FactRef) else operand


def _within(
    interval: Interval[int], value: Value | None, operands: list[Value | None], type_: ValueType
) -> Truth:
    bounds: list[Truth] = []
    rank = type_.rank
    if interval.lower is not None:
        bounds.append(_above(value, operands[interval.lower], interval.lower_open, rank))
    if interval.upper is not None:
        bounds.append(_above(operands[interval.upper], value, interval.upper_open, rank))
    return _at_least(len(bounds), *_counted(iter(bounds)))


def _above(
    high: Value | None, low: Value | None, strictly: bool, rank: Callable[[Value], Any]
) -> Truth:
    if high is None or low is None:
        return None
    return bool(rank(high) > rank(low) if strictly else rank(high) >= rank(low))


def reason_told(rule: Rule, values: Values, type_of: TypeOf) -> Because | None:
    """The branch whose reason a rule tells: the first that holds; ``None`` if none does."""
    return next((r for r in rule.reasons if truth(r.when, values, type_of) is True), None)


# What is still open: the undecided part of a condition, and the names it waits for.
#
# A condition can be unknown because of one test among many. What the others say is settled and
# cannot matter any more, so explanations talk only about the part that is left.


def undecided(condition: Condition | None, values: Values, type_of: TypeOf) -> Condition | None:
    """The part of a condition that could still make it true or false; ``None`` if none can."""
    if condition is None or truth(condition, values, type_of) is not None:
        return None
    if isinstance(condition, Test):
        return condition
    truths = [truth(part, values, type_of) for part in condition.parts]
    rest = tuple(
        left for part in condition.parts if (left := undecided(part, values, type_of)) is not None
    )
    join, count = condition.join, condition.count - truths.count(True)
    if join is Join.AT_LEAST:
        join = Join.ALL if count == len(rest) else Join.ANY if count == 1 else join
    if len(rest) == 1 and join is not Join.NONE:
        return rest[0]
    return Group(join, rest, count if join is Join.AT_LEAST else 0, condition.span)


def waits_for(condition: Condition | None, values: Values, type_of: TypeOf) -> frozenset[str]:
    """The unknown facts and unsettled decisions that a condition's undecided part looks at."""
    return frozenset(
        name for name in reads(undecided(condition, values, type_of)) if name not in values
    )


def false_part(condition: Condition, values: Values, type_of: TypeOf) -> Condition:
    """The part of a condition that is false because of which the whole is; itself if it is not.

    Of conditions that must all hold, those that do not; otherwise the whole.
    """
    if isinstance(condition, Group) and condition.join is Join.ALL:
        failing = tuple(
            false_part(part, values, type_of)
            for part in condition.parts
            if truth(part, values, type_of) is False
        )
        if failing:
            return failing[0] if len(failing) == 1 else Group(Join.ALL, failing)
    return condition


# What cannot be: which constraints a situation breaks, and by which facts.
#
# Source of the idea: integrity constraints, as databases and answer-set programs have them
# (R. Reiter, On Integrity Constraints, TARK 1988).


class Misfit(NamedTuple):
    """A constraint that is broken, and the facts that do not fit together, in its own order."""

    constraint: Constraint
    facts: tuple[str, ...]


def broken(ruleset: Ruleset, values: Mapping[str, Value]) -> tuple[str, ...]:
    """The constraints that a situation breaks, by name: those whose condition is true.

    Args:
        ruleset: The rules.
        values: Every fact that is known in the end.
    """
    return tuple(
        name
        for name, constraint in ruleset.constraints.items()
        if truth(constraint.never, values, ruleset.type_of) is True
    )


def misfits(ruleset: Ruleset, names: tuple[str, ...]) -> tuple[Misfit, ...]:
    """For each broken constraint, the facts that it reads."""
    found = (ruleset.constraints[name] for name in names)
    order = [*ruleset.facts]
    return tuple(Misfit(c, tuple(sorted(reads(c.never), key=order.index))) for c in found)


def every_test(ruleset: Ruleset) -> Iterator[Test]:
    """Every test of every condition of a ruleset, drafts' and reasons' apart."""
    conditions: list[Condition | None] = []
    for decision in ruleset.decisions.values():
        conditions.append(decision.applies_when)
        for option in decision.options.values():
            conditions += (piece.when for piece in (*option.windows, *option.waits))
    for rule in ruleset.rules.values():
        conditions += (rule.when, rule.unless)
    conditions += (constraint.never for constraint in ruleset.constraints.values())
    for condition in conditions:
        yield from tests_in(condition)
