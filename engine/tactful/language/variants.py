"""Rulesets that differ from another in one place: what coverage, mutation and proofs compare.

A place in a condition is named by the path to it from the top, so that one test can be taken out,
turned round or replaced without touching the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, NamedTuple, TypeAlias

from tactful.language.conditions import Values, truth
from tactful.language.model import Decision, Rule, Ruleset
from tactful.language.operators import KNOWN, UNKNOWN
from tactful.language.terms import Condition, Group, Join, Test
from tactful.text.diagnostic import Span

PartPath: TypeAlias = tuple[int, ...]
"""Which part of which part: ``(1, 0)`` is the first part of the second part."""

WhichCondition: TypeAlias = Literal["when", "unless", "applies when"]


class Place(NamedTuple):
    """Where one test stands: in which rule or decision, in which condition, at which path."""

    owner: str
    part: WhichCondition
    path: PartPath
    test: Test

    @property
    def is_of_rule(self) -> bool:
        """Whether a rule has the test, rather than a decision."""
        return self.part != "applies when"

    @property
    def span(self) -> Span:
        """Where it is written."""
        return self.test.span


def places(ruleset: Ruleset) -> Iterator[Place]:
    """Every test of every condition, rules first, in the author's order."""
    for rule in ruleset.rules.values():
        for part, condition in conditions_of(rule):
            for path, test in _tests(condition):
                yield Place(rule.id, part, path, test)
    for decision in ruleset.decisions.values():
        for path, test in _tests(decision.applies_when):
            yield Place(decision.id, "applies when", path, test)


def conditions_of(rule: Rule) -> tuple[tuple[WhichCondition, Condition | None], ...]:
    """A rule's two conditions with their names."""
    return ("when", rule.when), ("unless", rule.unless)


def condition_at(ruleset: Ruleset, place: Place) -> Condition | None:
    """The whole condition in which a place lies."""
    if place.part == "applies when":
        return ruleset.decisions[place.owner].applies_when
    rule = ruleset.rules[place.owner]
    return rule.when if place.part == "when" else rule.unless


def triggers(rule: Rule, values: Values, ruleset: Ruleset) -> bool:
    """Whether a rule's conditions let it fire, unless an overriding rule sets it aside."""
    return truth(rule.when, values, ruleset.type_of) is True and (
        rule.unless is None or truth(rule.unless, values, ruleset.type_of) is not True
    )


def _tests(condition: Condition | None) -> Iterator[tuple[PartPath, Test]]:
    if isinstance(condition, Test):
        yield (), condition
    elif condition is not None:
        for number, part in enumerate(condition.parts):
            for path, test in _tests(part):
                yield (number, *path), test


def replaced(
    condition: Condition | None, path: PartPath, new: Condition | None
) -> Condition | None:
    """A condition with what stands at a path replaced, or taken out if ``new`` is ``None``.

    A group that loses its last part goes too; one that asks for more parts than are left asks
    for all of them.
    """
    if not path:
        return new
    if not isinstance(condition, Group):
        raise ValueError("the path leads past a test")
    parts = list(condition.parts)
    changed = replaced(parts[path[0]], path[1:], new)
    if changed is None:
        del parts[path[0]]
    else:
        parts[path[0]] = changed
    if not parts:
        return None
    count = min(condition.count, len(parts)) if condition.join is Join.AT_LEAST else 0
    return replace(condition, parts=tuple(parts), count=count)


def with_condition(ruleset: Ruleset, place: Place, condition: Condition | None) -> Ruleset:
    """The ruleset with the condition in which a place lies replaced by another."""
    if place.part == "applies when":
        decision = ruleset.decisions[place.owner]._replace(applies_when=condition)
        return with_decision(ruleset, decision)
    rule = ruleset.rules[place.owner]
    changed = (
        rule._replace(when=condition) if place.part == "when" else rule._replace(unless=condition)
    )
    return with_rule(ruleset, changed)


def with_rule(ruleset: Ruleset, rule: Rule) -> Ruleset:
    """The ruleset with a rule in place of the one of its name."""
    return replace(ruleset, rules={**ruleset.rules, rule.id: rule})


def with_decision(ruleset: Ruleset, decision: Decision) -> Ruleset:
    """The ruleset with a decision in place of the one of its name."""
    return replace(ruleset, decisions={**ruleset.decisions, decision.id: decision})


def without_rule(ruleset: Ruleset, name: str) -> Ruleset:
    """The ruleset without a rule, which nothing overrides any more."""
    rules = {
        rule.id: rule._replace(overrides=tuple(o for o in rule.overrides if o != name))
        for rule in ruleset.rules.values()
        if rule.id != name
    }
    return replace(ruleset, rules=rules)


def without_rules(ruleset: Ruleset) -> Ruleset:
    """The ruleset's facts and decisions with no rule to say anything about them."""
    return replace(ruleset, rules={})


def forced(ruleset: Ruleset, owner: str, *, holds: bool) -> Ruleset:
    """The ruleset with a rule's conditions, or a decision's ``applies when``, settled."""
    if owner in ruleset.decisions:
        decision = ruleset.decisions[owner]
        condition = None if holds else _never(next(iter(ruleset.decisions)), ruleset)
        return with_decision(ruleset, decision._replace(applies_when=condition))
    rule = ruleset.rules[owner]
    return (
        with_rule(ruleset, rule._replace(when=None, unless=None))
        if holds
        else without_rule(ruleset, owner)
    )


def _never(otherwise: str, ruleset: Ruleset) -> Condition:
    """A condition that is false whatever is known."""
    name = next((f.id for f in ruleset.facts.values() if f.computed is None), otherwise)
    return Group(Join.NONE, (Test(name, KNOWN), Test(name, UNKNOWN)))
