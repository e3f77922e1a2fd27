"""A ruleset changed in one small way at a time, as a slip of the pen would change it.

Scenarios that are worth having notice such changes. The list of ways is closed: a test is
dropped, negated, or has a threshold moved by one step; a rule speaks for the opposite, no longer
overrides, or is gone.

Source of the idea: R. A. DeMillo, R. J. Lipton and F. G. Sayward, Hints on test data selection
(1978).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import NamedTuple

from tactful.cases.representatives import allowed
from tactful.explanation.written import spelt
from tactful.grounding.ground import for_one
from tactful.language.conditions import Values, truth
from tactful.language.model import Rule, Ruleset, Stance
from tactful.language.terms import Group, Join, Operand, Test
from tactful.language.values import Kind, Value, ValueType
from tactful.language.variants import (
    Place,
    condition_at,
    places,
    replaced,
    triggers,
    with_condition,
    with_rule,
    without_rule,
)
from tactful.text.diagnostic import Span


class Mutation(Enum):
    """A way to change a ruleset."""

    DROP_CONDITION = "drop a condition"
    NEGATE_CONDITION = "negate a condition"
    SHIFT_THRESHOLD = "shift a threshold"
    CHANGE_STANCE = "change a stance"
    DROP_OVERRIDE = "drop an override"
    DROP_RULE = "drop a rule"


class Mutant(NamedTuple):
    """A ruleset with one small change.

    Attributes:
        change: The kind of change.
        owner: The rule or decision that is changed.
        description: What was done, in the author's own words: "`rapport: warm` dropped".
        span: Where what was changed is written.
        ruleset: The ruleset so changed.
    """

    change: Mutation
    owner: str
    description: str
    span: Span
    ruleset: Ruleset

    def may_differ(self, original: Ruleset, values: Values) -> bool:
        """Whether the change could matter in a situation, going by what is known in the end.

        What a rule or decision reads does not depend on it, so if its own conditions come out as
        before and it says the same as before, nothing that follows can be otherwise.
        """
        if self.owner in original.decisions:
            conditions = (
                original.decisions[self.owner].applies_when,
                self.ruleset.decisions[self.owner].applies_when,
            )
            before, after = (truth(c, values, original.type_of) is True for c in conditions)
            return before is not after
        rule, changed = original.rules[self.owner], self.ruleset.rules.get(self.owner)
        held = triggers(rule, values, original)
        holds = changed is not None and triggers(changed, values, original)
        if not (held and holds and changed is not None):
            return held is not holds
        return (rule.arguments, rule.overrides) != (changed.arguments, changed.overrides)


def mutants(ruleset: Ruleset) -> Iterator[Mutant]:
    """Every mutant of a ruleset, in the order in which what they change is written.

    Of rules about several of a thing what the author wrote is changed, once for all of them.
    """
    if ruleset.template is None:
        yield from _mutants(ruleset)
        return
    for mutant in _mutants(ruleset.template):
        yield mutant._replace(ruleset=for_one(mutant.ruleset))


def _mutants(ruleset: Ruleset) -> Iterator[Mutant]:
    by_owner: dict[str, list[Place]] = {}
    for place in places(ruleset):
        by_owner.setdefault(place.owner, []).append(place)
    for rule in ruleset.rules.values():
        yield Mutant(
            Mutation.DROP_RULE,
            rule.id,
            "the rule dropped",
            rule.span,
            without_rule(ruleset, rule.id),
        )
        yield from _conditions(ruleset, by_owner.get(rule.id, ()))
        yield from _stances(ruleset, rule)
        yield from _overrides(ruleset, rule)
    for name in ruleset.decisions:
        yield from _conditions(ruleset, by_owner.get(name, ()))


def _conditions(ruleset: Ruleset, found: Iterable[Place]) -> Iterator[Mutant]:
    for place in found:
        whole = condition_at(ruleset, place)
        said = f"`{spelt(place.test, ruleset)}` under `{place.part}`"

        def made(
            change: Mutation, new: Test | Group | None, what: str, place: Place = place
        ) -> Mutant:
            changed = replaced(condition_at(ruleset, place), place.path, new)
            made_of = with_condition(ruleset, place, changed)
            return Mutant(change, place.owner, what, place.span, made_of)

        if whole is not None:
            yield made(Mutation.DROP_CONDITION, None, f"{said} dropped")
            negation = Group(Join.NONE, (place.test,), span=place.span)
            yield made(Mutation.NEGATE_CONDITION, negation, f"{said} negated")
        for test in shifted(place.test, ruleset):
            what = f"{said} made `{spelt(test, ruleset)}`"
            yield made(Mutation.SHIFT_THRESHOLD, test, what)


def shifted(test: Test, ruleset: Ruleset) -> Iterator[Test]:
    """A test with one of its thresholds moved one step up or down.

    Only tests that compare by order have thresholds. A step is 1, a minute, a day, or the next
    choice; a threshold that is not a whole number moves by a hundredth.
    """
    if not test.operator.ordered:
        return
    type_ = ruleset.type_of(test.subject)
    for number, operand in enumerate(test.operands):
        for moved in _moved(operand, type_):
            operands = (*test.operands[:number], moved, *test.operands[number + 1 :])
            if len(operands) == 1 or not _is_reversed(operands, type_):
                yield replace(test, operands=operands)


def _is_reversed(operands: tuple[Operand, ...], type_: ValueType) -> bool:
    low, high = operands
    if isinstance(low, tuple) or isinstance(high, tuple):  # another fact's value
        return False
    return bool(type_.rank(low) > type_.rank(high))  # type: ignore[operator]


def _moved(operand: Operand, type_: ValueType) -> Iterator[Value]:
    if isinstance(operand, tuple):
        return
    if type_.kind is Kind.CHOICE:
        listed = list(type_.choices)
        place = listed.index(str(operand))
        yield from (listed[p] for p in (place - 1, place + 1) if 0 <= p < len(listed))
        return
    for step in (-1, 1):
        value = _stepped(operand, step)
        if value is not None and allowed(type_, value):
            yield value


def _stepped(value: Value, step: int) -> Value | None:
    match value:
        case datetime():
            return value + timedelta(minutes=step)
        case date():
            return value + timedelta(days=step)
        case time():
            moved = datetime.combine(date(2000, 1, 2), value) + timedelta(minutes=step)
            return moved.time() if moved.day == 2 else None
        case int() | float():
            return value + step if float(value).is_integer() else round(value + step / 100, 6)
    return None


_OPPOSITE: Mapping[Stance, Stance] = {
    Stance.STRONGLY_FOR: Stance.STRONGLY_AGAINST,
    Stance.FOR: Stance.AGAINST,
    Stance.SLIGHTLY_FOR: Stance.SLIGHTLY_AGAINST,
    Stance.SLIGHTLY_AGAINST: Stance.SLIGHTLY_FOR,
    Stance.AGAINST: Stance.FOR,
    Stance.STRONGLY_AGAINST: Stance.STRONGLY_FOR,
    Stance.ALWAYS: Stance.NEVER,
    Stance.NEVER: Stance.ALWAYS,
}


def _stances(ruleset: Ruleset, rule: Rule) -> Iterator[Mutant]:
    for number, argument in enumerate(rule.arguments):
        stance = _OPPOSITE[argument.stance]
        changed = replace(argument, stance=stance, weight=-argument.weight)
        arguments = (*rule.arguments[:number], changed, *rule.arguments[number + 1 :])
        what = f"`{argument.option}: {argument.stance.value}` made `{stance.value}`"
        made = with_rule(ruleset, rule._replace(arguments=arguments))
        yield Mutant(Mutation.CHANGE_STANCE, rule.id, what, argument.span, made)


def _overrides(ruleset: Ruleset, rule: Rule) -> Iterator[Mutant]:
    for overridden in rule.overrides:
        left = tuple(name for name in rule.overrides if name != overridden)
        made = with_rule(ruleset, rule._replace(overrides=left))
        what = f"`overrides: {overridden}` dropped"
        yield Mutant(Mutation.DROP_OVERRIDE, rule.id, what, rule.span, made)
